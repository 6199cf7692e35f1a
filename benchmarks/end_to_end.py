"""The whole run, raw text to TMX: Egiz beside the same pipeline with every window embedded.

    python benchmarks/end_to_end.py [DIR] [--documents N] [--rounds 1] [--without-peer] [--json]

DIR holds NAME.LANG.txt, NAME.LANG.txt and NAME.gold.tsv (sentence pairs); without it the parallel
sample reports are taken. All documents are aligned in one run, as `egiz align kk ru -o out.tmx`.

The peer embeds every window of 1 to 4 consecutive sentences, as Vecalign and Bertalign do, with
sentence-transformers as it comes, on the same weights and cores, and aligns with those vectors
where Egiz composes windows from its sentences'. All else is the same code. What the second reading
of the ladder needs of the tokens, the peer gets as a gift: that time is not counted.

Each run is a process of its own, start-up included; rounds alternate. `CPU` is the time of all its
threads: on a machine with other work to do it says more than the seconds. The second run finds what
the first one kept; before the third a sentence is added to one of the documents. `first` is how
many times as fast a way is as the first run, by CPU time; `ratio` and `CPU ratio`, as the peer.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from encoder import machine, print_json
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import corpora
from aligner.evaluation import TextPair, read_units, unit_counts

Float32 = NDArray[np.float32]

PEER, FIRST, SECOND = "every window", "Egiz, first run", "Egiz, second run"
CHANGED = "Egiz, one document changed"
LONGEST = 4  # sentences a window


@dataclass(frozen=True)
class Took:
    """What a process took."""

    seconds: float
    cpu: float
    memory: float  # MB, at its peak


@dataclass(frozen=True)
class Row:
    """A way, its medians, and what came out."""

    way: str
    seconds: float
    cpu: float
    memory: float
    ratio: float  # nan without the peer
    cpu_ratio: float
    first: float
    f1: float


def prepare(folder: Path | None, most: int, work: Path) -> list[TextPair]:
    """Lay the documents out in two folders, one a language; gives the gold."""
    pairs = []
    if folder is None:
        folder = Path(corpora.__file__).parent / "samples"
        table = (folder / "gold" / "parallel.pairs.tsv").read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in table[1:]]
        names = list(dict.fromkeys((row[0], row[1]) for row in rows))[: most or None]
        for two in names:
            for language, name in zip(("kk", "ru"), two, strict=True):
                shutil.copy(folder / language / name, work / language)
        return [
            TextPair.of(row[3], row[4])
            for row in rows
            if row[2] == "translation" and (row[0], row[1]) in names
        ]
    for gold in sorted(folder.glob("*.gold.tsv"))[: most or None]:
        name = gold.name.removesuffix(".gold.tsv")
        for path, side in zip(sorted(folder.glob(f"{name}.??.txt")), ("kk", "ru"), strict=True):
            shutil.copy(path, work / side)
        for line in gold.read_text(encoding="utf-8").splitlines():
            pairs.append(TextPair.of(*line.split("\t")[:2]))
    return pairs


def timed(words: Sequence[str], environment: dict[str, str]) -> tuple[Took, str]:
    """Run a process to its end; gives what it took and said."""
    start = time.perf_counter()
    process = subprocess.Popen(
        words, env=os.environ | environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    cpu = used.ru_utime + used.ru_stime
    return Took(time.perf_counter() - start, cpu, used.ru_maxrss * unit / 1e6), said


def every_window(source: Path, target: Path, output: Path) -> None:
    """The peer; prints the seconds and the CPU time of its gift."""
    from sentence_transformers import SentenceTransformer

    from aligner import AlignConfig, align, ladder, pipeline, scoring, write_alignment
    from aligner.embedded import Corpus, text_numbers
    from aligner.encoder import TextVectors, load_encoder
    from aligner.gather import gather

    sides = gather([source, target], AlignConfig().reading).sides
    windows: dict[str, int] = {}
    for side in sides:
        for document in side:
            sentences = [document.sentence_text(number) for number in text_numbers(document)]
            for size in range(1, LONGEST + 1):
                for at in range(len(sentences) - size + 1):
                    windows.setdefault(" ".join(sentences[at : at + size]), len(windows))
    ours = load_encoder()
    theirs = SentenceTransformer(ours.info.folder, device="cpu")
    pooling = SentenceTransformer(modules=[theirs[0], theirs[1]], device="cpu")  # no length 1
    prefix = next(iter(theirs.prompts.values()))
    vectors = pooling.encode(list(windows), prompt=prefix, show_progress_bar=False)
    gift = [0.0, 0.0]

    class Encoder:
        info = ours.info

        def encode(self, texts: Sequence[str], progress=lambda _: None) -> TextVectors:
            start = time.perf_counter(), time.process_time()
            traces = ours.encode(texts, progress).traces
            gift[:] = time.perf_counter() - start[0], time.process_time() - start[1]
            pooled = np.zeros((len(texts), self.info.dim), np.float32)
            for number, text in enumerate(texts):
                if text:
                    pooled[number] = vectors[windows[text]]
            return TextVectors(pooled, traces)

    whole: list[Corpus] = []
    embed, compose = pipeline.embed_corpus, ladder.compose_windows

    def remember(*arguments) -> Corpus:
        whole[:] = [embed(*arguments)]
        return whole[0]

    def look_up(rows: Float32, weights: Float32, size: int) -> Float32:
        """The windows' own vectors, where `rows` are sentences of a document."""
        place = rows.__array_interface__["data"][0]
        for document in (document for side in whole[0].sides for document in side):
            start = document.vectors.__array_interface__["data"][0]
            if size <= LONGEST and start <= place < start + document.vectors.nbytes:
                first = (place - start) // document.vectors.strides[0]
                texts = document.texts()
                centre = vectors[windows[texts[0]]] - document.vectors[0]
                own = [
                    vectors[windows[" ".join(texts[at : at + size])]] - centre
                    for at in range(first, first + len(rows) - size + 1)
                ]
                return np.array(own, np.float32).reshape(-1, rows.shape[1])
        return compose(rows, weights, size)

    pipeline.embed_corpus = remember
    ladder.compose_windows = scoring.compose_windows = look_up
    write_alignment(align(*sides, encoder=Encoder()), output)
    print(json.dumps(gift))


def run(way: str, work: Path) -> Took:
    """One run of a way."""
    sides = str(work / "kk"), str(work / "ru")
    output = str(work / f"{way}.tmx")
    environment = {"EGIZ_CACHE": str(work / "cache"), "EGIZ_VECTORS_MB": "2000"}
    if way == PEER:
        words = [sys.executable, __file__, "--peer", *sides, output]
        took, said = timed(words, environment | {"EGIZ_VECTORS_MB": "0"})
        gift = json.loads(said.splitlines()[-1])
        return Took(took.seconds - gift[0], took.cpu - gift[1], took.memory)
    if way == FIRST:
        for kept in (work / "cache").glob("vectors*"):
            kept.unlink()
    changed = min((work / "kk").iterdir())
    before = changed.read_bytes()
    if way == CHANGED:
        changed.write_bytes(before + "\n\nБүгін түнде қар жауды.\n".encode())
    egiz = [sys.executable, "-m", "aligner.cli", "align", *sides, "-o", output, "-q"]
    try:
        return timed(egiz, environment)[0]
    finally:
        changed.write_bytes(before)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    parser.add_argument("--documents", type=int, default=0, help="take the first so many only")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--without-peer", action="store_true", help="which is slow")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    from aligner import bundled

    models = bundled.ensure_unpacked().parent
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("kk", "ru", "cache"):
            (work / name).mkdir()
        (work / "cache" / "models").symlink_to(models)
        gold = prepare(options.folder, options.documents, work)
        ways = (FIRST, SECOND, CHANGED) if options.without_peer else (PEER, FIRST, SECOND, CHANGED)
        took: dict[str, list[Took]] = {way: [] for way in ways}
        for _ in range(options.rounds):
            for way, runs in took.items():
                runs.append(run(way, work))
        middle = {
            way: [statistics.median(values) for values in zip(*map(_values, runs), strict=True)]
            for way, runs in took.items()
        }
        peer = middle.get(PEER, [math.nan] * 2)
        rows = [
            Row(
                way=way,
                seconds=seconds,
                cpu=cpu,
                memory=memory,
                ratio=peer[0] / seconds,
                cpu_ratio=peer[1] / cpu,
                first=middle[FIRST][1] / cpu,
                f1=unit_counts(read_units(work / f"{way}.tmx"), gold)[0].f1,
            )
            for way, (seconds, cpu, memory) in middle.items()
        ]
    if options.json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("", "seconds", "CPU s", "MB", "ratio", "CPU ratio", "first", "F1"):
        table.add_column(heading, justify="right" if heading else "left")
    for row in rows:
        times = f"{row.seconds:.1f}", f"{row.cpu:.1f}", f"{row.memory:.0f}"
        ratios = f"{row.ratio:.1f}", f"{row.cpu_ratio:.1f}", f"{row.first:.1f}"
        table.add_row(row.way, *times, *ratios, f"{row.f1:.4f}")
    console = Console(highlight=False, width=110)
    console.print(table)
    console.print(f"{len(gold)} gold pairs; {machine()}")


def _values(took: Took) -> tuple[float, float, float]:
    return took.seconds, took.cpu, took.memory


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        every_window(*map(Path, sys.argv[2:5]))
    else:
        main()
