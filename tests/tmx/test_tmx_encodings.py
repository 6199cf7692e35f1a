"""A file is read in whatever encoding XML may declare, and from gzip and zip."""

import codecs
import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tmx import TmxError, open_tmx

BODY = (
    '<tmx version="1.4"><header srclang="kk"/><body><tu><tuv xml:lang="kk"><seg>{}</seg></tuv>'
    "</tu></body></tmx>"
)
KAZAKH = "Әңгіме: «ұйқы» — \U0001f634"
RUSSIAN = "Подъём — ёлка"
ENGLISH = "Snow & “wind” – é€"


def text_of(path: Path) -> str:
    with open_tmx(path) as units:
        (unit,) = units
    return unit.variants[0].text


def xml(text: str, encoding: str | None) -> str:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n' if encoding else ""
    return declaration + BODY.format(text.replace("&", "&amp;"))


@pytest.mark.parametrize(
    ("declared", "codec", "mark", "text"),
    [
        ("UTF-8", "utf-8", b"", KAZAKH),
        (None, "utf-8", b"", KAZAKH),
        ("utf-8", "utf-8", codecs.BOM_UTF8, KAZAKH),
        (None, "utf-8", codecs.BOM_UTF8, KAZAKH),
        ("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE, KAZAKH),
        ("UTF-16", "utf-16-be", codecs.BOM_UTF16_BE, KAZAKH),
        (None, "utf-16-le", codecs.BOM_UTF16_LE, KAZAKH),
        (None, "utf-16-be", codecs.BOM_UTF16_BE, KAZAKH),
        ("UTF-16LE", "utf-16-le", b"", KAZAKH),
        ("UTF-16BE", "utf-16-be", b"", KAZAKH),
        ("UTF-8", "utf-16-le", codecs.BOM_UTF16_LE, KAZAKH),  # tools forget to say
        ("windows-1251", "cp1251", b"", RUSSIAN),
        ("windows-1252", "cp1252", b"", ENGLISH),
        ("koi8-r", "koi8-r", b"", "Подъем - елка"),
        ("GB18030", "gb18030", b"", KAZAKH),
        ("US-ASCII", "ascii", b"", KAZAKH),
        ("ISO-8859-1", "latin-1", b"", KAZAKH),
    ],
)
def test_encodings(
    tmp_path: Path, declared: str | None, codec: str, mark: bytes, text: str
) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(mark + xml(text, declared).encode(codec, "xmlcharrefreplace"))
    assert text_of(path) == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (xml(RUSSIAN, "UTF-8").encode("cp1251"), "save the file in the encoding"),
        (xml(KAZAKH, "US-ASCII").encode(), "save the file in the encoding"),
        (xml(KAZAKH, "klingon").encode(), "klingon"),
    ],
    ids=["other encoding", "not ASCII", "unknown encoding"],
)
def test_wrong_encoding_is_an_error(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(data)
    with pytest.raises(TmxError, match=message) as caught, open_tmx(path) as units:
        list(units)
    assert caught.value.line is not None


def zipped(*names: str, content: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content or xml(KAZAKH, "UTF-8"))
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(xml(KAZAKH, "UTF-8").encode()),
        gzip.compress(xml(KAZAKH, "UTF-16").encode("utf-16")),
        zipped("memory.tmx"),
        zipped("МЕМОРИ/kk.TMX", "readme.txt", "__MACOSX/._kk.tmx"),
    ],
    ids=["gzip", "gzip of UTF-16", "zip", "zip with more"],
)
def test_packed_whatever_the_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "memory.tmx"
    path.write_bytes(data)
    assert text_of(path) == KAZAKH


ENCRYPTED = bytearray(zipped("a.tmx"))
for place in (ENCRYPTED.index(b"PK\3\4") + 6, ENCRYPTED.index(b"PK\1\2") + 8):
    ENCRYPTED[place] |= 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(xml(KAZAKH, "UTF-8").encode())[:-20], "damaged"),
        (gzip.compress(b""), "empty"),
        (b"\x1f\x8b and no more", "damaged"),
        (zipped("a.tmx")[:-30], "damaged"),
        (zipped("a.tmx").replace(b"PK\1\2", b"PK\1\3"), "damaged"),
        (zipped("a.tmx", "b.tmx"), r"has 2 \(a\.tmx, b\.tmx\)"),
        (zipped("a.txt"), r"has 0 \(none\)"),
        (bytes(ENCRYPTED), "encrypted"),
    ],
    ids=[
        *("gzip cut off", "gzip of nothing", "no gzip", "zip cut off", "zip damaged"),
        *("two members", "no member", "encrypted"),
    ],
)
def test_archives_that_cannot_be_read(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(data)
    with pytest.raises(TmxError, match=message) as caught, open_tmx(path) as units:
        list(units)
    assert caught.value.path == str(path)
