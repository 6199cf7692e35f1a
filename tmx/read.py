"""Streams translation units out of TMX files, trusting nothing in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TypeVar

from lxml import etree

from tmx.build import Builder
from tmx.errors import TmxError
from tmx.feed import Feed
from tmx.model import Header, TranslationUnit

_NO_HEADER = Header("", "", "", "", "", "", "")
_Built = TypeVar("_Built")


def open_tmx(path: str | os.PathLike[str]) -> TmxReader:
    """Open a TMX file (1.1 to 1.4b; plain, gzip, or alone in a zip archive) for reading once.

    The header is read at once, units as they are asked for, in constant memory. Comments and
    processing instructions are passed over.

    Raises:
        TmxError: the file is no TMX, is damaged, or declares entities. Each step to the next
            unit may raise it too; the units before the fault are read.
        OSError: the file cannot be read.
    """
    return TmxReader(path)


class TmxReader:
    """An iterator over the units of a file, and a context manager that closes it.

    Attributes:
        header: the file's header; what it does not say is empty.
        version: the TMX version the file claims, empty where it claims none.
        unit: the number of the unit last read, from 1; 0 before the first.
        line: the line on which that unit begins, from 1. Past line 65,534 it may be the line
            after, and it stays 65,535 in a file that does not begin a line for each element.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the file and read its header; see `open_tmx`."""
        self.header = _NO_HEADER
        self.version = ""
        self.unit = 0
        self.line = 0
        self._path = path
        self._feed = Feed(path, tags=("{*}tmx", "{*}header", "{*}body"))
        try:
            self._units = self._read_units(*self._read_head())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[TranslationUnit]:
        return self._units

    def __next__(self) -> TranslationUnit:
        return next(self._units)

    def close(self) -> None:
        """Close the file."""
        self._feed.close()

    def _read_head(self) -> tuple[Builder, etree._Element]:
        """Read up to the body, and return it: an element that grows with what is fed."""
        head = bytearray()
        builder = None
        for chunk in self._feed.steps:
            head += chunk
            for event, element in self._feed.events():
                if builder is None:
                    builder = self._begin(element.getroottree(), head)
                if element.tag == builder.header_tag and event == "end":
                    self.header = self._build(builder.header, element)
                elif element.tag == builder.body_tag:
                    return builder, element
        fault = self._feed.fault
        if fault and _line_of_entity(head):
            raise self._entities_refused(head)
        if fault:
            raise self._error(fault.message, fault.line)
        raise self._error("this is no TMX, for it has no <body>: export the memory again")

    def _begin(self, tree: etree._ElementTree[etree._Element], head: bytearray) -> Builder:
        """Check the root element and what stands before it, and learn the file's namespace."""
        root = tree.getroot()
        name = etree.QName(root)
        if name.localname != "tmx":
            raise self._error(
                f"this is no TMX, for it begins with <{name.localname}>: export the memory as TMX"
            )
        dtd = tree.docinfo.internalDTD
        if dtd is not None and dtd.entities():
            raise self._entities_refused(head)
        self.version = root.get("version", "")
        return Builder(f"{{{name.namespace}}}" if name.namespace else "")

    def _read_units(self, builder: Builder, body: etree._Element) -> Iterator[TranslationUnit]:
        for _ in self._feed.steps:
            if not self._feed.fault:
                yield from self._take(builder, body, len(body) - 1)  # the last may be incomplete
        fault = self._feed.fault
        if fault:
            yield from self._take(builder, body, _intact(body, fault, self._feed.ended))
            self.unit += 1
            raise self._error(fault.message, fault.line)
        yield from self._take(builder, body, len(body))
        before = [e for e in body.itersiblings(preceding=True) if e.tag != builder.header_tag]
        for element in (*before, *body.itersiblings()):
            self.unit = 0
            raise self._error(
                f"<{element.tag}> stands beside the <body>: delete it", element.sourceline
            )

    def _take(
        self, builder: Builder, body: etree._Element, count: int
    ) -> Iterator[TranslationUnit]:
        """Yield the first units of the body and let go of them."""
        if count <= 0:
            return
        for element in body[:count]:
            self.unit += 1
            self.line = element.sourceline or 0
            if element.tag != builder.unit_tag:
                raise self._error(f"<{element.tag}> stands among the units: delete it", self.line)
            yield self._build(builder.unit, element)
        del body[:count]
        self._feed.let_go()

    def _build(self, build: Callable[[etree._Element], _Built], element: etree._Element) -> _Built:
        try:
            return build(element)
        except TmxError as error:
            raise self._error(error.message, error.line) from None

    def _error(self, message: str, line: int | None = None) -> TmxError:
        return TmxError(message, self._path, line, self.unit or None)

    def _entities_refused(self, head: bytearray) -> TmxError:
        return self._error(
            "the file declares XML entities, which may draw in other files or fill the memory: "
            "delete the declarations and write out what they stand for",
            _line_of_entity(head),
        )


def _line_of_entity(head: bytearray) -> int | None:
    """Find the first declaration of an entity, which the parser knows but not where it is."""
    before, found, _ = head.replace(b"\0", b"").partition(b"<!ENTITY")  # UTF-16 has the NULs
    return before.count(b"\n") + 1 if found else None


def _intact(body: etree._Element, fault: TmxError, ended: bool) -> int:
    """Return how many of the units still in the body stand before the fault."""
    if ended and len(body) and body[-1].tail:
        return len(body)  # cut off after a unit
    if fault.line is None:
        return len(body) - 1
    return len([element for element in body if (element.sourceline or 0) <= fault.line]) - 1
