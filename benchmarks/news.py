"""News of one agency in both languages, comparable rather than parallel, with links made by hand.

    python benchmarks/news.py DIR OUT [--moved SHARE] [--seed N]

DIR holds crawled pages of the agency, one line a sentence (primeminister, minplan, nationalbank,
afn; .kk.txt and .ru.txt), site furniture and copies of teasers in them, lines drifting. `news.tsv`
says which lines say the same: numbers and classes, no text. Three parts of the pages are labelled;
of each side of a part whole stretches are cut out, until 370 lines or 85 % are left, and a share of
the Russian stretches change places. Part C was labelled when all was done for A and B. OUT gets a
folder a part: kk.txt, ru.txt and gold.tsv, which `quality.py` can score; but measured by
`quality.py DIR`, what is no fault counts as neither right nor wrong:

- furniture and its translation; pairs that were left open when they were labelled;
- another copy of a linked line, or nearly one (a teaser and the head of its article).

Lines with the same text count as one.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aligner.evaluation import Counts

LANGUAGES = ("kk", "ru")
PARTS = {  # file, first and last line
    "A": (("primeminister", 43, 515),),
    "B": (
        *(("primeminister", 516, 790), ("primeminister", 850, 868)),
        *(("minplan", 130, 160), ("minplan", 199, 206), ("minplan", 261, 275)),
        *(("nationalbank", 284, 332), ("nationalbank", 484, 523)),
    ),
    "C": (("afn", 430, 526), ("afn", 530, 534), ("afn", 540, 563), ("afn", 606, 735)),
}
LABELS = Path(__file__).with_suffix(".tsv")
WANTED = ("translation", "partial")
CLASSES = (*WANTED, "furniture", "copy", "unsure")  # of copies the first one counts

_LEFT = 370, 0.85  # lines a side, and share of them: the lesser counts
_CUT = (4, 14)  # lines of a stretch that is cut out
_BLOCK = (6, 25)  # lines of a stretch that may move

Line = tuple[str, int]
Link = tuple[int, int]


@dataclass(frozen=True)
class News:
    """A part as it is aligned.

    Attributes:
        lines: of both sides.
        links: class of each pair of lines, counted from 0, that is one; copies are linked too.
    """

    lines: tuple[list[str], list[str]]
    links: dict[Link, str]

    def counts(self, found: Iterable[Link]) -> Counts:
        """How many of the pairs found are right, among those that are right or wrong."""
        first = [{text: lines.index(text) for text in set(lines)} for lines in self.lines]

        def once(link: Link) -> Link:
            i, j = (first[k][self.lines[k][number]] for k, number in enumerate(link))
            return i, j

        classes: dict[Link, str] = {}
        for link, kind in sorted(self.links.items(), key=lambda item: CLASSES.index(item[1])):
            classes.setdefault(once(link), kind)
        wanted = {link for link, kind in classes.items() if kind in WANTED}
        out = {link for link in map(once, found) if classes.get(link, WANTED[0]) in WANTED}
        right = len(out & wanted)
        return Counts(right, len(out), right, len(wanted))


def is_source(folder: Path) -> bool:
    """Whether the folder holds the pages."""
    names = {name for ranges in PARTS.values() for name, _, _ in ranges}
    return all((folder / f"{name}.{side}.txt").is_file() for name in names for side in LANGUAGES)


def make_news(folder: Path, part: str, moved: float, seed: int = 1) -> News:
    """A part of the pages, cut, and with a share of the Russian stretches in other places.

    Args:
        folder: of the pages.
        part: one of PARTS.
        moved: share of the stretches that change places, 0…1.
        seed: of what is cut out and moved.
    """
    text = {
        (side, name, number): line.strip()
        for side in LANGUAGES
        for name in {name for name, _, _ in PARTS[part]}
        for number, line in enumerate(
            (folder / f"{name}.{side}.txt").read_text(encoding="utf-8").split("\n"), start=1
        )
    }
    rnd = random.Random(seed)  # noqa: S311 - places, no secrets
    every = [(name, n) for name, first, last in PARTS[part] for n in range(first, last + 1)]
    left = min(_LEFT[0], _LEFT[1] * len(every))
    kept = []
    for side in LANGUAGES:
        gone: set[Line] = set()
        while len(gone) < len(every) - left:
            at = rnd.randrange(len(every))
            gone.update(every[at : at + rnd.randint(*_CUT)])
        kept.append([line for line in every if line not in gone and text.get((side, *line))])
    kept[1] = _shuffled(kept[1], moved, rnd)
    lines = [[text[side, *line] for line in of] for side, of in zip(LANGUAGES, kept, strict=True)]
    return News((lines[0], lines[1]), _links(part, text, lines, kept))


def _shuffled(lines: list[Line], moved: float, rnd: random.Random) -> list[Line]:
    blocks, at = [], 0
    while at < len(lines):
        size = rnd.randint(*_BLOCK)
        blocks.append(lines[at : at + size])
        at += size
    picked = rnd.sample(range(len(blocks)), round(len(blocks) * moved))
    places = picked[:]
    rnd.shuffle(places)
    other = dict(zip(picked, places, strict=True))
    return [line for at in range(len(blocks)) for line in blocks[other.get(at, at)]]


def _links(
    part: str,
    text: dict[tuple[str, str, int], str],
    lines: list[list[str]],
    kept: list[list[Line]],
) -> dict[Link, str]:
    """The labels of a part as pairs of lines that are left; of copies, each with each."""
    places: list[dict[str, list[int]]] = [{}, {}]
    for side, own in zip(places, lines, strict=True):
        for number, line in enumerate(own):
            side.setdefault(line, []).append(number)
    links: dict[Link, str] = {}
    for labelled, kind in _labels(part):
        said = [text.get((side, *line), "") for side, line in zip(LANGUAGES, labelled, strict=True)]
        for i in places[0].get(said[0], ()):
            for j in places[1].get(said[1], ()):
                itself = (kept[0][i], kept[1][j]) == labelled
                here = kind if itself or kind not in WANTED else "copy"
                links[i, j] = min(here, links.get((i, j), here), key=CLASSES.index)
    linked = [{link[k] for link, kind in links.items() if kind in WANTED} for k in (0, 1)]
    for (i, j), kind in sorted(links.items()):
        if kind == "copy" and i not in linked[0] and j not in linked[1]:
            links[i, j] = WANTED[0]  # the copy is what is left
            linked[0].add(i)
            linked[1].add(j)
    return links


def _labels(part: str) -> list[tuple[tuple[Line, Line], str]]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((row for row in file if not row.startswith("#")), delimiter="\t")
        return [
            (
                ((row["kk_file"], int(row["kk_line"])), (row["ru_file"], int(row["ru_line"]))),
                row["class"],
            )
            for row in rows
            if row["part"] == part
        ]


def main() -> None:
    """See the module docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path, metavar="DIR")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--moved", type=float, default=1 / 3, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    if not is_source(options.pages):
        parser.error(f"{options.pages} does not hold the pages; see --help")
    for part in PARTS:
        news = make_news(options.pages, part, options.moved, options.seed)
        folder = options.out / part
        folder.mkdir(parents=True, exist_ok=True)
        for side, lines in zip(LANGUAGES, news.lines, strict=True):
            (folder / f"{side}.txt").write_text("".join(f"{x}\n" for x in lines), encoding="utf-8")
        rows = (f"{i}\t{j}\t{kind}\n" for (i, j), kind in sorted(news.links.items()))
        (folder / "gold.tsv").write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
