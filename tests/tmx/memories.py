"""Small memories for the tests of the tools."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tmx import Header, Prop, Segment, TranslationUnit, Variant, open_tmx, write_tmx


def pair(
    kk: str,
    ru: str,
    *,
    score: float | None = None,
    documents: tuple[str, str] | None = None,
    **fields: object,
) -> TranslationUnit:
    """A unit as Egiz writes it."""
    told = [(Prop("x-document", name),) for name in documents] if documents else [(), ()]
    props = () if score is None else (Prop("x-egiz-confidence", f"{score:.4f}"),)
    return TranslationUnit(
        (
            Variant("kk", Segment.of(kk), props=told[0]),
            Variant("ru", Segment.of(ru), props=told[1]),
        ),
        props=(*props, *fields.pop("props", ())),
        **fields,
    )


def memory(path: Path, units: Iterable[TranslationUnit], **header: object) -> Path:
    """A file of units."""
    write_tmx(path, Header(**{"srclang": "kk", **header}), units)
    return path


def units_of(path: Path) -> list[TranslationUnit]:
    """All units of a file."""
    with open_tmx(path) as reader:
        return list(reader)


def texts_of(path: Path) -> list[tuple[str, ...]]:
    """The texts of all units of a file."""
    return [tuple(variant.text for variant in unit.variants) for unit in units_of(path)]
