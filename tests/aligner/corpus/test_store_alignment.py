"""Aligning a store: only what is new, around what people decided, the same as in one run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from synthetic import SAMPLES, facts, write_reports

from aligner import align_files
from aligner.confidence import fitted
from aligner.corpus import align_store, calibrated, export
from corpora.store import Store


def rewrite(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def decide(store, place, **changes):
    """A person changes a bead of the first pair."""
    pair = store.pairs()[0]
    bead = [bead for bead in store.beads(pair.id) if bead.two_sided][place]
    store.decide(pair.id, [(bead.id, bead.version)], [replace(bead, **changes)], "edit", "aigerim")
    return bead


def test_a_store_is_aligned_as_files_are(tmp_path, encoder, egiz):
    """`egiz` lends its model to the run over files."""
    assert egiz("--version").exit_code == 0
    names = ("ult-kuresi-turniri", "sarybulak-kanaly-iske-qosyldy", "orositelnyy-kanal-zhambyl")
    for name in names:
        (found,) = SAMPLES.glob(f"*/{name}.txt")
        place = tmp_path / "reports" / found.parent.name
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(found, place)
    (expected,) = align_files([tmp_path / "reports"]).pairs
    with Store.create(tmp_path / "corpus.egiz") as store:
        store.add(tmp_path / "reports")
        report = align_store(store, encoder=encoder)
        (pair,) = store.pairs()
        assert (pair.source, pair.target) == (
            f"reports/{expected.source.id}",
            f"reports/{expected.target.id}",
        )
        assert (pair.route, pair.explanation) == (str(expected.route), expected.explanation)
        assert pair.score == pytest.approx(expected.score, abs=1e-3)
        found = {
            (bead.source, bead.target, bead.kind, round(bead.confidence, 2))
            for bead in store.beads(pair.id)
            if bead.two_sided
        }
        assert found == {
            (bead.source, bead.target, bead.kind and str(bead.kind), round(bead.confidence, 2))
            for bead in expected.beads
            if bead.two_sided
        }
        assert len(found) > 20
        assert report.embedded == store.database.value("SELECT count(*) FROM text")
        assert store.check() == []


def test_made_up_reports_find_each_other(store):
    pairs = store.pairs()
    assert len(pairs) == 3
    for pair in pairs:
        assert pair.source.split("/")[-1] == pair.target.split("/")[-1]
        assert sum(bead.kind == "translation" for bead in store.beads(pair.id)) >= 5
    assert store.check() == []


def test_nothing_is_done_twice(store, folder, words):
    before, read = facts(store), words.read
    report = align_store(store, encoder=words)
    assert (report.embedded, report.matched, report.aligned) == (0, 0, 0)
    new = write_reports(folder, 1, 10, first=3)
    store.add(folder)
    report = align_store(store, encoder=words)
    assert (
        words.read - read == report.embedded == sum(store.document(path).sentences for path in new)
    )
    assert (report.matched, report.new_pairs, report.lost_pairs, report.aligned) == (2, 1, 0, 1)
    assert [fact for fact in facts(store) if "3.txt" not in fact[0]] == before


def test_one_by_one_or_all_at_once(store, folder, words, tmp_path):
    """Documents, pairs and beads are the same; scores move a little with the corpus."""
    write_reports(folder, 2, 10, first=3)
    for path in sorted(folder.rglob("*.txt")):
        store.add(path)
        align_store(store, encoder=words)
    with Store.create(tmp_path / "other.egiz") as other:
        other.add(folder)
        align_store(other, encoder=words)

        def paired(which):
            return {
                (pair.source, pair.target, bead.source, bead.target)
                for pair in which.pairs()
                for bead in which.beads(pair.id)
                if bead.kind == "translation"
            }

        assert paired(store) == paired(other)
        # Aligned anew, the scores are the same too.
        align_store(store, encoder=words, again=True)
        assert facts(store) == facts(other)


def test_a_better_counterpart_takes_the_place_of_a_worse_one(store, folder, words):
    original = folder / "ru" / "00000.txt"
    text = original.read_text(encoding="utf-8")
    half = folder / "ru" / "half.txt"
    half.write_text(". ".join(text.split(". ")[:4]) + ".", encoding="utf-8")
    original.rename(folder.parent / "later.txt")
    store.remove([original])
    store.add(half)
    align_store(store, encoder=words)
    assert {p.source[-9:]: p.target[-8:] for p in store.pairs()}["00000.txt"] == "half.txt"
    (folder.parent / "later.txt").rename(original)
    store.add(original)
    report = align_store(store, encoder=words)
    assert report.lost_pairs == 1
    assert {p.source[-9:]: p.target[-9:] for p in store.pairs()}["00000.txt"] == "00000.txt"
    assert len(store.pairs()) == 3
    assert store.check() == []


def test_decisions_stay_when_a_document_changes(store, folder, words):
    edited = decide(store, 1, state="accepted", target_text="Өзгерді")
    rejected = decide(store, 3, state="rejected")
    texts = store.sentences(store.pairs()[0].source_id)
    rewrite(folder / "kk" / "00000.txt", lambda text: "Мүлде жаңа сөйлем қосылды. " + text)
    store.add(folder)
    report = align_store(store, encoder=words)
    assert (report.kept, report.waiting) == (2, 0)
    pair = store.pairs()[0]
    human = [bead for bead in store.beads(pair.id) if bead.human]
    assert [(bead.state, bead.target_text) for bead in human] == [
        ("accepted", "Өзгерді"),
        ("rejected", None),
    ]
    now = store.sentences(pair.source_id)
    for old, new in zip((edited, rejected), human, strict=True):
        assert [now[n] for n in new.source] == [texts[n] for n in old.source]
        assert new.source.start == old.source.start + 1
        assert new.target == old.target
    spans = [(bead.source, bead.target) for bead in store.beads(pair.id) if not bead.human]
    assert (human[1].source, human[1].target) not in spans
    assert store.check() == []


def test_a_decision_can_be_undone_after_its_document_has_changed(store, folder, words):
    decide(store, 1, state="accepted", target_text="Өзгерді")
    rewrite(folder / "kk" / "00000.txt", lambda text: "Мүлде жаңа сөйлем қосылды. " + text)
    store.add(folder)
    align_store(store, encoder=words)
    (decision,) = store.decisions()
    store.take_back(decision.id, "aigerim")
    beads = store.beads(store.pairs()[0].id)
    assert not any(bead.human for bead in beads)
    assert [bead.target_text for bead in beads if bead.target_text] == []
    assert store.check() == []


def test_a_decision_waits_for_its_sentences(store, folder, words):
    bead = decide(store, 1, state="accepted", comment="дұрыс")
    decide(store, 2, state="accepted")
    pair = store.pairs()[0]
    gone = " ".join(store.sentences(pair.source_id)[n] for n in bead.source)
    path = folder / "kk" / "00000.txt"
    whole = path.read_text(encoding="utf-8")
    rewrite(path, lambda text: text.replace(gone, ""))
    store.add(folder)
    report = align_store(store, encoder=words)
    assert (report.kept, report.waiting) == (1, 1)
    path.write_text(whole, encoding="utf-8")
    store.add(folder)
    report = align_store(store, encoder=words)
    assert (report.kept, report.waiting) == (2, 0)
    assert [b.comment for b in store.beads(store.pairs()[0].id) if b.human] == ["дұрыс", ""]


def test_aligning_anew_goes_around_decisions(store, words):
    pair = store.pairs()[0]
    first, second, *_ = (bead for bead in store.beads(pair.id) if bead.two_sided)
    crossed = [
        replace(first, target=second.target, state="accepted"),
        replace(second, target=first.target, state="accepted"),
    ]
    store.decide(pair.id, [(first.id, 1), (second.id, 1)], crossed, "move", "aigerim")
    before = facts(store)
    align_store(store, encoder=words, again=True)
    human = [bead for bead in store.beads(store.pairs()[0].id) if bead.human]
    assert {(b.source, b.target) for b in human} == {(b.source, b.target) for b in crossed}
    assert [fact[:2] for fact in facts(store)] == [fact[:2] for fact in before]
    assert store.check() == []


def test_an_accepted_pair_stays_a_pair(store, folder, words):
    decide(store, 0, state="accepted")
    better = folder / "ru" / "copy.txt"
    shutil.copy(folder / "ru" / "00000.txt", better)
    rewrite(better, lambda text: text + " Тағы.")
    rewrite(folder / "ru" / "00000.txt", lambda text: ". ".join(text.split(". ")[:3]) + ".")
    store.add(folder)
    align_store(store, encoder=words)
    assert store.pairs()[0].target.endswith("00000.txt")


def test_another_confidence_makes_no_alignment_anew(store, folder, words):
    """Beads do not rest on it, nor do vectors; their scores are made anew when it is kept."""
    calibrated.apply(store, fitted())
    (signature,) = {pair.signature for pair in store.pairs()}
    assert "confidence:own" in signature
    report = align_store(store, encoder=words)
    assert (report.embedded, report.matched, report.aligned) == (0, 0, 0)
    write_reports(folder, 1, 10, first=3)
    store.add(folder)
    assert align_store(store, encoder=words).matched == 2
    assert {pair.signature for pair in store.pairs()} == {signature}
    calibrated.reset(store)
    assert align_store(store, encoder=words).matched == 0


def test_undo_of_an_alignment(store, words):
    before = facts(store)
    decide(store, 0, state="accepted")
    decided = facts(store)
    align_store(store, encoder=words, again=True)
    assert store.undo().kind == "align"
    assert facts(store) == decided
    assert store.undo().kind == "decide"
    assert facts(store) == before
    assert store.undo().kind == "align"
    assert store.pairs() == []
    assert store.status().to_align == 6
    align_store(store, encoder=words)
    assert facts(store) == before


def test_pairs_that_a_file_has_are_taken_over(tmp_path, store, words):
    import aligner.memories  # noqa: F401 - registers its reader

    table = tmp_path / "pairs.tsv"
    table.write_text(
        "kk\tru\nҚар жауды.\tВыпал снег.\nЖел тұрды.\tПоднялся ветер.\n", encoding="utf-8"
    )
    report = store.add(table)
    assert report.added == ["pairs.tsv (kk)", "pairs.tsv (ru)"]
    align_store(store, encoder=words)
    pair = next(p for p in store.pairs() if p.source.startswith("pairs"))
    assert pair.target == "pairs.tsv (ru)"
    assert [bead.kind for bead in store.beads(pair.id)] == ["translation"] * 2
    assert store.add(table).unchanged == report.added
    rewrite(table, lambda text: text + "Күн шықты.\tВышло солнце.\n")
    assert store.add(table).updated == report.added
    align_store(store, encoder=words)
    pair = next(p for p in store.pairs() if p.source.startswith("pairs"))
    assert len(store.beads(pair.id)) == 3
    assert len(store.pairs()) == 4


def test_an_interrupted_run_is_gone_on_with(tmp_path, folder, words, store):
    """InterruptedRunError while it embeds, while it matches, and after each pair."""
    expected = facts(store)

    class InterruptedRunError(Exception):
        pass

    with Store.create(tmp_path / "other.egiz") as other:
        other.add(folder)
        for name in ("Embedding sentences", "Matching documents", "Aligning", "Aligning"):

            def step(told, _size, name=name):
                def advance(_):
                    if told == name and name != "Embedding sentences":
                        raise InterruptedRunError

                if told == name and name in ("Embedding sentences", "Matching documents"):
                    raise InterruptedRunError
                return advance

            with pytest.raises(InterruptedRunError):
                align_store(other, step=step, encoder=words)
            assert other.check() == []
        assert other.status().unfinished == 1
        report = align_store(other, encoder=words)
        assert report.aligned == 1
        assert facts(other) == expected
        assert [op.state for op in other.history(6)] == ["done"] + ["interrupted"] * 4 + ["done"]


def test_a_disk_that_is_full_while_it_aligns(tmp_path, folder, words, store):
    """The limit of a process stands in for it; what was done stays, and the rest is done later."""
    expected = facts(store)
    path = tmp_path / "other.egiz"
    with Store.create(path) as other:
        other.add(folder)
    script = """
        import resource, sys
        from synthetic import WordEncoder
        from aligner.corpus import align_store
        from corpora.store import Store, StoreError
        with Store.open(sys.argv[1]) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))  # bytes of a file
            try:
                align_store(store, encoder=WordEncoder())
            except StoreError as error:
                sys.exit(str(error))
    """
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), path],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'benchmarks'}"},
    )
    assert done.returncode == 1, done.stderr
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr
    with Store.open(path) as other:
        assert other.check() == []
        assert len(other.documents()) == 6
        align_store(other, encoder=words)
        assert facts(other) == expected


def test_every_stage_says_how_large_it_is_and_how_far(tmp_path, folder, words):
    told: dict[str, list[int]] = {}

    def step(name, size):
        told[name] = [size, 0]

        def advance(count):
            assert count >= 0
            told[name][1] += count

        return advance

    with Store.create(tmp_path / "other.egiz") as other:
        other.add(folder)
        align_store(other, step=step, encoder=words)
        export(other, tmp_path / "out.tmx", step=step)
    assert list(told) == [
        "Embedding sentences",
        "Loading vectors",
        "Looking for nearest sentences",
        "Loading documents",
        "Grouping by topic",
        "Matching documents",
        "Measuring routes",
        "Aligning",
        "Writing",
    ]
    for name, (size, done) in told.items():
        assert size == done > 0, name


def test_documents_of_one_side_wait_for_the_other(tmp_path, folder, words):
    with Store.create(tmp_path / "one.egiz") as store:
        store.add(folder / "kk")
        assert align_store(store, encoder=words).new_pairs == 0
        assert store.status().to_align == 0
        store.add(folder / "ru")
        assert align_store(store, encoder=words).new_pairs == 3


def test_unrelated_documents_are_no_pair(tmp_path, words):
    write_reports(tmp_path / "a", 1, 10, first=1)
    write_reports(tmp_path / "b", 1, 10, first=2)
    with Store.create(tmp_path / "c.egiz") as store:
        store.add([tmp_path / "a" / "kk", tmp_path / "b" / "ru"])
        assert align_store(store, encoder=words).new_pairs == 0
