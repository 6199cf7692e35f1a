"""Reads plain text: the text is the file."""

from corpora.decode import decode
from corpora.readers.content import Content


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """The text of a plain text file.

    Raises:
        CorpusError: It holds no text (see `corpora.decode.decode`).
    """
    text, found = decode(data, path, encoding)
    return Content(text, found)
