"""Reads web pages: the report without the page around it. Pages are hostile until read."""

import datetime
import re
from typing import Any, NamedTuple

from lxml import etree, html

from corpora.decode import decode
from corpora.errors import CorpusError
from corpora.readers.content import Content

MAX_PAGE_BYTES = 16 * 1024 * 1024
# A tag longer than this is an attack, or a picture inside its attribute; the parser takes time
# that grows with the square of a tag's attributes.
_LONGEST_TAG = 4096
_TAGS = re.compile(
    r"""(?P<tag>
            <(?:(?P<raw>script|style)\b|[a-z])
            (?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))*+>?
        )
        (?(raw)(?:.*?(?=</(?P=raw)|\Z)))
    | <!--.*?(?:-->|\Z)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
# Beyond these trafilatura, which walks trees many times and partly by recursion, is not asked.
_MAX_DEPTH = 200
_MAX_ELEMENTS = 10_000
_MAX_ATTRIBUTES = 100  # of one element

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{3,30})""", re.IGNORECASE
)
_ANY_TAG = re.compile(rb"<[^>]*>")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WEB_NAMES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
# Elements that hold no report text, and those that begin and end a block of it (trafilatura's too).
_DROPPED = re.compile(
    "script|style|noscript|template|nav|header|footer|aside|button|select|iframe|object|svg|math|"
    "audio|video|canvas"
)
_BLOCKS = re.compile(
    "address|article|blockquote|body|caption|center|d[dlt]|details|div|fieldset|figcaption|figure|"
    "form|h[1-6]|hr|html|li|main|[ou]l|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead|"
    "head|item|list|quote|row|cell"
)
_TELLING = 25  # letters; a shorter block may be a part of another by chance
_SMALL_PAGE = 500  # characters; trafilatura takes too little or too much of such
_BREAKS = frozenset(("br", "lb"))
_AS_TYPED = frozenset(("pre", "xmp", "listing"))


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """The report of a web page: its headline and paragraphs, a blank line between them.

    Nothing is fetched and no script is run. Title, date, link and author come from the page's
    metadata.

    Raises:
        CorpusError: It is larger than `MAX_PAGE_BYTES`, or holds no text.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise CorpusError(
            f"a page larger than {MAX_PAGE_BYTES // 2**20} MiB", path, "Save its text as .txt."
        )
    encoding = encoding or _declared(data)
    markup, found = decode(data, path, encoding)
    if not encoding and not found.startswith("utf"):  # Latin tags tell nothing of Cyrillic text
        markup, found = decode(data, path, decode(_ANY_TAG.sub(b" ", data), path)[1])
    root = parse_markup(markup)
    if root is None:
        raise CorpusError("no page in it", path, "Save its text as .txt.")
    headlines = {" ".join(h1.text_content().split()) for h1 in root.iter("h1")}
    blocks = blocks_of(root)
    about, report = _by_library(root) if _is_tame(root) else (_About(), [])
    blocks = _report_blocks(blocks, report)
    if not blocks:
        raise CorpusError("no report text found in the page", path, "Save its text as .txt.")
    if about.title in headlines and blocks[0] != about.title:
        blocks.insert(0, about.title)
    return Content("\n\n".join(blocks), found, *about)


def _report_blocks(blocks: list[str], report: list[str]) -> list[str]:
    """The blocks of a page that trafilatura holds for the report's.

    It tells report from page well, but breaks words at tags and runs short paragraphs together;
    so its text is only used where it has much that the page's own blocks do not have.
    """
    if not report or sum(map(len, blocks)) < _SMALL_PAGE:
        return blocks
    wanted = ["".join(block.split()) for block in report]
    text = "".join(wanted)
    kept = [
        block
        for block, letters in ((block, "".join(block.split())) for block in blocks)
        if letters in wanted or (len(letters) >= _TELLING and letters in text)
    ]
    return kept if sum(map(len, kept)) >= 0.9 * len(text) else report


def _declared(data: bytes) -> str | None:
    """The charset that the page declares, where its bytes bear it out."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    name = match.group(1).decode("ascii").lower()
    name = _WEB_NAMES.get(name, name)
    try:
        data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return name


def parse_markup(markup: str) -> Any:
    """The tree of a page, or None where there is none; lxml has no stubs for HTML elements."""
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    text = _XML_DECLARATION.sub("", markup).replace("\0", "")
    text = _TAGS.sub(lambda m: " " if len(m["tag"] or "") > _LONGEST_TAG else m.group(), text)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_tame(root: Any) -> bool:
    depth = elements = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS or len(element.attrib) > _MAX_ATTRIBUTES:
            return False
    return True


class _About(NamedTuple):
    """What a page says of its report, in the order of `Content`."""

    title: str = ""
    date: datetime.date | None = None
    source: str = ""
    author: str = ""


def _by_library(root: Any) -> tuple[_About, list[str]]:
    """What trafilatura finds: title, date, link and author, and the report's blocks."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        root,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict):
        return _About(), []
    try:
        date = datetime.date.fromisoformat(found.date or "")
    except ValueError:
        date = None
    title = " ".join((found.title or "").split())
    author = " ".join((found.author or "").split())
    return _About(title, date, found.url or "", author), blocks_of(found.body)


def blocks_of(root: Any, dropped_tags: re.Pattern[str] = _DROPPED) -> list[str]:
    """The text of each block of a tree, in order; no recursion, so no depth is too deep."""
    blocks: list[str] = []
    words: list[str] = []
    dropped: Any = None
    kept: Any = None  # the element inside which line breaks are the author's
    for event, element in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if starts and dropped is None and _is_dropped(element, dropped_tags):
            dropped = element
        if starts and kept is None and element.tag in _AS_TYPED:
            kept = element
        if element is kept and not starts:
            kept = None
        if dropped is None:
            if _BLOCKS.fullmatch(element.tag):
                blocks.append(_squeeze(words))
                words.clear()
            if starts and element.tag in _BREAKS:
                words.append("\n")
            text = element.text if starts else element.tail
            words.append(_one_line(text) if kept is None else text or "")
        elif element is dropped and not starts:
            words.append(_one_line(element.tail))
            dropped = None
    return [*filter(None, blocks), *filter(None, [_squeeze(words)])]


def _is_dropped(element: Any, tags: re.Pattern[str]) -> bool:
    if element.tag == "head":  # of a page; trafilatura's heads are headings
        return element.getparent() is not None and element.getparent().tag == "html"
    return tags.fullmatch(element.tag) is not None


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _squeeze(words: list[str]) -> str:
    """The text of a block: single spaces, a line where it has breaks, a blank one for two."""
    lines = (" ".join(line.split()) for line in "".join(words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
