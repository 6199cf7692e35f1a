"""Memories go into other formats and come back; what gets lost is counted, and nothing breaks."""

import csv
import io
import json
import resource
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from memories import memory, pair, texts_of, units_of
from openpyxl import Workbook, load_workbook

from tmx import (
    Element,
    Header,
    History,
    Note,
    Prop,
    Segment,
    TmxError,
    TranslationUnit,
    Variant,
    open_tmx,
    write_tmx,
)
from tmx.convert.form import Languages
from tmx.convert.run import FORMS, convert
from tmx.tools.keys import Compare, unit_key

PAIR = Languages("kk", "ru")
SUFFIX = {"xliff12": "xlf", "xliff21": "xlf"}
BILINGUAL = sorted(set(FORMS) - {"tmx", "jsonl"})
XLIFF = ("xliff12", "xliff21")
TEXTS = [
    ("Қар жауды.", "Выпал снег."),
    ("=1+2", "@SUM(A1)"),
    ("-5 < 7 & «8»", '+"9" \\n \\'),
    ("жалғыз\u00a0сөз 𐰴", "слово 𐰴"),
]


def there_and_back(folder: Path, units: list[TranslationUnit], form: str) -> list[TranslationUnit]:
    source = memory(folder / "in.tmx", units)
    between = folder / f"between.{SUFFIX.get(form, form)}"
    convert(source, between, output_form=form, languages=PAIR)
    convert(between, folder / "out.tmx", source_form=form, languages=PAIR)
    return units_of(folder / "out.tmx")


def code(name: str, *content: str | Element, **attributes: str) -> Element:
    return Element(name, tuple(attributes.items()), content)


TAGGED = Segment(
    (
        "Бұл ",
        code("bpt", "<b>", i="1", x="1", type="bold"),
        "қалың ",
        code("bpt", "<i>", i="2", x="2"),
        "әрі",
        code("ept", "</b>", i="1"),
        " көлбеу",
        code("ept", "</i>", i="2"),
        code("ph", '<img alt="', code("sub", "сурет"), '"/>', x="3"),
        code("hi", "атап ", code("ph", "<br/>", x="4"), x="5"),
        code("it", "<u>", pos="begin", x="6"),
        " соңы",
        code("ut", "{\\x}", x="7"),
        ".",
    )
)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_texts_come_back(form: str, tmp_path: Path) -> None:
    found = there_and_back(tmp_path, [pair(*texts) for texts in TEXTS], form)
    assert [tuple(v.text for v in unit.variants) for unit in found] == TEXTS
    assert [[v.language for v in unit.variants] for unit in found] == [["kk", "ru"]] * len(TEXTS)


_LEGAL = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\u2028\u2029\x85"
)
_TEXT = st.text(_LEGAL, min_size=1, max_size=30).filter(str.strip)


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"xlsx"}))
@given(texts=st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=4))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_comes_back(form: str, texts: list[tuple[str, str]], tmp_path: Path) -> None:
    units = [pair(*one) for one in texts]
    found = there_and_back(tmp_path, units, form)
    keys = [unit_key(unit, "kk", Compare.EXACT) for unit in units]
    assert [unit_key(unit, "kk", Compare.EXACT) for unit in found] == keys


@pytest.mark.parametrize("form", ["jsonl", "xliff12"])
def test_all_inline_tags_come_back(form: str, tmp_path: Path) -> None:
    unit = TranslationUnit((Variant("kk", TAGGED), Variant("ru", Segment.of("Конец."))))
    (found,) = there_and_back(tmp_path, [unit], form)
    assert found.variants[0].text == TAGGED.text
    assert _kinds(found.variants[0].segment.content) == _kinds(TAGGED.content)
    if form == "jsonl":
        assert found.variants[0].segment == TAGGED


def test_xliff_21_keeps_all_tags_but_nested_texts(tmp_path: Path) -> None:
    unit = TranslationUnit((Variant("kk", TAGGED), Variant("ru", Segment.of("Конец."))))
    (found,) = there_and_back(tmp_path, [unit], "xliff21")
    kinds = _kinds(TAGGED.content)
    kinds[4] = ("ph", ('<img alt="сурет"/>',))
    kinds.remove(("sub", ("сурет",)))
    assert _kinds(found.variants[0].segment.content) == kinds
    report = convert(tmp_path / "in.tmx", tmp_path / "x.xlf", output_form="xliff21")
    assert report.losses == {"texts nested in tags made a part of the tag": 1}


def _kinds(content: tuple) -> list[tuple]:
    """Name and code of each element, in their order; numbers may change."""
    return [
        found
        for part in content
        if isinstance(part, Element)
        for found in (
            (part.name, tuple(p for p in part.content if isinstance(p, str))),
            *_kinds(part.content),
        )
    ]


def test_both_ends_of_a_tag_stay_together_in_both_languages(tmp_path: Path) -> None:
    def side(language: str, first: str, second: str) -> Variant:
        ends = [(code("bpt", x=n, i=i), code("ept", i=i)) for n, i in ((first, "1"), (second, "2"))]
        content = (ends[0][0], "а", ends[0][1], "б", ends[1][0], "в", ends[1][1])
        return Variant(language, Segment(content))

    unit = TranslationUnit((side("kk", "1", "2"), side("ru", "2", "1")))
    (found,) = there_and_back(tmp_path, [unit], "xliff12")
    numbers = [
        [dict(p.attributes).get("x") for p in v.segment.content if isinstance(p, Element)]
        for v in found.variants
    ]
    assert numbers[0][::2] == numbers[1][::2][::-1]
    for variant in found.variants:
        ends = [p for p in variant.segment.content if isinstance(p, Element)]
        pairs = [dict(end.attributes)["i"] for end in ends]
        assert pairs[0] == pairs[1] != pairs[2] == pairs[3]


@pytest.mark.parametrize("form", BILINGUAL)
def test_what_gets_lost_is_counted(form: str, tmp_path: Path) -> None:
    unit = TranslationUnit(
        (
            Variant("kk", Segment(("а ", code("ph", "<br/>"), "\nб")), notes=(Note("ескерту"),)),
            Variant("ru", Segment.of("в")),
            Variant("en", Segment.of("d")),
        ),
        history=History(creationdate=datetime(2024, 1, 1, tzinfo=UTC)),
        props=(Prop("x-a", "1"),),
        tuid="t",
        attributes=(("datatype", "html"),),
    )
    other = TranslationUnit((Variant("kk", Segment.of("а")), Variant("en", Segment.of("b"))))
    source = tmp_path / "in.tmx"
    write_tmx(source, Header("kk", notes=(Note("a"),)), [unit, other])
    with pytest.raises(TmxError, match="there is ru, en: name it with --target-lang"):
        convert(source, tmp_path / "x", output_form=form)
    report = convert(source, tmp_path / "x", output_form=form, languages=PAIR, dry_run=True)
    assert [path.name for path in tmp_path.iterdir()] == ["in.tmx"]
    expected = {
        "variants in other languages left out": 1,
        "units in other languages left out": 1,
        "dates and names of authors left out": 1,
        "other attributes and elements left out": 1,
        "properties, notes and elements of the header left out": 1,
    }
    if form in ("moses", "po"):
        expected["tuids left out"] = 1
    if form not in XLIFF:
        expected |= {"inline tags left out": 1, "properties left out": 1}
    if form in ("moses", "tsv"):
        expected["line breaks and tabs made spaces in texts"] = 1
    if form == "moses":
        expected["notes left out"] = 1
    assert report.losses == expected
    assert report.written == 1


@pytest.mark.parametrize("form", ["jsonl", *XLIFF])
def test_properties_and_notes_come_back(form: str, tmp_path: Path) -> None:
    unit = pair(
        "а", "б", score=0.5, documents=("a", "b"), tuid="t<1>", notes=(Note("x & y", "ru"),)
    )
    source, target = unit.variants
    unit = replace(
        unit,
        variants=(
            replace(source, notes=(Note("ескерту"),)),
            replace(target, notes=(Note("заметка"), Note("n", "en"))),
        ),
    )
    nameless = pair("в", "г")
    assert there_and_back(tmp_path, [unit, nameless], form) == [unit, nameless]


def test_jsonl_keeps_everything(tmp_path: Path) -> None:
    unit = TranslationUnit(
        (
            Variant("kk", TAGGED, History(changeid="a", usagecount=3), (Prop("p", "1", "kk"),)),
            Variant("ru", Segment(("б",), (("x-a", "1"),)), notes=(Note("n", "ru"),)),
            Variant("en", Segment.of("c"), attributes=(("datatype", "html"),)),
        ),
        "t",
        "kk",
        History(creationdate=datetime(2024, 1, 1, tzinfo=UTC), changedate="кеше"),
        elements=(Element("{urn:x}y", (), ("z",)),),
    )
    assert there_and_back(tmp_path, [unit], "jsonl") == [unit]


@pytest.mark.parametrize("srclang", ["kk", "*all*"])
def test_jsonl_keeps_which_language_is_the_source(srclang: str, tmp_path: Path) -> None:
    turned = TranslationUnit(pair("а", "б").variants[::-1], srclang="ru")
    backwards = TranslationUnit(pair("в", "г").variants[::-1])
    source = tmp_path / "in.tmx"
    for units in ([turned, backwards, pair("д", "е")], [pair("д", "е"), backwards, turned]):
        write_tmx(source, Header(srclang), units)
        convert(source, tmp_path / "a.jsonl")
        convert(tmp_path / "a.jsonl", tmp_path / "out.tmx")
        with open_tmx(tmp_path / "out.tmx") as reader:
            found = [unit.srclang or reader.header.srclang for unit in reader]
        assert found == [unit.srclang or srclang for unit in units]


def test_what_egiz_align_writes_is_read(tmp_path: Path) -> None:
    told = {
        side: {"language": tag, "document": f"{tag}.txt", "sentences": [1, 1], "text": text}
        for side, tag, text in (("source", "kk", "Иә"), ("target", "ru", "Да"))
    } | {"class": "translation", "confidence": 0.91}
    (tmp_path / "a.jsonl").write_text(json.dumps(told) + "\n")
    columns = ["source_doc", "source_from", "target_doc", "class", "confidence", "source", "target"]
    cells = ["kk.txt", "1", "ru.txt", "translation", "0.9100", "Иә", "Да"]
    (tmp_path / "a.tsv").write_text("\t".join(columns) + "\n" + "\t".join(cells) + "\n")
    for name in ("a.jsonl", "a.tsv"):
        convert(tmp_path / name, tmp_path / "out.tmx", languages=PAIR)
        (unit,) = units_of(tmp_path / "out.tmx")
        assert [v.text for v in unit.variants] == ["Иә", "Да"]
        assert [v.prop("x-document") for v in unit.variants] == ["kk.txt", "ru.txt"]
        assert "0.9100" in (unit.prop("x-egiz-confidence"), unit.prop("x-score"))


TABLES = {
    "names": "kk,ru,note\nИә,Да,ескі\n",
    "semicolons": "kk;ru;note\nИә;Да;ескі\n",
    "mark and line ends": "\ufeffkk,ru,note\r\nИә,Да,ескі\r\n",
    "quoted": '"kk","ru","note"\n"Иә","Да","ескі"\n',
}


@pytest.mark.parametrize("name", TABLES)
def test_csv_as_spreadsheets_write_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLES[name], encoding="utf-8", newline="")
    convert(tmp_path / "a.csv", tmp_path / "out.tmx")
    (unit,) = units_of(tmp_path / "out.tmx")
    assert [(v.language, v.text) for v in unit.variants] == [("kk", "Иә"), ("ru", "Да")]
    assert unit.notes == (Note("ескі"),)


def test_tables_without_names_need_languages(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Иә\tДа\nЖоқ\t\nОл\tОн\n", encoding="utf-16")
    with pytest.raises(TmxError, match="names fewer than two languages"):
        convert(tmp_path / "a.tsv", tmp_path / "out.tmx")
    report = convert(tmp_path / "a.tsv", tmp_path / "out.tmx", languages=PAIR)
    assert texts_of(tmp_path / "out.tmx") == [("Иә", "Да"), ("Ол", "Он")]
    assert report.losses == {"rows left out, with an empty text": 1}


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    evil = ['=HYPERLINK("http://x")', "+1", "-1", "@A1"]
    source = memory(tmp_path / "in.tmx", [pair(text, text) for text in evil])
    convert(source, tmp_path / "a.xlsx")
    rows = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2, max_col=2))
    assert [[cell.value for cell in row] for row in rows] == [[text, text] for text in evil]
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    report = convert(source, tmp_path / "a.csv")
    assert report.losses == {"texts that a spreadsheet may take for formulas (xlsx is safe)": 8}
    told = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text())))
    assert [row[0] for row in told[1:]] == evil


def test_workbooks_of_others(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["ID", "kk", "ru", "Саны"])
    book.active.append([7, "Иә", "Да", 1.5])
    book.active.append([None, None, None, None])
    book.active.append([8, "Жоқ", None, None])
    book.save(tmp_path / "a.xlsx")
    report = convert(tmp_path / "a.xlsx", tmp_path / "out.tmx")
    (unit,) = units_of(tmp_path / "out.tmx")
    assert (unit.prop("x-ID"), unit.prop("x-Саны")) == ("7", "1.5")
    assert report.losses == {"rows left out, with an empty text": 1}


PO = """
# аудармашы
#. for people
#: src/a.c:1
msgid ""
msgstr ""
"Language: ru_RU\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#. түсінік
#: src/b.c:2
msgctxt "мәзір"
msgid "Ашу"
msgstr ""
"Открыть\\n"
"\\"файл\\"\\x21"

#, fuzzy
msgid "Жабу"
msgstr "Закрыть"

msgid "%d файл"
msgid_plural "%d файл"
msgstr[0] "%d файл"
msgstr[1] "%d файла"

msgid "Жоқ"
msgstr ""

#~ msgid "Ескі"
#~ msgstr "Старый"

msgid "Бар"
msgstr "Есть"
"""


def test_po_of_others(tmp_path: Path) -> None:
    (tmp_path / "ru.po").write_text(PO, encoding="utf-8")
    with pytest.raises(TmxError, match="name them with --source-lang"):
        convert(tmp_path / "ru.po", tmp_path / "out.tmx")
    report = convert(tmp_path / "ru.po", tmp_path / "out.tmx", languages=Languages("kk"))
    first, second = units_of(tmp_path / "out.tmx")
    assert [(v.language, v.text) for v in first.variants] == [
        ("kk", "Ашу"),
        ("ru-RU", 'Открыть\n"файл"!'),
    ]
    assert first.prop("x-context") == "мәзір"
    assert first.notes == (Note("түсінік"),)
    assert [v.text for v in second.variants] == ["Бар", "Есть"]
    assert report.losses == {
        "fuzzy entries left out": 1,
        "plural entries left out": 1,
        "entries without a translation left out": 1,
    }


def test_po_takes_no_message_twice(tmp_path: Path) -> None:
    source = memory(tmp_path / "in.tmx", [pair("Иә", "Да"), pair("Иә", "Ага"), pair("Ол", "Он")])
    convert(source, tmp_path / "a.po")
    assert (tmp_path / "a.po").read_text(encoding="utf-8").count('msgctxt "2"') == 1
    convert(tmp_path / "a.po", tmp_path / "out.tmx")
    assert texts_of(tmp_path / "out.tmx") == [("Иә", "Да"), ("Иә", "Ага"), ("Ол", "Он")]


XLIFF_12 = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a.html" source-language="kk" target-language="ru" datatype="html"><body><group>
<trans-unit id="1"><source>Бұл <g id="1">қалың<x id="2"/></g> <mrk mtype="term">сөз</mrk>.</source>
<target>Это <g id="1">жирное<x id="2"/></g> слово.</target>
<alt-trans><source>басқа</source><target>другое</target></alt-trans><note>n</note></trans-unit>
<trans-unit id="2"><source>Жоқ</source></trans-unit>
</group></body></file></xliff>
"""
XLIFF_20 = """<?xml version="1.0"?>
<xliff version="2.0" srcLang="kk" trgLang="ru" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f"><group id="g"><unit id="u"><originalData><data id="d1">&lt;b></data>
<data id="d2">&lt;/b></data>
</originalData><segment id="s1"><source>Бұл <pc id="1" dataRefStart="d1" dataRefEnd="d2">қалың</pc>
сөз.</source><target>Это <pc id="1" dataRefStart="d1" dataRefEnd="d2">жирное</pc> слово.</target>
</segment><ignorable><source> </source></ignorable><segment id="s2">
<source>Ол<cp hex="0001"/>.</source>
<target>Он.</target></segment></unit></group></file></xliff>
"""


def test_xliff_12_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.xliff").write_text(XLIFF_12, encoding="utf-8")
    report = convert(tmp_path / "a.xliff", tmp_path / "out.tmx")
    (unit,) = units_of(tmp_path / "out.tmx")
    assert [v.text for v in unit.variants] == ["Бұл қалың сөз.", "Это жирное слово."]
    assert [name for name, _ in _kinds(unit.variants[1].segment.content)] == ["bpt", "ph", "ept"]
    assert unit.notes == (Note("n"),)
    assert report.losses == {
        "markers left out, their text kept": 1,
        "units without a translation left out": 1,
    }


def test_xliff_20_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_text(XLIFF_20, encoding="utf-8")
    convert(tmp_path / "a.xlf", tmp_path / "out.tmx")
    first, second = units_of(tmp_path / "out.tmx")
    assert _kinds(first.variants[0].segment.content) == [("bpt", ("<b>",)), ("ept", ("</b>",))]
    assert [unit.tuid for unit in (first, second)] == ["u-1", "u-2"]
    assert [v.text for v in second.variants] == ["Ол.", "Он."]


def test_xliff_of_several_files(tmp_path: Path) -> None:
    """Ids need differ inside a file only; a file in another language is no part of the pair."""
    file = XLIFF_12[XLIFF_12.index("<file") : XLIFF_12.index("</xliff>")]
    other = file.replace('target-language="ru"', 'target-language="en"')
    fresh = file.replace("<target>", '<target state="needs-translation">')
    text = XLIFF_12.replace("</xliff>", f"{other}{fresh}{file}</xliff>")
    (tmp_path / "a.xlf").write_text(text, encoding="utf-8")
    report = convert(tmp_path / "a.xlf", tmp_path / "out.tmx")
    assert [unit.tuid for unit in units_of(tmp_path / "out.tmx")] == ["1", "4-1"]
    assert report.losses["units in other languages left out"] == 2
    assert report.losses["units without a translation left out"] == 4


@pytest.mark.parametrize("form", XLIFF)
def test_xliff_has_what_the_standard_wants(form: str, tmp_path: Path) -> None:
    """Order and names of the elements; identifiers are there once."""
    units = [TranslationUnit((Variant("kk", TAGGED), Variant("ru", TAGGED)), notes=(Note("n"),))]
    units.append(pair("a", "b", score=0.5, documents=("x", "y")))
    convert(memory(tmp_path / "in.tmx", units), tmp_path / "a.xlf", output_form=form)
    root = etree.parse(tmp_path / "a.xlf").getroot()
    unit_tag = "{*}trans-unit" if form == "xliff12" else "{*}unit"
    ids = [unit.get("id") for unit in root.iter(unit_tag)]
    assert len(ids) == len(set(ids)) == 2
    orders = {
        "xliff12": ["source", "target", "prop-group", "note"],
        "xliff21": ["metadata", "notes", "originalData", "segment"],
    }
    for unit in root.iter(unit_tag):
        names = [etree.QName(child).localname for child in unit]
        assert names == sorted(names, key=orders[form].index)
    if form == "xliff21":
        for side in root.iter("{*}source", "{*}target"):
            own = [element.get("id") for element in side.iter() if element.get("id")]
            assert len(own) == len(set(own))
            starts = {element.get("id") for element in side.iter("{*}sc")}
            assert {e.get("startRef") for e in side.iter("{*}ec")} <= starts


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>{}]>".format(
    "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
FILE = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("text", [XLIFF_12, XLIFF_20], ids=XLIFF)
@pytest.mark.parametrize("start", [BOMB, FILE], ids=["bomb", "file"])
def test_entities_are_refused(text: str, start: str, tmp_path: Path) -> None:
    evil = text.replace("<xliff", f"{start}<xliff", 1).replace("қалың", "&i;")
    (tmp_path / "a.xlf").write_text(evil, encoding="utf-8")
    with pytest.raises(TmxError, match="entit"):
        convert(tmp_path / "a.xlf", tmp_path / "out.tmx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlf"]


@pytest.mark.parametrize("text", [XLIFF_12, XLIFF_20], ids=XLIFF)
def test_deep_nesting_and_endless_text_are_refused(text: str, tmp_path: Path) -> None:
    tag = "g" if text is XLIFF_12 else "pc"
    deep = "".join(f'<{tag} id="{n}">' for n in range(100)) + f"</{tag}>" * 100
    (tmp_path / "a.xlf").write_text(text.replace("қалың", deep), encoding="utf-8")
    with pytest.raises(TmxError, match="nested more than 64 deep"):
        convert(tmp_path / "a.xlf", tmp_path / "out.tmx")
    (tmp_path / "a.xlf").write_text(text.replace("қалың", "а" * 2**24), encoding="utf-8")
    with pytest.raises(TmxError, match=r"do not trust|well formed"):
        convert(tmp_path / "a.xlf", tmp_path / "out.tmx")


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 2**26)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TmxError, match="do not trust it"):
        convert(tmp_path / "a.xlsx", tmp_path / "out.tmx", languages=PAIR)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2**15  # KiB


WRONG = {
    "a.tsv": ("kk\tru\nа\tб\tв\n", "line 2: the row has 3 cells, but there are 2 columns"),
    "b.csv": ('kk,ru\n"а,б\n', "this is no CSV"),
    "c.jsonl": ('{"variants": [{"language": 5}]}\n', "line 1: this is no unit as JSON"),
    "d.jsonl": ("[" * 100_000, "line 1: this is no unit as JSON"),
    "d2.jsonl": ('{"variants": [], "props": [[]]}', "line 1: this is no unit as JSON"),
    "d3.jsonl": (r'{"variants": [{"language": "kk", "text": "\ud800"}]}', "surrogates not allowed"),
    "e.jsonl": ("", "there is no unit in it"),
    "f.po": ('msgid "a\nmsgstr "b"\n', "line 1: this is no line of a PO file"),
    "g.po": ("", "there is no entry in it"),
    "h.xlf": ("<xliff version='1.2'>", "cut off|no <file>"),
    "h2.xlf": (XLIFF_12.replace("<note>", "<x:note/><note>"), "Namespace prefix x"),
    "i.xlf": ("<html/>", "this is no XLIFF"),
    "j.xlf": ("<xliff version='3.0'/>", "it is XLIFF 3.0"),
    "k.xlsx": ("kk", "this is no workbook"),
    "l.txt": ("", "names no format"),
    "m.moses": ("", "there is no such file"),
    "n.tsv": ("kk\tru\n" + "а" * (2**24 + 1), "line 2: the line is longer"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_files_get_one_clear_line(name: str, tmp_path: Path) -> None:
    text, message = WRONG[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    languages = Languages() if name < "b" or name == "n.tsv" else PAIR
    with pytest.raises(TmxError, match=message) as caught:
        convert(tmp_path / name, tmp_path / "out.tmx", languages=languages)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_other_encodings_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes("kk\tru\nИә\tДа\n".encode("cp1251", "replace"))
    with pytest.raises(TmxError, match=r"line \d: it is not in UTF-8: save it as UTF-8"):
        convert(tmp_path / "a.tsv", tmp_path / "out.tmx")
    (tmp_path / "a.po").write_text('msgid ""\nmsgstr "Content-Type: text; charset=KOI8-R\\n"\n')
    with pytest.raises(TmxError, match="it is in KOI8-R"):
        convert(tmp_path / "a.po", tmp_path / "out.tmx", languages=PAIR)


def test_moses_files_belong_together(tmp_path: Path) -> None:
    (tmp_path / "c.kk").write_text("Иә\n\nОл\n", encoding="utf-8")
    (tmp_path / "c.ru").write_text("Да\nпусто\n", encoding="utf-8")
    moses = {"source_form": "moses", "languages": PAIR}
    with pytest.raises(TmxError, match=r"c\.ru.*ends before the other file.* line 3"):
        convert(tmp_path / "c", tmp_path / "out.tmx", **moses)
    (tmp_path / "c.ru").write_text("Да\nпусто\nОн\n", encoding="utf-8")
    report = convert(tmp_path / "c", tmp_path / "out.tmx", **moses)
    assert texts_of(tmp_path / "out.tmx") == [("Иә", "Да"), ("Ол", "Он")]
    assert report.losses == {"lines left out, empty in a file": 1}


def test_an_empty_memory_is_converted_too(tmp_path: Path) -> None:
    from tmx import Header

    write_tmx(tmp_path / "in.tmx", Header("kk"), [])
    for form in BILINGUAL:
        name = f"{form}.{SUFFIX.get(form, form)}"
        convert(tmp_path / "in.tmx", tmp_path / name, output_form=form, languages=PAIR)
        report = convert(tmp_path / name, tmp_path / "o.tmx", source_form=form, languages=PAIR)
        assert report.written == 0
