"""Which folder of a project a unit comes into, by its confidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tmx.errors import TmxError
from tmx.model import Prop, TranslationUnit, Variant
from tmx.read import TmxReader
from tmx.tools.keys import Compare, Key, tag, unit_key
from tmx.tools.scores import SCORE_PROPS, score_of

CLASS_PROP = "x-egiz-class"
"""A unit whose class is another than "translation" comes into `Place.DOUBTFUL`."""

SCHEMA = """
CREATE TABLE best (source BLOB PRIMARY KEY, number INTEGER, score REAL) WITHOUT ROWID
"""
_KEEP_BEST = """
INSERT INTO best VALUES (?, ?, ?) ON CONFLICT (source) DO
  UPDATE SET number = excluded.number, score = excluded.score WHERE excluded.score > score
"""


class Place(StrEnum):
    """Where in a project a unit comes, from the surest down; the value is the folder."""

    AUTO = "tm/auto"
    """Inserted where the source is the same."""
    SLIGHT = "tm/penalty-10"
    """Offered as a match, ten points below what it would be."""
    DOUBTFUL = "tm/penalty-30"
    """Likewise, thirty points below."""
    UNSCORED = "tm"
    """Offered as a match: units without a score."""


@dataclass(frozen=True, slots=True)
class PlacingOptions:
    """What goes where.

    Attributes:
        source: language; None for the memory's source language.
        target: language; None for the only other one.
        auto: least score, 0 to 1, of what OmegaT may insert by itself.
        slight: least score of what gets a penalty of 10 only.
        score_props: types of properties that hold the score.
    """

    source: str | None = None
    target: str | None = None
    auto: float = 0.9
    slight: float = 2 / 3
    score_props: tuple[str, ...] = SCORE_PROPS


class Placing:
    """Learns the languages and the best unit of each source from a memory, then places units.

    Attributes:
        languages: source and target, once learnt.
    """

    def __init__(self, options: PlacingOptions, database: sqlite3.Connection) -> None:
        """Take the options, and a database with the tables of `SCHEMA`."""
        self.languages = ("", "")
        self._options = options
        self._database = database

    def learn(self, reader: TmxReader, units: Iterator[TranslationUnit]) -> None:
        """Go through all units once.

        Raises:
            TmxError: the languages are not known.
        """
        source = self._options.source or reader.header.srclang
        if source in ("", "*all*"):
            raise TmxError("the memory names no source language: name it with --source-lang")
        targets: dict[str, None] = {}
        for number, unit in enumerate(units, 1):
            found = unit.variant(source)
            for target in self._targets(unit, found):
                targets.setdefault(tag(target.language))
                score = self._score_if_sure(unit)
                if found is not None and score is not None:
                    key = self._key(_cut(unit, (found, target)))
                    self._database.execute(_KEEP_BEST, (key, number, score))
        if len(targets) != 1:
            known = ", ".join(targets) or "no other"
            raise TmxError(
                f"the target language is not clear, there is {known}: name it with --target-lang"
            )
        self.languages = (source, self._options.target or next(iter(targets)))

    def place(self, unit: TranslationUnit, number: int) -> tuple[Place, TranslationUnit] | None:
        """Return where the unit comes, cut to the two languages; None if it lacks one of them."""
        source, target = (unit.variant(language) for language in self.languages)
        if source is None or target is None or source is target:
            return None
        cut = _cut(unit, (source, target))
        if self._score_if_sure(unit) is None:
            place = self._lower(unit)
        else:
            (best,) = self._database.execute(
                "SELECT number FROM best WHERE source = ?", (self._key(cut),)
            ).fetchone()
            place = Place.AUTO if best == number else Place.SLIGHT
        variants = tuple(
            replace(variant, language=language)
            for variant, language in zip(cut.variants, self.languages, strict=True)
        )
        return place, replace(cut, variants=variants, srclang=None)

    def _targets(self, unit: TranslationUnit, source: Variant | None) -> list[Variant]:
        if source is None:
            return []
        if self._options.target is None:
            return [variant for variant in unit.variants if variant is not source]
        found = unit.variant(self._options.target)
        return [] if found is None or found is source else [found]

    def _key(self, cut: TranslationUnit) -> bytes:
        return unit_key(cut, cut.variants[0].language, Compare.EXACT, Key.SOURCE)

    def _lower(self, unit: TranslationUnit) -> Place:
        score = score_of(unit, self._options.score_props)
        if unit.prop(CLASS_PROP) not in (None, "translation"):
            return Place.DOUBTFUL
        if score is None:
            return Place.UNSCORED
        return Place.SLIGHT if score >= self._options.slight else Place.DOUBTFUL

    def _score_if_sure(self, unit: TranslationUnit) -> float | None:
        if unit.prop(CLASS_PROP) not in (None, "translation"):
            return None
        score = score_of(unit, self._options.score_props)
        return score if score is not None and score >= self._options.auto else None


def _cut(unit: TranslationUnit, variants: tuple[Variant, Variant]) -> TranslationUnit:
    """Cut a unit to two variants, without what binds it to another file.

    OmegaT inserts a unit that has a property "file" in that file only.
    """
    props = tuple(
        Prop(f"x-{prop.type}", prop.text, prop.language, prop.attributes)
        if prop.type == "file"
        else prop
        for prop in unit.props
    )
    return replace(unit, variants=variants, props=props, srclang=None)
