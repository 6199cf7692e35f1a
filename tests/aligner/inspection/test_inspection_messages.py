"""Catalogues: every language has every message, with the same places for values."""

import re

import pytest

from aligner.bead import BeadClass, Route
from aligner.inspection.messages import LANGUAGES, messages


def holes(text):
    return sorted(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there(language):
    english, other = messages("en").texts, messages(language).texts
    assert other.keys() == english.keys()
    assert {k: holes(v) for k, v in other.items()} == {k: holes(v) for k, v in english.items()}
    assert all(other.values())


def test_languages_differ():
    for key, text in messages("en").texts.items():
        for language in ("kk", "ru"):
            said = messages(language)(key)
            assert not re.search(
                "[a-zA-Z]{3,}", re.sub(r"\{\w+\}|egiz corpus align|Egiz|TMX|Esc", "", said)
            ), key
            assert said != text


def test_classes_and_routes_have_names():
    for kind in BeadClass:
        assert messages("kk")(f"class.{kind}")
    for route in Route:
        assert messages("kk")(f"route.{route}")


@pytest.mark.parametrize(
    ("said", "kazakh"),
    [
        ("numbers differ: 25 / 40; names agree", "сандар сәйкес емес: 25 / 40; атаулар сәйкес"),
        ("only the target has 7", "тек екінші мәтінде бар 7"),
        ("names agree; very alike", "атаулар сәйкес; өте ұқсас"),
        ("alike", "ұқсас"),
        ("said by somebody else", "said by somebody else"),
        ("", ""),
    ],
)
def test_reasons_are_put_into_words(said, kazakh):
    assert messages("kk").reason(said) == kazakh


def test_every_reason_of_the_confidence_is_known(library):
    said = {p for pair in library.pairs for b in pair.beads for p in b.reason.split("; ") if p}
    assert said
    for phrase in said:
        assert not re.search("[a-z]{3,}", messages("ru").reason(phrase)), phrase
