"""Pairs of documents and their beads, as the alignment and the review page read and write them."""

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from corpora.store.database import Database
from corpora.store.errors import StoreError
from corpora.store.operations import Operation, now
from corpora.store.records import BeadRecord, PairRecord

_PAIRS = """
    SELECT pair.*, source.document_id AS source_id, target.document_id AS target_id,
        a.name AS source, b.name AS target
    FROM pair
    JOIN version AS source ON source.id = pair.source_version_id
    JOIN version AS target ON target.id = pair.target_version_id
    JOIN document AS a ON a.id = source.document_id
    JOIN document AS b ON b.id = target.document_id
    WHERE a.removed IS NULL AND b.removed IS NULL
"""
_VALUES = (
    *("similarity", "margin", "confidence", "kind", "reason", "route", "state"),
    *("source_text", "target_text", "comment", "decided_by", "decided_at", "version"),
)
_COLUMNS = ("pair_id", "source_from", "source_to", "target_from", "target_to", *_VALUES, "features")


def pairs(database: Database, document: int | None = None) -> list[PairRecord]:
    """The pairs of documents that are in the corpus, by the source's name.

    Args:
        database: of the store.
        document: only those that this document is in.
    """
    condition, values = "", tuple[int, ...]()
    if document is not None:
        condition, values = " AND ? IN (a.id, b.id)", (document,)
    rows = database.rows(f"{_PAIRS}{condition} ORDER BY a.name, b.name", values)
    return [_pair(row) for row in rows]


def pair(database: Database, number: int) -> PairRecord:
    """A pair by its number.

    Raises:
        StoreError: there is none (any more).
    """
    row = database.row(f"{_PAIRS} AND pair.id = ?", (number,))
    if row is None:
        raise StoreError(f"no pair {number} in it", database.path, "It may be aligned anew.")
    return _pair(row)


def beads(database: Database, pair_id: int) -> list[BeadRecord]:
    """The beads of a pair in reading order (see `in_order`)."""
    names = json.loads(database.value("SELECT features FROM pair WHERE id = ?", (pair_id,)) or "[]")
    rows = database.rows("SELECT * FROM bead WHERE pair_id = ? ORDER BY id", (pair_id,))
    return in_order([bead_of(row, names) for row in rows])


def in_order(found: Sequence[BeadRecord]) -> list[BeadRecord]:
    """Beads in the order of the source; one of the target alone follows what precedes it there."""
    placed = sorted((b for b in found if b.source), key=lambda b: (b.source.start, b.target.start))
    ends = sorted((b.target.start, place) for place, b in enumerate(placed) if b.target)
    starts = [start for start, _ in ends]

    def after(bead: BeadRecord) -> tuple[int, int]:
        at = bisect_left(starts, bead.target.start)
        return ends[at - 1][1] if at else -1, bead.target.start

    order = [((place, -1), bead) for place, bead in enumerate(placed)]
    order += [(after(bead), bead) for bead in found if not bead.source]
    return [bead for _, bead in sorted(order, key=lambda item: item[0])]


def bead_of(row: sqlite3.Row, feature_names: Sequence[str]) -> BeadRecord:
    """A bead from its row."""
    return BeadRecord(
        source=_range(row["source_from"], row["source_to"]),
        target=_range(row["target_from"], row["target_to"]),
        features=_features(row["features"], feature_names),
        id=row["id"],
        **{name: row[name] for name in _VALUES},
    )


def add_pair(
    operation: Operation,
    versions: tuple[int, int],
    score: float,
    route: str,
    explanation: str,
    signature: str,
) -> int:
    """Note that two documents belong together; their beads come later. Gives the pair's number."""
    database = operation.database
    with database.transaction():
        number = database.write(
            "INSERT INTO pair (source_version_id, target_version_id, score, route, explanation,"
            " signature, made) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*versions, score, route, explanation, signature, now()),
        )
        operation.inserted("pair", number)
    return number


def remove_pair(operation: Operation, number: int) -> None:
    """Take a pair and its beads away; undoing brings them back."""
    with operation.database.transaction():
        operation.changing("pair", number)
        operation.database.write("DELETE FROM pair WHERE id = ?", (number,))


def save_beads(operation: Operation, pair_id: int, found: Sequence[BeadRecord]) -> None:
    """Save the beads of a pair that has none so far, in their order."""
    database = operation.database
    names = next((tuple(bead.features) for bead in found if bead.features), ())
    with database.transaction():
        for bead in found:
            insert_bead(database, pair_id, bead, names)
        database.write(
            "UPDATE pair SET state = 'aligned', features = ? WHERE id = ?",
            (json.dumps(names), pair_id),
        )


def insert_bead(
    database: Database, pair_id: int, bead: BeadRecord, feature_names: Sequence[str]
) -> int:
    """Insert a bead, within a transaction; one with an id keeps it. Gives the id."""
    columns, marks = ", ".join(("id", *_COLUMNS)), ", ".join("?" * (len(_COLUMNS) + 1))
    return database.write(
        f"INSERT INTO bead ({columns}) VALUES ({marks})",
        (bead.id, pair_id, *_bead_values(bead, feature_names)),
    )


def update_bead(database: Database, bead: BeadRecord, feature_names: Sequence[str]) -> None:
    """Overwrite the bead that has this one's id, within a transaction."""
    sets = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
    database.write(
        f"UPDATE bead SET {sets} WHERE id = ?",
        (*_bead_values(bead, feature_names), bead.id),
    )


def _bead_values(bead: BeadRecord, feature_names: Sequence[str]) -> tuple[Any, ...]:
    features = None
    if bead.features:
        features = array("f", [bead.features.get(name, 0.0) for name in feature_names]).tobytes()
    return (
        *_ends(bead.source),
        *_ends(bead.target),
        *(getattr(bead, name) for name in _VALUES),
        features,
    )


def _features(kept: bytes | None, names: Sequence[str]) -> dict[str, float]:
    if kept is None:
        return {}
    values = array("f")
    values.frombytes(kept)
    return dict(zip(names, values, strict=False))


def _ends(numbers: range) -> tuple[int | None, int | None]:
    return (numbers.start, numbers.stop) if numbers else (None, None)


def _range(start: int | None, stop: int | None) -> range:
    return range(0) if start is None or stop is None else range(start, stop)


def _pair(row: sqlite3.Row) -> PairRecord:
    return PairRecord(
        id=row["id"],
        source_id=row["source_id"],
        target_id=row["target_id"],
        source=row["source"],
        target=row["target"],
        source_version_id=row["source_version_id"],
        target_version_id=row["target_version_id"],
        score=row["score"],
        route=row["route"],
        explanation=row["explanation"],
        signature=row["signature"],
        aligned=row["state"] == "aligned",
        made=row["made"],
    )
