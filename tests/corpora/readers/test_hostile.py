"""Hostile files are bounded and named in one line, and nothing else stops for them."""

import random
from pathlib import Path

import pytest
from documents import CONTAINER, RELATIONS, docx, epub, odt, zipped
from test_pdf import cyclic_pages

from aligner.gather import gather
from corpora import CorpusError, ReadOptions, read_document
from corpora.readers import reader_for
from corpora.store import Store

BOMB = b"<a>" + b" " * 2**23 + b"</a>"
ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
DEEP = "<w:r>" * 500 + "<w:t>мәтін</w:t>" + "</w:r>" * 500
PARAGRAPH = "<w:p><w:r><w:t>Көпір күзде ашылады.</w:t></w:r></w:p>"


def locked(data):
    """The archive with every member marked as encrypted."""
    out = bytearray(data)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(magic, at + 1)
    return bytes(out)


HOSTILE = {
    "docx bomb": (".docx", docx("", **{"word/document.xml": BOMB}), "unpacks to more than 200"),
    "odt bomb": (".odt", odt("", **{"content.xml": BOMB}), "unpacks to more than 200"),
    "epub bomb": (".epub", epub({"a.xhtml": BOMB}), "unpacks to more than 200"),
    "docx entity": (
        ".docx",
        docx("", **{"word/document.xml": ENTITY + "<a>&x;</a>"}),
        "declares XML entities|no XML",
    ),
    "docx laughs": (".docx", docx("", **{"word/document.xml": LAUGHS + "<a>&j;</a>"}), "entit"),
    "odt entity": (".odt", odt("", **{"content.xml": ENTITY + "<a>&x;</a>"}), "entities"),
    "flat odt laughs": (".fodt", f"<?xml version='1.0'?>{LAUGHS}<a>&j;</a>".encode(), "entit"),
    "epub entity": (
        ".epub",
        epub({}, **{"OEBPS/book.opf": ENTITY + "<package>&x;</package>"}),
        "entities",
    ),
    "docx deep": (".docx", docx(f"<w:p>{DEEP}</w:p>"), "no XML that can be read"),
    "odt deep": (".odt", odt("<text:span>" * 500 + "</text:span>" * 500), "no XML that can be"),
    "outside": (".docx", docx(PARAGRAPH, **{"../../evil.txt": "x"}), r"outside itself \(\.\./"),
    "absolute": (".odt", odt("<text:p>a</text:p>", **{"/etc/evil": "x"}), "outside itself"),
    "backslash": (".epub", epub({}, **{"..\\evil": "x"}), "outside itself"),
    "target outside": (
        ".docx",
        zipped({"_rels/.rels": RELATIONS.replace("word/document", "../../etc/x"), "a": "b"}),
        "no Word document",
    ),
    "package outside": (
        ".epub",
        zipped({"META-INF/container.xml": CONTAINER.replace("OEBPS/", "../../")}),
        "no EPUB",
    ),
    "locked docx": (".docx", locked(docx(PARAGRAPH)), "encrypted with a password"),
    "locked office": (
        ".docx",
        b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted with a password",
    ),
    "locked odt": (
        ".odt",
        odt("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "encrypted with a password",
    ),
    "many members": (".odt", zipped({f"{n}": "" for n in range(20_001)}), "more than 20,000"),
    "cut off": (".docx", docx(PARAGRAPH)[:-30], "damaged"),
    "rtf deep": (".rtf", b"{\\rtf1" + b"{" * 10_000, "nested more than 500"),
    "rtf binary": (".rtf", rb"{\rtf1\bin-9\bin9999999999 text}", "no text in it"),
}


@pytest.mark.parametrize(("suffix", "data", "said"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_named(suffix, data, said):
    with pytest.raises(CorpusError, match=said) as error:
        reader_for(suffix)(data, f"a{suffix}", None)
    assert str(error.value).startswith(f"a{suffix}: ")
    assert "\n" not in str(error.value)
    assert "root:" not in str(error.value)


WHOLE = {
    ".docx": docx(PARAGRAPH),
    ".odt": odt("<text:p>Көпір күзде ашылады.</text:p>"),
    ".epub": epub({"a.xhtml": "<html><body><p>Көпір күзде ашылады.</p></body></html>"}),
    ".rtf": rb"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\f0\u1178?\'ea{\footnote n\par}\par}",
    ".srt": b"1\n00:00:01,000 --> 00:00:03,500\n<i>a</i>\n\n2\n00:00:04,000 --> 00:00:06,000\nb\n",
    ".vtt": b"WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:03.500\n<c>a</c> <00:02.000>b&amp;\n\n"
    b"00:04.000 --> 00:06.000\nc\n",
    ".csv": 'kk,ru\n"Ауылда мектеп ашылды","В ауле открылась школа"\n'.encode(),
}


@pytest.mark.parametrize("suffix", WHOLE)
def test_damaged_files_are_read_or_named(suffix):
    chance = random.Random(suffix)
    for _ in range(150):
        data = bytearray(WHOLE[suffix])
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at] = chance.randrange(256)
            else:
                data[at : at + chance.randrange(30)] = data[:at][-chance.randrange(1, 30) :]
            data = data or bytearray(b"x")
        try:
            reader_for(suffix)(bytes(data), f"a{suffix}", None)
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017


def test_a_member_that_lies_about_its_size_is_stopped():
    data = docx("", **{"word/document.xml": BOMB})
    size = len(BOMB).to_bytes(4, "little")
    with pytest.raises(CorpusError, match=r"unpacks to more than|damaged"):
        reader_for(".docx")(data.replace(size, b"\x10\0\0\0"), "a.docx", None)


def test_a_file_too_large_is_not_read(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(2**30)  # a file of 1 GiB that takes no room on the disk
    with pytest.raises(CorpusError, match=r"larger than 64 MiB \(1024 MiB\)"):
        read_document(path)


@pytest.fixture
def mixed(tmp_path):
    """A folder of hostile files, and of two good ones; gives it with the names of the former."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name, (suffix, data, _) in HOSTILE.items():
        (folder / f"{name}{suffix}").write_bytes(data)
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(2**30)
    (folder / "loop.pdf").write_bytes(cyclic_pages())
    (folder / "deep.html").write_text("<div>" * 500 + "<p>Көпір.</p>", encoding="utf-8")
    kazakh = "Ауыл тұрғындары көктемде жаңа бақ отырғызды. Қазір онда алма ағашы өсіп тұр."
    russian = "Жители аула весной посадили новый сад. Сейчас в нём растут двести яблонь."
    (folder / "kk.txt").write_text(kazakh, encoding="utf-8")
    (folder / "ru.txt").write_text(russian, encoding="utf-8")
    names = {f"{name}{suffix}" for name, (suffix, _, _) in HOSTILE.items()}
    return folder, names | {"huge.txt", "loop.pdf"}


def test_hostile_files_stop_nothing_else(mixed):
    folder, hostile = mixed
    gathered = gather([folder], ReadOptions())
    assert [d.id for d in gathered.sides[1]] == ["ru.txt"]
    assert "kk.txt" in {d.id for d in gathered.sides[0]}
    assert {item.document for item in gathered.left_out if item.unreadable} == hostile


def test_hostile_files_stop_nothing_else_in_a_store(mixed, tmp_path):
    folder, hostile = mixed
    with Store.create(tmp_path / "corpus.egiz") as store:
        report = store.add(folder)
        assert {Path(path).name for path, _ in report.left_out} == hostile
        assert all(why and "\n" not in why for _, why in report.left_out)
        assert set(report.added) == {f"mixed/{name}" for name in ("deep.html", "kk.txt", "ru.txt")}
        assert store.check() == []
    assert sorted(path.name for path in tmp_path.iterdir() if "egiz" not in path.name) == ["mixed"]
