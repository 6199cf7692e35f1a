"""Fits the weights by which `corpora.language` tells Kazakh words from Russian ones.

    python benchmarks/fit_language.py DIR

DIR holds the development sets (`gov/`, `tatoeba/`, `raw/`). Examples are runs of one to six words
of their lines, in small letters. Only every other line of `tatoeba/` is read, the documents of
`raw/` with an even number, and the files of `gov/` but the largest; accuracies on the rest are
printed. Lines of `gov/` may be in the other language, and are left out where they have letters
that tell so. The weights go into `corpora/data/letters.kk-ru.tsv`, Kazakh above 0.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from corpora import language

LANGUAGES = ("kk", "ru")
COLUMNS = {"kk": 0, "ru": 1}  # of raw/*.gold.tsv
HELD_OUT = "primeminister"
INVERSE_PENALTY = 0.3
SMALLEST = 0.1  # a weight below this is left out
LONGEST_RUN = 6  # words
WORD = re.compile(r"[^\W\d_]+")
OWN = {"kk": re.compile("[әғқңөұүһі]"), "ru": re.compile("[ёщъэ]")}


def lines(folder: Path, tag: str, *, held_out: bool) -> Iterator[str]:
    """The lines to fit on, or those to measure on."""
    for path in sorted((folder / "gov").glob(f"*.{tag}.txt")):
        if path.name.startswith(HELD_OUT) == held_out:
            yield from path.read_text(encoding="utf-8").splitlines()
    short = (folder / "tatoeba" / f"{tag}.txt").read_text(encoding="utf-8").splitlines()
    yield from short[int(held_out) :: 2]
    for path in sorted((folder / "raw").glob("*.gold.tsv")):
        if int(path.name[:2]) % 2 == int(held_out):
            for row in path.read_text(encoding="utf-8").splitlines():
                yield row.split("\t")[COLUMNS[tag]]


def examples(folder: Path, tag: str) -> Iterator[Counter[str]]:
    """Runs of words as counts of their parts."""
    dice = random.Random(0)  # noqa: S311 - repeatable
    other = next(iter(set(LANGUAGES) - {tag}))
    for line in dict.fromkeys(lines(folder, tag, held_out=False)):
        found = [word for word in WORD.findall(line.lower()) if "\u0400" <= word[0] < "\u0530"]
        if not OWN[tag].search(line.lower()) and OWN[other].search(line.lower()):
            continue
        first = 0
        while first < len(found):
            length = dice.randint(1, LONGEST_RUN)
            yield Counter(p for word in found[first : first + length] for p in language.parts(word))
            first += length


def main() -> None:
    """Fit, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    counts, kazakh = [], []
    for tag in LANGUAGES:
        found = list(examples(folder, tag))
        counts += found
        kazakh += [tag == "kk"] * len(found)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(counts)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model = LogisticRegression(
        C=INVERSE_PENALTY, l1_ratio=1, solver="liblinear", max_iter=500, random_state=0
    )
    model.fit(matrix, kazakh)
    fitted = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(float(w), 2) for name, w in fitted if abs(w) > SMALLEST}
    head = "# Written by benchmarks/fit_language.py: log odds of Kazakh; ^ and $ are a word's ends."
    rows = [f"{name}\t{weight}" for name, weight in sorted(weights.items())]
    path = Path(language.__file__).parent / "data" / "letters.kk-ru.tsv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    print(
        f"{len(counts):,} runs of words, {len(weights)} weights, constant {model.intercept_[0]:.2f}"
    )


if __name__ == "__main__":
    main()
