"""The second reading of a ladder: do the beads near its path cover each other, token by token?

Whether a sentence belongs to the bead beside it or stands alone shows in its tokens: composed
vectors hardly move when half a sentence has no match, the weakest stretch of tokens does (see
`coverage`), and so does a number that only one side names. Reading every possible bead so closely
would be dear, so only those within a few sentences of the first path are, and where the path is
sure only the beads on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .coverage import weakest_stretch
from .evidence import Surface, common_names

Float32 = NDArray[np.float32]
BeadType = tuple[int, int]

FEATURES = (
    *("weakest stretch", "least covered sentence", "covered less", "covered more"),
    *("numbers shared", "numbers alone", "names shared", "names alone", "signs alone"),
)
GAP_FEATURES = ("covered nearby", "weakest stretch nearby")
_MOST = 3  # more numbers or names say no more
_NEARBY = 2  # sentences before and after a twin that a sentence may belong to as well
_SURE = 0.45  # weakest stretch of a 1-1 bead that needs no second look


@dataclass(frozen=True, slots=True)
class Covered:
    """How well a sentence is covered by a run of sentences of the other side."""

    weakest: float
    total: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared of a run of sentences, as `evidence.Surface` for one."""

    numbers: Counter[str]
    names: Counter[str]
    question: bool
    quotes: bool


class Reader:
    """Coverage of any bead of two sides, worked out once for each sentence and run.

    Args:
        traces: for each side the sentences' traces, (tokens, TRACE_DIM) at length 1.
        words: for each side what the sentences' words say. A name counts only if some sentence of
            the other side has it too: what is written otherwise there says nothing.
    """

    def __init__(
        self,
        traces: tuple[Sequence[NDArray[np.float16]], ...],
        words: tuple[Sequence[Surface], ...],
    ) -> None:
        self._words = words
        self._common = common_names(words)
        self._traces = [[t.astype(np.float32) for t in side] for side in traces]
        self._pairs: dict[tuple[int, int], tuple[Float32, Float32]] = {}
        self._covered: dict[tuple[int, int, int, int], Covered] = {}
        self._said_before: dict[tuple[int, int, int], Said] = {}

    def features(self, rows: range, columns: range) -> tuple[float, ...]:
        """FEATURES of the bead of these source and target sentences."""
        sides = [
            [self._cover(side, number, other) for number in numbers]
            for side, (numbers, other) in enumerate(((rows, columns), (columns, rows)))
        ]
        means = [sum(c.total for c in side) / max(sum(c.tokens for c in side), 1) for side in sides]
        weakest = min(c.weakest for side in sides for c in side)
        least = min(c.total / max(c.tokens, 1) for side in sides for c in side)
        return weakest, least, min(means), max(means), *self._words_of(rows, columns)

    def gap_features(self, side: int, number: int, other: range) -> tuple[float, float]:
        """GAP_FEATURES of a sentence, given the sentences of the other side that it is near to."""
        if not other:
            return 0.0, 0.0
        covered = self._cover(side, number, other)
        return covered.total / max(covered.tokens, 1), covered.weakest

    def _words_of(self, rows: range, columns: range) -> tuple[float, ...]:
        """Numbers and names that both sides have, or one alone; signs that one has alone."""
        left, right = self._said(0, rows), self._said(1, columns)
        told = []
        for one, other in ((left.numbers, right.numbers), (left.names, right.names)):
            shared = (one & other).total() if one and other else 0
            alone = one.total() + other.total() - 2 * shared
            told += [min(shared, _MOST), min(alone, _MOST)]
        signs = (left.question != right.question) + (left.quotes != right.quotes)
        return *map(float, told), float(signs)

    def _said(self, side: int, numbers: range) -> Said:
        key = side, numbers.start, len(numbers)
        if key not in self._said_before:
            words = [self._words[side][k] for k in numbers]
            self._said_before[key] = Said(
                numbers=Counter(n.written for word in words for n in word.numbers),
                names=Counter(frozenset().union(*(w.names for w in words)) & self._common),
                question=any(word.question for word in words),
                quotes=any(word.quotes for word in words),
            )
        return self._said_before[key]

    def _cover(self, side: int, number: int, other: range) -> Covered:
        key = side, number, other.start, len(other)
        if key not in self._covered:
            nearest = [self._nearest(side, number, k) for k in other]
            best = np.maximum.reduce(nearest) if len(nearest) > 1 else nearest[0]
            weakest = weakest_stretch(best) if len(best) else 0.0
            self._covered[key] = Covered(weakest, float(best.sum()), len(best))
        return self._covered[key]

    def _nearest(self, side: int, number: int, other: int) -> Float32:
        """For each token of a sentence the cosine to the nearest token of another one."""
        key = (number, other) if side == 0 else (other, number)
        if key not in self._pairs:
            source, target = (self._traces[k][n] for k, n in enumerate(key))
            if len(source) and len(target):
                alike = source @ target.T
                self._pairs[key] = alike.max(1), alike.max(0)
            else:
                self._pairs[key] = (
                    np.zeros(len(source), np.float32),
                    np.zeros(len(target), np.float32),
                )
        return self._pairs[key][side]


def beads_near(
    path: Sequence[tuple[range, range]],
    shape: tuple[int, int],
    types: Sequence[BeadType],
    reader: Reader,
    reach: int,
) -> Iterator[tuple[BeadType, int, int]]:
    """Type, first row and first column of the beads worth a second look.

    Args:
        path: the first reading's beads, one-sided ones included.
        shape: sentences of the two sides.
        types: that beads may have.
        reader: of the same two sides.
        reach: how many sentences off the path a bead may start.
    """
    sure = _sure_rows(path, reader)
    column = _columns(path, shape[0])
    for n, m in types:
        for i in range(shape[0] - n + 1):
            inside = sure.intersection(range(i, i + n))
            if inside:
                if (n, m) == (1, 1):
                    yield (n, m), i, column[i]
                continue
            for j in range(max(column[i] - reach, 0), min(column[i] + reach, shape[1] - m) + 1):
                yield (n, m), i, j


def around(path: Sequence[tuple[range, range]], shape: tuple[int, int], side: int) -> list[range]:
    """For each sentence of a side those of the other side that it could belong to, by a path."""
    turned = [(bead[side], bead[1 - side]) for bead in path]
    last = shape[1 - side]
    near = [range(0)] * shape[side]
    at = 0
    for numbers, other in turned:
        at = other.start if other else at
        for number in numbers:
            near[number] = range(max(at - _NEARBY, 0), min(at + len(other) + _NEARBY, last))
        at = other.stop if other else at
    return near


def _columns(path: Sequence[tuple[range, range]], rows: int) -> list[int]:
    """For each row the column where the path stands when it comes there."""
    column = [0] * rows
    at = 0
    for a, b in path:
        for i in a:
            column[i] = b.start if b else at
        at = b.stop if b else at
    return column


def _sure_rows(path: Sequence[tuple[range, range]], reader: Reader) -> set[int]:
    """Rows of 1-1 beads that cover each other well and stand between two more of the kind."""
    good = [len(a) == len(b) == 1 and reader.features(a, b)[0] >= _SURE for a, b in path]
    return {
        path[k][0].start for k in range(1, len(path) - 1) if good[k - 1] and good[k] and good[k + 1]
    }
