"""Unicode normal form C, in a time that grows with the length of the text only."""

from __future__ import annotations

import re
from unicodedata import normalize

_PIECE = 4000
_BOUNDARY = re.compile("[\\x00-\u02ff]")
"""Letters that never become one with what stands before them."""


def nfc(text: str) -> str:
    """Return a text in normal form C.

    Putting accents in order takes the square of their number on one letter, so that a made-up
    text of nothing else could take hours. Hence a long text is taken piece by piece, cut where no
    letters could become one; only if there is no such place in some thousand, it is cut anywhere.
    """
    if len(text) <= _PIECE:
        return normalize("NFC", text)
    parts = []
    start = 0
    while start < len(text):
        end = start + _PIECE
        boundary = _BOUNDARY.search(text, end, end + _PIECE)
        end = boundary.start() if boundary else end + _PIECE
        parts.append(normalize("NFC", text[start:end]))
        start = end
    return "".join(parts)
