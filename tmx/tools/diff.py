"""Tells which units two memories have and have not in common."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tmx.model import TranslationUnit
from tmx.progress import Step, silent, told
from tmx.read import open_tmx
from tmx.tools.keys import Compare, Key, unit_key
from tmx.tools.workfile import work_database

_SCHEMA = """
CREATE TABLE units (
  side INTEGER, number INTEGER, whole BLOB, source BLOB, tuid TEXT, texts TEXT, pair INTEGER,
  PRIMARY KEY (side, number)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX by_whole ON units (whole, side, number);
"""
# Units that are the same on both sides go first; of n such here and m there, the smaller number.
_COMMON = """
CREATE TABLE same AS
  SELECT side, number FROM (
    SELECT side, number, row_number() OVER (PARTITION BY whole, side ORDER BY number) AS place,
      (SELECT count(*) FROM units AS other
       WHERE other.whole = units.whole AND other.side <> units.side) AS others
    FROM units
  ) WHERE place <= others;
DELETE FROM units WHERE (side, number) IN (SELECT side, number FROM same);
"""
# Of what is left, units with one name, then units with one source text, are one that was changed.
# The n-th here goes with the n-th there.
_PAIR = """
WITH ranked AS (
  SELECT side, number, {by} AS name, row_number() OVER (PARTITION BY side, {by} ORDER BY number)
    AS place
  FROM units WHERE pair IS NULL AND {by} IS NOT NULL
)
SELECT old.number, new.number FROM ranked AS old JOIN ranked AS new
  ON old.side = 0 AND new.side = 1 AND old.name = new.name AND old.place = new.place
"""


class Change(StrEnum):
    """What became of a unit."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit that differs.

    Attributes:
        change: what became of it.
        numbers: its number in both files, from 1; None where it is not.
        texts: its texts by language, in both files; empty where it is not.
    """

    change: Change
    numbers: tuple[int | None, int | None]
    texts: tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two memories compared; ask for the differences as long as `compare` holds them.

    Attributes:
        units: how many units both files have.
        same: how many are the same in both.
        counts: how many there are of each change.
    """

    units: tuple[int, int]
    same: int
    counts: Mapping[Change, int]
    _database: sqlite3.Connection

    def differences(self) -> Iterator[Difference]:
        """Yield what was changed, removed and added, in the order of the files."""
        rows = self._database.execute(
            "SELECT old.number, old.texts, new.number, new.texts FROM units AS old "
            "LEFT JOIN units AS new ON new.side = 1 AND new.number = old.pair WHERE old.side = 0 "
            "UNION ALL SELECT NULL, NULL, number, texts FROM units "
            "WHERE side = 1 AND pair IS NULL"
        )
        for old, old_texts, new, new_texts in rows:
            change = (
                Change.ADDED if old is None else Change.REMOVED if new is None else Change.CHANGED
            )
            texts = tuple(json.loads(told) if told else {} for told in (old_texts, new_texts))
            yield Difference(change, (old, new), (texts[0], texts[1]))


@contextmanager
def compare(
    old: Path, new: Path, compared: Compare = Compare.EXACT, step: Step = silent
) -> Iterator[Comparison]:
    """Compare two memories by the texts of their units; properties and dates do not count.

    Units that are in one file only count as one that was changed if they have the same tuid, or
    else the same source text.

    Args:
        old: the memory as it was.
        new: the memory as it is.
        compared: how strictly texts are compared.
        step: is told how far the work is.

    Raises:
        TmxError: a file cannot be read as TMX.
        OSError: a file cannot be read.
    """
    with work_database(_SCHEMA) as database:
        units = [_load(database, *side, compared, step) for side in enumerate((old, new))]
        database.executescript(_INDEXES + _COMMON)
        (same,) = database.execute("SELECT count(*) FROM same WHERE side = 0").fetchone()
        changed = _pair(database, "tuid") + _pair(database, "source")
        yield Comparison(
            units=(units[0], units[1]),
            same=same,
            counts={
                Change.ADDED: units[1] - same - changed,
                Change.REMOVED: units[0] - same - changed,
                Change.CHANGED: changed,
            },
            _database=database,
        )


def _load(
    database: sqlite3.Connection, side: int, path: Path, compared: Compare, step: Step
) -> int:
    with open_tmx(path) as reader:
        srclang = reader.header.srclang
        database.executemany(
            "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, NULL)",
            (
                (
                    side,
                    number,
                    unit_key(unit, srclang, compared),
                    unit_key(unit, srclang, compared, Key.SOURCE),
                    unit.tuid,
                    _texts(unit),
                )
                for number, unit in enumerate(told(reader, step, path.name), 1)
            ),
        )
        return reader.unit


def _texts(unit: TranslationUnit) -> str:
    return json.dumps({v.language: v.text for v in unit.variants}, ensure_ascii=False)


def _pair(database: sqlite3.Connection, by: str) -> int:
    pairs = database.execute(_PAIR.format(by=by)).fetchall()
    for side in (0, 1):
        database.executemany(
            "UPDATE units SET pair = ? WHERE side = ? AND number = ?",
            ((pair[1 - side], side, pair[side]) for pair in pairs),
        )
    return len(pairs)
