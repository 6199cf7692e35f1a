"""Units as rows of a table, whatever kind of file the table is in.

The first row names the columns. ``tuid``, ``note``, ``score``, ``source_doc`` and ``target_doc``
have their places in a unit; a column named by a language, or ``source`` and ``target`` if the
languages are given, has the texts; any other becomes a property ``x-`` and its name. Where the
languages are given and the first row names none of these, there are no names, and the first two
columns have the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from tmx.convert.form import Languages, Losses, Opened, Outgoing, count_details, plain
from tmx.errors import TmxError
from tmx.languages import is_tag, primary
from tmx.model import Header, Note, Prop, Segment, TranslationUnit, Variant
from tmx.tools.scores import SCORE_PROPS, score_of

_DOCUMENT = "x-document"
_DETAILS = ("tuid", "score", "source_doc", "target_doc", "note")
_KEPT = frozenset({*SCORE_PROPS, _DOCUMENT})
_SCORES = ("score", "confidence")
_NO_LANGUAGES = ("id", "no")  # as names of columns they mean something else


def rows_of(outgoing: Outgoing, losses: Losses) -> Iterator[list[str]]:
    """Yield a row of names, and one for each unit.

    Columns: source text, target text, tuid, score, documents, note.
    """
    yield [*outgoing.languages, *_DETAILS]
    for unit in outgoing.units:
        source, target = unit.variants
        score = score_of(unit)
        count_details(unit, losses, _KEPT, notes=False)
        yield [
            plain(source.segment, losses),
            plain(target.segment, losses),
            unit.tuid or "",
            "" if score is None else f"{score:g}",
            _documents(source),
            _documents(target),
            "\n".join(note.text for owner in (unit, source, target) for note in owner.notes),
        ]


def _documents(variant: Variant) -> str:
    return "; ".join(prop.text for prop in variant.props if prop.type == _DOCUMENT)


class Table:
    """Reads units out of rows."""

    def __init__(
        self, rows: Iterable[Sequence[str]], languages: Languages, losses: Losses, path: Path
    ) -> None:
        """Read the names.

        Raises:
            TmxError: the languages are not known.
        """
        self._losses = losses
        self._path = path
        numbered = enumerate(rows, 1)
        _, first = next(numbered, (0, ()))
        self._names = [_name(cell, languages) for cell in first]
        self._texts = [name for name in self._names if _has_texts(name, languages)]
        self._rows: Iterable[tuple[int, Sequence[str]]] = numbered
        if len(self._texts) < 2:
            if not (languages.source and languages.target):
                raise TmxError(
                    "the first row names fewer than two languages: name the columns (kk, ru), or "
                    "give --source-lang and --target-lang",
                    path,
                    1,
                )
            self._names = [languages.source, languages.target]
            self._texts = list(self._names)
            self._rows = chain([(1, first)], numbered)

    def opened(self) -> Opened:
        """The header, and the units."""
        return Opened(Header(self._texts[0], datatype="plaintext"), self._units())

    def _units(self) -> Iterator[TranslationUnit]:
        for number, row in self._rows:
            if len(row) > len(self._names) and any(row[len(self._names) :]):
                raise TmxError(
                    f"the row has {len(row)} cells, but there are {len(self._names)} columns: "
                    "correct it",
                    self._path,
                    number,
                )
            cells = [(name, text) for name, text in zip(self._names, row, strict=False) if text]
            unit = self._unit(cells)
            if len(unit.variants) > 1:
                yield unit
            else:
                self._losses.add("rows left out, with an empty text", any(row))

    def _unit(self, cells: list[tuple[str, str]]) -> TranslationUnit:
        variants, props, notes = [], [], []
        tuid = None
        documents = {}
        for name, text in cells:
            if name in self._texts:
                variants.append(Variant(name, Segment.of(text)))
            elif name == "tuid":
                tuid = text
            elif name == "note":
                notes.append(Note(text))
            elif name in _SCORES:
                props.append(Prop("x-score", text))
            elif name in ("source_doc", "target_doc"):
                column = self._texts[name == "target_doc"]
                documents[column] = tuple(Prop(_DOCUMENT, one) for one in text.split("; "))
            elif name:
                props.append(Prop(f"x-{name}", text))
        return TranslationUnit(
            tuple(replace(v, props=documents.get(v.language, ())) for v in variants),
            tuid,
            props=tuple(props),
            notes=tuple(notes),
        )


def _has_texts(name: str, languages: Languages) -> bool:
    """Whether a column of this name has texts, in the languages given or in any."""
    if languages.source and languages.target:
        return name in (languages.source, languages.target)
    return is_tag(name) and len(primary(name)) == 2 and name.lower() not in _NO_LANGUAGES


def _name(cell: str, languages: Languages) -> str:
    name = cell.strip()
    given = {"source": languages.source, "target": languages.target}
    return given.get(name.lower()) or name
