"""How time and memory grow with the sentences of a run.

    python benchmarks/growth.py [--sizes 1000,3000,10000] [--stand-in 10000,100000,1000000]
        [--like DIR [DIR …]] [--model bundled] [--kept FILE.json,…] [--plot FILE.svg] [--json]

Each size is a run of `mine` in a process of its own: half the sentences in Kazakh, half in Russian,
made of the words of our sample reports in new order (so that no two are the same), with vectors
kept nowhere. CPU time is that of all threads. The exponent is of the least-squares line through the
logarithms; 1 is linear.

Sizes after `--stand-in` would take hours to embed. There an encoder stands in that gives mixtures
of the real vectors of the translations in the folders after `--like` (see `mining.py`), and as many
random token vectors as a sentence of that length has. Measured are reading, keeping vectors, and
the search for neighbours, by an index where pools are large. Without `--like` vectors are random,
and the search is left out: no index finds neighbours where there are none. `--kept` takes in the
rows of earlier runs, as `--json` printed them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from encoder import machine, print_json
from end_to_end import timed
from mining import Mixtures, read_pairs
from rich.console import Console
from rich.table import Table

import corpora
from aligner import bundled
from aligner.encoder import DEFAULT_MODEL

SAMPLES = Path(corpora.__file__).parent / "samples"
WORDS = 14  # a sentence
TOKENS = 35  # that such a sentence has, about
DIM, TRACED = 384, 64


@dataclass(frozen=True)
class Row:
    """A run."""

    sentences: int
    kind: str
    seconds: float
    cpu: float
    memory: float  # MB


def write_sentences(folder: Path, size: int) -> list[Path]:
    """Two files of so many sentences together."""
    chance = np.random.default_rng(7)
    paths = []
    for language in ("kk", "ru"):
        texts = sorted((SAMPLES / language).glob("*.txt"))
        words = np.array(" ".join(path.read_text(encoding="utf-8") for path in texts).split())
        drawn = chance.integers(0, len(words), (size // 2, WORDS), np.int32)
        lines = (" ".join(words[numbers]) + "." for numbers in drawn)
        path = folder / f"{size}.{language}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def stand_in(source: Path, target: Path, real: Path | None) -> None:
    """Read, embed with vectors that are made up, and look for neighbours."""
    from aligner import embedded
    from aligner.encoder import ModelInfo, TextVectors
    from aligner.gather import gather
    from aligner.large_pools import Surroundings, surroundings
    from aligner.mining import Neighbourhoods
    from corpora import ReadOptions

    options = ReadOptions(lines=True, keep_furniture=True)
    gathered = gather([source, target], options, ("kk", "ru"))
    chance = np.random.default_rng(1)
    size = len(gathered.sides[0][0].sentences)
    mixtures = Mixtures(size, real) if real else None

    class Encoder:
        info = ModelInfo("random", "none", "", "", DIM, True)
        done = 0

        def encode(self, texts: Sequence[str], progress=lambda _: None) -> TextVectors:
            pooled = chance.standard_normal((len(texts), DIM), np.float32)
            for side in (0, 1) if mixtures else ():  # each text comes once, first those of one side
                start = min(max(self.done - side * size, 0), size)
                stop = min(max(self.done + len(texts) - side * size, 0), size)
                at = start + side * size - self.done
                pooled[at : at + stop - start] = mixtures.rows(side, start, stop)
            self.done += len(texts)
            trace = chance.standard_normal((TOKENS, TRACED), np.float32).astype(np.float16)
            progress(len(texts))
            return TextVectors(
                pooled.astype(np.float16).astype(np.float32), tuple(trace.copy() for _ in texts)
            )

    def no_search(source, target, _config) -> Neighbourhoods:
        return Neighbourhoods(*(np.zeros(len(side), np.float32) for side in (source, target)))

    if not real:
        embedded.neighbourhoods = no_search
    with surroundings(Surroundings()) as around:
        embedded.embed_corpus(gathered.sides, Encoder())
    print(*around.notes, sep="\n")


def run(size: int, kind: str, model: str, folder: Path, real: Path | None) -> Row:
    """One run in a process of its own."""
    sides = [str(path) for path in write_sentences(folder, size)]
    if kind == "stand-in":
        words = [sys.executable, __file__, "--read", *sides, *([str(real)] if real else [])]
    else:
        languages = ["--source-lang", "kk", "--target-lang", "ru"]
        mine = ["mine", *sides, *languages, "-o", str(folder / "pairs.tsv"), "-q", "--no-cache"]
        words = [sys.executable, "-m", "aligner.cli", *mine, "--model", model]
    took, said = timed(words, {})
    print(said.strip(), file=sys.stderr)
    return Row(size, kind, took.seconds, took.cpu, took.memory)


def exponent(rows: Sequence[Row], of: str) -> float:
    """Of the power of the sentences that the figure grows with."""
    sizes = np.log([row.sentences for row in rows])
    return float(np.polyfit(sizes, np.log([getattr(row, of) for row in rows]), 1)[0])


def plot(rows: Sequence[Row], path: Path) -> None:
    """CPU time and memory against sentences, both on logarithmic scales."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "egiz"  # the same picture, the same file
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    kinds = (("mine", "o", "egiz mine"), ("stand-in", "s", "all but the model and scoring"))
    for axis, what, title in zip(
        axes, ("cpu", "memory"), ("CPU seconds", "memory at its peak, MB"), strict=True
    ):
        for kind, marker, label in kinds:
            some = [row for row in rows if row.kind == kind]
            sizes = [row.sentences for row in some]
            axis.loglog(sizes, [getattr(row, what) for row in some], marker + "-", label=label)
        axis.set_title(title)
        axis.set_xlabel("sentences, both sides")
        for labels in (axis.xaxis, axis.yaxis):
            labels.set_major_formatter("{x:,.0f}")
            labels.set_minor_formatter("")
        axis.grid(True, which="major", alpha=0.4)
        axis.legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,3000,10000")
    parser.add_argument("--stand-in", default="10000,100000,1000000")
    parser.add_argument("--like", type=Path, nargs="+", help="folders of translations")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--kept", default="")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    bundled.ensure_unpacked()
    rows = [
        Row(**row)
        for path in filter(None, options.kept.split(","))
        for row in json.loads(Path(path).read_text(encoding="utf-8"))["rows"]
    ]
    with tempfile.TemporaryDirectory() as folder:
        real = Path(folder, "real.npy") if options.like else None
        if real:
            # In a process of its own: the memory at its peak would count as that of the runs.
            with ProcessPoolExecutor(1, get_context("spawn")) as apart:
                apart.submit(read_pairs, options.like, real).result()
        for kind, sizes in (("mine", options.sizes), ("stand-in", options.stand_in)):
            for size in map(int, filter(None, sizes.split(","))):
                rows.append(run(size, kind, options.model, Path(folder), real))
    if options.plot:
        plot(rows, options.plot)
    if options.json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("")
    for heading in ("sentences", "seconds", "CPU s", "MB"):
        table.add_column(heading, justify="right")
    for row in rows:
        times = f"{row.seconds:.1f}", f"{row.cpu:.1f}", f"{row.memory:,.0f}"
        table.add_row(row.kind, f"{row.sentences:,}", *times)
    console = Console(highlight=False, width=110)
    console.print(table)
    for kind in ("mine", "stand-in"):
        some = [row for row in rows if row.kind == kind]
        if len(some) > 1:
            exponents = (
                f"CPU time {exponent(some, 'cpu'):.2f}, memory {exponent(some, 'memory'):.2f}"
            )
            console.print(f"{kind}: exponent of {exponents}")
    console.print(machine())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        stand_in(*map(Path, sys.argv[2:4]), Path(sys.argv[4]) if sys.argv[4:] else None)
    else:
        main()
