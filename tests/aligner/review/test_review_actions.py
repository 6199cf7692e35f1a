"""What an action makes of beads; nothing is lost, nothing taken from a neighbour in silence."""

from dataclasses import replace

import pytest

from aligner.review.actions import ACTIONS, ActionError
from corpora.store import BeadRecord


def bead(number, source, target, **more):
    return BeadRecord(
        range(*source), range(*target), confidence=0.6, kind="translation", id=number, **more
    )


BEADS = [
    bead(1, (0, 1), (0, 1)),
    bead(2, (1, 3), (1, 3)),
    bead(3, (3, 4), (0, 0)),
    bead(4, (4, 5), (3, 4)),
    bead(5, (5, 6), (5, 7), state="rejected"),
]


def spans(beads):
    return [((b.source.start, b.source.stop), (b.target.start, b.target.stop)) for b in beads]


def run(action, about_id, beads=BEADS, /, **values):
    (about,) = [b for b in beads if b.id == about_id]
    return ACTIONS[action](beads, about, values)


@pytest.mark.parametrize(
    ("action", "values", "state", "kind"),
    [
        ("accept", {}, "accepted", "translation"),
        ("reject", {}, "rejected", "translation"),
        ("class", {"kind": "partial"}, "accepted", "partial"),
        ("reopen", {}, "open", "translation"),
    ],
)
def test_a_word_on_a_bead(action, values, state, kind):
    change = run(action, 2, **values)
    assert [b.id for b in change.before] == [2]
    assert [(b.id, b.state, b.kind) for b in change.after] == [(2, state, kind)]
    assert spans(change.after) == spans(change.before)


def test_what_has_no_class_is_accepted_as_a_translation():
    beads = [replace(BEADS[0], kind=None)]
    assert run("accept", 1, beads).after[0].kind == "translation"


def test_an_edit_keeps_what_is_new_only():
    values = {"source_sentences": "Бір.", "target_sentences": "Один."}
    change = run("edit", 1, source="Бір.", target="  Первый.\n Да. ", **values)
    (edited,) = change.after
    assert (edited.source_text, edited.target_text) == (None, "Первый. Да.")
    assert edited.state == "accepted"


@pytest.mark.parametrize(
    ("number", "values", "made"),
    [
        (2, {}, [((1, 2), (1, 2)), ((2, 3), (2, 3))]),
        (2, {"source": "1", "target": "2"}, [((1, 2), (1, 3))]),
        (2, {"source": "2", "target": "1"}, [((1, 3), (1, 2))]),
    ],
)
def test_a_bead_is_split(number, values, made):
    change = run("split", number, **values)
    assert spans(change.after) == made
    assert [b.id for b in change.after] == [2, None][: len(made)]
    assert {b.state for b in change.after} == {"accepted"}


def test_merging_takes_in_what_lies_between():
    change = run("merge", 2)
    assert [b.id for b in change.before] == [2, 3, 4]
    assert spans(change.after) == [((1, 5), (1, 4))]


@pytest.mark.parametrize(
    ("number", "move", "made"),
    [
        # the neighbour's sentence comes over
        (1, "target end grow", [((0, 1), (0, 2)), ((1, 3), (2, 3))]),
        (4, "target start grow", [((4, 5), (2, 4)), ((1, 3), (1, 2))]),
        # it goes to the neighbour
        (2, "target end shrink", [((1, 3), (1, 2)), ((4, 5), (2, 4))]),
        (2, "source start shrink", [((2, 3), (1, 3)), ((0, 2), (0, 1))]),
        # nobody's sentence is taken in, and let go again
        (4, "target end grow", [((4, 5), (3, 5))]),
        (4, "source start grow", [((3, 5), (3, 4))]),
        (2, "source end shrink", [((1, 2), (1, 3))]),
    ],
)
def test_a_boundary_moves(number, move, made):
    values = dict(zip(("side", "edge", "way"), move.split(), strict=True))
    assert spans(run("move", number, **values).after) == made


def test_a_neighbour_that_loses_its_last_sentence_is_no_more():
    change = run("move", 2, side="target", edge="end", way="grow")
    assert [b.id for b in change.before] == [2, 4]
    assert spans(change.after) == [((1, 3), (1, 4))]


def test_sentences_without_a_twin_are_paired():
    change = run("pair", 1, source="3", target="4")
    assert [b.id for b in change.before] == [3]
    assert spans(change.after) == [((3, 4), (4, 5))]
    assert (change.after[0].route, change.after[0].state) == ("given", "accepted")


def test_another_sentence_is_chosen_and_leaves_the_bead_it_was_in():
    change = run("choose", 4, side="target", number="2")
    assert [b.id for b in change.before] == [4, 2]
    assert spans(change.after) == [((4, 5), (2, 3)), ((1, 3), (1, 2))]


@pytest.mark.parametrize(
    ("action", "number", "values", "why"),
    [
        ("split", 1, {}, "small"),
        ("split", 2, {"source": "9"}, "number"),
        ("split", 2, {"source": "2", "target": "2"}, "split"),
        ("merge", 4, {}, "last"),
        ("move", 1, {"side": "target", "edge": "end", "way": "shrink"}, "small"),
        ("move", 1, {"side": "target", "edge": "start", "way": "grow"}, "between"),
        ("move", 1, {"side": "both", "edge": "end", "way": "grow"}, "action"),
        ("class", 1, {"kind": "good"}, "class"),
        ("edit", 1, {"source": " ", "target": "x"}, "empty"),
        ("edit", 1, {"source": "x" * 20_001, "target": "x"}, "long"),
        ("pair", 1, {"source": "3"}, "pair"),
        ("pair", 1, {"source": "-3", "target": "٣"}, "number"),
        ("choose", 1, {"side": "target"}, "action"),
    ],
)
def test_what_cannot_be_done_is_told(action, number, values, why):
    with pytest.raises(ActionError, match=f"^{why}$"):
        run(action, number, **values)


def test_merging_over_another_pair_is_refused():
    beads = [bead(1, (0, 1), (0, 1)), bead(2, (1, 2), (2, 3)), bead(3, (2, 3), (1, 2))]
    with pytest.raises(ActionError, match="between"):
        run("merge", 1, beads)
