"""Nearest neighbours: exact against brute force, the index against the exact search."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aligner.search import nearest, nearest_both_ways
from aligner.vectors import normalised

NUMBERS = st.floats(-5, 5, width=32)


def rows(least=0):
    shapes = st.tuples(st.integers(least, 9), st.just(4))
    return shapes.flatmap(lambda shape: arrays(np.float32, shape, elements=NUMBERS))


@given(rows(least=1), rows(least=1), st.integers(1, 12))
def test_nearest_is_exact(queries, keys, k):
    queries, keys = np.round(queries), np.round(keys)  # so that there are ties
    values, numbers = nearest(queries, keys, k)
    assert values.shape == numbers.shape == (len(queries), min(k, len(keys)))
    dots = queries @ keys.T
    for row, found, value in zip(dots, numbers, values, strict=True):
        assert len(set(found.tolist())) == len(found)
        assert value.tolist() == sorted(row.tolist(), reverse=True)[: len(found)]
        assert row[found].tolist() == value.tolist()


def test_ties_go_to_the_first():
    values, numbers = nearest(np.ones((1, 2), np.float32), np.ones((5, 2), np.float32), 5)
    assert numbers.tolist() == [[0, 1, 2, 3, 4]]
    assert values.tolist() == [[2] * 5]


def test_large_pools_are_searched_whole():
    chance = np.random.default_rng(1)
    queries = normalised(chance.standard_normal((4500, 8)).astype(np.float32))
    _, numbers = nearest(queries, queries[::-1], 1)
    assert numbers[:, 0].tolist() == list(range(4499, -1, -1))


@given(rows(least=1), rows(least=1), st.integers(1, 12))
def test_both_ways_are_two_searches(source, target, k):
    source, target = np.round(source), np.round(target)
    forward, backward = nearest_both_ways(source, target, k)
    for found, wanted in (
        (forward, nearest(source, target, k)),
        (backward, nearest(target, source, k)),
    ):
        assert found.values.tolist() == wanted.values.tolist()
        assert found.numbers.tolist() == wanted.numbers.tolist()


def test_the_index_finds_nearly_all():
    """As many dimensions as the default model has; the index is asked for by a low bound."""
    chance = np.random.default_rng(5)
    middles = chance.standard_normal((200, 384)).astype(np.float32)
    blur = chance.standard_normal((2, 5000, 384)).astype(np.float32)
    pools = [normalised(middles[chance.integers(0, 200, 5000)] + noise) for noise in blur]
    exact = nearest(*pools, 4).numbers
    found = nearest(*pools, 4, exact=1).numbers
    shared = [len(set(a) & set(b)) for a, b in zip(exact.tolist(), found.tolist(), strict=True)]
    assert sum(shared) / exact.size >= 0.99
    assert nearest(*pools, 4, exact=1).numbers.tolist() == found.tolist()
