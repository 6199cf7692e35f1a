"""The text of a file that need not be well-formed, in the encoding it says it has."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Generator

from tmx.errors import TmxError
from tmx.unpack import chunks, no_matter

UNDECODABLE = "\uffff"
"""Stands for bytes that are not of the encoding; XML allows this character nowhere."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error("tmx.mark", _mark)


def text_chunks(
    path: str | os.PathLike[str],
    encoding: str | None = None,
    reached: Callable[[int], None] = no_matter,
) -> Generator[str, None, None]:
    r"""Yield the text of a TMX file, plain or packed, with ``\n`` for every end of a line.

    Bytes that are not of the encoding come as `UNDECODABLE`. ``encoding`` overrules what the
    file says of itself; its byte order mark is left out. ``reached`` is told how many bytes have
    been read of the file as it lies on the disk.

    Raises:
        TmxError: the archive is damaged, or the encoding is unknown.
        OSError: the file cannot be read.
    """
    pieces = chunks(path, reached)
    first = next(pieces)
    mark, codec = _recognised(first)
    if encoding or codec is None:
        codec = encoding or _declared(first)
    try:
        decoder = codecs.getincrementaldecoder(codec)("tmx.mark")
        text = decoder.decode(first[len(mark) :])
    except (LookupError, AssertionError, UnicodeError):  # some codecs are not for text
        raise TmxError(
            f"the encoding {codec!r} is not known: save the file as UTF-8", path, 1
        ) from None
    held = ""  # a carriage return whose line feed may come with the next chunk
    while True:
        text = held + text
        held = "\r" if text.endswith("\r") else ""
        yield text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        piece = next(pieces, None)
        if piece is None:
            break
        text = decoder.decode(piece)
    yield (held + decoder.decode(b"", final=True)).replace("\r", "\n")


def _recognised(first: bytes) -> tuple[bytes, str | None]:
    """Return the byte order mark, and the encoding that the first bytes give away."""
    for mark, codec in _MARKS:
        if first.startswith(mark):
            return (mark if b"<" not in mark else b""), codec
    return b"", None


def _declared(first: bytes) -> str:
    found = _DECLARED.match(first[:1024])
    return found[1].decode("ascii") if found else "utf-8"
