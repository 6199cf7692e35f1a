"""Cuts a memory into several: by languages, size, property or document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias
from unicodedata import normalize

from tmx.errors import TmxError
from tmx.model import Header, TranslationUnit
from tmx.progress import Step, silent, told
from tmx.read import open_tmx
from tmx.tools.keys import source_variant, tag, target_variants
from tmx.tools.places import new_folder
from tmx.tools.sink import SAMPLES, Sink

MAX_PARTS = 10_000
_OPEN_AT_ONCE = 100
_NO_NAME = "none"
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60


class By(StrEnum):
    """What decides which part a unit comes into."""

    PAIR = "pair"
    """Source and target language; a unit in more languages comes into several parts."""
    UNITS = "units"
    """Its number: each part has as many units."""
    PROP = "prop"
    """The text of a property, of the unit or else of a variant."""
    DOCUMENT = "document"
    """The source variant's document, as `x-document` tells it."""


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """How to split.

    Attributes:
        by: what decides.
        size: units of a part, with `By.UNITS`.
        prop: type of the property, with `By.PROP`.
    """

    by: By
    size: int = 10_000
    prop: str = "x-document"


@dataclass(frozen=True, slots=True)
class SplitReport:
    """What was done.

    Attributes:
        read: units in the file.
        parts: the files' names in the folder, and how many units each has.
        refused: units that no TMX can hold.
        reasons: why, of the first few of them.
    """

    read: int
    parts: Mapping[str, int]
    refused: int
    reasons: tuple[str, ...]


_Pieces: TypeAlias = Iterator[tuple[str, TranslationUnit]]


def split(
    source: Path, folder: Path | None, options: SplitOptions, step: Step = silent
) -> SplitReport:
    """Write each part of a memory into a file of its own, in a new folder that appears whole.

    The file is read once to learn of the parts, and once more for each hundred of them.

    Args:
        source: the memory.
        folder: the folder to make, None for a trial run. An empty one may be there already.
        options: how to split.
        step: is told how far the work is.

    Raises:
        TmxError: the folder is there and not empty, there would be more than `MAX_PARTS` parts,
            or the file cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    sinks: dict[str, Sink] = {}
    with new_folder(folder) as making:
        names, read = _names(source, options, step)
        for batch in _batches(list(names)):
            sinks |= _write(source, making, options, {part: names[part] for part in batch}, step)
    reasons = [reason for sink in sinks.values() for reason in sink.reasons]
    return SplitReport(
        read,
        {names[part]: sink.written for part, sink in sinks.items()},
        sum(sink.refused for sink in sinks.values()),
        tuple(reasons[:SAMPLES]),
    )


def _names(source: Path, options: SplitOptions, step: Step) -> tuple[dict[str, str], int]:
    """Learn which parts there are, and name a file for each."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    with open_tmx(source) as reader:
        pieces = _PIECES[options.by]
        for number, unit in enumerate(told(reader, step, "looking for parts")):
            for part, _ in pieces(unit, number, reader.header, options):
                if part in names:
                    continue
                if len(names) == MAX_PARTS:
                    raise TmxError(
                        f"there would be more than {MAX_PARTS} files: choose larger parts", source
                    )
                names[part] = _file_name(_stem(source), part, taken)
        return names, reader.unit


def _write(
    source: Path, folder: Path | None, options: SplitOptions, names: Mapping[str, str], step: Step
) -> dict[str, Sink]:
    with open_tmx(source) as reader, ExitStack() as stack:
        header = reader.header
        sinks = {}
        for part, name in names.items():
            path = None if folder is None else folder / name
            sinks[part] = stack.enter_context(Sink(path, _header(header, part, options.by), source))
        pieces = _PIECES[options.by]
        for number, unit in enumerate(told(reader, step, "writing")):
            for part, piece in pieces(unit, number, header, options):
                if part in sinks:
                    sinks[part].write(piece)
        return sinks


def _header(header: Header, part: str, by: By) -> Header:
    """A part of one pair has one source language, whatever the whole has."""
    return replace(header, srclang=part.split(" ")[0]) if by is By.PAIR else header


def _by_pair(
    unit: TranslationUnit, _number: int, header: Header, _options: SplitOptions
) -> _Pieces:
    source = source_variant(unit, header.srclang)
    if source is None or len(unit.variants) == 1:
        yield _NO_NAME if source is None else source.language, unit
        return
    for target in target_variants(unit, header.srclang):
        part = f"{tag(source.language)} {tag(target.language)}"
        yield part, replace(unit, variants=(source, target), srclang=None)


def _by_units(
    unit: TranslationUnit, number: int, _header: Header, options: SplitOptions
) -> _Pieces:
    yield f"{number // options.size + 1:04}", unit


def _by_prop(
    unit: TranslationUnit, _number: int, _header: Header, options: SplitOptions
) -> _Pieces:
    found = (unit.prop(options.prop), *(variant.prop(options.prop) for variant in unit.variants))
    yield next((text for text in found if text), _NO_NAME), unit


def _by_document(
    unit: TranslationUnit, _number: int, header: Header, _options: SplitOptions
) -> _Pieces:
    source = source_variant(unit, header.srclang)
    yield (source and source.prop("x-document")) or unit.prop("x-document") or _NO_NAME, unit


_PIECES: dict[By, Callable[[TranslationUnit, int, Header, SplitOptions], _Pieces]] = {
    By.PAIR: _by_pair,
    By.UNITS: _by_units,
    By.PROP: _by_prop,
    By.DOCUMENT: _by_document,
}


def _file_name(stem: str, part: str, taken: set[str]) -> str:
    """A name that any file system takes, that leads nowhere else, and that no other part has."""
    safe = _UNSAFE.sub("-", normalize("NFC", part)).strip("-.")[:_LONGEST_NAME] or _NO_NAME
    name, number = f"{stem}.{safe}.tmx", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}.{safe}.{number}.tmx"
    taken.add(name.casefold())
    return name


def _stem(source: Path) -> str:
    return re.sub(r"(?i)\.tmx(\.gz|\.zip)?$", "", source.name)


def _batches(parts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(parts), _OPEN_AT_ONCE):
        yield parts[start : start + _OPEN_AT_ONCE]
