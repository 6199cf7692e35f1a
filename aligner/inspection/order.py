"""Beads and what lies between them in reading order: each sentence once, gaps and all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..bands import longest_rise
from .model import SIDES, BeadView, DocumentView, PairView, State


@dataclass(frozen=True, slots=True)
class Gap:
    """Consecutive sentences of one side without a twin.

    Attributes:
        side: 0 source, 1 target.
        numbers: which sentences.
        text: of all of them; "" where it is not known.
        furniture: they are the site's, not the report's.
    """

    side: int
    numbers: range
    text: str = ""
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two texts side by side.

    Attributes:
        item: a bead or a gap.
        moved: the bead stands elsewhere in the target than the beads around it.
    """

    item: BeadView | Gap
    moved: bool = False


def reading_order(pair: PairView) -> list[Row]:
    """All of a pair in the order of the source; the target's gaps stand before what follows them.

    Beads of unknown place come at the end, in their order. A bead that would cross the main
    sequence (the longest one that runs forward on both sides) is marked as moved. Rejected beads
    join nothing: their sentences are gaps.
    """
    valid = [bead for bead in pair.beads if bead.state is not State.REJECTED]
    known = [bead for bead in valid if bead.spans[0] and bead.spans[1]]
    known.sort(key=lambda bead: (bead.spans[0].start, bead.spans[1].start))
    starts = [(bead.spans[0].start, bead.spans[1].start) for bead in known]
    forward = set(longest_rise(starts))
    taken = [{n for bead in known for n in bead.spans[side]} for side in SIDES]
    ends = [_end(document, taken[side]) for side, document in enumerate(pair.documents)]
    rows: list[Row] = []
    at = [0, 0]
    for bead, start in zip(known, starts, strict=True):
        moved = start not in forward
        for side in SIDES if not moved else (0,):
            stop = bead.spans[side].start
            rows += map(Row, _gaps(pair.documents[side], side, range(at[side], stop), taken[side]))
            at[side] = max(at[side], bead.spans[side].stop)
        rows.append(Row(bead, moved))
    for side in SIDES:
        left = range(at[side], ends[side])
        rows += map(Row, _gaps(pair.documents[side], side, left, taken[side]))
    return rows + [Row(bead) for bead in valid if not (bead.spans[0] and bead.spans[1])]


def _end(document: DocumentView, taken: Iterable[int]) -> int:
    """One more than the last sentence that anything tells of."""
    if document.count is not None:
        return document.count
    return max((n + 1 for n in (*taken, *document.sentences)), default=0)


def _gaps(document: DocumentView, side: int, numbers: range, taken: set[int]) -> Iterator[Gap]:
    """The sentences that nothing joins: texts one by one, unknown ones in a lump."""
    start: int | None = None
    for number in numbers:
        text = document.sentences.get(number)
        unknown = text is None and number not in taken
        if start is not None and not unknown:
            yield Gap(side, range(start, number))
            start = None
        if unknown:
            start = number if start is None else start
        elif text and number not in taken:
            furniture = number in document.furniture
            yield Gap(side, range(number, number + 1), text, furniture)
    if start is not None:
        yield Gap(side, range(start, numbers.stop))
