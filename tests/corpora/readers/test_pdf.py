"""PDF: paragraphs out of lines, running heads and page numbers apart, pictures named."""

import datetime
import zlib

import pytest
from documents import pdf, pdf_of_lines, stream

from corpora import CorpusError, read_document
from corpora.readers import pdf as pdf_reader
from corpora.readers import reader_for

LEFT, TOP, LEADING = 60, 520, 14


def lines(*texts, left=LEFT, top=TOP):
    return [(left, top - LEADING * number, text) for number, text in enumerate(texts)]


def read(data):
    return reader_for(".pdf")(data, "a.pdf", None)


def paragraphs(*pages):
    return read(pdf_of_lines(pages)).text.split("\n\n")


LONG = "The bridge over the river was opened in the autumn of that"
WIDE = "year, and people from both banks came to see it, said the"


def test_a_line_with_room_for_the_next_word_ends_a_paragraph():
    assert paragraphs(lines(LONG, WIDE, "mayor.", "Its length is two hundred metres.")) == [
        f"{LONG} {WIDE} mayor.",
        "Its length is two hundred metres.",
    ]


def test_more_space_and_an_indent_begin_a_paragraph():
    spaced = [*lines(LONG, WIDE), *lines(LONG, WIDE, top=TOP - 60)]
    assert paragraphs(spaced) == [f"{LONG} {WIDE}", f"{LONG} {WIDE}"]
    page = lines(LONG, WIDE + " old", LONG, WIDE)
    page[2] = (LEFT + 20, page[2][1], LONG[:-5])
    assert paragraphs(page) == [f"{LONG} {WIDE} old", f"{LONG[:-5]} {WIDE}"]


def test_a_paragraph_goes_on_over_the_page_and_heads_stand_after_it():
    towns = ("north", "south", "west")
    said = [(f"{LONG} {town}", f"{WIDE} mayor of the {town}") for town in towns]
    pages = [
        [(150, 550, "Annual report"), *lines(*body, top=480), (200, 40, f"- {number} -")]
        for number, body in enumerate(said, 1)
    ]
    content = read(pdf_of_lines(pages))
    whole = " ".join(" ".join(body) for body in said)
    assert content.text.startswith(f"{whole}\n\nAnnual report")
    assert [(line.rule, line.text) for line in content.furniture] == [
        ("running-head", "Annual report"),
        ("page-number", "- 1 -"),
        ("running-head", "Annual report"),
        ("page-number", "- 2 -"),
        ("running-head", "Annual report"),
        ("page-number", "- 3 -"),
    ]
    for line in content.furniture:
        assert content.text[line.start : line.end] == line.text


def test_a_headline_in_another_font_is_a_paragraph():
    page = lines(LONG, f"And {WIDE}")
    assert len(paragraphs(page)) == 1
    data = pdf_of_lines([page]).replace(b"/F 12 Tf", b"/G 12 Tf", 1)
    data = data.replace(
        b"/Font << /F 3 0 R >>",
        b"/Font << /F 3 0 R /G << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> >>",
    )
    assert read(data).text.split("\n\n") == [LONG, f"And {WIDE}"]


def test_pieces_of_a_line_are_put_together():
    page = [(LEFT, TOP, "The bridge over"), (160, TOP, "the river"), (204.6, TOP, "side")]
    assert paragraphs(page) == ["The bridge over the riverside"]


def test_heads_that_are_written_last_and_what_browsers_print():
    towns = ("north", "south")
    pages = [
        [
            *lines(f"{LONG} {town}", f"{WIDE} mayor of the {town}", top=480),
            (20, 570, "11/24/26, 6:47 AM"),
            (20, 17, f"https://example.kz/a.html {number}/2"),
        ]
        for number, town in enumerate(towns, 1)
    ]
    content = read(pdf_of_lines(pages))
    assert content.text.startswith(
        " ".join(f"{LONG} {town} {WIDE} mayor of the {town}" for town in towns)
    )
    assert {line.text for line in content.furniture} == {
        "11/24/26, 6:47 AM",
        "https://example.kz/a.html 1/2",
        "https://example.kz/a.html 2/2",
    }
    (single,) = read(pdf_of_lines(pages[:1])).furniture
    assert single.text == "https://example.kz/a.html 1/2"


def test_a_dash_inside_a_sentence_begins_no_paragraph():
    page = lines(f"{LONG} long", WIDE, "– and that is all of it.")
    assert len(paragraphs(page)) == 1


def test_a_number_in_the_text_is_no_page_number():
    pages = [lines(LONG, WIDE, "12"), lines("48", LONG, WIDE)]
    assert read(pdf_of_lines(pages)).furniture == ()


def test_words_broken_at_line_ends_are_mended_by_the_cleaning(tmp_path):
    path = tmp_path / "a.pdf"
    page = lines("The bridge over the river was built by the govern-", "ment of the region.")
    path.write_bytes(pdf_of_lines([page]))
    document = read_document(path)
    assert document.text.startswith("The bridge over the river was built by the govern")
    assert len(document.sentences) == 1


def picture_page():
    image = stream(
        zlib.compress(b"\x80" * 64),
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
        "/BitsPerComponent 8 /Filter /FlateDecode",
    )
    return pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R "
            "/Resources << /XObject << /I 5 0 R >> >> >>",
            4: stream(b"q 400 0 0 500 10 10 cm /I Do Q"),
            5: image,
        }
    )


def test_a_scanned_document_is_named_as_such():
    with pytest.raises(CorpusError, match=r"a\.pdf: a scanned PDF: .*picture.*OCR"):
        read(picture_page())


def test_a_document_without_anything_is_said_to_be_empty():
    with pytest.raises(CorpusError, match="no text in it"):
        paragraphs([])


def test_title_author_and_day():
    data = pdf_of_lines([lines("Text.")])
    about = b"<< /Title (Annual report) /Author (A. Sarsen) /CreationDate (D:20210901080000Z) >>"
    data = data.replace(b"xref\n0 6\n", b"9 0 obj\n" + about + b"\nendobj\nxref\n0 6\n")
    at = data.index(b"xref\n")
    data = data[:at] + data[at:].replace(b"trailer << ", b"trailer << /Info 9 0 R ")
    content = read(data)
    assert (content.title, content.author) == ("Annual report", "A. Sarsen")
    assert content.created == datetime.date(2021, 9, 1)


def looped():
    """Forms that each draw the next twice, 60 deep: more drawings than any reader lives for."""
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R "
        "/Resources << /XObject << /N 5 0 R >> >> >>",
        4: stream(b"/N Do"),
    }
    for number in range(5, 65):
        following = number + 1 if number < 64 else 5  # and round again
        objects[number] = stream(
            b"/N Do /N Do",
            "/Type /XObject /Subtype /Form /BBox [0 0 420 595] "
            f"/Resources << /XObject << /N {following} 0 R >> >>",
        )
    return pdf(objects)


def cyclic_pages():
    return pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 9999 /Parent 3 0 R >>",
            3: "<< /Type /Pages /Kids [2 0 R] /Count 99 /Parent 2 0 R >>",
        }
    )


def bomb():
    return pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R >>",
            4: stream(zlib.compress(b" " * 2**28), "/Filter /FlateDecode"),
        }
    )


@pytest.mark.parametrize("make", [looped, cyclic_pages, bomb])
def test_hostile_documents_end_in_one_line(make, monkeypatch):
    monkeypatch.setattr(pdf_reader, "MAX_SECONDS", 3)
    with pytest.raises(CorpusError) as error:
        read(make())
    assert "\n" not in str(error.value)


def test_a_damaged_document_is_read_or_named():
    whole = pdf_of_lines([lines(LONG, WIDE)])
    for cut in range(0, len(whole), 97):
        try:
            assert read(whole[:cut]).text
        except CorpusError as error:
            assert str(error).startswith("a.pdf: ")  # noqa: PT017
