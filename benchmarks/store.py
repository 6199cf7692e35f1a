"""How long a corpus store takes at 10,000 documents, and how large it gets.

    python benchmarks/store.py [--documents 10000] [--sentences 30] [--folder FOLDER]

Reports are made up (see `synthetic`), the encoder of the bulk is a stand-in, so that the store is
measured and not the model. For the one document that is added at the end, the default model reads
the sentences too, and its time counts. Each figure stands beside what there is without a store.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from synthetic import WordEncoder, vocabulary, write_reports

from aligner.corpus import align_store
from aligner.encoder import load_encoder
from corpora import read_document
from corpora.store import Store

_VECTORS = ("vector", "trace", "vector_text", "trace_text")


class ReadingToo(WordEncoder):
    """The stand-in, while the default model reads the same texts; its vectors are thrown away."""

    def __init__(self) -> None:
        super().__init__()
        self._model = load_encoder()

    def encode(self, texts: Sequence[str], progress=lambda _: None):
        """See `WordEncoder.encode`."""
        self._model.encode(texts)
        return super().encode(texts, progress)


@contextlib.contextmanager
def clock() -> Iterator[list[float]]:
    """The seconds that something takes, as the only item."""
    out: list[float] = []
    start = time.perf_counter()
    yield out
    out.append(time.perf_counter() - start)


def tell(
    what: str, value: float, unit: str, limit: float, peer: str = "", other: float = 0
) -> None:
    """Print a figure, what it must not exceed, and the peer's with their ratio."""
    mark = "ok" if value <= limit else "TOO MUCH"
    line = f"{what:34} {value:10.3f} {unit:4} (at most {limit:g}: {mark})"
    if peer:
        line += f"   {peer}: {other:.3f} {unit}, ratio {value / other:.3f}"
    print(line, flush=True)


def seconds_of(*command: object) -> tuple[float, float]:
    """How long a command takes, start-up included, and the processor time of it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with clock() as took:
        subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took[0], cpu


def size_without_vectors(store: Store) -> int:
    """Bytes of all pages that hold no vectors."""
    marks = ", ".join("?" * len(_VECTORS))
    size: int = store.database.value(
        f"SELECT sum(pgsize) FROM dbstat WHERE name NOT IN ({marks})",  # noqa: S608
        _VECTORS,
    )
    return size


def measure(folder: Path, documents: int, sentences: int) -> None:
    """All figures, one after the other."""
    reports = folder / "reports"
    files = write_reports(reports, documents // 2, sentences)
    path = folder / "corpus.egiz"
    egiz = (sys.executable, "-m", "aligner.cli", "corpus")
    count = 0
    with Store.create(path) as store:
        with clock() as reading:
            for file in files:
                count += len(read_document(file).sentences)
        with clock() as adding:
            store.add(reports)
        print(f"{len(files):,} documents, {count:,} sentences")
        tell("add", adding[0], "s", 300, "reading alone", reading[0])
        with clock() as adding:
            assert len(store.add(reports).unchanged) == len(files)
        tell("add again, nothing new", adding[0], "s", 300, "reading alone", reading[0])
        encoder = WordEncoder()
        with clock() as aligning:
            report = align_store(store, encoder=encoder)
        print(f"align all, stand-in model: {aligning[0]:.1f} s, {report.new_pairs:,} pairs,")
        print("  " + ", ".join(f"{name} {value:.1f} s" for name, value in report.seconds.items()))
        right = sum(Path(p.source).name == Path(p.target).name for p in store.pairs())
        print(f"  right pairs: {right:,} of {documents // 2:,}")
    with Store.open(path) as store:
        size = size_without_vectors(store)
        whole = path.stat().st_size
        plain = sum(file.stat().st_size for file in files)
        tell("bytes a sentence, no vectors", size / count, "B", 1.2 * 1024, "files", plain / count)
        print(f"vectors: {(whole - size) / count:,.0f} B a sentence (13 tokens of 64 numbers each)")
        for name in ("list", "status"):
            taken, cpu = min(seconds_of(*egiz, name, "--store", path) for _ in range(3))
            with clock() as walking:
                for file in reports.rglob("*.txt"):
                    file.stat()
            tell(f"egiz corpus {name}", taken, "s", 1, "walking the folder", walking[0])
            tell("  processor time", cpu, "s", 1)
        words = [words[n] for words in vocabulary().values() for n in range(0, 600, 30)]
        times, searched = [], []
        for word in words:
            with clock() as took:
                assert store.search(word[:-1])
            times.append(took[0])
        for word in words[::10]:
            searched.append(seconds_of("grep", "-r", "-i", "-c", word[:-1], reports)[0])
        grep = statistics.median(searched)
        tell("search, median", statistics.median(times) * 1e3, "ms", 100, "grep", grep * 1e3)
        tell("search, longest", max(times) * 1e3, "ms", 100)
        new = write_reports(reports, 1, sentences, first=documents // 2)
        for file in new:
            reader = ReadingToo()
            with clock() as took:
                store.add(file)
                report = align_store(store, encoder=reader)
            own = len(store.sentences(file))
            assert reader.read <= own, (reader.read, own)
            what = f"one more: {reader.read} of {own} sentences read"
            tell(what, took[0], "s", 15, "all anew", aligning[0])
            print("  " + ", ".join(f"{name} {s:.2f} s" for name, s in report.seconds.items()))
        assert Path(store.pairs(new[0])[0].target).name == new[1].name
        with clock() as took:
            problems = store.check()
        print(f"check: {took[0]:.1f} s, {len(problems)} problems")


def main() -> None:
    """Measure in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--sentences", type=int, default=30)
    parser.add_argument("--folder", type=Path, help="Where to make the corpus; it is kept there.")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="egiz-store-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, {folder}")
    try:
        measure(folder, options.documents, options.sentences)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
