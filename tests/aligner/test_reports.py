"""The two real reports beside the repository, where they are at hand."""

import json
from pathlib import Path

import pytest

from aligner import AlignConfig, Selection, align
from aligner.bead import BeadClass, Route
from aligner.outputs import selected_units
from aligner.summary import as_json
from corpora import read_document

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="no ../shared/reports")

EVERY = Selection(frozenset(BeadClass))
FURNITURE = ("1,220", "оқылды", "Поделиться в:", "Ссылка:", "Добавить комментарий")


@pytest.fixture(scope="module")
def documents():
    return [
        read_document(path)
        for language in ("kk", "ru")
        for path in sorted((REPORTS / language).glob("*.txt"))
    ]


@pytest.fixture(scope="module")
def alignment(documents, encoder):
    return align(*documents, encoder=encoder)


def test_they_are_comparable(alignment):
    (pair,) = alignment.pairs
    assert pair.route is Route.COMPARABLE
    assert pair.explanation.startswith("comparable")


def test_at_least_eight_pairs_have_something_in_common(alignment):
    assert len(list(selected_units(alignment, EVERY))) >= 8


@pytest.mark.parametrize("route", [None, Route.PARALLEL])
def test_furniture_is_in_no_unit(documents, encoder, route):
    """The dates of a report stand in its furniture; by whatever route, they are no sentence."""
    alignment = align(*documents, AlignConfig().with_route(route), encoder)
    for unit in selected_units(alignment, EVERY):
        for text in (unit.source, unit.target):
            assert not [wording for wording in FURNITURE if wording in text]
            assert text != "11 апреля 2023 10:17"


def test_repairs_are_made_and_told(alignment):
    told = json.loads(json.dumps(as_json(alignment, EVERY, None, 0)))
    repaired = {repair["before"]: repair["after"] for repair in told["repairs"]}
    assert repaired["мүмкін-дік"] == "мүмкіндік"
    assert repaired["Cондай-ақ"] == "Сондай-ақ"  # the first with a Latin C
    for unit in selected_units(alignment, EVERY):
        assert "мүмкін-дік" not in unit.source
        assert "Cондай" not in unit.source


def test_the_same_texts_swapped_give_the_same_pairs(alignment, documents, encoder):
    source, target = documents
    swapped = align(target, source, encoder=encoder)
    found = {(unit.source, unit.target) for unit in selected_units(alignment, EVERY)}
    mirrored = {(unit.target, unit.source) for unit in selected_units(swapped, EVERY)}
    assert len(found & mirrored) >= 0.9 * len(found | mirrored)
