"""Converts a memory from one format into another."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from tmx.convert.form import Form, Languages, Losses, Opened, Outgoing, count_header
from tmx.convert.moses import part
from tmx.errors import TmxError
from tmx.model import TranslationUnit
from tmx.progress import Step, silent, told
from tmx.tools.keys import tag
from tmx.tools.places import check_output

FORMS = {
    "tmx": "native.FORM",
    "tsv": "delimited.TSV",
    "csv": "delimited.CSV",
    "jsonl": "jsonl.FORM",
    "moses": "moses.FORM",
    "xliff12": "xliff.XLIFF12",
    "xliff21": "xliff.XLIFF21",
    "po": "po.FORM",
    "xlsx": "xlsx.FORM",
}
"""The module of each format, which loads when it is used."""

SUFFIXES = {
    ".tmx": "tmx",
    ".gz": "tmx",
    ".zip": "tmx",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlf": "xliff12",
    ".xliff": "xliff12",
    ".po": "po",
    ".pot": "po",
    ".xlsx": "xlsx",
    ".moses": "moses",
}
"""The format of a file by its suffix. XLIFF is read in any version, and written as 1.2."""


@dataclass(frozen=True, slots=True)
class ConvertReport:
    """What was done.

    Attributes:
        forms: of the file read, and of the one written.
        files: that were written.
        written: units.
        losses: what the format has no place for or was not taken: how many, by what it is.
    """

    forms: tuple[str, str]
    files: tuple[str, ...]
    written: int
    losses: Mapping[str, int]


def form_of(path: Path, name: str | None = None) -> str:
    """Return the name of a file's format.

    Raises:
        TmxError: the name, or the suffix, is not known.
    """
    if name is not None and name not in FORMS:
        raise TmxError(f"there is no format {name!r}; known: {', '.join(FORMS)}")
    found = name or SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise TmxError(
            f"the suffix {path.suffix!r} names no format: name it, with --from or --to; known: "
            f"{', '.join(FORMS)}",
            path,
        )
    return found


@contextmanager
def open_units(path: Path, languages: Languages | None = None) -> Iterator[Opened]:
    """Open a file of any format, as its suffix tells, for reading its units once.

    Raises:
        TmxError: the format is not known, the languages are not, or the file is damaged.
        OSError: the file cannot be read.
    """
    reading = _form(form_of(path))
    with reading.read(path, languages or Languages(), Losses()) as opened:
        yield opened


def convert(
    source: Path,
    output: Path,
    *,
    source_form: str | None = None,
    output_form: str | None = None,
    languages: Languages | None = None,
    dry_run: bool = False,
    step: Step = silent,
) -> ConvertReport:
    """Write the units of a file into another one, of another format.

    Args:
        source: the file to read. It is read twice if it does not tell its target language.
        output: the file to write.
        source_form: its format; by default what its suffix says.
        output_form: likewise.
        languages: source and target, where the file does not tell, or has more.
        dry_run: count what would be done, and write nothing that lasts.
        step: is told how far the work is.

    Raises:
        TmxError: a format is not known, the languages are not, the file is damaged, or would be
            written over.
        OSError: a file cannot be read or written.
    """
    languages = languages or Languages()
    names = form_of(source, source_form), form_of(output, output_form)
    reading, writing = (_form(name) for name in names)
    losses = Losses()
    if writing.bilingual:
        languages = _languages(reading, source, languages, step)
    with reading.read(source, languages, losses) as opened:
        units: Iterable[TranslationUnit] = told(opened.units, step, source.name)
        pair = (languages.source or "", languages.target or "")
        if writing.bilingual:
            units = _cut(units, pair, losses)
        files = _files(output, names[1], pair)
        for file in files:
            check_output(file, _files(source, names[0], pair))
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, output.name) if dry_run else output
            written = writing.write(place, Outgoing(opened.header, pair, units), losses)
    if names[1] != "tmx":
        count_header(opened.header, losses)
    return ConvertReport(names, tuple(map(str, files)), written, losses.counts)


def _files(path: Path, form: str, languages: tuple[str, str]) -> list[Path]:
    """The files that a path stands for."""
    return [part(path, language) for language in languages] if form == "moses" else [path]


def _form(name: str) -> Form:
    module, _, variable = FORMS[name].partition(".")
    form: Form = getattr(import_module(f"tmx.convert.{module}"), variable)
    return form


def _languages(form: Form, path: Path, given: Languages, step: Step) -> Languages:
    """Learn the languages, from the whole file if need be; one that has several is refused."""
    if given.source and given.target:
        return given
    with form.read(path, given, Losses()) as opened:
        source = given.source or opened.header.srclang
        if source in ("", "*all*"):
            raise TmxError("no source language is told: name it with --source-lang", path)
        if given.target:
            return Languages(source, given.target)
        targets = {
            tag(variant.language): variant.language
            for unit in told(opened.units, step, "looking for languages")
            for variant in unit.variants
            if variant is not unit.variant(source)
        }
    if len(targets) != 1:
        known = ", ".join(targets) or "no other"
        raise TmxError(
            f"the target language is not clear, there is {known}: name it with --target-lang", path
        )
    return Languages(source, *targets.values())


def _cut(
    units: Iterable[TranslationUnit], languages: tuple[str, str], losses: Losses
) -> Iterator[TranslationUnit]:
    """Cut units to two variants, named by these languages."""
    for unit in units:
        source, target = (unit.variant(language) for language in languages)
        if source is None or target is None or source is target:
            losses.add("units in other languages left out")
            continue
        losses.add("variants in other languages left out", len(unit.variants) - 2)
        variants = (
            replace(source, language=languages[0]),
            replace(target, language=languages[1]),
        )
        yield replace(unit, variants=variants)
