"""What a run says it did: a table for people, JSON for scripts."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from aligner import Selection
from aligner.bead import BeadClass
from aligner.gather import LeftOut
from aligner.outputs import selected_units
from aligner.summary import as_json, print_summary


def printed(alignment, selection=None, output="memory.tmx", units=3, width=200):
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False)
    print_summary(console, alignment, selection or Selection(), output, units)
    return stream.getvalue()


def test_json_tells_what_the_alignment_holds(samples):
    selection = Selection(frozenset(BeadClass), 0.3)
    count = len(list(selected_units(samples, selection)))
    told = json.loads(json.dumps(as_json(samples, selection, "memory.tmx", count)))
    assert told["output"] == "memory.tmx"
    assert told["languages"] == ["kk", "ru"]
    assert told["model"] == samples.model.name
    assert told["signature"] == samples.signature
    assert told["sentences"] == list(samples.sentences)
    assert sum(pair["written"] for pair in told["pairs"]) == told["units"] == count
    assert {item["document"] for item in told["left_out"]} == {
        item.document for item in samples.left_out
    }
    for pair, given in zip(told["pairs"], samples.pairs, strict=True):
        assert set(pair) == {
            *("source", "target", "route", "explanation", "score", "sentences", "beads", "written")
        }
        assert pair["route"] == given.route
        assert set(pair["beads"]) == set(BeadClass)


def test_json_lists_repairs_and_furniture_with_their_document(samples):
    told = as_json(samples, Selection(), None, 0)
    for pair in samples.pairs:
        for document in (pair.source, pair.target):
            repairs = [item for item in told["repairs"] if item["document"] == document.id]
            assert [item["before"] for item in repairs] == [r.before for r in document.repairs]
            furniture = [item for item in told["furniture"] if item["document"] == document.id]
            assert [item["text"] for item in furniture] == [
                line.text for line in document.furniture
            ]


def test_the_table_names_every_document(samples):
    text = printed(samples)
    for pair in samples.pairs:
        assert pair.source.id in text
        assert pair.target.id in text
    for item in samples.left_out:
        assert f"{item.document}: {item.why}" in text
    assert "Cондай-ақ → Сондай-ақ" in text
    assert "3 units written to memory.tmx" in text
    assert "--include" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_the_window(samples, width):
    for line in printed(samples, width=width).splitlines():
        assert len(line) <= width


def test_it_says_when_there_is_nothing(library):
    nothing = replace(library, pairs=())
    text = printed(nothing, units=0)
    assert "No documents belong together." in text
    assert "Nothing here is sure enough" in text
    assert "nothing written (dry run)" in printed(library, output=None)


def test_names_are_no_markup(library):
    (pair,) = library.pairs
    odd = replace(pair, source=replace(pair.source, id="[bold]a[/bold].txt"))
    changed = replace(library, pairs=(odd,), left_out=(LeftOut("[red]b.txt", "empty"),))
    text = printed(changed)
    assert "[bold]a[/bold].txt" in text
    assert "[red]b.txt: empty" in text


def test_notes_on_files_are_told(samples):
    pair = samples.pairs[0]
    source = replace(pair.source, notes=("It has macros; they were not run.",))
    noted = replace(samples, pairs=(replace(pair, source=source),))
    assert f"Noted:\n  {source.id}: It has macros; they were not run.\n" in printed(noted)
    (note,) = as_json(noted, Selection(), None, 0)["notes"]
    assert note == {"document": source.id, "note": source.notes[0]}
