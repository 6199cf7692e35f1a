"""`egiz corpus calibrate`: changes nothing in silence, only for the better, and can be reset."""

import csv
import json
import shutil
from dataclasses import replace

import pytest
from stores import SAMPLES, store_of
from typer.testing import CliRunner

from aligner.cli import app
from aligner.corpus.calibrated import judged_pairs, kept_coefficients, with_own_confidence
from aligner.pipeline import AlignConfig
from corpora.store import Store


def gold():
    """The sentence pairs of our samples that are translations."""
    found = set()
    for name in ("parallel", "comparable"):
        with (SAMPLES / "gold" / f"{name}.pairs.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["class"] == "translation":
                    found.add((" ".join(row["kk"].split()), " ".join(row["ru"].split())))
    return found


def text(sentences, span):
    return " ".join(" ".join(sentences[n].split()) for n in span)


@pytest.fixture(scope="module")
def judged_store(samples, tmp_path_factory):
    """The samples, each pair accepted or rejected as the gold has it."""
    path = store_of(samples, SAMPLES, tmp_path_factory.mktemp("judged") / "samples.egiz")
    right = gold()
    with Store.open(path) as store:
        for pair in store.pairs():
            source, target = store.sentences(pair.source_id), store.sentences(pair.target_id)
            for bead in store.beads(pair.id):
                if bead.two_sided and bead.features:
                    good = (text(source, bead.source), text(target, bead.target)) in right
                    state, kind = ("accepted", "translation") if good else ("rejected", bead.kind)
                    store.decide(
                        *(pair.id, [(bead.id, bead.version)]),
                        *([replace(bead, state=state, kind=kind)], state, "gold"),
                    )
    return path


@pytest.fixture
def judged(judged_store, tmp_path):
    return shutil.copy(judged_store, tmp_path / "samples.egiz")


def run(*arguments):
    return CliRunner().invoke(app, ["corpus", "calibrate", *map(str, arguments)])


def confidences(path):
    with Store.open(path) as store:
        rows = store.database.rows("SELECT id, confidence, kind FROM bead ORDER BY id")
        return [tuple(row) for row in rows]


def test_it_tells_and_changes_nothing(judged):
    before = confidences(judged)
    told = run("-s", judged)
    assert told.exit_code == 0, told.output
    assert "Nothing was changed" in told.output
    assert confidences(judged) == before
    with Store.open(judged) as store:
        assert kept_coefficients(store) is None
        assert store.history()[0].kind != "calibrate"


def test_held_out_decisions_speak_for_it(judged):
    told = json.loads(run("-s", judged, "--json").output)
    assert told["held_out"] == "document pairs"
    assert told["after"]["log_loss"] < told["before"]["log_loss"]
    assert told["better"]
    assert not told["applied"]


def test_what_was_learned_is_kept_and_used(judged):
    before = confidences(judged)
    assert "Kept." in run("-s", judged, "--apply").output
    after = confidences(judged)
    assert [c for _, c, _ in after] != [c for _, c, _ in before]
    with Store.open(judged) as store:
        assert store.history()[0].kind == "calibrate"
        own = with_own_confidence(store, AlignConfig()).pairing.confidence.coefficients
        assert own is not None
        (signature,) = {pair.signature for pair in store.pairs()}
        assert "|confidence:own-" in signature
        for pair in store.pairs():
            for bead in store.beads(pair.id):
                if bead.features:
                    table = [[bead.features[name] for name in bead.features]]
                    made, _ = own[bead.route].probabilities(table)
                    assert bead.confidence == pytest.approx(float(made[0]), abs=1e-5)
    again = run("-s", judged, "--reset")
    assert "that of Egiz again" in again.output
    reset = confidences(judged)
    assert [kind for *_, kind in reset] == [kind for *_, kind in before]
    for (_, old, _), (_, new, _) in zip(before, reset, strict=True):
        assert new == pytest.approx(old, abs=1e-4)
    with Store.open(judged) as store:
        assert {pair.signature.count("confidence:") for pair in store.pairs()} == {0}


def test_decisions_can_still_be_undone(judged):
    run("-s", judged, "--apply")
    with Store.open(judged) as store:
        last = store.decisions(limit=1)[0]
        store.take_back(last.id, "gold")
        (bead,) = last.before
        found = [b for pair in store.pairs() for b in store.beads(pair.id) if b.id == bead.id]
        assert [b.state for b in found] == ["open"]


def test_what_was_cut_otherwise_counts_as_wrong(samples, tmp_path):
    path = store_of(samples, SAMPLES, tmp_path / "samples.egiz")
    with Store.open(path) as store:
        pair = store.pairs()[0]
        bead = next(b for b in store.beads(pair.id) if b.two_sided)
        cut = replace(bead, state="accepted", features={}, kind="translation")
        number = store.decide(pair.id, [(bead.id, bead.version)], [cut], "move", "gold")
        assert [j.right for j in judged_pairs(store)] == [False]
        store.take_back(number, "gold")
        assert judged_pairs(store) == []


def test_too_few_decisions_are_told(samples, tmp_path):
    path = store_of(samples, SAMPLES, tmp_path / "samples.egiz")
    told = run("-s", path, "--apply")
    assert told.exit_code == 1
    assert "too few decisions to learn from: 0 translations, 0 others" in told.output


def test_options_that_contradict_each_other(tmp_path):
    assert run("-s", tmp_path / "x.egiz", "--apply", "--reset").exit_code == 2


def test_a_confidence_of_another_version_is_told(judged):
    with Store.open(judged) as store, store.database.transaction():
        store.database.write("INSERT INTO setting VALUES ('confidence', '{\"parallel\": {}}')")
    with Store.open(judged) as store, pytest.raises(Exception, match="calibrate --reset"):
        kept_coefficients(store)
