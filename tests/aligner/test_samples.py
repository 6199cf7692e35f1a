"""Our sample reports against their gold: who belongs with whom, by which route, which sentences."""

import csv
import re

from places import SAMPLES

from aligner import Selection
from aligner.bead import BeadClass
from aligner.outputs import selected_units

UNMATCHED = {"mal-egu-nauqany.txt", "ult-kuresi-turniri.txt"} | {
    "bazovaya-stavka.txt",
    "teatralnaya-premera.txt",
}


def gold(kind):
    """Rows of both gold files of a kind; no text in them is quoted."""
    rows = []
    for route in ("parallel", "comparable"):
        with (SAMPLES / "gold" / f"{route}.{kind}.tsv").open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return rows


def letters(text):
    """The letters and digits alone: how a sentence is spaced and dashed is not at stake here."""
    return re.sub(r"[\W_]+", "", text).casefold()


def units(alignment, *kinds):
    return list(selected_units(alignment, Selection(frozenset(kinds or BeadClass))))


def test_documents_are_matched_and_routed_as_in_the_gold(samples):
    wanted = {(row["kk_doc"], row["ru_doc"], row["route"]) for row in gold("links")}
    found = {(pair.source.id, pair.target.id, str(pair.route)) for pair in samples.pairs}
    assert found == wanted


def test_reports_without_a_counterpart_are_left_out(samples):
    assert {item.document: item.why for item in samples.left_out} == dict.fromkeys(
        UNMATCHED, "no counterpart found"
    )
    assert not samples.partial
    texts = {unit.source for unit in units(samples)} | {unit.target for unit in units(samples)}
    for side in ("kk", "ru"):
        for name in UNMATCHED:
            path = SAMPLES / side / name
            if path.exists():
                text = letters(path.read_text(encoding="utf-8"))
                assert not [unit for unit in texts if letters(unit) in text]


def test_translations_are_found(samples):
    wanted = {
        (letters(row["kk"]), letters(row["ru"]))
        for row in gold("pairs")
        if row["class"] == "translation"
    }
    translations = units(samples, BeadClass.TRANSLATION)
    found = {(letters(unit.source), letters(unit.target)) for unit in translations}
    f1 = 2 * len(wanted & found) / (len(wanted) + len(found))
    assert f1 >= 0.95, f"{len(wanted - found)} missing, {len(found - wanted)} wrong"


def test_furniture_is_in_no_unit(samples):
    for unit in units(samples):
        for text in (unit.source, unit.target):
            assert not re.search(r"https?://|Бөлісу:|Поделиться|Дереккөз:|Источник:", text)


def test_a_sentence_is_in_one_unit_at_most(samples):
    for pair in samples.pairs:
        for side in ("source", "target"):
            numbers = [number for bead in pair.beads for number in getattr(bead, side) if bead.kind]
            assert len(numbers) == len(set(numbers))
