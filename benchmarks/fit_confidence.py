"""Fit the confidence: P(translation) and P(shares content) of candidate pairs.

    python benchmarks/fit_confidence.py [--ladders DIR …] [--pools DIR …] [--lines DIR …]
                                        [--samples DIR] [-o FILE] [--plot FILE] [--without NAME,…]

Candidates come from Egiz itself, so that the probabilities are calibrated on what it proposes.
For the route "parallel", the beads of its ladders of
- hand-aligned documents (NAME.LANG, NAME.LANG, NAME.gold or NAME.LANGLANG), as they are and
  thinned: some beads lose one of their sides;
- the parallel samples (corpora/samples).
For the route "comparable", the twins that its mining finds in
- the same documents, thinned so that most beads have lost a side and many of the others a clause or
  have won one, which makes comparable texts out of parallel ones; and in documents that do not
  belong together (so for the route "parallel");
- pools (kk.txt, ru.txt, gold.tsv);
- sentence pairs (kk.txt, ru.txt, line by line) and the 1-1 beads of the hand-aligned documents, in
  shuffled pools that have lost many a twin;
- the comparable samples.
Of every eighth translation with a number there is a copy in which the number is another one: that
contradicts, whatever the vectors say.
A candidate is a translation when the gold has exactly this bead, shares content when it has a
sentence pair of a gold bead, and is wrong otherwise. Prints calibration (expected calibration error
in ten bins) and precision, never on what was fitted: in five folds over documents (long ones in
pieces), and of each set by what the other sets teach. `as it is` are the documents of a set as they
come, nothing thinned or made up.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from fit_ladder import Gold, cut, numbers_of, read_gold, read_lines, with_gaps
from gold import ladder_files
from scipy.optimize import minimize

from aligner import confidence
from aligner.bead import Route
from aligner.candidates import ladder_rows, ladder_sides, twin_rows
from aligner.embedded import Corpus, embed_corpus
from aligner.encoder import Encoder, TextVectors, load_encoder
from aligner.evaluation import calibrate, read_pairs
from aligner.mining import MiningConfig
from aligner.plots import reliability_diagram
from aligner.scoring import candidate_pairs
from corpora import Document, ReadOptions, read_document, read_text

FOLDS = 5
AS_IT_IS = 3.0  # how often pairs of whole documents count, of which there are many thinned copies
Bead = tuple[frozenset[int], frozenset[int]]


BOUNDS = {  # what can only speak for a pair, or only against it, and has to speak at all
    "similarity": (0.5, None),
    "margin": (0.5, None),
    "contrast": (0.02, None),
    "covered less": (0.0, None),
    "weakest stretch": (0.0, None),
    "length": (None, 0.0),
    "numbers differ": (None, -1.0),
    "numbers missing": (None, -0.4),
    "names differ": (None, -0.1),
    "cut otherwise": (None, 0.0),
    "doubt": (None, 0.0),
}


@dataclass(frozen=True)
class Candidate:
    """A pair that Egiz proposed, and what the gold says of it."""

    route: Route
    group: str  # the document pair, so that folds do not share any
    values: np.ndarray
    translation: bool
    shares_content: bool
    place: int = 0  # the first source sentence
    as_it_is: bool = False  # of a document that is whole
    made_up: bool = False  # fitted on, not counted in the figures


class CachedEncoder:
    """Any encoder, each text embedded once a run."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._seen = encoder, {}
        self.info = encoder.info

    def encode(self, texts: Sequence[str], progress=lambda _: None) -> TextVectors:
        """See `Encoder.encode`."""
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        vectors = self._encoder.encode(new, progress)
        self._seen.update(
            {t: (v, n) for t, v, n in zip(new, vectors.pooled, vectors.traces, strict=True)}
        )
        found = [self._seen[text] for text in texts]
        return TextVectors(np.stack([v for v, _ in found]), tuple(trace for _, trace in found))


def label(
    route: Route,
    group: str,
    corpus: Corpus,
    pair,
    gold: set[Bead],
    partial: set[Bead] = frozenset(),
) -> Iterator[Candidate]:
    """What Egiz proposes by a route, judged by the gold's translations and partial beads."""
    if route is Route.PARALLEL:
        spans, doubts = ladder_rows(ladder_sides(pair), corpus.twin)
    else:
        spans = twin_rows(pair, MiningConfig())
        doubts = [0.0] * len(spans)
    found = [(span, doubt) for span, doubt in zip(spans, doubts, strict=True) if all(span)]
    spans, doubts = map(list, zip(*found, strict=True)) if found else ([], [])
    links = {(i, j) for a, b in gold | partial for i in a for j in b}
    pairs = candidate_pairs(pair, spans, corpus, doubts)
    for number, (span, candidate) in enumerate(zip(spans, pairs, strict=True)):
        a, b = (frozenset(d.span(rows)) for d, rows in zip(pair, span, strict=True))
        values, right = confidence.features(candidate)[0], (a, b) in gold
        shares = any((i, j) in links for i in a for j in b)
        yield Candidate(route, group, values, right, shares, min(a))
        contrary = contradicted(candidate) if right and number % 8 == 0 else candidate
        if contrary.target != candidate.target:
            values = confidence.features(contrary)[0]
            yield Candidate(route, group, values, False, shares, made_up=True)


def contradicted(pair: confidence.Pair) -> confidence.Pair:
    """The pair with another number in the target, if it has one; vectors hardly tell."""
    changed = re.sub(r"\d+", lambda found: str(int(found.group()) * 2 + 3), pair.target, count=1)
    return replace(pair, target=changed)


def from_ladders(folder: Path, encoder: Encoder) -> Iterator[Candidate]:
    """See the module docstring."""
    whole = []
    homes: dict[str, str] = {}
    for number, (source, target, gold_file) in enumerate(ladder_files(folder)):
        group = f"{folder.name}/{number}"
        gold = read_gold(gold_file)
        texts = [read_lines(source), read_lines(target)]
        languages = [path.suffix[1:] for path in (source, target)]
        whole.append((texts, languages, gold))
        beads = {(frozenset(a), frozenset(b)) for a, b in gold}
        pieces = cut(texts, gold, max(1, len(gold) // 100))
        stops = np.cumsum([len(piece[0]) for piece, _ in pieces])
        found = embedded(texts, languages, encoder)
        for candidate in label(Route.PARALLEL, group, *found, beads):
            piece = int(np.searchsorted(stops, candidate.place, "right"))
            yield replace(candidate, group=f"{group}/{piece}", as_it_is=True)
        for k, (piece, part) in enumerate(pieces):
            group = f"{folder.name}/{number}/{k}"
            homes.update((text, group) for text in piece[0])
            gaps, with_them = with_gaps(piece, part, seed=number)
            beads = {(frozenset(a), frozenset(b)) for a, b in with_them}
            yield from label(Route.PARALLEL, group, *embedded(gaps, languages, encoder), beads)
            for kept in (0.0, 0.15, 0.4, 0.7):
                thinned, *left = thin(piece, part, kept, changed=0.4)
                found = embedded(thinned, languages, encoder)
                yield from label(Route.COMPARABLE, group, *found, *left)
            thinned, *left = thin(piece, part, 0.7, changed=0.1)
            found = embedded(thinned, languages, encoder)
            yield from label(Route.PARALLEL, group, *found, *left)
    pairs = [
        (texts[0][a[0]], texts[1][b[0]])
        for texts, _, gold in whole
        for a, b in gold
        if len(a) == len(b) == 1
    ]
    yield from shuffled(pairs, languages, encoder, homes)
    for number, (texts, languages, _) in enumerate(whole[1:], 1):
        wrong = [whole[number - 1][0][0], texts[1]]
        found = embedded(wrong, languages, encoder)
        for route in (Route.COMPARABLE, Route.PARALLEL):
            yield from label(route, f"{folder.name}/{number}/0", *found, set())


def embedded(texts: list[list[str]], languages: list[str], encoder: Encoder):
    """A corpus of one document pair, and the pair."""
    documents = in_lines(texts, languages)
    corpus = embed_corpus(([documents[0]], [documents[1]]), encoder)
    return corpus, (corpus.sides[0][0], corpus.sides[1][0])


def in_lines(texts: list[list[str]], languages: list[str]) -> list[Document]:
    """Documents of one sentence a line."""
    return [
        read_text("\n".join(lines), language, ReadOptions(lines=True, language=language))
        for lines, language in zip(texts, languages, strict=True)
    ]


def thin(
    texts: list[list[str]], gold: Gold, kept: float, changed: float
) -> tuple[list[list[str]], set[Bead], set[Bead]]:
    """Comparable documents out of parallel ones.

    Whole beads are kept at a rate, of the others one side only. Of those kept, some are changed so
    that one side says more: a clause is cut off, or that of another sentence put on.

    Returns:
        The texts, the beads that are translations still, and those that are partial now.
    """
    chance = np.random.default_rng(int(kept * 100) + len(gold))
    out: tuple[list[str], list[str]] = ([], [])
    whole: set[Bead] = set()
    partial: set[Bead] = set()
    for bead in gold:
        both = chance.random() < kept
        alone = int(chance.random() < 0.5)
        numbers = []
        for side in (0, 1):
            start = len(out[side])
            if both or side == alone:
                out[side].extend(texts[side][k] for k in bead[side])
            numbers.append(frozenset(range(start, len(out[side]))))
        if not all(numbers):
            continue
        if chance.random() < changed and len(numbers[alone]) == 1:
            other = texts[alone][int(chance.integers(len(texts[alone])))]
            text = out[alone][-1]
            out[alone][-1] = shortened(text, chance) or lengthened(text, other)
            partial.add((numbers[0], numbers[1]))
        else:
            whole.add((numbers[0], numbers[1]))
    return list(out), whole, partial


def shortened(text: str, chance: np.random.Generator) -> str:
    """The text without what stands before or after one of its commas, a fifth of it or more."""
    places = [m.start() for m in re.finditer(", ", text) if 0.2 < m.start() / len(text) < 0.8]
    if not places or chance.random() < 0.3:
        return ""
    at = places[int(chance.integers(len(places)))]
    return text[:at] + "." if chance.random() < 0.6 else text[at + 2 :].capitalize()


def lengthened(text: str, other: str) -> str:
    """The text with another sentence's first clause after it."""
    return f"{text.rstrip('.')}, {other.split(', ')[0].rstrip('.')}."


def from_pool(folder: Path, encoder: Encoder) -> Iterator[Candidate]:
    """See the module docstring."""
    options = [ReadOptions(lines=True, language=language) for language in ("kk", "ru")]
    documents = [read_document(folder / f"{o.language}.txt", o) for o in options]
    corpus = embed_corpus(([documents[0]], [documents[1]]), encoder)
    pair = corpus.sides[0][0], corpus.sides[1][0]
    gold = {
        (frozenset([a]), frozenset([b])) for a, b in read_pairs(folder / "gold.tsv", scored=False)
    }
    found = label(Route.COMPARABLE, folder.name, corpus, pair, gold)
    for number, candidate in enumerate(found):
        yield replace(
            candidate,
            group=f"{folder.name}/{number % 10}",
            as_it_is=True,
        )


def from_lines(folder: Path, encoder: Encoder) -> Iterator[Candidate]:
    """See the module docstring."""
    languages = ["kk", "ru"]
    sides = [read_lines(folder / f"{language}.txt") for language in languages]
    homes = {text: f"{folder.name}/{k % 10}" for k, text in enumerate(sides[0])}
    yield from shuffled(list(zip(*sides, strict=True)), languages, encoder, homes)


def shuffled(
    pairs: list[tuple[str, ...]], languages: list[str], encoder: Encoder, homes: dict[str, str]
) -> Iterator[Candidate]:
    """Pools without order, in which a part of the sentences has a twin.

    `homes` are the groups of the source sentences, which are in several pools.
    """
    for number, kept in enumerate((0.3, 0.5, 0.8)):
        chance = np.random.default_rng(number)
        part = [pairs[k] for k in chance.permutation(len(pairs))[:700]]
        both = chance.random(len(part)) < kept
        alone = chance.integers(2, size=len(part))
        texts = []
        for side in (0, 1):
            here = np.flatnonzero(both | (alone == side))
            texts.append([part[k][side] for k in chance.permutation(here)])
        right = set(pairs)
        gold = {
            (frozenset([i]), frozenset([j]))
            for i, source in enumerate(texts[0])
            for j, target in enumerate(texts[1])
            if (source, target) in right
        }
        for candidate in label(Route.COMPARABLE, "", *embedded(texts, languages, encoder), gold):
            yield replace(candidate, group=homes[texts[0][candidate.place]])


def from_samples(folder: Path, encoder: Encoder) -> Iterator[Candidate]:
    """See the module docstring."""
    links, golds = [], {}
    for part in ("parallel", "comparable"):
        links += csv.DictReader(
            (folder / f"gold/{part}.links.tsv").open(encoding="utf-8"), delimiter="\t"
        )
        for row in csv.DictReader(
            (folder / f"gold/{part}.pairs.tsv").open(encoding="utf-8"), delimiter="\t"
        ):
            golds.setdefault((row["kk_doc"], row["ru_doc"]), []).append(row)
    sides = tuple(
        [read_document(folder / language / link[f"{language}_doc"]) for link in links]
        for language in ("kk", "ru")
    )
    corpus = embed_corpus(sides, encoder)
    for number, link in enumerate(links):
        pair = corpus.sides[0][number], corpus.sides[1][number]
        rows = golds[link["kk_doc"], link["ru_doc"]]
        beads = {
            kind: {
                tuple(
                    frozenset(numbers_of(d.document.sentence_texts, row[side]))
                    for side, d in zip(("kk", "ru"), pair, strict=True)
                )
                for row in rows
                if row["class"] == kind
            }
            for kind in ("translation", "partial")
        }
        route, group = Route(link["route"]), link["kk_doc"]
        yield from label(route, group, corpus, pair, beads["translation"], beads["partial"])


def fit(table: np.ndarray, labels: np.ndarray, counts: np.ndarray, decay: float) -> np.ndarray:
    """Logistic regression with a little decay on standardised features, signs as in BOUNDS.

    What hardly varies is hardly scaled, lest its coefficient run away. `counts` is how often each
    candidate counts.
    """
    spread = np.maximum(table.std(0), 0.05)
    spread[0] = 1.0
    scaled = table / spread

    def loss(weights):
        z = scaled @ weights
        value = counts * (np.logaddexp(0, z) - labels * z)
        gradient = scaled.T @ (counts * (1 / (1 + np.exp(-z)) - labels))
        return value.sum() + decay * (weights[1:] ** 2).sum(), gradient + 2 * decay * np.r_[
            0, weights[1:]
        ]

    bounds = [BOUNDS.get(name, (None, None)) for name in confidence.FEATURES]
    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return found.x / spread


def unseen(
    table: np.ndarray, truth: np.ndarray, counts: np.ndarray, parts: np.ndarray, decay: float
) -> np.ndarray:
    """The probabilities of each part's candidates, (n,), fitted on all other parts."""
    predicted = np.zeros(len(truth))
    for part in np.unique(parts):
        chosen = parts == part
        weights = fit(table[~chosen], truth[~chosen], counts[~chosen], decay)
        predicted[chosen] = 1 / (1 + np.exp(-(table[chosen] @ weights)))
    return predicted


def calibration(p: np.ndarray, truth: np.ndarray) -> str:
    """Expected calibration error, precision and recall."""
    figures, taken = calibrate(p.tolist(), truth.tolist()), p >= 0.5
    precision, recall = truth[taken].mean(), truth[taken].sum() / truth.sum()
    f1 = 2 * precision * recall / (precision + recall)
    at_nine = f"P at ≥ .9 {figures.sure_right:.4f} ({figures.sure} of {len(p)})"
    return f"ECE {figures.error:.4f}, {at_nine}, F1 at .5 {f1:.4f}"


def main() -> None:
    """See the module docstring."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--ladders", nargs="*", type=Path, default=[])
    parser.add_argument("--pools", nargs="*", type=Path, default=[])
    parser.add_argument("--lines", nargs="*", type=Path, default=[])
    parser.add_argument("--samples", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--decay", type=float, default=1.0)
    parser.add_argument("--plot", type=Path, help="reliability of P(translation), unseen folds")
    parser.add_argument("--without", default="", help="features to leave out, with commas")
    args = parser.parse_args()
    without = {name.strip() for name in args.without.split(",")}
    seen = np.array([name not in without for name in confidence.FEATURES], float)
    encoder = CachedEncoder(load_encoder())
    sets: dict[str, list[Candidate]] = {}
    for folder in args.ladders:
        sets[folder.name] = list(from_ladders(folder, encoder))
    for folder in args.pools:
        sets[folder.name] = list(from_pool(folder, encoder))
    for folder in args.lines:
        sets[folder.name] = list(from_lines(folder, encoder))
    if args.samples:
        sets["samples"] = list(from_samples(args.samples, encoder))
    kept, shown = {}, []
    for route in (Route.PARALLEL, Route.COMPARABLE):
        every = [(name, c) for name, group in sets.items() for c in group if c.route is route]
        own = np.array([name for name, _ in every])
        counted = np.array([not c.made_up for _, c in every])
        as_it_is = np.array([c.as_it_is for _, c in every])
        counts = np.where(as_it_is, AS_IT_IS, 1.0)
        table = np.stack([c.values for _, c in every]) * seen
        groups = sorted({c.group for _, c in every})
        fold = np.array([groups.index(c.group) % FOLDS for _, c in every])
        kept[str(route)] = {}
        for model in ("translation", "shares_content"):
            truth = np.array([getattr(c, model) for _, c in every], float)
            ways = {"in folds": unseen(table, truth, counts, fold, args.decay)}
            if len(set(own)) > 1:
                ways["without the set"] = unseen(table, truth, counts, own, args.decay)
            for name in sets:
                part = counted & (own == name)
                for some, what in ((part, name), (part & as_it_is, f"{name} as it is")):
                    for way, predicted in ways.items():
                        if some.any():
                            figures = calibration(predicted[some], truth[some])
                            print(f"{route}, {model}, {what}, {way}: {figures}", flush=True)
            if model == "translation":
                shown += zip(ways["in folds"][counted], truth[counted], strict=True)
            weights = (round(float(w), 4) for w in fit(table, truth, counts, args.decay))
            kept[str(route)][model] = dict(zip(confidence.FEATURES, weights, strict=True))
    if args.plot:
        reliability_diagram(*map(list, zip(*shown, strict=True)), args.plot)
        print(f"wrote {args.plot}")
    if args.output:
        args.output.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {args.output}")


if __name__ == "__main__":
    main()
