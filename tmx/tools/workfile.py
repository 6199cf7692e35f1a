"""A database on disk for what may outgrow memory; it is gone when the work is done."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

_CACHE_KIB = 32 * 1024


@contextmanager
def work_database(schema: str) -> Iterator[sqlite3.Connection]:
    """Open an empty database with these tables. It takes 32 MiB of memory, the rest is on disk.

    SQLite puts it where temporary files belong (``SQLITE_TMPDIR``, ``TMPDIR``, ``/tmp``) and
    removes it when it is closed, however the program ends.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.executescript(
            f"PRAGMA cache_size = -{_CACHE_KIB}; PRAGMA temp_store = FILE;"
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}; BEGIN"
        )
        try:
            yield database
        except sqlite3.OperationalError as error:
            raise OSError(errno.ENOSPC, f"temporary database: {error}") from error
