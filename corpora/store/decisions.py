"""What people decide about beads: kept for ever, never half, never over somebody else's head.

Every decision is one and the same operation: take these beads away, put those in their place.
Accept, reject, edit, classify, comment, split, merge, move a boundary, pair what stood alone: all
are told by the beads before and after. Both are kept whole, with the texts of their sentences, so
that a decision can be undone, and found again in a new version of the documents.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import corpora.store.alignments as alignments
from corpora.store.database import Database
from corpora.store.documents import sentence_texts
from corpora.store.errors import StaleError, StoreError
from corpora.store.operations import noted, now
from corpora.store.records import BeadRecord, DecisionRecord, PairRecord


def decide(
    database: Database,
    pair_id: int,
    before: Sequence[tuple[int, int]],
    after: Sequence[BeadRecord],
    action: str,
    who: str,
    undoes: int | None = None,
) -> int:
    """Take beads of a pair away and put others in their place, in one transaction.

    A bead of `after` with the id of one of `before` is that one, changed. Beads of `after` become
    `who`'s: `decided_by` and `decided_at` are set, except where a bead is "open" and nothing human
    is in it (what is left over from a split, say).

    Args:
        database: of the store.
        pair_id: the pair.
        before: id and version of each bead, as they were seen.
        after: what takes their place.
        action: what it was, in a word: "accept", "merge"…
        who: the person.
        undoes: the decision that this one takes back; its beads are put back as they were.

    Returns:
        The number of the decision; it is on the disk.

    Raises:
        StaleError: a bead is gone or has changed since it was seen; nothing was changed.
        StoreError: the beads do not fit: sentences that are not there, or in two beads.
    """
    with database.transaction():
        pair = alignments.pair(database, pair_id)
        there = {bead.id: bead for bead in alignments.beads(database, pair_id)}
        for number, version in before:
            if number not in there or there[number].version != version:
                raise StaleError(
                    "somebody has changed this meanwhile", database.path, "Load it again."
                )
        taken = [there[number] for number, _ in before]
        rest = [bead for number, bead in there.items() if number not in {n for n, _ in before}]
        texts = _texts(database, pair)
        _check(database, after, rest, texts)
        names = _feature_names(database, pair_id)
        kept = []
        at = now()
        for bead in taken:
            if bead.id not in {new.id for new in after}:
                database.write("DELETE FROM bead WHERE id = ?", (bead.id,))
        for bead in after:
            old = there.get(bead.id) if bead.id is not None else None
            new = bead if undoes else _signed(bead, old, who, at)
            new = replace(new, version=1 + max(bead.version, old.version if old else 0))
            if old is not None:
                alignments.update_bead(database, new, names)
            else:
                new = replace(new, id=alignments.insert_bead(database, pair_id, new, names))
            kept.append(new)
        operation = noted(database, "undo" if action == "undo" else "decide", who)
        number = database.write(
            "INSERT INTO decision (operation_id, source_document_id, target_document_id, pair_id,"
            " action, who, at, before, after, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(operation.id, pair.source_id, pair.target_id, pair_id, action, who, at),
                *(as_text(taken, texts), as_text(kept, texts), undoes),
            ),
        )
        if action == "undo":
            database.write(
                "UPDATE operation SET state = 'undone' WHERE id ="
                " (SELECT operation_id FROM decision WHERE id = ?)",
                (undoes,),
            )
        else:
            operation.inserted("decision", number)
    return number


def take_back(database: Database, number: int, who: str, action: str = "undo") -> int:
    """Undo a decision by another one: its beads as they were before.

    Taking back one that took back another, with the action "redo", does it again.

    Raises:
        StaleError: what it made has been changed since, or its pair was aligned anew.
        StoreError: there is no such decision, or it is undone already.
    """
    found = decision(database, number)
    if database.row("SELECT 1 FROM decision WHERE undoes = ?", (number,)):
        raise StoreError(f"decision {number} is undone already", database.path)
    pair_id = _pair_now(database, found)
    there = {bead.id: bead for bead in alignments.beads(database, pair_id)}
    before, after = found.before, found.after
    if pair_id != found.pair_id:
        before, after = _moved(database, found, there)
    # What was changed and changed back meanwhile is as it was, though its version has grown.
    seen = [
        (bead.id or 0, there[bead.id].version if _same(there.get(bead.id), bead) else 0)
        for bead in after
    ]
    return decide(database, pair_id, seen, before, action, who, undoes=number)


def _pair_now(database: Database, found: DecisionRecord) -> int:
    """The pair of a decision's documents, which may have been aligned anew since."""
    for pair in alignments.pairs(database, found.source_id):
        if pair.target_id == found.target_id:
            return pair.id
    return found.pair_id


def _moved(
    database: Database, found: DecisionRecord, there: Mapping[int | None, BeadRecord]
) -> tuple[tuple[BeadRecord, ...], tuple[BeadRecord, ...]]:
    """The beads before and after a decision, where their sentences stand since they were moved.

    A bead that only changed its state or text was moved with them; any other is no more.
    """
    spans = [
        {bead.id: (bead.source, bead.target) for bead in part}
        for part in (found.before, found.after)
    ]
    if spans[0] != spans[1] or not spans[0].keys() <= there.keys():
        raise StaleError("the documents were aligned anew since", database.path, "Decide it anew.")
    before, after = (
        tuple(
            replace(bead, source=there[bead.id].source, target=there[bead.id].target)
            for bead in part
        )
        for part in (found.before, found.after)
    )
    return before, after


def _same(now_there: BeadRecord | None, then: BeadRecord) -> bool:
    """Whether a bead says what it said then, however its scores have changed."""
    return now_there is not None and then == replace(
        now_there,
        version=then.version,
        features=then.features,
        confidence=then.confidence,
        similarity=then.similarity,
        margin=then.margin,
    )


def decision(database: Database, number: int) -> DecisionRecord:
    """A decision by its number.

    Raises:
        StoreError: there is none.
    """
    row = database.row("SELECT * FROM decision WHERE id = ?", (number,))
    if row is None:
        raise StoreError(f"no decision {number} in it", database.path)
    return _record(row)


def decisions(
    database: Database, pair: PairRecord | None = None, limit: int = -1
) -> list[DecisionRecord]:
    """Decisions, the latest first; those about the two documents of a pair, if one is given."""
    condition, values = "", tuple[int, ...]()
    if pair is not None:
        condition = "WHERE source_document_id = ? AND target_document_id = ?"
        values = (pair.source_id, pair.target_id)
    rows = database.rows(
        f"SELECT * FROM decision {condition} ORDER BY id DESC LIMIT ?",
        (*values, limit),
    )
    return [_record(row) for row in rows]


Texts = tuple[Mapping[int, str], Mapping[int, str]]
"""Of each side the texts of the sentences, by number."""


def _texts(database: Database, pair: PairRecord) -> Texts:
    source, target = (
        {number: text for number, (_, text) in sentence_texts(database, version).items()}
        for version in (pair.source_version_id, pair.target_version_id)
    )
    return source, target


def _check(
    database: Database, after: Sequence[BeadRecord], rest: Sequence[BeadRecord], texts: Texts
) -> None:
    """Raise StoreError where a sentence is not there, or would be in two beads."""
    for side, name in enumerate(("source", "target")):
        used: set[int] = {
            number
            for bead in rest
            if bead.state != "rejected" and bead.two_sided
            for number in getattr(bead, name)
        }
        for bead in after:
            if not bead.source and not bead.target:
                raise StoreError("a bead holds no sentence", database.path)
            for number in getattr(bead, name):
                if number not in texts[side]:
                    raise StoreError(
                        f"the {name} has no sentence {number} of report text", database.path
                    )
                if number in used and bead.state != "rejected":
                    raise StoreError(
                        f"sentence {number} of the {name} would be in two beads", database.path
                    )
            if bead.state != "rejected":
                used.update(getattr(bead, name))


def _signed(bead: BeadRecord, old: BeadRecord | None, who: str, at: str) -> BeadRecord:
    said = bead.state != "open" or bead.comment or (old and old.kind != bead.kind)
    if not said and bead.source_text is None and bead.target_text is None:
        return replace(bead, decided_by="", decided_at=None)
    return replace(bead, decided_by=who, decided_at=at)


def _feature_names(database: Database, pair_id: int) -> list[str]:
    names: list[str] = json.loads(
        database.value("SELECT features FROM pair WHERE id = ?", (pair_id,))
    )
    return names


def as_text(found: Sequence[BeadRecord], texts: Texts) -> str:
    """Beads as JSON, with the texts of their sentences."""
    out = []
    for bead in found:
        told = asdict(bead)
        told["features"] = dict(bead.features)
        for side, name in enumerate(("source", "target")):
            numbers = getattr(bead, name)
            told[name] = [numbers.start, numbers.stop] if numbers else []
            told[f"{name}_sentences"] = [texts[side][number] for number in numbers]
        out.append(told)
    return json.dumps(out, ensure_ascii=False)


def from_data(told: dict[str, Any]) -> BeadRecord:
    """A bead from what `as_text` made of it."""
    values = {name: value for name, value in told.items() if not name.endswith("_sentences")}
    for name in ("source", "target"):
        values[name] = range(*values[name]) if values[name] else range(0)
    return BeadRecord(**values)


def _record(row: sqlite3.Row) -> DecisionRecord:
    before, after = (
        tuple(from_data(told) for told in json.loads(row[name])) for name in ("before", "after")
    )
    return DecisionRecord(
        id=row["id"],
        source_id=row["source_document_id"],
        target_id=row["target_document_id"],
        pair_id=row["pair_id"],
        action=row["action"],
        who=row["who"],
        at=row["at"],
        before=before,
        after=after,
        undoes=row["undoes"],
    )
