"""Mining alone, vectors given: the search of Egiz beside that of FAISS, each in its own process.

    python benchmarks/mining.py                   30,000 vectors a side
    python benchmarks/mining.py --size 100000     the figure that Egiz promises: 4 minutes
    python benchmarks/mining.py --size 1000000 --sample 1000 --like DIR [DIR …]

Exact search and the index (what pools beyond `aligner.search.EXACT` get) look for the nearest
neighbours in both directions; so does the peer, `IndexFlatIP` of FAISS, once each way. Recall is
against FAISS flat; `twins` counts only those twins that it finds. The last row is the whole step,
`mine_twins`; `mined` is the share of planted twins that it pairs. CPU time is that of all threads;
on a machine with other work to do it says more than the seconds. Memory is the peak of the process,
vectors included.

With `--sample` both exact searches are made for so many queries of each side only, spread over all,
and their times multiplied; recall is that of those queries. The row of the index is then that of
the whole step with it, since searching twice would take long.

With `--like` vectors are made of real ones. Each DIR has translations line by line, NAMEkk.txt and
NAMEru.txt, which the default model reads. A sentence made up is a mixture of two of these at
random, the first with between 50 and 95 % of the square; its twin is the same mixture in the other
language. So twins are as near as those of the real ones, and neighbourhoods about as dense as
theirs. Without it, directions and topics are random (see `random_pools`).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from encoder import machine
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from aligner.encoder import load_encoder
from aligner.large_pools import Surroundings, surroundings
from aligner.mining import MiningConfig, mine_twins
from aligner.profile import profile_of
from aligner.search import EXACT, nearest, nearest_both_ways
from aligner.vector_cache import keeping
from aligner.vectors import centre_of, normalised

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


@dataclass(frozen=True)
class Task:
    """What each process does."""

    size: int
    like: Path | None  # a file of real vectors
    sample: int  # queries of the exact searches; 0 for all
    neighbours: int

    def pools(self) -> tuple[Float32, Float32, Int]:
        """Two pools and the pairs in them."""
        return mixed_pools(self.size, self.like) if self.like else random_pools(self.size)

    def asked(self) -> Int:
        """Which queries are searched exactly."""
        count = self.sample or self.size
        return np.linspace(0, self.size - 1, min(count, self.size)).astype(np.int64)


def read_pairs(folders: list[Path], path: Path) -> None:
    """Embed translations, and put their vectors, centred, into a file."""
    texts: tuple[dict[str, None], dict[str, None]] = {}, {}
    for folder in folders:
        for source in sorted(folder.glob("*kk.txt")):
            target = source.with_name(source.name.replace("kk.txt", "ru.txt"))
            lines = [file.read_text(encoding="utf-8").split("\n") for file in (source, target)]
            for pair in zip(*lines, strict=False):  # gov/primeminister has lines without end
                new = not any(line in side for line, side in zip(pair, texts, strict=True))
                if new and len(set(pair)) == 2 and all(15 < len(line) < 600 for line in pair):
                    for line, side in zip(pair, texts, strict=True):
                        side[line] = None
    encoder = keeping(load_encoder())
    profile = profile_of(encoder.info.fingerprint, encoder.info.dim)
    units = []
    for language, side in zip(("kk", "ru"), texts, strict=True):
        vectors = encoder.encode(list(side))
        units.append(normalised(vectors.pooled - centre_of([vectors], language, profile)))
    np.save(path, np.stack(units))
    alike = (units[0] * units[1]).sum(1)
    told = f"{len(alike):,} real pairs, cosine {np.median(alike):.2f} at the median"
    print(told, file=sys.stderr)


class Mixtures:
    """Two pools of mixtures of real vectors, made when they are asked for.

    Attributes:
        pairs: (size // 3, 2) rows of those that are each other's twins.
    """

    def __init__(self, size: int, path: Path) -> None:
        self._real = np.load(path)
        chance = np.random.default_rng(1)
        self._numbers = chance.integers(0, self._real.shape[1], (2, size, 2))
        self._shares = chance.uniform(0.5, 0.95, (2, size)).astype(np.float32)
        self.pairs = np.stack([chance.permutation(size)[: size // 3] for _ in range(2)], axis=1)
        for drawn in (self._numbers, self._shares):
            drawn[1, self.pairs[:, 1]] = drawn[0, self.pairs[:, 0]]

    def rows(self, side: int, start: int, stop: int) -> Float32:
        """(stop - start, DIM) of length 1."""
        share = self._shares[side, start:stop, None]
        first, second = self._numbers[side, start:stop].T
        real = self._real[side]
        return normalised(np.sqrt(share) * real[first] + np.sqrt(1 - share) * real[second])


def mixed_pools(size: int, path: Path) -> tuple[Float32, Float32, Int]:
    """Two pools of mixtures of real vectors, and pairs: a third of the source has a twin."""
    mixtures = Mixtures(size, path)
    sides = np.empty((2, size, DIM), np.float32)
    for side in range(2):
        for at in range(0, size, 1 << 16):
            stop = min(at + (1 << 16), size)
            sides[side, at:stop] = mixtures.rows(side, at, stop)
    return sides[0], sides[1], mixtures.pairs


def random_pools(size: int) -> tuple[Float32, Float32, Int]:
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


def exact(source: Float32, target: Float32, task: Task) -> tuple[Int, ...]:
    """Both directions; in one pass if all is asked."""
    if task.sample:
        asked = task.asked()
        sides = ((source, target), (target, source))
        return tuple(nearest(a[asked], b, task.neighbours, sys.maxsize).numbers for a, b in sides)
    both = nearest_both_ways(source, target, task.neighbours, exact=sys.maxsize)
    return tuple(side.numbers for side in both)


def index(source: Float32, target: Float32, task: Task) -> tuple[Int, ...]:
    """What large pools get; says what was reached. With a sample, the twins mined beside it."""
    with tempfile.TemporaryDirectory() as folder:
        limit = EXACT if task.size**2 > EXACT else 0
        with surroundings(Surroundings(Path(folder), 2_000_000_000)) as around:
            found = nearest_both_ways(source, target, task.neighbours, exact=limit)
            asked = tuple(side.numbers[task.asked()] for side in found)
            if task.sample:
                start = time.perf_counter()
                asked += twins(source, target, task)
                print(f"mining with these neighbours: {time.perf_counter() - start:,.0f} s")
        kept = sum(file.stat().st_size for file in Path(folder).iterdir())
    for note in around.notes:
        print(note)
    print(f"indexes on disk: {kept / 2**20:,.0f} MiB", flush=True)
    return asked


def flat(source: Float32, target: Float32, task: Task) -> tuple[Int, ...]:
    """The peer."""
    import faiss

    found = []
    for queries, keys in ((source, target), (target, source)):
        lookup = faiss.IndexFlatIP(DIM)
        lookup.add(keys)
        found.append(lookup.search(queries[task.asked()], task.neighbours)[1])
    return tuple(found)


def twins(source: Float32, target: Float32, task: Task) -> tuple[Int, ...]:
    """The whole step."""
    mined = mine_twins(source, target, MiningConfig(neighbours=task.neighbours))
    return (np.array([(twin.source, twin.target) for twin in mined]),)


Way = Callable[[Float32, Float32, Task], tuple[Int, ...]]


def measured(way: Way, task: Task) -> Run:
    """Runs in a process of its own."""
    import faiss  # noqa: F401 - so that no way is charged for the import

    source, target, _ = task.pools()
    start, cpu = time.perf_counter(), time.process_time()
    found = way(source, target, task)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    if way in (flat, exact):
        times = task.size / len(task.asked())
        seconds, cpu = seconds * times, cpu * times
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


def twins_found(found: tuple[Int, ...], wanted: tuple[Int, ...], asked: Int, pairs: Int) -> float:
    """Of the queries whose twin is among the wanted neighbours, the share that found it."""
    good = every = 0
    for side, (rows, exactly) in enumerate(zip(found, wanted, strict=True)):
        twin = dict(zip(pairs[:, side].tolist(), pairs[:, 1 - side].tolist(), strict=True))
        for number, row, other in zip(asked.tolist(), rows, exactly, strict=True):
            if twin.get(number) in other:
                every += 1
                good += twin[number] in row
    return good / max(every, 1)


def share_of(pairs: Int, mined: Int) -> float:
    """The share of planted twins among those mined."""
    planted = set(map(tuple, pairs.tolist()))
    return len(planted.intersection(map(tuple, mined.tolist()))) / len(planted)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=30_000, help="vectors a side")
    parser.add_argument("--sample", type=int, default=0, help="queries searched exactly")
    parser.add_argument("--like", type=Path, nargs="+", help="folders of translations")
    parser.add_argument("--ways", default="flat,exact,index,twins")
    parser.add_argument("--neighbours", type=int, default=MiningConfig().neighbours)
    options = parser.parse_args()
    names = {flat: "FAISS flat", exact: "exact", index: "index", twins: "mining, whole"}
    ways = [way for way in names if way.__name__ in options.ways.split(",")]
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        like = Path(folder, "real.npy") if options.like else None
        if like:
            read_pairs(options.like, like)
        task = Task(options.size, like, options.sample, options.neighbours)
        with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as processes:
            runs = {way: processes.submit(measured, way, task).result() for way in ways}
            pairs = processes.submit(task.pools).result()[2]
    wanted = runs[flat].found
    title = f"{task.size:,} × {task.size:,} vectors of {DIM}"
    table = Table(title=title + (f", exact for {task.sample:,} a side" if task.sample else ""))
    for column in ("", "seconds", "CPU s", "ratio", "recall", "twins", "mined", "MiB"):
        table.add_column(column, justify="right" if column else "left")
    for way, run in runs.items():
        both, mined = run.found[:2], run.found[0 if way is twins else 2 :]
        shares = "", ""
        if way is not twins:
            found = twins_found(both, wanted, task.asked(), pairs)
            shares = f"{recall(both, wanted):.4f}", f"{found:.4f}"
        table.add_row(
            names[way],
            f"{run.seconds:,.1f}",
            f"{run.cpu:,.1f}",
            f"{run.cpu / runs[flat].cpu:.3f}",
            *shares,
            f"{share_of(pairs, mined[0]):.4f}" if mined else "",
            f"{run.memory:,.0f}",
        )
    Console(width=90).print(table)
    print(machine())


if __name__ == "__main__":
    main()
