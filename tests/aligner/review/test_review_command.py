"""`egiz review`: what cannot be served is told in a line; everyone undoes what is theirs."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from aligner.cli import app
from aligner.review.undo import Undoable, undoable
from corpora.store import Store


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none.egiz"], 1, "there is no such store"),
        (["notes.txt"], 1, "no store"),
        (["none.egiz", "--language", "xx"], 2, "known: en, kk, ru"),
    ],
)
def test_what_cannot_be_served_is_told(tmp_path, monkeypatch, arguments, code, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("Жазбалар", encoding="utf-8")
    told = CliRunner().invoke(app, ["review", "--no-browser", *arguments])
    assert told.exit_code == code
    assert said in told.output
    assert "Traceback" not in told.output


def test_a_port_in_use_is_told(serve, road):
    served = serve(road)
    told = CliRunner().invoke(
        app, ["review", str(road), "--no-browser", "--port", str(served.port)]
    )
    assert told.exit_code == 1
    assert "cannot be used" in told.output


def test_each_undoes_what_is_theirs(road):
    with Store.open(road) as store:
        (pair,) = store.pairs()
        one, other, *_ = [bead.id for bead in store.beads(pair.id) if bead.two_sided]

        def accept(number, who):
            bead = next(b for b in store.beads(pair.id) if b.id == number)
            accepted = replace(bead, state="accepted")
            return store.decide(pair.id, [(number, bead.version)], [accepted], "accept", who)

        assert undoable(store, "Айгерім") == Undoable(None, None)
        mine, theirs = accept(one, "Айгерім"), accept(other, "Ерлан")
        assert undoable(store, "Айгерім") == Undoable(mine, None)
        undone = store.take_back(mine, "Айгерім")
        assert undoable(store, "Айгерім") == Undoable(None, undone)
        redone = store.take_back(undone, "Айгерім", action="redo")
        assert undoable(store, "Айгерім") == Undoable(redone, None)
        store.take_back(redone, "Айгерім")
        again = accept(one, "Айгерім")  # a new decision leaves nothing to redo
        assert undoable(store, "Айгерім") == Undoable(again, None)
        assert undoable(store, "Ерлан") == Undoable(theirs, None)
