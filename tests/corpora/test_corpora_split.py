"""Sentences end where they should: hard cases as data, exact offsets as a property."""

import doctest
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import split, split_sentences
from corpora.split import LONGEST

known_failure = pytest.mark.xfail(reason="a known failure", strict=True)

CASES = [
    pytest.param(
        path.name.split(".")[1],
        line.removeprefix("! "),
        marks=[known_failure] if line.startswith("! ") else [],
    )
    for path in sorted((Path(__file__).parent / "data").glob("sentences.*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def texts(text, language="kk"):
    return [text[span.start : span.end] for span in split_sentences(text, language)]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_hard_cases(language, case):
    """ "|" ends a sentence before white space, "||" where there is none."""
    text = case.replace("||", "\0").replace("|", " ").replace("\0", "")
    assert texts(text, language) == case.replace("||", "|").split("|")


@pytest.mark.parametrize(
    ("language", "case"),
    [
        (
            "de",
            "Der Zug kam am 8. Oktober an.|Prof. Meier wartete z. B. auf ihn.|Das Gepäck usw. kam.",
        ),
        ("de", "Er sagte: »Komm!« und ging."),
        ("fr", "Que faire ?|M. Durand est venu.|Il pleut, etc. depuis hier."),
        ("en", "Mr. Smith came at 5 p.m. to see us.|He left.|“Why?” he asked."),
        ("zh", "你好。||我们走吧！"),
        ("uk", "Ми приїхали вчора.|Нас зустріли друзі."),
    ],
)
def test_other_languages(language, case):
    text = case.replace("||", "\0").replace("|", " ").replace("\0", "")
    assert texts(text, language) == case.replace("||", "|").split("|")


def test_lines_and_blank_lines_end_sentences():
    assert texts("Жаңа мектеп ашылды\nБіздің ауыл\n\n  Бүгін той.  \n") == [
        "Жаңа мектеп ашылды",
        "Біздің ауыл",
        "Бүгін той.",
    ]


def test_a_hard_wrapped_paragraph_is_read_through():
    wrapped = (
        "Ауыл тұрғындары көптен күткен көпір\n"
        "биыл күзде пайдалануға беріледі деп\n"
        "жоспарланған. Құрылысқа бөлінген\n"
        "қаржы толық игерілді."
    )
    assert texts(wrapped) == [
        "Ауыл тұрғындары көптен күткен көпір\nбиыл күзде пайдалануға беріледі деп\nжоспарланған.",
        "Құрылысқа бөлінген\nқаржы толық игерілді.",
    ]


def test_list_items_on_lines_of_their_own_stay_apart():
    items = "Күн тәртібі:\n- бюджетті бекіту;\n- есепті тыңдау;\n- түрлі мәселелер."
    assert texts(items) == items.split("\n")


def test_the_text_tells_whether_a_word_after_an_abbreviation_is_a_name():
    """ "Достық" is a name here; "көше" is not: the text has it in small letters."""
    assert len(texts("Ауылдағы Достық үйі 1980 ж. Достық ұжымы салған еді.")) == 1
    assert len(texts("Бұл көше 1980 ж. Көше бойы ағаш.")) == 2


def test_what_is_too_long_for_a_sentence_is_cut_at_its_weaker_signs():
    listed = "; ".join(f"{n} бап өзгертілді" for n in range(500))
    assert max(map(len, texts(listed))) <= LONGEST
    assert " ".join(texts(listed)) == listed
    without_signs = "сөз " * 1000
    assert len(texts(without_signs)) == 1


def test_the_examples_hold():
    assert doctest.testmod(split).failed == 0


def test_an_empty_text_has_no_sentences():
    assert texts("") == texts(" \n\n ") == []


pieces = st.sampled_from(
    [
        "Бұл",
        "Алматы",
        "ж.",
        "т.б.",
        "А.",
        "2015",
        "12.",
        ".",
        "!",
        "?",
        "…",
        "»",
        "«",
        '"',
        "(",
        ")",
        " ",
        "\n",
        "\n\n",
        "– ",
        "деді",
        "XIV",
        "•",
        "。",
        "g",
        "ің",
        ",",
        ";",
        "\xa0",
        "км/ч",
    ]
)


@settings(max_examples=300)
@given(
    st.lists(pieces | st.text(max_size=5), max_size=60).map("".join),
    st.sampled_from(["kk", "ru", "de"]),
)
def test_offsets_are_exact_and_no_text_is_lost(text, language):
    spans = split_sentences(text, language)
    end = 0
    for span in spans:
        assert text[end : span.start].strip() == ""
        piece = text[span.start : span.end]
        assert piece
        assert piece == piece.strip()
        end = span.end
    assert text[end:].strip() == ""
