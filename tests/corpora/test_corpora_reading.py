"""Documents from end to end: files found, read, cleaned, freed of furniture, cut into sentences."""

import datetime
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import (
    CorpusError,
    ReadOptions,
    find_documents,
    read_document,
    read_text,
    reading,
)

REPORT = """Ауылда жаңа мектеп ашылды

1 қыркүйек 2021 10:15 1 204 Хабаршы
Бөлісу:
Telegram

Бүгін Ақжар ауылында жаңа  мектеп ашылды. Cалтанатқа ата-аналар келді.
– Бұл – үлкен мүмкін-дік. Балалар қуанып жүр, – деді мұғалім.

Сілтеме: https://example.kz/jana-mektep
Пікір қалдыру
"""
SENTENCES = [
    "Ауылда жаңа мектеп ашылды",
    "Бүгін Ақжар ауылында жаңа мектеп ашылды.",
    "Салтанатқа ата-аналар келді.",
    "– Бұл – үлкен мүмкіндік.",
    "Балалар қуанып жүр, – деді мұғалім.",
]


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "aqjar.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_a_report_is_read(report):
    document = read_document(report)
    assert (document.id, document.path) == ("aqjar.txt", report)
    assert (document.language, document.encoding) == ("kk", "utf-8")
    assert document.date == datetime.date(2021, 9, 1)
    assert document.source == "https://example.kz/jana-mektep"
    assert document.sentence_texts == SENTENCES
    assert [sentence.paragraph for sentence in document.sentences] == [0, 1, 1, 2, 2]
    assert [line.rule for line in document.furniture] == [
        "dateline",
        "share",
        "share",
        "link",
        "comments",
    ]
    assert [(repair.rule, repair.after) for repair in document.repairs] == [
        ("spaces", " "),
        ("lookalikes", "Салтанатқа"),
        ("hyphen", "мүмкіндік"),
    ]
    for repair in document.repairs:
        assert REPORT[repair.start : repair.end] == repair.before


def test_furniture_stays_in_the_text_and_can_be_kept(report):
    document = read_document(report)
    for line in document.furniture:
        assert document.text[line.start : line.end] == line.text
        assert line.text not in document.sentence_texts
    kept = read_document(report, ReadOptions(keep_furniture=True))
    assert kept.furniture == ()
    assert "Пікір қалдыру" in kept.sentence_texts


def test_repairs_can_be_switched_off(report):
    document = read_document(report, ReadOptions(skip_repairs=frozenset(("hyphen", "spaces"))))
    assert [repair.rule for repair in document.repairs] == ["lookalikes"]
    assert "жаңа  мектеп" in document.text


def test_what_is_given_is_not_looked_for(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Поезд прибыл.".encode("koi8-r"))
    document = read_document(path, ReadOptions(language="uk", encoding="koi8-r"), id="a/b")
    assert (document.id, document.language, document.encoding) == ("a/b", "uk", "koi8-r")


def test_a_page_names_its_title_date_and_source(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><meta property='og:title' content='Көпір'>"
        "<meta property='og:url' content='https://example.kz/k'>"
        "<meta property='article:published_time' content='2020-05-02'></head>"
        "<body><h1>Көпір</h1><p>Көпір ашылды. Жұрт қуанды.</p></body></html>",
        encoding="utf-8",
    )
    document = read_document(path)
    assert (document.title, document.source) == ("Көпір", "https://example.kz/k")
    assert document.date == datetime.date(2020, 5, 2)
    assert document.sentence_texts == ["Көпір", "Көпір ашылды.", "Жұрт қуанды."]


def test_lines_are_sentences_as_given(tmp_path):
    path = tmp_path / "00.kk"
    path.write_bytes("Бір. Екі.\r\n\r\n  үш\xa0 жол  \r\nПікір қалдыру\r\n".encode())
    document = read_document(path, ReadOptions(lines=True))
    assert document.sentence_texts == ["Бір. Екі.", "", "үш жол", "Пікір қалдыру"]
    assert [sentence.furniture for sentence in document.sentences] == ["", "", "", "comments"]
    assert [sentence.paragraph for sentence in document.sentences] == [0, 0, 1, 1]
    blank = document.sentences[1]
    assert blank.start == blank.end


def test_wrapped_lines_stay_lines_where_lines_are_sentences():
    text = (
        "Ауыл тұрғындары көптен күткен мүмкін-\nдік енді туды деп айтты бізге кеше кешке\nбір адам"
    )
    assert len(read_text(text, "a", ReadOptions(lines=True, language="kk")).sentences) == 3
    assert len(read_text(text, "a", ReadOptions(language="kk")).sentences) == 1


def test_text_in_memory_is_read_like_a_file(report):
    document = read_text(REPORT.replace("\n", "\r\n"), "aqjar.txt")
    from_file = read_document(report)
    assert document.path is None
    assert (document.text, document.sentences) == (from_file.text, from_file.sentences)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b\n\xad", "&nbsp;&shy;"])
def test_an_empty_text_is_an_error(text):
    with pytest.raises(CorpusError, match=r"^memory: empty"):
        read_text(text, "memory")


def test_documents_are_found_below_a_folder(tmp_path):
    for name in (
        "b.txt",
        "a.HTML",
        "in/c.md",
        "in/deep/d.htm",
        ".hidden.txt",
        ".git/e.txt",
        "f.log",
        "table.tsv",
        "~$g.docx",
        "g.docx",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("мәтін", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in find_documents(tmp_path)]
    assert found == ["a.HTML", "b.txt", "g.docx", "in/c.md", "in/deep/d.htm"]
    assert find_documents(tmp_path / "f.log") == [tmp_path / "f.log"]
    assert find_documents(tmp_path / "table.tsv") == [tmp_path / "table.tsv"]


def test_nothing_to_find_is_an_error_that_names_the_suffixes(tmp_path):
    with pytest.raises(
        CorpusError, match=r"nothing to read.*\.txt, \.md, \.markdown, \.html, \.htm"
    ):
        find_documents(tmp_path)
    with pytest.raises(CorpusError, match="no such file or folder"):
        find_documents(tmp_path / "none")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_bad_files_are_said_by_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    with pytest.raises(CorpusError) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}: a PNG picture")


lines = st.lists(
    st.sampled_from(
        ["Бір сөйлем.", "мүмкін-дік", "1,220", "оқылды", "", "  ", "\xa0", "12.05.2020", "&#10;"]
    )
    | st.text(st.characters(exclude_characters="\r\n"), max_size=20),
    min_size=1,
    max_size=15,
)


@given(lines, st.booleans())
def test_lines_mode_keeps_the_count(given_lines, ends_with_newline):
    text = "\n".join(given_lines) + "\n" * ends_with_newline
    wanted = text.count("\n") + (not text.endswith("\n"))
    try:
        document = read_text(text, "a", ReadOptions(lines=True, language="kk"))
    except CorpusError:
        return
    assert len(document.sentences) == wanted
    for sentence in document.sentences:
        piece = document.text[sentence.start : sentence.end]
        assert piece == piece.strip()
        assert "\n" not in piece


@given(lines)
def test_sentences_and_furniture_share_out_the_text(given_lines):
    text = "\n".join(given_lines)
    try:
        document = read_text(text, "a", ReadOptions(language="ru"))
    except CorpusError:
        return
    spans = sorted((part.start, part.end) for part in (*document.sentences, *document.furniture))
    end = 0
    for start, stop in spans:
        assert document.text[end:start].strip() == ""
        assert start < stop
        end = stop
    assert document.text[end:].strip() == ""
    paragraphs = [sentence.paragraph for sentence in document.sentences]
    assert paragraphs == sorted(paragraphs)


def test_importing_corpora_loads_no_heavy_library():
    code = (
        "import sys, corpora; "
        "loaded = {name.split('.')[0] for name in sys.modules}; "
        "print(sorted(loaded & {'trafilatura', 'py3langid', 'charset_normalizer', 'lxml', "
        "'markdown_it', 'numpy', 'torch', 'aligner', 'tmx'}))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_an_agencys_dateline_gives_the_date_and_no_sentence():
    line = "ТАРАЗ. 2021 жылғы 12 қараша. ҚазАқпарат – Ауылда жаңа мектеп ашылды. Балалар қуанды."
    document = read_text(line, "a")
    assert document.sentence_texts == ["Ауылда жаңа мектеп ашылды.", "Балалар қуанды."]
    assert document.date == datetime.date(2021, 11, 12)
    kept = read_text(line, "a", ReadOptions(lines=True))
    assert kept.sentence_texts == [line]
    assert kept.sentences[0].furniture == ""


def test_a_text_with_a_sentence_a_line_may_be_larger(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    lines = "\n".join(f"Бүгін {number} шақырым жол жүрдік." for number in range(100))
    for name in ("pool.txt", "pool.md"):
        path = tmp_path / name
        path.write_text(lines, encoding="utf-8")
        with pytest.raises(CorpusError, match="larger than"):
            read_document(path)
    assert len(read_document(tmp_path / "pool.txt", ReadOptions(lines=True)).sentences) == 100
    with pytest.raises(CorpusError, match="larger than"):
        read_document(tmp_path / "pool.md", ReadOptions(lines=True))
