"""Folds units that say the same into the best of them, which learns where the others came from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from lxml import etree

from tmx.build import Builder
from tmx.compose import TAIL, Composer
from tmx.errors import TmxError
from tmx.model import NO_HISTORY, Prop, TranslationUnit
from tmx.progress import Step, silent, told
from tmx.read import TmxReader, open_tmx
from tmx.tools.keys import Compare, Key, unit_key
from tmx.tools.scores import SCORE_PROPS, score_of
from tmx.tools.sink import SAMPLES, head_of
from tmx.tools.workfile import work_database
from tmx.write import open_output

ORIGIN_PROPS = frozenset({"x-document", "x-sentences", "x-source-link"})
"""Properties that tell where a unit or a variant came from."""

# `size` is that of the composed unit in the spool, in characters.
_SCHEMA = """
CREATE TABLE units (number INTEGER PRIMARY KEY, key BLOB, score, changed, origins, size)
"""
# Only groups of several units come into `folded`; all others are kept as they are.
_FOLD = """
CREATE INDEX by_key ON units (key);
CREATE TABLE folded AS
  SELECT number, origins, first_value(number) OVER
    (PARTITION BY key ORDER BY score DESC, changed DESC, number) AS kept
  FROM units WHERE key IN (SELECT key FROM units GROUP BY key HAVING count(*) > 1);
CREATE INDEX by_number ON folded (number);
CREATE INDEX by_kept ON folded (kept, number);
"""
_NO_SCORE = -1e300
_to_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class DedupeOptions:
    """What makes units the same, and which of them is the best.

    The best has the highest score, of those the latest date of change, of those it is the first
    in the file.
    """

    compare: Compare = Compare.TEXT
    key: Key = Key.BOTH
    score_props: tuple[str, ...] = SCORE_PROPS


@dataclass(frozen=True, slots=True)
class DedupeReport:
    """What was done.

    Attributes:
        read: units in the file.
        written: units kept.
        folded: units that were folded into another one.
        groups: units that others were folded into.
        refused: units that no TMX can hold: no variant, no language, an empty segment.
        reasons: why, of the first few of them.
    """

    read: int
    written: int
    folded: int
    groups: int
    refused: int
    reasons: tuple[str, ...]


def dedupe(
    source: Path,
    output: Path | None,
    options: DedupeOptions | None = None,
    step: Step = silent,
) -> DedupeReport:
    """Write each unit of a file once, in the order of the file.

    The file is read once. What is composed of it waits in a temporary file, keys and scores in a
    temporary database, so that memory stays the same whatever the size.

    Args:
        source: the memory.
        output: the file to write, None for a trial run.
        options: what makes units the same.
        step: is told how far the work is.

    Raises:
        TmxError: the file cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    with (
        open_tmx(source) as reader,
        TemporaryFile("w+", encoding="utf-8", newline="") as spool,
        work_database(_SCHEMA) as database,
    ):
        gathering = _Gathering(reader, options or DedupeOptions(), spool)
        head = head_of(reader.header, source, gathering.composer)
        database.executemany(
            "INSERT INTO units (key, score, changed, origins, size) VALUES (?, ?, ?, ?, ?)",
            gathering.rows(step),
        )
        database.executescript(_FOLD)
        members, groups = database.execute(
            "SELECT count(*), count(DISTINCT kept) FROM folded"
        ).fetchone()
        there = reader.unit - gathering.refused
        if output is not None:
            spool.seek(0)
            with ExitStack() as stack:
                file = open_output(output, stack)
                file.write(head)
                kept = _kept(spool, database, gathering.composer)
                for text in told(kept, step, "writing", there - members + groups):
                    file.write(text)
                file.write(TAIL)
        return DedupeReport(
            read=reader.unit,
            written=there - members + groups,
            folded=members - groups,
            groups=groups,
            refused=gathering.refused,
            reasons=tuple(gathering.reasons),
        )


class _Gathering:
    """Composes the units of a file into the spool, and tells what decides about them."""

    def __init__(self, reader: TmxReader, options: DedupeOptions, spool: TextIO) -> None:
        self.composer = Composer()
        self.refused = 0
        self.reasons: list[str] = []
        self._reader = reader
        self._options = options
        self._spool = spool

    def rows(self, step: Step) -> Iterator[tuple[bytes, float, float, str | None, int]]:
        """Yield key, score, date of change, origins and size of each unit."""
        options, srclang = self._options, self._reader.header.srclang
        for unit in told(self._reader, step, "comparing"):
            try:
                text = self.composer.unit(unit)
            except TmxError as error:
                self.refused += 1
                if len(self.reasons) < SAMPLES:
                    self.reasons.append(f"unit {self._reader.unit}: {error.message}")
                continue
            self._spool.write(text)
            score = score_of(unit, options.score_props)
            yield (
                unit_key(unit, srclang, options.compare, options.key),
                _NO_SCORE if score is None else score,
                _changed(unit),
                _origins(unit),
                len(text),
            )


def _kept(spool: TextIO, database: sqlite3.Connection, composer: Composer) -> Iterator[str]:
    verdicts = database.execute(
        "SELECT units.number, size, kept FROM units LEFT JOIN folded USING (number) "
        "ORDER BY units.number"
    )
    for number, size, kept in verdicts:
        text = spool.read(size)
        if kept is None:
            yield text
        elif kept == number:
            others = database.execute(
                "SELECT origins FROM folded "
                "WHERE kept = ? AND number <> kept AND origins IS NOT NULL ORDER BY number",
                (number,),
            )
            gathered = [json.loads(told) for (told,) in others]
            yield _with_origins(text, gathered, composer) if gathered else text


def _changed(unit: TranslationUnit) -> float:
    """Return the moment of the last change, in seconds; 0 where none is told."""
    latest = 0.0
    for history in (unit.history, *(variant.history for variant in unit.variants)):
        if history is not NO_HISTORY:
            date = history.changedate or history.creationdate
            if isinstance(date, datetime):
                latest = max(latest, date.timestamp())
    return latest


def _origins(unit: TranslationUnit) -> str | None:
    """Return the origin properties, three texts for each: language of the variant, type, text."""
    found: list[str] = []
    for prop in unit.props:
        if prop.type in ORIGIN_PROPS:
            found += ("", prop.type, prop.text)
    for variant in unit.variants:
        for prop in variant.props:
            if prop.type in ORIGIN_PROPS:
                found += (variant.language, prop.type, prop.text)
    return _to_json(found) if found else None


def _with_origins(text: str, others: list[list[str]], composer: Composer) -> str:
    """Add the origins of folded units to a composed one, each once."""
    unit = Builder("").unit(etree.fromstring(text, etree.XMLParser(resolve_entities=False)))

    def extended(place: str, props: tuple[Prop, ...]) -> tuple[Prop, ...]:
        known = [tuple((prop.type, prop.text) for prop in props if prop.type in ORIGIN_PROPS)]
        for told in others:
            triples = zip(told[::3], told[1::3], told[2::3], strict=True)
            own = tuple((type_, value) for language, type_, value in triples if language == place)
            if own not in known:
                known.append(own)
        return props + tuple(Prop(type_, value) for own in known[1:] for type_, value in own)

    variants = tuple(replace(v, props=extended(v.language, v.props)) for v in unit.variants)
    told = replace(unit, props=extended("", unit.props), variants=variants)
    return composer.unit(told)
