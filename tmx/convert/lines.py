"""Text files line by line: their encoding, and no line without end."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from tmx.errors import TmxError

MAX_LINE = 16 * 2**20
"""Characters of a line, the most that is read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def lines_of(path: Path, encoding: str | None = None) -> Iterator[str]:
    """Yield the lines of a text file, with whatever ends them.

    Args:
        path: the file.
        encoding: its encoding; by default UTF-8, or UTF-16 if a byte order mark says so.

    Raises:
        TmxError: it is in another encoding, or a line is longer than `MAX_LINE`.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(3)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    number = 1
    with path.open(encoding=encoding or marked, newline="") as text:
        try:
            while line := text.readline(MAX_LINE + 1):
                if len(line) > MAX_LINE:
                    raise TmxError(
                        f"the line is longer than {MAX_LINE:,} characters: this is no such file",
                        path,
                        number,
                    )
                yield line
                number += 1
        except UnicodeError:
            raise TmxError(
                f"it is not in {encoding or marked.removesuffix('-sig').upper()}: save it as UTF-8",
                path,
                number,
            ) from None


def one_line(text: str) -> str:
    """The text with a space for each line break and tab."""
    return " ".join(text.splitlines()).replace("\t", " ")
