"""How long a corpus store takes at 10,000 documents, and how large it gets.

    python benchmarks/store.py [--documents 10000] [--paired 1000] [--sentences 30]

Reports are made up (see `synthetic`), the encoder of the bulk is a stand-in, so that the store is
measured and not the model. Documents that are not paired have no counterpart, so that the bulk
takes less time to align. For the documents that are added at the end, the default model reads the
sentences too, and its time counts. Each figure stands beside what there is without a store; on a
busy machine processor time says more than seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from synthetic import WordEncoder, vocabulary, write_reports

from aligner.corpus import align_store
from aligner.corpus.vectors import embed_missing
from aligner.encoder import load_encoder
from aligner.pipeline import AlignConfig, signature_of
from aligner.steps import no_steps
from corpora import read_document
from corpora.store import Store
from corpora.store.vectors import model as model_of

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


class Stages:
    """Notes how long each stage of a run took that a progress bar tells of."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, int, float]] = []

    def __call__(self, name: str, size: int) -> Callable[[int], None]:
        """See `aligner.steps.Step`."""
        self._seen.append((name, size, time.perf_counter()))
        return lambda _: None

    def lines(self) -> Iterator[str]:
        """A line for each stage of more than two seconds; a bar without an end is marked."""
        ends = [start for *_, start in self._seen[1:]] + [time.perf_counter()]
        for (name, size, start), end in zip(self._seen, ends, strict=True):
            if end - start > 2:
                yield f"{name}, {f'{size:,}' if size else 'NO END SHOWN'}: {end - start:.1f} s"


Took = list[float]
"""Seconds, and those of the processor."""


@contextlib.contextmanager
def clock() -> Iterator[Took]:
    """How long something takes, processes that it starts included."""
    out: Took = []
    start, cpu = time.perf_counter(), _processor()
    yield out
    out += [time.perf_counter() - start, _processor() - cpu]


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def memory() -> float:
    """The most that this process has held so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def tell(what: str, took: Took, limit: float, peer: str, other: Took) -> None:
    """Print how long something took, what it must not exceed, and the peer's with the ratio."""
    mark = "ok" if took[0] <= limit else "ok by processor time" if took[1] <= limit else "TOO LONG"
    print(
        f"{what:36} {took[0]:9.3f} s, processor {took[1]:.3f} s (at most {limit:g}: {mark});"
        f" {peer} {other[0]:.3f} s, ratio {took[0] / other[0]:.2f}",
        flush=True,
    )


def took_command(*command: object) -> Took:
    """How long a command takes, start-up included."""
    with clock() as took:
        subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, check=False)
    return took


def size_without_vectors(store: Store) -> int:
    """Bytes of all pages that hold no vectors."""
    marks = ", ".join("?" * len(_VECTORS))
    size: int = store.database.value(
        f"SELECT sum(pgsize) FROM dbstat WHERE name NOT IN ({marks})",  # noqa: S608
        _VECTORS,
    )
    return size


def measure(folder: Path, documents: int, paired: int, sentences: int, passed_over: bool) -> None:
    """All figures, one after the other."""
    reports, path = folder / "reports", folder / "corpus.egiz"
    files = write_reports(reports, paired // 2, sentences)
    files += write_reports(
        reports, (documents - paired) // 2, sentences, first=paired // 2, alone=True
    )
    with Store.create(path) as store:
        with clock() as reading:
            count = sum(len(read_document(file).sentences) for file in files)
        print(f"{len(files):,} documents, {count:,} sentences, {paired:,} documents paired")
        with clock() as adding:
            store.add(reports)
        tell("add", adding, 300, "reading alone", reading)
        with clock() as again:
            assert len(store.add(reports).unchanged) == len(files)
        tell("add again, nothing new", again, 300, "reading alone", reading)
        _search(store, reports)
    egiz = (sys.executable, "-m", "aligner.cli", "corpus")
    for name in ("list", "status"):
        took = min(took_command(*egiz, name, "--store", path) for _ in range(3))
        tell(f"egiz corpus {name}", took, 1, "find", took_command("find", reports, "-ls"))
    if passed_over:
        _pass_over(path)
    with Store.open(path) as store:
        stages = Stages()
        with clock() as aligning:
            report = align_store(store, step=stages, encoder=WordEncoder())
        load = os.getloadavg()[0]
        print(
            f"align all, stand-in model: {aligning[0]:.1f} s, processor {aligning[1]:.1f} s,"
            f" load average {load:.1f}, at most {memory():.2f} GiB of memory"
        )
        print("".join(f"  {line}\n" for line in stages.lines()), end="")
        print("  " + ", ".join(f"{name} {value:.1f} s" for name, value in report.seconds.items()))
        right = sum(Path(p.source).name == Path(p.target).name for p in store.pairs())
        print(f"  {report.new_pairs:,} pairs, {right:,} of {paired // 2:,} right", flush=True)
    with Store.open(path) as store:
        _size(store, count, sum(file.stat().st_size for file in files))
        everything = [adding[k] + aligning[k] for k in (0, 1)]
        _one_more(store, reports, documents // 2, sentences, everything)
        with clock() as took:
            problems = store.check()
        print(f"check: {took[0]:.1f} s, {len(problems)} problems")


def _pass_over(path: Path) -> None:
    """Embed the bulk and note it as matched, without having matched it."""
    encoder = WordEncoder()
    with Store.open(path) as store:
        model = model_of(store.database, encoder.info.vectors_key, encoder.info.dim)
        embed_missing(store, model, encoder, no_steps)
        with store.database.transaction():
            store.database.write(
                "INSERT INTO matched SELECT version_id, ? FROM document",
                (signature_of(encoder.info, AlignConfig()),),
            )
    print("the bulk is embedded, and passed over by the alignment", flush=True)


def _search(store: Store, reports: Path) -> None:
    times = []
    words = [words[n] for words in vocabulary().values() for n in range(0, 600, 30)]
    for word in words:
        with clock() as took:
            assert store.search(word[:-1])
        times.append(took)
    grep = min(took_command("grep", "-rilE", word[:-1], reports) for word in words[::20])
    tell("search, median", sorted(times)[len(times) // 2], 0.1, "grep", grep)
    tell("search, longest", max(times), 0.1, "grep", grep)


def _size(store: Store, count: int, plain: int) -> None:
    size = size_without_vectors(store) / count
    mark = "ok" if size <= 1.2 * 1024 else "TOO MUCH"
    print(
        f"without vectors: {size:,.0f} B a sentence (at most {1.2 * 1024:.0f}: {mark});"
        f" the files {plain / count:,.0f} B, ratio {size * count / plain:.2f}"
    )
    vectors = store.path.stat().st_size / count - size
    print(f"vectors: {vectors:,.0f} B a sentence (13 tokens of 64 numbers each)", flush=True)


def _one_more(store: Store, reports: Path, first: int, sentences: int, everything: Took) -> None:
    """A pair of new documents, one after the other; the second finds the first."""
    new = write_reports(reports, 1, sentences, first=first)
    for file in new:
        reader = ReadingToo()
        with clock() as took:
            store.add(file)
            report = align_store(store, encoder=reader)
        own = len(store.sentences(file))
        assert reader.read <= own, (reader.read, own)
        tell(f"one more: {reader.read} of its {own} sentences read", took, 15, "all", everything)
        print("  " + ", ".join(f"{name} {s:.2f} s" for name, s in report.seconds.items()))
    assert Path(store.pairs(new[0])[0].target).name == new[1].name


def main() -> None:
    """Measure in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--paired", type=int, default=1_000, help="Documents with a twin.")
    parser.add_argument(
        "--pass-over",
        action="store_true",
        help="Do not align the bulk, which takes long and has no part in the other figures.",
    )
    parser.add_argument("--sentences", type=int, default=30)
    parser.add_argument("--folder", type=Path, help="Where to make the corpus; it is kept there.")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="egiz-store-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, {folder}")
    try:
        measure(folder, options.documents, options.paired, options.sentences, options.pass_over)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
