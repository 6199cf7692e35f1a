"""Puts several memories into one, so that no unit changes its meaning."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from tmx.errors import TmxError
from tmx.model import Header, Prop, TranslationUnit
from tmx.progress import Step, silent, told
from tmx.read import TmxReader, open_tmx
from tmx.tools.sink import Sink
from tmx.tools.workfile import work_database

FORMER_TUID = "x-former-tuid"
"""Type of the property that keeps the tuid of a unit which another unit has already."""

_SCHEMA = "CREATE TABLE seen (tuid BLOB PRIMARY KEY) WITHOUT ROWID"
# What a header says of its units, and units may say of themselves (TMX 1.4b, <tu>).
_INHERITED = (("datatype", "datatype"), ("segtype", "segtype"), ("o-tmf", "o_tmf"))

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What was done.

    Attributes:
        read: units of each file.
        written: units in the new file.
        renamed: units that lost their tuid to one before them, and keep it as a property.
        refused: units that no TMX can hold.
        reasons: why, of the first few of them.
    """

    read: tuple[int, ...]
    written: int
    renamed: int
    refused: int
    reasons: tuple[str, ...]


def merge(sources: Sequence[Path], output: Path | None, step: Step = silent) -> MergeReport:
    """Write the units of all files, in their order, into one.

    The first file's header stands, with the properties and notes of the others. What another
    header says otherwise (source language, data type, segmentation, original format) its units
    say themselves.

    Args:
        sources: the memories, at least one.
        output: the file to write, None for a trial run.
        step: is told how far the work is.

    Raises:
        TmxError: a file cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    headers = []
    for source in sources:
        with open_tmx(source) as reader:
            headers.append(reader.header)
    merged = merged_header(headers)
    counts = []
    renamed = 0
    with work_database(_SCHEMA) as database, Sink(output, merged, sources[0]) as sink:
        for source in sources:
            with open_tmx(source) as reader:
                for unit in told(reader, step, source.name):
                    placed = _placed(unit, reader, merged)
                    if unit.tuid is not None and _is_taken(unit.tuid, database):
                        placed = _without_tuid(placed)
                        renamed += 1
                    sink.write(placed)
                counts.append(reader.unit)
    return MergeReport(tuple(counts), sink.written, renamed, sink.refused, tuple(sink.reasons))


def merged_header(headers: Sequence[Header]) -> Header:
    """Return the first header, with what the others have besides."""
    if not headers:
        raise TmxError("there is nothing to merge: name at least one memory")
    return replace(
        headers[0],
        props=tuple(_distinct(prop for header in headers for prop in header.props)),
        notes=tuple(_distinct(note for header in headers for note in header.notes)),
    )


def _placed(unit: TranslationUnit, reader: TmxReader, merged: Header) -> TranslationUnit:
    """Let a unit say itself what its own header says and the merged one does not."""
    own = reader.header
    srclang = unit.srclang
    if srclang is None and own.srclang and own.srclang != merged.srclang:
        srclang = own.srclang
    known = {name for name, _ in unit.attributes}
    added = tuple(
        (attribute, getattr(own, field))
        for attribute, field in _INHERITED
        if attribute not in known
        and getattr(own, field)
        and getattr(own, field) != getattr(merged, field)
    )
    if srclang == unit.srclang and not added:
        return unit
    return replace(unit, srclang=srclang, attributes=unit.attributes + added)


def _is_taken(tuid: str, database: sqlite3.Connection) -> bool:
    digest = blake2b(tuid.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    added = database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,))
    return added.rowcount == 0


def _without_tuid(unit: TranslationUnit) -> TranslationUnit:
    former = Prop(FORMER_TUID, unit.tuid or "")
    return replace(unit, tuid=None, props=(*unit.props, former))


def _distinct(items: Iterable[_Item]) -> Iterator[_Item]:
    yield from dict.fromkeys(items)
