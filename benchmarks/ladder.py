"""The ladder step alone, vectors given: time, memory and beads found, with peers in the same run.

    python benchmarks/ladder.py                         5,000 sentences, and 6,000 of the other side
    python benchmarks/ladder.py --sizes 5000,50000      and how much longer ten times the text takes
    python benchmarks/ladder.py --shape gap             a kind of text that is hard; see --help

The documents are made up: of ten sentences seven have one twin, others are merged or split, and on
either side some have none. Peers: galechurch (Gale & Church 1993, by lengths alone) and sentweave
(the search of Vecalign 2.0, in Cython), each in a process of its own; those that are not installed
are left out: pip install '.[benchmarks]'. sentweave gets the vectors of its windows for nothing.
F1 is strict, over planted beads. CPU time is that of all threads; on a machine with other work to
do it says more than the seconds. Memory is the peak of the process, documents included.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from aligner.evaluation import ladder_counts
from aligner.evidence import surface_of
from aligner.ladder import LadderConfig, Side, align_ladder
from aligner.profile import TRACE_DIM
from aligner.surface import DIM as SURFACE_DIM
from aligner.vectors import normalised

Float32 = NDArray[np.float32]
Bead = tuple[tuple[int, ...], tuple[int, ...]]

DIM = 384
CHARACTERS = 110  # of a sentence
TOKENS = 24
NOISE = 0.9  # of a translation, against what it says: a cosine of about .6


@dataclass(frozen=True)
class Pair:
    """Two made-up documents.

    Attributes:
        sides: source and target.
        gold: the beads that were planted, one-sided ones included.
    """

    sides: tuple[Side, Side]
    gold: list[Bead]


def usual(count: int, chance: np.random.Generator) -> list[tuple[int, int]]:
    """Types of beads until the source has its sentences: 5 of 6 as many as the target."""
    kinds = [(1, 1), (1, 2), (2, 1), (1, 0), (0, 1)]
    drawn = chance.choice(len(kinds), count * 2, p=[0.67, 0.09, 0.03, 0.03, 0.18])
    total = np.cumsum([kinds[kind][0] for kind in drawn])
    return [kinds[kind] for kind in drawn[: int(np.searchsorted(total, count)) + 1]]


def gap(count: int, chance: np.random.Generator) -> list[tuple[int, int]]:
    """The same with a passage without translation, twice as long as the source, in its middle."""
    beads = usual(count, chance)
    middle = len(beads) // 2
    return [*beads[:middle], *[(0, 1)] * (2 * count), *beads[middle:]]


def tenfold(count: int, chance: np.random.Generator) -> list[tuple[int, int]]:
    """One side ten times longer; the other one has a tenth of its sentences, here and there."""
    return [(int(n < 0.1), 1) for n in chance.random(count)]


def unrelated(count: int, _chance: np.random.Generator) -> list[tuple[int, int]]:
    """No sentence has a twin."""
    return [(1, 0)] * count + [(0, 1)] * count


SHAPES = {
    "usual": usual,
    "gap": gap,
    "tenfold": tenfold,
    "unrelated": unrelated,
    "same": usual,  # every sentence says the same
}


def make_pair(shape: str, count: int) -> Pair:
    """Documents of a shape; see SHAPES."""
    chance = np.random.default_rng(1)
    gold: list[Bead] = []
    says: tuple[list[tuple[int, ...]], list[tuple[int, ...]]] = [], []
    ideas = 0
    for n, m in SHAPES[shape](count, chance):
        size = max(n, m)
        at = len(says[0]), len(says[1])
        for side, number in zip(says, (n, m), strict=True):
            whole = tuple(range(ideas, ideas + size))
            side += [whole] if number == 1 else [(idea,) for idea in whole[:number]]
        ideas += size
        gold.append((tuple(range(at[0], at[0] + n)), tuple(range(at[1], at[1] + m))))
    meanings = _drawn(1 if shape == "same" else ideas, chance)
    if shape == "same":
        says = [(0,)] * len(says[0]), [(0,)] * len(says[1])
    sizes = chance.lognormal(0, 0.5, len(meanings)).astype(np.float32)
    sides = [_side(side, meanings, sizes, chance) for side in says]
    return Pair((sides[0], sides[1]), gold)


def _drawn(count: int, chance: np.random.Generator) -> Float32:
    """Directions weigh unequally, as those of sentence vectors do: about 100 of 384 count."""
    scale = np.exp(-np.arange(DIM, dtype=np.float32) / 100)
    return normalised(chance.standard_normal((count, DIM), dtype=np.float32) * scale)


def _side(
    says: list[tuple[int, ...]], ideas: Float32, lengths: Float32, chance: np.random.Generator
) -> Side:
    """Sentences that say some ideas of these lengths, as a translator words them."""
    first, last = np.array([[i[0], i[-1]] for i in says]).reshape(-1, 2).T
    sizes = lengths[first] + np.where(first == last, 0, lengths[last])
    sizes *= chance.lognormal(0, 0.15, len(says)).astype(np.float32)
    vectors = normalised(ideas[first] + ideas[last]) + NOISE * _drawn(len(says), chance)
    surface = np.zeros((len(says), SURFACE_DIM), np.float32)
    for step in (1, 7):  # some letters in common
        surface[np.arange(len(says)), first * step % SURFACE_DIM] = 1
    counts = np.maximum((sizes * TOKENS).astype(np.int64), 2)
    traces = []
    for a, b, count in zip(first, last, counts, strict=True):
        tokens = ideas[np.where(np.arange(count) < count / 2, a, b), :TRACE_DIM]
        blur = chance.standard_normal(tokens.shape, dtype=np.float32)
        mixed = normalised(normalised(tokens) + NOISE * normalised(blur))
        traces.append(mixed.astype(np.float16))
    return Side(
        vectors=vectors,
        tokens=counts.astype(np.float32),
        surface=surface,
        lengths=CHARACTERS * sizes,
        traces=tuple(traces),
        words=(surface_of(""),) * len(says),
        follows=np.ones(len(says), np.bool_),
    )


@dataclass(frozen=True)
class Run:
    """What an aligner found, and what it took; `seconds` and `cpu` of the step alone."""

    size: tuple[int, int]
    f1: float
    seconds: float
    cpu: float
    memory: float  # MiB


def egiz(pair: Pair) -> tuple[list[Bead], float]:
    """Ours."""
    path = align_ladder(*pair.sides, LadderConfig()).path
    return [(tuple(a), tuple(b)) for a, b in path], 0


def galechurch(pair: Pair) -> tuple[list[Bead], float]:
    """By the sentences' lengths alone; the whole table."""
    import galechurch as peer

    texts = [["x" * int(length) for length in side.lengths] for side in pair.sides]
    found = peer.align(*texts, max_block_size=10**10).beads
    return [
        (
            tuple(range(bead.source_start, bead.source_end)),
            tuple(range(bead.target_start, bead.target_end)),
        )
        for bead in found
    ], 0


def sentweave(pair: Pair) -> tuple[list[Bead], float]:
    """The search of Vecalign; beside its beads, the time that looking vectors up took."""
    from sentweave import align

    vectors = np.concatenate([side.vectors for side in pair.sides])
    offset = len(pair.sides[0])
    texts = [
        [f"n{number + at}" for number in range(len(side))]
        for side, at in zip(pair.sides, (0, offset), strict=True)
    ]
    spent = 0.0

    def encode(windows: list[str]) -> Float32:
        nonlocal spent
        start = time.process_time()
        rows = [list(map(int, re.findall(r"n(\d+)", window))) for window in windows]
        out = np.stack([vectors[row].sum(0) if row else np.ones(DIM) for row in rows])
        spent += time.process_time() - start
        return out.astype(np.float32)

    found = align(*texts, encode).alignments
    return [(tuple(bead.src_indices), tuple(bead.tgt_indices)) for bead in found], spent


WAYS: dict[str, Callable[[Pair], tuple[list[Bead], float]]] = {
    "egiz": egiz,
    "galechurch": galechurch,
    "sentweave": sentweave,
}


def measured(way: str, shape: str, count: int) -> Run | None:
    """Runs in a process of its own; None if the aligner is not installed."""
    pair = make_pair(shape, count)
    start, cpu = time.perf_counter(), time.process_time()
    try:
        found, apart = WAYS[way](pair)
    except ModuleNotFoundError:
        return None
    cpu = time.process_time() - cpu - apart
    seconds = time.perf_counter() - start - apart
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    f1 = ladder_counts(found, pair.gold)[0].f1
    return Run((len(pair.sides[0]), len(pair.sides[1])), f1, seconds, cpu, memory)


def main() -> None:
    """Measure and print a table for each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="5000", help="source sentences, with commas between")
    parser.add_argument(
        "--shape",
        default="usual",
        choices=SHAPES,
        help="; ".join(
            f"{name}: {(make.__doc__ or '').rstrip('.').lower()}"
            for name, make in SHAPES.items()
            if name != "same"
        )
        + "; same: every sentence says the same",
    )
    parser.add_argument("--only", default=",".join(WAYS), help="aligners, with commas between")
    given = parser.parse_args()
    ways = [way for way in WAYS if way in given.only.split(",")]
    spawn = multiprocessing.get_context("spawn")
    first: dict[str, Run] = {}
    for count in map(int, given.sizes.split(",")):
        with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as processes:
            runs = {
                way: processes.submit(measured, way, given.shape, count).result() for way in ways
            }
        base = next(run for run in runs.values() if run)
        table = Table(title=f"{given.shape}: {base.size[0]:,} × {base.size[1]:,} sentences")
        for column in ("", "strict F1", "seconds", "CPU s", "ratio", "× smallest", "MiB"):
            table.add_column(column, justify="right" if column else "left")
        for way, run in runs.items():
            if run is None:
                table.add_row(way, "not installed")
                continue
            first.setdefault(way, run)
            table.add_row(
                way,
                f"{run.f1:.3f}",
                f"{run.seconds:.1f}",
                f"{run.cpu:.1f}",
                f"{run.cpu / base.cpu:.2f}",
                f"{run.cpu / first[way].cpu:.1f}",
                f"{run.memory:.0f}",
            )
        Console(width=90).print(table)


if __name__ == "__main__":
    main()
