"""Reads Markdown: headings, paragraphs, lists and tables as text, without the markup."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpora import dates
from corpora.decode import decode
from corpora.readers.content import Content

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FIELD = re.compile(r"^(title|author|source|url|link):[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """The text of a Markdown file: one paragraph a block, a blank line between blocks.

    Code, raw HTML and pictures are left out; links keep their text. The front matter gives title,
    author, date and link (source, url); without it the first top-level heading is the title.

    Raises:
        CorpusError: It holds no text (see `corpora.decode.decode`).
    """
    raw, found = decode(data, path, encoding)
    front = _FRONT_MATTER.match(raw)
    head = front.group() if front else ""
    fields = dict(_FIELD.findall(head))
    title = fields.get("title", "")
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
    links = (fields.get(name, "") for name in ("source", "url", "link"))
    return Content(
        "\n\n".join(blocks),
        found,
        title,
        dates.first(head),
        source=next((link for link in links if link.startswith(("http://", "https://"))), ""),
        author=fields.get("author", ""),
    )


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
