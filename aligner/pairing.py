"""The beads of two documents, by their route: a ladder, mining, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .bead import Bead, BeadClass, Route
from .confidence import ConfidenceConfig
from .embedded import Corpus, EmbeddedDocument
from .evidence import surface_of
from .ladder import LadderConfig, Side, align_ladder
from .mining import MiningConfig, Neighbourhoods, mine_twins
from .scoring import Rows, score_beads
from .surface import surface_vectors
from .topics import find_topics, may_pair

Documents = tuple[EmbeddedDocument, EmbeddedDocument]
Int = NDArray[np.int64]
Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PairingConfig:
    """Settings of all that happens between two documents."""

    mining: MiningConfig = field(default_factory=MiningConfig)
    confidence: ConfidenceConfig = field(default_factory=ConfidenceConfig)


def pair_sentences(
    documents: Documents, route: Route, corpus: Corpus, config: PairingConfig
) -> list[Bead]:
    """Beads of two documents with their scores.

    A parallel pair gives a ladder: all sentences in order, one-sided beads included; the
    translations among what it left over (moved paragraphs) follow after it. A comparable pair
    gives mined beads, the surest first. An unrelated pair gives nothing.
    """
    if route is Route.UNRELATED or not all(map(len, documents)):
        return []
    if route is Route.COMPARABLE:
        beads = _mined(documents, corpus, config)
        return sorted(beads, key=lambda bead: -bead.confidence)
    rows = ladder_rows(documents, corpus.twin)
    ladder = score_beads(
        documents, rows, corpus.pools, corpus.twin, Route.PARALLEL, config.confidence
    )
    left = (
        np.array([n for a, b in rows if not b for n in a], np.int64),
        np.array([n for a, b in rows if not a for n in b], np.int64),
    )
    moved = [
        bead
        for bead in _mined(documents, corpus, config, left)
        if bead.kind is BeadClass.TRANSLATION
    ]
    return ladder + moved


def ladder_rows(documents: Documents, twin: float) -> list[Rows]:
    """The ladder of two documents, in rows of their embedded sentences."""
    texts = [document.texts() for document in documents]
    source, target = (
        Side(
            vectors=document.vectors,
            tokens=document.tokens,
            surface=surface,
            lengths=np.array([len(sentence) for sentence in sentences], np.float32),
            traces=document.traces,
            numbers=tuple(surface_of(sentence).numbers for sentence in sentences),
            follows=np.diff(np.array(document.numbers), prepend=-1) == 1,
        )
        for document, sentences, surface in zip(
            documents, texts, surface_vectors(texts), strict=True
        )
    )
    return align_ladder(source, target, LadderConfig(twin=twin))


def twin_rows(
    documents: Documents,
    config: MiningConfig,
    only: Sequence[np.ndarray] | None = None,
) -> list[Rows]:
    """One-to-one twins of two documents, good and bad, by descending margin.

    Unless the settings say otherwise, only sentences are paired that overlap in topic.

    Args:
        documents: source and target.
        config: of the search.
        only: rows of each side to search among; all of them by default.
    """
    rows = only or [np.arange(len(document)) for document in documents]
    units = [document.units[picked] for document, picked in zip(documents, rows, strict=True)]
    near = [document.near[picked] for document, picked in zip(documents, rows, strict=True)]
    against = _different_topics_among(rows, documents) if config.within_topics else None
    twins = mine_twins(units[0], units[1], config, Neighbourhoods(near[0], near[1]), against)
    found = [(int(rows[0][twin.source]), int(rows[1][twin.target])) for twin in twins]
    return [(range(i, i + 1), range(j, j + 1)) for i, j in found]


def different_topics(corpus: Corpus) -> Callable[[Int], Float32]:
    """Rules out pairs of rows of the corpus' pools whose sentences do not overlap in topic."""
    topics = find_topics(corpus)
    return lambda pairs: np.where(may_pair(topics, pairs), 0, np.inf).astype(np.float32)


def _different_topics_among(rows: Sequence[Int], documents: Documents) -> Callable[[Int], Float32]:
    """The same of pairs of places among some rows of two documents."""
    units = documents[0].units, documents[1].units
    against = different_topics(Corpus(((documents[0],), (documents[1],)), units, 1, 0))
    return lambda pairs: against(np.stack([rows[k][pairs[:, k]] for k in (0, 1)], axis=1))


def _mined(
    documents: Documents,
    corpus: Corpus,
    config: PairingConfig,
    only: Sequence[np.ndarray] | None = None,
) -> list[Bead]:
    """The twins that are anything at all: a translation, partial or related."""
    beads = score_beads(
        documents,
        twin_rows(documents, config.mining, only),
        corpus.pools,
        corpus.twin,
        Route.COMPARABLE,
        config.confidence,
    )
    return [bead for bead in beads if bead.kind]
