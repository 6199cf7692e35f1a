"""All ladders of a block at once: the best one, and how likely each bead is. Arrays only.

A path goes from the first sentences of both sides to the last ones by beads and by sentences that
stay alone. Stretches of the latter are states of their own. `best_path` finds the path with the
largest gain (Viterbi); `posteriors` adds up all paths (forward and backward algorithm), and
`likeliest_beads` takes the path with the most beads that are likely right rather than the one
that is likeliest as a whole (posterior decoding; as for word alignments, Matusov et al. 2004).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int = NDArray[np.int64]
BeadType = tuple[int, int]
Path = list[tuple[range, range]]

NEVER = np.float32(-1e9)

_MATCHED, _SOURCE_GAP, _TARGET_GAP = 0, 1, 2
_EVEN = 0.5  # what is likelier right than wrong is worth having
_WORTH_A_LOOK = 0.25  # likelihood of a bead off the best path


@dataclass(frozen=True, slots=True)
class Turns:
    """What stretches of sentences without a twin cost.

    Attributes:
        open: the first sentence of a stretch.
        extend: each further one.
        close: a bead after a stretch.
        turn: going on from a source to a target stretch.
    """

    open: float
    extend: float
    close: float
    turn: float


@dataclass(frozen=True, slots=True)
class Gains:
    """What everything that may stand in a ladder of a block is worth.

    Attributes:
        beads: of each type, by first row and first column.
        gaps: of the sentences of each side, to be left without a twin.
    """

    beads: Mapping[BeadType, Float32]
    gaps: tuple[Float32, Float32]

    @property
    def shape(self) -> tuple[int, int]:
        """Sentences of the two sides."""
        return len(self.gaps[0]), len(self.gaps[1])


class Ladder(NamedTuple):
    """A path, and of each of its beads how likely another one is right, 0…1."""

    path: Path
    doubts: list[float]


def best_path(gains: Gains, turns: Turns) -> Path:
    """Viterbi over three states: after a bead, in a source gap, in a target gap.

    In a stretch of one-sided beads the source's come first, so that each alignment has one path.
    """
    gap_rows, gap_columns = gains.gaps
    rows, columns = len(gap_rows), len(gap_columns)
    types = list(gains.beads)
    running = np.concatenate([[0], np.cumsum(gap_columns + turns.extend)])
    shape = rows + 1, columns + 1
    score = np.full((3, *shape), NEVER, np.float64)
    entry = np.full(shape, NEVER, np.float64)  # best of the three before the next bead
    bead = np.zeros(shape, np.int8)
    extends = np.zeros(shape, np.bool_)
    opened = np.zeros(shape, np.int64)
    last = np.zeros(shape, np.int8)
    score[_MATCHED, 0, 0] = 0
    for i in range(rows + 1):
        matched, source_gap, target_gap = score[:, i]
        for kind, (n, m) in enumerate(types):
            if i >= n:
                offer = entry[i - n, : columns + 1 - m] + gains.beads[n, m][i - n]
                better = offer > matched[m:]
                matched[m:][better] = offer[better]
                bead[i, m:][better] = kind
        if i:
            fresh = score[_MATCHED, i - 1] + turns.open
            longer = score[_SOURCE_GAP, i - 1] + turns.extend
            extends[i] = longer > fresh
            source_gap[:] = np.maximum(fresh, longer) + gap_rows[i - 1]
        opening = np.maximum(matched + turns.open, source_gap + turns.turn)[:-1]
        opening = opening + gap_columns - running[1:]
        best = np.maximum.accumulate(opening)
        target_gap[1:] = best + running[1:]
        opened[i, 1:] = np.maximum.accumulate(np.where(opening >= best, np.arange(columns), 0))
        ends = np.stack([matched, source_gap + turns.close, target_gap + turns.close])
        last[i], entry[i] = ends.argmax(0), ends.max(0)
    return _trace(types, score, bead, extends, opened, last, turns)


def _trace(
    types: Sequence[BeadType],
    score: NDArray[np.float64],
    bead: NDArray[np.int8],
    extends: NDArray[np.bool_],
    opened: Int,
    last: NDArray[np.int8],
    turns: Turns,
) -> Path:
    i, j = last.shape[0] - 1, last.shape[1] - 1
    state = int(last[i, j])
    path: Path = []
    while i or j:
        if state == _MATCHED:
            n, m = types[bead[i, j]]
            path.append((range(i - n, i), range(j - m, j)))
            i, j = i - n, j - m
            state = int(last[i, j])
        elif state == _SOURCE_GAP:
            path.append((range(i - 1, i), range(j, j)))
            state = _SOURCE_GAP if extends[i, j] else _MATCHED
            i -= 1
        else:
            start = int(opened[i, j])
            path += [(range(i, i), range(k - 1, k)) for k in range(j, start, -1)]
            j = start
            fresh = score[_MATCHED, i, j] + turns.open
            turned = score[_SOURCE_GAP, i, j] + turns.turn
            state = _MATCHED if fresh >= turned else _SOURCE_GAP
    return path[::-1]


def likeliest_beads(gains: Gains, turns: Turns) -> Ladder:
    """The path with the best expected strict F1, near enough.

    A bead that is right counts in precision and in recall, a sentence rightly left alone in
    precision only, so it weighs half; what is less likely than not costs more than it brings.
    Looked at are beads of the best path, as likely as others that are looked at, and what is likely
    by itself: where nothing is, as among sentences that are all the same, few large beads or none
    would cost the least.
    """
    likely = posteriors(gains, turns)
    beads = {
        kind: np.where(p >= _WORTH_A_LOOK, p - _EVEN, NEVER) for kind, p in likely.beads.items()
    }
    for rows, columns in best_path(gains, turns):
        if rows and columns:
            worth = beads[len(rows), len(columns)]
            place = rows.start, columns.start
            worth[place] = max(worth[place], _WORTH_A_LOOK - _EVEN)
    source, target = (np.asarray(p / 2 - _EVEN, np.float32) for p in likely.gaps)
    path = best_path(Gains(beads, (source, target)), Turns(0.0, 0.0, 0.0, 0.0))
    return Ladder(path, [1 - _likelihood(likely, *bead) for bead in path])


def _likelihood(likely: Gains, rows: range, columns: range) -> float:
    if rows and columns:
        return float(likely.beads[len(rows), len(columns)][rows.start, columns.start])
    side, numbers = (0, rows) if rows else (1, columns)
    return min(float(likely.gaps[side][numbers.start]), 1.0)


def posteriors(gains: Gains, turns: Turns) -> Gains:
    """How likely each bead is, and each sentence to stay alone, 0…1, over all paths."""
    forward = _Forward(gains, turns)
    after = _after(gains, turns)
    rows, columns = gains.shape
    total = forward.entry[rows, columns]
    beads = {}
    for (n, m), gain in gains.beads.items():
        ways = (
            forward.entry[: rows + 1 - n, : columns + 1 - m]
            + gain
            + after[_MATCHED, n:, m:]
            - total
        )
        beads[n, m] = np.exp(np.minimum(ways, 0)).astype(np.float32)
    source, target = (
        np.exp(np.minimum(ways, 0)).sum(axis).astype(np.float32)
        for ways, axis in (
            (forward.source_gap[1:] + after[_SOURCE_GAP, 1:] - total, 1),
            (forward.target_gap[:, 1:] + after[_TARGET_GAP, :, 1:] - total, 0),
        )
    )
    return Gains(beads, (source, target))


class _Forward:
    """Log of the sum over all ways to each place: in each state, and ready for a bead."""

    def __init__(self, gains: Gains, turns: Turns) -> None:
        rows, columns = gains.shape
        shape = rows + 1, columns + 1
        self.matched = np.full(shape, NEVER, np.float64)
        self.source_gap = np.full(shape, NEVER, np.float64)
        self.target_gap = np.full(shape, NEVER, np.float64)
        self.entry = np.full(shape, NEVER, np.float64)
        self.matched[0, 0] = 0
        running = np.concatenate([[0.0], np.cumsum(gains.gaps[1] + turns.extend, dtype=float)])
        for i in range(rows + 1):
            matched, source_gap = self.matched[i], self.source_gap[i]
            for (n, m), gain in gains.beads.items():
                if i >= n:
                    offer = self.entry[i - n, : columns + 1 - m] + gain[i - n]
                    np.logaddexp(matched[m:], offer, out=matched[m:])
            if i:
                before = np.logaddexp(
                    self.matched[i - 1] + turns.open, self.source_gap[i - 1] + turns.extend
                )
                source_gap[:] = before + gains.gaps[0][i - 1]
            opening = np.logaddexp(matched + turns.open, source_gap + turns.turn)[:-1]
            opening += gains.gaps[1] - running[1:]
            self.target_gap[i, 1:] = np.logaddexp.accumulate(opening) + running[1:]
            ended = np.logaddexp(source_gap, self.target_gap[i]) + turns.close
            self.entry[i] = np.logaddexp(matched, ended)


def _after(gains: Gains, turns: Turns) -> Float64:
    """(3, rows + 1, columns + 1): log of the sum over all ways from each place and state on."""
    rows, columns = gains.shape
    after = np.full((3, rows + 1, columns + 1), NEVER, np.float64)
    gap_rows, gap_columns = gains.gaps
    left = np.concatenate([np.cumsum((gap_columns + turns.extend)[::-1], dtype=float)[::-1], [0.0]])
    for i in range(rows, -1, -1):
        beads = np.full(columns + 1, NEVER, np.float64)
        if i == rows:
            beads[columns] = 0
        for (n, m), gain in gains.beads.items():
            if i + n <= rows:
                offer = gain[i] + after[_MATCHED, i + n, m:]
                np.logaddexp(beads[: columns + 1 - m], offer, out=beads[: columns + 1 - m])
        matched, source_gap, target_gap = after[:, i]
        ended = (beads + turns.close - left)[::-1]
        target_gap[:] = np.logaddexp.accumulate(ended)[::-1] + left
        matched[:] = beads
        source_gap[:] = beads + turns.close
        into_target = gap_columns + target_gap[1:]
        np.logaddexp(matched[:-1], into_target + turns.open, out=matched[:-1])
        np.logaddexp(source_gap[:-1], into_target + turns.turn, out=source_gap[:-1])
        if i < rows:
            into_source = gap_rows[i] + after[_SOURCE_GAP, i + 1]
            np.logaddexp(matched, into_source + turns.open, out=matched)
            np.logaddexp(source_gap, into_source + turns.extend, out=source_gap)
    return after
