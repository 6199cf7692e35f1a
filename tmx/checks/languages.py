"""Which languages a file has, and which of its units lack one of them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from tmx.checks.structure import Spot
from tmx.languages import primary

_MANY = 200
"""Languages that are counted; a file with more is made up."""


@dataclass(slots=True)
class _Count:
    units: int
    missing_line: int | None  # of the first unit without it


class LanguageCounts:
    """Counts the units of each language, whatever its region."""

    def __init__(self) -> None:
        self._counts: dict[str, _Count] = {}
        self._units = 0
        self._first_line: int | None = None

    def add(self, languages: Set[str], line: int) -> None:
        """Count a unit that begins on this line."""
        found = {primary(language) for language in languages if language}
        for language, count in self._counts.items():
            if count.missing_line is None and language not in found:
                count.missing_line = line
        for language in found:
            if language in self._counts:
                self._counts[language].units += 1
            elif len(self._counts) < _MANY:
                self._counts[language] = _Count(1, self._first_line)
        self._units += 1
        self._first_line = self._first_line or line

    def spots(self) -> Iterator[Spot]:
        """Tell what was found, at the end of the file."""
        for language, count in self._counts.items():
            missing = self._units - count.units
            if missing:
                what = f"{language} is missing from {missing} of {self._units} units"
                yield 311, count.missing_line, what
        if len(self._counts) > 2:
            yield 409, None, ", ".join(list(self._counts)[:10])
