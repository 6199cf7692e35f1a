"""XML files in and out, for formats that are not TMX: nothing is resolved or fetched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tmx.errors import TmxError
from tmx.flaws import NOT_XML
from tmx.parser import feed, finish, new_parser
from tmx.unpack import chunks
from tmx.vocabulary import MAX_PENDING_BYTES


def events(path: Path, *tags: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield the start and end of elements with these tags, in constant memory.

    An element is complete at its end, and emptied when the next event is asked for.

    Raises:
        TmxError: the XML is damaged, declares entities, or has elements without end.
        OSError: the file cannot be read.
    """
    parser = new_parser(*tags)
    pending = 0
    with closing(chunks(path)) as pieces:
        for piece in pieces:
            pending += len(piece)
            fault = feed(parser, piece)
            for event, element in parser.read_events():
                _refuse_entities(element, path)
                yield event, element
                if event == "end":
                    pending = 0
                    _let_go(element)
            if fault:
                raise TmxError(fault.message, path, fault.line)
            if pending > MAX_PENDING_BYTES:
                raise TmxError(
                    f"more than {MAX_PENDING_BYTES // 2**20} MiB without a unit coming to its "
                    "end: no tool writes this; do not trust the file",
                    path,
                )
    fault = finish(parser)
    if fault:
        raise TmxError(fault.message, path, fault.line)


def local(element: etree._Element) -> str:
    """The name of an element, without its namespace."""
    name: str = etree.QName(element).localname
    return name


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this name, in whatever namespace."""
    return [child for child in element if isinstance(child.tag, str) and local(child) == name]


def text(value: str) -> str:
    """Write text."""
    return escape(NOT_XML.sub("", value)).replace("\r", "&#13;")


def attributes(**values: str | None) -> str:
    """Write attributes; ``_`` in a name stands for a hyphen, None is left out."""
    return "".join(
        f" {name.replace('_', '-')}={quoteattr(NOT_XML.sub('', value), _SPACES)}"
        for name, value in values.items()
        if value is not None
    )


_SPACES = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}


def _refuse_entities(element: etree._Element, path: Path) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():
        raise TmxError(
            "the file declares XML entities, which may draw in other files or fill the memory: "
            "delete the declarations and write out what they stand for",
            path,
        )


def _let_go(element: etree._Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
