"""Cuts a long pair of documents into blocks that a ladder can look at whole. Arrays only.

Blocks begin at sure places: sentences that are each other's nearest, in the same order as all the
others, with twins before and after them. To find some it is enough to ask for a fixed number of
sentences, evenly spaced, so that time grows with the documents' length and not with its square;
stretches that stay long are looked at again by themselves. Where nothing is sure (a long passage
without a translation, the same sentence over and over) the cut goes along the best path through a
coarse table of passages, in the manner of Vecalign's coarse-to-fine search (Thompson & Koehn 2019).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .search import nearest
from .vectors import normalised

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]
Place = tuple[int, int]
Block = tuple[range, range]

_ASKED = 2000  # sentences that are looked for on the other side, at most, in a stretch
_AROUND = 4  # sentences before and after among which the neighbours have to be twins
_DEPTH = 4  # times that a long stretch is asked again
_CELLS = 1000  # passages a side of a coarse table
_RUN = 4  # twins in order that are no chance
_DIAGONAL = 1e-3  # keeps to the middle where nothing else tells


@dataclass(frozen=True, slots=True)
class BandConfig:
    """Settings of the cuts.

    Attributes:
        block: sentences of the longer side from which a block may end.
        area: most cells (source times target sentences) of a block.
    """

    block: int = 128
    area: int = 200_000


def blocks(source: Float32, target: Float32, config: BandConfig) -> Iterator[Block]:
    """Source and target sentences of each block, in order; together they are all there are.

    Pairs whose longer side is no longer than a block stay whole. A block may have one side only.

    Args:
        source: (n, dim) vectors of the sentences at length 1.
        target: (m, dim) likewise.
        config: see BandConfig.
    """
    whole = range(len(source)), range(len(target))
    if max(map(len, whole)) <= config.block:
        yield whole
        return
    yield from _between_sure_places(source, target, whole, config, 0)


def _between_sure_places(
    source: Float32, target: Float32, stretch: Block, config: BandConfig, depth: int
) -> Iterator[Block]:
    """The stretch in blocks; one that is still too large is looked at again by itself."""
    rows, columns = stretch
    places = sure_places(source[_cut(rows)], target[_cut(columns)]) if depth < _DEPTH else []
    ends = _spaced([(rows.start + i, columns.start + j) for i, j in places], stretch, config.block)
    for block in _split(stretch, ends):
        if _fits(block, config):
            yield block
        elif ends:
            yield from _between_sure_places(source, target, block, config, depth + 1)
        else:
            yield from _along_coarse_path(source, target, block, config)


def _fits(block: Block, config: BandConfig) -> bool:
    rows, columns = map(len, block)
    return rows * columns <= config.area


def _cut(numbers: range) -> slice:
    return slice(numbers.start, numbers.stop)


def _split(stretch: Block, places: Sequence[Place]) -> Iterator[Block]:
    """The stretch cut at rising places."""
    rows, columns = stretch
    at = rows.start, columns.start
    for i, j in (*places, (rows.stop, columns.stop)):
        yield range(at[0], i), range(at[1], j)
        at = i, j


def _spaced(places: Sequence[Place], stretch: Block, block: int) -> list[Place]:
    """Those of the places at which a block of about the configured size ends."""
    at = stretch[0].start, stretch[1].start
    kept = []
    for i, j in places:
        if max(i - at[0], j - at[1]) >= block:
            kept.append((i, j))
            at = i, j
    return kept


def sure_places(source: Float32, target: Float32) -> list[Place]:
    """Sentence pairs where a bead surely starts, rising on both sides.

    Asked are all sentences of the shorter side, or about `_ASKED` of them, three in a row. Twins
    are mutual nearest neighbours; of those the longest chain in order counts, and of that the twins
    whose neighbours are twins as well: the sentences before and after in the chain, wherever their
    twins stand (one side may be much longer), or those just before and just after on both sides,
    among the few around them.

    Args:
        source: (n, dim) vectors at length 1.
        target: (m, dim) likewise.
    """
    if len(source) > len(target):
        return [(i, j) for j, i in sure_places(target, source)]
    if not len(source):
        return []
    asked = _in_threes(len(source))
    found = nearest(source[asked], target, 1).numbers[:, 0]
    keys, which = np.unique(found, return_inverse=True)
    back = nearest(target[keys], source, 1).numbers[:, 0]
    mutual = back[which] == asked
    chain = longest_rise(list(zip(asked[mutual].tolist(), found[mutual].tolist(), strict=True)))
    rows = {i for i, _ in chain}
    supported = _supported(source, target, chain)
    return [
        (i, j)
        for (i, j), beside in zip(chain, supported, strict=True)
        if beside or {i - 1, i + 1} <= rows
    ]


def _in_threes(count: int) -> Int:
    """Numbers of the sentences that are asked: all, or evenly spaced ones, three in a row."""
    if count <= _ASKED:
        return np.arange(count)
    middles = np.linspace(1, count - 2, _ASKED // 3).round().astype(np.int64)
    return np.unique(middles[:, None] + np.arange(-1, 2))


def _supported(source: Float32, target: Float32, places: Sequence[Place]) -> list[bool]:
    """Whether the sentences before and after two twins are twins, among the few around them."""
    out = []
    for i, j in places:
        top, left = max(i - _AROUND, 0), max(j - _AROUND, 0)
        alike = source[top : i + _AROUND + 1] @ target[left : j + _AROUND + 1].T
        row, column = i - top, j - left
        beside = [(row + step, column + step) for step in (-1, 1)]
        out.append(
            all(
                0 <= a < alike.shape[0]
                and 0 <= b < alike.shape[1]
                and alike[a].argmax() == b
                and alike[:, b].argmax() == a
                for a, b in beside
            )
        )
    return out


def _along_coarse_path(
    source: Float32, target: Float32, stretch: Block, config: BandConfig
) -> Iterator[Block]:
    """The stretch in blocks along the best path through a table of passages of both sides."""
    sides = [
        vectors[_cut(numbers)] for vectors, numbers in zip((source, target), stretch, strict=True)
    ]
    size = max(config.block // 2, -(-max(map(len, sides)) // _CELLS))
    starts = [np.arange(0, len(side), size) for side in sides]
    passages = [
        normalised(np.add.reduceat(side, start, axis=0))
        for side, start in zip(sides, starts, strict=True)
    ]
    rows, columns = stretch
    corners = [
        (rows.start + i * size, columns.start + j * size) for i, j in _coarse_path(*passages)
    ]
    for block in _split(stretch, _spaced(corners, stretch, config.block)):
        if _fits(block, config) or size == config.block // 2:
            yield block
        else:
            yield from _along_coarse_path(source, target, block, config)


def _coarse_path(source: Float32, target: Float32) -> list[Place]:
    """The corners of a table of passages that the best path from the first to the last crosses.

    A step forward on both sides counts by how much the two passages are more alike than passages
    are on the average; a step on one side counts nothing.
    """
    alike = source @ target.T
    rows, columns = alike.shape
    off = np.abs(np.arange(rows)[:, None] / rows - np.arange(columns)[None, :] / columns)
    usual = alike.mean(1, keepdims=True) + alike.mean(0) - alike.mean()
    gain = alike - usual + _DIAGONAL * (1 - off)
    score = np.zeros((rows + 1, columns + 1), np.float64)
    for i in range(rows):
        score[i + 1] = score[i]
        score[i + 1, 1:] = np.maximum(score[i, 1:], score[i, :-1] + gain[i])
        np.maximum.accumulate(score[i + 1], out=score[i + 1])
    i, j = rows, columns
    path = []
    while i and j:
        if score[i, j] == score[i - 1, j - 1] + gain[i - 1, j - 1]:
            i, j = i - 1, j - 1
        elif score[i, j] == score[i - 1, j]:
            i -= 1
        else:
            j -= 1
        path.append((i, j))
    return path[::-1]


def longest_rise(pairs: Sequence[Place]) -> list[Place]:
    """The longest subsequence whose target numbers rise (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [number]
        before.append(ends[at - 1] if at else -1)
    chain: list[Place] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def runs_in_order(pairs: Iterable[Place], step: int = 4) -> Iterator[list[Place]]:
    """The pairs gathered into runs that go forward on both sides, by at most so many sentences.

    Args:
        pairs: one-to-one, in any order.
        step: from one pair of a run to the next, on either side.
    """
    runs: list[list[Place]] = []
    for i, j in sorted(pairs):
        yield from (run for run in runs if i - run[-1][0] > step)
        runs = [run for run in runs if i - run[-1][0] <= step]
        fits = [run for run in runs if run[-1][0] < i and 0 < j - run[-1][1] <= step]
        if fits:
            fits[0].append((i, j))
        else:
            runs.append([(i, j)])
    yield from runs


def share_in_order(twins: Sequence[Place]) -> float:
    """Share of twins, sorted, that stand in the same order, 0…1.

    Those are the longest chain in order or, where whole passages were moved, all that stand in runs
    of several; whichever are more.
    """
    runs = [run for run in runs_in_order(twins) if len(run) >= _RUN]
    in_order = max(len(longest_rise(twins)), sum(map(len, runs)))
    return in_order / max(len(twins), 1)
