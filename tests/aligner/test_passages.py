"""Passages of comparable documents: copies in their places; samples as a site has them."""

import csv
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SAMPLES

from aligner import align
from aligner.bead import BeadClass, Route
from aligner.passages import copies_in_place
from corpora import ReadOptions, read_text


def ones(places):
    return [(range(i, i + 1), range(j, j + 1)) for i, j in places]


def test_copies_go_where_their_neighbours_are():
    source = ["алма", "нан", "су", "көпір", "нан", "жол"]
    target = ["мост", "хлеб", "дорога", "яблоко", "хлеб", "вода"]
    twins = ones([(0, 3), (1, 1), (2, 5), (3, 0), (4, 4), (5, 2)])
    right = [(0, 3), (1, 4), (2, 5), (3, 0), (4, 1), (5, 2)]
    assert sorted(copies_in_place([source, target], twins), key=str) == sorted(ones(right), key=str)


def test_of_two_copies_the_one_among_its_neighbours_has_the_twin():
    source = ["нан", "бір", "екі", "алма", "нан", "су"]
    target = ["яблоко", "хлеб", "вода"]
    found = copies_in_place([source, target], ones([(0, 1), (3, 0), (5, 2)]))
    assert set(found) == set(ones([(4, 1), (3, 0), (5, 2)]))


texts = st.lists(st.sampled_from("абвг"), max_size=8)


@given(texts, texts, st.randoms(use_true_random=False))
def test_as_many_twins_as_before_each_of_the_same_texts(source, target, rnd):
    rows, columns = list(range(len(source))), list(range(len(target)))
    rnd.shuffle(rows)
    rnd.shuffle(columns)
    twins = ones(zip(rows, columns, strict=False))
    found = copies_in_place([source, target], twins)

    def said(pairs):
        return sorted((source[a.start], target[b.start]) for a, b in pairs)

    assert said(found) == said(twins)
    for side in (0, 1):
        assert len({span[side] for span in found}) == len(found)


@pytest.fixture(scope="module")
def site():
    """The parallel samples in another order on each side, and without a third of the lines.

    Returns:
        The lines of both sides, and which say the same.
    """
    with (SAMPLES / "gold" / "parallel.pairs.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = [(row["kk"], row["ru"]) for row in rows if row["class"] == "translation"]
    rnd = random.Random(5)
    blocks = [pairs[at : at + 15] for at in range(0, len(pairs), 15)]
    sides = []
    for side in (0, 1):
        rnd.shuffle(blocks)
        kept = [block[5 * side : len(block) - 5 + 5 * side] for block in blocks]
        sides.append([pair[side] for block in kept for pair in block])
    return sides, {pair for pair in pairs if pair[0] in sides[0] and pair[1] in sides[1]}


def test_reports_that_follow_each_other_in_another_order_are_comparable(site, bundled_encoder):
    lines, wanted = site
    options = ReadOptions(lines=True)
    documents = [
        read_text("".join(f"{line}\n" for line in side), f"{language}.txt", options)
        for side, language in zip(lines, ("kk", "ru"), strict=True)
    ]
    (pair,) = align(documents[0], documents[1], encoder=bundled_encoder).pairs
    assert pair.route is Route.COMPARABLE
    beads = [bead for bead in pair.beads if bead.kind is BeadClass.TRANSLATION]
    assert {bead.route for bead in beads} >= {Route.PARALLEL}
    found = {(lines[0][i], lines[1][j]) for bead in beads for i in bead.source for j in bead.target}
    right = len(found & wanted)
    assert right >= 0.95 * len(wanted)
    assert right >= 0.95 * len(found)
