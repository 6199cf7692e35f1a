"""Reading order: each sentence once, gaps where they are, what crosses is marked."""

from hypothesis import given
from hypothesis import strategies as st

from aligner.inspection.model import BeadView, DocumentView, PairView
from aligner.inspection.order import Gap, reading_order


def pair(beads, counts=(0, 0), texts=({}, {}), furniture=frozenset()):
    documents = tuple(
        DocumentView(name, known, furniture, count or None)
        for name, known, count in zip(("a", "b"), texts, counts, strict=True)
    )
    views = tuple(BeadView(n, spans, ("", "")) for n, spans in enumerate(beads, 1))
    return PairView(documents, views)


def told(rows):
    """Beads by number, gaps by side and sentences; what is moved with a star."""
    return [
        f"{'<>'[row.item.side]}{list(row.item.numbers)}"
        if isinstance(row.item, Gap)
        else f"{row.item.number}{'*' if row.moved else ''}"
        for row in rows
    ]


def one(a, b):
    return range(a, a + 1), range(b, b + 1)


def test_gaps_of_both_sides_stand_where_they_are():
    rows = reading_order(pair([one(1, 0), one(2, 3)], counts=(4, 5)))
    assert told(rows) == ["<[0]", "1", ">[1, 2]", "2", "<[3]", ">[4]"]


def test_known_sentences_stand_by_themselves_and_blank_ones_nowhere():
    texts = ({0: "Бір.", 1: "", 2: "Екі.", 3: "Фото: сайт"}, {})
    rows = reading_order(pair([], (4, 0), texts, frozenset({3})))
    assert [(row.item.text, row.item.furniture) for row in rows] == [
        ("Бір.", False),
        ("Екі.", False),
        ("Фото: сайт", True),
    ]


def test_what_crosses_is_marked_and_no_target_sentence_is_told_twice():
    rows = reading_order(pair([one(0, 4), one(1, 0), one(2, 1), one(3, 2)], counts=(4, 5)))
    assert told(rows) == ["1*", "2", "3", "4", ">[3]"]


def test_beads_of_unknown_place_come_last():
    assert told(reading_order(pair([(range(0), range(0)), one(0, 0)]))) == ["2", "1"]


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=12, unique_by=lambda p: p[0]
    )
)
def test_every_sentence_is_there_once(places):
    places = list({b: (a, b) for a, b in places}.values())
    rows = reading_order(pair([one(a, b) for a, b in places], counts=(13, 13)))
    for side in (0, 1):
        seen = [
            number
            for row in rows
            for number in (
                row.item.spans[side]
                if not isinstance(row.item, Gap)
                else row.item.numbers
                if row.item.side == side
                else ()
            )
        ]
        assert sorted(seen) == list(range(13))
