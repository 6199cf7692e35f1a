"""Fits the weights of `corpora.unmarked`: where sentences end that lack their full stop.

    python benchmarks/fit_unmarked.py DIR

DIR holds the development sets (`gov/`, `tatoeba/`, `raw/`). Examples are pairs of neighbouring
sentences with the full stops between them taken away, and, in `raw/`, the places that really lack
one. Only the documents of `raw/` with an even number are read: those with an odd one stay unseen,
and the counts printed at the end are theirs. The weights go into `corpora/data/unmarked.LANG.tsv`.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from corpora import split_sentences, unmarked
from corpora.split import openers

COLUMNS = {"kk": 0, "ru": 1}  # of raw/*.gold.tsv
REAL = 3.0  # what an example counts that lacks its full stop by itself
INVERSE_PENALTY = 0.5  # of the absolute weights: most come out as nothing
SMALLEST = 0.05  # a weight below this is left out
STOP = re.compile(r"[.!?…]+$")
MARKED = re.compile(r"[.!?…]+[»”\")]*(?=\s)")

Example = tuple[dict[str, int], bool, float]


def crawled(folder: Path, language: str) -> Iterator[list[str]]:
    """Sentences of the crawled pages that end in a full stop, forty lines together."""
    for path in sorted((folder / "gov").glob(f"*.{language}.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for first in range(0, len(lines), 40):
            sentences = (s for line in lines[first : first + 40] for s in stopped(line, language))
            yield list(dict.fromkeys(s for s in sentences if len(s) > 30))


def stopped(line: str, language: str) -> Iterator[str]:
    """What stands between the full stops of a line; ends without one count for nothing."""
    start = 0
    for span in split_sentences(line, language):
        if line[span.start : span.end].endswith("."):
            yield line[start : span.end].strip()
            start = span.end


def short(folder: Path, language: str) -> Iterator[list[str]]:
    """Single sentences, thirty together."""
    lines = (folder / "tatoeba" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    for first in range(0, len(lines), 30):
        yield [line.strip() for line in lines[first : first + 30]]


def news(folder: Path, language: str, remainder: int) -> Iterator[list[str]]:
    """The lines of news documents whose number leaves that remainder by two."""
    for path in sorted((folder / "raw").glob("*.gold.tsv")):
        if int(path.name[:2]) % 2 == remainder:
            rows = path.read_text(encoding="utf-8").splitlines()
            yield [" ".join(row.split("\t")[COLUMNS[language]].split()) for row in rows]


def bared(sentences: list[str], language: str) -> Iterator[Example]:
    """Neighbouring sentences without the stop between them."""
    known = unmarked.Known("\n".join(sentences), openers(language))
    bare = [STOP.sub("", sentence) for sentence in sentences]
    for first, second in itertools.pairwise(bare):
        text = f"{first} {second}"
        for place in unmarked.places(text, 0, len(text), known):
            names = dict.fromkeys(unmarked.features(place, known), 1)
            yield names, place.end("closers") == len(first), 1.0


def real(lines: list[str], language: str) -> Iterator[Example]:
    """The places of a text as it stands."""
    text = " ".join(lines)
    ends = set(np.cumsum([len(line) + 1 for line in lines]) - 1)
    known = unmarked.Known(text, openers(language))
    cuts = [0, *(match.end() for match in MARKED.finditer(text)), len(text)]
    for start, end in itertools.pairwise(cuts):
        for place in unmarked.places(text, start, end, known):
            names = dict.fromkeys(unmarked.features(place, known), 1)
            yield names, place.end("closers") in ends, REAL


def fit(examples: list[Example]) -> dict[str, float]:
    """The weights that are not nothing, by the names of their features."""
    names, right, counts = zip(*examples, strict=True)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(names)
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    model = LogisticRegression(
        C=INVERSE_PENALTY, l1_ratio=1, solver="liblinear", max_iter=500, random_state=0
    )
    model.fit(matrix, right, sample_weight=counts)
    fitted = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {"always": round(float(model.intercept_[0]), 2)}
    weights.update((name, round(float(w), 2)) for name, w in fitted if abs(w) > SMALLEST)
    return weights


def main() -> None:
    """Fit, write, and count on the documents left out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    data = Path(unmarked.__file__).parent / "data"
    for language in sorted(unmarked.LANGUAGES):
        texts = [*crawled(folder, language), *short(folder, language), *news(folder, language, 0)]
        examples = [example for text in texts for example in bared(text, language)]
        examples += [e for text in news(folder, language, 0) for e in real(text, language)]
        weights = fit(examples)
        rows = [f"{name}\t{weight}" for name, weight in sorted(weights.items())]
        head = "# Written by benchmarks/fit_unmarked.py: log odds that a sentence ends."
        path = data / f"unmarked.{language}.tsv"
        path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
        print(f"{language}: {len(examples):,} examples, {len(weights)} weights")
        for threshold in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
            for remainder, label in ((0, "fitted on"), (1, "unseen")):
                found = right = ends = 0
                for text in news(folder, language, remainder):
                    for names, end, _ in real(text, language):
                        odds = unmarked.log_odds(names, weights)
                        found += odds > threshold
                        right += odds > threshold and end
                        ends += end
                print(f"  above {threshold}: {right} of {found} right, {ends} there are ({label})")


if __name__ == "__main__":
    main()
