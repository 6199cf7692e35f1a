"""Aligns what is new in a store: embed, match, pair, each step kept as soon as it is done.

Nothing is done twice. A sentence is embedded once; a document is held against all documents of the
other language once, and again when it changes; a pair is aligned once. What people decided stays.
Every step is committed, so that an interrupted run is gone on with where it stood, and comes to the
same result as one that was not interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import corpora.store.alignments as alignments
import corpora.store.vectors as kept
from corpora.store import BeadRecord, PairRecord, Store
from corpora.store.operations import Operation

from ..bead import Bead, Route
from ..confidence import FEATURES
from ..encoder import Encoder, load_encoder
from ..pipeline import AlignConfig, signature_of
from ..steps import Step, no_steps
from .anchors import pair_around, take_up
from .calibrated import suffix_of, with_own_confidence
from .rounds import Matcher
from .vectors import Loader, embed_missing


@dataclass(slots=True)
class AlignReport:
    """What a run did.

    Attributes:
        embedded: sentences that the encoder read.
        matched: documents that were held against all of the other language.
        new_pairs: document pairs that were not there before.
        lost_pairs: pairs that are no more, since a document changed or fits another one better.
        aligned: pairs whose beads were found.
        beads: two-sided beads found.
        kept: decided beads that were put back as people left them.
        waiting: decided beads whose sentences are gone for now.
        seconds: by step.
    """

    embedded: int = 0
    matched: int = 0
    new_pairs: int = 0
    lost_pairs: int = 0
    aligned: int = 0
    beads: int = 0
    kept: int = 0
    waiting: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def align_store(
    store: Store,
    config: AlignConfig | None = None,
    step: Step = no_steps,
    encoder: Encoder | None = None,
    *,
    again: bool = False,
) -> AlignReport:
    """Align what is new or has changed since the last time.

    Args:
        store: the corpus; its languages say what is source and what target.
        config: settings; those of reading and of languages are not looked at.
        step: told of the progress.
        encoder: a model already loaded; by default the one that the settings name.
        again: match and align everything anew; vectors and decisions stay.

    Raises:
        StoreBusyError: another process works on the store.
        StoreError: it cannot be written to.
        ModelError: the model cannot be loaded.
    """
    with store.operation("align") as operation:
        run = _Run(store, config or AlignConfig(), step, operation, again)
        return run.align(encoder)


class _Run:
    """One run over a store."""

    def __init__(
        self, store: Store, config: AlignConfig, step: Step, operation: Operation, again: bool
    ) -> None:
        self._store = store
        self._config = with_own_confidence(store, config)
        self._step = step
        self._operation = operation
        self._again = again
        self._report = AlignReport()

    def align(self, encoder: Encoder | None) -> AlignReport:
        store, report = self._store, self._report
        with self._clock("loading the model"):
            encoder = encoder or load_encoder(self._config.model, lambda what: self._step(what, 0))
            info = encoder.info
            model = kept.model(store.database, info.vectors_key, info.dim)
        with self._clock("embedding"):
            report.embedded = embed_missing(store, model, encoder, self._step)
        own = self._config.pairing.confidence.coefficients
        signature = signature_of(info, self._config) + suffix_of(own)
        matcher = Matcher(store, self._operation, self._config, signature)
        if self._again:
            matcher.forget()
        self._left_over = {pair.id for pair in self._unfinished()}
        if any(matcher.new_versions()) or self._left_over:
            with self._clock("loading vectors"):
                neighbours = self._config.pairing.mining.neighbours
                self._loader = Loader.of(store, model, neighbours, self._step)
            with self._clock("matching documents"):
                matcher.match(self._loader, self._step)
            with self._clock("aligning"):
                self._align_pairs()
        report.matched = matcher.counts["matched"]
        report.new_pairs = matcher.counts["new pairs"]
        report.lost_pairs = matcher.counts["lost pairs"]
        report.waiting = store.database.value("SELECT count(*) FROM waiting")
        for name in ("embedded", "matched", "new_pairs", "lost_pairs", "aligned", "kept"):
            if getattr(report, name):
                self._operation.count(name.replace("_", " "), getattr(report, name))
        return report

    def _unfinished(self) -> list[PairRecord]:
        return [pair for pair in self._store.pairs() if not pair.aligned]

    def _align_pairs(self) -> None:
        """Find the beads of the pairs that have none yet, and commit them pair by pair."""
        pairs = self._unfinished()
        if not pairs:
            return
        advance = self._step("Aligning", len(pairs))
        self._loader.look_around(
            (
                [pair.source_version_id for pair in pairs],
                [pair.target_version_id for pair in pairs],
            )
        )
        for pair in pairs:
            with self._store.database.transaction():
                self._align_pair(pair)
            self._report.aligned += 1
            advance(1)

    def _align_pair(self, pair: PairRecord) -> None:
        versions = pair.source_version_id, pair.target_version_id
        documents, corpus = self._loader.pair(versions)
        decided = take_up(self._operation, self._store, pair)
        found = pair_around(documents, Route(pair.route), corpus, self._config.pairing, decided)
        if pair.id in self._left_over:
            self._operation.changing("pair", pair.id)
        beads = [record_of(bead) for bead in _once(found)]
        alignments.save_beads(self._operation, pair.id, [*beads, *decided])
        self._report.beads += sum(bead.two_sided for bead in beads)
        self._report.kept += len(decided)

    @contextmanager
    def _clock(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._report.seconds[name] = time.perf_counter() - start


def _once(found: Sequence[Bead]) -> list[Bead]:
    """The beads without the one-sided ones whose sentence has found a twin elsewhere after all."""
    paired = [bead for bead in found if bead.two_sided]
    sources = {number for bead in paired for number in bead.source}
    targets = {number for bead in paired for number in bead.target}
    return [
        bead
        for bead in found
        if bead.two_sided or not (sources.intersection(bead.source) | targets & {*bead.target})
    ]


def record_of(bead: Bead) -> BeadRecord:
    """A bead as it is kept."""
    return BeadRecord(
        source=bead.source,
        target=bead.target,
        similarity=bead.similarity,
        margin=bead.margin,
        confidence=bead.confidence,
        kind=str(bead.kind) if bead.kind else None,
        reason=bead.reason,
        route=str(bead.route),
        features=dict(zip(FEATURES, bead.features, strict=True)) if bead.features else {},
    )
