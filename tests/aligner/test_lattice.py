"""All paths at once: the best and the likeliest beads against every path written out."""

import math
from collections.abc import Iterator

import numpy as np
import pytest

from aligner.lattice import NEVER, Gains, Path, Turns, best_path, likeliest_beads, posteriors

TYPES = ((1, 1), (1, 2), (2, 1), (2, 2))
TURNS = Turns(open=-0.5, extend=-0.25, close=-0.4, turn=-0.3)


def random_gains(rows: int, columns: int, seed: int) -> Gains:
    chance = np.random.default_rng(seed)
    beads = {
        (n, m): chance.normal(size=(rows - n + 1, columns - m + 1)).astype(np.float32)
        for n, m in TYPES
        if n <= rows and m <= columns
    }
    source, target = (chance.normal(size=size).astype(np.float32) - 1 for size in (rows, columns))
    return Gains(beads, (source, target))


def every_path(gains: Gains, i: int, j: int, state: str) -> Iterator[tuple[float, Path]]:
    """Gain and path of each way to the end; in a stretch of lone sentences the source's first."""
    rows, columns = gains.shape
    if (i, j) == (rows, columns):
        yield (0.0 if state == "bead" else TURNS.close), []
    for (n, m), table in gains.beads.items():
        if i + n <= rows and j + m <= columns:
            gain = float(table[i, j]) + (0.0 if state == "bead" else TURNS.close)
            for rest, path in every_path(gains, i + n, j + m, "bead"):
                yield gain + rest, [(range(i, i + n), range(j, j + m)), *path]
    if i < rows and state != "target":
        gain = float(gains.gaps[0][i]) + (TURNS.extend if state == "source" else TURNS.open)
        for rest, path in every_path(gains, i + 1, j, "source"):
            yield gain + rest, [(range(i, i + 1), range(j, j)), *path]
    if j < columns:
        cost = {"bead": TURNS.open, "source": TURNS.turn, "target": TURNS.extend}[state]
        gain = float(gains.gaps[1][j]) + cost
        for rest, path in every_path(gains, i, j + 1, "target"):
            yield gain + rest, [(range(i, i), range(j, j + 1)), *path]


@pytest.fixture(params=[(1, 1, 0), (3, 3, 1), (4, 3, 2), (2, 4, 3), (3, 0, 4)])
def case(request) -> tuple[Gains, list[tuple[float, Path]]]:
    gains = random_gains(*request.param)
    return gains, list(every_path(gains, 0, 0, "bead"))


def test_best_path_is_the_best_of_all(case) -> None:
    gains, paths = case
    assert best_path(gains, TURNS) == max(paths, key=lambda found: found[0])[1]


def likelihoods(paths: list[tuple[float, Path]]) -> dict[tuple[range, range], float]:
    total = math.fsum(math.exp(gain) for gain, _ in paths)
    likely: dict[tuple[range, range], float] = {}
    for gain, path in paths:
        for a, b in path:
            key = (a, b) if a and b else (a, range(0)) if a else (range(0), b)
            likely[key] = likely.get(key, 0.0) + math.exp(gain) / total
    return likely


def test_posteriors_add_up_all_paths(case) -> None:
    gains, paths = case
    likely, found = likelihoods(paths), posteriors(gains, TURNS)
    for (n, m), table in found.beads.items():
        for (i, j), p in np.ndenumerate(table):
            assert p == pytest.approx(likely[range(i, i + n), range(j, j + m)], abs=1e-5)
    for side, gap in enumerate(found.gaps):
        for k, p in enumerate(gap):
            key = (range(k, k + 1), range(0)) if side == 0 else (range(0), range(k, k + 1))
            assert p == pytest.approx(likely.get(key, 0.0), abs=1e-5)


def test_likeliest_beads_are_worth_most(case) -> None:
    gains, paths = case
    likely = likelihoods(paths)

    best = max(paths, key=lambda found: found[0])[1]

    def worth(path: Path) -> float:
        two_sided = [(a, b) for a, b in path if a and b]
        alone = [(a, range(0)) if a else (range(0), b) for a, b in path if not (a and b)]
        counted = [max(likely[bead], 0.25 if bead in best else 0) for bead in two_sided]
        return math.fsum(p - 0.5 for p in counted) + math.fsum(
            likely[bead] / 2 - 0.5 for bead in alone
        )

    looked_at = [
        path
        for _, path in paths
        if all(bead in best or likely[bead] >= 0.25 for bead in path if all(bead))
    ]
    chosen, doubts = likeliest_beads(gains, TURNS)
    assert worth(chosen) == pytest.approx(max(map(worth, looked_at)), abs=1e-5)
    for bead, doubt in zip(chosen, doubts, strict=True):
        if all(bead):
            assert doubt == pytest.approx(1 - likely[bead], abs=1e-5)


def test_what_is_impossible_is_never_taken() -> None:
    gains = random_gains(3, 3, 5)
    gains.beads[1, 1][:] = NEVER
    assert not any(len(a) == len(b) == 1 for a, b in likeliest_beads(gains, TURNS).path)
