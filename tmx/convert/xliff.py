"""XLIFF, whichever version: a file is read by what its root says, and written as asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tmx.convert import xliff12, xliff21
from tmx.convert.form import Form, Languages, Losses, Opened
from tmx.convert.xmlfile import events, local
from tmx.errors import TmxError


@contextmanager
def _read(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    _, root = next(events(path, "*"), ("", None))
    if root is None or local(root) != "xliff":
        raise TmxError("it does not begin with <xliff>: this is no XLIFF", path)
    version = root.get("version", "")
    if version not in ("1.0", "1.1", "1.2", "2.0", "2.1"):
        raise TmxError(f"it is XLIFF {version or 'of no version'}: 1.2 and 2.1 are known", path)
    read = xliff12.read if version.startswith("1.") else xliff21.read
    with read(path, languages, losses) as opened:
        yield opened


XLIFF12 = Form(_read, xliff12.write)
XLIFF21 = Form(_read, xliff21.write)
