"""Carries out what a form of the page says: nothing over anybody's head, everything on the disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from corpora.store import StaleError, Store, StoreError

from .actions import ACTIONS, ActionError, Change
from .undo import undoable
from .workbench import pair_of


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    Attributes:
        decision: its number.
        bead: the bead to look at; None for whatever comes next in the queue.
    """

    decision: int
    bead: int | None


_STAYS = frozenset({"comment", "split", "merge", "move", "pair", "choose", "reopen"})
"""Actions after which the reviewer goes on with the same bead."""


def decide(store: Store, values: Mapping[str, str], who: str) -> Done:
    """Do what a form says to the bead that it names.

    `values` has `action`, `bead`, the `version`, `last` decision and `newest` bead that were seen,
    and what the action wants.

    Raises:
        StaleError: what was seen is no more; nothing was changed.
        ActionError: it cannot be done, or makes no sense.
        StoreError: the store cannot be written to.
    """
    action = values.get("action", "")
    if action in ("undo", "redo"):
        return _take_back(store, action, who)
    run = ACTIONS.get(action)
    if run is None:
        raise ActionError("action")
    seen = {name: _number(values, name) for name in ("bead", "version", "last", "newest")}
    pair = pair_of(store, seen["bead"])
    stale = StaleError("somebody has changed this meanwhile", store.path, "Load it again.")
    if pair is None:
        raise stale
    beads = store.beads(pair.id)
    bead = next(bead for bead in beads if bead.id == seen["bead"])
    change = run(beads, bead, values)
    if bead.version != seen["version"] or _touched(store, pair.id, change, seen):
        raise stale
    try:
        number = store.decide(pair.id, change.seen, change.after, action, who)
    except StaleError:
        raise
    except StoreError as error:
        if "sentence" in str(error):
            raise ActionError("sentence") from error
        raise
    if action not in _STAYS:
        return Done(number, None)
    return Done(number, _first_made(store, number) or seen["bead"])


def _touched(store: Store, pair_id: int, change: Change, seen: Mapping[str, int]) -> bool:
    """Whether a neighbour that goes has come or changed since the page was made."""
    numbers = {bead.id for bead in change.before if bead.id != seen["bead"]}
    if not numbers:
        return False
    if max(number or 0 for number in numbers) > seen["newest"]:
        return True
    rows = store.database.rows(
        "SELECT after FROM decision WHERE id > ? AND pair_id = ?", (seen["last"], pair_id)
    )
    later = {told["id"] for row in rows for told in json.loads(row["after"])}
    return not numbers.isdisjoint(later)


def _take_back(store: Store, action: str, who: str) -> Done:
    found = undoable(store, who)
    number = found.undo if action == "undo" else found.redo
    if number is None:
        raise ActionError(f"no-{action}")
    made = store.take_back(number, who, action=action)
    return Done(made, _first_made(store, made))


def _first_made(store: Store, number: int) -> int | None:
    """The first bead that a decision left behind."""
    row = store.database.row("SELECT after FROM decision WHERE id = ?", (number,))
    told = json.loads(row["after"]) if row else []
    two_sided = [bead["id"] for bead in told if bead["source"] and bead["target"]]
    return two_sided[0] if two_sided else None


def _number(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise ActionError("action")
    return int(text)
