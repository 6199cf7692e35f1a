"""Which reader reads which file: suffix to reader, the one place where formats are listed."""

from collections.abc import Callable

from corpora.readers import html, markdown, text
from corpora.readers.content import Content

Reader = Callable[[bytes, str, str | None], Content]

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
}

__all__ = ["READERS", "Content", "Reader", "reader_for"]


def reader_for(suffix: str) -> Reader:
    """The reader for a file's suffix; a file named one by one may have any and is plain text."""
    return READERS.get(suffix.lower(), text.read)
