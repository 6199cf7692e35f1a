"""Aligns the stretch around a bead anew, between the decisions around it, from kept vectors.

It happens in a process of its own, which ends with it: the page itself loads neither vectors of
the whole corpus nor a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from corpora.store import BeadRecord, PairRecord, Store, StoreError
from corpora.store.vectors import last_model, missing

from .actions import ActionError
from .workbench import pair_of

_LONGEST = 600
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences between two decided beads, or between one and an end of the documents."""

    source: range
    target: range

    def touches(self, bead: BeadRecord) -> bool:
        """Whether a bead has a sentence in it."""
        return _meet(bead.source, self.source) or _meet(bead.target, self.target)


def realign(path: Path, bead_id: int, who: str) -> int | None:
    """Align the stretch around a bead anew; decided beads stay as they are.

    Args:
        path: of the store.
        bead_id: any bead of the stretch.
        who: the person who asked for it.

    Returns:
        The bead that now stands where this one stood; None where there is none.

    Raises:
        ActionError: there is no such bead, or no vectors are kept.
        StaleError: somebody decided something meanwhile; nothing was changed.
        StoreError: the store cannot be read or written.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pair_id, before, after = pool.submit(_anew, path, bead_id).result(_LONGEST)
    old = next((bead for bead in before if bead.id == bead_id), None)
    if {_spans(bead) for bead in before} == {_spans(bead) for bead in after}:
        return bead_id
    with Store.open(path) as store:
        store.command = "egiz review"
        seen = [(bead.id or 0, bead.version) for bead in before]
        store.decide(pair_id, seen, after, "realign", who)
        if old is None:
            return bead_id
        there = (b for b in store.beads(pair_id) if b.two_sided and _meet(b.source, old.source))
        return next((bead.id for bead in there), None)


def stretch_around(beads: Sequence[BeadRecord], bead: BeadRecord) -> Stretch:
    """The stretch that a bead stands in; a decided bead stands in that of both its neighbours.

    It ends at the nearest decided beads that are in order with it on both sides.
    """
    most = 1 + max((n for b in beads for n in (*b.source, *b.target)), default=0)
    start, stop = [0, 0], [most, most]
    for other in beads:
        if not other.human or other.state == "rejected" or not other.two_sided or other is bead:
            continue
        if other.source.stop <= bead.source.start and other.target.stop <= bead.target.start:
            start = [max(start[0], other.source.stop), max(start[1], other.target.stop)]
        elif other.source.start >= bead.source.stop and other.target.start >= bead.target.stop:
            stop = [min(stop[0], other.source.start), min(stop[1], other.target.start)]
    return Stretch(range(start[0], stop[0]), range(start[1], stop[1]))


def _anew(path: Path, bead_id: int) -> tuple[int, list[BeadRecord], list[BeadRecord]]:
    """The pair, its open beads in the stretch, and what takes their place."""
    with Store.open(path) as store, store.database.snapshot():
        pair = pair_of(store, bead_id)
        if pair is None:
            raise ActionError("gone")
        beads = store.beads(pair.id)
        bead = next(bead for bead in beads if bead.id == bead_id)
        stretch = stretch_around(beads, bead)
        before = [b for b in beads if not b.human and stretch.touches(b)]
        staying = [b for b in beads if b not in before and b.state != "rejected"]
        found = [b for b in _found(store, pair, beads) if stretch.touches(b)]
        after = [b for b in found if not any(_clash(b, other) for other in staying)]
        return pair.id, before, after


def _found(store: Store, pair: PairRecord, beads: Sequence[BeadRecord]) -> list[BeadRecord]:
    """The beads of a pair around all that is decided."""
    from ..bead import Route
    from ..corpus.alignment import record_of
    from ..corpus.anchors import pair_around
    from ..corpus.calibrated import with_own_confidence
    from ..corpus.vectors import Loader
    from ..pipeline import AlignConfig

    config = with_own_confidence(store, AlignConfig()).pairing
    try:
        model = last_model(store.database)
        if missing(store.database, model, store.languages):
            raise ActionError("no-vectors")
        loader = Loader.of(store, model, config.mining.neighbours)
        documents, corpus = loader.pair((pair.source_version_id, pair.target_version_id))
    except StoreError as error:
        raise ActionError("no-vectors") from error
    decided = [bead for bead in beads if bead.human]
    found = pair_around(documents, Route(pair.route), corpus, config, decided)
    return [record_of(bead) for bead in found]


def _spans(bead: BeadRecord) -> tuple[range, range]:
    return bead.source, bead.target


def _clash(a: BeadRecord, b: BeadRecord) -> bool:
    return _meet(a.source, b.source) or _meet(a.target, b.target)


def _meet(a: range, b: range) -> bool:
    return bool(a) and bool(b) and a.start < b.stop and b.start < a.stop
