"""Writing an alignment: TMX, a table of tab-separated values, JSON lines, or a ladder."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import tmx
from corpora import Document
from corpora.readers import READERS

from .bands import longest_rise
from .bead import Bead, BeadClass, Route
from .errors import OutputError
from .gather import is_parallel
from .pipeline import AlignedPair, Alignment

_BREAK = re.compile(r"\s*[\n\t\r]+\s*")

TSV_COLUMNS = (
    *("source_doc", "source_from", "source_to", "target_doc", "target_from", "target_to"),
    *("class", "confidence", "similarity", "margin", "source", "target"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which beads are written.

    Attributes:
        kinds: classes of beads.
        min_confidence: least P(translation), 0…1, on top of the class.
    """

    kinds: frozenset[BeadClass] = frozenset({BeadClass.TRANSLATION})
    min_confidence: float = 0.0

    def takes(self, bead: Bead) -> bool:
        """Whether the bead is written."""
        return bead.kind in self.kinds and bead.confidence >= self.min_confidence


@dataclass(frozen=True, slots=True)
class Unit:
    """A bead on its way out, with its documents and texts.

    Line breaks inside a sentence, as hard-wrapped paragraphs have them, are written as spaces.
    """

    pair: AlignedPair
    bead: Bead
    source: str
    target: str


def selected_units(alignment: Alignment, selection: Selection) -> Iterator[Unit]:
    """The beads to be written, document pair by document pair."""
    for pair in alignment.pairs:
        for bead in pair.beads:
            if selection.takes(bead):
                source, target = (
                    text_of(pair.source, bead.source),
                    text_of(pair.target, bead.target),
                )
                yield Unit(pair, bead, source, target)


def write_alignment(
    alignment: Alignment, path: Path | str, form: str = "tmx", selection: Selection | None = None
) -> int:
    """Write an alignment, atomically: the file is there whole, or as it was before.

    Args:
        alignment: what a run found.
        path: of the output.
        form: "tmx", "tsv", "jsonl", "ladder" or "pairs".
        selection: which beads; by default the translations. A ladder takes all.

    Returns:
        How many units were written.

    Raises:
        OutputError: the form is unknown or not for several document pairs, or the file cannot be
            written.
    """
    if form not in WRITERS:
        raise OutputError(f"There is no output form {form!r}. Known: {', '.join(WRITERS)}")
    try:
        return WRITERS[form](alignment, Path(path), selection or Selection())
    except OSError as error:
        raise unwritable(path, error) from error


def check_output(path: Path, inputs: Iterable[Path], form: str | None = None) -> None:
    """Find out before the work whether its result could be written.

    Raises:
        OutputError: the form is unknown, the folder is not there or not to be written to, or the
            output would replace an input.
    """
    if form is not None and form not in WRITERS:
        raise OutputError(f"There is no output form {form!r}. Known: {', '.join(WRITERS)}")
    folder = path.resolve().parent
    if path.is_dir():
        raise OutputError(f"{path}: is a folder. Name a file in it")
    if not folder.is_dir():
        raise OutputError(f"{path}: there is no folder {folder}. Make it first")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(
            f"{path}: the folder {folder} cannot be written to ({error.strerror}). Choose another"
        ) from error
    for given in inputs:
        below = given.is_dir() and path.exists() and path.resolve().is_relative_to(given.resolve())
        is_text = path.suffix.lower() in READERS and not is_parallel(path)
        if path.resolve() == given.resolve() or (below and is_text):
            raise OutputError(f"{path}: would replace an input. Choose another name")


def _write_tmx(alignment: Alignment, path: Path, selection: Selection) -> int:
    now = now_to_write()
    units = (
        translation_unit(unit, alignment.languages, now)
        for unit in selected_units(alignment, selection)
    )
    header = header_of(alignment.languages[0], alignment.signature, now)
    return tmx.write_tmx(path, header, units)


def header_of(source_language: str, signature: str, now: datetime) -> tmx.Header:
    """The header of a memory that Egiz makes."""
    return tmx.Header(
        srclang=source_language,
        creationtool="Egiz",
        creationtoolversion=version("egiz"),
        o_tmf="Egiz",
        datatype="plaintext",
        history=tmx.History(creationdate=now),
        props=(tmx.Prop("x-egiz-signature", signature),),
    )


def translation_unit(unit: Unit, languages: tuple[str, str], now: datetime) -> tmx.TranslationUnit:
    """A unit as it is written into a memory, with all that is known of it."""
    bead = unit.bead
    sides = (
        (unit.pair.source, bead.source, unit.source),
        (unit.pair.target, bead.target, unit.target),
    )
    variants = tuple(
        tmx.Variant(
            language,
            tmx.Segment.of(text),
            props=tuple(
                tmx.Prop(kind, value)
                for kind, value in (
                    ("x-document", document.id),
                    ("x-sentences", _numbers(numbers)),
                    ("x-source-link", document.source),
                )
                if value
            ),
        )
        for language, (document, numbers, text) in zip(languages, sides, strict=True)
    )
    props = (
        ("class", str(bead.kind)),
        ("confidence", f"{bead.confidence:.4f}"),
        ("similarity", f"{bead.similarity:.4f}"),
        ("margin", f"{bead.margin:.4f}"),
        ("route", str(bead.route)),
        ("reason", bead.reason),
    )
    return tmx.TranslationUnit(
        variants,
        tuid=_identity(unit),
        history=tmx.History(creationdate=now),
        props=tuple(tmx.Prop(f"x-egiz-{name}", value) for name, value in props),
    )


def _identity(unit: Unit) -> str:
    """The same for the same sentences of the same documents, whatever else is in the run."""
    bead = unit.bead
    told = (
        unit.pair.source.id,
        _numbers(bead.source),
        unit.pair.target.id,
        _numbers(bead.target),
        unit.source,
        unit.target,
    )
    return hashlib.blake2b("\0".join(told).encode(), digest_size=8).hexdigest()


def _write_tsv(alignment: Alignment, path: Path, selection: Selection) -> int:
    rows = ("\t".join(_row(unit)) for unit in selected_units(alignment, selection))
    return _write_lines(path, rows, header="\t".join(TSV_COLUMNS))


def _row(unit: Unit) -> list[str]:
    bead = unit.bead
    source, target = (_BREAK.sub(" ", d.id) for d in (unit.pair.source, unit.pair.target))
    return [
        *(source, str(bead.source[0]), str(bead.source[-1])),
        *(target, str(bead.target[0]), str(bead.target[-1])),
        *(str(bead.kind), f"{bead.confidence:.4f}"),
        *(f"{bead.similarity:.4f}", f"{bead.margin:.4f}"),
        *(unit.source, unit.target),
    ]


def _write_jsonl(alignment: Alignment, path: Path, selection: Selection) -> int:
    def line(unit: Unit) -> str:
        bead = unit.bead
        sides = zip(
            ("source", "target"),
            alignment.languages,
            (unit.pair.source, unit.pair.target),
            (bead.source, bead.target),
            (unit.source, unit.target),
            strict=True,
        )
        told: dict[str, object] = {
            side: {
                "language": language,
                "document": document.id,
                "sentences": [numbers[0], numbers[-1]],
                "text": text,
            }
            for side, language, document, numbers, text in sides
        }
        scores = ("confidence", "similarity", "margin")
        told |= {"class": str(bead.kind), "route": str(bead.route), "reason": bead.reason}
        told |= {name: round(getattr(bead, name), 4) for name in scores}
        return json.dumps(told, ensure_ascii=False)

    return _write_lines(path, map(line, selected_units(alignment, selection)))


def _write_ladder(alignment: Alignment, path: Path, _selection: Selection) -> int:
    if len(alignment.pairs) != 1:
        raise OutputError(
            f"A ladder holds one document pair, and there are {len(alignment.pairs)}. "
            "Give two files, or choose another form: --to tsv"
        )
    pair = alignment.pairs[0]
    ladder = full_ladder(pair)
    return _write_lines(path, (f"{list(a)}:{list(b)}" for a, b in ladder))


def full_ladder(pair: AlignedPair) -> list[tuple[range, range]]:
    """All sentences of both documents in order, one-sided beads for those without a twin.

    Beads that would cross one before them (moved passages, mined twins) are not in it.
    """
    rungs: list[tuple[range, range]] = []
    at = [0, 0]
    two_sided = [bead for bead in pair.beads if bead.two_sided]
    places = sorted((b.source[0], b.target[0]) for b in two_sided if b.route is Route.PARALLEL)
    in_order = set(longest_rise(places))
    ordered = sorted(
        two_sided,
        key=lambda bead: ((bead.source[0], bead.target[0]) not in in_order, bead.source[0]),
    )
    ends = len(pair.source.sentences), len(pair.target.sentences)
    for bead in ordered:
        if bead.source[0] >= at[0] and bead.target[0] >= at[1]:
            rungs += _one_sided(at, (bead.source[0], bead.target[0]))
            rungs.append((bead.source, bead.target))
            at = [bead.source.stop, bead.target.stop]
    return rungs + _one_sided(at, ends)


def _one_sided(start: list[int], stop: tuple[int, int]) -> list[tuple[range, range]]:
    left = [(range(k, k + 1), range(0)) for k in range(start[0], stop[0])]
    return left + [(range(0), range(k, k + 1)) for k in range(start[1], stop[1])]


def _write_lines(path: Path, lines: Iterable[str], header: str | None = None) -> int:
    count = 0
    with tmx.atomic_output(path) as file:
        if header is not None:
            file.write(header + "\n")
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count


def _write_pairs(alignment: Alignment, path: Path, selection: Selection) -> int:
    if len(alignment.pairs) > 1:
        raise OutputError(
            f"A list of pairs is for one document pair, and there are {len(alignment.pairs)}. "
            "Give two files, or choose another form: --to tsv"
        )
    lines = (
        f"{i}\t{j}\t{unit.bead.confidence:.4f}"
        for unit in selected_units(alignment, selection)
        for i in unit.bead.source
        for j in unit.bead.target
    )
    return _write_lines(path, lines)


def write_links(links: Iterable[tuple[str, str, float]], path: Path) -> int:
    """Write document pairs: source document, target document, score; a pair a line.

    Returns:
        How many were written.

    Raises:
        OutputError: the file cannot be written.
    """
    lines = (f"{_BREAK.sub(' ', a)}\t{_BREAK.sub(' ', b)}\t{score:.4f}" for a, b, score in links)
    try:
        return _write_lines(path, lines)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path | str, error: OSError) -> OutputError:
    """The error of a file that cannot be written."""
    return OutputError(
        f"{path}: cannot be written ({error.strerror or error}). Choose another place"
    )


def text_of(document: Document, numbers: range) -> str:
    """Sentences of a document as they are written: line breaks inside become spaces."""
    return " ".join(_BREAK.sub(" ", document.sentence_text(number)) for number in numbers)


def _numbers(numbers: range) -> str:
    """Sentence numbers from 0, both ends included: "3" or "3-4"."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def now_to_write() -> datetime:
    """The time to write down; $SOURCE_DATE_EPOCH fixes it for reproducible output."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        raise OutputError(f"SOURCE_DATE_EPOCH is no number of seconds: {fixed!r}") from None


WRITERS: dict[str, Callable[[Alignment, Path, Selection], int]] = {
    "tmx": _write_tmx,
    "tsv": _write_tsv,
    "jsonl": _write_jsonl,
    "ladder": _write_ladder,
    "pairs": _write_pairs,
}
