"""What is read without the XML parser is read as the parser reads it, to the last letter."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tmx import Element, TmxError, TranslationUnit, open_tmx, read
from tmx.plain import plain_unit

FRAME = '<tmx version="1.4"><header srclang="kk"/><body>{}</body></tmx>'


def outcome(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, parser: bool
) -> tuple[list[tuple[TranslationUnit, int]], bool]:
    """The units with their lines, and whether reading ended with an error."""
    units = []
    with monkeypatch.context() as patched:
        if parser:
            patched.setattr(read, "plain_unit", lambda *_: None)
        try:
            with open_tmx(path) as reader:
                units.extend((unit, reader.line) for unit in reader)
        except TmxError:
            return units, False
    return units, True


def assert_same(text: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.tmx")
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
        fast = outcome(path, monkeypatch, parser=False)
        assert fast == outcome(path, monkeypatch, parser=True)


PLAIN = {
    "two variants": "<tu>{kk}{ru}</tu>",
    "one, three, five": "<tu>{kk}</tu> <tu>{kk}{ru}{kk}</tu>\n<tu>{kk}{ru}{kk}{ru}{kk}</tu>",
    "none": "<tu></tu>",
    "attributes": '<tu tuid="1" creationdate="20240131T093000Z" own-x="ы"  usagecount="3"\n'
    ' srclang="ru">{kk}</tu>',
    "no tuid first": '<tu own="2" tuid="1">{kk}</tu>',
    "notes and properties": '<tu><prop type="x-a">1 &lt; 2</prop><note>а</note>\n'
    '<prop type="" xml:lang="kk" o-encoding="x"></prop><note xml:lang="ru" x="1"></note>{kk}</tu>',
    "in a variant": '<tu><tuv xml:lang="kk" changeid="А"><note>а</note><prop type="b">'
    "б</prop><seg>Қар</seg></tuv></tu>",
    "languages": '<tu><tuv lang="kk"><seg>а</seg></tuv><tuv lang="ru" xml:lang="kk"><seg>б</seg>'
    "</tuv><tuv><seg></seg></tuv></tu>",
    "signs": '<tu><tuv xml:lang="kk"><seg>&lt;b&gt; &amp;lt; &quot;&apos;</seg></tuv></tu>',
    "inline": '<tu><tuv xml:lang="kk"><seg>а<bpt i="1" x="1">&lt;b&gt;</bpt><ph/>б<ept i="1"/>'
    '<hi type="a">в<hi><it pos="begin"></it></hi>г</hi ><sub>д</sub ><ut>е</ut></seg></tuv></tu>',
    "white space": '<tu\n\ttuid="1"\n>\n\n\t<tuv\txml:lang="kk" >\n<seg> Қар\n\tжауды </seg>\n'
    "</tuv>\n</tu>",
    "every plane": '<tu><tuv xml:lang="kk"><seg>\U00010000\x7f\x85\xa0\u2028\ufffd\U0010ffff</seg>'
    "</tuv></tu>",
}
NOT_PLAIN = {
    "wrong nesting": '<tu><tuv xml:lang="kk"><seg><bpt>а</ept></seg></tuv></tu>',
    "not closed": '<tu><tuv xml:lang="kk"><seg><hi>а</seg></tuv></tu>',
    "closed twice": '<tu><tuv xml:lang="kk"><seg>а</hi></seg></tuv></tu>',
    "end with attributes": '<tu><tuv xml:lang="kk"><seg><hi>а</hi x="1"></seg></tuv></tu>',
    "end that is empty": '<tu><tuv xml:lang="kk"><seg><hi>а</hi/></seg></tuv></tu>',
    "attribute twice": '<tu a="1" a="2">{kk}</tu>',
    "tuid twice": '<tu tuid="1" tuid="2">{kk}</tu>',
    "namespace": '<tu xmlns="urn:own">{kk}</tu>',
    "prefix": '<tu own:a="1">{kk}</tu>',
    "entity": '<tu><tuv xml:lang="kk"><seg>&nbsp;</seg></tuv></tu>',
    "entity in an attribute": '<tu tuid="&nbsp;">{kk}</tu>',
    "sign in an attribute": '<tu tuid="&lt;" own="&amp;">{kk}</tu>',
    "less in an attribute": '<tu own="<">{kk}</tu>',
    "reference": '<tu><tuv xml:lang="kk"><seg>&#13;&#x4D0;</seg></tuv></tu>',
    "bare sign": '<tu><tuv xml:lang="kk"><seg>а & б</seg></tuv></tu>',
    "end of CDATA": '<tu><tuv xml:lang="kk"><seg>]]></seg></tuv></tu>',
    "more": '<tu><tuv xml:lang="kk"><seg>а > б ]] ></seg></tuv></tu>',
    "CDATA": '<tu><tuv xml:lang="kk"><seg><![CDATA[<b>]]></seg></tuv></tu>',
    "comment": '<tu><!-- </tu> --><tuv xml:lang="kk"><seg>а<!-- б -->в</seg></tuv></tu>',
    "line in an attribute": '<tu own="а\nб" tuid="а\tб">{kk}</tu>',
    "single quotes": "<tu tuid='\"'>{kk}</tu>",
    "unknown element": "<tu><own>а</own>{kk}</tu>",
    "text": "<tu>а{kk}</tu>",
    "order": "<tu>{kk}<note>а</note>{ru}</tu>",
    "property with an element": '<tu><prop type="a"><b/></prop>{kk}</tu>',
    "deep": '<tu><tuv xml:lang="kk"><seg>' + "<hi>" * 64 + "а" + "</hi>" * 64 + "</seg></tuv></tu>",
    "too deep": '<tu><tuv xml:lang="kk"><seg>' + "<hi>" * 65 + "</hi>" * 65 + "</seg></tuv></tu>",
    "control character": '<tu><tuv xml:lang="kk"><seg>а\x01</seg></tuv></tu>',
    "no character": '<tu><tuv xml:lang="kk"><seg>а\uffff</seg></tuv></tu>',
    "no space": '<tu tuid="1"own="2">{kk}</tu>',
    "cut off": '<tu><tuv xml:lang="kk"><seg>а',
    "in a unit": "<tu><tu>{kk}</tu></tu>",
}
SIDES = {
    "kk": '<tuv xml:lang="kk"><seg>Қар жауды</seg></tuv>',
    "ru": '<tuv xml:lang="ru">\n<seg>Выпал снег</seg>\n</tuv>\n',
}


@pytest.mark.parametrize("unit", PLAIN.values(), ids=PLAIN)
def test_plain(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = unit.format(**SIDES)
    assert plain_unit(text, 0)
    assert_same(FRAME.format(f"\n{text}\n<tu>{SIDES['kk']}</tu>"), monkeypatch)


@pytest.mark.parametrize("unit", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_not_plain(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = unit.format(**SIDES)
    good = f"<tu>{SIDES['kk']}</tu>\n"
    assert_same(FRAME.format(f"{good}{text}\n{good}"), monkeypatch)


def test_plain_units_need_no_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(FRAME.format(PLAIN["inline"] * 10))
    monkeypatch.setattr("tmx.fragments.Fragments.parse", None)
    with open_tmx(path) as units:
        assert Element("ph") in next(units).variants[0].segment.content


PIECES = st.sampled_from(
    [
        *(
            "<tu>",
            "</tu>",
            '<tu tuid="1">',
            '<tu a="1" b="&lt;">',
            "<tu/>",
            " ",
            "\n",
            "а",
            "Қар",
            "]]>",
        ),
        *(
            '<tuv xml:lang="kk">',
            "</tuv>",
            "<tuv lang=\"ru\" a='1'>",
            "<seg>",
            "</seg>",
            "<seg/>",
            ">",
        ),
        *('<prop type="x">', "</prop>", "<note>", "</note>", "&lt;", "&amp;", "&#65;", "&", "\x01"),
        *(
            '<bpt i="1">',
            "</bpt>",
            '<ept i="1"/>',
            "<hi>",
            "</hi>",
            "<ph/>",
            "<!--",
            "-->",
            "<![CDATA[",
        ),
        *(SIDES["kk"], SIDES["ru"], f"<tu>{SIDES['kk']}{SIDES['ru']}</tu>"),
    ]
)
KEEP = settings(
    deadline=None,
    max_examples=500,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@KEEP
@given(st.lists(PIECES, max_size=12))
@example(["<tu>", SIDES["kk"], "</tu>", "</body>"])
def test_any_pieces(monkeypatch: pytest.MonkeyPatch, pieces: list[str]) -> None:
    assert_same(FRAME.replace("{}", "".join(pieces)), monkeypatch)


WHOLE = FRAME.replace("{}", "\n".join(unit.format(**SIDES) for unit in PLAIN.values())).encode()


@KEEP
@given(st.integers(0, len(WHOLE)), st.integers(0, 3), st.text(max_size=2) | PIECES)
def test_any_damage(monkeypatch: pytest.MonkeyPatch, place: int, cut: int, new: str) -> None:
    text = WHOLE[:place] + new.encode("utf-8", "replace") + WHOLE[place + cut :]
    assert_same(text, monkeypatch)
