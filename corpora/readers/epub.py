"""Reads books (.epub): the chapters in their reading order, as web pages without a site."""

import posixpath
import re
from typing import Any
from urllib.parse import unquote

from corpora.decode import decode
from corpora.errors import LEAVE_OUT, CorpusError
from corpora.readers.archive import Archive, attribute, day, local, one_line
from corpora.readers.content import Content, Paragraph, lay_out
from corpora.readers.html import blocks_of, parse_markup

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_DROPPED = re.compile("script|style|template|nav|svg|math|audio|video|object|iframe")
MAX_CHAPTERS = 5_000
MAX_LETTERS = 64 * 2**20


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """The text of a book, its table of contents left out.

    Raises:
        CorpusError: It is damaged, encrypted, hostile, or no book.
    """
    archive = Archive(data, path)
    if _CONTAINER not in archive.names:
        raise CorpusError("no EPUB book", path, "Save its text as .txt.")
    package = next(
        (
            attribute(root, "full-path")
            for root in archive.xml(_CONTAINER).iter("{*}rootfile")
            if attribute(root, "full-path") in archive.names
        ),
        "",
    )
    if not package:
        raise CorpusError("no EPUB book", path, "Save its text as .txt.")
    root = archive.xml(package)
    chapters, locked = _chapters(root, posixpath.dirname(package), archive)
    paragraphs: list[Paragraph] = []
    letters = 0
    for name in chapters:
        found = _blocks(archive.read(name), f"{path}: {name}", encoding)
        letters += sum(map(len, found))
        if letters > MAX_LETTERS:
            raise CorpusError(
                f"more than {MAX_LETTERS // 2**20} million letters", path, "Cut it into parts."
            )
        paragraphs += map(Paragraph, found)
    text, _ = lay_out(paragraphs)
    if not text:
        why = "encrypted (its rights are managed)" if locked else "no text in it"
        raise CorpusError(why, path, LEAVE_OUT)
    about: dict[str, str] = {}
    for part in root.iter("{*}metadata"):
        for child in part:
            about.setdefault(local(child), one_line(child.text))
    link = about.get("source", "")
    return Content(
        text,
        "",
        title=about.get("title", ""),
        author=about.get("creator", ""),
        date=None,
        created=day(about.get("date")),
        source=link if link.startswith(("http://", "https://")) else "",
    )


def _chapters(package: Any, folder: str, archive: Archive) -> tuple[list[str], bool]:
    """The pages of a book in reading order, and whether any is encrypted."""
    locked: set[str] = set()
    if "META-INF/encryption.xml" in archive.names:
        references = archive.xml("META-INF/encryption.xml").iter("{*}CipherReference")
        locked = {unquote(attribute(reference, "URI")) for reference in references}
    items = {
        attribute(item, "id"): item
        for item in package.iter("{*}item")
        if attribute(item, "media-type") in _PAGES
        and "nav" not in attribute(item, "properties").split()
    }
    names: dict[str, None] = {}
    for reference in package.iter("{*}itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is not None:
            name = posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href"))))
            if name in archive.names:
                names[name] = None
    chapters = [name for name in names if name not in locked]
    if len(chapters) > MAX_CHAPTERS:
        raise CorpusError(f"more than {MAX_CHAPTERS:,} chapters", archive.path, "Do not trust it.")
    return chapters, len(chapters) < len(names)


def _blocks(data: bytes, path: str, encoding: str | None) -> list[str]:
    if not data.strip():
        return []
    markup, _ = decode(data, path, encoding)
    root = parse_markup(markup)
    return [] if root is None else blocks_of(root, _DROPPED)
