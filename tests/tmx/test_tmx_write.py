"""Writing gives files that every tool can read, whole or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from tmx import (
    Element,
    Header,
    History,
    Note,
    Prop,
    Segment,
    TmxError,
    TmxWriter,
    TranslationUnit,
    Variant,
    open_tmx,
    write_tmx,
)

HEADER = Header("kk")
NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)


def unit(text: str = "Қар", **fields: object) -> TranslationUnit:
    return TranslationUnit((Variant("kk", Segment.of(text)),), **fields)


def with_segment(*content: str | Element) -> TranslationUnit:
    return TranslationUnit((Variant("kk", Segment(content)),))


def written(path: Path, *units: TranslationUnit, header: Header = HEADER) -> str:
    write_tmx(path, header, units)
    return path.read_bytes().decode()


def test_the_file_as_a_whole(tmp_path: Path) -> None:
    header = Header(
        srclang="kk",
        creationtool="egiz",
        creationtoolversion="1.0",
        o_tmf="tsv",
        datatype="plaintext",
        o_encoding="UTF-8",
        history=History(creationdate=NOON, creationid="АСЕМ"),
        props=(Prop("x-signature", "a|b"),),
        notes=(Note("Есептер", "kk"),),
        attributes=(("x-own", "1"),),
        elements=(Element("ude", (("name", "a"),), (Element("map", (("unicode", "#xA"),)),)),),
    )
    full = TranslationUnit(
        (
            Variant(
                "kk",
                Segment(("Қар ", Element("ph", (("x", "1"),), ("<br/>",)), "жауды\n & тоқтады")),
                history=History(changeid="ОЛЖАС"),
                notes=(Note("ескерту"),),
                props=(Prop("x-a", "", "ru"),),
                attributes=(("datatype", "html"),),
                elements=(Element("own"),),
            ),
            Variant("ru", Segment(("Выпал снег",), (("xml:space", "preserve"),))),
        ),
        tuid="1",
        srclang="ru",
        history=History(
            creationdate=NOON,
            creationid="АСЕМ",
            changedate=NOON,
            changeid="АСЕМ",
            lastusagedate=NOON,
            usagecount=0,
        ),
        props=(Prop("x-score", "0.98"), Prop("x-score", "0.5")),
        notes=(Note("бірінші"),),
        attributes=(("segtype", "block"),),
        elements=(Element("{urn:own}mark", (("{urn:other}a", '"<'),), ("б", Element("c"))),),
    )
    dates = 'creationdate="20240131T120000Z" creationid="АСЕМ"'
    assert written(tmp_path / "a.tmx", full, unit("Қар"), header=header) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        '<tmx version="1.4">\n'
        '<header creationtool="egiz" creationtoolversion="1.0" segtype="sentence" o-tmf="tsv" '
        'adminlang="en" srclang="kk" datatype="plaintext" o-encoding="UTF-8" '
        f'{dates} x-own="1">\n'
        '<note xml:lang="kk">Есептер</note>\n'
        '<prop type="x-signature">a|b</prop>\n'
        '<ude name="a"><map unicode="#xA"/></ude>\n'
        "</header>\n"
        "<body>\n"
        f'<tu tuid="1" srclang="ru" {dates} changedate="20240131T120000Z" changeid="АСЕМ" '
        'lastusagedate="20240131T120000Z" usagecount="0" segtype="block">\n'
        "<note>бірінші</note>\n"
        '<prop type="x-score">0.98</prop>\n'
        '<prop type="x-score">0.5</prop>\n'
        '<tuv xml:lang="kk" changeid="ОЛЖАС" datatype="html">\n'
        "<note>ескерту</note>\n"
        '<prop type="x-a" xml:lang="ru"></prop>\n'
        '<seg>Қар <ph x="1">&lt;br/&gt;</ph>жауды\n &amp; тоқтады</seg>\n'
        "<own/>\n"
        "</tuv>\n"
        '<tuv xml:lang="ru">\n'
        '<seg xml:space="preserve">Выпал снег</seg>\n'
        "</tuv>\n"
        '<mark xmlns="urn:own" xmlns:n1="urn:other" n1:a="&quot;&lt;">б<c xmlns=""/></mark>\n'
        "</tu>\n"
        "<tu>\n"
        '<tuv xml:lang="kk">\n'
        "<seg>Қар</seg>\n"
        "</tuv>\n"
        "</tu>\n"
        "</body>\n"
        "</tmx>\n"
    )


def test_header_has_all_that_tmx_requires(tmp_path: Path) -> None:
    header = Header("*all*", "", "", "", "", "", "")
    written(tmp_path / "a.tmx", header=header)
    attributes = etree.parse(tmp_path / "a.tmx").find("header").attrib
    assert dict(attributes) == {
        "creationtool": "unknown",
        "creationtoolversion": "unknown",
        "segtype": "sentence",
        "o-tmf": "unknown",
        "adminlang": "en",
        "srclang": "*all*",
        "datatype": "unknown",
    }


def test_no_namespace_though_there_was_one(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(
        '<tmx xmlns="urn:t"><header srclang="kk"/><body><tu><tuv xml:lang="kk">'
        "<seg>Қар<ph/></seg></tuv></tu></body></tmx>"
    )
    with open_tmx(path) as units:
        assert "xmlns" not in written(tmp_path / "b.tmx", *units, header=units.header)


def test_illegal_characters_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    header = Header("kk\x00", props=(Prop("x\x01", "\ufffe"),))
    with TmxWriter(path, header) as writer:
        assert writer.removed_characters == 3
        writer.write(unit("\x00Қ\x08а\x0b\x0cр\x1f\ud800\udfff\ufffe\uffff", tuid="\x01"))
        assert writer.removed_characters == 13
        writer.write(unit("\t\n\r\x7f\x85\xa0\u2028\ue000\ufffd\U00010000\U0010ffff."))
        assert writer.removed_characters == 13
    with open_tmx(path) as units:
        assert units.header == replace(HEADER, props=(Prop("x", ""),))
        assert [unit.variants[0].text for unit in units] == [
            "Қар",
            "\t\n\r\x7f\x85\xa0\u2028\ue000\ufffd\U00010000\U0010ffff.",
        ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (("и\u0306",), "й"),
        (("и", "\u0306"), "й"),
        (("и\x00\u0306",), "й"),
        (("и", Element("ph"), "\u0306"), "и<ph/>\u0306"),
        ((Element("hi", (), ("е", "\u0308")),), "<hi>ё</hi>"),
    ],
)
def test_text_is_nfc(tmp_path: Path, content: tuple[str | Element, ...], expected: str) -> None:
    text = written(tmp_path / "a.tmx", with_segment(*content))
    assert f"<seg>{expected}</seg>" in text


def test_white_space_stays_in_text_and_attributes(tmp_path: Path) -> None:
    odd = " \t\n\r\r\n Қар\r"
    path = tmp_path / "a.tmx"
    original = unit(odd, tuid=odd, props=(Prop(odd, odd),), notes=(Note(odd, odd),))
    write_tmx(path, HEADER, [original])
    with open_tmx(path) as units:
        assert list(units) == [original]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (NOON, "20240131T120000Z"),
        (datetime(2024, 1, 31, 12, 0, 0, 999, timezone(timedelta(hours=5))), "20240131T070000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "00010101T000000Z"),
        ("2024-01-31T12:00:00+05:00", "20240131T070000Z"),
        ("2024-01-31", "2024-01-31"),  # nobody knows where that day was
        ("кеше", "кеше"),
    ],
)
def test_dates(tmp_path: Path, date: datetime | str, expected: str) -> None:
    text = written(tmp_path / "a.tmx", unit(history=History(creationdate=date)))
    assert f'<tu creationdate="{expected}">' in text


def deep(depth: int) -> Element:
    element = Element("hi")
    for _ in range(depth - 1):
        element = Element("hi", (), (element,))
    return element


REFUSED = {
    "no variant": (TranslationUnit(()), "no variant"),
    "no language": (TranslationUnit((Variant("", Segment.of("Қар")),)), "no language"),
    "illegal language": (TranslationUnit((Variant("\x01 ", Segment.of("Қар")),)), "no language"),
    "empty segment": (TranslationUnit((Variant("kk", Segment()),)), "kk segment is empty"),
    "blank segment": (with_segment(" ", "\n\xa0"), "kk segment is empty"),
    "illegal segment": (with_segment("\x00"), "kk segment is empty"),
    "naive date": (
        unit(history=History(changedate=datetime(2024, 1, 31))),
        "no time zone",
    ),
    "date out of range": (
        unit(history=History(changedate=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))))),
        "out of range",
    ),
    "attribute twice": (unit(tuid="1", attributes=(("tuid", "2"),)), "tuid is given twice"),
    "own attribute twice": (unit(attributes=(("{urn:a}a", "1"),) * 2), "given twice"),
    "language twice": (
        TranslationUnit((Variant("kk", Segment.of("Қар"), attributes=(("xml:lang", "ru"),)),)),
        "xml:lang is given twice",
    ),
    "name": (with_segment(Element("a b")), "'a b' cannot be the name"),
    "name with markup": (with_segment(Element("a><b")), "cannot be the name"),
    "no name": (with_segment(Element("")), "cannot be the name"),
    "prefixed name": (with_segment(Element("a:b")), "cannot be the name"),
    "attribute's name": (unit(attributes=(('a="', "1"),)), "cannot be the name"),
    "namespace as attribute": (unit(attributes=(("xmlns", "urn:a"),)), "cannot be the name"),
    "namespace": (with_segment(Element('{"> }a')), "cannot be the name"),
    "deep nesting": (with_segment(deep(65)), "64 deep"),
}


@pytest.mark.parametrize(("bad", "message"), REFUSED.values(), ids=REFUSED)
def test_units_that_tools_choke_on_are_refused(
    tmp_path: Path, bad: TranslationUnit, message: str
) -> None:
    path = tmp_path / "a.tmx"
    with pytest.raises(TmxError, match=message) as caught:
        write_tmx(path, HEADER, [unit(), bad])
    assert (caught.value.path, caught.value.unit) == (str(path), 2)
    assert list(tmp_path.iterdir()) == []


def test_error_names_the_tuid(tmp_path: Path) -> None:
    with pytest.raises(TmxError, match=r"unit 1: \(tuid есеп-7\) there is no variant"):
        write_tmx(tmp_path / "a.tmx", HEADER, [TranslationUnit((), tuid="есеп-7")])


def test_refused_unit_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    with TmxWriter(path, HEADER) as writer:
        writer.write(unit("Қар"))
        with pytest.raises(TmxError):
            writer.write(unit(""))
        writer.write(unit("Жел"))
        assert writer.written == 2
    with open_tmx(path) as units:
        assert [unit.variants[0].text for unit in units] == ["Қар", "Жел"]


def test_segment_of_inline_elements_only_is_not_empty(tmp_path: Path) -> None:
    assert "<seg><ph/></seg>" in written(tmp_path / "a.tmx", with_segment(Element("ph")))


def test_nesting_as_deep_as_is_read(tmp_path: Path) -> None:
    original = TranslationUnit(
        (Variant("kk", Segment((deep(64), "Қар"))),),
        elements=(Element("own", (), (deep(64),)),),
    )
    write_tmx(tmp_path / "a.tmx", HEADER, [original])
    with open_tmx(tmp_path / "a.tmx") as units:
        assert list(units) == [original]


@pytest.mark.parametrize("srclang", ["", " ", "\x00"])
def test_header_needs_a_source_language(tmp_path: Path, srclang: str) -> None:
    with pytest.raises(TmxError, match="no srclang") as caught:
        write_tmx(tmp_path / "a.tmx", Header(srclang), [])
    assert caught.value.path == str(tmp_path / "a.tmx")
    assert list(tmp_path.iterdir()) == []


def test_no_units(tmp_path: Path) -> None:
    assert write_tmx(tmp_path / "a.tmx", HEADER, []) == 0
    with open_tmx(tmp_path / "a.tmx") as units:
        assert list(units) == []


def test_exception_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("ескі")

    def units() -> Iterator[TranslationUnit]:
        yield unit()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_tmx(path, HEADER, units())
    assert path.read_text() == "ескі"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_may_be_replaced_by_what_is_read_from_it(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    write_tmx(path, HEADER, [unit("Қар"), unit("Жел")])
    with open_tmx(path) as units:
        assert write_tmx(path, units.header, (u for u in units if u.variants[0].text == "Жел")) == 1
    with open_tmx(path) as units:
        assert [unit.variants[0].text for unit in units] == ["Жел"]


def test_units_are_written_inside_with_only(tmp_path: Path) -> None:
    writer = TmxWriter(tmp_path / "a.tmx", HEADER)
    with pytest.raises(ValueError, match="with TmxWriter"):
        writer.write(unit())
    with writer:
        pass
    with pytest.raises(ValueError, match="with TmxWriter"):
        writer.write(unit())


def test_unwritable_path_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none/a\.tmx"):
        write_tmx(tmp_path / "none" / "a.tmx", HEADER, [])


@pytest.mark.parametrize("name", ["a.tmx.gz", "a.TMX.ZIP", "a.zip", "a.gz"])
def test_packed_by_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    units = [unit(f"Қар {number}") for number in range(1000)]
    write_tmx(path, HEADER, units)
    with open_tmx(path) as read:
        assert list(read) == units
    first = path.read_bytes()
    assert len(first) < 10_000
    write_tmx(path, HEADER, units)
    assert path.read_bytes() == first


@pytest.mark.parametrize("name", ["a.tmx.gz", "a.zip"])
def test_packed_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    with pytest.raises(TmxError):
        write_tmx(tmp_path / name, HEADER, [unit("Қар"), unit("")])
    assert list(tmp_path.iterdir()) == []
