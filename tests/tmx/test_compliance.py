"""Files as a compliance kit would have them, of our own making: all are read right and pass."""

import codecs
from pathlib import Path

import pytest

from tmx import Element, open_tmx, write_tmx
from tmx.checks import Level, validate

HEAD = (
    '<tmx version="{version}">\n<header creationtool="own" creationtoolversion="1" '
    'segtype="sentence" o-tmf="own" adminlang="en" srclang="{srclang}" datatype="{datatype}"{end}\n'
    "<body>\n"
)
FOOT = "</body>\n</tmx>\n"


def memory(
    units: str,
    *,
    version: str = "1.4",
    srclang: str = "kk",
    datatype: str = "plaintext",
    end: str = "/>",
    declared: str = "",
) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    head = HEAD.format(version=version, srclang=srclang, datatype=datatype, end=end)
    return f'{declaration}<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n{head}{units}{FOOT}'


def unit(*sides: tuple[str, str], lang: str = "xml:lang") -> str:
    variants = "".join(f'<tuv {lang}="{tag}"><seg>{text}</seg></tuv>\n' for tag, text in sides)
    return f"<tu>\n{variants}</tu>\n"


PAIR = unit(("kk", "Әр өңірде үй салынды."), ("ru", "В каждом регионе построены дома."))
TEXTS = [{"kk": "Әр өңірде үй салынды.", "ru": "В каждом регионе построены дома."}]
FIVE = {
    "kk": "Кітап",
    "ru": "Книга",
    "en": "Book",
    "zh-Hans": "书",
    "tr-TR": "Kitap",
}
LEVEL_2 = (
    'Қар <bpt i="1" x="1" type="bold">&lt;b></bpt>қалың<ept i="1">&lt;/b></ept> түсті'
    '<ph x="2" type="fnote">\\footnote{<sub datatype="tex" type="note">Дерек: '
    '<hi x="3">ауа райы</hi> қызметі</sub>}</ph><it pos="end" x="4">{/i}</it>.'
)

# file as bytes, texts of its units
CASES = {
    "UTF-16 LE": (
        codecs.BOM_UTF16_LE + memory(PAIR, declared="UTF-16").encode("utf-16-le"),
        TEXTS,
    ),
    "UTF-16 BE": (
        codecs.BOM_UTF16_BE + memory(PAIR, declared="UTF-16").encode("utf-16-be"),
        TEXTS,
    ),
    "BOM": (codecs.BOM_UTF8 + memory(PAIR, declared="UTF-8").encode(), TEXTS),
    "ASCII": (
        memory(PAIR, declared="US-ASCII").encode("ascii", "xmlcharrefreplace"),
        TEXTS,
    ),
    "windows-1252": (
        memory(
            unit(("fr", "Près de l’œuvre"), ("de", "Größe – „fünf“ €")),
            srclang="fr",
            declared="windows-1252",
        ).encode("cp1252"),
        [{"fr": "Près de l’œuvre", "de": "Größe – „fünf“ €"}],
    ),
    "mixed-case languages": (
        memory(unit(("KK-kz", "Кітап"), ("Ru", "Книга")), srclang="kk-KZ").encode(),
        [{"KK-kz": "Кітап", "Ru": "Книга"}],
    ),
    "five languages": (memory(unit(*FIVE.items())).encode(), [FIVE]),
    "level 2": (
        memory(unit(("kk", LEVEL_2), ("ru", LEVEL_2.replace("Қар", "Снег")))).encode(),
        [{"kk": "Қар қалың түсті.", "ru": "Снег қалың түсті."}],
    ),
    "no optional attributes": (memory(PAIR).encode(), TEXTS),
    "*all*": (memory(PAIR, srclang="*all*").encode(), TEXTS),
    "ude and map": (
        memory(
            unit(("kk", "Алма \uf8ff"), ("ru", "Яблоко \uf8ff")),
            end='>\n<ude name="own" base="UTF-8">\n'
            '<map unicode="#xF8FF" code="#xF0" ent="Apple" subst="[apple]"/>\n</ude>\n</header>',
        ).encode(),
        [{"kk": "Алма \uf8ff", "ru": "Яблоко \uf8ff"}],
    ),
    "1.1": (
        memory(
            unit(("kk", "Кітап<ut>{\\b}</ut>"), ("ru", "Книга<ut>{\\b}</ut>"), lang="lang"),
            version="1.1",
        ).encode(),
        [{"kk": "Кітап", "ru": "Книга"}],
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, list[dict[str, str]]]:
    data, texts = CASES[request.param]
    path = tmp_path / "case.tmx"
    path.write_bytes(data)
    return path, texts


def test_read_right(case: tuple[Path, list[dict[str, str]]]) -> None:
    path, texts = case
    with open_tmx(path) as units:
        assert [{v.language: v.text for v in unit.variants} for unit in units] == texts


def test_no_errors(case: tuple[Path, list[dict[str, str]]]) -> None:
    assert [f for f in validate(case[0]) if f.level is Level.ERROR] == []


def test_written_again_it_says_the_same(
    case: tuple[Path, list[dict[str, str]]], tmp_path: Path
) -> None:
    with open_tmx(case[0]) as reader:
        header, units = reader.header, list(reader)
    written = [tmp_path / "1.tmx", tmp_path / "2.tmx"]
    for path in written:
        write_tmx(path, header, units)
        with open_tmx(path) as reader:
            assert (reader.header, list(reader)) == (header, units)
    assert written[0].read_bytes() == written[1].read_bytes()


def test_level_2_keeps_codes_and_sub_flows(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(CASES["level 2"][0])
    with open_tmx(path) as units:
        content = next(units).variants[0].segment.content
    assert content[4:6] == (
        " түсті",
        Element(
            "ph",
            (("x", "2"), ("type", "fnote")),
            (
                "\\footnote{",
                Element(
                    "sub",
                    (("datatype", "tex"), ("type", "note")),
                    ("Дерек: ", Element("hi", (("x", "3"),), ("ауа райы",)), " қызметі"),
                ),
                "}",
            ),
        ),
    )


def test_user_defined_encoding_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(CASES["ude and map"][0])
    with open_tmx(path) as reader:
        (ude,) = reader.header.elements
    assert ude.name == "ude"
    assert [part.attributes for part in ude.content if isinstance(part, Element)] == [
        (("unicode", "#xF8FF"), ("code", "#xF0"), ("ent", "Apple"), ("subst", "[apple]"))
    ]
