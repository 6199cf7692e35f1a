"""Twins in unordered pools."""

import numpy as np
import pytest

from aligner.mining import MiningConfig, Neighbourhoods, mine_twins, neighbourhoods
from aligner.vectors import normalised

CONFIG = MiningConfig()


def planted(count, seed=0, noise=0.3, dim=64):
    """Two pools; the twin of each source row stands somewhere among the target rows."""
    chance = np.random.default_rng(seed)
    source = normalised(chance.standard_normal((count, dim)).astype(np.float32))
    order = chance.permutation(count)
    blur = normalised(chance.standard_normal((count, dim)).astype(np.float32))
    target = normalised(source[order] + noise * blur)
    return source, target, {(int(row), place) for place, row in enumerate(order)}


def places(twins):
    return {(twin.source, twin.target) for twin in twins}


@pytest.mark.parametrize("count", [1, 3, 40, 300])
def test_planted_twins_are_found(count):
    source, target, wanted = planted(count)
    assert places(mine_twins(source, target, CONFIG)) == wanted


def test_twins_are_one_to_one_and_sorted():
    chance = np.random.default_rng(3)
    source = normalised(chance.standard_normal((30, 8)).astype(np.float32))
    target = normalised(chance.standard_normal((50, 8)).astype(np.float32))
    twins = mine_twins(source, target, CONFIG)
    assert 0 < len(twins) <= 30
    for side in ("source", "target"):
        numbers = [getattr(twin, side) for twin in twins]
        assert len(set(numbers)) == len(numbers)
    margins = [twin.margin for twin in twins]
    assert margins == sorted(margins, reverse=True)
    for twin in twins:
        assert twin.similarity == pytest.approx(
            float(source[twin.source] @ target[twin.target]), abs=1e-5
        )


def test_rows_of_zeros_are_never_paired():
    source, target, wanted = planted(20)
    source[4] = target[7] = 0
    found = places(mine_twins(source, target, CONFIG))
    assert not {pair for pair in found if pair[0] == 4 or pair[1] == 7}
    assert {pair for pair in wanted if pair[0] != 4 and pair[1] != 7} <= found
    assert mine_twins(np.zeros((3, 4), np.float32), np.zeros((2, 4), np.float32), CONFIG) == []


@pytest.mark.parametrize("seed", range(5))
def test_swapped_sides_give_the_same_twins(seed):
    source, target, _ = planted(25, seed, noise=2.0, dim=16)
    found = places(mine_twins(source, target[:15], CONFIG))
    swapped = places(mine_twins(target[:15], source, CONFIG))
    assert found == {(i, j) for j, i in swapped}


def test_empty_pools_have_no_twins():
    source, _, _ = planted(3)
    nothing = np.zeros((0, 64), np.float32)
    assert mine_twins(source, nothing, CONFIG) == []
    assert mine_twins(nothing, source, CONFIG) == []


def test_a_sentence_near_to_everything_needs_more():
    """A hub's margin is its similarity less how near it is to all."""
    source, target, _ = planted(10)
    near = neighbourhoods(source, target, CONFIG)
    usual = {twin.source: twin.margin for twin in mine_twins(source, target, CONFIG)}
    hub = Neighbourhoods(near.source.copy(), near.target)
    hub.source[0] += 0.4
    changed = {twin.source: twin.margin for twin in mine_twins(source, target, CONFIG, hub)}
    assert changed[0] == pytest.approx(usual[0] - 0.2, abs=1e-5)
    assert changed[1] == pytest.approx(usual[1], abs=1e-5)


def test_what_is_ruled_out_is_not_paired():
    source, target, wanted = planted(20)
    odd = mine_twins(
        source, target, CONFIG, against=lambda pairs: np.where(pairs[:, 0] % 2, 0, np.inf)
    )
    assert places(odd) >= {pair for pair in wanted if pair[0] % 2}
    assert all(twin.source % 2 for twin in odd)


def test_of_equal_sentences_the_one_with_less_against_it_is_taken():
    source, _, _ = planted(20)
    target = np.concatenate([source, source])
    twins = mine_twins(source, target, CONFIG, against=lambda pairs: 0.1 * (pairs[:, 1] < 20))
    assert places(twins) == {(k, k + 20) for k in range(20)}
