"""Learns from decisions: the confidence of a corpus, refitted and measured on what it did not see.

The coefficients that ship with Egiz stay the starting point: each may move away from its own value
only as far as decisions pull it (logistic regression with a normal prior around the shipped
weights, found by Newton's method). How far is chosen on the decisions themselves, by folds over
document pairs; and what is told of the result comes from other folds, which had no part in either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bead import Route
from .confidence import Coefficients
from .evaluation import Calibration, calibrate

Float = NDArray[np.float64]

LEAST = 20
"""Translations, and others, that there have to be at least."""
FOLDS = 5
_PRIORS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
_STEPS = 50
_CLIP = 30.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that a person has judged.

    Attributes:
        route: by which it was found.
        values: its features, in the order of `confidence.FEATURES`.
        right: it is a translation.
        group: its document pair.
    """

    route: Route
    values: tuple[float, ...]
    right: bool
    group: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What decisions teach.

    Attributes:
        coefficients: fitted on all decisions.
        right: how many judged pairs are translations.
        wrong: how many are not.
        groups: document pairs that they come from.
        by_documents: folds held out whole document pairs; else, where there are too few, pairs.
        before: how the shipped confidences do on held-out decisions.
        after: how refitted ones do on the same.
        loss: mean negative log likelihood (nats) before and after.
        kept: share of all that a threshold of .5 takes right, before and after.
    """

    coefficients: Mapping[Route, Coefficients]
    right: int
    wrong: int
    groups: int
    by_documents: bool
    before: Calibration
    after: Calibration
    loss: tuple[float, float]
    kept: tuple[float, float]

    @property
    def better(self) -> bool:
        """Whether held-out decisions speak for the refitted confidence."""
        return self.loss[1] < self.loss[0]


def learn(judged: Sequence[Judged], start: Mapping[Route, Coefficients]) -> Learned:
    """Refit the confidence of a corpus, and measure it on held-out decisions.

    Args:
        judged: pairs that people judged; `enough` says whether there are enough of them.
        start: the coefficients that the judged pairs' confidences come from.
    """
    groups = sorted({pair.group for pair in judged})
    by_documents = len(groups) >= FOLDS
    folds = _folds(judged, by_documents=by_documents)
    before = _confidences(judged, start)
    after = np.zeros(len(judged))
    for fold in range(FOLDS):
        train = [pair for pair, of in zip(judged, folds, strict=True) if of != fold]
        test = np.flatnonzero(folds == fold)
        if len(test):
            fitted = _fit(train, start, by_documents=by_documents)
            after[test] = _confidences([judged[int(n)] for n in test], fitted)
    right = np.array([pair.right for pair in judged], np.float64)
    return Learned(
        coefficients=_fit(judged, start, by_documents=by_documents),
        right=int(right.sum()),
        wrong=int((1 - right).sum()),
        groups=len(groups),
        by_documents=by_documents,
        before=calibrate(before.tolist(), right.tolist()),
        after=calibrate(after.tolist(), right.tolist()),
        loss=(_loss(before, right), _loss(after, right)),
        kept=(_hits(before, right), _hits(after, right)),
    )


def enough(judged: Sequence[Judged]) -> bool:
    """Whether there are enough judged pairs of either kind to learn from."""
    right = sum(pair.right for pair in judged)
    return min(right, len(judged) - right) >= LEAST


def _folds(judged: Sequence[Judged], *, by_documents: bool) -> NDArray[np.int64]:
    """The fold of each: whole document pairs, the largest first into the emptiest fold."""
    if not by_documents:
        order = np.random.default_rng(1).permutation(len(judged))
        return np.asarray(order % FOLDS, np.int64)
    sizes: dict[int, int] = {}
    for pair in judged:
        sizes[pair.group] = sizes.get(pair.group, 0) + 1
    filled, of = [0] * FOLDS, dict[int, int]()
    for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        of[group] = min(range(FOLDS), key=filled.__getitem__)
        filled[of[group]] += size
    return np.array([of[pair.group] for pair in judged], np.int64)


def _fit(
    judged: Sequence[Judged], start: Mapping[Route, Coefficients], *, by_documents: bool
) -> dict[Route, Coefficients]:
    """Coefficients by route; the strength of the prior is chosen by folds of these very pairs."""
    folds = _folds(judged, by_documents=by_documents)

    def loss_of(prior: float) -> float:
        total = 0.0
        for fold in range(FOLDS):
            train = [pair for pair, of in zip(judged, folds, strict=True) if of != fold]
            test = [pair for pair, of in zip(judged, folds, strict=True) if of == fold]
            if test:
                found = _confidences(test, _fit_all(train, start, prior))
                total += _loss(found, np.array([p.right for p in test], np.float64)) * len(test)
        return total

    return _fit_all(judged, start, min(_PRIORS, key=loss_of))


def _fit_all(
    judged: Sequence[Judged], start: Mapping[Route, Coefficients], prior: float
) -> dict[Route, Coefficients]:
    out = dict(start)
    for route, shipped in start.items():
        own = [pair for pair in judged if pair.route is route]
        if own:
            table = np.array([pair.values for pair in own], np.float64)
            right = np.array([pair.right for pair in own], np.float64)
            weights = _newton(table, right, shipped.translation.astype(np.float64), prior)
            out[route] = Coefficients(weights.astype(np.float32), shipped.shares_content)
    return out


def _newton(table: Float, right: Float, start: Float, prior: float) -> Float:
    """Weights of least loss, drawn towards `start` by `prior` on the features' own scales."""
    scale = np.maximum(table.std(0), 1e-2)
    scale[0] = 0.3  # the constant may move more freely
    pull = prior * scale**2
    weights = start.copy()

    def loss(at: Float) -> float:
        logit = np.clip(table @ at, -_CLIP, _CLIP)
        fit = np.logaddexp(0, logit).sum() - (right * logit).sum()
        return float(fit + 0.5 * (pull * (at - start) ** 2).sum())

    for _ in range(_STEPS):
        chance = _sigmoid(table @ weights)
        slope = table.T @ (chance - right) + pull * (weights - start)
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        weights, gained = _stepped(loss, weights, step)
        if gained < 1e-9:
            break
    return weights


def _stepped(loss: Callable[[Float], float], weights: Float, step: Float) -> tuple[Float, float]:
    """A step, or the part of it that lowers the loss, and by how much; none where none does."""
    now = loss(weights)
    length = 1.0
    while length > 1e-6:
        moved = weights - length * step
        gained = now - loss(moved)
        if gained > 0:
            return moved, gained
        length /= 2
    return weights, 0.0


def _confidences(judged: Sequence[Judged], coefficients: Mapping[Route, Coefficients]) -> Float:
    return np.array(
        [
            float(_sigmoid(np.dot(coefficients[pair.route].translation, pair.values)))
            for pair in judged
        ]
    )


def _sigmoid(x: Float) -> Float:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -_CLIP, _CLIP))), np.float64)


def _loss(confidences: Float, right: Float) -> float:
    sure = np.clip(np.where(right > 0, confidences, 1 - confidences), 1e-6, 1)
    return float(-np.log(sure).mean())


def _hits(confidences: Float, right: Float) -> float:
    return float(((confidences >= 0.5) == (right > 0)).mean())
