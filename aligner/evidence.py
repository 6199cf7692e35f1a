"""What the words of a pair say for and against it: numbers, names, lengths, punctuation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .surface import fold

_NUMBER = re.compile(r"\d+(?:[  .,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[  ]\d{3})+(?:[.,]\d+)?$")
_THOUSAND = re.compile(r"[  ]?(?:мың|тыс|тысяч\w*|thousand|tausend|mille)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NAME_START = 4  # letters that two spellings of a name share; case endings come later
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[–—-]\s+|[«“„\"(])\s*$")


@dataclass(frozen=True, slots=True)
class Surface:
    """What is compared of one text."""

    numbers: tuple[str, ...]
    names: frozenset[str]
    question: bool
    quotes: bool
    length: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two texts agree.

    Attributes:
        numbers_shared: numbers that both have.
        numbers_only: numbers that only one of them has, source's and target's.
        names_shared: names that both have, as far as spelling tells.
        names_only: how many names only one has, source's and target's.
        question: both or neither are questions.
        quotes: both or neither quote.
    """

    numbers_shared: tuple[str, ...]
    numbers_only: tuple[tuple[str, ...], tuple[str, ...]]
    names_shared: int
    names_only: tuple[int, int]
    question: bool
    quotes: bool


@lru_cache(maxsize=65536)
def surface_of(text: str) -> Surface:
    """The comparable parts of a text."""
    names = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if (
            len(word) > 2
            and word[0].isupper()
            and not _SENTENCE_START.search(text[: match.start()][-8:])
        ):
            names.add(fold(word)[:_NAME_START])
    return Surface(
        numbers=tuple(_all_numbers(text)),
        names=frozenset(names),
        question="?" in text,
        quotes=any(mark in text for mark in '«»“”„"'),
        length=len(text),
    )


def _all_numbers(text: str) -> Iterator[str]:
    """The numbers of a text, each in one spelling; thousands are often words on one side only.

    >>> list(_all_numbers("3,5 мың орын")), list(_all_numbers("3500 мест, 2 млн тенге"))
    (['3500'], ['3500', '2'])
    """
    for found in _NUMBER.finditer(text):
        numbers = _numbers(found.group())
        if numbers and _THOUSAND.match(text, found.end()):
            numbers[-1] = f"{(Decimal(numbers[-1]) * 1000).normalize():f}"
        yield from numbers


def _numbers(written: str) -> list[str]:
    """A number in one spelling; a date or a version falls into its parts.

    >>> _numbers("3 860"), _numbers("1,84"), _numbers("12.05.2020"), _numbers("1,220,000")
    (['3860'], ['1.84'], ['12', '5', '2020'], ['1220000'])
    """
    if _GROUPED.match(written):
        written = re.sub(r"[  ]", "", written)
    parts = re.split(r"[  ]", written)
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


def compare(source: str, target: str) -> Agreement:
    """How the words of two texts agree."""
    a, b = surface_of(source), surface_of(target)
    left, right = Counter(a.numbers), Counter(b.numbers)
    names = a.names & b.names
    return Agreement(
        numbers_shared=tuple((left & right).elements()),
        numbers_only=(tuple((left - right).elements()), tuple((right - left).elements())),
        names_shared=len(names),
        names_only=(len(a.names - names), len(b.names - names)),
        question=a.question == b.question,
        quotes=a.quotes == b.quotes,
    )
