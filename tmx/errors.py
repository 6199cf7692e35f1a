"""The one error that reading and writing translation memories raises."""

from __future__ import annotations

from os import PathLike, fspath


class TmxError(Exception):
    """What is wrong with a translation memory, where, and what to do about it.

    Attributes:
        message: what is wrong and what to do, without the place.
        path: the file, where there is one.
        line: the line in that file, from 1.
        unit: the translation unit's number in that file, from 1.
    """

    def __init__(
        self,
        message: str,
        path: str | PathLike[str] | None = None,
        line: int | None = None,
        unit: int | None = None,
    ) -> None:
        super().__init__(message, path, line, unit)
        self.message = message
        self.path = None if path is None else fspath(path)
        self.line = line
        self.unit = unit

    def __str__(self) -> str:
        place = [self.path] if self.path is not None else []
        place += [f"line {self.line}"] if self.line is not None else []
        place += [f"unit {self.unit}"] if self.unit is not None else []
        return f"{', '.join(place)}: {self.message}" if place else self.message
