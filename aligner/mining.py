"""Twins in unordered pools: margin search in both directions, one-to-one.

The margin of a pair is its cosine less the mean cosine of both sentences to their k nearest
neighbours on the other side (the difference form of Artetxe & Schwenk 2019, with centred vectors):
a sentence that is near to everything needs a higher cosine to count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .search import Neighbours, dots_of, nearest_both_ways

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MiningConfig:
    """Settings of the search.

    Attributes:
        neighbours: how many nearest sentences make a neighbourhood.
        within_topics: whether only sentences that overlap in topic are paired.
    """

    neighbours: int = 4
    within_topics: bool = True


@dataclass(frozen=True, slots=True)
class Twin:
    """Two sentences that chose each other."""

    source: int
    target: int
    similarity: float  # cosine of the centred vectors, -1…1
    margin: float  # similarity less the neighbourhoods' mean, -2…2


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """How near each sentence is to the other side at large.

    Attributes:
        source: (n,) mean cosine of each source sentence to its k nearest target sentences.
        target: (m,) the same the other way.
    """

    source: Float32
    target: Float32


def neighbourhoods(source: Float32, target: Float32, config: MiningConfig) -> Neighbourhoods:
    """Neighbourhoods of normalised vectors (n, dim) and (m, dim), neither empty."""
    return _neighbourhoods(*nearest_both_ways(source, target, config.neighbours))


def _neighbourhoods(to_target: Neighbours, to_source: Neighbours) -> Neighbourhoods:
    return Neighbourhoods(to_target.values.mean(1), to_source.values.mean(1))


def mine_twins(
    source: Float32,
    target: Float32,
    config: MiningConfig,
    near: Neighbourhoods | None = None,
    against: Callable[[Int], Float32] | None = None,
    found: tuple[Neighbours, Neighbours] | None = None,
) -> list[Twin]:
    """One-to-one pairs by descending margin, greedily over both directions' candidates.

    Args:
        source: (n, dim) normalised vectors; rows of zeros (no text) are never paired.
        target: (m, dim) likewise.
        config: see MiningConfig.
        near: neighbourhoods from a larger corpus, where these pools are only part of it.
        against: told pairs of rows (n, 2), says how much speaks against each beyond their vectors,
            (n,) on the scale of margins; infinity rules a pair out.
        found: the nearest sentences both ways, as `nearest_both_ways` finds them, where they have
            been found before.

    Returns:
        At most min(n, m) twins, the best margin (less what speaks against it) first; all of them,
        good or bad.
    """
    if not len(source) or not len(target):
        return []
    found = found or nearest_both_ways(source, target, config.neighbours)
    near = near or _neighbourhoods(*found)
    to_target, to_source = (neighbours.numbers for neighbours in found)
    pairs = np.concatenate(
        [
            np.stack([np.repeat(np.arange(len(source)), to_target.shape[1]), to_target.ravel()], 1),
            np.stack([to_source.ravel(), np.repeat(np.arange(len(target)), to_source.shape[1])], 1),
        ]
    )
    pairs = np.unique(pairs, axis=0)
    has_text = np.asarray(source.any(1))[pairs[:, 0]] & np.asarray(target.any(1))[pairs[:, 1]]
    pairs = pairs[has_text]
    handicap = against(pairs) if against else np.zeros(len(pairs), np.float32)
    pairs, handicap = pairs[handicap < np.inf], handicap[handicap < np.inf]
    similarity = dots_of(source, target, pairs)
    margin = similarity - (near.source[pairs[:, 0]] + near.target[pairs[:, 1]]) / 2
    return [
        Twin(int(i), int(j), float(similarity[number]), float(margin[number]))
        for number in best_first(pairs, margin - handicap)
        for i, j in [pairs[number]]
    ]


def best_first(pairs: NDArray[np.int64], scores: Float32) -> list[int]:
    """Choose pairs greedily, one-to-one: the best score first, each member of a side once.

    Args:
        pairs: (n, 2), a member of each side.
        scores: (n,); of equal ones the first pair wins.

    Returns:
        Numbers of the chosen pairs, the best first.
    """
    taken: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for number in map(int, np.argsort(-scores, kind="stable")):
        i, j = map(int, pairs[number])
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            chosen.append(number)
    return chosen
