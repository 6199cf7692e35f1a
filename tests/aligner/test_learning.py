"""What decisions teach: where they differ from the shipped confidence, and only as far."""

import numpy as np
import pytest

from aligner.bead import Route
from aligner.confidence import FEATURES, Coefficients, fitted
from aligner.learning import LEAST, Judged, enough, learn


def drawn(weights, count, seed=0, groups=10):
    """Pairs whose truth follows these weights."""
    chance = np.random.default_rng(seed)
    table = chance.standard_normal((count, len(FEATURES))) * 0.3
    table[:, 0] = 1
    right = chance.random(count) < 1 / (1 + np.exp(-table @ weights))
    return [
        Judged(Route.PARALLEL, tuple(values), bool(truth), number % groups)
        for number, (values, truth) in enumerate(zip(table, right, strict=True))
    ]


def coefficients(weights):
    known = fitted()[Route.PARALLEL]
    return {Route.PARALLEL: Coefficients(weights.astype(np.float32), known.shares_content)}


@pytest.fixture
def weights():
    found = np.random.default_rng(3).standard_normal(len(FEATURES)) * 2
    found[0] = 0  # as many translations as others
    return found


def test_a_shifted_corpus_is_learned(weights):
    truth = weights.copy()
    truth[0] += 1.5
    truth[1] -= 2
    learned = learn(drawn(truth, 600), coefficients(weights))
    assert learned.better
    assert learned.loss[1] < 0.9 * learned.loss[0]
    assert learned.after.error < learned.before.error
    found = learned.coefficients[Route.PARALLEL].translation
    assert abs(found[0] - truth[0]) < abs(weights[0] - truth[0])
    # On pairs that had no part in it, too.
    fresh = drawn(truth, 2000, seed=9)
    losses = [
        np.mean([np.logaddexp(0, -(1 if p.right else -1) * np.dot(w, p.values)) for p in fresh])
        for w in (weights, found)
    ]
    assert losses[1] < losses[0]


def test_what_is_right_already_hardly_moves(weights):
    learned = learn(drawn(weights, 600), coefficients(weights))
    assert learned.loss[1] < learned.loss[0] + 0.01
    moved = learned.coefficients[Route.PARALLEL].translation - weights
    assert np.abs(moved).max() < 1


def test_noise_is_not_called_better(weights):
    chance = np.random.default_rng(5)
    judged = [
        Judged(p.route, p.values, bool(chance.random() < 0.5), p.group)
        for p in drawn(weights * 0, 200)
    ]
    flat = coefficients(weights * 0)
    learned = learn(judged, flat)
    assert learned.loss[1] > learned.loss[0] - 0.01


def test_the_same_decisions_teach_the_same(weights):
    judged = drawn(weights, 200)
    first, second = (learn(judged, coefficients(weights + 1)) for _ in range(2))
    assert first.loss == second.loss


def test_a_route_without_decisions_keeps_its_confidence(weights):
    learned = learn(drawn(weights, 100), fitted())
    assert learned.coefficients[Route.COMPARABLE] is fitted()[Route.COMPARABLE]


def test_few_documents_are_told(weights):
    assert learn(drawn(weights, 200), coefficients(weights)).by_documents
    assert not learn(drawn(weights, 200, groups=2), coefficients(weights)).by_documents


def test_a_few_decisions_are_not_enough():
    judged = [Judged(Route.PARALLEL, (1.0,) * len(FEATURES), n < LEAST, 0) for n in range(60)]
    assert enough(judged)
    assert not enough(judged[1:])
    assert not enough(judged[: 2 * LEAST - 1])
