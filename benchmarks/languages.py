"""Which language a line is in: Egiz and py3langid on the same lines, in one run.

    python benchmarks/languages.py DIR

DIR holds the development sets. Counted are the lines that `fit_language.py` does not fit on: one
file of `gov/`, every other line of `tatoeba/`, the news documents with an odd number. py3langid is
asked twice: among all languages, as Egiz is, and between Kazakh and Russian alone. Lines of `gov/`
are taken for what their file says, and some are in the other language; lines without Cyrillic
letters are left out.

Last, what Egiz is made for: with the two sides' lines mixed, one in eight from the other side, how
many of those are told (found), and how many lines are wrongly taken for such (false), by
`foreign_to`, which the aligner asks.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import py3langid
from fit_language import HELD_OUT, LANGUAGES
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from rich.console import Console
from rich.table import Table

from corpora import recognise
from corpora.language import foreign_to

CYRILLIC = re.compile("[\u0400-\u052f]")
COLUMNS = {"kk": 0, "ru": 1}  # of raw/*.gold.tsv


def unseen(folder: Path, tag: str) -> Iterator[tuple[str, list[str]]]:
    """Each set's lines that nothing was fitted on."""
    pages = sorted((folder / "gov").glob(f"{HELD_OUT}*.{tag}.txt"))
    yield "gov", [line for path in pages for line in path.read_text("utf-8").splitlines()]
    yield "tatoeba", (folder / "tatoeba" / f"{tag}.txt").read_text("utf-8").splitlines()[1::2]
    news = [path for path in sorted((folder / "raw").glob("*.tsv")) if int(path.name[:2]) % 2]
    yield (
        "news",
        [
            row.split("\t")[COLUMNS[tag]]
            for path in news
            for row in path.read_text("utf-8").splitlines()
        ],
    )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    two = LanguageIdentifier.from_model_file(MODEL_FILE)
    two.set_languages(list(LANGUAGES))
    ways: dict[str, Callable[[str], str]] = {
        "egiz": lambda line: recognise(line).language,
        "py3langid": lambda line: py3langid.classify(line)[0],
        "py3langid, kk or ru": lambda line: two.classify(line)[0],
    }
    table = Table("", "lines", *ways, title="Lines whose language is told")
    lines = {
        (tag, name): [line for line in found if CYRILLIC.search(line)]
        for tag in LANGUAGES
        for name, found in unseen(folder, tag)
    }
    seconds = dict.fromkeys(ways, 0.0)
    for (tag, name), found in lines.items():
        row = []
        for way, told in ways.items():
            start = time.process_time()
            right = sum(told(line) == tag for line in found)
            seconds[way] += time.process_time() - start
            row.append(f"{right / len(found):.4f}")
        table.add_row(f"{tag} {name}", f"{len(found):,}", *row)
    every = sum(map(len, lines.values()))
    table.add_row("µs a line", "", *(f"{seconds[way] / every * 1e6:.0f}" for way in ways))
    console = Console(width=100)
    console.print(table)
    table = Table("", "found", "false", title="Sentences in the other language than their document")
    for tag in LANGUAGES:
        (other,) = set(LANGUAGES) - {tag}
        for name in ("tatoeba", "news"):
            strange, own = lines[other, name][::8], lines[tag, name]
            found = sum(bool(foreign_to(line, tag)) for line in strange)
            false = sum(bool(foreign_to(line, tag)) for line in own)
            table.add_row(f"{tag} {name}", f"{found} of {len(strange)}", f"{false} of {len(own)}")
    console.print(table)


if __name__ == "__main__":
    main()
