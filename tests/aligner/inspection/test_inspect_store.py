"""A store is shown with its whole texts, its decisions and what was done to the texts."""

import json
from dataclasses import replace

import pytest
from stores import KAZAKH, RUSSIAN, road_store
from typer.testing import CliRunner

from aligner.cli import app
from aligner.inspection.load import load
from aligner.inspection.order import Gap, reading_order
from corpora.store import Store


@pytest.fixture
def store(tmp_path):
    return road_store(tmp_path)


def test_both_texts_are_whole(store):
    (pair,) = load(store).pairs
    rows = reading_order(pair)
    for side, text in enumerate((KAZAKH, RUSSIAN)):
        shown = " ".join(
            row.item.texts[side] if not isinstance(row.item, Gap) else row.item.text
            for row in rows
            if not isinstance(row.item, Gap) or row.item.side == side
        )
        assert shown == " ".join(text.split())
    assert [row.item.text for row in rows if isinstance(row.item, Gap)] == [
        "Бұл туралы әкімдік хабарлады."
    ]


def test_decisions_are_shown(store):
    with Store.open(store) as opened:
        (pair,) = opened.pairs()
        first, *_, last = [bead for bead in opened.beads(pair.id) if bead.two_sided]
        edited = replace(first, state="accepted", target_text="Ремонт уже начался.", comment="?")
        opened.decide(pair.id, [(first.id, first.version)], [edited], "edit", "Айгерім")
        rejected = replace(last, state="rejected")
        opened.decide(pair.id, [(last.id, last.version)], [rejected], "reject", "Айгерім")
    told = json.loads(CliRunner().invoke(app, ["inspect", str(store), "--json"]).output)
    states = {pair["state"]: pair for pair in told["pairs"]}
    assert states["accepted"]["sides"][1]["text"] == "Ремонт уже начался."
    assert (states["accepted"]["by"], states["accepted"]["comment"]) == ("Айгерім", "?")
    assert states["rejected"]["number"] == last.id
    (pair,) = load(store).pairs
    gaps = [row.item.text for row in reading_order(pair) if isinstance(row.item, Gap)]
    assert "Дорогу откроют осенью." in gaps


@pytest.mark.parametrize(
    ("where", "count"),
    [("score < 0.5", 1), ('text(ru) ~ "мост"', 1), ('prop("x-egiz-state") = "open"', 4)],
)
def test_expressions_ask_the_store_too(store, where, count):
    told = CliRunner().invoke(app, ["inspect", str(store), "--json", "--where", where])
    assert json.loads(told.output)["count"] == count


def test_the_report_of_a_store(store, tmp_path, page):
    output = tmp_path / "report.html"
    told = CliRunner().invoke(app, ["report", str(store), "-o", str(output)])
    assert told.exit_code == 0, told.output
    page.goto(output.as_uri())
    assert page.get_by_text("Бұл туралы әкімдік хабарлады.").is_visible()
    assert page.locator("li.gap .sign").inner_text() == "no twin"


def test_kept_vectors_make_the_dot_plot(store):
    import numpy as np

    from corpora.store import vectors as kept
    from corpora.store.adding import digest

    with Store.open(store) as opened:
        model = kept.model(opened.database, "some-model", 4)
        chance = np.random.default_rng(1)
        (pair,) = opened.pairs()
        for number in (pair.source_id, pair.target_id):
            texts = opened.sentences(number).values()
            vectors = {
                digest(text.encode()): chance.standard_normal(4).astype(np.float16).tobytes()
                for text in texts
            }
            kept.put(opened.database, model, vectors)
    (shown,) = load(store).pairs
    assert shown.alike.shape == (6, 6)
    assert np.abs(shown.alike).max() <= 1.001
    assert np.ptp(shown.alike) > 0.1
