"""What else the sentences of two documents could be paired with, and how near it is.

Small documents are compared whole, each sentence with each. Of large ones a table would not fit
into memory: there the nearest neighbours of each sentence stand for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .search import Neighbours, dots_of, nearest_both_ways

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]
Rows = tuple[range, range]
Both = tuple[Float32, Float32]

LARGEST_TABLE = 100_000_000
"""Pairs of sentences that are compared whole: 10,000 × 10,000, 400 MB a table."""


class Comparisons(Protocol):
    """Two documents; similarities are parts of a typical translation's."""

    def at(self, places: Int) -> Float32:
        """(n,) similarities of some sentences, a row of each document (n, 2)."""
        ...

    def best_others(self, windows: Both, spans: Sequence[Rows]) -> Float32:
        """(spans,) the similarity of the nearest sentence, of either document, not in the span.

        Args:
            windows: (spans, dim) unit vectors of the sides of each span.
            spans: rows of the two documents.
        """
        ...

    def mutual(self, near: Both) -> tuple[Float32, Float32]:
        """Similarity and margin of the sentences that are each other's best by margin.

        Args:
            near: of each document (rows,) how near its sentences are to the other language, on
                the same scale.
        """
        ...


def compare_documents(
    units: Both, twin: float, neighbours: int, largest: int = LARGEST_TABLE
) -> Comparisons:
    """The comparisons of two documents.

    Args:
        units: (rows, dim) unit vectors of each, at least one.
        twin: cosine of a typical translation.
        neighbours: that stand for the rest of a large document.
        largest: table that is made.
    """
    scale = np.float32(twin)
    if len(units[0]) * len(units[1]) <= largest:
        return Whole(units, scale)
    return Nearest(units, scale, *nearest_both_ways(*units, max(neighbours, 2)))


class Whole:
    """Comparisons by a table of all similarities."""

    def __init__(self, units: Both, twin: np.float32) -> None:
        self._units, self._twin = units, twin
        self._table = units[0] @ units[1].T / twin

    def at(self, places: Int) -> Float32:
        """See `Comparisons`."""
        return np.asarray(self._table[tuple(places.T)], np.float32)

    def best_others(self, windows: Both, spans: Sequence[Rows]) -> Float32:
        """See `Comparisons`."""
        return _best_in_tables(self._units, self._twin, windows, spans)

    def mutual(self, near: Both) -> tuple[Float32, Float32]:
        """See `Comparisons`."""
        margin = self._table - (near[0][:, None] + near[1][None, :]) / 2
        twins = _mutual(margin.argmax(1), margin.argmax(0))
        return self._table[twins], np.asarray(margin[twins], np.float32)


@dataclass(frozen=True, slots=True)
class Nearest:
    """Comparisons by the nearest neighbours of each sentence."""

    units: Both
    twin: np.float32
    of_source: Neighbours
    of_target: Neighbours

    def at(self, places: Int) -> Float32:
        """See `Comparisons`."""
        return dots_of(*self.units, places) / self.twin

    def best_others(self, windows: Both, spans: Sequence[Rows]) -> Float32:
        """See `Comparisons`."""
        out = np.empty(len(spans), np.float32)
        single = np.array([len(a) == len(b) == 1 for a, b in spans], bool)
        places = np.array([(a.start, b.start) for a, b in spans], np.int64).reshape(-1, 2)
        sides = []
        for side, found in enumerate((self.of_source, self.of_target)):
            own, other = places[single, side], places[single, 1 - side, None]
            values = np.where(found.numbers[own] == other, -np.inf, found.values[own])
            sides.append(values.max(1))
        out[single] = np.maximum(*sides) / self.twin
        for number in np.flatnonzero(~single).tolist():  # a few at most: large documents are mined
            one = windows[0][number, None], windows[1][number, None]
            out[number] = _best_in_tables(self.units, self.twin, one, [spans[number]])[0]
        return out

    def mutual(self, near: Both) -> tuple[Float32, Float32]:
        """See `Comparisons`."""
        best = []
        for found, others in ((self.of_source, near[1]), (self.of_target, near[0])):
            chosen = (found.values / self.twin - others[found.numbers] / 2).argmax(1)
            best.append(np.take_along_axis(found.numbers, chosen[:, None], 1)[:, 0])
        twins = _mutual(*best)
        similarity = self.at(np.stack(twins, 1))
        margin = similarity - (near[0][twins[0]] + near[1][twins[1]]) / 2
        return similarity, np.asarray(margin, np.float32)


def _mutual(forward: Int, backward: Int) -> tuple[Int, Int]:
    """Rows of both documents that chose each other: each row's choice, one way and the other."""
    rows = np.flatnonzero(backward[forward] == np.arange(len(forward)))
    return rows, forward[rows]


def _best_in_tables(units: Both, twin: np.float32, windows: Both, spans: Sequence[Rows]) -> Float32:
    """(spans,) see `Comparisons.best_others`; 0 where there is nothing else."""
    against = [windows[side] @ units[1 - side].T / twin for side in (0, 1)]
    best = np.zeros(len(spans), np.float32)
    for number, (rows, columns) in enumerate(spans):
        others = [
            np.delete(against[side][number], np.arange(other.start, other.stop))
            for side, other in enumerate((columns, rows))
        ]
        best[number] = max((float(o.max()) for o in others if len(o)), default=0.0)
    return best
