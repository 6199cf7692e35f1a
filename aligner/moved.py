"""Passages that stand elsewhere in the other document: found among what a ladder leaves over.

A ladder keeps to the order, so a paragraph that was moved is left over on both sides. Its twins,
mined without order, follow each other still: a few of them in a row are a passage, in which a
ladder of its own finds what mining alone is not sure of, merged sentences too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from .bands import runs_in_order
from .bead import Bead, BeadClass, Route
from .candidates import Documents, PairingConfig, ladder_rows, ladder_sides, twin_rows
from .comparisons import Rows
from .embedded import Corpus
from .lattice import Ladder
from .scoring import score_beads

Place = tuple[int, int]
Passage = tuple[range, range]

_LEAST = 2  # twins of a passage
SHARING = (BeadClass.TRANSLATION, BeadClass.PARTIAL)
_EDGE = 4  # sentences before the first twin and after the last one that may belong to it


def with_moved(
    documents: Documents,
    rows: Sequence[Rows],
    ladder: Sequence[Bead],
    corpus: Corpus,
    config: PairingConfig,
) -> list[Bead]:
    """A ladder, and after it what stands elsewhere in the other document.

    That is sought among the sentences of all beads that are no translations: those without a twin,
    and those that the order made join what hardly fits. Such a bead is taken apart where one of its
    sentences has a better place in a passage.

    Args:
        documents: source and target.
        rows: the ladder's beads in rows of the documents.
        ladder: the same with their scores.
        corpus: that the documents are in.
        config: settings.
    """
    loose: tuple[dict[int, float], dict[int, float]] = {}, {}  # row → confidence of its bead
    for span, bead in zip(rows, ladder, strict=True):
        if bead.kind is not BeadClass.TRANSLATION:
            for k in (0, 1):
                loose[k].update(dict.fromkeys(span[k], bead.confidence))
    if not all(loose):
        return list(ladder)
    only = [np.array(sorted(side), np.int64) for side in loose]
    twins = twin_rows(documents, config.mining, only)
    alike = score_beads(documents, twins, corpus, Route.COMPARABLE, config.confidence)
    mined = list(zip(twins, alike, strict=True))
    anchors = [(a.start, b.start) for (a, b), bead in mined if bead.kind in SHARING]
    spans, doubts = ladders_of(
        documents, moved_passages(anchors, (set(loose[0]), set(loose[1]))), corpus.twin
    )
    beads = score_beads(documents, spans, corpus, Route.PARALLEL, config.confidence, doubts)
    likely = [(span, bead) for span, bead in zip(spans, beads, strict=True) if bead.kind in SHARING]
    alone = [{n for span in rows if not all(span) for n in span[k]} for k in (0, 1)]
    likely += [
        (span, bead)
        for span, bead in mined
        if bead.kind is BeadClass.TRANSLATION and all(alone[k].issuperset(span[k]) for k in (0, 1))
    ]
    found = []
    for span, bead in likely:
        if all(loose[k].get(n, 1.0) < bead.confidence for k in (0, 1) for n in span[k]):
            found.append((span, bead))
            for k in (0, 1):
                loose[k].update(dict.fromkeys(span[k], 1.0))
    return [*_taken_apart(rows, ladder, [span for span, _ in found]), *(bead for _, bead in found)]


def ladders_of(documents: Documents, passages: Sequence[Passage], twin: float) -> Ladder:
    """The ladders of some passages of two documents, one after the other.

    Args:
        documents: source and target.
        passages: rows of both.
        twin: cosine of a typical translation.
    """
    found = Ladder([], [])
    if passages:
        sides = ladder_sides(documents)
        for passage in passages:
            path, doubts = ladder_rows(sides, twin, passage)
            found.path.extend(path)
            found.doubts.extend(doubts)
    return found


def _taken_apart(
    rows: Sequence[Rows], ladder: Sequence[Bead], found: Sequence[Rows]
) -> Iterator[Bead]:
    """The ladder's beads; those whose sentences are found elsewhere as one-sided ones."""
    taken = [{n for span in found for n in span[k]} for k in (0, 1)]
    for span, bead in zip(rows, ladder, strict=True):
        if bead.two_sided and any(not taken[k].isdisjoint(span[k]) for k in (0, 1)):
            yield from (Bead(range(n, n + 1), range(0), route=bead.route) for n in bead.source)
            yield from (Bead(range(0), range(n, n + 1), route=bead.route) for n in bead.target)
        else:
            yield bead


def moved_passages(twins: Sequence[Place], free: tuple[set[int], set[int]]) -> list[Passage]:
    """Rows of both documents that belong to moved passages, the one with most twins first.

    Args:
        twins: rows of sentences that share content, one-to-one, in any order.
        free: rows of each side that no bead has; passages hold no others and do not overlap.
    """
    every = [part for run in runs_in_order(twins) for part in _unbroken(run, free)]
    runs = sorted((r for r in every if len(r) >= _LEAST), key=lambda run: (-len(run), run))
    inside = [[range(run[0][k], run[-1][k] + 1) for run in runs] for k in (0, 1)]
    edges = [free[k].difference(*inside[k]) for k in (0, 1)]
    taken: tuple[set[int], set[int]] = set(), set()
    found = []
    for passage in zip(*inside, strict=True):
        if all(taken[k].isdisjoint(passage[k]) for k in (0, 1)):
            rows, columns = (_widened(passage[k], edges[k] - taken[k]) for k in (0, 1))
            found.append((rows, columns))
            taken[0].update(rows)
            taken[1].update(columns)
    return found


def _unbroken(run: Sequence[Place], free: tuple[set[int], set[int]]) -> Iterator[list[Place]]:
    """The run cut where between two of its twins stands a sentence that a bead has."""
    part = [run[0]]
    for before, place in pairwise(run):
        if all(free[k].issuperset(range(before[k], place[k] + 1)) for k in (0, 1)):
            part.append(place)
        else:
            yield part
            part = [place]
    yield part


def _widened(numbers: range, free: set[int]) -> range:
    """The stretch and a few free sentences at its ends."""
    first, stop = numbers.start, numbers.stop
    for _ in range(_EDGE):
        first -= first - 1 in free
        stop += stop in free
    return range(first, stop)
