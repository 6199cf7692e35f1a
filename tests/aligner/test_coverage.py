"""How much of a text the other one covers, token by token."""

import numpy as np
import pytest

from aligner.coverage import STRETCH, cover, weakest_stretch
from aligner.vectors import normalised


def tokens(count, seed=0):
    chance = np.random.default_rng(seed)
    return normalised(chance.standard_normal((count, 64)).astype(np.float32))


def test_a_text_covers_itself_in_any_order():
    text = tokens(20)
    coverage = cover(text, text[::-1])
    assert coverage.mean == pytest.approx((1, 1), abs=1e-5)
    assert coverage.weakest == pytest.approx((1, 1), abs=1e-5)


def test_what_only_one_side_says_shows_on_that_side():
    shared, more = tokens(20), tokens(2 * STRETCH, seed=1)
    coverage = cover(np.concatenate([shared[:10], more, shared[10:]]), shared)
    assert (coverage.mean[1], coverage.weakest[1]) == pytest.approx((1, 1), abs=1e-5)
    assert coverage.weakest[0] < coverage.mean[0] < 0.9
    swapped = cover(shared, np.concatenate([shared[:10], more, shared[10:]]))
    assert swapped.mean == pytest.approx(coverage.mean[::-1], abs=1e-5)
    assert swapped.weakest == pytest.approx(coverage.weakest[::-1], abs=1e-5)


def test_nothing_covers_nothing():
    for source, target in ((0, 5), (5, 0), (0, 0)):
        coverage = cover(tokens(source), tokens(target))
        assert coverage.mean == coverage.weakest == (0, 0)


def test_the_weakest_stretch_is_a_mean_over_consecutive_tokens():
    near = np.ones(30, np.float32)
    near[10 : 10 + STRETCH] = 0.25
    assert weakest_stretch(near) == pytest.approx(0.25)
    near[10] = 1
    assert weakest_stretch(near) == pytest.approx((0.25 * (STRETCH - 1) + 1) / STRETCH)
    assert weakest_stretch(np.array([0.5, 1.0], np.float32)) == pytest.approx(0.75)
