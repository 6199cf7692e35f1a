"""A whole OmegaT project out of a memory, for OmegaT 3.6 and later."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from tmx.errors import TmxError
from tmx.omegat.placing import SCHEMA, Place, Placing, PlacingOptions
from tmx.omegat.rulefiles import conf, srx
from tmx.progress import Step, silent, told
from tmx.read import TmxReader, open_tmx
from tmx.tools.places import new_folder
from tmx.tools.sink import SAMPLES, Sink
from tmx.tools.workfile import work_database

_FOLDERS = ("source", "target", "tm", "glossary", "dictionary", "omegat")
_PROJECT = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <glossary_file>__DEFAULT__</glossary_file>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>{}</source_lang>
    <target_lang>{}</target_lang>
    <sentence_seg>{}</sentence_seg>
    <support_default_translations>true</support_default_translations>
    <remove_tags>false</remove_tags>
  </project>
</omegat>
"""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def project_file(languages: tuple[str, str], *, sentences: bool = True) -> str:
    """Return what stands in ``omegat.project``.

    Args:
        languages: source and target.
        sentences: whether paragraphs are cut into sentences.
    """
    return _PROJECT.format(*languages, str(sentences).lower())


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """What was made.

    Attributes:
        languages: source and target.
        read: units in the memory.
        placed: how many units came where.
        other_languages: units that lack one of the two languages, and are in no folder.
        documents: how many source documents the project has.
        refused: units that no TMX can hold.
        reasons: why, of the first few of them.
    """

    languages: tuple[str, str]
    read: int
    placed: Mapping[Place, int]
    other_languages: int
    documents: int
    refused: int
    reasons: tuple[str, ...]


def make_project(
    memory: Path,
    folder: Path | None,
    documents: Sequence[Path] = (),
    options: PlacingOptions | None = None,
    step: Step = silent,
) -> ProjectReport:
    """Make an OmegaT project, which appears whole.

    Of the units that are sure enough to be inserted and have one source text, only the best comes
    into `tm/auto`, so that it is this one that is inserted; the others come one folder down.

    Args:
        memory: the units, as `egiz align` or other tools write them; it is read twice.
        folder: the project's, which must not be there yet, or be empty; None for a trial run.
        documents: files to translate, copied into the project.
        options: what goes where.
        step: is told how far the work is.

    Raises:
        TmxError: something is there already, two documents have one name, the languages are not
            known, or the memory cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    _check_names(documents)
    with work_database(SCHEMA) as database, new_folder(folder) as making:
        placing = Placing(options or PlacingOptions(), database)
        with open_tmx(memory) as reader:
            placing.learn(reader, told(reader, step, "looking for the best"))
        for language in placing.languages:
            if not _LANGUAGE.fullmatch(language):
                raise TmxError(f"OmegaT knows no language {language!r}: name it as kk or kk-KZ")
        if making is not None:
            _lay_out(making, placing.languages, documents)
        with open_tmx(memory) as reader:
            return _place_all(reader, making, placing, len(documents), memory, step)


def _check_names(documents: Sequence[Path]) -> None:
    names: dict[str, Path] = {}
    for document in documents:
        if not document.is_file():
            raise TmxError("is no file: name the documents one by one", document)
        other = names.setdefault(document.name.casefold(), document)
        if other is not document:
            raise TmxError(f"has the same name as {other}: rename one of them", document)


def _lay_out(folder: Path, languages: tuple[str, str], documents: Sequence[Path]) -> None:
    for name in _FOLDERS:
        (folder / name).mkdir()
    files = {
        "omegat.project": project_file(languages),
        "omegat/segmentation.conf": conf(),
        "omegat/segmentation.srx": srx(),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for document in documents:
        shutil.copyfile(document, folder / "source" / document.name)


def _place_all(
    reader: TmxReader,
    folder: Path | None,
    placing: Placing,
    documents: int,
    memory: Path,
    step: Step,
) -> ProjectReport:
    header = replace(reader.header, srclang=placing.languages[0], segtype="sentence")
    name = re.sub(r"(?i)[.](tmx|gz|zip)", "", memory.name) + ".tmx"
    sinks: dict[Place, Sink] = {}
    skipped = 0
    with ExitStack() as stack:
        for number, unit in enumerate(told(reader, step, "writing"), 1):
            placed = placing.place(unit, number)
            if placed is None:
                skipped += 1
                continue
            place, cut = placed
            if place not in sinks:
                path = None if folder is None else folder / place / name
                if path is not None:
                    path.parent.mkdir(exist_ok=True)
                sinks[place] = stack.enter_context(Sink(path, header, memory))
            sinks[place].write(cut)
    counts = Counter({place: sinks[place].written for place in Place if place in sinks})
    return ProjectReport(
        languages=placing.languages,
        read=reader.unit,
        placed={place: counts[place] for place in Place},
        other_languages=skipped,
        documents=documents,
        refused=sum(sink.refused for sink in sinks.values()),
        reasons=tuple(reason for sink in sinks.values() for reason in sink.reasons)[:SAMPLES],
    )
