"""Which output belongs to which gold, and of which kind they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .errors import EvaluationError
from .readers import is_number, is_rung, is_table, lines_of


class Kind(StrEnum):
    """What an output is."""

    LADDER = "ladder"  # beads of two documents, in order
    PAIRS = "pairs"  # pairs of lines
    LINKS = "links"  # pairs of documents
    TMX = "tmx"  # a translation memory, against sentence pairs


_OUT_SUFFIXES = {
    Kind.LADDER: (".align", ".ladder", ".tsv"),
    Kind.PAIRS: (".tsv",),
    Kind.LINKS: (".tsv",),
    Kind.TMX: (".tmx",),
}
_GOLD_SUFFIXES = {kind: (".gold",) if kind is Kind.LADDER else (".tsv",) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Match:
    """The output and the gold of one document, and the name by which they go."""

    name: str
    out: Path
    gold: Path


def match_files(out: Path, gold: Path, kind: Kind | None) -> tuple[list[Match], list[Path]]:
    """The files that belong together, by name, and the outputs without gold.

    Args:
        out: a file, or a folder of 03.align, 03.ladder, 03.tsv, 03.tmx.
        gold: a file, or a folder of 03.gold, 03.tsv, 03.gold.tsv.
        kind: of the outputs, if it is known.

    Raises:
        EvaluationError: a place is missing, a gold file has no output or several.
    """
    for place in (out, gold):
        if not place.exists():
            raise EvaluationError(f"{place}: is not there. Check the name")
    if out.is_dir() != gold.is_dir():
        raise EvaluationError(
            f"{out} and {gold}: one is a folder and one is not. Give two files or two folders"
        )
    if not out.is_dir():
        return [Match(out.stem, out, gold)], []
    kinds = [kind] if kind else list(Kind)
    outputs = _by_name(
        path
        for path in sorted(out.iterdir())
        if path.suffix in {suffix for k in kinds for suffix in _OUT_SUFFIXES[k]}
        and not path.stem.endswith(".gold")
    )
    golds = _by_name(
        path
        for path in sorted(gold.iterdir())
        if path.suffix in {suffix for k in kinds for suffix in _GOLD_SUFFIXES[k]}
    )
    if not golds:
        raise EvaluationError(
            f"{gold}: holds no gold{f' of kind {kind}' if kind else ''}. "
            "Call its files NAME.gold (ladders) or NAME.tsv"
        )
    lacking = [path.name for name, path in golds.items() if name not in outputs]
    if lacking:
        raise EvaluationError(
            f"{out}: has no output for {listed(lacking)}. "
            "Call outputs as their gold is called, such as 03.align for 03.gold"
        )
    matches = [Match(name, outputs[name], path) for name, path in golds.items()]
    return matches, [path for name, path in outputs.items() if name not in golds]


def _by_name(paths: Iterable[Path]) -> dict[str, Path]:
    """Files by the name of their document: "03" of 03.align, 03.gold and 03.gold.tsv."""
    found: dict[str, Path] = {}
    for path in paths:
        name = path.stem.removesuffix(".gold")
        if name in found:
            raise EvaluationError(
                f"{path}: {found[name].name} could be meant as well. Say which kind: --kind"
            )
        found[name] = path
    return found


def kind_of(match: Match) -> Kind:
    """The kind of an output: by its suffix if it is a memory, else by what the gold looks like.

    Raises:
        EvaluationError: it cannot be told, or a file cannot be read.
    """
    if match.out.suffix == ".tmx":
        return Kind.TMX
    for path in (match.gold, match.out):
        first = next(lines_of(path), (0, ""))[1]
        cells = first.split("\t")
        if is_rung(first):
            return Kind.LADDER
        if len(cells) > 1 and not is_table(path):
            return Kind.PAIRS if all(map(is_number, cells[:2])) else Kind.LINKS
    raise EvaluationError(f"{match.gold}: its kind cannot be told. Say it: --kind")


def listed(names: Iterable[str], most: int = 3) -> str:
    """The first few names, and how many more there are."""
    told = list(names)
    return ", ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "")
