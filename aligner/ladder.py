"""The ladder: beads of two parallel documents in reading order. Arrays only; no text, no files.

A semi-Markov model over beads of n source and m target sentences. Each bead's gain is linear in a
few features (similarity and margin of the composed windows, surface agreement, lengths, how well
the weakest sentence fits, what the neighbours would say); a sentence without a twin has a cost that
depends on how good its best twin would be, and stretches of them are states of their own, so that a
long untranslated passage does not drag junk into beads. The best path is found by dynamic
programming after Gale & Church (1993); then the beads near it are read again, token by token (see
`reread`), and the path is found anew among them. The coefficients are those of conditional random
fields fitted by `benchmarks/fit_ladder.py` (data in `data/ladder.json`). Long documents are cut
into blocks (see `bands`): time and memory grow with their length, not with its square.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from . import reread
from .bands import BandConfig, blocks
from .evidence import Surface
from .lattice import NEVER, BeadType, Gains, Ladder, Path, Turns, best_path, likeliest_beads
from .search import nearest
from .vectors import compose_windows, length_ratio, normalised

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]

FIRST_TYPES: tuple[BeadType, ...] = (
    *((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2)),
)
BEAD_TYPES: tuple[BeadType, ...] = (
    *FIRST_TYPES,  # the first reading's; what is rarer, the second finds near its path
    *((1, 5), (5, 1), (2, 4), (4, 2), (3, 3), (2, 5), (5, 2), (3, 4), (4, 3), (4, 4)),
)
FEATURES = (
    *("margin", "similarity", "length", "length squared", "surface", "neighbours"),
    *("best neighbour", "weakest sentence", "gain of joining"),
)
GAP_FEATURES = ("one", "margin", "similarity", "length")

_HOPELESS = -8.0  # gain of a bead that no token could save: one in 2,000 hand-made ones
_LARGEST = 5  # sentences a side of a bead


@dataclass(frozen=True, slots=True)
class Side:
    """What the ladder knows of the sentences of one document.

    Attributes:
        vectors: (n, dim) pooled vectors less the language's centre, before normalisation.
        tokens: (n,) weight of each sentence in a window.
        surface: (n, surface.DIM) see `surface.surface_vectors`.
        lengths: (n,) characters.
        traces: of each sentence the token vectors (see `coverage`).
        words: of each sentence the numbers, names and signs (see `evidence`).
        follows: (n,) bool, whether a bead may join the sentence with the one before it.
    """

    vectors: Float32
    tokens: Float32
    surface: Float32
    lengths: Float32
    traces: Sequence[NDArray[np.float16]]
    words: tuple[Surface, ...]
    follows: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.tokens)

    def part(self, numbers: range) -> Side:
        """The side cut to some consecutive sentences."""
        cut = slice(numbers.start, numbers.stop)
        return Side(
            self.vectors[cut],
            self.tokens[cut],
            self.surface[cut],
            self.lengths[cut],
            self.traces[cut],
            self.words[cut],
            self.follows[cut],
        )


@dataclass(frozen=True, slots=True)
class LadderConfig:
    """Settings of the ladder.

    Attributes:
        twin: cosine of a typical translation with the model in use (see `profile.Profile`).
        neighbours: nearest sentences that make a neighbourhood.
        reach: sentences off the first path that the second reading looks.
        bands: where long documents are cut.
    """

    twin: float = 0.62
    neighbours: int = 4
    reach: int = 3
    bands: BandConfig = field(default_factory=BandConfig)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The fitted model of a reading; see the module docstring.

    Attributes:
        single: of 1-1 beads, over FEATURES and in the second reading over reread.FEATURES too.
        joined: of all other beads, likewise.
        types: what a bead of each type is worth by itself.
        gap: over GAP_FEATURES, of a sentence without a twin; in the second reading over
            reread.GAP_FEATURES too.
        turns: of stretches of such sentences.
    """

    single: Float32
    joined: Float32
    types: Mapping[BeadType, float]
    gap: Float32
    turns: Turns


Readings = tuple[Coefficients, Coefficients]


@lru_cache
def fitted() -> Readings:
    """The coefficients of both readings that ship with Egiz."""
    kept = json.loads(files("aligner").joinpath("data/ladder.json").read_text(encoding="utf-8"))
    first, second = (
        Coefficients(
            single=np.array([reading["single"][name] for name in features], np.float32),
            joined=np.array([reading["joined"][name] for name in features], np.float32),
            types={(n, m): reading["types"][f"{n}-{m}"] for n, m in types},
            gap=np.array([reading["gap"][name] for name in gaps], np.float32),
            turns=Turns(**reading["turns"]),
        )
        for reading, types, features, gaps in (
            (kept["first"], FIRST_TYPES, FEATURES, GAP_FEATURES),
            (
                kept["second"],
                BEAD_TYPES,
                FEATURES + reread.FEATURES,
                GAP_FEATURES + reread.GAP_FEATURES,
            ),
        )
    )
    return first, second


def align_ladder(
    source: Side, target: Side, config: LadderConfig, readings: Readings | None = None
) -> Ladder:
    """The best sequence of beads that covers both sides in order, one-sided beads included.

    Returns:
        Source and target sentence numbers of each bead; on one side the range may be empty. And of
        each how likely another one is right.
    """
    readings = readings or fitted()
    units = normalised(source.vectors), normalised(target.vectors)
    ladder = Ladder([], [])
    for rows, columns in blocks(*units, config.bands):
        found = _align_block(source.part(rows), target.part(columns), config, readings)
        ladder.path.extend((moved(a, rows.start), moved(b, columns.start)) for a, b in found.path)
        ladder.doubts.extend(found.doubts)
    return ladder


def _align_block(source: Side, target: Side, config: LadderConfig, readings: Readings) -> Ladder:
    if not len(source) or not len(target):
        alone = [(range(k, k + 1), range(0)) for k in range(len(source))]
        alone += [(range(0), range(k, k + 1)) for k in range(len(target))]
        return Ladder(alone, [0.0] * len(alone))
    first, second = readings
    block = Block(source, target, config)
    found = best_path(all_gains(block, first), first.turns)
    return likeliest_beads(near_gains(block, found, second), second.turns)


def moved(numbers: range, by: int) -> range:
    """The numbers, all greater by the same."""
    return range(numbers.start + by, numbers.stop + by)


class Block:
    """Two sides small enough for a full table: the features of every bead in it."""

    def __init__(self, source: Side, target: Side, config: LadderConfig) -> None:
        self.sides = (source, target)
        self.reach = config.reach
        self._config = config
        # Both readings want them; kept, since the products are most of the work.
        self._similarities: dict[BeadType, Float32] = {}
        self._agreements: dict[BeadType, Float32] = {}
        self._units = [
            {n: normalised(compose_windows(side.vectors, side.tokens, n)) for n in _sizes()}
            for side in self.sides
        ]
        self._surfaces = [
            {
                n: normalised(compose_windows(side.surface, np.ones(len(side), np.float32), n))
                for n in _sizes()
            }
            for side in self.sides
        ]
        self._distinct = [np.unique(units[1], axis=0) for units in self._units]
        self._neighbourhoods = [
            {n: self._neighbourhood(side, n) for n in _sizes()} for side in (0, 1)
        ]

    def reader(self) -> reread.Reader:
        """For the second reading."""
        source, target = self.sides
        return reread.Reader((source.traces, target.traces), (source.words, target.words))

    def _neighbourhood(self, side: int, size: int) -> Float32:
        """Mean similarity of each window to its nearest single sentences of the other side.

        A sentence that is there again is no other neighbour, and one that is not there at all is
        as far as what is unrelated: else nothing would stand out where little is said.
        """
        others = self._distinct[1 - side]
        values, _ = nearest(self._units[side][size], others, self._config.neighbours)
        return np.asarray(values.sum(1) / (self._config.neighbours * self._config.twin), np.float32)

    def similarity(self, n: int, m: int) -> Float32:
        """Cosines of all windows of n with all of m sentences; 1 is a typical translation's."""
        if (n, m) not in self._similarities:
            alike = self._units[0][n] @ self._units[1][m].T
            self._similarities[n, m] = alike / np.float32(self._config.twin)
        return self._similarities[n, m]

    def _surface_agreement(self, n: int, m: int) -> Float32:
        """Cosines of the windows' surface vectors."""
        if (n, m) not in self._agreements:
            self._agreements[n, m] = self._surfaces[0][n] @ self._surfaces[1][m].T
        return self._agreements[n, m]

    @cached_property
    def _single_rows(self) -> dict[int, Float32]:
        """Similarity of single source sentences to target windows of each size."""
        return {m: self.similarity(1, m) for m in _sizes()}

    @cached_property
    def _single_columns(self) -> dict[int, Float32]:
        return {n: self.similarity(n, 1) for n in _sizes()}

    def features(self, n: int, m: int) -> Iterator[Float32]:
        """The features of every n-m bead in the order of FEATURES, each (rows, columns)."""
        alike = self.similarity(n, m)
        near = (self._neighbourhoods[0][n][:, None], self._neighbourhoods[1][m][None, :])
        yield np.asarray(alike - (near[0] + near[1]) / 2, np.float32)
        yield alike
        longer = np.asarray(np.abs(self._length_ratio(n, m)), np.float32)
        yield longer
        yield longer * longer
        yield self._surface_agreement(n, m)
        mean, best = self._neighbours(n, m, alike.shape)
        yield mean
        yield best
        if n == m == 1:
            yield np.zeros_like(alike)
            yield np.zeros_like(alike)
        else:
            weakest, best_alone = self._parts(n, m, alike.shape)
            yield weakest
            yield alike - best_alone

    def _length_ratio(self, n: int, m: int) -> Float32:
        """Log ratio of the windows' lengths, less that of the two documents."""
        usual = length_ratio(*(float(side.lengths.sum()) for side in self.sides))
        logs = []
        for side, size in zip(self.sides, (n, m), strict=True):
            lengths = np.convolve(side.lengths, np.ones(size, np.float32), "valid") + size - 1
            logs.append(np.log(lengths + 10))
        return np.asarray(logs[0][:, None] - logs[1][None, :] - np.log(usual), np.float32)

    def _neighbours(self, n: int, m: int, shape: tuple[int, ...]) -> tuple[Float32, Float32]:
        """Mean and best similarity of each window to the sentences next to its twin."""
        rows, columns = shape
        beside = np.full((4, rows, columns), np.nan, np.float32)
        whole_row, whole_column = self._single_columns[n], self._single_rows[m]
        beside[0, :, 1:] = whole_row[:, : columns - 1]
        after = min(columns, whole_row.shape[1] - m)
        beside[1, :, :after] = whole_row[:, m : m + after]
        beside[2, 1:, :] = whole_column[: rows - 1, :]
        after = min(rows, whole_column.shape[0] - n)
        beside[3, :after, :] = whole_column[n : n + after, :]
        there = ~np.isnan(beside)
        total = np.where(there, beside, 0).sum(0)
        best = np.where(there, beside, NEVER).max(0)
        count = there.sum(0)
        return np.asarray(total / np.maximum(count, 1), np.float32), np.where(count, best, 0)

    def _parts(self, n: int, m: int, shape: tuple[int, ...]) -> tuple[Float32, Float32]:
        """Margin of the sentence that fits least, similarity of the one that fits best."""
        rows, columns = shape
        fits: list[Float32] = []
        if n > 1:
            fits += [self._single_rows[m][k : k + rows] for k in range(n)]
        margins = [
            fit - self._neighbourhoods[0][1][k : k + rows, None] for k, fit in enumerate(fits)
        ]
        if m > 1:
            across = [self._single_columns[n][:, k : k + columns] for k in range(m)]
            near = self._neighbourhoods[1][1]
            margins += [fit - near[None, k : k + columns] for k, fit in enumerate(across)]
            fits += across
        return np.minimum.reduce(margins), np.maximum.reduce(fits)

    def joinable(self, n: int, m: int) -> NDArray[np.bool_]:
        """(rows, columns): whether no break lies inside either window."""
        fine = []
        for side, size in zip(self.sides, (n, m), strict=True):
            count = len(side) - size + 1
            inner = [side.follows[k : k + count] for k in range(1, size)]
            fine.append(np.logical_and.reduce([np.ones(count, np.bool_), *inner]))
        return np.asarray(fine[0][:, None] & fine[1][None, :])

    def gap_features(self, side: int) -> Float32:
        """(sentences, GAP_FEATURES): how good a twin each sentence could have."""
        alike = self._single_rows[1]
        near = self._neighbourhoods
        margin = alike - (near[0][1][:, None] + near[1][1][None, :]) / 2
        columns = [
            np.ones(len(self.sides[side]), np.float32),
            margin.max(1 - side),
            alike.max(1 - side),
            np.log(self.sides[side].lengths + 10) - 4,
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def _sizes() -> range:
    return range(1, _LARGEST + 1)


def all_gains(block: Block, coefficients: Coefficients) -> Gains:
    """The gain of every bead of each type that fits into the block, (rows, columns)."""
    beads = {}
    for n, m in coefficients.types:
        if n > len(block.sides[0]) or m > len(block.sides[1]):
            continue
        weights = coefficients.single if n == m == 1 else coefficients.joined
        features = zip(weights[: len(FEATURES)], block.features(n, m), strict=True)
        gain = sum((w * f for w, f in features), np.float32(coefficients.types[n, m]))
        beads[n, m] = np.where(block.joinable(n, m), gain, NEVER)
    weights = coefficients.gap[: len(GAP_FEATURES)]
    source, target = (block.gap_features(side) @ weights for side in (0, 1))
    return Gains(beads, (source, target))


def near_gains(block: Block, path: Path, coefficients: Coefficients) -> Gains:
    """The gains of what is near a path, read token by token; no other beads are possible."""
    gains = all_gains(block, coefficients)
    near = {kind: np.full_like(gain, NEVER) for kind, gain in gains.beads.items()}
    again = Second(block, path)
    for kind, i, j in again.near(list(near)):
        gain = gains.beads[kind][i, j]
        if gain > _HOPELESS:
            weights = coefficients.single if kind == (1, 1) else coefficients.joined
            near[kind][i, j] = gain + weights[len(FEATURES) :] @ again.features(kind, i, j)
    weights = coefficients.gap[len(GAP_FEATURES) :]
    source, target = (
        gain + again.gap_features(side) @ weights for side, gain in enumerate(gains.gaps)
    )
    return Gains(near, (source, target))


class Second:
    """What the second reading finds near the path of the first one."""

    def __init__(self, block: Block, path: Path) -> None:
        self._path = path
        self._shape = len(block.sides[0]), len(block.sides[1])
        self._reach = block.reach
        self._reader = block.reader()

    def near(self, types: Sequence[BeadType]) -> Iterator[tuple[BeadType, int, int]]:
        """Type, first row and first column of the beads of these types near the path."""
        return reread.beads_near(self._path, self._shape, types, self._reader, self._reach)

    def features(self, kind: BeadType, row: int, column: int) -> Float32:
        """reread.FEATURES of a bead, wherever it is."""
        n, m = kind
        found = self._reader.features(range(row, row + n), range(column, column + m))
        return np.array(found, np.float32)

    def gap_features(self, side: int) -> Float32:
        """(sentences, reread.GAP_FEATURES): what of each sentence stands on the other side."""
        found = [
            self._reader.gap_features(side, number, other)
            for number, other in enumerate(reread.around(self._path, self._shape, side))
        ]
        return np.array(found, np.float32)
