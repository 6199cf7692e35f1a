"""From scores to P(translation), with a class and a reason that a person can read.

Cosine and margin are no probabilities. Two logistic models over a few features say how likely a
pair is a translation, and how likely it shares content at all (a translation or a part of one). A
bead of a ladder has the order of both documents on its side, a mined one has not, so each route has
coefficients of its own. They stand in `data/confidence.json` and are fitted by
`benchmarks/fit_confidence.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from .bead import BeadClass, Route
from .coverage import Coverage
from .evidence import Agreement, compare

Float32 = NDArray[np.float32]

FEATURES = (
    *("one", "similarity", "margin", "contrast", "context", "density", "length"),
    *("length squared", "numbers shared", "numbers differ", "numbers missing", "names shared"),
    *("names differ", "names missing", "question", "quotes", "joined", "short"),
    *("covered more", "covered less", "stronger stretch", "weakest stretch"),
    *("cut otherwise", "doubt"),
)


SIDES = ("source", "target")


@dataclass(frozen=True, slots=True)
class Pair:
    """A candidate pair as the confidence sees it.

    Attributes:
        source: text.
        target: text.
        similarity: cosine of the centred vectors over that of a typical translation.
        margin: similarity less the neighbourhoods' mean, on the same scale.
        contrast: similarity less that of the best other choice of either side, same scale.
        density: how much of the two documents has a twin, 0…1.
        coverage: how well the two cover each other (see `coverage`).
        context: mean similarity of the sentences before and after, same scale.
        length_ratio: characters of all source over all target text that the pair comes from.
        joined: sentences in the pair beyond one a side.
        doubt: how likely another bead of the ladder is right; 0 where there is no ladder.
        known_names: names that both documents have; None if it is not known.
    """

    source: str
    target: str
    similarity: float
    margin: float
    contrast: float
    context: float
    density: float
    coverage: Coverage
    length_ratio: float = 1.0
    joined: int = 0
    doubt: float = 0.0
    known_names: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the confidence says of a pair; `kind` is None when nothing speaks for it.

    `features` are what it was made of, in the order of FEATURES.
    """

    confidence: float
    shares_content: float
    kind: BeadClass | None
    reason: str
    features: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Weights over FEATURES of the two logistic models of a route."""

    translation: Float32
    shares_content: Float32

    def probabilities(self, table: Float32) -> tuple[Float32, Float32]:
        """P(translation) and P(shares content) of (n, features) candidates, 0…1 each (n,)."""
        translation = _sigmoid(table @ self.translation)
        return translation, np.maximum(translation, _sigmoid(table @ self.shares_content))


@dataclass(frozen=True, slots=True)
class ConfidenceConfig:
    """Where the classes begin.

    The probability is that of just this pair. A bead of a ladder that is a sentence too long or too
    short is a translation for the most part, so a little less than even is enough for it. What was
    found without the order to speak for it has to be twice as likely right as wrong.

    Attributes:
        translation: least P(translation), of a mined pair.
        in_order: the same of a bead of a ladder.
        partial: least P(shares content).
        related: least similarity, as a part of a typical translation's.
        coefficients: a corpus's own, learned from decisions; None for those that ship with Egiz.
    """

    translation: float = 2 / 3
    in_order: float = 0.45
    partial: float = 0.5
    related: float = 0.64
    coefficients: Mapping[Route, Coefficients] | None = field(default=None, compare=False)

    def kind_of(
        self, route: Route, translation: float, shares_content: float, similarity: float
    ) -> BeadClass | None:
        """The class of a pair by its probabilities and its similarity (on the scale of `Pair`)."""
        if translation >= (self.in_order if route is Route.PARALLEL else self.translation):
            return BeadClass.TRANSLATION
        if shares_content >= self.partial:
            return BeadClass.PARTIAL
        return BeadClass.RELATED if similarity >= self.related else None


@lru_cache
def fitted() -> dict[Route, Coefficients]:
    """The coefficients that ship with Egiz, for both routes that pair anything."""
    text = files("aligner").joinpath("data/confidence.json").read_text(encoding="utf-8")
    return coefficients_from(json.loads(text))


def coefficients_from(
    models: Mapping[str, Mapping[str, Mapping[str, float]]],
) -> dict[Route, Coefficients]:
    """Coefficients out of plain data: route → model → feature → weight.

    Raises:
        KeyError: a feature, model or route is missing or unknown.
    """
    return {
        Route(route): Coefficients(
            **{
                name: np.array([weights[feature] for feature in FEATURES], np.float32)
                for name, weights in found.items()
            }
        )
        for route, found in models.items()
    }


def features(pair: Pair) -> tuple[Float32, Agreement]:
    """The features of a pair in the order of FEATURES, and the agreement that some rest on."""
    words = compare(pair.source, pair.target, pair.known_names)
    longer = abs(math.log((len(pair.source) + 10) / (pair.length_ratio * len(pair.target) + 10)))
    numbers = sorted(map(len, words.numbers_only))
    missing = max(words.names_missing) - min(words.names_missing)
    values = [
        1.0,
        pair.similarity,
        pair.margin,
        min(pair.contrast, 0.5),
        max(pair.context, 0.0),
        min(pair.density, 0.2),
        longer,
        longer**2,
        min(len(words.numbers_shared), 3),
        min(numbers[0], 3),
        min(numbers[1] - numbers[0], 3),
        min(words.names_shared, 4),
        min(*words.names_only, 4),
        min(missing, 4),
        float(words.question),
        float(words.quotes),
        float(min(pair.joined, 3)),
        float(min(len(pair.source), len(pair.target)) < 25),
        max(pair.coverage.mean),
        min(pair.coverage.mean),
        max(pair.coverage.weakest),
        min(pair.coverage.weakest),
        float(words.cut_otherwise),
        pair.doubt,
    ]
    return np.array(values, np.float32), words


def judge(
    pairs: Sequence[Pair],
    route: Route,
    config: ConfidenceConfig,
) -> list[Verdict]:
    """The verdict on each pair; the route is the one by which they were found."""
    if not pairs:
        return []
    coefficients = (config.coefficients or fitted())[route]
    found = [features(pair) for pair in pairs]
    table = np.stack([values for values, _ in found])
    translation, shares = coefficients.probabilities(table)
    verdicts = []
    for pair, (values, words), p, q in zip(pairs, found, translation, shares, strict=True):
        kind = config.kind_of(route, p, q, pair.similarity)
        reason = _reason(pair, words, kind)
        verdicts.append(Verdict(float(p), float(q), kind, reason, tuple(map(float, values))))
    return verdicts


def _sigmoid(x: Float32) -> Float32:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def _reason(pair: Pair, words: Agreement, kind: BeadClass | None) -> str:
    """What speaks for and against, the weightiest first."""
    said = []
    left, right = words.numbers_only
    if left and right:
        said.append(f"numbers differ: {', '.join(left[:3])} / {', '.join(right[:3])}")
    elif left or right:
        side = "source" if left else "target"
        said.append(f"only the {side} has {', '.join((left or right)[:3])}")
    weak = [side for side, least in zip(SIDES, pair.coverage.weakest, strict=True) if least < 0.4]
    if weak:
        other = "other side" if len(weak) == 2 else SIDES[1 - SIDES.index(weak[0])]
        said.append(f"part of the {' and '.join(weak)} is not in the {other}")
    ratio = len(pair.source) / max(pair.length_ratio * len(pair.target), 1)
    if not weak and max(ratio, 1 / max(ratio, 0.01)) > 1.7:
        said.append(f"the {'source' if ratio > 1 else 'target'} is much longer")
    if pair.similarity < 0.7:
        said.append("not very alike")
    if pair.contrast < 0:
        said.append("another sentence is nearer")
    if not words.question:
        said.append("only one side asks")
    if words.cut_otherwise:
        said.append("one side breaks off elsewhere")
    if pair.doubt > 0.5:
        said.append("a neighbour may belong to it, or a part of it to a neighbour")
    if words.numbers_shared:
        said.append(f"numbers agree: {', '.join(words.numbers_shared[:3])}")
    if words.names_shared:
        said.append("names agree")
    if kind is BeadClass.TRANSLATION and pair.similarity >= 0.9:
        said.append("very alike")
    return "; ".join(said) or "alike"
