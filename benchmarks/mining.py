"""Mining alone, vectors given: the search of Egiz beside that of FAISS, each in its own process.

    python benchmarks/mining.py                   30,000 vectors a side
    python benchmarks/mining.py --size 100000     the figure that Egiz promises: 4 minutes

Exact search and the index (what pools beyond `aligner.search.EXACT` get) look for the nearest
neighbours in both directions; so does the peer, `IndexFlatIP` of FAISS, once each way. Recall is
against the exact search. The last row is the whole step, `mine_twins`, and its recall is the share
of planted twins found. CPU time is that of all threads; on a machine with other work to do it says
more than the seconds. Memory is the peak of the process, vectors included.
"""

from __future__ import annotations

import argparse
import multiprocessing
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

from aligner.mining import MiningConfig, mine_twins
from aligner.search import nearest_both_ways
from aligner.vectors import normalised

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]

DIM = 384
TOPICS = 300
TWIN = 0.6  # about the cosine of a translation, as of the default model


@dataclass(frozen=True)
class Run:
    """What a way of searching found, and what it took."""

    found: tuple[Int, ...]
    seconds: float
    cpu: float
    memory: float  # MiB


def pools(size: int) -> tuple[Float32, Float32, Int]:
    """Two pools of vectors with topics, and pairs: a third of the source has a twin.

    Directions weigh unequally, as those of sentence vectors do (about 100 of 384 count), and the
    middles of topics are an eighth of a vector's square.
    """
    chance = np.random.default_rng(1)
    scale = np.exp(-np.arange(DIM, dtype=np.float32) / 100)

    def draw(count: int) -> Float32:
        return normalised(chance.standard_normal((count, DIM), dtype=np.float32) * scale)

    middles = draw(TOPICS)
    sides = [draw(size) + 0.38 * middles[chance.integers(0, TOPICS, size)] for _ in range(2)]
    source, target = map(normalised, sides)
    pairs = np.stack([chance.permutation(size)[: size // 3] for _ in range(2)], axis=1)
    blur = np.sqrt(1 / TWIN**2 - 1)
    target[pairs[:, 1]] = normalised(source[pairs[:, 0]] + blur * draw(len(pairs)))
    return source, target, pairs


def exact(source: Float32, target: Float32, k: int) -> tuple[Int, ...]:
    """Both directions in one pass."""
    return tuple(side.numbers for side in nearest_both_ways(source, target, k, exact=sys.maxsize))


def index(source: Float32, target: Float32, k: int) -> tuple[Int, ...]:
    """What large pools get."""
    return tuple(side.numbers for side in nearest_both_ways(source, target, k, exact=0))


def flat(source: Float32, target: Float32, k: int) -> tuple[Int, ...]:
    """The peer."""
    import faiss

    found = []
    for queries, keys in ((source, target), (target, source)):
        lookup = faiss.IndexFlatIP(DIM)
        lookup.add(keys)
        found.append(lookup.search(queries, k)[1])
    return tuple(found)


def twins(source: Float32, target: Float32, k: int) -> tuple[Int, ...]:
    """The whole step."""
    mined = mine_twins(source, target, MiningConfig(neighbours=k))
    return (np.array([(twin.source, twin.target) for twin in mined]),)


def measured(
    way: Callable[[Float32, Float32, int], tuple[Int, ...]], size: int, neighbours: int
) -> Run:
    """Runs in a process of its own."""
    import faiss  # noqa: F401 - so that no way is charged for the import

    source, target, _ = pools(size)
    start, cpu = time.perf_counter(), time.process_time()
    found = way(source, target, neighbours)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    return Run(found, seconds, cpu, memory)


def recall(found: tuple[Int, ...], wanted: tuple[Int, ...]) -> float:
    """Share of the wanted neighbours that were found, in whichever order."""
    shared = sum(
        int((row[:, :, None] == other[:, None, :]).any(2).sum())
        for row, other in zip(wanted, found, strict=True)
    )
    return shared / sum(side.size for side in wanted)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=30_000, help="vectors a side")
    parser.add_argument("--neighbours", type=int, default=MiningConfig().neighbours)
    arguments = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as processes:
        runs = {
            way: processes.submit(measured, way, arguments.size, arguments.neighbours).result()
            for way in (flat, exact, index, twins)
        }
    planted = set(map(tuple, pools(arguments.size)[2].tolist()))
    mined = set(map(tuple, runs[twins].found[0].tolist()))
    table = Table(title=f"{arguments.size:,} × {arguments.size:,} vectors of {DIM}")
    for column in ("", "seconds", "CPU s", "ratio", "recall", "MiB"):
        table.add_column(column, justify="right" if column else "left")
    names = {flat: "FAISS flat", exact: "exact", index: "index", twins: "mining, whole"}
    for way, run in runs.items():
        part = len(mined & planted) / len(planted) if way is twins else None
        table.add_row(
            names[way],
            f"{run.seconds:.1f}",
            f"{run.cpu:.1f}",
            f"{run.cpu / runs[flat].cpu:.2f}",
            f"{recall(run.found, runs[exact].found) if part is None else part:.4f}",
            f"{run.memory:.0f}",
        )
    Console(width=80).print(table)


if __name__ == "__main__":
    main()
