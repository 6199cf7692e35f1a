"""TMX itself, so that it is a format among the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tmx.convert.form import Form, Languages, Losses, Opened, Outgoing
from tmx.read import open_tmx
from tmx.tools.sink import Sink


@contextmanager
def _read(path: Path, _languages: Languages, _losses: Losses) -> Iterator[Opened]:
    with open_tmx(path) as reader:
        yield Opened(reader.header, reader)


def _write(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    with Sink(path, outgoing.header, path) as sink:
        for unit in outgoing.units:
            sink.write(unit)
    losses.add("units left out, with an empty segment or without a language", sink.refused)
    return sink.written


FORM = Form(_read, _write, bilingual=False)
