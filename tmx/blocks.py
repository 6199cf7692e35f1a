"""Cuts the text of a file where units begin and end, whether or not it is well-formed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from tmx.errors import TmxError
from tmx.vocabulary import MAX_PENDING_BYTES

_BEGINNING = re.compile(r"<!--|<!\[CDATA\[|<\?|<(?:[\w.-]+:)?tu(?=[\s/>])")
_WITHIN = re.compile(
    r"<!--|<!\[CDATA\[|<\?|<(?:[\w.-]+:)?tu(?=[\s/>])|</(?:[\w.-]+:)?(?:tu|body|tmx)\s*>"
)
_WHOLE_TAG = re.compile(r"""<[^\s/>]+(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
_END_OF_UNIT = re.compile(r"</(?:[\w.-]+:)?tu\s*>")
OPEN_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*(?<!\?)>")
"""An XML declaration whose end is written like that of an element."""
CLOSERS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
"""What ends a comment, a CDATA section and an instruction, by what begins it."""
_NO_CONTROL = bytes(byte for byte in range(256) if byte >= 32 or byte in b"\t\n\r")
_HELD = 2**16
"""Letters already handed on that are kept, so that the rest is not moved for each unit."""


class TooBigError(TmxError):
    """A part of the file is larger than any tool writes."""


class Kind(Enum):
    """What a block is."""

    HEAD = "head"  # all before the first unit
    UNIT = "unit"
    BETWEEN = "between"  # between two units, and after the last


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a file.

    Attributes:
        line: the line on which it begins, from 1.
        whole: whether a unit has both its ends.
    """

    kind: Kind
    text: str
    line: int
    whole: bool = True


class Lines:
    """Tells on which lines of the file places of a block are; quickly, if asked in their order."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._position, self._line = 0, block.line

    def at(self, position: int) -> int:
        """Return the line of a place in the text."""
        if position < self._position:
            self._position, self._line = 0, self._block.line
        self._line += self._block.text.count("\n", self._position, position)
        self._position = position
        return self._line


def blocks(chunks: Iterable[str]) -> Iterator[Block]:
    """Cut a text into its head, its units and what stands between them, losing nothing.

    Raises:
        TooBigError: a block outgrows what any tool writes.
    """
    cutter = Cutter(iter(chunks))
    yield cutter.take(Kind.HEAD, cutter.next_unit())
    while cutter.more:
        yield cutter.take(Kind.UNIT, *cutter.end_of_unit())
        between = cutter.take(Kind.BETWEEN, cutter.next_unit())
        if between.text:
            yield between


class Cutter:
    """The text not yet handed on.

    Attributes:
        text: what has been read of the file, where some of it still has to be handed on.
        start: where in it that begins.
        ended: whether the file has been read to its end.
        legal: whether all that was read so far are characters that XML allows.
    """

    def __init__(self, chunks: Iterator[str]) -> None:
        """Take the text in pieces, as they come."""
        self.text = ""
        self.start = 0
        self.ended = False
        self.legal = True
        self._missing: set[str] = set()  # what the rest of the file has none of
        self._line = 1  # at the position up to which lines have been counted
        self._counted = 0
        self._last = 0
        self._chunks = chunks

    @property
    def more(self) -> bool:
        """Whether anything is left of what has been read."""
        return self.start < len(self.text)

    def take(self, kind: Kind, end: int, whole: bool = True) -> Block:
        """Hand on what stands before the ``end``."""
        block = Block(kind, self.text[self.start : end], self._line_at(self.start), whole)
        self.skip(self.start, end)
        return block

    @property
    def line(self) -> int:
        """The line of the file where that begins which was handed on last, from 1."""
        return self._line_at(self._last)

    def skip(self, begin: int, end: int) -> None:
        """Take what stands from ``begin`` to ``end`` as handed on."""
        self._last, self.start = begin, end
        if begin > _HELD:
            self._line_at(begin)
            self.text, self.start, self._last, self._counted = self.text[begin:], end - begin, 0, 0

    def _line_at(self, position: int) -> int:
        """Return the line at a position, which is not before the one last asked for."""
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def next_unit(self) -> int:
        """Return where the next unit starts, or the end of the text."""
        position = self.start
        while found := self._search(_BEGINNING, position):
            if found[0] not in CLOSERS:
                return found.start()
            position = self._past(found)
        return len(self.text)

    def end_of_unit(self) -> tuple[int, bool]:
        """Return where the unit ends with which the text starts, and whether it is whole."""
        position = self.start + len("<tu")
        self._search(_WITHIN, position)  # so that the whole start tag is there
        tag = _WHOLE_TAG.match(self.text, self.start)
        if tag:
            position = tag.end()
            if tag[0].endswith("/>"):
                return position, True
        while found := self._search(_WITHIN, position):
            if found[0] in CLOSERS:
                position = self._past(found)
            elif _END_OF_UNIT.match(found[0]):
                return found.end(), True
            else:  # the next unit, or the end of all units
                return found.start(), False
        return len(self.text), False

    def _search(self, pattern: re.Pattern[str], position: int) -> re.Match[str] | None:
        while True:
            # what begins with the last "<" may go on in the next chunk
            end = len(self.text) if self.ended else max(self.text.rfind("<"), position)
            found = pattern.search(self.text, position, end)
            if found or self.ended:
                return found
            position = end
            self._read()

    def _past(self, opener: re.Match[str]) -> int:
        """Return where a comment, a CDATA section or an instruction ends.

        What has no end is passed over as if it were text, so that it swallows no unit.
        """
        closer, position = CLOSERS[opener[0]], opener.end()
        if closer in self._missing or OPEN_DECLARATION.match(self.text, opener.start()):
            return position
        while (found := self.text.find(closer, position)) < 0:
            if self.ended:
                self._missing.add(closer)  # and none comes later
                return opener.end()
            position = max(position, len(self.text) - len(closer))
            self._read()
        return found + len(closer)

    def _read(self) -> None:
        held = len(self.text) - self.start
        if held > MAX_PENDING_BYTES:
            raise TooBigError(
                f"more than {MAX_PENDING_BYTES // 2**20} MiB without a unit coming to its end: "
                "no tool writes this; do not trust the file",
                line=self._line_at(self.start),
            )
        more: list[str] = []
        while sum(map(len, more)) <= held // 2 and not self.ended:  # few copies of what is held
            chunk = next(self._chunks, None)
            if chunk is None:
                self.ended = True
            else:
                more.append(chunk)
        text = "".join(more)
        self.legal = self.legal and _is_legal(text)
        self.text += text


def _is_legal(text: str) -> bool:
    """Tell whether XML allows all the characters: a search for one of them takes much longer."""
    control = text.encode("utf-8", "surrogatepass").translate(None, _NO_CONTROL)
    return not control and "\ufffe" not in text and "\uffff" not in text
