"""What to show, from whatever file it is in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tmx.tools.expression import Expression

from .model import Inspected

_SQLITE = b"SQLite format 3\0"


def load(path: Path, where: Expression | None = None, *, topics: bool = False) -> Inspected:
    """Read what is to be shown.

    Args:
        path: a corpus store, or a memory.
        where: shows only what this holds for.
        topics: with what the documents speak of, where a store can tell.

    Raises:
        StoreError: it is a store that cannot be read.
        TmxError: it is a memory that cannot be read.
    """
    if is_store(path):
        from .from_store import from_store

        return from_store(path, where, topics=topics)
    from .from_tmx import from_tmx

    return from_tmx(path, where)


def is_store(path: Path) -> bool:
    """Whether a file is a corpus store rather than a memory."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
    return False
