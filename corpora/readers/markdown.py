"""Reads Markdown: headings, paragraphs, lists and tables as text, without the markup."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpora import dates
from corpora.decode import decode
from corpora.readers.content import Content

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TITLE_IN_FRONT = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """The text of a Markdown file: one paragraph a block, a blank line between blocks.

    Code, raw HTML and pictures are left out; links keep their text. The title is the front
    matter's or the first top-level heading; the date is the front matter's.

    Raises:
        CorpusError: It holds no text (see `corpora.decode.decode`).
    """
    raw, found = decode(data, path, encoding)
    front = _FRONT_MATTER.match(raw)
    head = front.group() if front else ""
    named = _TITLE_IN_FRONT.search(head)
    title = named.group(1) if named else ""
    blocks: list[str] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(raw[len(head) :])
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline":
            continue
        block = _plain(token)
        if block and not title and before is not None and before.tag == "h1":
            title = block
        if block:
            blocks.append(block)
    return Content("\n\n".join(blocks), found, title, dates.first(head))


def _plain(inline: Token) -> str:
    """The text of a block: a line broken in the source is one line of text."""
    parts: list[str] = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts).strip()
