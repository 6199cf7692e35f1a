"""Nearest neighbours among vectors: exact while that is quick, by an index of FAISS beyond it.

Exact search multiplies block by block and keeps of each block only what is better than the best so
far, so that memory grows with the pools and not with their product, and one pass serves both
directions. Beyond `EXACT` dot products an index is asked (see `large_pools`).

Both end alike: values are worked out pair by pair, so that equal vectors get equal values wherever
they stand, and of equal vectors the first ones are taken. So the number of threads does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .large_pools import nearly_nearest, remembered

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]
Told = Callable[[int], None]
"""Told how many more vectors have been looked up."""

EXACT = 40_000_000_000
"""Dot products up to which a search is exact: 200,000 × 200,000, some minutes on two cores."""

_ROWS, _COLUMNS = 2048, 4096  # of a block of dot products
_GATHERED = 1 << 23  # numbers in the vectors gathered at once


class Neighbours(NamedTuple):
    """The nearest keys of each query, the best first.

    Attributes:
        values: (queries, k) dot products.
        numbers: (queries, k) rows of the keys; of equal values the lower number comes first.
    """

    values: Float32
    numbers: Int


def _nobody(_: int) -> None:
    """Take no note."""


def nearest(
    queries: Float32, keys: Float32, k: int, exact: int = EXACT, told: Told = _nobody
) -> Neighbours:
    """The k keys with the largest dot product for each query.

    Args:
        queries: (n, dim).
        keys: (m, dim), m at least 1.
        k: cut to m.
        exact: dot products n × m up to which the search is exact.
        told: of the queries done, n altogether.
    """
    k = min(k, len(keys))
    if len(queries) * len(keys) > exact:
        return _settled(queries, keys, nearly_nearest(queries, keys, k, _nearest_numbers, told))
    return _settled(queries, keys, _nearest_numbers(queries, keys, k, told))


def nearest_both_ways(
    source: Float32, target: Float32, k: int, exact: int = EXACT, told: Told = _nobody
) -> tuple[Neighbours, Neighbours]:
    """As `nearest`, of the source among the target and of the target among the source.

    Args:
        source: (n, dim), n at least 1.
        target: (m, dim), m at least 1.
        k: cut to m and to n.
        exact: dot products n × m up to which the search is exact, in half the time of two searches.
        told: of the vectors done, n + m altogether.
    """
    return remembered(
        "neighbours",
        source,
        target,
        lambda: _both_ways(source, target, k, exact, told),
        *(k, exact),
    )


def _both_ways(
    source: Float32, target: Float32, k: int, exact: int, told: Told
) -> tuple[Neighbours, Neighbours]:
    if len(source) * len(target) > exact:
        return nearest(source, target, k, exact, told), nearest(target, source, k, exact, told)
    forward = _Best(len(source), min(k, len(target)))
    backward = _Best(len(target), min(k, len(source)))
    both = _as_if(len(source) + len(target), len(source), told)
    for row, column, dots in _blocks(source, target, both):
        forward.offer(dots, row, column)
        backward.offer(dots, row, column, turned=True)
    return (
        _settled(source, target, forward.numbers),
        _settled(target, source, backward.numbers),
    )


def dots_of(queries: Float32, keys: Float32, pairs: Int) -> Float32:
    """Dot products of some pairs, each by itself: the same whichever others there are.

    Args:
        queries: (n, dim).
        keys: (m, dim).
        pairs: (pairs, 2), a row of each.

    Returns:
        (pairs,) float32.
    """
    out = np.empty(len(pairs), np.float32)
    step = max(_GATHERED // max(queries.shape[1], 1), 1)
    for at in range(0, len(pairs), step):
        rows, columns = pairs[at : at + step].T
        out[at : at + step] = np.einsum("ij,ij->i", queries[rows], keys[columns])
    return out


def _as_if(more: int, count: int, told: Told) -> Told:
    """Tells of `count` things as if they were `more`."""
    done = [0, 0]

    def scaled(new: int) -> None:
        done[0] += new
        reached = done[0] * more // count
        told(reached - done[1])
        done[1] = reached

    return scaled


def _blocks(queries: Float32, keys: Float32, told: Told) -> Iterator[tuple[int, int, Float32]]:
    """First query, first key and dot products of every block."""
    for row in range(0, len(queries), _ROWS):
        block = queries[row : row + _ROWS]
        for column in range(0, len(keys), _COLUMNS):
            yield row, column, block @ keys[column : column + _COLUMNS].T
        told(len(block))


def _nearest_numbers(queries: Float32, keys: Float32, k: int, told: Told = _nobody) -> Int:
    """(queries, k): numbers of the nearest keys, by exact search."""
    best = _Best(len(queries), k)
    for row, column, dots in _blocks(queries, keys, told):
        best.offer(dots, row, column)
    return best.numbers


class _Best:
    """The numbers of the k best keys so far of each query, and their values."""

    def __init__(self, count: int, k: int) -> None:
        self._values = np.full((count, k), -np.inf, np.float32)
        self.numbers = np.zeros((count, k), np.int64)

    def offer(self, dots: Float32, row: int, column: int, turned: bool = False) -> None:
        """Take what is better than the best so far.

        Args:
            dots: a block of dot products, a row for each query; blocks come in the keys' order.
            row: number of the first row.
            column: number of the first column.
            turned: the columns are the queries, and the rows the keys.
        """
        count, k = dots.shape[turned], self.numbers.shape[1]
        first, first_key = (column, row) if turned else (row, column)
        worst = self._values[first : first + count, -1]
        better = dots > (worst if turned else worst[:, None])
        if np.count_nonzero(better) > 4 * k * count:
            block = dots.T.copy() if turned else dots.copy()
            keys = _first_best(block, k)
            queries, keys = np.repeat(np.arange(count), keys.shape[1]), keys.ravel()
        else:
            at = np.divmod(np.flatnonzero(better), dots.shape[1])
            queries, keys = at[::-1] if turned else at
        values = dots[keys, queries] if turned else dots[queries, keys]
        if len(queries):
            self._merge(queries + first, keys + first_key, values)

    def _merge(self, queries: Int, keys: Int, values: Float32) -> None:
        k = self.numbers.shape[1]
        touched, counts = np.unique(queries, return_counts=True)
        queries = np.concatenate([np.repeat(touched, k), queries])
        keys = np.concatenate([self.numbers[touched].ravel(), keys])
        values = np.concatenate([self._values[touched].ravel(), values])
        order = np.lexsort((keys, -values, queries))
        ends = np.cumsum(counts + k)
        chosen = order[(ends - counts - k)[:, None] + np.arange(k)]
        self._values[touched], self.numbers[touched] = values[chosen], keys[chosen]


def _first_best(dots: Float32, k: int) -> Int:
    """(rows, min(k, columns)): columns of the largest values of each row; `dots` is used up."""
    rows = np.arange(len(dots))
    numbers = np.empty((len(dots), min(k, dots.shape[1])), np.int64)
    for place in range(numbers.shape[1]):
        numbers[:, place] = dots.argmax(1)
        dots[rows, numbers[:, place]] = -np.inf
    return numbers


def _settled(queries: Float32, keys: Float32, numbers: Int) -> Neighbours:
    """The neighbours found, of equal keys the first ones, with their values, in order."""
    numbers = _first_of_equals(keys, numbers)
    pairs = np.stack([np.repeat(np.arange(len(queries)), numbers.shape[1]), numbers.ravel()], 1)
    values = dots_of(queries, keys, pairs).reshape(numbers.shape)
    order = np.lexsort((numbers, -values), axis=1)
    return Neighbours(
        np.take_along_axis(values, order, axis=1), np.take_along_axis(numbers, order, axis=1)
    )


def _first_of_equals(keys: Float32, numbers: Int) -> Int:
    """Put the first of several equal keys in the place of whichever were found.

    A matrix product may round the same sum otherwise at another place of the matrix or with
    another number of threads; which of equal keys it puts first would be left to chance.
    """
    _, starts, kinds = np.unique(_marks(keys), return_index=True, return_inverse=True)
    if len(starts) == len(keys):
        return numbers
    members = np.argsort(kinds, kind="stable")
    starts = np.searchsorted(kinds[members], np.arange(len(starts)))
    found = kinds[numbers]
    out = np.empty_like(numbers)
    for place in range(numbers.shape[1]):
        earlier = (found[:, :place] == found[:, place, None]).sum(1)
        out[:, place] = members[starts[found[:, place]] + earlier]
    return out


def _marks(keys: Float32) -> NDArray[np.uint64]:
    """(m,): the same number for equal keys, others for others but by a chance of one in 2**64.

    Sorting numbers takes a tenth of the time that sorting keys takes.
    """
    words = np.ascontiguousarray(keys).view(np.uint32)
    chance = np.random.default_rng(len(keys[0]) if len(keys) else 0)
    factors = chance.integers(0, 2**64, words.shape[1], np.uint64) | np.uint64(1)
    out = np.empty(len(words), np.uint64)
    for at in range(0, len(words), _ROWS):
        out[at : at + _ROWS] = (words[at : at + _ROWS] * factors).sum(1, dtype=np.uint64)
    return out
