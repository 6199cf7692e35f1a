"""Numbers as texts write them, and which of two texts' numbers mean the same.

A number in another spelling is the same number; so is a length in miles that the other text gives
in kilometres, a year of which the other has the last two figures, a time of day (15.30, 15:30) and
what one of them has in words, as a Roman number or as the name of a month.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from corpora.dates import month_of

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?$")
_THOUSAND = re.compile(
    r"[ \u00a0\u202f]?(?:мың(?!ж)\w*|тыс|тысяч(?!ел)\w*|thousand|tausend|mille)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:[-–—]|мен|бен|пен|и|до|или|немесе|to|and|or|bis|und)\s*")
_METRIC = {  # unit → what one is in kilometres, metres, centimetres, kilograms, hectares, litres
    r"мил(?!л|иц|ит)\w*|miles?|meilen?": 1.609,
    r"ярд\w*|yards?": 0.9144,
    r"фут(?!б)\w*|foot|feet|fuß": 0.3048,
    r"дюйм\w*|inch(?:es)?|zoll": 2.54,
    r"фунт\w*|pounds?|lbs?": 0.4536,
    r"акр\w*|acres?": 0.4047,
    r"галлон\w*|gallons?": 3.785,
}
_UNIT = re.compile(r"[\s-]*(?:" + "|".join(f"({unit})" for unit in _METRIC) + r")\b", re.IGNORECASE)
_NEAR = 0.03  # by which converted amounts may differ: they are rounded
_YEAR = re.compile(r"(?:19|20)(\d\d)$")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[XХ]{0,3}(?:[IІ][XХ]|[IІ]V|V?[IІ]{0,3})")
_DIGITS = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}  # Latin letters and Cyrillic ones


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text.

    Attributes:
        written: in one spelling, whatever the text's: no grouping, a point for the decimals.
        metric: what it is in metric units, where it is told in others.
    """

    written: str
    metric: float | None = None


def numbers_of(text: str) -> tuple[Number, ...]:
    """The numbers of a text; thousands are often words on one side only.

    >>> [number.written for number in numbers_of("3,5 мың орын; 3500 мест, 2 млн тенге")]
    ['3500', '3500', '2']
    >>> [number.metric for number in numbers_of("2 мен 4 дюйм, 64 км")]
    [5.08, 10.16, None]
    """
    found: list[Number] = []
    factor, start = None, len(text)
    for match in reversed(list(_NUMBER.finditer(text))):
        unit = _UNIT.match(text, match.end())
        if unit:
            factor = list(_METRIC.values())[(unit.lastindex or 1) - 1]
        elif not (factor and _RANGE.fullmatch(text, match.end(), start)):
            factor = None
        numbers = _spelled(text, match)
        if numbers and factor:
            amount = float(numbers[-1]) * factor
            found.append(Number(numbers.pop(), round(amount, 3)))
        found += map(Number, reversed(numbers))
        start = match.start()
    return tuple(reversed(found))


def same_numbers(
    texts: tuple[str, str], found: tuple[Sequence[Number], Sequence[Number]]
) -> tuple[Counter[str], tuple[Counter[str], ...]]:
    """What both texts have, and what only one of them has, source's and target's.

    Args:
        texts: source and target.
        found: their numbers (see `numbers_of`).
    """
    only = [Counter(number.written for number in numbers) for numbers in found]
    shared = only[0] & only[1]
    only = [one - shared for one in only]
    for side, numbers in enumerate(found):
        here, there = only[side], only[1 - side]
        for number in numbers:
            if not here[number.written]:
                continue
            beside = _beside(number, numbers)
            twin = next((other for other in there if there[other] and _means(number, other)), None)
            if twin:
                shared[twin] += 1
                there[twin] -= 1
                here[beside] -= bool(here[beside])
            if twin or (beside and not here[beside]):
                here[number.written] -= 1
    for side, text in enumerate(texts):
        if only[1 - side].total():
            _match_otherwise(+only[1 - side], only, side, shared, Counter(in_words(text)))
    return shared, (+only[0], +only[1])


def _match_otherwise(
    wanted: Counter[str],
    only: Sequence[Counter[str]],
    side: int,
    shared: Counter[str],
    words: Counter[str],
) -> None:
    """Take out what a side says in words, or in two numbers where the other has one with a point.

    Args:
        wanted: numbers that the other side alone has.
        only: what each side alone has; changed.
        side: whose words are looked at.
        shared: what both have; changed.
        words: what the side says in words.
    """
    here, there = only[side], only[1 - side]
    for written in wanted.elements():
        whole, _, part = written.partition(".")
        parts = [str(int(part)), str(int(part + "0"))] if part else []  # 15.3 is 15.30 too
        two = [other for other in parts if here[other] or words[other]]
        if words[written]:
            words[written] -= 1
        elif here[whole] and two:
            here[whole] -= 1
            taken = here if here[two[0]] else words
            taken[two[0]] -= 1
        else:
            continue
        there[written] -= 1
        shared[written] += 1


@lru_cache(maxsize=4096)
def in_words(text: str) -> tuple[str, ...]:
    """Numbers of a text that stand there in words, as Roman ones or as names of months.

    >>> in_words("XXI ғасырдың ІІІ тоқсаны, 12 мамыр; два дома")
    ('21', '3', '5', '2')
    """
    found = []
    for word in _WORD.findall(text):
        number = _roman(word) if _ROMAN.fullmatch(word) else month_of(word) or _small(word)
        if number:
            found.append(str(number))
    return tuple(found)


def _small(word: str) -> int | None:
    """The number from two to ten that a word says, cardinal or ordinal, in any case."""
    said = _small_numbers().fullmatch(word)
    return int((said.lastgroup or "_0")[1:]) if said else None


@cache
def _small_numbers() -> re.Pattern[str]:
    table = files("aligner").joinpath("data/number_words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return re.compile("|".join(f"(?P<_{n}>{words})" for n, words in rows), re.IGNORECASE)


def _roman(word: str) -> int:
    """The value of a Roman number below forty, its letters of either script."""
    values = [_DIGITS[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def _means(number: Number, other: str) -> bool:
    """Whether the other text's number may stand for this one."""
    if number.metric is not None:
        return abs(float(other) - number.metric) <= _NEAR * number.metric
    year = _YEAR.match(number.written)
    return year is not None and str(int(year[1])) == other


def _beside(number: Number, numbers: Sequence[Number]) -> str:
    """The number by which the same text gives an amount in metric units too: 40 miles (64 km)."""
    for other in numbers:
        if number.metric is not None and other.metric is None and _means(number, other.written):
            return other.written
    return ""


def _spelled(text: str, match: re.Match[str]) -> list[str]:
    """What is written at a place, each number in one spelling, thousands in words included."""
    numbers = _parts(match.group())
    if numbers and _THOUSAND.match(text, match.end()):
        numbers[-1] = f"{(Decimal(numbers[-1]) * 1000).normalize():f}"
    return numbers


def _parts(written: str) -> list[str]:
    """A number in one spelling; a date or a version falls into its parts.

    >>> _parts("3 860"), _parts("1,84"), _parts("12.05.2020"), _parts("1,220,000")
    (['3860'], ['1.84'], ['12', '5', '2020'], ['1220000'])
    """
    if _GROUPED.match(written):
        written = re.sub(r"\s", "", written)
    parts = re.split(r"\s", written)
    found = []
    for part in parts:
        pieces = re.split(r"[.,]", part)
        if len(pieces) > 2 and all(len(piece) == 3 for piece in pieces[1:]):
            found.append("".join(pieces))
        elif len(pieces) == 2:
            fraction = pieces[1].rstrip("0")
            found.append(f"{int(pieces[0])}.{fraction}" if fraction else str(int(pieces[0])))
        else:
            found += [str(int(piece)) for piece in pieces]
    return found
