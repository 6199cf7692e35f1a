"""XML files in and out, for formats that are not TMX: nothing is resolved or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tmx.errors import TmxError
from tmx.flaws import NOT_XML
from tmx.model import Note, TranslationUnit, Variant
from tmx.parser import feed, finish, new_parser
from tmx.unpack import chunks
from tmx.vocabulary import MAX_PENDING_BYTES, XML_NAMESPACE

_OWN_ID = re.compile(r"egiz-\d+")


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
    name: str = element.tag
    return name.rpartition("}")[2]  # etree.QName refuses names whose prefix is not declared


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this name, in whatever namespace."""
    return [child for child in element if isinstance(child.tag, str) and local(child) == name]


def own_id(number: int) -> str:
    """The id of a unit that has no name of its own; XLIFF wants one."""
    return f"egiz-{number}"


def name_of(element: etree._Element, name: str | None, file: int) -> str | None:
    """What a unit of XLIFF is called, in the file with this number: its name, else its id."""
    id_ = element.get("id", "")
    if name or not id_ or _OWN_ID.fullmatch(id_):
        return name or None
    return id_ if file == 1 else f"{file}-{id_}"  # ids need differ inside one file only


def notes_of(elements: Iterable[etree._Element], attribute: str) -> dict[str, tuple[Note, ...]]:
    """The notes of a unit by what an attribute says they are about: source, target or neither."""
    found: dict[str, tuple[Note, ...]] = {"source": (), "target": (), "": ()}
    for element in elements:
        if element.text:
            about = element.get(attribute, "")
            note = Note(element.text, element.get(f"{XML_NAMESPACE}lang"))
            found[about if about in found else ""] += (note,)
    return found


def notes_told(unit: TranslationUnit, attribute: str) -> list[str]:
    """Write the notes of a unit and of its two variants."""
    owners: tuple[TranslationUnit | Variant, ...] = (unit, *unit.variants)
    told = []
    for about, owner in zip((None, "source", "target"), owners, strict=True):
        for note in owner.notes:
            start = attributes(**{attribute: about, "xml:lang": note.language})
            told.append(f"<note{start}>{text(note.text)}</note>")
    return told


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
