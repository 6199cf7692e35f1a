"""What a translation memory holds of the sentence pairs that should be in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tmx
from tmx.languages import primary

from .counts import Counts
from .errors import EvaluationError

Languages = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class TextPair:
    """A unit of a memory, or a sentence pair of the gold: its texts as `letters` leaves them.

    Attributes:
        source: text.
        target: text.
        confidence: 0…1, where the memory tells one.
    """

    source: str
    target: str
    confidence: float | None = None

    @classmethod
    def of(cls, source: str, target: str, confidence: float | None = None) -> TextPair:
        """A pair of texts as they stand in a file."""
        return cls(letters(source), letters(target), confidence)


def letters(text: str) -> str:
    """Letters and digits alone, in one case: spaces, dashes and quotes are not at stake."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(character for character in composed if character.isalnum()).casefold()


def read_units(path: Path, languages: Languages = (None, None)) -> list[TextPair]:
    """The units of a memory in two languages; those that lack one of them are left out.

    Args:
        path: of a TMX file.
        languages: of source and target; by default the memory's source language and the one
            other language of each unit.

    Raises:
        EvaluationError: the languages cannot be told, or no unit is in them.
        TmxError: the file is no TMX.
    """
    try:
        with tmx.open_tmx(path) as memory:
            source = languages[0] or memory.header.srclang
            if source in ("", "*all*"):
                raise EvaluationError(
                    f"{path}: names no source language. Say it: --source-lang, --target-lang"
                )
            found = [_pair(unit, source, languages[1], path, memory) for unit in memory]
    except OSError as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error.strerror}). Check the name"
        ) from error
    units = [unit for unit in found if unit]
    if found and not units:
        target = languages[1] or "another language"
        raise EvaluationError(
            f"{path}: no unit is in {source} and {target}. "
            "Say which languages to take: --source-lang, --target-lang"
        )
    return units


def _pair(
    unit: tmx.TranslationUnit, source: str, target: str | None, path: Path, memory: tmx.TmxReader
) -> TextPair | None:
    first = unit.variant(source)
    if first is None:
        return None
    if target is None:
        others = [v for v in unit.variants if primary(v.language) != primary(source)]
        if len(others) > 1:
            raise EvaluationError.at(
                path, memory.line, "a unit in more than two languages. Say which: --target-lang"
            )
        second = others[0] if others else None
    else:
        second = unit.variant(target)
    if second is None:
        return None
    return TextPair.of(first.text, second.text, _confidence(unit))


def _confidence(unit: tmx.TranslationUnit) -> float | None:
    try:
        return float(unit.prop("x-egiz-confidence") or "")
    except ValueError:
        return None


def unit_counts(units: Sequence[TextPair], gold: Sequence[TextPair]) -> tuple[Counts, list[float]]:
    """Counts of a memory against gold sentence pairs, and how much of each unit is right, 0…1.

    The splitting of sentences is measured with the alignment, so units need not be the gold's
    sentences. A gold pair is found in a unit that holds it whole, and in part in one that is a
    piece of it, on both sides. A unit is right by the share of its characters that the gold pairs
    found in it account for. Takes time by units times gold pairs.
    """
    found = [0.0] * len(gold)
    right = []
    for unit in units:
        covered = 0
        for number, held in _held(unit, gold):
            pair = gold[number]
            found[number] = min(1.0, found[number] + held)
            covered += min(len(unit.source), len(pair.source))
            covered += min(len(unit.target), len(pair.target))
        size = len(unit.source) + len(unit.target)
        right.append(min(1.0, covered / size) if covered else 0.0)
    return Counts(sum(right), len(units), sum(found), len(gold)), right


def _held(unit: TextPair, gold: Sequence[TextPair]) -> Iterator[tuple[int, float]]:
    """The gold pairs of which the unit holds something, and how much, up to 1."""
    for number, pair in enumerate(gold):
        held = _share(pair.source, unit.source)
        if held and (held := min(held, _share(pair.target, unit.target))):
            yield number, held


def _share(sentence: str, text: str) -> float:
    """How much of a gold sentence a unit's text holds: 1, the fraction that it is of it, or 0."""
    if not sentence or not text:
        return 0.0
    if sentence in text:
        return 1.0
    return len(text) / len(sentence) if text in sentence else 0.0
