"""Word, OpenDocument and Rich Text documents: all text that a reader sees, once, in its order."""

import datetime

import pytest
from documents import ODT_NAMES, W, docx, odt

from corpora import CorpusError, read_document
from corpora.readers import reader_for

NOTES = f"""<w:footnotes xmlns:w="{W}">
<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:t>сызық</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>Ескертпе: 2021 жылғы дерек.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""
CORE = """<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
<dc:title>Көпір  туралы</dc:title><dc:creator>Айдана Сәрсен</dc:creator>
<dcterms:created>2021-09-01T08:00:00Z</dcterms:created></cp:coreProperties>"""


def text_of(suffix, data):
    return reader_for(suffix)(data, f"a{suffix}", None).text.split("\n\n")


def run(text, mark=""):
    return f"<w:r>{mark}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p>{run('Көпір ')}{run('ашылды.')}</w:p>", ["Көпір ашылды."]),
        (f"<w:p><w:ins>{run('Жаңа')}</w:ins><w:del>{run('ескі')}</w:del></w:p>", ["Жаңа"]),
        (f"<w:p><w:hyperlink>{run('сілтеме')}</w:hyperlink></w:p>", ["сілтеме"]),
        (f"<w:sdt><w:sdtContent><w:p>{run('өріс')}</w:p></w:sdtContent></w:sdt>", ["өріс"]),
        (
            "<w:p><w:r><w:t>бір</w:t><w:br/><w:t>екі</w:t><w:tab/><w:t>үш</w:t></w:r></w:p>",
            ["бір\nекі үш"],
        ),
        (
            f"<w:p>{run('көрінеді')}{run('жасырын', '<w:rPr><w:vanish/></w:rPr>')}</w:p>",
            ["көрінеді"],
        ),
        (
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>мүм</w:t><w:softHyphen/>"
            "<w:t>кін</w:t><w:noBreakHyphen/><w:t>ау</w:t></w:r></w:p>",
            ["мүм\xadкін\u2011ау"],
        ),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{run('аты')}</w:p></w:tc>"
            f"<w:tc><w:p>{run('саны')}</w:p></w:tc></w:tr></w:tbl>",
            ["аты", "саны"],
        ),
        (
            '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
            f'markup-compatibility/2006"><mc:Choice><w:txbxContent><w:p>{run("жақтау")}</w:p>'
            f"</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>{run('жақтау')}</w:p>"
            "</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>жол</w:t></w:r></w:p>",
            ["жол", "жақтау"],
        ),
        (
            f"<w:p>{run('Көпір')}<w:r><w:footnoteReference w:id='2'/></w:r>{run(' ұзын.')}</w:p>",
            ["Көпір ұзын.", "Ескертпе: 2021 жылғы дерек."],
        ),
    ],
)
def test_word_documents(body, text):
    assert text_of(".docx", docx(body, **{"word/footnotes.xml": NOTES})) == text


def test_a_word_documents_properties():
    body = f"<w:p>{run('Көпір ашылды.')}</w:p>"
    data = docx(body, **{"docProps/core.xml": CORE, "word/vbaProject.bin": b"\xd0\xcf"})
    content = reader_for(".docx")(data, "a.docx", None)
    assert (content.title, content.author) == ("Көпір туралы", "Айдана Сәрсен")
    assert (content.date, content.created) == (None, datetime.date(2021, 9, 1))
    assert content.notes == ("It has macros; they were not run.",)


def test_a_table_of_contents_is_furniture(tmp_path):
    toc = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent><w:p>{run('Мазмұны')}</w:p></w:sdtContent></w:sdt>"
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run("Кіріспе  ")}{run("3")}</w:p>'
    )
    path = tmp_path / "a.docx"
    path.write_bytes(docx(f"{toc}<w:p>{run('Ауылда  жаңа көпір ашылды.')}</w:p>"))
    document = read_document(path)
    assert [(line.rule, line.text) for line in document.furniture] == [
        ("contents", "Мазмұны"),
        ("contents", "Кіріспе 3"),
    ]
    assert document.sentence_texts == ["Ауылда жаңа көпір ашылды."]
    for line in document.furniture:
        assert document.text[line.start : line.end] == line.text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:h>Көпір</text:h><text:p>Ол\nұзын.</text:p>", ["Көпір", "Ол ұзын."]),
        (
            '<text:p>бір<text:s text:c="3"/>екі<text:tab/>үш<text:line-break/>төрт</text:p>',
            ["бір   екі үш\nтөрт"],
        ),
        ("<text:p>се<text:span>гіз</text:span> т<text:a>оғыз</text:a></text:p>", ["сегіз тоғыз"]),
        (
            "<text:tracked-changes><text:changed-region><text:p>жойылған</text:p>"
            "</text:changed-region></text:tracked-changes><text:p>қалды</text:p>",
            ["қалды"],
        ),
        (
            "<text:p>Көпір<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>Ескертпе.</text:p></text:note-body></text:note> ұзын.</text:p>",
            ["Көпір ұзын.", "Ескертпе."],
        ),
        (
            "<text:p>бар<office:annotation><text:p>пікір</text:p></office:annotation>лық</text:p>",
            ["барлық"],
        ),
        (
            "<text:list><text:list-item><text:p>тармақ</text:p></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>ұяшық</text:p>"
            "</table:table-cell></table:table-row></table:table>",
            ["тармақ", "ұяшық"],
        ),
        (
            "<text:p>сурет<draw:frame><svg:title>аты</svg:title><draw:text-box><text:p>жақтау"
            "</text:p></draw:text-box></draw:frame></text:p>",
            ["сурет", "жақтау"],
        ),
    ],
)
def test_opendocument_texts(body, text):
    assert text_of(".odt", odt(body)) == text


def test_an_opendocument_in_one_file_and_its_properties():
    data = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {ODT_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/">
<office:meta><dc:title>Көпір</dc:title><meta:initial-creator>Айдос</meta:initial-creator>
<meta:creation-date>2020-05-03T10:00:00</meta:creation-date></office:meta>
<office:body><office:text><text:p>Мәтін.</text:p></office:text></office:body></office:document>"""
    content = reader_for(".fodt")(data.encode(), "a.fodt", None)
    assert (content.text, content.title, content.author) == ("Мәтін.", "Көпір", "Айдос")
    assert content.created == datetime.date(2020, 5, 3)


RTF = r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset0 Times;}}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\'cc\'e0\'f2\'b3\'ed.\par Second line.}", ["Матін.", "Second line."]),
        (r"\uc1\u1178?\u1199?\u1085?\par}", ["Қүн"]),
        (r"{\uc2\u1178\'3f\'3f}\u1201\'3f\'eb\par}", ["Құл"]),
        (r"\uc0\u1178 \u55357 \u56832 .\par}", ["Қ😀."]),
        (r"{\field{\*\fldinst{HYPERLINK "  # the link itself is no text
         r'"https://example.kz"}}{\fldrslt{link}}} here\par}', ["link here"]),
        (r"a{\footnote\pard note\par}b\par c\par}", ["ab", "note", "c"]),
        (r"one\line two\tab three\~four\par}", ["one\ntwo three\xa0four"]),
        (r"a\cell b\cell\row}", ["a", "b"]),
        (r"{\*\generator Word;}{\info{\title no}}{\header head\par}{\pict 0a0b}text}", ["text"]),
        (r"{\v hidden}seen {\deleted gone}too\par}", ["seen too"]),
        (r"a\bin3 {{{b\{c\}\\\par}", [r"ab{c}\ ".strip()]),
        ("wo\nrd \\'ab\\'bb\\\nnext}", ["word «»", "next"]),
        (r"not closed", ["not closed"]),
    ],
)  # fmt: skip
def test_rich_text(body, text):
    data = (RTF + body).encode("utf-8")
    assert text_of(".rtf", data) == text


def test_rich_text_properties():
    data = (
        RTF + r"{\info{\title \u1178?\'e0\'eb\'e0}{\author Aidos}{\creatim\yr2021\mo9\dy1}}text}"
    ).encode()
    content = reader_for(".rtf")(data, "a.rtf", None)
    assert (content.title, content.author, content.encoding) == ("Қала", "Aidos", "cp1251")
    assert content.created == datetime.date(2021, 9, 1)
    stated = reader_for(".rtf")(data.replace(b"text}", rb"\'f4}"), "a.rtf", "koi8-r")
    assert stated.text == "Т"


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".rtf", ".epub", ".pdf"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"text", b"{\\rtf1}", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_such_document_is_said_in_one_line(suffix, data):
    with pytest.raises(CorpusError) as error:
        reader_for(suffix)(data, f"a{suffix}", None)
    assert str(error.value).startswith(f"a{suffix}: ")
    assert "\n" not in str(error.value)
