"""Where sentences end: Egiz and its peers on the same texts, in one run.

    python benchmarks/sentences.py [DIR]

Without DIR, the hard cases of `tests/corpora/data` are counted: a case is right when all of its
sentences are. With DIR, the development sets besides: each document's lines (`raw/*.gold.tsv`) are
joined in fives, and an end is right where a line ends. Two ways of counting are printed: the ends
inside a group alone, and with the end of the group, which everybody finds; figures of others are
mostly counted the second way. Documents with an even number were open to tuning, those with an odd
one were not. Many lines hold two sentences, which counts against whoever cuts between them. The
last columns are megabytes of UTF-8 a second, five lines at a time, and the ratio to razdel's.

Peers that are not installed are left out: pip install '.[benchmarks]'. None but pySBD knows
Kazakh; sentence-splitter is given Russian instead.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpora import split_sentences

CASES = Path(__file__).resolve().parents[1] / "tests" / "corpora" / "data"
COLUMNS = {"kk": 0, "ru": 1}  # of raw/*.gold.tsv
WIDTH = 120  # columns of the table

Splitter = Callable[[str], list[str]]


@dataclass(frozen=True)
class Score:
    """Ends of sentences: found, right among them, and how many there are."""

    right: int
    found: int
    wanted: int

    @property
    def figures(self) -> str:
        """Precision and recall."""
        return f"{self.right / self.found:.3f} {self.right / self.wanted:.3f}"


def egiz(language: str) -> Splitter:
    """Our own."""
    return lambda text: [text[start:end] for start, end in split_sentences(text, language)]


def razdel(_: str) -> Splitter:
    """Rules for Russian."""
    from razdel import sentenize

    return lambda text: [sentence.text for sentence in sentenize(text)]


def sentence_splitter(_: str) -> Splitter:
    """Moses' and Europarl's."""
    from sentence_splitter import SentenceSplitter

    splitter = SentenceSplitter(language="ru")
    return lambda text: splitter.split(text)


def pysbd(language: str) -> Splitter:
    """Rules by language."""
    from pysbd import Segmenter

    segmenter = Segmenter(language=language, clean=False)
    return lambda text: segmenter.segment(text)


def sentencex(language: str) -> Splitter:
    """Wikimedia's."""
    from sentencex import segment

    return lambda text: list(segment(language, text))


PEERS = {
    "razdel": razdel,
    "sentence_splitter": sentence_splitter,
    "pysbd": pysbd,
    "sentencex": sentencex,
}


def splitters(language: str) -> dict[str, Splitter]:
    """Egiz and the peers that are installed."""
    found = {"egiz": egiz(language)}
    found.update((name, make(language)) for name, make in PEERS.items() if find_spec(name))
    return found


def ends(pieces: list[str]) -> set[int]:
    """Where sentences end, counted in characters that are no white space."""
    lengths = accumulate(len("".join(piece.split())) for piece in pieces)
    return {length for length in lengths if length}


def cases(language: str) -> Iterator[str]:
    """The hard cases; the head of their file tells its signs."""
    text = (CASES / f"sentences.{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.removeprefix("! ")


def hard_cases(language: str, split: Splitter) -> tuple[int, int]:
    """How many cases are right, of how many."""
    right = total = 0
    for line in cases(language):
        wanted = line.replace("||", "|").split("|")
        text = line.replace("||", "\0").replace("|", " ").replace("\0", "")
        right += ends(split(text)) == ends(wanted)
        total += 1
    return right, total


def news(folder: Path, language: str, remainder: int) -> Iterator[list[str]]:
    """Five lines each of the documents whose number leaves that remainder by two."""
    for path in sorted((folder / "raw").glob("*.gold.tsv")):
        if int(path.name[:2]) % 2 == remainder:
            rows = path.read_text(encoding="utf-8").splitlines()
            lines = [" ".join(row.split("\t")[COLUMNS[language]].split()) for row in rows]
            yield from (lines[first : first + 5] for first in range(0, len(lines), 5))


def boundaries(groups: list[list[str]], split: Splitter, *, last: bool) -> Score:
    """Ends inside the groups; that of the group itself is given, and may be counted too."""
    right = found = wanted = 0
    for lines in groups:
        gold = ends(lines)
        seen = ends(split(" ".join(lines)))
        given = set() if last else {max(gold)}
        right += len((gold & seen) - given)
        found += len(seen - given)
        wanted += len(gold - given)
    return Score(right, found, wanted)


def speed(texts: list[str], split: Splitter) -> float:
    """Megabytes a second: the quickest of three runs."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    seconds = []
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            split(text)
        seconds.append(time.process_time() - start)
    return size / min(seconds)


def main() -> None:
    """Print a table for each language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", metavar="DIR")
    folder = parser.parse_args().folder
    console = Console(width=WIDTH)
    heads = ["hard cases right"]
    if folder:
        heads += ["P, R tuned on", "P, R unseen", "P, R both", "with groups' ends"]
        heads += ["MB/s", "× razdel"]
    for language in COLUMNS:
        halves = [list(news(folder, language, half)) for half in (0, 1)] if folder else []
        groups = [group for half in halves for group in half]
        texts = [" ".join(group) for group in groups]
        table = Table("", *heads, title=f"Sentences, {language}")
        quickness: dict[str, float] = {}
        rows = {}
        for name, split in splitters(language).items():
            right, total = hard_cases(language, split)
            rows[name] = [f"{right} of {total}, {right / total:.3f}"]
            if folder:
                rows[name] += [
                    boundaries(part, split, last=last).figures
                    for last, parts in ((False, (*halves, groups)), (True, (groups,)))
                    for part in parts
                ]
                quickness[name] = speed(texts, split)
        for name, row in rows.items():
            if folder:
                row.append(f"{quickness[name]:.1f}")
                row.append(f"{quickness[name] / quickness.get('razdel', float('nan')):.2f}")
            table.add_row(name, *row)
        console.print(table)


if __name__ == "__main__":
    main()
