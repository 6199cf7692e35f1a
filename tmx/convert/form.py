"""What all converters share: the options, what a format cannot hold, and what they read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tmx.model import (
    NO_HISTORY,
    Header,
    Segment,
    TranslationUnit,
    Variant,
)
from tmx.tools.keys import tags_in
from tmx.vocabulary import HISTORY


@dataclass(frozen=True, slots=True)
class Languages:
    """Which languages a file has, where it does not say so itself."""

    source: str | None = None
    target: str | None = None


class Losses:
    """Counts what a format has no place for, and what of a file was not taken."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count; ``what`` is in the plural and goes on with what became of them."""
        if count:
            self._counts[what] += count

    @property
    def counts(self) -> dict[str, int]:
        """How many, by what they are."""
        return dict(self._counts)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file being read: its header, and its units as they are asked for."""

    header: Header
    units: Iterator[TranslationUnit]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be written.

    Attributes:
        header: of the memory.
        languages: source and target; a bilingual format gets units of just these two, in their
            order. Empty for other formats.
        units: the units.
    """

    header: Header
    languages: tuple[str, str]
    units: Iterable[TranslationUnit]


Read: TypeAlias = Callable[[Path, Languages, Losses], AbstractContextManager[Opened]]
Write: TypeAlias = Callable[[Path, Outgoing, Losses], int]
"""Writes units and returns how many."""


@dataclass(frozen=True, slots=True)
class Form:
    """A file format.

    Attributes:
        read: opens a file.
        write: writes one.
        bilingual: it holds one pair of languages.
    """

    read: Read
    write: Write
    bilingual: bool = True


def plain(segment: Segment, losses: Losses) -> str:
    """The text of a segment, its inline tags counted as lost."""
    losses.add("inline tags left out", tags_in(segment.content))
    return segment.text


def count_details(
    unit: TranslationUnit, losses: Losses, kept: frozenset[str] = frozenset(), *, notes: bool = True
) -> None:
    """Count what a format without properties, dates and other attributes does not hold.

    Args:
        unit: that is written.
        losses: where it is counted.
        kept: types of properties that the format has a place for.
        notes: whether notes are lost too.
    """
    count_beside(unit, losses)
    for props in (unit.props, *(variant.props for variant in unit.variants)):
        losses.add("properties left out", sum(prop.type not in kept for prop in props))
    if notes:
        for listed in (unit.notes, *(variant.notes for variant in unit.variants)):
            losses.add("notes left out", len(listed))


def count_beside(unit: TranslationUnit, losses: Losses) -> None:
    """Count what formats of other makers do not hold: dates, other attributes, unknown elements."""
    owners: tuple[TranslationUnit | Variant, ...] = (unit, *unit.variants)
    for owner in owners:
        if owner.history is not NO_HISTORY:
            told = sum(getattr(owner.history, name) is not None for name in HISTORY)
            losses.add("dates and names of authors left out", told)
        others = len(owner.attributes) + len(owner.elements)
        if isinstance(owner, Variant):
            others += len(owner.segment.attributes)
        losses.add("other attributes and elements left out", others)


def count_header(header: Header, losses: Losses) -> None:
    """Count what of a header only TMX holds, and is worth telling."""
    count = len(header.props) + len(header.notes) + len(header.elements)
    losses.add("properties, notes and elements of the header left out", count)


def unit_of(source: tuple[str, str], target: tuple[str, str], **fields: object) -> TranslationUnit:
    """Make a unit of two plain texts; each with its language before it."""
    return TranslationUnit(
        tuple(Variant(language, Segment.of(text)) for language, text in (source, target)),
        **fields,  # type: ignore[arg-type]
    )
