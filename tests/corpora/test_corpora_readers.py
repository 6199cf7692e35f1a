"""Readers give the text of a file without its format, and what the format says about it."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import CorpusError
from corpora.readers import READERS, reader_for
from corpora.readers.html import MAX_PAGE_BYTES

PAGE = """<!DOCTYPE html>
<html lang="kk"><head><title>Жаңа мектеп | Таң газеті</title>
<meta property="og:title" content="Ауылда жаңа мектеп ашылды">
<meta name="author" content="Айдос Сәрсен">
<meta property="article:published_time" content="2021-09-01T10:00:00+06:00">
<link rel="canonical" href="https://example.kz/jana-mektep">
<style>p { color: red }</style><script>document.write("<p>жасырын</p>")</script></head>
<body><nav><a href="/">Басты бет</a> <a href="/news">Жаңалықтар</a></nav>
<article><h1>Ауылда жаңа мектеп ашылды</h1>
<p>Бүгін Ақжар ауылында екі жүз орындық жаңа мектеп ашылды. Салтанатқа ата-аналар келді.</p>
<p>Мектептің <b>кітапханасы</b> мен&nbsp;асханасы бар,<br>спорт залы кең.</p>
<h2>Мұғалімдер</h2>
<ul><li>Он екі мұғалім қаладан келді.</li><li>Үшеуі – осы ауылдың түлегі.</li></ul>
</article><footer>© Таң газеті</footer></body></html>"""


def read(suffix, text, encoding="utf-8", stated=None):
    return reader_for(suffix)(text.encode(encoding), f"a{suffix}", stated)


def test_every_format_has_a_reader():
    assert all(callable(reader_for(suffix)) for suffix in READERS)
    assert reader_for(".HTML") is reader_for(".htm")
    assert reader_for(".kk") is reader_for(".txt")


def test_a_page_gives_report_title_date_and_link():
    content = read(".html", PAGE)
    assert content.title == "Ауылда жаңа мектеп ашылды"
    assert content.date == datetime.date(2021, 9, 1)
    assert content.source == "https://example.kz/jana-mektep"
    assert content.author == "Айдос Сәрсен"
    assert content.encoding == "utf-8"
    assert content.text.split("\n\n") == [
        "Ауылда жаңа мектеп ашылды",
        "Бүгін Ақжар ауылында екі жүз орындық жаңа мектеп ашылды. Салтанатқа ата-аналар келді.",
        "Мектептің кітапханасы мен асханасы бар,\nспорт залы кең.",
        "Мұғалімдер",
        "Он екі мұғалім қаладан келді.",
        "Үшеуі – осы ауылдың түлегі.",
    ]


@pytest.mark.parametrize(
    ("head", "encoding", "found"),
    [
        ('<meta charset="windows-1251">', "cp1251", "cp1251"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=KOI8-R">',
            "koi8-r",
            "koi8-r",
        ),
        ("", "cp1251", "cp1251"),
        ('<meta charset="windows-1251">', "utf-8", "utf-8"),
        ('<meta charset="utf-8">', "koi8-r", "koi8-r"),
        ('<meta charset="klingon">', "cp1251", "cp1251"),
        ("", "utf-16", "utf-16-le"),
        ("<?xml version='1.0' encoding='windows-1251'?>", "utf-8", "utf-8"),
    ],
)
def test_a_pages_charset(head, encoding, found):
    page = f"{head}<html><body><p>В селе открыли новую школу, и дети рады.</p></body></html>"
    content = read(".html", page, encoding)
    assert (content.text, content.encoding) == ("В селе открыли новую школу, и дети рады.", found)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Сәлем.</p>", "Сәлем."),
        ("Жай мәтін<br>екінші жол<br><br>үшінші", "Жай мәтін\nекінші жол\n\nүшінші"),
        ("<p>бір<p>екі", "бір\n\nекі"),
        ("<table><tr><td>бір<td>екі</table>", "бір\n\nекі"),
        (
            "<pre>бір  сөз\n\nекі <b>үш\nтөрт</b></pre>бес\nалты",
            "бір сөз\n\nекі үш\nтөрт\n\nбес алты",
        ),
        ("<form><div><p>Бүкіл бет форма ішінде</p></div></form>", "Бүкіл бет форма ішінде"),
        ("<script>if (a<b && c=>d) { x = '</p>' }</script><p>мәтін</p>", "мәтін"),
        ("<!-- <p>жасырын</p> --><p>мәтін</p>", "мәтін"),
        ("<p>бі<span>р сө</span>з</p>", "бір сөз"),
        ("<p>Мәт\0ін осында тұр, ол жеткілікті ұзын</p>", "Мәтін осында тұр, ол жеткілікті ұзын"),
    ],
)
def test_small_pages(page, text):
    assert read(".html", page).text == text


PARAGRAPH = "<p>Көпір күзде ашылады деп күтілуде.</p>"
HOSTILE = {
    "deep": "<div>" * 500 + PARAGRAPH + "</div>" * 500,
    "deep, wide": "<div>" * 190 + PARAGRAPH * 3000,
    "not closed": PARAGRAPH + "<b><i><table><tr>" * 5000,
    "many attributes": PARAGRAPH + "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">",
    "attributes of a script": PARAGRAPH
    + "<script "
    + " ".join(f"a{n}" for n in range(60_000))
    + ">",
    "quotes not closed": PARAGRAPH + "<p a='" + "x " * 60_000,
    "only opening": PARAGRAPH + "<" * 100_000,
    "entities": '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    + PARAGRAPH
    + "<p>&x;</p>",
    "scripts": PARAGRAPH + "<script>" * 20_000,
    "controls": PARAGRAPH * 50 + "<p>\x01\x02&#0;&#x110000;&#xD800;</p>",
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_are_read_all_the_same(page):
    assert "Көпір күзде ашылады деп күтілуде." in read(".html", page).text


def test_entities_of_a_page_are_never_fetched():
    assert "root" not in read(".html", HOSTILE["entities"].replace("hostname", "passwd")).text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><body><script>alert(1)</script></body></html>", "no report text"),
        ("<!-- жасырын -->", "no report text|no page"),
        ("<div>" * 100_000 + PARAGRAPH, "no report text"),
        ("<frameset><frame src='a.html'></frameset>", "no report text"),
        ("<p>" + " " * MAX_PAGE_BYTES, "larger than 16 MiB"),
    ],
)
def test_a_page_without_a_report_is_said(page, said):
    with pytest.raises(CorpusError, match=said):
        read(".html", page)


soup = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table><tr><td>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<a href='",
        "'>",
        "<br>",
        "<script>",
        "</script>",
        "&amp;",
        "&#",
        "<h1>",
        "<title>",
        "<meta charset=",
        "<body>",
        "<head>",
        "<html",
        ">",
        "=",
        '"',
        "сөз ",
        "Көпір салынды. ",
        "\n",
        "<svg><p>",
        "<template>",
        "<select><option>",
    ]
)


@settings(max_examples=150)
@given(st.lists(soup | st.text(max_size=5), min_size=1, max_size=40).map("".join))
def test_any_page_gives_text_or_a_clear_error(page):
    try:
        content = read(".html", page)
    except CorpusError:
        return
    assert content.text.strip()


MARKDOWN = """---
title: "Жаңа мектеп"
author: Айдос Сәрсен
date: 2021-09-01
url: https://example.kz/jana-mektep
---
# Ауылда жаңа *мектеп* ашылды

Бүгін [Ақжар](https://example.kz) ауылында
**жаңа** мектеп ашылды. ![сурет](a.png)

- бірінші тармақ
- екінші `тармақ`

> Дәйексөз.

```python
print("код")
```

| аты | саны |
|-----|------|
| бала | 200 |

<div>белгі</div>

Соңғы жол.\\
Келесі.
"""


def test_markdown_gives_its_text_block_by_block():
    content = read(".md", MARKDOWN)
    assert (content.title, content.date) == ("Жаңа мектеп", datetime.date(2021, 9, 1))
    assert content.author == "Айдос Сәрсен"
    assert content.source == "https://example.kz/jana-mektep"
    assert content.text.split("\n\n") == [
        "Ауылда жаңа мектеп ашылды",
        "Бүгін Ақжар ауылында жаңа мектеп ашылды.",
        "бірінші тармақ",
        "екінші тармақ",
        "Дәйексөз.",
        "аты",
        "саны",
        "бала",
        "200",
        "Соңғы жол.\nКелесі.",
    ]


def test_a_markdown_heading_is_the_title_where_nothing_else_is():
    assert read(".markdown", "## Бөлім\n\n# Тақырып\n").title == "Тақырып"


def test_plain_text_is_the_file():
    assert read(".txt", "бір\r\nекі", "cp1251", "cp1251").text == "бір\nекі"
