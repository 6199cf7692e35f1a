"""Books, subtitles and tables of pairs."""

import pytest
from documents import epub, zipped

from corpora import CorpusError, read_document, read_documents
from corpora.readers import Parallel, reader_for


def read(suffix, data, encoding=None):
    data = data.encode() if isinstance(data, str) else data
    return reader_for(suffix)(data, f"a{suffix}", encoding)


PAGE = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
    "<title>t</title></head><body>{}</body></html>"
)


def test_a_books_chapters_in_their_order():
    data = epub(
        {
            "b.xhtml": PAGE.format("<h1>Бірінші</h1><p>Көпір&nbsp;ашылды.</p>"),
            "a.xhtml": PAGE.format("<header><h2>Екінші</h2></header><p>Ол <i>ұзын</i>.</p>"),
        },
        "<dc:title>Көпір</dc:title><dc:creator>Айдос</dc:creator><dc:date>2020-05-03</dc:date>"
        "<dc:source>https://example.kz/k</dc:source>",
    )
    content = read(".epub", data)
    assert content.text == "Бірінші\n\nКөпір ашылды.\n\nЕкінші\n\nОл ұзын."
    assert (content.title, content.author) == ("Көпір", "Айдос")
    assert (str(content.created), content.source) == ("2020-05-03", "https://example.kz/k")


def test_an_encrypted_book_is_named():
    locked = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
        '<e:CipherReference URI="OEBPS/a.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
    )
    data = epub({"a.xhtml": b"\x01\x02"}, **{"META-INF/encryption.xml": locked})
    with pytest.raises(CorpusError, match="encrypted"):
        read(".epub", data)
    with pytest.raises(CorpusError, match="no EPUB"):
        read(".epub", zipped({"a.txt": "x"}))


SUBTITLES = """1
00:00:01,000 --> 00:00:03,500
<i>Ауылда жаңа көпір</i>
ашылды.

2
00:00:04,000 --> 00:00:06,000
{\\an8}Оған ата-аналар

3
00:00:06,500 --> 00:00:09,000 X1:10 X2:20
келді. <font color="#fff">Мектеп</font> те жақын.

4
00:00:10,000 --> 00:00:12,000
- Қайда барасың?
- 5

5
00:00:13,000 --> 00:00:14,000

"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_subtitles_give_what_is_said(encoding, end):
    data = SUBTITLES.replace("\n", end).encode(encoding)
    assert read(".srt", data).text.split("\n") == [
        "Ауылда жаңа көпір ашылды.",
        "Оған ата-аналар келді. Мектеп те жақын.",
        "- Қайда барасың?",
        "- 5",
    ]


def test_no_subtitles_is_said():
    with pytest.raises(CorpusError, match="no subtitles"):
        read(".srt", "Жай мәтін.\n1\n2\n")


WEB = """WEBVTT - Көпір туралы фильм

NOTE Аудармашыға: бұл жол
көрінбейді.

STYLE
::cue { color: white }

кіріспе
00:01.000 --> 00:03.500 align:start
<v Айгүл>Ауылда <c.sary>жаңа көпір</c>

00:03.500 --> 00:06.000
ашылды.

2
00:00:06.000 --> 00:00:09.000
Оған <00:00:07.500>әке &amp; шешелер
келді.
"""


def test_subtitles_of_the_web_give_what_is_said():
    assert read(".vtt", WEB).text.split("\n") == [
        "Ауылда жаңа көпір ашылды.",
        "Оған әке & шешелер келді.",
    ]


@pytest.mark.parametrize(
    ("text", "said"), [("Жай мәтін.\n", "no WebVTT"), ("WEBVTT\n\nNOTE ештеңе\n", "empty")]
)
def test_no_subtitles_of_the_web_is_said(text, said):
    with pytest.raises(CorpusError, match=said):
        read(".vtt", text)


def test_old_word_documents_are_named():
    with pytest.raises(CorpusError, match=r"^a\.doc: an old Word document.*save it as \.docx"):
        reader_for(".doc")(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", None)
    with pytest.raises(CorpusError, match=r"no Word document \(\.doc\)"):
        reader_for(".doc")("Көпір ашылды.".encode(), "a.doc", None)


def test_rich_text_under_the_name_of_word_is_read():
    assert read(".doc", r"{\rtf1\ansi Bridge opened.\par}").text == "Bridge opened."


KAZAKH = [
    "Ауылда үш жүз орындық жаңа мектеп ашылды.",
    "",
    "Оған ата-аналар қуанды, балалар да қуанды.",
]
RUSSIAN = [
    "В ауле открылась новая школа на триста мест.",
    "Её строили два года.",
    "Родители рады, дети тоже.",
]


def columns(found):
    assert isinstance(found, Parallel)
    return {content.language: content.text.split("\n") for content in found.contents}


@pytest.mark.parametrize(
    ("suffix", "head", "row"),
    [
        (".tsv", "", "{0}\t{1}\n"),
        (".tsv", "kk\tru\n", "{0}\t{1}\n"),
        (".tsv", "id\tru-RU\tkk_KZ\tnote\n", "7\t{1}\t{0}\tx\n"),
        (".tsv", "Қазақша\tРусский\n", "{0}\t{1}\n"),
        (".tsv", "source_doc\tclass\tconfidence\tsource\ttarget\n", "a.txt\ttr\t0.9\t{0}\t{1}\n"),
        (".csv", "", '"{0}","{1}"\n'),
        (".csv", "ru;kk\n", '"{1}";"{0}"\n'),
        (".csv", "source,target\n", '"{0}","{1}"\n'),
    ],
)
def test_tables_give_a_text_for_each_language(suffix, head, row):
    pairs = zip(KAZAKH, RUSSIAN, strict=True)
    found = columns(read(suffix, head + "".join(row.format(*pair) for pair in pairs)))
    named = "source_doc" in head  # a row of names that are no languages stays as a pair at most
    assert found["kk"][-3:] == KAZAKH
    assert found["ru"][-3:] == RUSSIAN
    assert len(found["kk"]) == len(found["ru"]) == 3 + named * (len(found["kk"]) - 3)


def test_a_table_in_an_old_encoding():
    text = "".join(f"{a}\t{b}\n" for a, b in zip(RUSSIAN, KAZAKH, strict=True))
    assert columns(read(".tsv", text.encode("kz1048")))["kk"] == KAZAKH


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".tsv", "В ауле открылась школа.\tЕё строили два года.\n"),
        (".csv", "kk\nАуылда мектеп ашылды.\n"),
        (".csv", '"не закрыто\n'),
        (".tsv", "a\t" * 300 + "\n"),
    ],
)
def test_what_is_no_table_of_pairs_is_said(suffix, text):
    with pytest.raises(CorpusError, match=rf"a\{suffix}: "):
        read(suffix, text)


def test_documents_of_a_table_share_their_numbers(tmp_path):
    path = tmp_path / "pairs.tsv"
    rows = zip(KAZAKH, RUSSIAN, strict=True)
    path.write_text("kk\tru\n" + "".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    kazakh, russian = read_documents(path)
    assert (kazakh.id, russian.id) == ("pairs.tsv (kk)", "pairs.tsv (ru)")
    assert (kazakh.language, russian.language) == ("kk", "ru")
    assert kazakh.pairing == russian.pairing == str(path)
    assert (kazakh.sentence_texts, russian.sentence_texts) == (KAZAKH, RUSSIAN)
    with pytest.raises(CorpusError, match=r"texts in several languages \(kk, ru\)"):
        read_document(path)


def test_a_pair_that_reads_like_furniture_is_kept(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("kk\tru\nБасты бет\tГлавная\nПікір қалдыру\tПодписаться\n", encoding="utf-8")
    for document in read_documents(path):
        assert document.furniture == ()
        assert len([s for s in document.sentences if not s.furniture]) == 2
