"""What the words of a pair say for and against it: numbers, names, lengths, punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora import dates

from .quantities import Number, numbers_of, same_numbers
from .surface import fold

_WORD = re.compile(r"[^\W\d_]+")
_NAME_START = 4  # letters that two spellings of a name share; case endings come later
_QUOTES = '«»“”„"'
_FIRST = re.compile(r"\w|[)\]}]")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][^\w:;,]*$")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[–—-]\s+|[«“„\"(])\s*$")


@dataclass(frozen=True, slots=True)
class Surface:
    """What is compared of one text."""

    stamp: dates.Stamp | None
    numbers: tuple[Number, ...]
    names: frozenset[str]
    question: bool
    quotes: bool
    begins_inside: bool
    ends_inside: bool
    open_bracket: bool
    open_quote: bool
    length: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two texts agree.

    Attributes:
        numbers_shared: numbers that both have.
        numbers_only: numbers that only one of them has, source's and target's.
        names_shared: names that both have, as far as spelling tells.
        names_only: how many names only one has, source's and target's.
        names_missing: how many of those the other text might have had, since it is spelled that
            way somewhere in its document.
        cut_otherwise: whether one of them begins within a sentence, ends within one, has a bracket
            or a quotation left open, and the other does not; how many of the four.
        question: both or neither are questions.
        quotes: both or neither quote.
    """

    numbers_shared: tuple[str, ...]
    numbers_only: tuple[tuple[str, ...], tuple[str, ...]]
    names_shared: int
    names_only: tuple[int, int]
    names_missing: tuple[int, int]
    cut_otherwise: int
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
    stamp = dates.stamp(text)
    return Surface(
        stamp=stamp,
        numbers=numbers_of(_without_time(text, stamp)),
        names=frozenset(names),
        question="?" in text,
        quotes=any(mark in text for mark in _QUOTES),
        begins_inside=_begins_inside(text),
        ends_inside=bool(text) and not _SENTENCE_END.search(text),
        open_bracket=sum(map(text.count, "([{")) != sum(map(text.count, ")]}")),
        open_quote=sum(map(text.count, _QUOTES)) % 2 == 1,
        length=len(text),
    )


def common_names(sides: Sequence[Iterable[Surface]]) -> frozenset[str]:
    """The names that texts of both sides have.

    What only one language capitalises, or spells in a way of its own, is not among them.
    """
    source, target = (frozenset[str]().union(*(text.names for text in side)) for side in sides)
    return source & target


def compare(source: str, target: str, known: frozenset[str] | None = None) -> Agreement:
    """How the words of two texts agree.

    Args:
        source: text.
        target: text.
        known: names that may be expected on both sides (see `common_names`); all, if not given.

    The date of publication that a headline begins with counts where both have one, its time of day
    never: two versions are not published in the same minute.
    """
    a, b = surface_of(source), surface_of(target)
    (source, numbers), (target, others) = _compared(source, a, b), _compared(target, b, a)
    shared, only = same_numbers((source, target), (numbers, others))
    names = a.names & b.names
    alone = a.names - names, b.names - names
    missing = [len(only if known is None else only & known) for only in alone]
    return Agreement(
        numbers_shared=tuple(shared.elements()),
        numbers_only=(tuple(only[0].elements()), tuple(only[1].elements())),
        names_shared=len(names),
        names_only=(len(alone[0]), len(alone[1])),
        names_missing=(missing[0], missing[1]),
        cut_otherwise=sum(
            getattr(a, sign) != getattr(b, sign)
            for sign in ("begins_inside", "ends_inside", "open_bracket", "open_quote")
        ),
        question=a.question == b.question,
        quotes=a.quotes == b.quotes,
    )


def _begins_inside(text: str) -> bool:
    """Whether a text begins within a sentence: with a small letter or what closes a bracket."""
    first = _FIRST.search(text)
    return first is not None and (first.group().islower() or first.group() in ")]}")


def _without_time(text: str, stamp: dates.Stamp | None) -> str:
    """The text without the time of day of the stamp that it begins with."""
    return f"{text[: stamp.date_end]} {text[stamp.end :]}" if stamp else text


def _compared(text: str, own: Surface, other: Surface) -> tuple[str, tuple[Number, ...]]:
    """A text and its numbers, without the date it begins with unless the other has one too."""
    if own.stamp and not other.stamp:
        rest = text[own.stamp.end :]
        return rest, numbers_of(rest)
    return _without_time(text, own.stamp), own.numbers
