"""Bytes become text in the right encoding, or a clear error."""

import codecs

import pytest

from corpora import CorpusError
from corpora.decode import MAX_BYTES, decode, read_bytes

RUSSIAN = "Вчера на вокзале встречали первый поезд. Он пришёл по расписанию, и все разошлись."
KAZAKH = (
    "Кеше вокзалда алғашқы пойызды қарсы алды. Ол кестеге сай келіп, жолаушылар тез тарап кетті."
)
# What Kazakh becomes in code pages that lack its letters.
KAZAKH_WITHOUT_ITS_LETTERS = KAZAKH.translate(str.maketrans("ғқңәөұүһі", "гкнаоуухи"))
GERMAN = "Gestern begrüßte man am Bahnhof den ersten Zug. Er kam pünktlich, und die Gäste gingen."
FRENCH = "Hier, à la gare, on a fêté le premier train. Il est arrivé à l’heure, très tôt."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "utf-8") for text in (RUSSIAN, KAZAKH, GERMAN, "plain ASCII")),
        *((text, page) for text in (RUSSIAN, KAZAKH) for page in ("utf-16-le", "utf-16-be")),
        *((RUSSIAN, page) for page in ("cp1251", "koi8-r", "cp866", "iso8859-5")),
        *((KAZAKH, page) for page in ("kz1048", "ptcp154")),
        *((KAZAKH_WITHOUT_ITS_LETTERS, page) for page in ("cp1251", "koi8-r")),
        (RUSSIAN.upper(), "cp1251"),
        (RUSSIAN.upper(), "koi8-r"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
    ],
)
def test_the_encoding_is_found(text, encoding):
    assert decode(text.encode(encoding), "a.txt") == (text, encoding)


@pytest.mark.parametrize("word", ["Жаңалық", "Поезд прибыл", "Ай"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_short_utf_16_needs_no_byte_order_mark(word, encoding):
    assert decode(word.encode(encoding), "a.txt") == (word, encoding)


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_decides_and_goes(bom, encoding):
    assert decode(bom + KAZAKH.encode(encoding), "a.txt") == (KAZAKH, encoding)


def test_line_ends_become_newlines():
    assert decode(b"a\r\nb\rc\n\r\nd", "a.txt")[0] == "a\nb\nc\n\nd"


def test_a_stated_encoding_is_used():
    assert decode("сәлем".encode("kz1048"), "a.txt", "KZ-1048")[0] == "сәлем"


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (b"", None, "empty"),
        (b" \n\t\r\n", None, "empty"),
        ("\ufeff \n".encode(), None, "empty"),
        (b"\0\0\0\0", None, "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), None, "PNG"),
        (b"PK\x03\x04" + bytes(range(256)), None, "ZIP"),
        (b"%PDF-1.7\n" + bytes(range(128, 256)), None, "PDF"),
        (b"{\\rtf1 text}", None, "RTF"),
        (bytes(range(256)) * 4, None, "binary"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 40 + b"text and more text" * 3, None, "binary"),
        ("Сөз".encode() + b"\xff" + b"soz", "utf-8", "byte 6 (0xff)"),
        (b"text", "klingon-8", "no such encoding: klingon-8"),
        (b"text", "hex", "no such encoding: hex"),
        (b"abc", "utf-16-le", "does not fit"),
    ],
)
def test_what_is_no_text_is_said(data, encoding, said):
    with pytest.raises(CorpusError) as caught:
        decode(data, "bakuga.txt", encoding)
    message = str(caught.value)
    assert message.startswith("bakuga.txt: ")
    assert said in message
    assert "\n" not in message


def test_a_stray_control_character_does_not_make_text_binary():
    assert decode(("Сәлем, әлем!" + "\0" + KAZAKH).encode(), "a.txt")[1] == "utf-8"


def test_a_file_is_not_read_past_the_bound(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CorpusError, match=r"larger than 64 MiB.*Cut it"):
        read_bytes(large)


def test_a_folder_or_a_missing_file_cannot_be_read(tmp_path):
    for path, said in ((tmp_path, "no ordinary file"), (tmp_path / "none.txt", "cannot be read")):
        with pytest.raises(CorpusError, match=said):
            read_bytes(path)
