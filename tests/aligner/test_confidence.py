"""What raises and lowers the confidence, where the classes begin, what the reasons say."""

import re
from dataclasses import replace

import numpy as np
import pytest

from aligner.bead import BeadClass, Route
from aligner.confidence import FEATURES, ConfidenceConfig, Pair, features, fitted, judge
from aligner.coverage import Coverage

CONFIG = ConfidenceConfig()

GOOD = Pair(
    source="Облыста биыл 25 мектеп салынып, 340 млн. теңге жұмсалды.",
    target="В области в этом году построили 25 школ, потрачено 340 млн. тенге.",
    similarity=1.0,
    margin=0.6,
    contrast=0.4,
    context=0.7,
    density=0.5,
    coverage=Coverage((0.8, 0.8), (0.65, 0.65)),
)
BAD = replace(
    GOOD,
    target="Автобустар туралы басқа сөз.",
    similarity=0.1,
    margin=-0.1,
    contrast=-0.4,
    context=0.0,
    density=0.05,
    coverage=Coverage((0.3, 0.3), (0.1, 0.1)),
    doubt=0.5,
)


@pytest.fixture(params=[Route.PARALLEL, Route.COMPARABLE])
def route(request):
    return request.param


@pytest.fixture
def verdict(route):
    """Judges a single pair that was found by the route."""

    def judge_one(pair, config=CONFIG):
        (found,) = judge([pair], route, config)
        return found

    return judge_one


def test_a_good_pair_is_a_translation_and_a_bad_one_is_nothing(route):
    good, bad = judge([GOOD, BAD], route, CONFIG)
    assert good.kind is BeadClass.TRANSLATION
    assert good.confidence > 0.8
    assert bad.kind is None
    assert bad.confidence < 0.1


def test_probabilities_stay_probabilities(verdict):
    for pair in (GOOD, BAD, replace(GOOD, source="", target=""), replace(BAD, similarity=-5.0)):
        found = verdict(pair)
        assert 0 <= found.confidence <= found.shares_content <= 1


CONTRARY = [("25", "40"), ("340", "540"), ("25 школ, потрачено 340", "52 школы, потрачено 430")]


@pytest.mark.parametrize(("before", "after"), CONTRARY)
def test_numbers_that_differ_lower_the_confidence(verdict, before, after):
    contrary = replace(GOOD, target=GOOD.target.replace(before, after))
    assert verdict(contrary).confidence < verdict(GOOD).confidence


@pytest.mark.parametrize(("before", "after"), CONTRARY)
def test_numbers_that_differ_are_the_first_reason(verdict, before, after):
    contrary = replace(GOOD, target=GOOD.target.replace(before, after))
    assert verdict(contrary).reason.startswith("numbers differ: ")


@pytest.mark.parametrize(
    "worse",
    [
        {"similarity": 0.6},
        {"margin": 0.1},
        {"contrast": -0.2},
        {"coverage": Coverage((0.8, 0.4), (0.65, 0.0))},
        {"target": GOOD.target + " Кроме того, отремонтированы дороги и мосты, посажен парк." * 2},
    ],
    ids=["similarity", "margin", "contrast", "coverage", "length"],
)
def test_what_speaks_against_a_pair_lowers_the_confidence(verdict, worse):
    assert verdict(replace(GOOD, **worse)).confidence < verdict(GOOD).confidence


def test_a_bead_that_may_be_another_one_is_less_sure(verdict, route):
    """The order says so; without one there is nothing to doubt."""
    if route is Route.PARALLEL:
        assert verdict(replace(GOOD, doubt=0.6)).confidence < 0.9 < verdict(GOOD).confidence


@pytest.mark.parametrize(
    "target",
    [
        GOOD.target[:-1] + ";",
        GOOD.target[:-1] + ":",
        "в области в этом году построили 25 школ, потрачено 340 млн. тенге.",
        "В области (в этом году построили 25 школ, потрачено 340 млн. тенге.",
        "В области в этом году построили 25 «школ, потрачено 340 млн. тенге.",
    ],
)
def test_a_side_that_breaks_off_elsewhere_lowers_the_confidence(verdict, target):
    assert verdict(replace(GOOD, target=target)).confidence < verdict(GOOD).confidence


def test_names_that_the_other_document_never_has_say_nothing():
    """As in German, which writes every noun with a capital letter."""
    one_side = replace(GOOD, source="Облыста Абай, Асан, Үсен, Сәкен биыл 25 мектеп ашты, 340.")
    told, known, unknown = (
        features(replace(one_side, known_names=names))[0][FEATURES.index("names missing")]
        for names in (None, frozenset({"асан", "усен", "бери"}), frozenset[str]())
    )
    assert (told, known, unknown) == (4, 2, 0)


def test_classes_begin_where_the_settings_say(verdict):
    found = verdict(GOOD)
    above, below = found.confidence + 0.001, found.confidence - 0.001
    assert verdict(GOOD, ConfidenceConfig(below, below)).kind is BeadClass.TRANSLATION
    assert verdict(GOOD, ConfidenceConfig(above, above)).kind is BeadClass.PARTIAL
    never = ConfidenceConfig(1.1, 1.1, 1.1)
    assert verdict(GOOD, never).kind is BeadClass.RELATED
    assert verdict(GOOD, replace(never, related=1.1)).kind is None


def test_a_pair_is_judged_the_same_in_any_company(verdict, route):
    alone = [verdict(GOOD), verdict(BAD)]
    together = judge([GOOD, BAD, GOOD], route, CONFIG)
    assert together[0] == together[2]
    for one, other in zip(alone, together, strict=False):
        assert one.confidence == pytest.approx(other.confidence, abs=1e-6)
    assert judge([], route, CONFIG) == []


REASONS = [
    (GOOD, "numbers agree: 25, 340"),
    (replace(GOOD, target="В области построили школы."), "only the source has 25, 340"),
    (replace(GOOD, source="Мектептер салынды."), "only the target has 25, 340"),
    (replace(GOOD, target=GOOD.target + " И ещё многое другое." * 5), "the target is much longer"),
    (replace(GOOD, similarity=0.4), "not very alike"),
    (replace(GOOD, contrast=-0.1), "another sentence is nearer"),
    (replace(GOOD, source=GOOD.source[:-1] + "?"), "only one side asks"),
    (replace(GOOD, target=GOOD.target[:-1] + ";"), "one side breaks off elsewhere"),
    (replace(GOOD, doubt=0.6), "a neighbour may belong to it, or a part of it to a neighbour"),
]


@pytest.mark.parametrize(("pair", "told"), REASONS, ids=[told for _, told in REASONS])
def test_reasons(verdict, pair, told):
    assert told in verdict(pair).reason


def test_reasons_are_plain_language(verdict):
    """No code, no figure but those of the texts, one line."""
    pairs = [pair for pair, _ in REASONS] + [BAD, replace(GOOD, source="", target="")]
    for pair in pairs:
        reason = verdict(pair).reason
        assert reason
        assert re.fullmatch(r"[a-z].*[^.;]", reason)
        assert not re.search(r"[_=<>{}\[\]\n]|cosine|margin|logit|None", reason)
        for number in re.findall(r"\d+", reason):
            assert number in pair.source + pair.target


def test_each_feature_has_its_coefficient():
    values, _ = features(GOOD)
    assert values.shape == (len(FEATURES),)
    assert set(fitted()) == {Route.PARALLEL, Route.COMPARABLE}
    for coefficients in fitted().values():
        for weights in (coefficients.translation, coefficients.shares_content):
            assert weights.shape == (len(FEATURES),)
            assert np.isfinite(weights).all()


def test_beads_carry_what_their_confidence_was_made_of(library):
    beads = [bead for pair in library.pairs for bead in pair.beads if bead.two_sided]
    assert beads
    for bead in beads:
        weights = fitted()[Route(bead.route)].translation
        made = 1 / (1 + np.exp(-np.dot(weights, np.array(bead.features, np.float32))))
        assert bead.confidence == pytest.approx(made, abs=1e-4)
