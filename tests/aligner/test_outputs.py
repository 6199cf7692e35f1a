"""What is written: TMX, tab-separated values, JSON lines and ladders, whole or not at all."""

import json
import re
import resource
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

import tmx
from aligner import Selection, write_alignment
from aligner.bead import Bead, BeadClass, Route
from aligner.errors import OutputError
from aligner.outputs import TSV_COLUMNS, WRITERS, check_output, full_ladder, selected_units

EVERY = Selection(frozenset(BeadClass))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def with_beads(alignment, beads):
    """The alignment of a single pair with other beads."""
    (pair,) = alignment.pairs
    return replace(alignment, pairs=(replace(pair, beads=tuple(beads)),))


def test_units_are_selected_by_class_and_confidence(samples):
    beads = [bead for pair in samples.pairs for bead in pair.beads if bead.kind]
    assert {bead.kind for bead in beads} >= {BeadClass.TRANSLATION, BeadClass.PARTIAL}
    for kinds in ({BeadClass.TRANSLATION}, {BeadClass.PARTIAL, BeadClass.RELATED}):
        for least in (0.0, 0.7):
            wanted = [b for b in beads if b.kind in kinds and b.confidence >= least]
            selection = Selection(frozenset(kinds), least)
            assert [unit.bead for unit in selected_units(samples, selection)] == wanted


def test_tmx_reads_back(samples, tmp_path):
    path = tmp_path / "memory.tmx"
    count = write_alignment(samples, path, selection=EVERY)
    wanted = list(selected_units(samples, EVERY))
    with tmx.open_tmx(path) as units:
        header, read = units.header, list(units)
    assert count == len(read) == len(wanted)
    assert (header.srclang, header.segtype, header.creationtool) == ("kk", "sentence", "Egiz")
    assert header.prop("x-egiz-signature") == samples.signature
    for unit, given in zip(read, wanted, strict=True):
        bead = given.bead
        assert unit.variant("kk").text == given.source
        assert unit.variant("ru").text == given.target
        assert unit.variant("kk").prop("x-document") == given.pair.source.id
        assert unit.variant("ru").prop("x-document") == given.pair.target.id
        assert unit.prop("x-egiz-class") == bead.kind
        assert unit.prop("x-egiz-route") == bead.route
        assert unit.prop("x-egiz-reason") == bead.reason
        for score in ("confidence", "similarity", "margin"):
            assert float(unit.prop(f"x-egiz-{score}")) == pytest.approx(
                getattr(bead, score), abs=1e-4
            )
        assert isinstance(unit.history.creationdate, datetime)


def test_tmx_is_version_1_4b(samples, tmp_path):
    path = tmp_path / "memory.tmx"
    write_alignment(samples, path, selection=EVERY)
    root = etree.parse(path).getroot()
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    assert [child.tag for child in root] == ["header", "body"]
    header = root.find("header")
    for name in ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang"):
        assert header.get(name)
    assert (header.get("srclang"), header.get("datatype")) == ("kk", "plaintext")
    identities = [unit.get("tuid") for unit in root.iter("tu")]
    assert len(set(identities)) == len(identities) > 0
    for unit in root.iter("tu"):
        assert re.fullmatch(r"\d{8}T\d{6}Z", unit.get("creationdate"))
        assert [variant.get(LANG) for variant in unit.iter("tuv")] == ["kk", "ru"]
        assert all(variant.findtext("seg").strip() for variant in unit.iter("tuv"))


def test_a_unit_keeps_its_identity_in_another_run(library, samples, tmp_path):
    """So that a memory can be updated: it rests on the pair alone, not on what else was aligned."""

    def identities(alignment):
        write_alignment(alignment, tmp_path / "memory.tmx", selection=EVERY)
        with tmx.open_tmx(tmp_path / "memory.tmx") as units:
            return {unit.tuid for unit in units}

    both = replace(samples, pairs=(*samples.pairs, *library.pairs))
    assert identities(both) == identities(samples) | identities(library)


def test_sentences_are_numbered_from_0(library, tmp_path):
    (pair,) = library.pairs
    bead = Bead(range(3, 4), range(4, 6), 0.7, 0.3, 0.9, BeadClass.TRANSLATION, "alike")
    alignment = with_beads(library, [bead])
    for form in ("tmx", "tsv", "jsonl"):
        write_alignment(alignment, tmp_path / f"a.{form}", form)
    with tmx.open_tmx(tmp_path / "a.tmx") as units:
        (unit,) = units
    assert [variant.prop("x-sentences") for variant in unit.variants] == ["3", "4-5"]
    row = (tmp_path / "a.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")
    assert row[1:3] == ["3", "3"]
    assert row[4:6] == ["4", "5"]
    told = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert told["source"]["sentences"] == [3, 3]
    assert told["target"]["sentences"] == [4, 5]
    texts = [pair.target.sentence_text(number) for number in (4, 5)]
    assert told["target"]["text"] == row[-1] == " ".join(texts)


def test_tsv(samples, tmp_path):
    path = tmp_path / "pairs.tsv"
    count = write_alignment(samples, path, "tsv", EVERY)
    header, *rows = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert header.split("\t") == list(TSV_COLUMNS)
    assert " ".join(TSV_COLUMNS) == (
        "source_doc source_from source_to target_doc target_from target_to "
        "class confidence similarity margin source target"
    )
    cells = [row.split("\t") for row in rows]
    assert {len(row) for row in cells} == {len(TSV_COLUMNS)}
    wanted = list(selected_units(samples, EVERY))
    assert count == len(cells) == len(wanted)
    assert [(row[6], row[-2], row[-1]) for row in cells] == [
        (str(unit.bead.kind), unit.source, unit.target) for unit in wanted
    ]
    assert all(re.fullmatch(r"[01]\.\d{4}", row[7]) for row in cells)


def test_jsonl(samples, tmp_path):
    path = tmp_path / "pairs.jsonl"
    count = write_alignment(samples, path, "jsonl", EVERY)
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert count == len(told)
    for line, unit in zip(told, selected_units(samples, EVERY), strict=True):
        assert set(line) == {
            *("source", "target", "class", "route", "reason", "confidence", "similarity", "margin")
        }
        assert line["source"]["language"] == "kk"
        assert line["target"]["document"] == unit.pair.target.id
        assert line["source"]["text"] == unit.source


def with_source(alignment, text):
    """A single bead: the text against the first target sentence."""
    (pair,) = alignment.pairs
    sentence = replace(pair.source.sentences[0], start=0, end=len(text))
    source = replace(pair.source, text=text, sentences=(sentence,))
    bead = Bead(range(1), range(1), kind=BeadClass.TRANSLATION, confidence=1.0)
    return replace(alignment, pairs=(replace(pair, source=source, beads=(bead,)),))


@pytest.mark.parametrize("form", ["tsv", "jsonl"])
def test_line_breaks_and_tabs_inside_a_sentence_become_spaces(library, tmp_path, form):
    alignment = with_source(library, "Баға биыл \n\t тағы\r\nөсті.")
    assert write_alignment(alignment, tmp_path / "out", form) == 1
    assert "Баға биыл тағы өсті." in (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["tmx", "tsv", "jsonl"])
def test_control_characters_and_markup_survive_or_are_dropped(library, tmp_path, form):
    """What XML cannot say must not spoil the file; what it can comes back as it was."""
    changed = with_source(library, 'Баға\x07 5 < 7 & "арзан" деді.')
    path = tmp_path / "out"
    assert write_alignment(changed, path, form) == 1
    if form == "tmx":
        found = etree.parse(path).findtext(".//seg")
    elif form == "tsv":
        found = path.read_text(encoding="utf-8").splitlines()[-1].split("\t")[-2]
    else:
        found = json.loads(path.read_text(encoding="utf-8"))["source"]["text"]
    assert '5 < 7 & "арзан"' in found


def test_a_ladder_covers_every_sentence_in_order(library, tmp_path):
    path = tmp_path / "out.ladder"
    count = write_alignment(library, path, "ladder")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert count == len(lines)
    assert all(re.fullmatch(r"\[[\d, ]*\]:\[[\d, ]*\]", line) for line in lines)
    rungs = [[json.loads(side) for side in line.split(":")] for line in lines]
    (pair,) = library.pairs
    for side, document in enumerate((pair.source, pair.target)):
        numbers = [number for rung in rungs for number in rung[side]]
        assert numbers == list(range(len(document.sentences)))
    assert [[3], [3]] in rungs


def test_a_ladder_of_mined_beads_drops_those_that_cross(library):
    (pair,) = library.pairs
    beads = [
        Bead(range(2, 4), range(1, 2), kind=BeadClass.TRANSLATION, route=Route.COMPARABLE),
        Bead(range(5, 6), range(1), kind=BeadClass.TRANSLATION, route=Route.COMPARABLE),
        Bead(range(6, 7), range(4, 6), kind=BeadClass.RELATED, route=Route.COMPARABLE),
    ]
    ladder = full_ladder(replace(pair, beads=tuple(beads)))
    assert [(list(a), list(b)) for a, b in ladder if a and b] == [([2, 3], [1]), ([6], [4, 5])]
    for side, document in enumerate((pair.source, pair.target)):
        numbers = [number for rung in ladder for number in rung[side]]
        assert numbers == list(range(len(document.sentences)))


def test_a_ladder_holds_one_pair(samples, tmp_path):
    with pytest.raises(OutputError, match="one document pair"):
        write_alignment(samples, tmp_path / "out.ladder", "ladder")
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_write_is_an_empty_memory(library, tmp_path):
    nothing = Selection(frozenset())
    assert write_alignment(library, tmp_path / "a.tmx", selection=nothing) == 0
    with tmx.open_tmx(tmp_path / "a.tmx") as units:
        assert list(units) == []
    assert write_alignment(library, tmp_path / "a.tsv", "tsv", nothing) == 0
    assert (tmp_path / "a.tsv").read_text().split() == list(TSV_COLUMNS)


def test_source_date_epoch_fixes_the_dates(library, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a", "b"):
        write_alignment(library, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with tmx.open_tmx(tmp_path / "a") as units:
        dates = {unit.history.creationdate for unit in units} | {units.header.history.creationdate}
    assert dates == {datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "кеше")
    with pytest.raises(OutputError, match="SOURCE_DATE_EPOCH"):
        write_alignment(library, tmp_path / "c")
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("form", WRITERS)
def test_a_failure_half_way_leaves_what_was_there(library, tmp_path, form):
    (pair,) = library.pairs
    beyond = Bead(range(99, 100), range(99, 100), kind=BeadClass.TRANSLATION, confidence=1.0)
    broken = with_beads(library, [*pair.beads, beyond])
    if form == "ladder":
        broken = replace(broken, pairs=broken.pairs * 2)
    path = tmp_path / "memory"
    path.write_text("what was there")
    with pytest.raises((IndexError, OutputError)):
        write_alignment(broken, path, form)
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("form", ["tmx", "tsv", "jsonl"])
def test_a_full_disk_leaves_nothing(samples, tmp_path, form):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, limits[1]))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            write_alignment(samples, tmp_path / "memory", form)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


UNWRITABLE = {
    "no folder": ("nowhere/out.tmx", "there is no folder"),
    "a file for a folder": ("file.txt/out.tmx", "there is no folder"),
    "a folder": (".", "is a folder"),
}


@pytest.mark.parametrize("case", UNWRITABLE)
def test_an_output_that_cannot_be_is_refused_beforehand(tmp_path, case):
    name, why = UNWRITABLE[case]
    (tmp_path / "file.txt").write_text("сөз")
    with pytest.raises(OutputError, match=why) as caught:
        check_output(tmp_path / name, [])
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere/out.tmx", "file.txt/out.tmx", "."])
def test_an_output_that_cannot_be_is_an_error_when_written(library, tmp_path, name):
    (tmp_path / "file.txt").write_text("сөз")
    with pytest.raises(OutputError, match="cannot be written"):
        write_alignment(library, tmp_path / name)
    assert list(tmp_path.iterdir()) == [tmp_path / "file.txt"]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc, where not even root may write")
def test_a_folder_that_takes_no_files(library):
    with pytest.raises(OutputError, match="cannot be written"):
        write_alignment(library, "/proc/memory.tmx")


def test_an_unknown_form_is_refused(library, tmp_path):
    for refuse in (
        lambda: check_output(tmp_path / "a", [], "xls"),
        lambda: write_alignment(library, tmp_path / "a", "xls"),
    ):
        with pytest.raises(OutputError, match=r"xls.*tmx, tsv, jsonl, ladder"):
            refuse()


def test_an_output_over_an_input_is_refused(tmp_path):
    source = tmp_path / "kk" / "a.txt"
    source.parent.mkdir()
    source.write_text("сөз")
    (tmp_path / "link.txt").symlink_to(source)
    for output, inputs in (
        (source, [source]),
        (source, [source.parent]),
        (tmp_path / "link.txt", [source]),
        (tmp_path / "kk" / ".." / "kk" / "a.txt", [tmp_path]),
    ):
        with pytest.raises(OutputError, match="would replace an input"):
            check_output(output, inputs)
    check_output(source.parent / "a.tmx", [source.parent])


def test_no_unit_is_written_twice(samples, tmp_path):
    write_alignment(samples, tmp_path / "a.tsv", "tsv", EVERY)
    rows = (tmp_path / "a.tsv").read_text(encoding="utf-8").splitlines()[1:]
    places = Counter(tuple(row.split("\t")[:6]) for row in rows)
    assert set(places.values()) == {1}
