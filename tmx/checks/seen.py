"""Which names have been there before, in constant memory: what does not fit goes to the disk."""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Self

_CACHE_KIB = 8192


class Seen:
    """A context manager that remembers names and where each of them first stood."""

    def __enter__(self) -> Self:
        # a database without a name lies in a temporary file, which only outgrown memory makes
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in (
            f"PRAGMA cache_size=-{_CACHE_KIB}",
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE seen (name TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID",
            "BEGIN",
        ):
            self._database.execute(statement)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def first_line(self, name: str, line: int) -> int | None:
        """Remember a name; return the line of the first with this name, None for the first."""
        added = self._database.execute(
            "INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (name, line)
        )
        if added.rowcount:
            return None
        found = self._database.execute("SELECT line FROM seen WHERE name = ?", (name,))
        return int(found.fetchone()[0])
