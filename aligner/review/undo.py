"""What a reviewer can undo and redo: found in the decisions, so that it survives a restart."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.store import Store

_REACH = 500
"""Decisions, of anybody, that are looked back on."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """Numbers of the decisions that undo and redo would take back; None where there is none."""

    undo: int | None
    redo: int | None


def undoable(store: Store, who: str) -> Undoable:
    """The last decision of a person that stands, and the last one undone since the last new one."""
    rows = store.database.rows(
        "SELECT id, action, who, undoes FROM decision ORDER BY id DESC LIMIT ?", (_REACH,)
    )
    undone = {row["undoes"] for row in rows}
    undo = redo = None
    fresh = False
    for row in rows:
        if row["who"] != who:
            continue
        stands = row["id"] not in undone
        if row["action"] == "undo":
            if stands and redo is None and not fresh:
                redo = row["id"]
        else:
            fresh = fresh or row["action"] != "redo"
            if stands and undo is None:
                undo = row["id"]
    return Undoable(undo, redo)
