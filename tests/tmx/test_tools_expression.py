"""Expressions keep what they say, and tell where they are wrong."""

from datetime import UTC, datetime

import pytest
from memories import pair

from tmx import Element, History, Note, Prop, Segment, TranslationUnit, Variant
from tmx.tools.expression import MAX_DEPTH, MAX_LENGTH, ExpressionError, parse_expression

UNIT = pair(
    "Президент Бакуге келді.",
    "Президент прибыл в Баку.",
    score=0.85,
    documents=("a.txt", "b.txt"),
    tuid="u1",
    history=History(
        creationdate=datetime(2024, 1, 31, 23, tzinfo=UTC), creationid="aigerim", usagecount=3
    ),
    notes=(Note("қаралды"),),
    props=(Prop("x-egiz-class", "translation"),),
)
BARE = TranslationUnit(
    (
        Variant("kk-KZ", Segment(("Қар ", Element("ph", (), ("<br/>",)), "жауды"))),
        Variant("en", Segment.of("Snow fell")),
    )
)

HOLDS = """
score >= 0.8
score > 0.8 and score < 0.9
score = 0.85
not score < 0.8
text(ru) ~ "Баку"
text("ru") ~ "^Президент.*\\.$"
text(ru) !~ "Астана"
text ~ "келді"
source contains "БАКУГЕ"
target contains "баку"
source != target
words(kk) = 3 and words(ru) = 4
words(target) > 3
length(source) <= 23
tags(kk) = 0
lang = "ru"
lang in ("en", "ru")
not lang in ("en", "de")
languages = 2
prop("x-egiz-class") = "translation"
prop("x-egiz-class") in ("partial", "translation")
prop("x-none") is missing
score is not missing
document = "b.txt"
note contains "қарал"
tuid = "u1"
created = 2024-01-31 and changed >= 2024-01-31
used is missing
creator = "aigerim"
changer is missing
uses >= 3
(score < 0.1 or score > 0.5) and not (text(kk) ~ "x" or text(kk) ~ "y")
score < 0.1 and score < 0.1 or score > 0.8
text(kk) ~ "a""b" or text(kk) ~ "Бак"
"""


@pytest.mark.parametrize("text", HOLDS.strip().splitlines())
def test_it_holds(text: str) -> None:
    assert parse_expression(text).holds(UNIT, "kk")
    assert not parse_expression(f"not ({text})").holds(UNIT, "kk")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("score >= 0", False),  # what is not told meets no comparison
        ("score < 1", False),
        ("score is missing", True),
        ("created > 2000-01-01", False),
        ('text(kk) = "Қар жауды"', True),  # kk finds kk-KZ, tags are no text
        ("tags(kk) = 1", True),
        ('text(ru) ~ "."', False),
        ('text(ru) !~ "."', True),
    ],
)
def test_what_a_unit_does_not_tell(text: str, holds: bool) -> None:
    assert parse_expression(text).holds(BARE, "kk") is holds


def test_the_score_can_be_another_property() -> None:
    unit = pair("а", "б", props=(Prop("quality", "0.3"), Prop("x-score", "x")))
    assert parse_expression("score = 0.3", ("quality",)).holds(unit, "kk")
    assert parse_expression("score is missing").holds(unit, "kk")


WRONG = {
    'score >= "high"': (10, "a number is wanted"),
    "scor > 1": (1, "there is no 'scor'; known: score"),
    "(score > 1": (11, "closing bracket"),
    "score > 1 score": (11, "should end"),
    'text(ru) ~ "(a"': (13, "no regular expression"),
    'text < "a"': (6, "texts are compared with"),
    "length > 3": (8, "length wants to know of what"),
    'score ~ "a"': (1, "a text is wanted"),
    'tuid in "a"': (9, "a list in brackets"),
    'tuid in ("a" "b")': (14, "comma"),
    "score is here": (10, "missing is wanted"),
    "tuid contains tuid": (15, "itself is wanted"),
    "text(1) = 2": (6, "a language or a name"),
    'text ~ "abc': (8, "no closing quote"),
    "created > 2024-13-01": (11, "no such day"),
    "score > 1; drop": (10, "cannot be read"),
    "__import__('os')": (1, "cannot be read"),
    "score == 1": (8, "a name or a value is wanted"),
    "score": (6, "a comparison is wanted"),
    "": (1, "a name or a value is wanted"),
    "not": (4, "a name or a value is wanted"),
    "(" * 60: (MAX_DEPTH + 1, "nested more than"),
    "not " * 60: (4 * MAX_DEPTH + 1, "nested more than"),
    "x" * (MAX_LENGTH + 1): (1, "longer than"),
}


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:20])
def test_errors_point_at_the_place(text: str) -> None:
    column, message = WRONG[text]
    with pytest.raises(ExpressionError, match=message.replace("(", r"\(")) as caught:
        parse_expression(text)
    assert caught.value.column == column
    assert str(caught.value).endswith(" " * (column + 1) + "^")
