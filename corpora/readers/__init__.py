"""Which reader reads which file: suffix to reader, the one place where formats are listed."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from corpora.readers.content import Content

__all__ = ["READERS", "Content", "Reader", "reader_for"]

# A reader makes the content of a file of its bytes, its path (for errors) and its encoding where
# that is known.
Reader = Callable[[bytes, str, str | None], Content]

# Suffix to the module of this package whose `read` is the reader; it is loaded on use.
READERS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}


def reader_for(suffix: str) -> Reader:
    """The reader for a file's suffix; a file named one by one may have any and is plain text."""
    module = import_module(f"{__name__}.{READERS.get(suffix.lower(), 'text')}")
    return cast("Reader", module.read)
