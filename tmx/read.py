"""Streams translation units out of TMX files, trusting nothing in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from tmx.blocks import Block, Cutter, Kind
from tmx.build import Builder
from tmx.decode import UNDECODABLE, text_chunks
from tmx.errors import TmxError
from tmx.fragments import Fragments, Frame
from tmx.model import Header, TranslationUnit
from tmx.plain import plain_unit

_NO_HEADER = Header("", "", "", "", "", "", "")


def open_tmx(path: str | os.PathLike[str]) -> TmxReader:
    """Open a TMX file (1.1 to 1.4b; plain, gzip, or alone in a zip archive) for reading once.

    The header is read at once, units as they are asked for, in constant memory. Comments and
    processing instructions are passed over, as no tool takes them for a part of a memory.

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
        size: of the file as it lies on the disk, in bytes.
        position: how many of them have been read so far.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the file and read its header; see `open_tmx`."""
        self.header = _NO_HEADER
        self.version = ""
        self.unit = 0
        self._path = path
        self.size = os.stat(path).st_size  # noqa: PTH116 - a path of any kind
        self.position = 0
        self._chunks = text_chunks(path, reached=self._reached)
        self._closed = False
        try:
            self._cutter = Cutter(self._chunks)
            self._frame = Frame()
            self._read_head()
            self._builder = Builder(self._frame.namespace)
            self._fragments = Fragments(self._frame.root)
            self._units = self._read_units()
        except TmxError as error:
            self.close()
            raise self._error(error.message, error.line) from None
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

    @property
    def line(self) -> int:
        """The line on which the unit last read begins, from 1; 0 before the first."""
        return self._cutter.line if self.unit else 0

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        self._chunks.close()

    def _reached(self, position: int) -> None:
        self.position = position

    def _read_head(self) -> None:
        head = self._cutter.take(Kind.HEAD, self._cutter.next_unit())
        _check_encoding(head)
        fault = self._frame.feed(head.text, head.line)
        if (fault or self._frame.declares_entities()) and "<!ENTITY" in head.text:
            raise TmxError(
                "the file declares XML entities, which may draw in other files or fill the "
                "memory: delete the declarations and write out what they stand for",
                line=head.text.count("\n", 0, head.text.index("<!ENTITY")) + 1,
            )
        root = self._frame.root
        if root is not None and (name := root.tag.rpartition("}")[2]) != "tmx":
            raise TmxError(f"this is no TMX, for it begins with <{name}>: export the memory as TMX")
        if fault or root is None or self._frame.child("body") is None:
            raise (
                fault
                or self._frame.finish(self._last_line())
                or TmxError("this is no TMX, for it has no <body>: export the memory again")
            )
        header = self._frame.child("header")
        if header is not None:
            self.header = Builder(self._frame.namespace).header(header)
        self.version = root.get("version", "")

    def _read_units(self) -> Iterator[TranslationUnit]:
        while True:
            if self._closed:
                raise ValueError("the TMX file is closed")
            cutter = self._cutter
            if cutter.legal and (found := plain_unit(cutter.text, cutter.start)):
                unit, begin, end = found
                cutter.skip(begin, end)
            else:
                try:
                    parsed = self._parse_unit()
                except TmxError as error:
                    raise self._error(error.message, error.line, self.unit + 1) from None
                if parsed is None:
                    break
                unit = parsed
            self.unit += 1
            yield unit
        self._check_beside_body()

    def _parse_unit(self) -> TranslationUnit | None:
        """Read what comes next, a unit of any form; None at the end of the file."""
        between = self._cutter.take(Kind.BETWEEN, self._cutter.next_unit())
        if between.text.strip():
            self._read_between(between)
        if not self._cutter.more:
            if fault := self._frame.finish(self._last_line()):
                raise fault
            return None
        block = self._cutter.take(Kind.UNIT, *self._cutter.end_of_unit())
        _check_encoding(block)
        try:
            if not block.whole and not self._cutter.more:
                raise self._fragments.fault_of_unfinished(block.text)
            return self._builder.unit(self._fragments.parse(block.text))
        except TmxError as error:
            raise TmxError(error.message, line=block.line + (error.line or 1) - 1) from None

    def _read_between(self, block: Block) -> None:
        _check_encoding(block)
        if fault := self._frame.feed(block.text, block.line):
            raise fault
        body = self._frame.child("body")
        for element in body if body is not None else ():
            raise TmxError(
                f"<{element.tag}> stands among the units: delete it",
                line=self._frame.line(element.sourceline or 1),
            )

    def _last_line(self) -> int:
        last = self._cutter.take(Kind.BETWEEN, len(self._cutter.text))
        return last.line

    def _check_beside_body(self) -> None:
        body, header = self._frame.child("body"), self._frame.child("header")
        assert body is not None  # noqa: S101 - or reading would have ended with the head
        before = (element for element in body.itersiblings(preceding=True) if element is not header)
        for element in (*before, *body.itersiblings()):
            raise self._error(
                f"<{element.tag}> stands beside the <body>: delete it",
                self._frame.line(element.sourceline or 1),
            )

    def _error(self, message: str, line: int | None, unit: int | None = None) -> TmxError:
        return TmxError(message, self._path, line, unit)


def _check_encoding(block: Block) -> None:
    """Refuse bytes that are not of the file's encoding."""
    position = block.text.find(UNDECODABLE)
    if position >= 0:
        raise TmxError(
            "there are bytes that are not of the file's encoding: "
            "save the file in the encoding that its first line names",
            line=block.line + block.text.count("\n", 0, position),
        )
