"""Streams translation units into TMX 1.4b files that every tool can read."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TextIO, cast

from tmx.compose import TAIL, Composer
from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.model import Header, TranslationUnit


class TmxWriter:
    """A context manager that writes units into a file, which appears whole or not at all.

    The file is UTF-8, text in it is NFC, the same units always give the same bytes. Characters
    that XML 1.0 does not allow are left out. A name in ``.gz`` or ``.zip`` makes it packed so.

    Attributes:
        written: how many units have been written.
    """

    def __init__(self, path: str | os.PathLike[str], header: Header) -> None:
        """Take the path and the header; nothing is opened before ``with``.

        Raises:
            TmxError: the header names no source language or cannot be written as XML.
        """
        self.written = 0
        self._path = path
        self._composer = Composer()
        try:
            self._head = self._composer.head(header)
        except TmxError as error:
            raise TmxError(error.message, path) from None
        self._stack = ExitStack()
        self._file: TextIO | None = None

    @property
    def removed_characters(self) -> int:
        """How many characters that XML does not allow have been left out."""
        return self._composer.removed_characters

    def __enter__(self) -> Self:
        """Begin the file.

        Raises:
            OSError: the file cannot be written; so may each `write` and the end of ``with``.
        """
        with ExitStack() as stack:
            self._file = open_output(Path(self._path), stack)
            self._file.write(self._head)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        file, self._file = self._file, None
        if kind is not None or file is None:
            self._stack.__exit__(kind, value, trace)
            return
        with self._stack:
            file.write(TAIL)

    def write(self, unit: TranslationUnit) -> None:
        """Write a unit.

        Raises:
            TmxError: the unit has no variant, a variant has no language or an empty segment, a
                date names no time zone, or something cannot be written as XML. Nothing of the
                unit is written then, so it may be left out and others written.
        """
        if self._file is None:
            raise ValueError("write units inside `with TmxWriter(…) as writer:`")
        try:
            text = self._composer.unit(unit)
        except TmxError as error:
            name = "" if unit.tuid is None else f"(tuid {unit.tuid}) "
            raise TmxError(f"{name}{error.message}", self._path, unit=self.written + 1) from None
        self._file.write(text)
        self.written += 1


def open_output(path: Path, stack: ExitStack) -> TextIO:
    """Open a file that is to appear whole, packed as its name says, until the stack is left.

    Nothing in it tells when it was packed.

    Raises:
        OSError: the file cannot be written; so may what is written, and leaving the stack.
    """
    packing = path.suffix.lower()
    if packing not in (".gz", ".zip"):
        return stack.enter_context(atomic_output(path))
    file = stack.enter_context(atomic_output(path, "wb"))
    packed: IO[bytes]
    if packing == ".gz":
        packed = cast(
            "IO[bytes]", stack.enter_context(gzip.GzipFile("", "wb", fileobj=file, mtime=0))
        )
    else:
        name = path.stem if path.stem.lower().endswith(".tmx") else f"{path.stem}.tmx"
        member = zipfile.ZipInfo(name)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive = stack.enter_context(zipfile.ZipFile(file, "w"))
        packed = stack.enter_context(archive.open(member, "w", force_zip64=True))
    return stack.enter_context(io.TextIOWrapper(packed, encoding="utf-8", newline=""))


def write_tmx(
    path: str | os.PathLike[str], header: Header, units: Iterable[TranslationUnit]
) -> int:
    """Write a file of units and return how many there are.

    Raises:
        TmxError: as `TmxWriter.write`; no file is written then.
        OSError: the file cannot be written.
    """
    with TmxWriter(path, header) as writer:
        for unit in units:
            writer.write(unit)
    return writer.written
