"""The blocks of a file as elements: its units one by one, and its frame without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from lxml import etree

from tmx.blocks import Block, Kind
from tmx.errors import TmxError
from tmx.flaws import without_comments
from tmx.parser import CUT_OFF, check_attributes, fault_of, feed, finish, new_parser

_START_TAG = re.compile(r"<[^\s/>!?][^>]*>")
_BODY = re.compile(r"<(?:[\w.-]+:)?body(?=[\s/>])[^>]*>")


def stray_text(block: Block) -> Iterator[tuple[int, str]]:
    """Yield line and text of what stands among the units, next to them, and is no markup."""
    text, start = _among(block)
    first, last = text.find("<", start), text.rfind(">", start)
    pieces = [(start, first), (last + 1, len(text))] if 0 <= first < last else [(start, len(text))]
    for begin, end in pieces:
        piece = text[begin:end]
        if piece.strip():
            position = begin + len(piece) - len(piece.lstrip())
            yield block.line + text.count("\n", 0, position), piece.strip()


def among_units(block: Block) -> Iterator[re.Match[str]]:
    """Yield the start tags of elements that stand among the units, and inside of such elements."""
    text, start = _among(block)
    return _START_TAG.finditer(text, start)


def _among(block: Block) -> tuple[str, int]:
    """Return the text of a block without comments, and where in it the body's content begins."""
    text = without_comments(block.text)
    if block.kind is not Kind.HEAD:
        return text, 0
    body = _BODY.search(text)
    return text, body.end() if body else len(text)


class Frame:
    """What a file is without its units: root, header, body, and what stands beside them.

    Attributes:
        root: the outermost element; None before there is one.
        namespace: what its elements bear, as ``{…}`` or empty.
    """

    def __init__(self) -> None:
        self.root: etree._Element | None = None
        self.namespace = ""
        self._parser = new_parser("*", encoding="utf-8")
        self._fed_lines = 0
        self._head_lines = 0
        self._ahead = 0  # lines of units, which the parser of the frame does not see

    def feed(self, text: str, line: int) -> TmxError | None:
        """Take the head, or what stands between units from a line on; return the first fault.

        Raises:
            TooBigError: an element has far too many attributes.
        """
        self._ahead = line - 1 - self._fed_lines
        self._fed_lines += text.count("\n")
        self._head_lines = self._head_lines or self._fed_lines + 1
        check_attributes(text)
        fault = feed(self._parser, text.encode())
        for _, element in self._parser.read_events():
            if self.root is None:
                self.root = element
                head, brace, _ = element.tag.rpartition("}")
                self.namespace = head + brace
        return self._placed(fault)

    def finish(self, line: int) -> TmxError | None:
        """Tell that the file is at its end, on this line; return what is missing."""
        self._ahead = line - 1 - self._fed_lines
        return self._placed(finish(self._parser))

    def line(self, line: int) -> int:
        """Return the line of the file; ``line`` is what the parser takes it for.

        Exact in the head and in what was fed last.
        """
        return line if line <= self._head_lines else line + self._ahead

    def child(self, name: str) -> etree._Element | None:
        """Return the header or the body."""
        return None if self.root is None else self.root.find(f"{self.namespace}{name}")

    def declares_entities(self) -> bool:
        """Tell whether the file brings its own entities."""
        if self.root is None:
            return False
        dtd = self.root.getroottree().docinfo.internalDTD
        return dtd is not None and bool(dtd.entities())

    def _placed(self, fault: TmxError | None) -> TmxError | None:
        if fault is None or fault.line is None:
            return fault
        return TmxError(fault.message, line=fault.line + self._ahead)


class Fragments:
    """Parses the units of a file one by one."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take the root, whose namespaces hold for the units too."""
        names = {} if root is None else root.nsmap
        declared = "".join(
            f" xmlns{f':{prefix}' if prefix else ''}={quoteattr(uri)}"
            for prefix, uri in names.items()
        )
        self._start = f"<units{declared}>"
        self._parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",
        )

    def parse(self, text: str) -> etree._Element:
        """Parse a unit.

        Lines of the element count from the beginning of the text.

        Raises:
            TmxError: the unit is not well-formed, with the line.
        """
        check_attributes(text)
        try:
            units = etree.fromstring(f"{self._start}{text}</units>".encode(), self._parser)
        except etree.XMLSyntaxError as error:
            raise fault_of(error) from None
        unit: etree._Element = units[0]
        return unit

    def fault_of_unfinished(self, text: str) -> TmxError:
        """Tell what is wrong with a unit after which the file ends."""
        parser = new_parser(encoding="utf-8")
        fault = feed(parser, f"{self._start}{text}".encode()) or finish(parser)
        return fault or TmxError(CUT_OFF)
