"""Errors of the store: what is wrong with which store, and what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpora.errors import CorpusError


class StoreError(CorpusError):
    """Something about a store that a user can mend."""


class StoreBusyError(StoreError):
    """Another process works on the store; the text says which."""


class StaleError(StoreError):
    """What was to be changed has been changed by somebody else meanwhile."""


_FULL = "the disk is full; the store is as it was before"
_HINTS = {
    errno.ENOSPC: (_FULL, "Free some space and do it again."),
    errno.EFBIG: ("no file may grow that large here; the store is as it was before", ""),
    errno.EROFS: ("lies on a file system that cannot be written to", "Copy it elsewhere."),
    errno.EACCES: ("its folder cannot be written to", "Check its rights, or copy it elsewhere."),
}


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the disk into ones that a user understands.

    Raises:
        StoreError: the store is damaged, locked, on a full disk, not to be written to…
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, path) from error
    except OSError as error:
        what, hint = _HINTS.get(
            error.errno or 0, (f"cannot be read or written ({error.strerror or error})", "")
        )
        raise StoreError(what, path, hint or "Check the place and its rights.") from error


def _of_sqlite(error: sqlite3.Error, path: Path) -> StoreError:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        # Where a file may not grow, SQLite tells an error of input and output.
        what = _FULL if name == "SQLITE_FULL" else f"the disk fails or is full ({error})"
        return StoreError(what, path, "Free some space, check the disk, and do it again.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusyError("another process writes to it", path, "Wait, and do it again.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreError(
            "cannot be written to", path, "Check the rights of the file and of its folder."
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreError(
            f"is damaged or no store ({error})", path, "Take the last copy that you have of it."
        )
    return StoreError(f"cannot be worked with ({error})", path, "Run egiz corpus check.")
