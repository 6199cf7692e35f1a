"""Which beads there are to decide on, in which order: pages of them out of a large store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from corpora.store import Store
from corpora.store.database import Database
from corpora.store.searching import terms

from ..bead import BeadClass

PAGE = 30
MOST_COUNTED = 10_000
_TWO_SIDED = "bead.source_from IS NOT NULL AND bead.target_from IS NOT NULL"
_REST = 300
"""Seconds without a decision after which a reviewer has had a break."""


class Order(StrEnum):
    """In which order beads come."""

    DOUBT = "doubt"  # nearest to even odds first
    SURE = "sure"  # the surest first
    WORST = "worst"  # the least sure first
    DOCUMENT = "document"  # as they stand in the documents
    TOPIC = "topic"  # document pairs that speak of the same together
    LATEST = "latest"  # those decided last first


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown; all conditions hold.

    Attributes:
        order: of the beads.
        state: "open", "accepted", "rejected" or "" for all.
        kind: a class, or "" for all.
        text: words that a sentence of either side has; "" for all.
        document: a part of the name of either document.
        reason: a part of the reason, in the confidence's own words.
        least: confidence, 0…1.
        most: confidence, 0…1.
        topic: number of a theme (see `Theme`), "" for all.
    """

    order: Order = Order.DOUBT
    state: str = "open"
    kind: str = ""
    text: str = ""
    document: str = ""
    reason: str = ""
    least: float = 0.0
    most: float = 1.0
    topic: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Wanted:
        """From the query of an address; what makes no sense is left at its default."""
        told: dict[str, Any] = {}
        for name in ("text", "document", "reason"):
            told[name] = values.get(name, "").strip()[:200]
        if values.get("order") in list(Order):
            told["order"] = Order(values["order"])
        if values.get("state", "open") in ("", "open", "accepted", "rejected"):
            told["state"] = values.get("state", "open")
        if values.get("kind") in list(BeadClass):
            told["kind"] = values["kind"]
        topic = values.get("topic", "")
        if topic.isascii() and topic.isdigit() and len(topic) < 7:
            told["topic"] = topic
        for name in ("least", "most"):
            try:
                told[name] = min(max(float(values.get(name, "").replace(",", ".")), 0.0), 1.0)
            except ValueError:
                continue
        return cls(**told)

    def query(self) -> dict[str, str]:
        """What of it is not the default, for addresses."""
        usual = Wanted()
        return {
            field.name: str(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(usual, field.name)
        }


@dataclass(frozen=True, slots=True)
class Item:
    """A bead in the queue."""

    id: int
    pair_id: int
    state: str
    kind: str | None
    confidence: float
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is.

    Attributes:
        open: beads without a decision.
        accepted: by anybody.
        rejected: by anybody.
        mine: decisions of this person in this sitting.
        pace: of those a minute; 0 where there are too few to tell.
    """

    open: int
    accepted: int
    rejected: int
    mine: int
    pace: float

    @property
    def all(self) -> int:
        """Every bead that joins two sides."""
        return self.open + self.accepted + self.rejected

    @property
    def minutes_left(self) -> int | None:
        """At this pace; None where it is not known."""
        return round(self.open / self.pace) if self.pace else None


@dataclass(frozen=True, slots=True)
class Theme:
    """A topic to choose by: its words in both languages, and the numbers of its document pairs."""

    words: tuple[tuple[str, ...], tuple[str, ...]]
    pairs: tuple[int, ...]


Themes = Sequence[Theme]


def items(
    store: Store, wanted: Wanted, limit: int = PAGE, offset: int = 0, themes: Themes = ()
) -> list[Item]:
    """A page of the queue.

    Args:
        store: the corpus.
        wanted: which and in which order.
        limit: how many.
        offset: how many to pass over.
        themes: of the corpus, if they are known.
    """
    condition, values = _conditions(wanted, themes)
    if wanted.order is Order.TOPIC:
        order = json.dumps([pair for theme in themes for pair in theme.pairs])
        rows = store.database.rows(
            f"{_BY_TOPIC} WHERE {condition}"
            " ORDER BY ranked.rank, bead.source_from LIMIT ? OFFSET ?",
            (order, *values, limit, offset),
        )
    elif wanted.order is Order.DOUBT:
        rows = _by_doubt(store.database, condition, values, limit + offset)[offset:]
    else:
        rows = store.database.rows(
            f"{_BASE} WHERE {condition} ORDER BY {_ORDERS[wanted.order]} LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
    return [_item(store.database, row) for row in rows]


def count(store: Store, wanted: Wanted, so_far: Progress, themes: Themes = ()) -> tuple[int, bool]:
    """How many beads there are, counted up to `MOST_COUNTED`; whether that is all of them."""
    if wanted == Wanted(order=wanted.order, state=wanted.state) and wanted.order is not Order.TOPIC:
        known = getattr(so_far, wanted.state) if wanted.state else so_far.all
        return known, True
    condition, values = _conditions(wanted, themes)
    found = int(
        store.database.value(
            f"SELECT count(*) FROM (SELECT 1 FROM bead WHERE {condition} LIMIT ?)",
            (*values, MOST_COUNTED + 1),
        )
    )
    return min(found, MOST_COUNTED), found <= MOST_COUNTED


def progress(store: Store, who: str) -> Progress:
    """How far the work is, and how fast this person goes."""
    found = dict.fromkeys(("open", "accepted", "rejected"), 0)
    # One-sided beads have a confidence of 0 and are open, so the index alone tells.
    for row in store.database.rows(
        "SELECT state, count(*) AS n FROM bead WHERE confidence > 0 OR state != 'open'"
        " GROUP BY state"
    ):
        found[row["state"]] = row["n"]
    times = [
        datetime.fromisoformat(row["at"])
        for row in store.database.rows(
            "SELECT at FROM decision WHERE who = ? AND action != 'undo' ORDER BY id DESC LIMIT 500",
            (who,),
        )
    ]
    return Progress(**found, **_pace(times, datetime.now(UTC)))


def _pace(times: list[datetime], now: datetime) -> dict[str, Any]:
    """Decisions since the last break, and how many that is a minute."""
    sitting: list[datetime] = []
    last = now
    for time in (t if t.tzinfo else t.replace(tzinfo=UTC) for t in times):
        if (last - time).total_seconds() > _REST:
            break
        sitting.append(time)
        last = time
    if len(sitting) < 3:
        return {"mine": len(sitting), "pace": 0.0}
    minutes = max((sitting[0] - sitting[-1]).total_seconds(), 1) / 60
    return {"mine": len(sitting), "pace": (len(sitting) - 1) / minutes}


_ORDERS = {
    Order.SURE: "bead.confidence DESC, bead.id",
    Order.WORST: "bead.confidence, bead.id",
    Order.DOCUMENT: "bead.pair_id, bead.source_from, bead.id",
    Order.LATEST: "bead.decided_at DESC, bead.id DESC",
}


_BY_TOPIC = (
    "WITH ranked AS MATERIALIZED (SELECT key AS rank, value AS pair_id FROM json_each(?))"
    " SELECT bead.*, pair.source_version_id, pair.target_version_id FROM ranked"
    " CROSS JOIN pair ON pair.id = ranked.pair_id CROSS JOIN bead ON bead.pair_id = pair.id"
)
_BASE = (
    "SELECT bead.*, pair.source_version_id, pair.target_version_id FROM bead"
    " CROSS JOIN pair ON pair.id = bead.pair_id"  # CROSS: beads first, in the order of their index
)


def _conditions(wanted: Wanted, themes: Themes) -> tuple[str, list[Any]]:
    parts, values = [_TWO_SIDED], list[Any]()
    # Only the index that gives the order helps; a plus keeps SQLite from choosing another.
    ordered = wanted.order not in (Order.DOCUMENT, Order.TOPIC, Order.LATEST)
    for value, condition in (
        (wanted.state, "bead.state = ?" if ordered else "+bead.state = ?"),
        (wanted.kind, "+bead.kind = ?"),
        (wanted.reason, "instr(casefold(bead.reason), casefold(?)) > 0"),
    ):
        if value:
            parts.append(condition)
            values.append(value)
    if wanted.least > 0:
        parts.append("bead.confidence >= ?")
        values.append(wanted.least)
    if wanted.most < 1:
        parts.append("bead.confidence <= ?")
        values.append(wanted.most)
    if wanted.document:
        parts.append(f"bead.pair_id IN ({_WITH_NAME})")
        values.append(wanted.document)
    if wanted.topic or wanted.order is Order.TOPIC:
        chosen = [t for n, t in enumerate(themes) if wanted.topic in ("", str(n))]
        parts.append("bead.pair_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([pair for theme in chosen for pair in theme.pairs]))
    if wanted.text:
        words = " AND ".join(terms(wanted.text))
        if words:
            parts.append(f"bead.id IN ({_WITH_WORDS})")
            values.append(words)
    return " AND ".join(parts), values


_WITH_NAME = (
    "WITH named AS (SELECT version.id FROM document JOIN version ON version.document_id ="
    " document.id WHERE instr(casefold(name), casefold(?)) > 0) SELECT id FROM pair"
    " WHERE source_version_id IN (SELECT id FROM named)"
    " OR target_version_id IN (SELECT id FROM named)"
)
_BEADS_WITH = " UNION ".join(
    f"SELECT b.id FROM met JOIN pair AS p ON p.{side}_version_id = met.version_id"
    f" JOIN bead AS b ON b.pair_id = p.id AND b.{side}_from <= met.number"
    f" AND b.{side}_to > met.number"
    for side in ("source", "target")
)
_WITH_WORDS = (
    "WITH met AS (SELECT sentence.version_id, sentence.number FROM word"
    " CROSS JOIN sentence ON sentence.text_id = word.rowid WHERE word MATCH ?) " + _BEADS_WITH
)


def _by_doubt(
    database: Database, condition: str, values: list[Any], limit: int
) -> list[sqlite3.Row]:
    """The index has the confidences in order: from even odds upwards and downwards, then merged."""
    sides = [
        database.rows(
            f"{_BASE} WHERE {condition} AND bead.confidence {sign} 0.5"
            f" ORDER BY bead.confidence {way}, bead.id LIMIT ?",
            (*values, limit),
        )
        for sign, way in ((">=", "ASC"), ("<", "DESC"))
    ]
    merged = sorted(
        (row for side in sides for row in side),
        key=lambda row: (abs(row["confidence"] - 0.5), row["id"]),
    )
    return merged[:limit]


def _item(database: Database, row: sqlite3.Row) -> Item:
    texts = [
        row[f"{side}_text"]
        if row[f"{side}_text"] is not None
        else _text(database, row[f"{side}_version_id"], row[f"{side}_from"], row[f"{side}_to"])
        for side in ("source", "target")
    ]
    return Item(
        id=row["id"],
        pair_id=row["pair_id"],
        state=row["state"],
        kind=row["kind"],
        confidence=row["confidence"],
        source=texts[0],
        target=texts[1],
    )


def _text(database: Database, version: int, start: int, stop: int) -> str:
    rows = database.rows(
        "SELECT text FROM sentence JOIN text ON text.id = text_id"
        " WHERE version_id = ? AND number >= ? AND number < ? ORDER BY number",
        (version, start, stop),
    )
    return " ".join(" ".join(row["text"].split()) for row in rows)
