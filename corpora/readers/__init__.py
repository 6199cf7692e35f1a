"""Which reader reads which file: suffix to reader, the one place where formats are listed."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from corpora.readers.content import Content, Parallel

__all__ = ["NAMED_ONLY", "READERS", "Content", "Parallel", "Reader", "add_reader", "reader_for"]

# A reader makes the content of a file of its bytes, its path (for errors) and its encoding where
# that is known.
Reader = Callable[[bytes, str, str | None], Content | Parallel]

# Suffix to the module whose `read` is the reader, in this package or with its full name; it is
# loaded on use.
READERS = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".doc": "doc",
    ".odt": "odt",
    ".ott": "odt",
    ".fodt": "odt",
    ".rtf": "rtf",
    ".pdf": "pdf",
    ".epub": "epub",
    ".srt": "srt",
    ".vtt": "vtt",
    ".tsv": "table",
    ".csv": "table",
}

# Not looked for in folders, which often hold other tables than those of sentence pairs.
NAMED_ONLY = frozenset((".tsv", ".csv"))


def add_reader(suffix: str, module: str) -> None:
    """Register a reader that another package has.

    Args:
        suffix: With its dot, in lower case.
        module: Full name of the module; its `read` is the reader.
    """
    READERS[suffix] = module


def reader_for(suffix: str) -> Reader:
    """The reader for a file's suffix; a file named one by one may have any and is plain text."""
    name = READERS.get(suffix.lower(), "text")
    module = import_module(name if "." in name else f"{__name__}.{name}")
    return cast("Reader", module.read)
