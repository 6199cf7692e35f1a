"""Reading keeps all that stands in a file, whatever the version, and says where it is broken."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from tmx import (
    NO_HISTORY,
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
)
from tmx.build import Builder

FULL = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<!-- made by hand -->
<tmx version="1.4">
  <header creationtool="қол" creationtoolversion="2" segtype="phrase" o-tmf="own" adminlang="kk"
    srclang="kk" datatype="xml" o-encoding="UTF-16" creationdate="20240131T093000Z"
    creationid="АСЕМ" changedate="31.01.2024" changeid="ОЛЖАС" x-own="1">
    <prop type="x-a">б</prop>
    <note xml:lang="ru">заметка</note>
    <ude name="map" base="UTF-8">
      <map unicode="#xF8FF" code="#xF0" ent="Apple"/>
    </ude>
    <prop type="x-b" xml:lang="kk" o-encoding="x"/>
  </header>
  <body>
    <?tool keeps="this to itself"?>
    <tu tuid="1" srclang="ru" datatype="html" usagecount="007" lastusagedate="20240201T000000Z"
        creationdate="2024-01-31T12:30:00+03:00" changedate="2024-01-31T12:30:00">
      <note>бірінші</note><note>екінші</note>
      <prop type="x-score">0.98</prop>
      <tuv xml:lang="kk" creationid="АСЕМ" changedate="20240131T093000Z" usagecount="көп">
        <prop type="x-own"> бос орын </prop>
        <seg>Қар <!-- not seen -->жауды &amp; &lt;тоқтады&gt;<![CDATA[ <b>]]></seg>
      </tuv>
      <tuv lang="RU" x-own="өз">
        <note>ескерту</note>
        <seg xml:space="preserve"> Выпал
снег </seg>
        <x-more a="1">тағы <i>бар</i></x-more>
      </tuv>
    </tu>
    <tu><prop type="bold"><b>no plain text</b></prop></tu>
    <tu><tuv xml:lang="kk" lang="ru"><seg/><seg>екінші</seg></tuv><tuv/></tu>
  </body>
</tmx>
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def body(*units: str) -> str:
    return f'<tmx version="1.4"><header srclang="kk"/><body>{"".join(units)}</body></tmx>'


def segment(path: Path, content: str) -> Segment:
    write(path, body(f'<tu><tuv xml:lang="kk"><seg>{content}</seg></tuv></tu>'))
    with open_tmx(path) as units:
        (unit,) = units
    return unit.variants[0].segment


def test_all_that_stands_in_a_file(tmp_path: Path) -> None:
    with open_tmx(write(tmp_path / "a.tmx", FULL)) as reader:
        assert reader.version == "1.4"
        assert reader.header == Header(
            srclang="kk",
            creationtool="қол",
            creationtoolversion="2",
            segtype="phrase",
            o_tmf="own",
            adminlang="kk",
            datatype="xml",
            o_encoding="UTF-16",
            history=History(
                creationdate=datetime(2024, 1, 31, 9, 30, tzinfo=UTC),
                creationid="АСЕМ",
                changedate="31.01.2024",
                changeid="ОЛЖАС",
            ),
            props=(Prop("x-a", "б"), Prop("x-b", "", "kk", (("o-encoding", "x"),))),
            notes=(Note("заметка", "ru"),),
            attributes=(("x-own", "1"),),
            elements=(
                Element(
                    "ude",
                    (("name", "map"), ("base", "UTF-8")),
                    (
                        "\n      ",
                        Element("map", (("unicode", "#xF8FF"), ("code", "#xF0"), ("ent", "Apple"))),
                        "\n    ",
                    ),
                ),
            ),
        )
        assert list(reader) == [
            TranslationUnit(
                (
                    Variant(
                        "kk",
                        Segment.of("Қар жауды & <тоқтады> <b>"),
                        History(
                            creationid="АСЕМ",
                            changedate=datetime(2024, 1, 31, 9, 30, tzinfo=UTC),
                            usagecount="көп",
                        ),
                        props=(Prop("x-own", " бос орын "),),
                    ),
                    Variant(
                        "RU",
                        Segment((" Выпал\nснег ",), (("xml:space", "preserve"),)),
                        notes=(Note("ескерту"),),
                        attributes=(("x-own", "өз"),),
                        elements=(
                            Element("x-more", (("a", "1"),), ("тағы ", Element("i", (), ("бар",)))),
                        ),
                    ),
                ),
                tuid="1",
                srclang="ru",
                history=History(
                    creationdate=datetime(2024, 1, 31, 9, 30, tzinfo=UTC),
                    changedate="2024-01-31T12:30:00",  # in which zone?
                    lastusagedate=datetime(2024, 2, 1, tzinfo=UTC),
                    usagecount=7,
                ),
                props=(Prop("x-score", "0.98"),),
                notes=(Note("бірінші"), Note("екінші")),
                attributes=(("datatype", "html"),),
            ),
            TranslationUnit(
                (),
                elements=(
                    Element("prop", (("type", "bold"),), (Element("b", (), ("no plain text",)),)),
                ),
            ),
            TranslationUnit(
                (
                    Variant(
                        "kk",
                        Segment(),
                        attributes=(("lang", "ru"),),
                        elements=(Element("seg", (), ("екінші",)),),
                    ),
                    Variant("", Segment()),
                )
            ),
        ]


def test_what_is_not_said_is_empty(tmp_path: Path) -> None:
    for text in ("<tmx><body/></tmx>", "<tmx><header/><body></body></tmx>"):
        with open_tmx(write(tmp_path / "a.tmx", text)) as reader:
            assert reader.header == Header("", "", "", "", "", "", "")
            assert reader.header.history is NO_HISTORY
            assert reader.version == ""
            assert list(reader) == []


CODES = '<bpt i="1" x="1">&lt;b&gt;</bpt>'


@pytest.mark.parametrize(
    ("xml", "content"),
    [
        ("Қар", ("Қар",)),
        ("", ()),
        ("  ", ("  ",)),
        ("<ph/>", (Element("ph"),)),
        (
            f'{CODES}Қар<ept i="1"/> жауды',
            (
                Element("bpt", (("i", "1"), ("x", "1")), ("<b>",)),
                "Қар",
                Element("ept", (("i", "1"),)),
                " жауды",
            ),
        ),
        (
            '<hi type="x-a">Қар <hi><it pos="begin">{</it>жауды</hi></hi>.',
            (
                Element(
                    "hi",
                    (("type", "x-a"),),
                    (
                        "Қар ",
                        Element("hi", (), (Element("it", (("pos", "begin"),), ("{",)), "жауды")),
                    ),
                ),
                ".",
            ),
        ),
        (
            "а<ph>{<sub>ескерту <ph/></sub>}</ph><ut>код</ut>б",
            (
                "а",
                Element("ph", (), ("{", Element("sub", (), ("ескерту ", Element("ph"))), "}")),
                Element("ut", (), ("код",)),
                "б",
            ),
        ),
        (
            '<g id="1">Қар</g> <m:x xmlns:m="urn:own" m:a="1" b="2">жауды</m:x>',
            (
                Element("g", (("id", "1"),), ("Қар",)),
                " ",
                Element("{urn:own}x", (("{urn:own}a", "1"), ("b", "2")), ("жауды",)),
            ),
        ),
        ("&#x1F328;\U00020000&#13;\n", ("\U0001f328\U00020000\r\n",)),
    ],
)
def test_inline_content(tmp_path: Path, xml: str, content: tuple[str | Element, ...]) -> None:
    assert segment(tmp_path / "a.tmx", xml) == Segment(content)


VERSIONS = {
    "1.1": '<tmx version="1.1"><header srclang="kk"/><body>{}</body></tmx>',
    "1.3 with DTD": '<!DOCTYPE tmx SYSTEM "tmx13.dtd"><tmx version="1.3"><header srclang="kk"/>'
    "<body>{}</body></tmx>",
    "1.4 public DTD": '<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for TMX//EN" "tmx14.dtd">'
    '<tmx version="1.4"><header srclang="kk"/><body>{}</body></tmx>',
    "default namespace": '<tmx xmlns="http://www.lisa.org/tmx14" version="1.4">'
    '<header srclang="kk"/><body>{}</body></tmx>',
    "DTD inside": "<!DOCTYPE tmx [<!ELEMENT tmx ANY><!ATTLIST tmx a CDATA #IMPLIED>]>"
    '<tmx version="1.4"><header srclang="kk"/><body>{}</body></tmx>',
}


@pytest.mark.parametrize("frame", VERSIONS.values(), ids=VERSIONS)
@pytest.mark.parametrize("lang", ["lang", "xml:lang"])
def test_versions(tmp_path: Path, frame: str, lang: str) -> None:
    unit = f'<tu tuid="1"><prop type="x">a</prop><tuv {lang}="kk"><seg>Қар<ph/></seg></tuv></tu>'
    with open_tmx(write(tmp_path / "a.tmx", frame.format(unit))) as units:
        assert units.header.srclang == "kk"
        assert list(units) == [
            TranslationUnit(
                (Variant("kk", Segment(("Қар", Element("ph")))),),
                tuid="1",
                props=(Prop("x", "a"),),
            )
        ]


def test_prefixed_namespace(tmp_path: Path) -> None:
    text = (
        '<t:tmx xmlns:t="urn:t" version="1.4"><t:header srclang="kk"/><t:body><t:tu>'
        '<t:tuv xml:lang="kk"><t:seg>Қар<t:ph/><ph/></t:seg></t:tuv></t:tu></t:body></t:tmx>'
    )
    with open_tmx(write(tmp_path / "a.tmx", text)) as units:
        content = next(units).variants[0].segment.content
    assert content == ("Қар", Element("ph"), Element("ph"))


def test_number_and_line_of_the_unit(tmp_path: Path) -> None:
    text = body("\n<tu/>\n", "<tu/>\n", "\n\n<tu>\n</tu>")
    with open_tmx(write(tmp_path / "a.tmx", text)) as reader:
        assert (reader.unit, reader.line) == (0, 0)
        assert [(reader.unit, reader.line) for _ in reader] == [(1, 2), (2, 3), (3, 6)]


def test_units_after_a_far_line(tmp_path: Path) -> None:
    """The parser counts to 65,535 only, and past that finds the line by what follows."""
    text = body("\n" * 70_000, "<tu>\n</tu>\n")
    with open_tmx(write(tmp_path / "a.tmx", text)) as reader:
        next(reader)
        assert reader.line in (70_001, 70_002)


def test_closed_file_is_let_go(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tmx", body("<tu/>" * 100_000))
    with open_tmx(path) as units:
        next(units)
    with pytest.raises(ValueError, match="closed"):
        list(units)


@pytest.mark.parametrize("name", ["none.tmx", "folder"])
def test_unreadable_file_is_an_oserror(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=name):
        open_tmx(tmp_path / name)


UNIT = '<tu><tuv xml:lang="kk"><seg>Қар</seg></tuv></tu>\n'
START = '<tmx version="1.4">\n<header srclang="kk"/>\n<body>\n'

FAULTS = {  # case: text, line, unit, what the message says
    "empty": ("", None, None, "the file is empty"),
    "text": ("Қар жауды", 1, None, "not XML; export the memory as TMX"),
    "blank line first": ('\n<?xml version="1.0"?><tmx/>', 2, None, "delete what stands before"),
    "other root": ("<xliff><body/></xliff>", None, None, "begins with <xliff>"),
    "HTML": ("<html>\n<body>\n<p>", None, None, "begins with <html>"),
    "no body": ("<tmx><header/></tmx>", None, None, "no <body>"),
    "wrong nesting": (f"{START}{UNIT}{UNIT}<tu>\n</tuv>", 7, 3, "close the elements"),
    "control character": (f"{START}{UNIT}<tu>\x01</tu>{UNIT}", 5, 2, "remove the control char"),
    "control reference": (f"{START}<tu>\n&#1;</tu>", 5, 1, "remove the control char"),
    "ampersand": (f"{START}{UNIT}<tu>\n\na & b</tu>{UNIT}", 7, 2, "not well formed"),
    "entity": (f"{START}{UNIT}<tu>\n&nbsp;</tu>{UNIT}", 6, 2, "write the character itself"),
    "entity of a DTD": (
        f'<!DOCTYPE tmx SYSTEM "tmx14.dtd">{START}{UNIT}{UNIT}<tu a="&nbsp;"/>\n{UNIT}',
        6,
        3,
        "write the character itself",
    ),
    "prefix": (f"{START}{UNIT}<tu><x:y/></tu></body></tmx>", 5, 2, "prefix x on y"),
    "cut off in a tag": (f"{START}{UNIT}<tu", 5, 2, "cut off"),
    "cut off in a unit": (f"{START}{UNIT}{UNIT}<tu><tuv><seg>Қа", 6, 3, "cut off"),
    "cut off after a unit": (f"{START}{UNIT}{UNIT}", 6, 3, "cut off"),
    "cut off in the header": ("<tmx>\n<header><prop>", 2, None, "cut off"),
    "cut off in a comment": (f"{START}{UNIT}<!-- ", 5, 2, "cut off"),
    "element among units": (
        f"{START}{UNIT}<unit/></body></tmx>",
        5,
        2,
        "<unit> stands among the units",
    ),
    "element after the body": (
        f"{START}{UNIT}</body>\n<body/>\n</tmx>",
        6,
        None,
        "<body> stands beside the <body>",
    ),
    "element before the body": (
        f"<tmx>\n<head/>\n<body>{UNIT}</body></tmx>",
        2,
        None,
        "<head> stands beside the <body>",
    ),
}


@pytest.mark.parametrize(("text", "line", "unit", "message"), FAULTS.values(), ids=FAULTS)
def test_faults(
    tmp_path: Path, text: str, line: int | None, unit: int | None, message: str
) -> None:
    path = write(tmp_path / "a.tmx", text)
    with pytest.raises(TmxError) as caught, open_tmx(path) as units:
        list(units)
    error = caught.value
    assert (error.path, error.line, error.unit) == (str(path), line, unit)
    assert message in error.message


def test_units_before_the_fault_are_read(tmp_path: Path) -> None:
    many = [UNIT.replace("Қар", f"Қар {number}") for number in range(5000)]
    path = write(tmp_path / "a.tmx", START + "".join(many) + "<tu><tuv>")
    read: list[str] = []
    with open_tmx(path) as units, pytest.raises(TmxError) as caught:
        read.extend(unit.variants[0].text for unit in units)
    assert read == [f"Қар {number}" for number in range(5000)]
    assert caught.value.unit == 5001


def test_cut_off_files_are_noticed(tmp_path: Path) -> None:
    whole = FULL.encode().rstrip()
    path = tmp_path / "a.tmx"
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        with pytest.raises(TmxError), open_tmx(path) as units:
            list(units)


def test_an_entity_that_the_parser_left_is_text() -> None:
    """Only a head that is broken elsewhere gets so far; it must not end in a traceback."""
    parser = etree.XMLParser(resolve_entities=False)
    text = "<!DOCTYPE a [<!ENTITY b 'c'>]><header>&b;<own>а&b;б</own></header>"
    (own,) = Builder("").header(etree.fromstring(text, parser)).elements
    assert "".join(own.content) == "а&b;б"
