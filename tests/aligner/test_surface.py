"""Letters, names and numbers that two languages show alike."""

import numpy as np
import pytest

from aligner.surface import DIM, fold, grams, surface_vectors
from aligner.vectors import normalised

FOLDED = [
    ("Қазақстан", "казакстан"),
    ("ҚОСТАНАЙ", "костанаи"),
    ("Әйгерім Өтеген", "аигерим отеген"),
    ("Ұлытау, Үштөбе", "улитау, уштобе"),
    ("Шаһар", "шахар"),
    ("Ёлка", "елка"),
    ("Zürich", "zurich"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_letters_are_made_alike(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


def test_names_in_both_spellings_share_their_beginnings():
    for kazakh, russian in (
        ("Астанада", "Астане"),
        ("Қостанайға", "Костаная"),
        ("Мұратов", "Муратов"),
    ):
        assert grams(kazakh) & grams(russian)


def test_numbers_count_whole():
    assert grams("2025 жыл")["#2025"] == 1
    assert not grams("2025") & grams("2026")
    assert not grams("ол не")  # words too short to tell anything


def test_sentences_that_share_names_and_numbers_are_nearest():
    kazakh = [
        "Астанада 250 пәтерлі үй салынды.",
        "Қостанай облысында егін орағы басталды.",
        "Профессор Ермеков дәріс оқыды.",
    ]
    russian = [
        "Профессор Ермеков прочитал лекцию.",
        "В Астане построили дом на 250 квартир.",
        "В Костанайской области началась уборка урожая.",
    ]
    sides = surface_vectors([kazakh, russian])
    assert [side.shape for side in sides] == [(3, DIM), (3, DIM)]
    assert [side.dtype for side in sides] == [np.float32, np.float32]
    source, target = map(normalised, sides)
    assert (source @ target.T).argmax(1).tolist() == [1, 2, 0]


def test_what_only_one_side_has_counts_for_nothing():
    source, target = surface_vectors([["Бұл ғажап құбылыс."], ["Совсем другие слова."]])
    assert not source.any()
    assert not target.any()


def test_an_empty_sentence_is_zero():
    source, _ = surface_vectors([["", "Астана 250"], ["Астана 250", "Алматы 300"]])
    assert not source[0].any()
    assert source[1].any()
