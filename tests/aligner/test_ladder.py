"""The ladder: planted beads found again, every path whole; arrays stand for documents."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.bands import BandConfig
from aligner.evidence import surface_of
from aligner.ladder import BEAD_TYPES, LadderConfig, Side, align_ladder
from aligner.profile import TRACE_DIM
from aligner.surface import DIM
from aligner.vectors import normalised

CONFIG = LadderConfig()


def side(ideas, groups, seed, follows=None):
    """Sentences that each say some of the ideas, as a translator's noise has it.

    Args:
        ideas: (n, dim) one vector an idea.
        groups: for each sentence the numbers of its ideas.
        seed: of the noise.
        follows: as in Side; by default every sentence follows the one before.
    """
    chance = np.random.default_rng(seed)
    count, dim = len(groups), ideas.shape[1]
    vectors = np.zeros((count, dim), np.float32)
    traces = []
    for row, group in zip(vectors, groups, strict=True):
        row[:] = ideas[list(group)].mean(0) + 0.05 * chance.standard_normal(dim)
        tokens = np.repeat(ideas[list(group), :TRACE_DIM], 10, axis=0)
        tokens = tokens + 0.1 * chance.standard_normal(tokens.shape)
        traces.append(normalised(tokens.astype(np.float32)).astype(np.float16))
    sizes = np.array([len(group) for group in groups], np.float32)
    return Side(
        vectors=vectors,
        tokens=10 * sizes,
        surface=np.zeros((count, DIM), np.float32),
        lengths=60 * sizes,
        traces=tuple(traces),
        words=(surface_of(""),) * count,
        follows=np.ones(count, np.bool_) if follows is None else np.array(follows, np.bool_),
    )


def make_ideas(count, seed=0):
    chance = np.random.default_rng(seed)
    return chance.standard_normal((count, 96)).astype(np.float32) / 96**0.5 * 2


def aligned(source_groups, target_groups, config=CONFIG, **sides):
    ideas = make_ideas(1 + max((i for g in (*source_groups, *target_groups) for i in g), default=0))
    source = side(ideas, source_groups, 1, sides.get("source_follows"))
    target = side(ideas, target_groups, 2, sides.get("target_follows"))
    return [(list(a), list(b)) for a, b in align_ladder(source, target, config).path]


def singles(numbers):
    return [(number,) for number in numbers]


def assert_covers(path, rows, columns):
    """Both sides in order, without gaps or overlaps, and each bead has something."""
    assert [number for a, _ in path for number in a] == list(range(rows))
    assert [number for _, b in path for number in b] == list(range(columns))
    for a, b in path:
        assert (len(a), len(b)) in {*BEAD_TYPES, (1, 0), (0, 1)}


def test_documents_that_are_the_same():
    assert aligned(singles(range(30)), singles(range(30))) == [([k], [k]) for k in range(30)]


@pytest.mark.parametrize("dropped", [[0], [7], [19], [6, 7, 8, 9], [0, 19], list(range(5, 15))])
def test_sentences_without_a_twin_stand_alone(dropped):
    kept = [k for k in range(20) if k not in dropped]
    path = aligned(singles(range(20)), singles(kept))
    assert sorted(path) == sorted(
        [([k], [kept.index(k)]) for k in kept] + [([k], []) for k in dropped]
    )
    mirrored = aligned(singles(kept), singles(range(20)))
    assert [bead for bead in mirrored if not bead[0]] == [([], [k]) for k in dropped]


@pytest.mark.parametrize("size", [2, 3])
def test_merged_sentences_are_joined(size):
    """Source sentences 8 … 8 + size - 1 are one sentence in the target."""
    merged = tuple(range(8, 8 + size))
    target = [*singles(range(8)), merged, *singles(range(8 + size, 20))]
    wanted = [([k], [k]) for k in range(8)] + [(list(merged), [8])]
    wanted += [([k], [k - size + 1]) for k in range(8 + size, 20)]
    assert aligned(singles(range(20)), target) == wanted
    assert aligned(target, singles(range(20))) == [(b, a) for a, b in wanted]


def test_joins_never_cross_a_break():
    """Between sentences 8 and 9 stands site furniture: no bead may hold both."""
    source = singles(range(20))
    target = [*singles(range(8)), (8, 9), *singles(range(10, 20))]
    follows = [k != 9 for k in range(20)]
    joined = aligned(source, target)
    apart = aligned(source, target, source_follows=follows)
    assert ([8, 9], [8]) in joined
    assert not [a for a, _ in apart if {8, 9} <= set(a)]
    assert_covers(apart, 20, 19)


def test_one_empty_side():
    assert aligned([], singles(range(3))) == [([], [0]), ([], [1]), ([], [2])]
    assert aligned(singles(range(3)), []) == [([0], []), ([1], []), ([2], [])]
    assert aligned([], []) == []


@pytest.mark.parametrize("twin", [0, 25, 49])
def test_one_sentence_against_fifty(twin):
    """With so little beside it, it may stay alone; it joins no other."""
    path = aligned(singles([twin]), singles(range(50)))
    assert_covers(path, 1, 50)
    (bead,) = (bead for bead in path if bead[0])
    assert bead in [([0], [twin]), ([0], [])]


def test_sentences_that_are_all_the_same():
    """Nothing tells them apart but their order."""
    path = aligned([(0,)] * 20, [(0,)] * 20)
    assert_covers(path, 20, 20)


def test_documents_with_nothing_in_common():
    path = aligned(singles(range(15)), singles(range(15, 30)))
    assert_covers(path, 15, 15)


def test_blocks_give_the_path_of_the_whole():
    """A long document is cut at sure places; on an easy one that changes nothing."""
    kept = [k for k in range(300) if k % 37]
    whole = aligned(singles(range(300)), singles(kept))
    assert (
        aligned(singles(range(300)), singles(kept), LadderConfig(bands=BandConfig(block=40)))
        == whole
    )
    assert_covers(whole, 300, len(kept))


def test_the_same_twice():
    groups = [*singles(range(8)), (8, 9), *singles(range(10, 20))]
    assert aligned(groups, singles(range(20))) == aligned(groups, singles(range(20)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_path_covers_both_sides_in_order(data):
    """Whatever the sentences say, however short the sides, wherever the breaks."""
    sides = []
    for seed in (1, 2):
        groups = data.draw(st.lists(st.tuples(st.integers(0, 5)), min_size=1, max_size=9))
        follows = data.draw(st.lists(st.booleans(), min_size=len(groups), max_size=len(groups)))
        sides.append(side(make_ideas(6), groups, seed, follows))
    config = LadderConfig(bands=BandConfig(block=data.draw(st.sampled_from([3, 128]))))
    path = align_ladder(*sides, config).path
    assert_covers(path, *map(len, sides))
    for bead in path:
        for numbers, one in zip(bead, sides, strict=True):
            assert one.follows[list(numbers)[1:]].all()
