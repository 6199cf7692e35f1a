"""Tells what a .doc file is: Rich Text and new Word files under that name are read, old ones not.

No library that is kept up reads the old format without a program of its own.
"""

from corpora.errors import CorpusError
from corpora.readers import docx, rtf
from corpora.readers.content import Content

_KINDS = {b"{\\rtf": rtf.read, b"PK\x03\x04": docx.read}


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """What a file named .doc holds, where it is Rich Text or a new Word document in truth.

    Raises:
        CorpusError: It is an old Word document or no document at all, or cannot be read.
    """
    for magic, reader in _KINDS.items():
        if data.startswith(magic):
            return reader(data, path, encoding)
    what = "an old Word document" if data.startswith(b"\xd0\xcf\x11\xe0") else "no Word document"
    raise CorpusError(
        f"{what} (.doc)", path, "Open it in Word or LibreOffice, and save it as .docx."
    )
