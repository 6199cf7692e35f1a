"""The encoder alone: sentences a second, and what speed costs in retrieval.

    python benchmarks/encoder.py [DIR …] [--rounds 5] [--json]

A DIR is a set of pairs: kk.txt and ru.txt line by line, or ladders (NAME.LANG, NAME.LANG,
NAME.gold), whose 1-1 beads are the pairs and all whose lines are to be told from them. Without any,
the sample reports that come with Egiz are taken.

The peer is sentence-transformers as it comes (`SentenceTransformer(folder).encode(texts)`), on the
same weights and cores. Rounds alternate, each way of encoding once a round, so that other work on
the machine meets all of them; a ratio is that of the medians of the rounds' seconds. `CPU` is the
same for the time of all threads. Models are loaded before. Retrieval is the share of texts whose
twin is the best by margin (k = 4, vectors centred by language as `egiz mine` does), mean of both
directions; `lost` is to the peer.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from gold import ladder_files
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import corpora
from aligner import bundled
from aligner.bert import MeanPooledBert
from aligner.device import Precision, bytes_precision
from aligner.encoder import load_encoder
from aligner.evaluation import read_ladder
from aligner.profile import profile_of
from aligner.vectors import normalised

Float32 = NDArray[np.float32]
Way = Callable[[Sequence[str]], Float32]

PACKAGES = ("numpy", "torch", "sentence-transformers", "onnxruntime", "tokenizers")
PEER = "sentence-transformers"


@dataclass(frozen=True)
class Pairs:
    """Two lists of sentences, and which translates which."""

    name: str
    sides: tuple[list[str], list[str]]
    languages: tuple[str, str]
    gold: list[tuple[int, int]]


@dataclass(frozen=True)
class Row:
    """What a way of encoding did on a set."""

    set: str
    way: str
    seconds: float  # median
    cpu: float
    a_second: float  # sentences
    ratio: float
    cpu_ratio: float
    retrieval: float
    lost: float


def samples() -> Pairs:
    """Sentence pairs out of the gold of our sample reports."""
    table = Path(corpora.__file__).parent / "samples" / "gold" / "parallel.pairs.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    sides = [row[3] for row in rows], [row[4] for row in rows]
    gold = [(n, n) for n, row in enumerate(rows) if row[2] == "translation"]
    return Pairs("samples", sides, ("kk", "ru"), gold)


def lines(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text(encoding="utf-8").splitlines()


def read_set(folder: Path) -> Pairs:
    """See the module docstring."""
    files = sorted(folder.glob("??.txt"))
    if len(files) == 2:
        sides = lines(files[0]), lines(files[1])
        gold = [(n, n) for n in range(min(map(len, sides)))]
        return Pairs(folder.name, sides, (files[0].stem, files[1].stem), gold)
    source, target, gold, languages = [], [], [], ("", "")
    for *texts, truth in ladder_files(folder):
        for left, right in read_ladder(truth):
            if len(left) == len(right) == 1:
                gold.append((len(source) + left[0], len(target) + right[0]))
        languages = texts[0].suffix[1:], texts[1].suffix[1:]
        source += lines(texts[0])
        target += lines(texts[1])
    if not gold:
        raise SystemExit(f"{folder} has neither two files of lines nor ladders with gold")
    return Pairs(folder.name, (source, target), languages, gold)


def ways() -> dict[str, Way]:
    """The peer first."""
    from sentence_transformers import SentenceTransformer

    from aligner.bert_onnx import OnnxForward

    folder = Path(load_encoder().info.folder)
    basis = profile_of(bundled.FINGERPRINT, bundled.DIM).basis
    theirs = SentenceTransformer(str(folder), device="cpu")
    kinds = dict.fromkeys((Precision.FLOAT32, bytes_precision(), Precision.INT7))

    def way(bert: MeanPooledBert) -> Way:
        def encode(texts: Sequence[str]) -> Float32:
            found = {n: vector for batch in bert.encode(texts) for n, vector, _ in batch}
            return np.array([found[n] for n in range(len(texts))])

        return encode

    def peer(texts: Sequence[str]) -> Float32:
        return np.asarray(theirs.encode(list(texts), show_progress_bar=False))

    return {PEER: peer} | {
        f"Egiz, {kind}": way(MeanPooledBert(folder, OnnxForward(folder, basis, kind)))
        for kind in kinds
    }


def retrieval(vectors: tuple[Float32, Float32], gold: Sequence[tuple[int, int]]) -> float:
    """Margin (Artetxe & Schwenk 2019), k = 4, both directions."""
    units = [normalised(side) for side in vectors]
    a, b = (normalised(side - side.mean(0)) for side in units)
    cosine = a @ b.T
    near = [np.sort(side)[:, -4:].mean(1) for side in (cosine, cosine.T)]
    margin = cosine - (near[0][:, None] + near[1][None, :]) / 2
    left, right = np.array(gold).T
    forth = margin[left].argmax(1) == right
    back = margin[:, right].argmax(0) == left
    return float((forth.mean() + back.mean()) / 2)


def measured(pairs: Pairs, encoders: dict[str, Way], rounds: int) -> list[Row]:
    """All ways on one set, in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in encoders}
    cpu: dict[str, list[float]] = {name: [] for name in encoders}
    found: dict[str, float] = {}
    for encode in encoders.values():
        encode(pairs.sides[0][:64])
    for number in range(rounds):
        names = list(encoders)
        for name in names if number % 2 else reversed(names):
            start, cpu_start = time.perf_counter(), time.process_time()
            vectors = encoders[name](pairs.sides[0]), encoders[name](pairs.sides[1])
            seconds[name].append(time.perf_counter() - start)
            cpu[name].append(time.process_time() - cpu_start)
            found[name] = retrieval(vectors, pairs.gold)
    middle = {
        name: (statistics.median(seconds[name]), statistics.median(cpu[name])) for name in cpu
    }
    count = sum(map(len, pairs.sides))
    return [
        Row(
            set=pairs.name,
            way=name,
            seconds=wall,
            cpu=busy,
            a_second=count / wall,
            ratio=middle[PEER][0] / wall,
            cpu_ratio=middle[PEER][1] / busy,
            retrieval=found[name],
            lost=found[PEER] - found[name],
        )
        for name, (wall, busy) in middle.items()
    ]


def print_json(rows: Sequence[Any]) -> None:
    """Print the rows of a benchmark, dataclasses, and what they were measured on."""
    told = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    print(json.dumps(told, ensure_ascii=False, indent=1))


def machine() -> str:
    """What this was measured on."""
    model = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.is_file():
        names = [
            line.split(":")[1].strip() for line in lines(told) if line.startswith("model name")
        ]
        model = names[0] if names else model
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = f"{os.getloadavg()[0]:.1f}"
    return (
        f"{os.cpu_count()} cores, {model}, {platform.system()}, load {load}; "
        f"Python {platform.python_version()}, {packages}"
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    sets = [read_set(place) for place in options.places] or [samples()]
    encoders = ways()
    rows = [row for pairs in sets for row in measured(pairs, encoders, options.rounds)]
    if options.json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("set", "encoder"):
        table.add_column(heading)
    for heading in ("seconds", "CPU s", "sentences/s", "ratio", "CPU", "retrieval", "lost"):
        table.add_column(heading, justify="right")
    for row in rows:
        times = f"{row.seconds:.1f}", f"{row.cpu:.1f}", f"{row.a_second:.0f}"
        ratios = f"{row.ratio:.2f}", f"{row.cpu_ratio:.2f}"
        table.add_row(row.set, row.way, *times, *ratios, f"{row.retrieval:.4f}", f"{row.lost:+.4f}")
    console = Console(highlight=False, width=110)
    console.print(table)
    console.print(machine())


if __name__ == "__main__":
    main()
