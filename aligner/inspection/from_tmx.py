"""A translation memory as it is shown: its units by the documents they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import tmx
from tmx.tools.expression import Expression
from tmx.tools.keys import source_variant, target_variants
from tmx.tools.scores import score_of

from ..bead import BeadClass
from .model import BeadView, DocumentView, Inspected, PairView

_NUMBERS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_MOST_SENTENCES = 10_000
"""In one side of a unit; more is no unit but a mistake in the file."""


def from_tmx(path: Path, where: Expression | None = None) -> Inspected:
    """Read a memory for showing; only units for which an expression holds, if there is one.

    What Egiz writes into a unit's properties is taken where it is there; other memories have
    documents without a name and units without scores.

    Raises:
        TmxError: the file cannot be read, or holds no unit with two languages.
    """
    return Inspected(*_read(path, where))


def unit_beads(
    unit: tmx.TranslationUnit, srclang: str, number: int
) -> Iterable[tuple[tuple[tmx.Variant, tmx.Variant], BeadView]]:
    """The beads of a unit, one a target language, each with its two variants."""
    source = source_variant(unit, srclang)
    if source is None:
        return
    for target in target_variants(unit, srclang):
        both = source, target
        yield (
            both,
            BeadView(
                number=number,
                spans=(_span(source), _span(target)),
                texts=(source.text, target.text),
                kind=_kind(unit.prop("x-egiz-class")),
                confidence=_probability(score_of(unit)),
                similarity=_number(unit.prop("x-egiz-similarity")),
                margin=_number(unit.prop("x-egiz-margin")),
                reason=unit.prop("x-egiz-reason") or "",
                route=unit.prop("x-egiz-route") or "",
                comment="; ".join(note.text for note in unit.notes),
            ),
        )


def _read(
    path: Path, where: Expression | None
) -> tuple[str, tuple[str, str], str, tuple[PairView, ...]]:
    found: dict[tuple[str, str], list[BeadView]] = {}
    links: dict[tuple[int, str], str] = {}
    languages: tuple[str, str] | None = None
    try:
        with tmx.open_tmx(path) as units:
            header = units.header
            for unit in units:
                for variants, bead in unit_beads(unit, header.srclang, units.unit):
                    languages = languages or (variants[0].language, variants[1].language)
                    if where is not None and not where.holds(unit, header.srclang):
                        continue
                    names = tuple(variant.prop("x-document") or "" for variant in variants)
                    found.setdefault((names[0], names[1]), []).append(bead)
                    for side, variant in enumerate(variants):
                        if link := variant.prop("x-source-link"):
                            links[side, names[side]] = link
    except OSError as error:
        raise tmx.TmxError(f"cannot be read ({error.strerror or error})", str(path)) from error
    if languages is None:
        raise tmx.TmxError("holds no unit with a text in two languages", str(path))
    pairs = tuple(_pair(names, beads, links) for names, beads in found.items())
    return path.name, languages, header.prop("x-egiz-signature") or "", pairs


def _pair(
    names: tuple[str, str], beads: list[BeadView], links: dict[tuple[int, str], str]
) -> PairView:
    documents = tuple(
        DocumentView(name, {}, link=links.get((side, name), "")) for side, name in enumerate(names)
    )
    routes = {bead.route for bead in beads if bead.route}
    # A parallel pair may have mined twins besides; a comparable one has nothing else.
    route = "parallel" if "parallel" in routes else next(iter(routes), "")
    return PairView((documents[0], documents[1]), tuple(beads), route)


def _span(variant: tmx.Variant) -> range:
    match = _NUMBERS.fullmatch(variant.prop("x-sentences") or "")
    if match is None:
        return range(0)
    first, last = int(match[1]), int(match[2] or match[1])
    return range(first, last + 1) if 0 <= last - first < _MOST_SENTENCES else range(0)


def _kind(text: str | None) -> BeadClass | None:
    with suppress(ValueError):
        return BeadClass(text or "")
    return None


def _number(text: str | None) -> float | None:
    with suppress(ValueError):
        value = float(text or "")
        return value if -2 <= value <= 2 else None
    return None


def _probability(value: float | None) -> float | None:
    return value if value is not None and 0 <= value <= 1 else None
