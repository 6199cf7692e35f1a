"""A translation memory of a store: all of it or a part, with what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import tmx
from corpora.store import BeadRecord, DocumentFilter, DocumentRecord, PairRecord, Store
from corpora.store.documents import read_version

from ..bead import Bead, BeadClass, Route
from ..outputs import (
    Unit,
    check_output,
    header_of,
    now_to_write,
    text_of,
    translation_unit,
    unwritable,
)
from ..pipeline import AlignedPair
from ..steps import Step, no_steps

_ROUTES = frozenset(Route)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Which units are written.

    What people rejected never is. What they accepted always is, if it is of a class that is taken;
    their word counts for more than the confidence.

    Attributes:
        documents: a pair is taken when one of its documents meets these conditions.
        kinds: classes of beads; an accepted bead without one counts as a translation.
        min_confidence: least P(translation) of a bead that nobody has looked at, 0…1.
        accepted_only: only what people accepted.
    """

    documents: DocumentFilter = field(default_factory=DocumentFilter)
    kinds: frozenset[BeadClass] = frozenset({BeadClass.TRANSLATION})
    min_confidence: float = 0.0
    accepted_only: bool = False

    def takes(self, bead: BeadRecord) -> bool:
        """Whether a bead is written."""
        if not bead.two_sided or bead.state == "rejected":
            return False
        if bead.state == "accepted":
            return (bead.kind or BeadClass.TRANSLATION) in self.kinds
        return (
            not self.accepted_only
            and bead.kind in self.kinds
            and bead.confidence >= self.min_confidence
        )


def export(
    store: Store,
    path: Path | str,
    options: ExportOptions | None = None,
    step: Step = no_steps,
) -> int:
    """Write a memory of a store, atomically; it is of one moment, whatever is done meanwhile.

    Args:
        store: the corpus.
        path: of the TMX file.
        options: which units; all translations by default.
        step: told of the progress.

    Returns:
        How many units were written.

    Raises:
        OutputError: the file cannot be written.
    """
    options = options or ExportOptions()
    path = Path(path)
    check_output(path, [store.path])
    now = now_to_write()
    try:
        with store.database.snapshot():
            signatures = sorted({pair.signature for pair in store.pairs()})
            header = header_of(store.languages[0], "; ".join(signatures), now)
            return tmx.write_tmx(path, header, exported_units(store, options, step))
    except OSError as error:
        raise unwritable(path, error) from error


def exported_units(
    store: Store, options: ExportOptions, step: Step = no_steps
) -> Iterator[tmx.TranslationUnit]:
    """The units, pair by pair in the order of the source documents; no more than one in memory."""
    chosen = {record.id: record for record in store.documents(options.documents)}
    records = {record.id: record for record in store.documents()}
    pairs = store.pairs()
    advance = step("Writing", len(pairs))
    for pair in pairs:
        advance(1)
        if pair.source_id in chosen or pair.target_id in chosen:
            both = records[pair.source_id], records[pair.target_id]
            yield from _units(store, pair, both, options)


def _units(
    store: Store,
    pair: PairRecord,
    records: tuple[DocumentRecord, DocumentRecord],
    options: ExportOptions,
) -> Iterator[tmx.TranslationUnit]:
    taken = [bead for bead in store.beads(pair.id) if options.takes(bead)]
    if not taken:
        return
    source, target = (
        read_version(store.database, version)
        for version in (pair.source_version_id, pair.target_version_id)
    )
    aligned = AlignedPair(source, target, pair.score, Route(pair.route), pair.explanation, ())
    for kept in taken:
        bead = Bead(
            source=kept.source,
            target=kept.target,
            similarity=kept.similarity,
            margin=kept.margin,
            confidence=kept.confidence,
            kind=BeadClass(kept.kind or BeadClass.TRANSLATION),
            reason=kept.reason,
            route=Route(kept.route) if kept.route in _ROUTES else Route(pair.route),
        )
        unit = Unit(
            pair=aligned,
            bead=bead,
            source=kept.source_text or text_of(source, kept.source),
            target=kept.target_text or text_of(target, kept.target),
        )
        made = translation_unit(unit, store.languages, datetime.fromisoformat(pair.made))
        yield _with_records(made, kept, records)


def _with_records(
    unit: tmx.TranslationUnit,
    bead: BeadRecord,
    records: tuple[DocumentRecord, DocumentRecord],
) -> tmx.TranslationUnit:
    """A unit with what the store knows besides: people's word, and whose texts these are."""
    variants = tuple(
        replace(variant, props=(*variant.props, *_props(record)))
        for variant, record in zip(unit.variants, records, strict=True)
    )
    if not bead.human:
        return replace(unit, variants=variants)
    edited = bead.source_text is not None or bead.target_text is not None
    said = [("state", bead.state), ("edited", "yes" if edited else "")]
    return replace(
        unit,
        variants=variants,
        props=(*unit.props, *(tmx.Prop(f"x-egiz-{name}", value) for name, value in said if value)),
        notes=(*unit.notes, *([tmx.Note(bead.comment)] if bead.comment else [])),
        history=replace(
            unit.history,
            changedate=datetime.fromisoformat(bead.decided_at or ""),
            changeid=bead.decided_by,
        ),
    )


def _props(record: DocumentRecord) -> Iterator[tmx.Prop]:
    for name, value in (
        ("x-title", record.title),
        ("x-date", record.date.isoformat() if record.date else ""),
        ("x-publisher", record.publisher),
        ("x-author", record.author),
        ("x-licence", record.licence),
        *(("x-tag", tag) for tag in record.tags),
    ):
        if value:
            yield tmx.Prop(name, value)
