"""`egiz corpus` from the first file to the memory, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace

import pytest
from synthetic import write_reports

import tmx
from corpora import CorpusError
from corpora.store import Store


@pytest.fixture
def corpus(tmp_path, monkeypatch, egiz, words):
    """Runs `egiz corpus`, in a folder with a new store and six reports, with the stand-in model."""
    import aligner.corpus.alignment as alignment
    import aligner.encoder as encoder

    for module in (alignment, encoder):
        monkeypatch.setattr(module, "load_encoder", lambda *_: words)
    monkeypatch.chdir(tmp_path)
    write_reports(tmp_path / "reports", 3, 10)

    def run(*arguments, code=0):
        result = egiz("corpus", *arguments)
        assert result.exit_code == code, result.output
        return result.output

    run("init")
    return run


@pytest.fixture
def filled(corpus):
    corpus("add", "reports/kk", "--tag", "a", "--publisher", "Egemen", "--date", "2024-05-03")
    corpus("add", "reports/ru", "--tag", "a", "--tag", "b", "--source-link", "https://example.kz")
    corpus("align")
    return corpus


def units_of(path):
    with tmx.open_tmx(path) as units:
        return list(units)


def test_from_files_to_a_memory(corpus, words, tmp_path):
    assert "6 documents added" in corpus("add", "reports")
    assert "To align: 6 documents" in corpus("status")
    assert "3 pairs aligned" in corpus("align")
    assert words.read
    assert "aligned already" in corpus("align")
    told = corpus("export", "-o", "memory.tmx")
    units = units_of(tmp_path / "memory.tmx")
    assert f"{len(units)} units written" in told
    assert len(units) >= 15
    assert {unit.prop("x-egiz-class") for unit in units} == {"translation"}
    assert "The store is sound" in corpus("check")
    assert "To align" not in corpus("status")


def test_lists_for_people_and_for_scripts(filled):
    assert filled("list").splitlines()[-1].startswith("6 documents, ")
    assert [row["name"] for row in json.loads(filled("list", "--lang", "kk", "--json"))] == [
        f"reports/kk/0000{number}.txt" for number in range(3)
    ]
    assert "0 documents" in filled("list", "--tag", "c")
    assert "3 documents" in filled("list", "--tag", "b", "--tag", "a")
    assert "3 documents" in filled("list", "--since", "2024-05-03", "--until", "2024-05-03")
    status = json.loads(filled("status", "--json"))
    assert status["pairs"] == 3
    assert status["counts"]["kk"]["documents"] == 3
    history = json.loads(filled("history", "--json"))
    assert [one["kind"] for one in history] == ["align", "add", "add"]
    assert history[0]["summary"]["aligned"] == 3


def test_a_document_is_shown_with_its_twins(filled):
    told = filled("show", "reports/kk/00000.txt")
    assert "Publisher  Egemen" in told
    assert "reports/ru/00000.txt: parallel" in told
    assert "(translation, 1.00)" in told
    data = json.loads(filled("show", "reports/kk/00000.txt", "--json"))
    text = filled("show", "reports/kk/00000.txt", "--text")
    for sentence in data["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert "has no version 7" in filled("show", "reports/kk/00000.txt", "--version", 7, code=1)


def test_search_gives_sentences_with_their_twins(filled):
    text = json.loads(filled("show", "reports/ru/00001.txt", "--json"))["sentences"][2]["text"]
    word = max(text.lower().rstrip(".").split(), key=len)
    hits = json.loads(filled("search", word[:-1], "--lang", "ru", "--json"))
    assert any(hit["text"] == text and hit["twin"] for hit in hits)
    assert word in filled("search", word).lower()
    assert "Not found" in filled("search", "ешқайда")
    assert "no word to search" in filled("search", "...", code=1)


def test_what_an_export_takes(filled, tmp_path):
    def export(*options):
        filled("export", "-o", "out.tmx", *options)
        return units_of(tmp_path / "out.tmx")

    everything = export()
    first = everything[0]
    assert first.variants[0].prop("x-publisher") == "Egemen"
    assert first.variants[0].prop("x-date") == "2024-05-03"
    assert first.variants[1].prop("x-source-link") == "https://example.kz"
    assert [p.text for p in first.variants[1].props if p.type == "x-tag"] == ["a", "b"]
    assert len(export("--tag", "b")) == len(export("--publisher", "egemen")) == len(everything)
    assert export("--tag", "nothing") == export("--since", "2024-05-04") == []
    assert 0 < len(export("--name", "00001")) < len(everything)
    assert len(export("--min-confidence", "1")) < len(everything)
    assert export("--accepted") == []
    with Store.open(tmp_path / "corpus.egiz") as store:
        pair = store.pairs()[0]
        one, other = [bead for bead in store.beads(pair.id) if bead.kind == "translation"][:2]
        said = {"target_text": "Иначе.", "comment": "қара", "state": "accepted"}
        store.decide(pair.id, [(one.id, 1)], [replace(one, **said)], "edit", "aigerim")
        store.decide(pair.id, [(other.id, 1)], [replace(other, state="rejected")], "reject", "b")
    (unit,) = export("--accepted")
    assert unit.variants[1].segment.text == "Иначе."
    assert unit.history.changeid == "aigerim"
    assert [note.text for note in unit.notes] == ["қара"]
    assert (unit.prop("x-egiz-state"), unit.prop("x-egiz-edited")) == ("accepted", "yes")
    assert len(export()) == len(everything) - 1
    assert len(units_of(tmp_path / "out.tmx")) == len(everything) - 1


def test_undo_step_by_step(filled):
    assert "Would take back" in filled("undo", "--dry-run")
    filled("undo")
    assert "0 pairs" in filled("status")
    filled("undo")
    assert "3 documents" in filled("list")
    filled("align")
    filled("remove", "reports/kk/00000.txt")
    assert "2 documents" in filled("list")
    filled("undo")
    assert "3 documents" in filled("list")


def test_tags_are_put_on_and_taken_off(filled):
    def tagged(tag):
        return [row["name"] for row in json.loads(filled("list", "--tag", tag, "--json"))]

    names = ["reports/ru/00000.txt", "reports/ru/00001.txt"]
    told = filled("tag", *names, "--add", "c", "--add", "a", "--take", "b")
    assert told.splitlines()[0].endswith("reports/ru/00000.txt  [a, c]")
    assert tagged("c") == names
    assert tagged("b") == ["reports/ru/00002.txt"]
    told = json.loads(filled("tag", names[0], "--add", "c", "--take", "none", "--json"))
    assert told["tagged"][0]["tags"] == ["a", "c"]
    assert "say which tags" in filled("tag", names[0], code=2)
    assert "no document" in filled("tag", names[0], "nobody.txt", "--take", "c", code=1)
    assert tagged("c") == names
    filled("undo")
    filled("undo")
    assert tagged("c") == []
    assert len(tagged("b")) == 3


def test_every_change_is_told_to_scripts(filled, tmp_path):
    def told(*arguments):
        return json.loads(filled(*arguments, "--json"))

    made = told("init", "--store", "other.egiz", "--target-lang", "en")
    assert made == {"store": "other.egiz", "languages": ["kk", "en"]}
    (taken,) = told("remove", "reports/kk/00000.txt")["taken_out"]
    assert taken["name"] == "reports/kk/00000.txt"
    assert told("undo", "--dry-run")["would_take_back"]["kind"] == "remove"
    assert told("undo")["took_back"]["summary"] == {"removed": 1}
    (deleted,) = told("remove", "--for-good", "reports/kk/00001.txt")["deleted"]
    assert deleted["sentences"] > 0
    write_reports(tmp_path / "incoming", 1, 10, first=7)
    lines = filled("watch", "incoming", "--once", "--settled", "0", "--json").splitlines()
    (arrival,) = map(json.loads, lines)
    assert arrival["added"]["added"] == ["incoming/kk/00007.txt", "incoming/ru/00007.txt"]
    assert arrival["aligned"]["new_pairs"] == 1


def test_documents_in_other_languages_are_told(corpus, tmp_path):
    latin = "Aýdanda jańa mektep ashyldy. Mektepte kitaphana bar. Oǵan balalar qýanyp otyr."
    (tmp_path / "latin.txt").write_text(latin, encoding="utf-8")
    told = corpus("add", "latin.txt", "reports")
    assert "7 documents added" in told
    assert "1 document in neither kk nor ru, not to be aligned: 1 in kk-Latn" in told
    assert "kk-Latn: 1 document, 3 sentences, not aligned" in corpus("status")
    told = corpus("add", "latin.txt", "--lang", "kk")
    assert "neither" not in told
    assert "kk: 4 documents" in corpus("status")


def test_old_word_documents_are_named_with_what_to_do(corpus, tmp_path):
    (tmp_path / "reports" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    told = corpus("add", "reports", code=3)
    assert "6 documents added" in told
    assert "old.doc: an old Word document (.doc). Open it in Word" in told


def test_what_is_wrong_is_told_in_one_line(corpus, tmp_path):
    for arguments, what in (
        (("init",), "exists already"),
        (("add", "nowhere"), "no such file or folder"),
        (("show", "reports"), "no document reports"),
        (("undo",), "nothing to undo"),
        (("list", "--store", "other.egiz"), "no such store"),
        (("export", "-o", "no/where.tmx"), "no folder"),
        (("export", "-o", "corpus.egiz"), "would replace an input"),
        (("watch", "nowhere"), "no such folder"),
    ):
        told = corpus(*arguments, code=1)
        assert what in told
        assert told.count("\n") == 1, told
    (tmp_path / "reports" / "empty.txt").write_text(" ")
    assert "Left out" in corpus("add", "reports", code=3)
    data = bytearray((tmp_path / "corpus.egiz").read_bytes())
    data[100:4096] = os.urandom(3996)
    (tmp_path / "corpus.egiz").write_bytes(data)
    assert "damaged" in corpus("status", code=1)


def test_check_finds_what_somebody_has_spoilt(filled, tmp_path):
    with Store.open(tmp_path / "corpus.egiz") as store:
        with store.database.transaction():
            store.database.write("UPDATE text SET text = text || ' ' WHERE id = 1")
            store.database.write("UPDATE bead SET source_to = 99 WHERE id = 1")
            store.database.write("DELETE FROM trace WHERE text_id = 2")
        told = store.check()
    for part in ("has changed", "is not what stands there", "sentences that are none", "no trace"):
        assert any(part in line for line in told), part
    assert told[0] in filled("check", code=1)


def test_watch_takes_what_has_settled(corpus, words, tmp_path):
    folder = tmp_path / "incoming"
    folder.mkdir()
    write_reports(folder, 1, 10)
    late = folder / "kk" / "late.txt"
    late.write_text("Қар жауды. Жел тұрды.", encoding="utf-8")
    soon = time.time() + 100
    os.utime(late, (soon, soon))  # as if somebody were still writing it
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 no")
    for path in folder.rglob("0*.txt"):
        os.utime(path, (1, 1))
    os.utime(folder / "broken.pdf", (1, 1))
    told = corpus("watch", "incoming", "--once", code=3)
    assert "added incoming/kk/00000.txt" in told
    assert "1 new pair" in told
    assert "left out" in told
    assert "late" not in told
    read = words.read
    corpus("watch", "incoming", "--once", code=3)
    assert words.read == read
    os.utime(late, (1, 1))
    assert "added incoming/kk/late.txt" in corpus("watch", "incoming", "--once", code=3)


def test_watch_goes_on_until_it_is_told_to_stop(tmp_path, words, folder):
    from aligner.corpus import Arrival, WatchOptions, watch

    arrivals, looks = [], []

    def stop():
        looks.append(1)
        if len(looks) == 3:
            write_reports(folder, 1, 10, first=7)
        return len(looks) == 6

    with Store.create(tmp_path / "corpus.egiz") as store:
        options = WatchOptions(interval=0.01, settled=0)
        watch(store, folder, options, arrivals.append, stop, encoder=words)
        assert all(isinstance(arrival, Arrival) for arrival in arrivals)
        assert [len(arrival.added.added) for arrival in arrivals] == [6, 2]
        assert len(store.pairs()) == 4
        with pytest.raises(CorpusError, match="no such folder"):
            watch(store, folder / "none")


def test_another_process_is_named(corpus, tmp_path):
    with Store.open(tmp_path / "corpus.egiz") as store:
        store.command = "egiz corpus align"
        with store.operation("align"):
            told = corpus("add", "reports", "--wait", "0", code=1)
    assert f"in use by process {os.getpid()} on " in told
    assert "(egiz corpus align, " in told
    assert "6 documents added" in corpus("add", "reports", "--wait", "0")
