"""Renames language codes, wherever in a memory they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from tmx.errors import TmxError
from tmx.languages import is_tag, with_region
from tmx.model import Header, Note, Prop, TranslationUnit
from tmx.progress import Step, silent, told
from tmx.read import open_tmx
from tmx.tools.keys import tag
from tmx.tools.sink import Sink

_Described = TypeVar("_Described", Prop, Note)


@dataclass(frozen=True, slots=True)
class EditLangReport:
    """What was done.

    Attributes:
        read: units in the file.
        written: units in the new file.
        renamed: variants that were renamed, by the code they had, as it stands in the file.
        doubled: units that now have two variants in one language, and had not before.
        refused: units that no TMX can hold.
        reasons: why, of the first few of them.
    """

    read: int
    written: int
    renamed: Mapping[str, int]
    doubled: int
    refused: int
    reasons: tuple[str, ...]


def edit_lang(
    source: Path,
    output: Path | None,
    names: Mapping[str, str],
    *,
    regions: bool = False,
    step: Step = silent,
) -> EditLangReport:
    """Write a memory with other language codes: of variants, header, units, properties and notes.

    Args:
        source: the memory.
        output: the file to write, None for a trial run.
        names: new codes by old ones; of the old ones neither case nor ``_`` for ``-`` count.
        regions: give languages that ``names`` does not have the region that they are mostly written
            in (kk-KZ), where they name none and there is no doubt.
        step: is told how far the work is.

    Raises:
        TmxError: a new code is no language tag (BCP 47), or the file cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    for new in names.values():
        if not is_tag(new):
            raise TmxError(f"{new!r} is no language code: write it as kk, kk-KZ or kk-Latn-KZ")
    editor = _Editor({tag(old): new for old, new in names.items()}, regions=regions)
    with open_tmx(source) as reader, Sink(output, editor.header(reader.header), source) as sink:
        for unit in told(reader, step, source.name):
            sink.write(editor.unit(unit))
        return EditLangReport(
            reader.unit,
            sink.written,
            dict(editor.renamed),
            editor.doubled,
            sink.refused,
            tuple(sink.reasons),
        )


class _Editor:
    """Renames, and counts."""

    def __init__(self, names: Mapping[str, str], *, regions: bool) -> None:
        self.renamed: Counter[str] = Counter()
        self.doubled = 0
        self._names = names
        self._regions = regions

    def header(self, header: Header) -> Header:
        return replace(
            header,
            srclang=self._name(header.srclang),
            adminlang=self._name(header.adminlang),
            props=self._all(header.props),
            notes=self._all(header.notes),
        )

    def unit(self, unit: TranslationUnit) -> TranslationUnit:
        variants = []
        for variant in unit.variants:
            new = self._name(variant.language)
            self.renamed[variant.language] += new != variant.language
            variants.append(
                replace(
                    variant,
                    language=new,
                    props=self._all(variant.props),
                    notes=self._all(variant.notes),
                )
            )
        before = len({tag(variant.language) for variant in unit.variants})
        self.doubled += len({tag(variant.language) for variant in variants}) < before
        return replace(
            unit,
            srclang=unit.srclang and self._name(unit.srclang),
            variants=tuple(variants),
            props=self._all(unit.props),
            notes=self._all(unit.notes),
        )

    def _name(self, language: str) -> str:
        name = self._names.get(tag(language))
        if name is None:
            return with_region(language) if self._regions else language
        return name

    def _all(self, described: Iterable[_Described]) -> tuple[_Described, ...]:
        return tuple(
            replace(one, language=self._name(one.language)) if one.language else one
            for one in described
        )
