"""Repair puts right what it can, tells each change with its line, and loses nothing in silence."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tmx import TmxError, open_tmx
from tmx.checks import CODES, Level, validate
from tmx.repair import Change, Outcome, RepairConfig, Repaired, repair, repair_in_place

HEADER = (
    '<header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" '
    'adminlang="en" srclang="kk" datatype="plaintext"/>'
)
KK = '<tuv xml:lang="kk"><seg>Қар жауды</seg></tuv>'
RU = '<tuv xml:lang="ru"><seg>Выпал снег</seg></tuv>'
GOOD = f"<tu>{KK}{RU}</tu>"
TEXTS = {"kk": "Қар жауды", "ru": "Выпал снег"}


def memory(units: str, header: str = HEADER, root: str = '<tmx version="1.4">') -> str:
    return f"{root}\n{header}\n<body>\n{units}\n</body>\n</tmx>\n"


def pair(kk: str = "Қар жауды", ru: str = "Выпал снег") -> str:
    return (
        f'<tu><tuv xml:lang="kk"><seg>{kk}</seg></tuv><tuv xml:lang="ru"><seg>{ru}</seg></tuv></tu>'
    )


def mend(
    folder: Path, text: str | bytes, config: RepairConfig | None = None
) -> tuple[list[Change], Repaired, list[dict[str, str]]]:
    source, target = folder / "a.tmx", folder / "b.tmx"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    changes: list[Change] = []
    done = repair(source, target, config, changes.append)
    with open_tmx(target) as units:
        texts = [{v.language: v.text for v in unit.variants} for unit in units]
    return changes, done, texts


MENDED, LOST, KEPT = Outcome.MENDED, Outcome.LOST, Outcome.KEPT

# file, changes as (code, line, unit, outcome), texts of the units that come out
CASES = {
    "nothing": (memory(GOOD), [], [TEXTS]),
    "control character": (
        memory(pair("Қар \x01жауды")),
        [(103, 4, 1, MENDED)],
        [TEXTS],
    ),
    "reference": (memory(pair("Қар &#8;жауды")), [(105, 4, 1, MENDED)], [TEXTS]),
    "entities": (
        memory(pair("Қар&nbsp;&own; жауды", "5 &lt; 7 &amp; 8")),
        [(106, 4, 1, MENDED), (106, 4, 1, MENDED)],
        [{"kk": "Қар\xa0&own; жауды", "ru": "5 < 7 & 8"}],
    ),
    "bare signs": (
        memory(pair("5 < 7 & 8 &", "AT&T <")),
        [(107, 4, 1, MENDED)] * 5,
        [{"kk": "5 < 7 & 8 &", "ru": "AT&T <"}],
    ),
    "what is literal stays": (
        memory(pair("<![CDATA[5 < 7 & 8 &nbsp;]]>")),
        [],
        [{"kk": "5 < 7 & 8 &nbsp;", "ru": "Выпал снег"}],
    ),
    "bytes": (
        memory(pair("Қар ?жауды")).encode().replace(b"?", b"\xff"),
        [(104, 4, 1, LOST)],
        [{"kk": "Қар \ufffdжауды", "ru": "Выпал снег"}],
    ),
    "language codes": (
        memory(GOOD.replace('"kk"', '"KZ_kz"').replace('"ru"', '"RU"')),
        [(304, 4, 1, MENDED), (305, 4, 1, MENDED)],
        [{"kk-KZ": "Қар жауды", "ru": "Выпал снег"}],
    ),
    "no language tag": (
        memory(GOOD.replace('"ru"', '"орысша"')),
        [(304, 4, 1, KEPT)],
        [{"kk": "Қар жауды", "орысша": "Выпал снег"}],
    ),
    "no language": (
        memory(GOOD.replace(' xml:lang="kk"', "")),
        [(205, 4, 1, MENDED)],
        [TEXTS],
    ),
    "no languages": (
        memory(GOOD.replace(' xml:lang="kk"', "").replace(' xml:lang="ru"', "")),
        [(205, 4, 1, MENDED), (205, 4, 1, MENDED)],
        [{"kk": "Қар жауды", "und": "Выпал снег"}],
    ),
    "lang": (memory(GOOD.replace("xml:lang", "lang")), [(212, 4, 1, MENDED)] * 2, [TEXTS]),
    "order": (
        memory(f"<tu>{KK}\n{RU}<note>а</note></tu>"),
        [(204, 5, 1, MENDED)],
        [TEXTS],
    ),
    "namespace": (
        memory(GOOD, root='<tmx xmlns="urn:own" version="1.4">'),
        [(210, 1, None, MENDED)],
        [TEXTS],
    ),
    "prefix": (
        memory(f"<x:tu>{KK}{RU}</x:tu>".replace("<tuv", "<x:tuv").replace("</tuv", "</x:tuv"))
        .replace("seg>", "x:seg>")
        .replace("<body", "<x:body")
        .replace("</body", "</x:body")
        .replace("<header", "<x:header")
        .replace("<tmx", '<x:tmx xmlns:x="urn:x"')
        .replace("</tmx", "</x:tmx"),
        [(210, 1, None, MENDED)],
        [TEXTS],
    ),
    "version": (memory(GOOD, root='<tmx version="2.0">'), [(211, 1, None, MENDED)], [TEXTS]),
    "no header": (
        memory(GOOD, header=""),
        [(205, 1, None, MENDED)] * 7,
        [TEXTS],
    ),
    "header": (
        memory(GOOD, header='<header srclang="kk_KZ" segtype="word" o-tmf="a"/>'),
        [
            *[(205, 2, None, MENDED)] * 4,
            (304, 2, None, MENDED),
            (207, 2, None, MENDED),
        ],
        [TEXTS],
    ),
    "broken header": (
        memory(GOOD, header=HEADER.replace('"plaintext"', "plaintext")),
        [(102, 2, None, LOST), (205, 2, None, MENDED)],
        [TEXTS],
    ),
    "nothing but units": (
        GOOD,
        [*[(205, 1, None, MENDED)] * 7, (110, 1, None, MENDED)],
        [TEXTS],
    ),
    "empty segment": (
        memory(f"{pair(ru='')}\n{pair('', ' ')}"),
        [(307, 4, 1, MENDED), (307, 5, 2, MENDED), (307, 5, 2, MENDED), (202, 5, 2, MENDED)],
        [{"kk": "Қар жауды"}],
    ),
    "empty segment with a note": (
        memory(f'<tu>{KK}<tuv xml:lang="ru"><note>а</note><seg/></tuv></tu>'),
        [(307, 4, 1, LOST)],
        [{"kk": "Қар жауды"}],
    ),
    "broken unit": (
        memory(f"{GOOD}\n<tu>\n<tuv><seg></tu>\n{GOOD}"),
        [(102, 6, 2, LOST)],
        [TEXTS, TEXTS],
    ),
    "no end tag": (
        memory(f"<tu>{KK}{RU}\n{GOOD}"),
        [(102, 4, 1, MENDED)],
        [TEXTS, TEXTS],
    ),
    "cut off": (
        memory(f"{GOOD}\n<tu>{KK}\n<tuv")[:-18],
        [(110, 5, 2, LOST)],
        [TEXTS],
    ),
    "no end": (memory(GOOD)[:-16], [(110, 4, None, MENDED)], [TEXTS]),
    "text and elements among units": (
        memory(f"бос\n{GOOD}\n\nбос\n{GOOD}<own/>"),
        [(208, 4, None, LOST), (208, 7, None, LOST), (203, 8, None, LOST)],
        [TEXTS, TEXTS],
    ),
    "text in a unit": (memory(f"<tu>бос{KK}{RU}</tu>"), [(208, 4, 1, LOST)], [TEXTS]),
    "comment": (memory(f"{GOOD}<!-- а\n -->"), [(114, 4, None, LOST)], [TEXTS]),
    "accents": (
        memory(pair("и\u0306")),
        [(113, 4, 1, MENDED)],
        [{"kk": "й", "ru": "Выпал снег"}],
    ),
    "dates": (
        memory(GOOD.replace("<tu>", '<tu creationdate="2024-01-31T12:00:00Z" changedate="кеше">')),
        [(303, 4, 1, MENDED)],
        [TEXTS],
    ),
    "segtype": (
        memory(GOOD.replace("<tu>", '<tu segtype="word">')),
        [(207, 4, 1, MENDED)],
        [TEXTS],
    ),
    "decoded wrongly": (
        memory(pair(ru="Ветер".encode().decode("cp1251", "ignore"))),
        [(111, 4, 1, KEPT)],
        [{"kk": "Қар жауды", "ru": "Ветер".encode().decode("cp1251", "ignore")}],
    ),
    "declaration without its end": (
        f'<?xml version="1.0" encoding="UTF-8">\n{memory(GOOD)}',
        [(102, 1, None, MENDED)],
        [TEXTS],
    ),
    "comment without its end": (
        memory(f"{GOOD}\n<!-- жаңа\n{GOOD}"),
        [(208, 5, None, LOST)],
        [TEXTS, TEXTS],
    ),
    "too deep": (
        memory(f"{pair('<hi>' * 70 + 'Қар' + '</hi>' * 70)}\n{GOOD}"),
        [(109, 4, 1, LOST)],
        [TEXTS],
    ),
}


@pytest.mark.parametrize(("text", "changes", "texts"), CASES.values(), ids=CASES)
def test_cases(
    tmp_path: Path, text: str | bytes, changes: list[object], texts: list[dict[str, str]]
) -> None:
    told, done, after = mend(tmp_path, text)
    got = [(c.number, c.line, c.unit, c.outcome) for c in told]
    assert got == changes
    assert after == texts
    assert done.units == len(texts)


def test_what_tells_of_a_repair_is_repaired() -> None:
    """Whatever the table says is mended is tried above."""
    tried = {change[0] for _, changes, _ in CASES.values() for change in changes}
    said = {number for number, code in CODES.items() if code.repair and number < 401}
    assert said - tried == {203} - tried


@pytest.mark.parametrize("name", [name for name in CASES if name not in ("no language tag",)])
def test_repaired_files_have_no_errors_left(tmp_path: Path, name: str) -> None:
    mend(tmp_path, CASES[name][0])
    assert [f for f in validate(tmp_path / "b.tmx") if f.level is Level.ERROR] == []


@pytest.mark.parametrize("name", CASES)
def test_second_repair_changes_nothing(tmp_path: Path, name: str) -> None:
    mend(tmp_path, CASES[name][0])
    first = (tmp_path / "b.tmx").read_bytes()
    changes: list[Change] = []
    repair(tmp_path / "b.tmx", tmp_path / "c.tmx", None, changes.append)
    assert (tmp_path / "c.tmx").read_bytes() == first
    assert all(change.outcome is KEPT for change in changes)


def test_for_a_tool(tmp_path: Path) -> None:
    text = memory(f'<tu><prop type="file">а</prop>{KK}{RU}</tu>')
    told, _, _ = mend(tmp_path, text, RepairConfig("omegat"))
    assert [(c.number, c.what) for c in told] == [(407, 'type="file" is now "x-file"')]
    with open_tmx(tmp_path / "b.tmx") as units:
        assert next(units).prop("x-file") == "а"

    told, _, texts = mend(tmp_path, text, RepairConfig("trados"))
    assert [c.number for c in told] == [401, 401, 401]
    assert [*texts[0]] == ["kk-KZ", "ru-RU"]

    told, _, _ = mend(tmp_path, text.replace("plaintext", "own"), RepairConfig("smartling"))
    assert 404 in {c.number for c in told}


def test_encoding_that_the_file_does_not_say(tmp_path: Path) -> None:
    data = memory(pair("Кар", "Снег")).encode("cp1251")
    told, _, texts = mend(tmp_path, data, RepairConfig(encoding="cp1251"))
    assert (told, texts) == ([], [{"kk": "Кар", "ru": "Снег"}])
    with pytest.raises(TmxError, match="'klingon' is not known"):
        mend(tmp_path, data, RepairConfig(encoding="klingon"))


def test_inline_tags_and_all_else_is_kept(tmp_path: Path) -> None:
    unit = (
        '<tu tuid="1" own="2"><note>а</note><prop type="x-a">б</prop><own>в</own>'
        '<tuv xml:lang="kk" own="3"><seg>Қар&nbsp;<bpt i="1">&lt;b&gt;</bpt>жауды<ept i="1"/></seg>'
        f"</tuv>{RU}</tu>"
    )
    mend(tmp_path, memory(unit))
    mended = (tmp_path / "b.tmx").read_text()
    (tmp_path / "c.tmx").write_text(memory(unit.replace("&nbsp;", "\xa0")))
    with open_tmx(tmp_path / "b.tmx") as after, open_tmx(tmp_path / "c.tmx") as before:
        assert list(after) == list(before)
    assert "<own>в</own>" in mended


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("<xliff/>", "begins with <xliff>"),
        (f'<!DOCTYPE tmx [<!ENTITY a "б">]>{memory(GOOD)}', "declares XML entities"),
        (memory(pair("a" * 40_000_000)), "without a unit coming to its end"),
    ],
)
def test_what_cannot_be_mended_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TmxError, match=message):
        mend(tmp_path, text)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tmx"]


def test_in_place_keeps_the_old_file(tmp_path: Path) -> None:
    path, backup = tmp_path / "a.tmx", tmp_path / "a.tmx.bak"
    broken = memory(pair("Қар &nbsp;"))
    path.write_text(broken)
    repair_in_place(path)
    assert backup.read_text() == broken
    assert "\xa0" in path.read_text()
    with pytest.raises(TmxError, match="is there already"):
        repair_in_place(path)


def test_in_place_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("<xliff/>")
    with pytest.raises(TmxError, match="no TMX"):
        repair_in_place(path)
    assert path.read_text() == "<xliff/>"
    assert [*tmp_path.iterdir()] == [path]


def test_trial_writes_nothing_and_tells_the_same(tmp_path: Path) -> None:
    told, done, _ = mend(tmp_path, CASES["broken unit"][0])
    (tmp_path / "b.tmx").unlink()
    tried: list[Change] = []
    assert repair(tmp_path / "a.tmx", None, None, tried.append) == done
    assert tried == told
    assert [path.name for path in tmp_path.iterdir()] == ["a.tmx"]


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 1999), st.integers(1, 40))
def test_cut_and_spoilt_files_keep_their_other_units(
    tmp_path: Path, place: int, length: int
) -> None:
    """Spoil a place among many units: all units it does not touch come out as they were."""
    units = [pair(f"Қар {n}", f"Снег {n}") for n in range(40)]
    text = memory("\n".join(units))
    place = place * len(text) // 2000
    spoilt = text[:place] + "<>&\x01\"'"[: length % 6] + text[place + length :]
    try:
        _, done, texts = mend(tmp_path, spoilt)
    except TmxError:
        assert place < text.index("<tu>")  # the root was hit
        return
    untouched = [
        {"kk": f"Қар {n}", "ru": f"Снег {n}"}
        for n, unit in enumerate(units)
        if not text.index(unit) < place + length or text.index(unit) + len(unit) <= place
    ]
    if place >= text.index("<tu>"):
        assert [unit for unit in untouched if unit not in texts] == []
    assert done.units == len(texts)
