"""Groups of like vectors: Ward's method, on cells where there are too many to compare them all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..search import nearest
from ..vectors import normalised

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]

_ROUNDS = 4  # of k-means; later ones move hardly anything
_LEAST_SCATTER = 0.6  # of 1; vectors nearer to each other are one group whatever they share


@dataclass(frozen=True, slots=True)
class GroupingConfig:
    """Settings of the grouping.

    Attributes:
        height: distance (Ward) above which two groups stay apart, in units of the root mean
            square distance of all vectors from their mean: where all speak of one thing, what
            they share tells nothing.
        least_cosine: of two groups' middles that may be one group.
        most: groups at the height's cut; where there would be more, the cut goes up.
        cells: vectors that are compared one by one; more are first gathered into so many cells.
    """

    height: float = 2.01  # two vectors are 2.0 apart in this unit, whatever they are
    least_cosine: float = 0.15
    most: int = 300
    cells: int = 2000


@dataclass(frozen=True, slots=True)
class _Merge:
    """Two nodes that became one; leaves are numbered first, merges after them."""

    nodes: tuple[int, int]
    height: float
    cosine: float


def group(vectors: Float32, config: GroupingConfig) -> Int:
    """The group of each of the vectors, numbered in the order of their first members.

    Ward's method (1963) joins the two groups whose union scatters least. What is said several
    times counts once. Time and memory grow
    with the vectors and with the square of `cells`. The same vectors give the same groups.

    Args:
        vectors: (n, dim) at length 1, or zero.
        config: see GroupingConfig.

    Returns:
        (n,) numbers from 0.
    """
    if not len(vectors):
        return np.zeros(0, np.int64)
    copies = _copies(vectors)
    _, originals = np.unique(copies, return_index=True)
    distinct = vectors[originals]
    cells = _cells(distinct, config.cells)
    weights = np.bincount(cells).astype(np.float64)
    merges = _ward(means(distinct, cells, len(weights)).astype(np.float64), weights)
    scatter = max(float(np.sum(distinct.var(0, dtype=np.float64))) ** 0.5, _LEAST_SCATTER)
    found = _cut(merges, len(weights), config, scatter)[cells][copies]
    _, first, numbers = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[numbers].astype(np.int64)


def means(vectors: Float32, groups: Int, count: int) -> Float32:
    """(count, dim): the mean of each group's vectors; zeros where a group has none."""
    order = np.argsort(groups, kind="stable")
    present, starts = np.unique(groups[order], return_index=True)
    out = np.zeros((count, vectors.shape[1]), np.float32)
    if len(present):
        sizes = np.diff(np.append(starts, len(groups)))
        out[present] = np.add.reduceat(vectors[order], starts, axis=0) / sizes[:, None]
    return out


def _copies(vectors: Float32) -> Int:
    """Numbers of the distinct vectors, in the order of their first copies."""
    numbers: dict[bytes, int] = {}
    rounded = np.round(vectors, 4) + np.float32(0)  # no -0.0, which has other bytes
    return np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in rounded], np.int64)


def _cells(vectors: Float32, most: int) -> Int:
    """Spherical k-means (Dhillon & Modha 2001) from seeds at even distances in the text."""
    count = len(vectors)
    if count <= most:
        return np.arange(count)
    seeds = vectors[np.linspace(0, count - 1, most).astype(np.int64)]
    cells = np.zeros(count, np.int64)
    for _ in range(_ROUNDS):
        cells = nearest(vectors, seeds, 1)[1][:, 0]
        cells = np.unique(cells, return_inverse=True)[1].astype(np.int64)  # empty ones go
        seeds = normalised(means(vectors, cells, int(cells.max()) + 1))
    return cells


def _ward(middles: NDArray[np.float64], weights: NDArray[np.float64]) -> list[_Merge]:
    """All merges down to one group, by chains of nearest neighbours (Murtagh 1983)."""
    count = len(weights)
    middles, weights = middles.copy(), weights.copy()
    apart = _squared_distances(middles, weights)
    node = np.arange(count)
    merges: list[_Merge] = []
    chain: list[int] = []
    while len(merges) < count - 1:
        if not chain:
            chain.append(int((node >= 0).argmax()))
        top = chain[-1]
        best = int(apart[top].argmin())
        if len(chain) < 2 or apart[top, best] < apart[top, chain[-2]]:
            chain.append(best)
            continue
        best = chain[-2]
        del chain[-2:]
        keep, gone = sorted((top, best))
        merges.append(
            _Merge(
                nodes=(int(node[keep]), int(node[gone])),
                height=max(float(apart[keep, gone]), 0.0) ** 0.5,
                cosine=_cosine(middles[keep], middles[gone]),
            )
        )
        joined = _distances_of_union(apart, weights, keep, gone)
        total = weights[keep] + weights[gone]
        middles[keep] = (middles[keep] * weights[keep] + middles[gone] * weights[gone]) / total
        weights[keep] = total
        node[keep], node[gone] = count + len(merges) - 1, -1
        apart[keep], apart[:, keep] = joined, joined
        apart[gone], apart[:, gone], apart[keep, keep] = np.inf, np.inf, np.inf
    return merges


def _squared_distances(
    middles: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n, n): twice the scatter that each union would add; infinite on the diagonal."""
    squares = np.einsum("ij,ij->i", middles, middles)
    apart = np.maximum(squares[:, None] + squares - 2 * (middles @ middles.T), 0.0)
    apart *= 2 * np.multiply.outer(weights, weights) / np.add.outer(weights, weights)
    np.fill_diagonal(apart, np.inf)
    return np.asarray(apart)


def _distances_of_union(
    apart: NDArray[np.float64], weights: NDArray[np.float64], one: int, other: int
) -> NDArray[np.float64]:
    """Squared distances of the union of two groups to all others (Lance & Williams 1967)."""
    distance = apart[one, other]
    near = (weights[one] + weights) * apart[one] + (weights[other] + weights) * apart[other]
    return np.asarray((near - weights * distance) / (weights[one] + weights[other] + weights))


def _cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    length = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / max(length, 1e-12)


def _cut(merges: list[_Merge], count: int, config: GroupingConfig, scatter: float) -> Int:
    """The group of each leaf: the largest nodes, from the top down, that hold together."""
    heights = sorted((merge.height for merge in merges), reverse=True)
    height = max([config.height * scatter, *heights[config.most - 1 : config.most]])
    groups = np.zeros(count, np.int64)
    open_nodes = [(count + len(merges) - 1, -1)]
    found = 0
    while open_nodes:
        node, group = open_nodes.pop()
        merge = merges[node - count] if node >= count else None
        if group < 0 and (
            merge is None or (merge.height <= height and merge.cosine >= config.least_cosine)
        ):
            group, found = found, found + 1
        if merge is None:
            groups[node] = group
        else:
            open_nodes += [(child, group) for child in merge.nodes]
    return groups
