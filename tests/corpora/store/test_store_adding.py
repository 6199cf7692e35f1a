"""Files come into the store once, are followed when they change, and are read back as they were."""

import datetime
import os
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

import corpora
from corpora import CorpusError, ReadOptions, read_document
from corpora.store import AddOptions, DocumentFilter, Store, StoreError

SAMPLES = Path(corpora.__file__).parent / "samples"


def test_what_comes_out_is_what_was_read(store):
    report = store.add([SAMPLES / "kk", SAMPLES / "ru"])
    assert not report.left_out
    records = store.documents()
    assert [record.name for record in records] == sorted(report.added)
    assert any(store.text(record.id).repairs for record in records)
    assert any(store.text(record.id).furniture for record in records)
    for record in records:
        assert store.text(record.id) == read_document(record.path, id=record.name)
        assert record.sentences == len(store.sentences(record.id))
    assert store.check() == []


def test_adding_twice_reads_nothing_twice(store, folder):
    first = store.add(folder)
    assert sorted(first.added) == ["reports/kk/library.txt", "reports/ru/library.txt"]
    assert first.sentences == 8
    again = store.add([folder, folder / "kk" / "library.txt"])
    assert sorted(again.unchanged) == sorted(first.added)
    assert not again.added
    assert again.sentences == 0


def test_a_changed_file_gives_a_version_and_the_old_one_stays(store, folder):
    store.add(folder, AddOptions(publisher="Ауыл", tags=frozenset({"village"})))
    path = folder / "kk" / "library.txt"
    before = store.text("reports/kk/library.txt")
    path.write_text(path.read_text(encoding="utf-8") + " Кіру тегін.", encoding="utf-8")
    assert store.status().changed_files == ("reports/kk/library.txt",)
    report = store.add(folder)
    assert report.updated == ["reports/kk/library.txt"]
    record = store.document("reports/kk/library.txt")
    assert (record.version, record.sentences, record.publisher) == (2, 5, "Ауыл")
    assert record.tags == ("village",)
    assert store.text(record.id, version=1) == before
    assert [v.current for v in store.versions(record.id)] == [False, True]
    assert store.status().changed_files == ()
    with pytest.raises(StoreError, match="no version 3"):
        store.text(record.id, version=3)


def test_a_moved_file_stays_the_same_document(store, folder):
    store.add(folder)
    (folder / "kk" / "library.txt").rename(folder / "kk" / "kitapkhana.txt")
    assert store.status().missing_files == ("reports/kk/library.txt",)
    report = store.add(folder)
    assert [name for _, name in report.moved] == ["reports/kk/library.txt"]
    assert store.document("reports/kk/library.txt").path.name == "kitapkhana.txt"
    assert store.status().missing_files == ()


def test_a_file_with_another_time_is_looked_at_once(store, folder):
    """As when a folder is copied: after that the time alone tells that it is as it was."""
    store.add(folder)
    path = folder / "kk" / "library.txt"
    os.utime(path, (1, 1))
    kept = "SELECT file_time FROM version JOIN document ON version_id = version.id WHERE path = ?"
    assert store.database.value(kept, (str(path),)) != 10**9
    assert len(store.add(folder).unchanged) == 2
    assert store.database.value(kept, (str(path),)) == 10**9
    assert [len(store.versions(record.id)) for record in store.documents()] == [1, 1]


def test_options_of_a_later_egiz_make_no_new_version(store, folder):
    store.add(folder)
    with store.database.transaction():  # as one that knew less would have written it
        store.database.write("UPDATE version SET reading = json_remove(reading, '$.lines')")
    assert len(store.add(folder).unchanged) == 2


def test_a_second_copy_is_no_second_document(store, folder):
    store.add(folder)
    copy = folder / "kk" / "copy.txt"
    copy.write_bytes((folder / "kk" / "library.txt").read_bytes())
    report = store.add(folder)
    assert report.duplicates == [(str(copy), "reports/kk/library.txt")]
    assert len(store.documents()) == 2


def test_each_sentence_is_stored_once(store, folder):
    store.add(folder)
    other = folder / "kk" / "other.txt"
    other.write_text("Онда бес мыңға жуық кітап бар. Қар жауды.", encoding="utf-8")
    store.add(other, AddOptions(reading=ReadOptions(language="kk")))
    assert store.database.value("SELECT count(*) FROM text") == 9
    assert sum(record.sentences for record in store.documents()) == 10


def test_what_is_said_of_documents(store, folder):
    day = datetime.date(2024, 5, 3)
    store.add(
        folder / "kk",
        AddOptions(date=day, source="https://example.kz/1", licence="CC0", tags=frozenset("ab")),
    )
    store.add(folder / "ru", AddOptions(publisher="Село"))
    kazakh, russian = store.documents()
    assert (kazakh.date, kazakh.source, kazakh.licence) == (day, "https://example.kz/1", "CC0")
    for chosen, expected in (
        (DocumentFilter(language="ru"), [russian]),
        (DocumentFilter(tags=frozenset("ab")), [kazakh]),
        (DocumentFilter(tags=frozenset("ac")), []),
        (DocumentFilter(publisher="СЕЛО"), [russian]),
        (DocumentFilter(since=day, until=day), [kazakh]),
        (DocumentFilter(since=day + datetime.timedelta(1)), []),
        (DocumentFilter(name="ru/"), [russian]),
        (DocumentFilter(removed=True), []),
    ):
        assert store.documents(chosen) == expected, chosen
    # More can be said later, and taken back.
    later = AddOptions(date=day + datetime.timedelta(1), tags=frozenset("c"))
    assert store.add(folder, later).described == [kazakh.name, russian.name]
    assert store.document(kazakh.id).date == day + datetime.timedelta(1)
    assert store.document(kazakh.id).version == 1
    assert store.add(folder, later).unchanged == [kazakh.name, russian.name]
    assert store.undo().kind == "add"
    assert store.documents() == [kazakh, russian]
    # It stays said when the file changes.
    path = folder / "kk" / "library.txt"
    path.write_text(path.read_text(encoding="utf-8") + " Кіру тегін.", encoding="utf-8")
    store.add(folder)
    assert replace(store.document(kazakh.id), sentences=4, version=1, version_id=1) == replace(
        kazakh, version_id=1
    )


def test_how_a_file_is_read_stays_until_it_is_said_anew(store, folder):
    path = folder / "kk" / "lines.txt"
    path.write_text("Қар жауды. Жел тұрды.\nКүн шықты.\n", encoding="utf-8")
    reading = ReadOptions(language="kk", lines=True)
    store.add(path, AddOptions(reading=reading))
    assert store.document(path).sentences == 2
    assert store.add(path).unchanged
    assert store.add(path, AddOptions(reading=ReadOptions(language="kk"))).updated
    assert store.document(path).sentences == 3
    assert store.add(path, AddOptions(again=True)).updated


def test_names_are_of_use_and_never_twice(tmp_path):
    for place in ("a/kk", "b/kk"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "1.txt").write_text(f"Қар жауды {place[0]}. Күн суық болды.")
    (tmp_path / "store").mkdir()
    with Store.create(tmp_path / "store" / "c.egiz") as store:
        store.add(tmp_path / "a" / "kk")
        store.add(tmp_path / "b" / "kk")
        assert [record.name for record in store.documents()] == ["b/kk/1.txt", "kk/1.txt"]


def test_what_cannot_be_read_is_left_out_and_named(store, folder):
    (folder / "kk" / "empty.txt").write_text(" \n")
    (folder / "kk" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    report = store.add(folder)
    assert {Path(path).name for path, _ in report.left_out} == {"empty.txt", "picture.txt"}
    assert len(report.added) == 2
    with pytest.raises(CorpusError, match="no such file"):
        store.add(folder / "nowhere")
    with pytest.raises(CorpusError, match="no file is named like that"):
        store.add(str(folder / "*.docx"))
    assert len(store.add(str(folder / "**" / "lib*.txt")).unchanged) == 2


def test_a_file_that_changes_while_it_is_read(store, folder, monkeypatch):
    from corpora.store import adding

    path = folder / "kk" / "library.txt"
    honest = adding.read_bytes

    def slow(place):
        data = honest(place)
        if place == path:  # somebody writes on
            with path.open("ab") as file:
                file.write(b" .")
        return data

    monkeypatch.setattr(adding, "read_bytes", slow)
    report = store.add(folder)
    told = "changed while it was being read. Add it again when it is written."
    assert report.left_out == [(str(path), told)]
    assert report.added == ["reports/ru/library.txt"]


def test_a_file_that_vanishes_while_it_is_read(store, folder):
    from corpora.store import adding

    files = adding.find_files([folder])
    files[0].path.unlink()
    with store.operation("add") as operation:
        report = adding.add(operation, files)
    assert [why for _, why in report.left_out] == ["cannot be read (No such file or directory)"]
    assert len(report.added) == 1


def test_removed_documents_come_back_as_they_were(store, folder):
    store.add(folder, AddOptions(tags=frozenset({"village"})))
    record = store.document("reports/kk/library.txt")
    store.remove([record.name])
    assert [r.name for r in store.documents()] == ["reports/ru/library.txt"]
    assert [r.id for r in store.documents(DocumentFilter(removed=True))] == [record.id]
    store.add(folder)
    assert store.document(record.id) == record
    with pytest.raises(StoreError, match=r"Similar: reports/kk/library\.txt"):
        store.remove(["reports/kk/librry.txt"])


def test_a_store_is_no_other_file(tmp_path):
    plain = tmp_path / "plain.egiz"
    plain.write_text("no database\n" * 100)
    with pytest.raises(StoreError, match="damaged or no store"):
        Store.open(plain)
    foreign = tmp_path / "foreign.egiz"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(StoreError, match="no store of Egiz"):
        Store.open(foreign)
    with pytest.raises(StoreError, match="no such store"):
        Store.open(tmp_path / "none.egiz")
    with pytest.raises(StoreError, match="exists already"):
        Store.create(plain)
    with pytest.raises(StoreError, match="no folder"):
        Store.create(tmp_path / "nowhere" / "c.egiz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["foreign.egiz", "plain.egiz"]


def test_pages_of_a_site_lose_their_menu(store, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    subjects = ("Қар", "Жаңбыр", "Жел", "Боран", "Тұман", "Аяз", "Бұршақ")

    def write(number: int, subject: str) -> Path:
        menu = "Аймақ үні\n\nҚоғам тынысы\n\nРухани мұра\n\nДала жаршысы"
        report = f"{subject} туралы хабар айтылды. {subject} жолды жауып қалды."
        page = site / f"{number}.txt"
        page.write_text(f"{menu}\n\n{report}\n", encoding="utf-8")
        return page

    for number, subject in enumerate(subjects[:-1]):
        write(number, subject)
    store.add(site)
    for record in store.documents():
        assert record.sentences == 2
        assert len(store.text(record.id).furniture) == 4
    # One that comes later, alone, is held against those that are there.
    store.add(write(9, subjects[-1]))
    assert store.document("site/9.txt").sentences == 2
    assert store.check() == []


NAMES = ("Қарасу", "Ақтоғай", "Шұбарағаш", "Көктал", "Жаңажол")
EVENTS = ("су құбыры тартылды", "жаңа көпір салынды", "кітапхана ашылды", "жәрмеңке өтті")
PEOPLE = ("Аспаз", "Мұғалім", "Дәрігер", "Бапкер", "Жазушы", "Құрылысшы", "Диқан")
SEASONS = ("Көктемде", "Жазда", "Күзде")


def page_of(number: int) -> str:
    """A page of a site that no wording knows: head and foot, and a report of its own."""
    name, event = NAMES[number % 5], EVENTS[number % 4]
    menu = ("Дала тынысы", "Ел мен жер", "Сұхбат алаңы", "Көне сурет")
    foot = ("Біз туралы", "Редакция алқасы", "Жазылу тәртібі")
    report = (
        f"{name} ауылында {event}",
        f"{SEASONS[number % 3]} {name} ауылында {event}. Бұл туралы {number + 10} тұрғын айтты.",
        f"{PEOPLE[number % 7]} {NAMES[number % 3]} жақтан келді. Қонақтар {event} деп қуанды.",
    )
    items = "".join(f"<li>{entry}</li>" for entry in menu)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in report)
    end = "".join(f"<p>{entry}</p>" for entry in foot)
    return f"<html><body><div><ul>{items}</ul></div>{body}<div>{end}</div></body></html>"


@pytest.mark.parametrize("suffix", ["html", "txt"])
@pytest.mark.parametrize("first", [2, 25, 49])
def test_fifty_pages_lose_their_menus_in_however_many_goes(store, tmp_path, first, suffix):
    """Those that came before the site was known are rid of its lines when it is."""
    site = tmp_path / "site"
    site.mkdir()
    for number in range(50):
        page = page_of(number)
        if suffix == "txt":  # as a browser saves it
            page = re.sub(r"<[^>]+>", "\n\n", page).strip()
        (site / f"{number:02}.{suffix}").write_text(page, encoding="utf-8")
    files = sorted(site.iterdir())
    reports = [store.add(files[:first]), store.add(site)]
    assert len(reports[0].added) + len(reports[1].added) == 50
    for record in store.documents():
        text = " ".join(store.sentences(record.id).values())
        assert " ауылында " in text
        assert not any(entry in text for entry in ("Дала тынысы", "Редакция алқасы"))
        assert record.sentences in (4, 5)
    names = [f"site/{number:02}.{suffix}" for number in range(first)]
    assert reports[1].cleaned == (names if first == 2 else [])
    again = store.add(site)
    assert (len(again.unchanged), again.cleaned) == (50, [])
    assert store.check() == []
    store.undo()
    assert [record.name for record in store.documents()] == names
    assert store.check() == []


def test_what_is_said_of_new_pages_is_not_said_of_those_there(store, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    for number in range(6):
        page = re.sub(r"<[^>]+>", "\n\n", page_of(number)).strip()
        (site / f"{number}.txt").write_text(page, encoding="utf-8")
    days = datetime.date(2024, 5, 3), datetime.date(2025, 1, 1)
    store.add(site / "0.txt", AddOptions(date=days[0], publisher="Дала"))
    report = store.add(sorted(site.glob("[1-5].txt")), AddOptions(date=days[1], publisher="Жаршы"))
    assert report.cleaned == ["site/0.txt"]
    first = store.document("site/0.txt")
    assert (first.date, first.publisher, first.sentences) == (days[0], "Дала", 5)
    assert store.document("site/1.txt").date == days[1]
    assert [version.sentences for version in store.versions("site/0.txt")] == [12, 5]


def test_the_same_twice_in_one_go(store, tmp_path):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "1.txt").write_text("Қар жауды. Күн суық.", encoding="utf-8")
    report = store.add([tmp_path / "a", tmp_path / "b"])
    assert report.added == ["a/1.txt"]
    assert report.duplicates == [(str(tmp_path / "b" / "1.txt"), "a/1.txt")]
