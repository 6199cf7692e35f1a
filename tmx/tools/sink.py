"""Where the units of a tool go: into a file, or nowhere, in a trial run."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from tmx.compose import Composer
from tmx.errors import TmxError
from tmx.model import Header, TranslationUnit
from tmx.write import TmxWriter

SAMPLES = 3
"""How many of the units that could not be written are told one by one."""


class Sink:
    """A context manager that takes units; those that no TMX can hold are counted and left out.

    Attributes:
        written: how many units have been written, or would have been.
        refused: how many could not be: no variant, no language, an empty segment.
        reasons: why, of the first few of them.
    """

    def __init__(self, path: Path | None, header: Header, source: Path) -> None:
        """Take the path, or None for a trial run, and the file that the header is of.

        Raises:
            TmxError: the header cannot be written.
        """
        self.written = 0
        self.refused = 0
        self.reasons: list[str] = []
        self._composer = Composer()
        head_of(header, source, self._composer)
        self._writer = None if path is None else TmxWriter(path, header)

    def __enter__(self) -> Self:
        if self._writer is not None:
            self._writer.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.__exit__(kind, value, trace)

    def write(self, unit: TranslationUnit) -> bool:
        """Write a unit, and tell whether that could be done."""
        try:
            if self._writer is None:
                self._composer.unit(unit)
            else:
                self._writer.write(unit)
        except TmxError as error:
            self.refused += 1
            if len(self.reasons) < SAMPLES:
                self.reasons.append(error.message)
            return False
        self.written += 1
        return True


def head_of(header: Header, source: Path, composer: Composer) -> str:
    """Compose all that stands before the first unit.

    Raises:
        TmxError: the header cannot be written; told of the file that it was read from.
    """
    try:
        return composer.head(header)
    except TmxError as error:
        raise TmxError(f"{error.message}; egiz tmx repair can mend it", source) from None
