"""Decisions: whole, for ever, undone and redone, never over somebody else's head."""

from dataclasses import replace

import pytest

from corpora.store import BeadRecord, StaleError, Store, StoreError


def test_accept_and_undo_and_redo(aligned):
    store, pair = aligned
    bead = store.beads(pair)[1]
    assert bead.features == {"one": 1.0, "margin": 0.25}
    number = store.decide(
        pair, [(bead.id, bead.version)], [replace(bead, state="accepted")], "accept", "aigerim"
    )
    after = store.beads(pair)[1]
    assert (after.id, after.state, after.decided_by) == (bead.id, "accepted", "aigerim")
    assert after.version > bead.version
    assert after.human
    taken = store.take_back(number, "aigerim")
    assert replace(store.beads(pair)[1], version=1) == bead
    store.take_back(taken, "aigerim", action="redo")
    assert store.beads(pair)[1].state == "accepted"
    assert [d.action for d in store.decisions(pair)] == ["redo", "undo", "accept"]
    with pytest.raises(StoreError, match="undone already"):
        store.take_back(number, "aigerim")
    assert store.check() == []


def test_merge_and_split(aligned):
    store, pair = aligned
    first, second, *_ = store.beads(pair)
    merged = BeadRecord(range(2), range(2), kind="translation", state="accepted", route="given")
    number = store.decide(pair, [(first.id, 1), (second.id, 1)], [merged], "merge", "aigerim")
    found = store.beads(pair)
    assert [(b.source, b.target) for b in found] == [
        (range(2), range(2)),
        (range(2, 3), range(2, 3)),
        (range(3, 4), range(3, 4)),
    ]
    store.take_back(number)
    assert [replace(b, version=1) for b in store.beads(pair)[:2]] == [first, second]
    decision = store.decisions(pair)[-1]
    assert decision.before == (first, second)
    assert store.database.value("SELECT before FROM decision").count("кітапхана") == 1


def test_a_stale_page_changes_nothing(aligned):
    store, pair = aligned
    bead = store.beads(pair)[0]
    with Store.open(store.path) as other:
        other.decide(pair, [(bead.id, 1)], [replace(bead, state="rejected")], "reject", "berik")
    with pytest.raises(StaleError, match="meanwhile"):
        store.decide(pair, [(bead.id, 1)], [replace(bead, state="accepted")], "accept", "aigerim")
    assert store.beads(pair)[0].state == "rejected"
    assert len(store.decisions(pair)) == 1


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (BeadRecord(range(2), range(1)), "sentence 1 of the source would be in two beads"),
        (BeadRecord(range(1), range(9, 10)), "the target has no sentence 9"),
        (BeadRecord(range(0), range(0)), "holds no sentence"),
    ],
)
def test_beads_that_do_not_fit(aligned, after, why):
    store, pair = aligned
    bead = store.beads(pair)[0]
    with pytest.raises(StoreError, match=why):
        store.decide(pair, [(bead.id, 1)], [after], "edit", "aigerim")
    assert store.beads(pair)[0] == bead
    assert store.decisions() == []


def test_a_comment_or_another_class_is_a_decision_too(aligned):
    store, pair = aligned
    first, second, *_ = store.beads(pair)
    for bead, change in (
        (first, {"comment": "аты дұрыс емес"}),
        (second, {"kind": "partial"}),
    ):
        store.decide(pair, [(bead.id, 1)], [replace(bead, **change)], "edit", "aigerim")
    assert [bead.human for bead in store.beads(pair)] == [True, True, False, False]


def test_search_shows_the_twin_as_it_was_edited(aligned):
    store, pair = aligned
    bead = store.beads(pair)[1]
    edited = replace(bead, state="accepted", target_text="В ней почти пять тысяч книг.")
    store.decide(pair, [(bead.id, 1)], [edited], "edit", "aigerim")
    (hit,) = store.search("кітап бар")
    assert hit.text == "Онда бес мыңға жуық кітап бар."
    assert (hit.twin, hit.state) == ("В ней почти пять тысяч книг.", "accepted")
    (back,) = store.search('"пяти тысяч"')
    assert (back.twin, back.twin_document) == (hit.text, "reports/kk/library.txt")
    last = store.beads(pair)[3]
    store.decide(pair, [(last.id, 1)], [replace(last, state="rejected")], "reject", "aigerim")
    (alone,) = store.search("выходные")
    assert alone.twin == ""


def test_search_gives_the_last_document_first_and_its_sentences_in_order(aligned, folder):
    store, _ = aligned
    (folder / "ru" / "school.txt").write_text(
        "Библиотека школы закрыта. В ней идёт ремонт. Новая библиотека откроется осенью.",
        encoding="utf-8",
    )
    store.add(folder)
    found = [(hit.document.rpartition("/")[2], hit.number) for hit in store.search("библиотека")]
    assert found == [("school.txt", 0), ("school.txt", 2), ("library.txt", 0), ("library.txt", 3)]


def test_the_history_undoes_decisions_in_their_turn(aligned):
    store, pair = aligned
    bead = store.beads(pair)[0]
    store.decide(pair, [(bead.id, 1)], [replace(bead, state="accepted")], "accept", "aigerim")
    kinds = []
    while store.history() and any(operation.undoable for operation in store.history()):
        kinds.append(store.undo().kind)
    assert kinds == ["decide", "align", "add"]
    assert store.documents() == []
    assert store.database.value("SELECT count(*) FROM text") == 0
    assert len(store.decisions()) == 2  # what people decided is never forgotten
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    assert store.check() == []


def test_several_changes_of_one_bead_are_undone_one_after_the_other(aligned):
    store, pair = aligned
    first = store.beads(pair)[0]
    numbers = []
    for text in ("Бірінші.", "Екінші.", "Үшінші."):
        bead = next(b for b in store.beads(pair) if b.id == first.id)
        edited = replace(bead, source_text=text)
        numbers.append(store.decide(pair, [(bead.id, bead.version)], [edited], "edit", "aigerim"))
    for number, text in zip(reversed(numbers), ("Екінші.", "Бірінші.", None), strict=True):
        store.take_back(number, "aigerim")
        assert store.beads(pair)[0].source_text == text


def test_what_somebody_changed_since_is_not_undone_over(aligned):
    store, pair = aligned
    bead = store.beads(pair)[0]
    accepted = replace(bead, state="accepted")
    number = store.decide(pair, [(bead.id, bead.version)], [accepted], "accept", "aigerim")
    bead = store.beads(pair)[0]
    commented = replace(bead, comment="Тексеру керек.")
    store.decide(pair, [(bead.id, bead.version)], [commented], "comment", "erlan")
    with pytest.raises(StaleError):
        store.take_back(number, "aigerim")
    assert store.beads(pair)[0].comment == "Тексеру керек."


def test_what_is_deleted_for_good_is_nowhere(aligned):
    store, pair = aligned
    bead = store.beads(pair)[1]
    said = replace(bead, state="accepted", target_text="Әлдеқайда жазылған сөз")
    store.decide(pair, [(bead.id, 1)], [said], "edit", "aigerim")
    store.remove(["reports/kk/library.txt"])
    written = ("Оқырмандар көбіне кешке", "Әлдеқайда жазылған")

    def found():
        files = store.path.parent.glob(f"{store.path.name}*")
        data = b"".join(path.read_bytes() for path in files)
        return [text for text in written if text.encode() in data]

    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert found() == list(written)
    store.forget(["reports/kk/library.txt"])
    assert found() == []
    assert [record.name for record in store.documents()] == ["reports/ru/library.txt"]
    assert store.search("кітап") == []
    assert len(store.search("библиотека")) == 2
    assert store.decisions() == []
    assert store.check() == []
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
