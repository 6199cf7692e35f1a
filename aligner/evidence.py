"""What the words of a pair say for and against it: numbers, names, lengths, punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .quantities import Number, numbers_of, same_numbers
from .surface import fold

_WORD = re.compile(r"[^\W\d_]+")
_NAME_START = 4  # letters that two spellings of a name share; case endings come later
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[–—-]\s+|[«“„\"(])\s*$")


@dataclass(frozen=True, slots=True)
class Surface:
    """What is compared of one text."""

    numbers: tuple[Number, ...]
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
        numbers=numbers_of(text),
        names=frozenset(names),
        question="?" in text,
        quotes=any(mark in text for mark in '«»“”„"'),
        length=len(text),
    )


def compare(source: str, target: str) -> Agreement:
    """How the words of two texts agree."""
    a, b = surface_of(source), surface_of(target)
    shared, only = same_numbers((source, target), (a.numbers, b.numbers))
    names = a.names & b.names
    return Agreement(
        numbers_shared=tuple(shared.elements()),
        numbers_only=(tuple(only[0].elements()), tuple(only[1].elements())),
        names_shared=len(names),
        names_only=(len(a.names - names), len(b.names - names)),
        question=a.question == b.question,
        quotes=a.quotes == b.quotes,
    )
