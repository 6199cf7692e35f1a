"""How good Egiz is, as it comes: one table for all sets with gold below the given folders.

    python benchmarks/quality.py DIR [DIR …] [--only NAME,…] [--json]

A set is a folder, known by its layout; LANG is a two-letter language code:

- ladder: NAME.LANG, NAME.LANG (one sentence a line) and NAME.gold or NAME.LANGLANG (`[0]:[0, 1]`);
  aligned as `egiz align --lines --to ladder` does
- moved: the same documents with three paragraphs of the target moved elsewhere; measured is which
  of the moved sentences `egiz align --lines` writes with their twins
- unrelated: the same documents, each with the other side of the next two; nothing should be written
- text: NAME.LANG.txt, NAME.LANG.txt (running text) and NAME.gold.tsv (sentence pairs); as
  `egiz align -o NAME.tmx`
- comparable: LANG.txt, LANG.txt (one sentence a line) and gold.tsv (source line, target line,
  class), lines from 0; as `egiz align --lines --to tsv --include partial`
- news: the agency's pages that `news.py` knows; two parts of them cut and moved about, as
  `comparable`
- pool: the same with a gold.tsv of two columns; `egiz mine`
- pages: NAME.LANG.txt and links.tsv (source file, target file); `egiz match`

All with the settings that users get. The figures of a set are pooled, as the usual scorers do; of
`unrelated` they are 1 or 0, and the measure says how many units there are. `embedded` is how many
sentences went through the encoder for each distinct one, `ECE` the expected calibration error of
the confidences (a bead of a ladder is right when the gold has just it), `at .9` the share right of
what has a confidence of at least .9. A set that fails is told on the error stream, and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gold import ladder_files
from moved import move_paragraphs, moved_counts
from news import LANGUAGES, PARTS, is_source, make_news
from rich.console import Console
from rich.table import Table

from aligner import AlignConfig, Alignment, Selection, align, write_alignment
from aligner.bead import BeadClass, Route
from aligner.encoder import Encoder, TextVectors, load_encoder
from aligner.errors import AlignerError
from aligner.evaluation import (
    Counts,
    DocumentScore,
    Evaluation,
    Kind,
    evaluate,
    figure,
    ladder_counts,
    read_ladder,
)
from aligner.gather import gather
from aligner.outputs import full_ladder
from corpora import CorpusError, ReadOptions

UNRELATED = 2  # other documents that each is aligned with
LINES = AlignConfig(reading=ReadOptions(lines=True))
TEXT = AlignConfig()
SHARING = Selection(frozenset({BeadClass.TRANSLATION, BeadClass.PARTIAL}))
MOVED = {"in order": 0.0, "a third moved": 1 / 3, "all moved": 1.0}  # stretches of the news
WIDTH = 110  # columns of the table, wherever it goes


@dataclass(frozen=True)
class Row:
    """A line of the table; None where a figure makes no sense."""

    set: str
    kind: str
    measure: str
    precision: float
    recall: float
    f1: float
    embedded: float | None
    ece: float | None
    sure: int | None
    sure_right: float | None
    seconds: float


class Counting:
    """An encoder that counts what it reads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.info = encoder, encoder.info
        self.read = 0

    def encode(self, texts: Sequence[str], progress=lambda _: None) -> TextVectors:
        """See `Encoder.encode`."""
        self.read += sum(map(bool, texts))
        return self._encoder.encode(texts, progress)


@dataclass
class Bench:
    """What aligns the sets, and how many sentences they had."""

    encoder: Counting
    distinct: int = 0

    def align(self, source: Path, target: Path, config: AlignConfig) -> Alignment:
        """What `egiz align` finds, with the encoder that is loaded already."""
        sides = gather([source, target], config.reading).sides
        documents = [document for side in sides for document in side]
        self.distinct += len({s for d in documents for s in d.sentence_texts if s})
        return align(*sides, config, self.encoder)


def ladders(folder: Path, bench: Bench) -> Evaluation:
    """See the module docstring."""
    scores = []
    for source, target, gold in ladder_files(folder):
        (pair,) = bench.align(source, target, LINES.with_route(Route.PARALLEL)).pairs
        truth = read_ladder(gold)
        out = [(tuple(a), tuple(b)) for a, b in full_ladder(pair)]
        strict, lax = ladder_counts(out, list(truth))
        judged = tuple(
            (bead.confidence, float((tuple(bead.source), tuple(bead.target)) in truth))
            for bead in pair.beads
            if bead.two_sided
        )
        scores.append(DocumentScore(gold.stem, {"strict": strict, "lax": lax}, judged))
    return Evaluation(Kind.LADDER, tuple(scores))


def moved(folder: Path, bench: Bench) -> Evaluation:
    """See the module docstring."""
    scores = []
    with tempfile.TemporaryDirectory() as out:
        for source, target, gold in ladder_files(folder):
            lines = target.read_text(encoding="utf-8").splitlines()
            try:
                changed = move_paragraphs(read_ladder(gold), len(lines), gold.stem)
            except ValueError as error:
                raise AlignerError(str(error)) from error
            other = Path(out, target.name)
            other.write_text("".join(f"{lines[n]}\n" for n in changed.order), encoding="utf-8")
            units = written(bench.align(source, other, LINES))
            scores.append(DocumentScore(gold.stem, {"moved": moved_counts(units, changed)}))
    return Evaluation(Kind.PAIRS, tuple(scores))


def unrelated(folder: Path, bench: Bench) -> Evaluation:
    """See the module docstring."""
    files = ladder_files(folder)
    scores = []
    for number, (source, _, gold) in enumerate(files):
        for step in range(1, min(UNRELATED, len(files) - 1) + 1):
            _, target, other = files[(number + step) % len(files)]
            units = written(bench.align(source, target, LINES))
            name = f"{gold.stem}/{other.stem}"
            scores.append(DocumentScore(name, {"units": Counts(out=len(units))}))
    return Evaluation(Kind.PAIRS, tuple(scores))


def written(alignment: Alignment) -> list[tuple[range, range]]:
    """Sentence numbers of the units that a memory of the only document pair would have."""
    (pair,) = alignment.pairs
    return [(bead.source, bead.target) for bead in pair.beads if Selection().takes(bead)]


def texts(folder: Path, bench: Bench) -> Evaluation:
    """See the module docstring."""
    with tempfile.TemporaryDirectory() as out:
        for gold in sorted(folder.glob("*.gold.tsv")):
            name = gold.name.removesuffix(".gold.tsv")
            source, target = sorted(folder.glob(f"{name}.??.txt"))
            write_alignment(bench.align(source, target, TEXT), Path(out, f"{name}.tmx"))
        return evaluate(Path(out), folder, Kind.TMX)


def comparable(folder: Path, bench: Bench) -> Evaluation:
    """See the module docstring."""
    with tempfile.TemporaryDirectory() as out:
        table = Path(out, "links.tsv")
        alignment = bench.align(*sorted(folder.glob("??.txt")), LINES)
        write_alignment(alignment, table, "tsv", SHARING)
        return evaluate(table, folder / "gold.tsv", Kind.PAIRS)


def agency(folder: Path, bench: Bench) -> Evaluation:
    """See the module docstring."""
    scores = []
    for part in PARTS:
        counts = {}
        for measure, moved in MOVED.items():
            news = make_news(folder, part, moved)
            with tempfile.TemporaryDirectory() as out:
                files = [Path(out, f"{side}.txt") for side in LANGUAGES]
                for file, lines in zip(files, news.lines, strict=True):
                    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
                (pair,) = bench.align(*files, LINES).pairs
            taken = [bead for bead in pair.beads if SHARING.takes(bead)]
            found = [(i, j) for bead in taken for i in bead.source for j in bead.target]
            counts[measure] = news.counts(found)
        scores.append(DocumentScore(part, counts))
    return Evaluation(Kind.PAIRS, tuple(scores))


def pool(folder: Path, _bench: Bench) -> Evaluation:
    """See the module docstring."""
    with tempfile.TemporaryDirectory() as out:
        pairs = Path(out, "pairs.tsv")
        egiz("mine", *sorted(folder.glob("??.txt")), "-o", pairs)
        return evaluate(pairs, folder / "gold.tsv", Kind.PAIRS)


def pages(folder: Path, _bench: Bench) -> Evaluation:
    """See the module docstring."""
    with tempfile.TemporaryDirectory() as out:
        links, sides = Path(out, "links.tsv"), {}
        for page in sorted(folder.glob("*.??.txt")):
            language = page.suffixes[-2][1:]
            sides[language] = Path(out, language)
            sides[language].mkdir(exist_ok=True)
            shutil.copy(page, sides[language])
        egiz("match", *(sides[language] for language in sorted(sides)), "-o", links)
        return evaluate(links, folder / "links.tsv", Kind.LINKS)


def egiz(*words: str | Path) -> None:
    """Run a command in a process of its own.

    Raises:
        AlignerError: it failed; the error is what it said.
    """
    done = subprocess.run(
        [sys.executable, "-m", "aligner.cli", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise AlignerError(f"egiz {words[0]} ended with {done.returncode} and said: {said[-1]}")


def kinds_of(folder: Path) -> tuple[str, ...]:
    """What can be measured on a folder; nothing, if it is no set."""
    if (folder / "links.tsv").is_file():
        return ("pages",)
    if (folder / "gold.tsv").is_file():
        first = (folder / "gold.tsv").read_text(encoding="utf-8").split("\n")[0]
        return ("comparable",) if first.count("\t") > 1 else ("pool",)
    if any(folder.glob("*.gold.tsv")):
        return ("text",)
    if is_source(folder):
        return ("news",)
    files = ladder_files(folder)
    if not files:
        return ()
    return ("ladder", "moved", "unrelated") if len(files) > 1 else ("ladder", "moved")


MEASURES: dict[str, Callable[[Path, Bench], Evaluation]] = {
    "ladder": ladders,
    "moved": moved,
    "unrelated": unrelated,
    "text": texts,
    "comparable": comparable,
    "news": agency,
    "pool": pool,
    "pages": pages,
}


def find_sets(places: Sequence[Path], only: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The sets among the places and the folders just below them, by name or kind if asked for."""
    for place in places:
        for folder in (place, *sorted(path for path in place.iterdir() if path.is_dir())):
            for kind in kinds_of(folder):
                if not only or folder.name in only or kind in only:
                    yield folder, kind


def rows_of(folder: Path, kind: str, encoder: Encoder) -> Iterator[Row]:
    """The figures of a set, a row a measure; what is counted once stands in the first."""
    bench = Bench(Counting(encoder))
    start = time.perf_counter()
    evaluation = MEASURES[kind](folder, bench)
    seconds = round(time.perf_counter() - start, 1)
    calibration = evaluation.calibration
    embedded = bench.encoder.read / bench.distinct if bench.distinct else None
    for measure, counts in evaluation.pooled.counts.items():
        yield Row(
            folder.name,
            kind,
            f"{counts.out:.0f} units" if kind == "unrelated" else measure,
            precision=counts.precision,
            recall=counts.recall,
            f1=counts.f1,
            embedded=embedded,
            ece=calibration.error if calibration else None,
            sure=calibration.sure if calibration else None,
            sure_right=calibration.sure_right if calibration else None,
            seconds=seconds,
        )
        embedded = calibration = None  # the same for all measures of a set


def print_table(rows: Sequence[Row]) -> None:
    """The rows for people."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("set", "kind", "measure"):
        table.add_column(heading)
    for heading in ("precision", "recall", "F1", "embedded", "ECE", "at .9", "of", "seconds"):
        table.add_column(heading, justify="right")
    for row in rows:
        shares = (row.precision, row.recall, row.f1, row.embedded, row.ece, row.sure_right)
        shown = ["" if share is None else figure(share) for share in shares]
        sure = "" if row.sure is None else str(row.sure)
        table.add_row(row.set, row.kind, row.measure, *shown, sure, f"{row.seconds:.0f}")
    Console(highlight=False, width=WIDTH).print(table)


def main() -> int:
    """See the module docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--only", default="", help="names or kinds of sets, with commas between")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    for place in options.places:
        if not place.is_dir():
            parser.error(f"{place} is no folder")
    only = [name.strip() for name in options.only.split(",") if name.strip()]
    chosen = list(find_sets(options.places, only))
    if not chosen:
        parser.error("there is no set in these folders; see --help for the layouts")
    encoder, rows, failed = load_encoder(), [], False
    for folder, kind in chosen:
        try:
            rows += rows_of(folder, kind, encoder)
        except (AlignerError, CorpusError) as error:
            print(f"{folder.name}: {error}", file=sys.stderr)
            failed = True
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        print_table(rows)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
