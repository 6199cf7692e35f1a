"""Every code is found where it should be, with its line and unit, and a good file has none."""

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree

from tmx import Header, Segment, TmxError, TranslationUnit, Variant, write_tmx
from tmx.checks import CODES, PROFILES, Level, validate
from tmx.checks.dtd import RULES
from tmx.checks.report import REPORTS

HEADER = (
    '<header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" '
    'adminlang="en" srclang="kk" datatype="plaintext"/>'
)
KK = '<tuv xml:lang="kk"><seg>Қар жауды</seg></tuv>'
RU = '<tuv xml:lang="ru"><seg>Выпал снег</seg></tuv>'
GOOD = f"<tu>{KK}{RU}</tu>"


def memory(units: str, header: str = HEADER, root: str = '<tmx version="1.4">') -> str:
    return f"{root}\n{header}\n<body>\n{units}\n</body>\n</tmx>\n"


def pair(kk: str = "Қар жауды", ru: str = "Выпал снег", tu: str = "") -> str:
    return (
        f'<tu{tu}><tuv xml:lang="kk"><seg>{kk}</seg></tuv>'
        f'<tuv xml:lang="ru"><seg>{ru}</seg></tuv></tu>'
    )


def found(path: Path, text: str | bytes, tool: str | None = None) -> list[tuple[object, ...]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(f.number, f.line, f.unit) for f in validate(path, tool)]


# code: file, line, unit (the units begin on line 4)
CASES: dict[int, list[tuple[str | bytes, int | None, int | None]]] = {
    101: [("", None, None), (b"\x1f\x8b broken", None, None), (b"PK\3\4", None, None)],
    102: [
        (memory(f"<tu>{KK}</tuv></tu>\n{GOOD}"), 4, 1),
        (memory(f"{GOOD}\n<tu>{KK}\n{GOOD}"), 5, 2),
        (memory(f'<tu a="1" a="2">{KK}{RU}</tu>'), 4, 1),
        (memory(f"{GOOD}\n</tu>"), 5, None),
        (memory(GOOD, header="<header>"), 6, None),
    ],
    103: [(memory(GOOD + "\n" + pair(ru="Выпал\x01 снег")), 5, 2)],
    104: [(memory(pair()).encode().replace("Қ".encode(), b"\xff", 1), 4, 1)],
    105: [(memory(pair("Қар &#1; жауды")), 4, 1), (memory(pair("&#xFFFFFFFFFF;Қар")), 4, 1)],
    106: [(memory(pair("Қар&nbsp;жауды")), 4, 1), (memory(pair("Қар &own; жауды")), 4, 1)],
    107: [(memory(pair("Қар & жел", "снег & ветер")), 4, 1), (memory(pair("а < б")), 4, 1)],
    108: [(f'<!DOCTYPE tmx [\n<!ENTITY a "b">]>{memory(GOOD)}', 2, None)],
    109: [(memory(pair("<hi>" * 70 + "Қар" + "</hi>" * 70)), 4, 1)],
    110: [
        (memory(GOOD)[:-9], 5, None),
        (memory(f"{GOOD}\n<tu>{KK}\n<tuv")[:-18], 5, 2),
    ],
    111: [
        (memory(pair(ru="Выпал снег".encode().decode("cp1252", "ignore"))), 4, 1),
        (memory(pair(ru="Поднялся ветер".encode().decode("cp1251", "ignore"))), 4, 1),
        (memory(pair(ru="Поднялся ветер".encode("cp1251").decode("latin-1"))), 4, 1),
    ],
    112: [(memory(pair("Қар жа\ufffdды")), 4, 1)],
    113: [(memory(pair(ru="Снег и\u0306")), 4, 1)],
    114: [(memory(f"<!-- а -->\n{GOOD}"), 4, None), (memory(pair("Қар<?pi?>")), 4, 1)],
    201: [("<xliff/>", 1, None)],
    202: [
        (memory(GOOD, header=""), 1, None),
        (memory("<tu></tu>"), 4, 1),
        (memory(f'<tu><tuv xml:lang="kk"/>{RU}</tu>'), 4, 1),
        (memory(GOOD, header=f"{HEADER[:-2]}><ude name='a'/></header>"), 2, None),
    ],
    203: [
        (memory(f"{GOOD}<unit/>"), 4, None),
        (memory(f"<tu><own/>{KK}{RU}</tu>"), 4, 1),
        (memory(pair("Қар<g/>", "Снег<g/>")), 4, 1),
        (memory(pair("<ph><hi/></ph>Қар", "<ph/>Снег")), 4, 1),
        (memory(GOOD).replace("</body>", "</body><own/>"), 5, None),
    ],
    204: [
        (memory(f"<tu>{KK}{RU}<note>а</note></tu>"), 4, 1),
        (memory(f'<tu><tuv xml:lang="kk"><seg>Қар</seg><prop type="a"/></tuv>{RU}</tu>'), 4, 1),
        (f'<tmx version="1.4">\n<body>{GOOD}</body>{HEADER}</tmx>', 2, None),
    ],
    205: [
        (memory(GOOD, header=HEADER.replace('srclang="kk"', "")), 2, None),
        (memory(f"<tu><tuv><seg>Қар</seg></tuv>{RU}</tu>"), 4, 1),
        (memory(f"<tu><prop>а</prop>{KK}{RU}</tu>"), 4, 1),
        (memory(pair("Қар<it>а</it>", "Снег<it>а</it>")), 4, 1),
        (memory(GOOD, root="<tmx>"), 1, None),
    ],
    206: [(memory(pair(tu=' own="1"')), 4, 1)],
    207: [
        (memory(GOOD, header=HEADER.replace("sentence", "word")), 2, None),
        (memory(pair('<it pos="mid"/>Қар', '<it pos="mid"/>Снег')), 4, 1),
    ],
    208: [
        (memory(f"{GOOD}бос"), 4, None),
        (memory(f"<tu>бос{KK}{RU}</tu>"), 4, 1),
        (memory(GOOD, header=f"{HEADER[:-2]}>бос</header>"), 2, None),
    ],
    209: [
        (memory(f'<tu><tuv xml:lang="kk"><seg>Қар</seg><seg>Жел</seg></tuv>{RU}</tu>'), 4, 1),
        (memory(GOOD, header=HEADER * 2), 2, None),
    ],
    210: [(memory(GOOD, root='<tmx version="1.4" xmlns="urn:own">'), 1, None)],
    211: [(memory(GOOD, root='<tmx version="2.0">'), 1, None)],
    212: [(memory(GOOD.replace("xml:lang", "lang", 1)), 4, 1)],
    301: [
        (memory(pair('<bpt i="1"/>Қар', '<bpt i="1"/>Снег')), 4, 1),
        (memory(pair('<ept i="1"/>Қар', '<ept i="1"/>Снег')), 4, 1),
        (memory(pair('Қар<ept i="1"/><bpt i="1"/>', 'Снег<ept i="1"/><bpt i="1"/>')), 4, 1),
        (memory(pair('<bpt i="1"/>Қар<ept i="2"/>', '<bpt i="1"/>С<ept i="2"/>')), 4, 1),
    ],
    303: [
        (memory(pair(tu=' creationdate="2024-01-31T12:00:00Z"')), 4, 1),
        (memory(pair(tu=' changedate="20241301T000000Z"')), 4, 1),
    ],
    304: [
        (memory(pair().replace('"kk"', '"kk_KZ"')), 4, 1),
        (memory(pair().replace('"ru"', '"орысша"')), 4, 1),
        (memory(pair(), header=HEADER.replace('"en"', '"english language"')), 2, None),
        (memory(pair().replace('"kk"', '"kz"')), 4, 1),
    ],
    305: [(memory(pair().replace('"ru"', '"RU-ru"')), 4, 1)],
    306: [(memory("\n".join([pair(tu=' tuid="1"'), GOOD, pair(tu=' tuid="1"')])), 6, 3)],
    307: [(memory(pair(ru="")), 4, 1), (memory(pair(ru=" ")), 4, 1)],
    308: [(memory(pair("Мектеп", "Мектеп")), 4, 1)],
    309: [(memory(f'<tu><tuv xml:lang="en"><seg>Snow</seg></tuv>{RU}</tu>'), 4, 1)],
    310: [(memory(f"<tu>{KK}</tu>"), 4, 1)],
    311: [(memory(f"{GOOD}\n<tu>{KK}</tu>"), 5, None), (memory(f"<tu>{KK}</tu>{GOOD}"), 4, None)],
    312: [(memory(pair("Қар", "Выпал снег, поднялся ветер, и дорогу занесло")), 4, 1)],
    313: [(memory(pair("25 қаңтар", "26 января")), 4, 1)],
    314: [(memory(pair("Қар<ph/>")), 4, 1), (memory(pair('<bpt i="1"/>Қар<ept i="1"/>')), 4, 1)],
    315: [(memory(pair(tu=' usagecount="көп"')), 4, 1)],
    316: [(memory(f"<tu>{KK}{RU}{RU}</tu>"), 4, 1)],
    317: [(memory(""), None, None)],
}
FOR_TOOLS = {
    401: ("trados", memory(GOOD), 2, None),
    402: ("trados", memory(pair("а" * 2001, "б" * 2000)), 4, 1),
    404: ("smartling", memory(GOOD, header=HEADER.replace("plaintext", "winres")), 2, None),
    405: ("phrase", memory(pair(tu=' srclang="ru"')), 4, 1),
    407: ("omegat", memory(f'<tu><prop type="file">а</prop>{KK}{RU}</tu>'), 4, 1),
    408: ("wordfast", memory(pair().replace('"kk"', '"kk-Cyrl"')), 4, 1),
    409: (
        "memoq",
        memory(f'<tu>{KK}{RU}<tuv xml:lang="en"><seg>Snow</seg></tuv></tu>'),
        None,
        None,
    ),
}


@pytest.mark.parametrize(
    ("number", "text", "line", "unit"),
    [(number, *case) for number, cases in CASES.items() for case in cases],
)
def test_codes(
    tmp_path: Path, number: int, text: str | bytes, line: int | None, unit: int | None
) -> None:
    assert (number, line, unit) in found(tmp_path / "a.tmx", text)


@pytest.mark.parametrize("number", FOR_TOOLS)
def test_codes_of_tools(tmp_path: Path, number: int) -> None:
    tool, text, line, unit = FOR_TOOLS[number]
    assert (number, line, unit) in found(tmp_path / "a.tmx", text, tool)
    assert number not in {code for code, *_ in found(tmp_path / "a.tmx", text)}


def test_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(memory(GOOD))
    with path.open("r+b") as file:
        file.truncate(315_000_000)  # takes no room on the disk
    first = next(iter(validate(path, "matecat")))
    assert (first.number, first.code) == (403, "E403")


def test_every_code_has_a_case() -> None:
    assert {*CASES, *FOR_TOOLS, 403} == set(CODES)


@pytest.mark.parametrize("tool", [None, *PROFILES])
def test_good_files_have_no_findings(tmp_path: Path, tool: str | None) -> None:
    path = tmp_path / "a.tmx"
    texts = ("Қар 2 рет жауды", "Снег шёл 2 раза")
    sides = zip(("kk-KZ", "ru-RU"), map(Segment.of, texts), strict=True)
    unit = TranslationUnit(tuple(Variant(*side) for side in sides))
    write_tmx(path, Header("kk-KZ", datatype="plaintext"), [unit])
    assert list(validate(path, tool)) == []


@pytest.mark.parametrize(
    ("kk", "ru"),
    [
        ("1 234,5 км", "1234.5 km"),
        ("12:30-да 5-6 адам", "в 12:30 5-6 человек"),
        ("3,5 млн", "3.5 млн"),
    ],
)
def test_numbers_written_otherwise_are_the_same(tmp_path: Path, kk: str, ru: str) -> None:
    assert found(tmp_path / "a.tmx", memory(pair(kk, ru))) == []


@pytest.mark.parametrize("name", ["Ә", "2024", "—"])
def test_units_without_words_may_be_the_same(tmp_path: Path, name: str) -> None:
    numbers = {code for code, *_ in found(tmp_path / "a.tmx", memory(pair(name, name)))}
    assert (308 in numbers) == name.isalpha()


def test_all_findings_before_and_after_what_is_broken(tmp_path: Path) -> None:
    text = memory(
        "\n".join(
            [pair(ru=""), "<tu><tuv></tu>", pair("5"), "<tu><seg></tu>", pair(tu=' usagecount="x"')]
        )
    )
    assert found(tmp_path / "a.tmx", text[: -len("</body></tmx>\n\n\n")]) == [
        (307, 4, 1),
        (102, 5, 2),
        (313, 6, 3),
        (102, 7, 4),
        (315, 8, 5),
        (110, 8, None),
    ]


def test_lines_past_those_the_parser_can_count(tmp_path: Path) -> None:
    text = memory("\n" * 70_000 + pair(tu="\n\n").replace("<tuv", "\n<tuv") + "\n" + pair(ru=""))
    assert found(tmp_path / "a.tmx", text) == [(307, 70_009, 2)]
    text = memory("\n" * 70_000 + f"<tu>\n{KK}\n<tuv xml:lang='ru'><seg/></tuv></tu>")
    assert found(tmp_path / "a.tmx", text) == [(307, 70_006, 1)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_lines_in_any_encoding(tmp_path: Path, newline: str, encoding: str) -> None:
    text = memory(f"{GOOD}\n{pair('5')}").replace("\n", newline)
    if encoding == "utf-16-be":
        text = f'<?xml version="1.0" encoding="UTF-16BE"?>{text}'
    assert found(tmp_path / "a.tmx", text.encode(encoding)) == [(313, 5, 2)]


def test_tools_make_warnings_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(memory(pair(ru="")))
    assert [f.code for f in validate(path)] == ["W307"]
    (finding,) = validate(path, "omegat")
    assert (finding.code, finding.effect) == ("E307", "makes the translation empty")
    with pytest.raises(TmxError, match="no tool 'word'; known: omegat"):
        list(validate(path, "word"))


def test_tables_are_whole() -> None:
    for code in CODES.values():
        assert code.meaning.endswith(".")
        assert code.fix.endswith(".")
    for profile in PROFILES.values():
        assert profile.basis in ("tested", "manual")
        assert profile.source
        assert {*profile.errors, *profile.warnings} <= set(CODES)


DTD = """\
<!ELEMENT tmx (header, body)><!ATTLIST tmx version CDATA #REQUIRED>
<!ELEMENT header (note|prop|ude)*><!ELEMENT body (tu*)>
<!ELEMENT tu ((note|prop)*, tuv+)><!ELEMENT tuv ((note|prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA|bpt|ept|ph|it|hi|ut)*><!ELEMENT note (#PCDATA)><!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT ude (map+)><!ATTLIST ude name CDATA #REQUIRED><!ELEMENT map EMPTY>
<!ELEMENT bpt (#PCDATA|sub)*><!ELEMENT ept (#PCDATA|sub)*><!ELEMENT it (#PCDATA|sub)*>
<!ELEMENT ph (#PCDATA|sub)*><!ELEMENT ut (#PCDATA|sub)*>
<!ELEMENT hi (#PCDATA|bpt|ept|ph|it|hi|ut)*><!ELEMENT sub (#PCDATA|bpt|ept|ph|it|hi|ut)*>
"""


@pytest.mark.parametrize("parent", RULES)
@pytest.mark.parametrize("child", RULES)
def test_nesting_is_that_of_the_dtd(parent: str, child: str) -> None:
    """An element may stand in another just where libxml2's validation of the DTD has it so."""
    dtd = etree.DTD(io.StringIO(DTD))
    contents = {element.name: str(element.content) for element in dtd.iterelements()}
    tree = dtd_children(dtd, parent)
    assert (child in RULES[parent].allowed) == (child in tree), contents[parent]


def dtd_children(dtd: etree.DTD, name: str) -> set[str]:
    (element,) = (one for one in dtd.iterelements() if one.name == name)
    waiting, names = [element.content], set()
    while waiting:
        content = waiting.pop()
        if content is not None:
            names |= {content.name} if content.type == "element" else set()
            waiting += [content.left, content.right]
    return names


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "a.tmx"
    path.write_text(memory(pair(ru="") + "\n" + pair(ru="&nbsp;\x01")))
    return path


def report(form: str, *paths: Path) -> tuple[str, object]:
    out = io.StringIO()
    totals = REPORTS[form](out, [(path, validate(path)) for path in paths])
    return out.getvalue(), totals


def test_text(broken: Path) -> None:
    text, totals = report("text", broken)
    lines = text.splitlines()
    assert lines[0] == f"{broken}:4: W307 empty segment, unit 1: the ru segment"
    assert lines[1].startswith(f"{broken}:5: E106 undeclared entity, unit 2: the entity &nbsp;")
    assert lines[-1] == f"{broken}: 2 errors, 2 warnings" == f"{broken}: {totals}"
    for code in (103, 106, 307):
        assert CODES[code].fix in text


def test_json(broken: Path) -> None:
    text, _ = report("json", broken, broken)
    told = json.loads(text)
    assert (told["errors"], told["warnings"], len(told["files"])) == (4, 4, 2)
    assert told["files"][0]["findings"][0] == {
        "line": 4,
        "unit": 1,
        "code": "W307",
        "name": CODES[307].name,
        "what": "the ru segment",
        "meaning": CODES[307].meaning,
        "fix": CODES[307].fix,
        "effect": "",
    }


def test_sarif(broken: Path) -> None:
    log = json.loads(report("sarif", broken)[0])
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert len(rules) == len(CODES)
    assert [result["level"] for result in run["results"]].count("error") == 2
    for result in run["results"]:
        assert result["ruleId"] in rules
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == str(broken)
        assert place["physicalLocation"]["region"]["startLine"] in (4, 5)


def test_paths_in_sarif_are_references(tmp_path: Path) -> None:
    path = tmp_path / "жад 1.tmx"
    path.write_text("<tmx/>")
    text = report("sarif", path)[0]
    assert f'"uri": "{tmp_path}/%D0%B6%D0%B0%D0%B4%201.tmx"' in text


def test_junit(broken: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.tmx"
    good.write_text(memory(GOOD))
    root = ElementTree.fromstring(report("junit", broken, good)[0])  # noqa: S314
    assert [(suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("4", "2"),
        ("1", "0"),
    ]
    assert [case.get("name") for case in root.iter("testcase")] == [
        "4: W307",
        "5: E106",
        "5: E103",
        "5: W307",
        "valid",
    ]


def test_nothing_found_leaves_no_level_out() -> None:
    assert {code.level for code in CODES.values()} == set(Level)
