"""Reading outputs and gold: ladders, pairs of lines, links of documents, tables of Egiz."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from .counts import Rung
from .errors import EvaluationError

_RUNG = re.compile(r"\[([0-9, ]*)\]\s*:\s*\[([0-9, ]*)\]\s*(?::\s*(.*?))?\s*")
_TABLE = ("source_doc", "source_from", "source_to", "target_doc", "target_from", "target_to")
_LONGEST = 1000  # sentences of a side in a bead; more is a damaged file


def read_ladder(path: Path) -> dict[Rung, float | None]:
    """The beads of a ladder: a line `[0, 1]:[2]` each, a score after a second colon or none.

    Sentences count from 0. No bead gets a confidence: the score that aligners write is a cost.

    Raises:
        EvaluationError: the file cannot be read, or a line is no bead.
    """
    rungs: dict[Rung, float | None] = {}
    for number, line in lines_of(path):
        shape = _RUNG.fullmatch(line.strip())
        try:
            if shape is None:
                raise ValueError
            source, target = (_numbers(shape[side]) for side in (1, 2))
            if shape[3] is not None:
                float(shape[3])
        except ValueError:
            raise EvaluationError.at(
                path, number, f"{_shortened(line)} is no bead. Write it as [0, 1]:[2]"
            ) from None
        if not source and not target:
            raise EvaluationError.at(path, number, "a bead without sentences. Take the line out")
        rungs[source, target] = None
    return rungs


def read_pairs(path: Path, *, scored: bool = True) -> dict[tuple[int, int], float | None]:
    """Pairs of lines: source line, target line, and a confidence or none, tab-separated.

    Args:
        path: of the file.
        scored: whether a third column is read; that of a gold file may hold anything.

    Raises:
        EvaluationError: the file cannot be read, or a line is no pair.
    """
    pairs: dict[tuple[int, int], float | None] = {}
    for number, cells in _rows(path):
        if not all(is_number(cell) for cell in cells[:2]):
            raise EvaluationError.at(
                path, number, "the first two columns are no line numbers. Write them as digits"
            )
        pairs[int(cells[0]), int(cells[1])] = _score(path, number, cells, scored)
    return pairs


def read_links(path: Path, *, scored: bool = True) -> dict[tuple[str, str], float | None]:
    """Links of documents: source file name, target file name, and a score or none.

    Arguments and errors as for `read_pairs`.
    """
    return {
        (cells[0].strip(), cells[1].strip()): _score(path, number, cells, scored)
        for number, cells in _rows(path)
    }


def read_sentences(path: Path) -> list[tuple[str, str]]:
    """Sentence pairs: source text and target text, tab-separated; further columns do not count.

    Raises:
        EvaluationError: the file cannot be read, or a line is no pair.
    """
    return [(cells[0], cells[1]) for _, cells in _rows(path)]


def read_table(path: Path) -> dict[Rung, float | None]:
    """The beads of one document pair and their confidences, as `egiz align --to tsv` writes them.

    Raises:
        EvaluationError: the file cannot be read, is no such table, or holds several document pairs.
    """
    rows = lines_of(path)
    columns = next(rows, (0, ""))[1].split("\t")
    places = [columns.index(name) if name in columns else -1 for name in (*_TABLE, "confidence")]
    if min(places) < 0:
        raise EvaluationError(f"{path}: is no table of Egiz. Make one with: egiz align --to tsv")
    rungs: dict[Rung, float | None] = {}
    documents: tuple[str, str] | None = None
    for number, line in rows:
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise EvaluationError.at(
                path, number, f"{len(cells)} columns instead of {len(columns)}. Write it anew"
            )
        source, *first, target, third, fourth, confidence = (cells[place] for place in places)
        documents = documents or (source, target)
        if documents != (source, target):
            raise EvaluationError.at(
                path, number, "a second document pair begins. Align and evaluate each by itself"
            )
        sides = _span(path, number, first), _span(path, number, (third, fourth))
        rungs[sides] = _float(path, number, confidence)
    return rungs


def is_table(path: Path) -> bool:
    """Whether this is a table of Egiz rather than bare pairs or a ladder."""
    first = next(lines_of(path), (0, ""))[1].split("\t")
    return set(_TABLE) <= set(first)


def is_rung(line: str) -> bool:
    """Whether a line could stand in a ladder."""
    return _RUNG.fullmatch(line.strip()) is not None


def is_number(cell: str) -> bool:
    """Whether a cell is a line number."""
    return re.fullmatch(r"\s*[0-9]{1,15}\s*", cell) is not None


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers from 1, blank ones left out.

    Raises:
        EvaluationError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EvaluationError(f"{path}: is no text in UTF-8. Save it as UTF-8") from None
    except OSError as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error.strerror}). Check the name"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in lines_of(path):
        cells = line.split("\t")
        if len(cells) < 2:
            raise EvaluationError.at(
                path, number, "one column, and two are needed. Separate them with a tab"
            )
        yield number, cells


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in text.split(",")})) if text.strip() else ()


def _span(path: Path, number: int, ends: Sequence[str]) -> tuple[int, ...]:
    """Sentence numbers, both ends included."""
    if not all(map(is_number, ends)) or not 0 <= int(ends[1]) - int(ends[0]) < _LONGEST:
        raise EvaluationError.at(
            path, number, f"{' to '.join(map(_shortened, ends))} are no sentences. Write it anew"
        )
    return tuple(range(int(ends[0]), int(ends[1]) + 1))


def _score(path: Path, number: int, cells: Sequence[str], scored: bool) -> float | None:
    return _float(path, number, cells[2]) if scored and len(cells) > 2 else None


def _float(path: Path, number: int, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise EvaluationError.at(
            path, number, f"{_shortened(cell)} is no number. Write a confidence from 0 to 1"
        )
    return value


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
