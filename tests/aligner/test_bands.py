"""Blocks of long documents: they cover both sides, stay small, and are cut where beads begin."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.bands import BandConfig, blocks, longest_rise, sure_places
from aligner.vectors import normalised

CONFIG = BandConfig(block=30, area=3000)


def vectors(count, seed):
    chance = np.random.default_rng(seed)
    return normalised(chance.standard_normal((count, 32)).astype(np.float32))


def translated(source, seed=5):
    return normalised(source + 0.1 * vectors(len(source), seed))


def assert_covers(found, source, target):
    """In order, without gaps or overlaps, none larger than allowed."""
    for side, vectors_of in enumerate((source, target)):
        ends = [0, *(block[side].stop for block in found)]
        assert [block[side].start for block in found] == ends[:-1]
        assert ends[-1] == len(vectors_of)
    assert all(len(rows) * len(columns) <= CONFIG.area for rows, columns in found)


def test_a_short_pair_stays_whole():
    assert list(blocks(vectors(30, 1), vectors(8, 2), CONFIG)) == [(range(30), range(8))]


def test_a_translation_is_cut_where_beads_begin():
    source = vectors(500, 1)
    found = list(blocks(source, translated(source), CONFIG))
    assert_covers(found, source, source)
    assert all(rows == columns for rows, columns in found)
    assert max(len(rows) for rows, _ in found) <= 40


def test_a_long_passage_without_translation_stands_in_one_block_of_its_own():
    """Its ends are found, whatever the passage is cut into."""
    source, passage = vectors(300, 1), vectors(2000, 9)
    twins = translated(source)
    target = np.concatenate([twins[:140], passage, twins[140:]])
    found = list(blocks(source, target, CONFIG))
    assert_covers(found, source, target)
    for rows, columns in found:
        before, after = rows.stop <= 130, rows.start >= 170
        if before or after:
            assert columns == range(rows.start + 2000 * after, rows.stop + 2000 * after)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (np.repeat(vectors(1, 1), 700, axis=0), np.repeat(vectors(1, 1), 900, axis=0)),
        (vectors(700, 1), vectors(900, 2)),
        (vectors(90, 1), vectors(900, 2)),
        (np.zeros((400, 32), np.float32), np.zeros((300, 32), np.float32)),
        (vectors(1, 1), vectors(5000, 2)),
        (vectors(0, 1), vectors(100, 2)),
    ],
    ids=["all the same", "unrelated", "ten times longer", "no text", "one line", "empty"],
)
def test_where_nothing_is_sure_blocks_stay_small(source, target):
    for sides in ((source, target), (target, source)):
        assert_covers(list(blocks(*sides, CONFIG)), *sides)


def test_the_same_sentence_over_and_over_goes_along_the_diagonal():
    same = np.repeat(vectors(1, 1), 900, axis=0)
    for rows, columns in blocks(same, same, CONFIG):
        assert abs(rows.start - columns.start) <= 3 * CONFIG.block


def test_places_between_unrelated_documents_are_few():
    assert len(sure_places(vectors(1000, 1), vectors(1200, 2))) <= 3


def test_sure_places_of_many_sentences_are_found_by_asking_for_some():
    source = vectors(5000, 1)
    target = np.concatenate([vectors(77, 3), translated(source)])
    places = sure_places(source, target)
    assert 1000 <= len(places) <= 2000
    assert all(j - i == 77 for i, j in places)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_blocks_cover_whatever_there_is(data):
    """Few distinct sentences, so that much is equal and little is sure."""
    kinds = vectors(4, 1)
    sides = [
        kinds[data.draw(st.lists(st.integers(0, 3), min_size=0, max_size=120))] for _ in range(2)
    ]
    assert_covers(list(blocks(*sides, CONFIG)), *sides)


@given(st.lists(st.integers(0, 9), max_size=9))
def test_the_longest_rise_is_as_long_as_it_can_be(targets):
    pairs = list(enumerate(targets))
    chain = longest_rise(pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chain))
    assert set(chain) <= set(pairs)
    longest = [1] * len(targets)
    for at, value in enumerate(targets):
        longest[at] += max((longest[k] for k in range(at) if targets[k] < value), default=0)
    assert len(chain) == max(longest, default=0)
