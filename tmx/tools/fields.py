"""What can be asked of a unit in an expression: the names, their kinds, and where values are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeAlias

from tmx.model import Note, TranslationUnit, Variant
from tmx.tools.keys import source_variant, tags_in, target_variants
from tmx.tools.scores import SCORE_PROPS, score_of


class Kind(StrEnum):
    """What values are; only values of one kind are compared."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


Value: TypeAlias = "str | float | date"


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit that is asked, and what else counts."""

    unit: TranslationUnit
    srclang: str
    score_props: tuple[str, ...] = SCORE_PROPS

    def variants(self, side: str) -> Iterable[Variant]:
        """The variants of a side: `source`, `target`, "" for all, or a language."""
        if side == "":
            return self.unit.variants
        if side == "target":
            return target_variants(self.unit, self.srclang)
        found = (
            source_variant(self.unit, self.srclang) if side == "source" else self.unit.variant(side)
        )
        return () if found is None else (found,)


Getter: TypeAlias = Callable[[Asked, str], Iterable[Value]]
"""Gives all values there are; none where the unit does not tell."""


@dataclass(frozen=True, slots=True)
class Field:
    """A name that expressions know.

    Attributes:
        kind: what its values are.
        get: finds them.
        argument: what stands in brackets after it: "no", "may", "must".
        help: one line for people.
    """

    kind: Kind
    get: Getter
    argument: str
    help: str


def _props(asked: Asked, type_: str) -> Iterable[str]:
    listed = (asked.unit.props, *(variant.props for variant in asked.unit.variants))
    return [prop.text for props in listed for prop in props if prop.type == type_]


def _notes(asked: Asked) -> Iterable[Note]:
    listed = (asked.unit.notes, *(variant.notes for variant in asked.unit.variants))
    return [note for notes in listed for note in notes]


def _history(asked: Asked, *names: str) -> Iterable[object]:
    """What the unit's history, or else its variants', says under the first name that is told."""
    for owners in ([asked.unit], asked.unit.variants):
        for name in names:
            found = [getattr(owner.history, name) for owner in owners]
            told = [value for value in found if value is not None]
            if told:
                return told
    return ()


def _day(asked: Asked, *names: str) -> Iterable[date]:
    dates = [value for value in _history(asked, *names) if isinstance(value, datetime)]
    return [max(dates).astimezone(UTC).date()] if dates else ()


def _score(asked: Asked) -> Iterable[float]:
    score = score_of(asked.unit, asked.score_props)
    return () if score is None else (score,)


def _numbers(asked: Asked, name: str) -> Iterable[float]:
    return [float(value) for value in _history(asked, name) if isinstance(value, int)]


def _texts(asked: Asked, name: str) -> Iterable[str]:
    return [str(value) for value in _history(asked, name)]


FIELDS: dict[str, Field] = {
    "score": Field(Kind.NUMBER, lambda a, _: _score(a), "no", "how sure the unit is, 0 to 1"),
    "text": Field(
        Kind.TEXT,
        lambda a, side: [v.text for v in a.variants(side)],
        "may",
        "the text in a language, or in any: text(kk), text",
    ),
    "source": Field(
        Kind.TEXT, lambda a, _: [v.text for v in a.variants("source")], "no", "the source text"
    ),
    "target": Field(
        Kind.TEXT, lambda a, _: [v.text for v in a.variants("target")], "no", "the target texts"
    ),
    "length": Field(
        Kind.NUMBER,
        lambda a, side: [float(len(v.text)) for v in a.variants(side)],
        "must",
        "characters in a language, or in source or target: length(kk)",
    ),
    "words": Field(
        Kind.NUMBER,
        lambda a, side: [float(len(v.text.split())) for v in a.variants(side)],
        "must",
        "words, likewise: words(source)",
    ),
    "tags": Field(
        Kind.NUMBER,
        lambda a, side: [float(tags_in(v.segment.content)) for v in a.variants(side)],
        "must",
        "inline tags, likewise: tags(ru)",
    ),
    "lang": Field(
        Kind.TEXT,
        lambda a, _: [v.language for v in a.unit.variants],
        "no",
        'the languages of the unit: lang = "kk-KZ"',
    ),
    "languages": Field(
        Kind.NUMBER, lambda a, _: [float(len(a.unit.variants))], "no", "how many variants there are"
    ),
    "prop": Field(Kind.TEXT, _props, "must", 'a property: prop("x-egiz-class") = "partial"'),
    "document": Field(
        Kind.TEXT, lambda a, _: _props(a, "x-document"), "no", "documents the unit comes from"
    ),
    "note": Field(Kind.TEXT, lambda a, _: [n.text for n in _notes(a)], "no", "the notes"),
    "tuid": Field(
        Kind.TEXT, lambda a, _: () if a.unit.tuid is None else (a.unit.tuid,), "no", "the tuid"
    ),
    "created": Field(
        Kind.DATE, lambda a, _: _day(a, "creationdate"), "no", "day of creation: 2024-01-31"
    ),
    "changed": Field(
        Kind.DATE,
        lambda a, _: _day(a, "changedate", "creationdate"),
        "no",
        "day of the last change, or of creation",
    ),
    "used": Field(Kind.DATE, lambda a, _: _day(a, "lastusagedate"), "no", "day of the last use"),
    "creator": Field(Kind.TEXT, lambda a, _: _texts(a, "creationid"), "no", "who made it"),
    "changer": Field(Kind.TEXT, lambda a, _: _texts(a, "changeid"), "no", "who changed it last"),
    "uses": Field(
        Kind.NUMBER, lambda a, _: _numbers(a, "usagecount"), "no", "how often it was used"
    ),
}
