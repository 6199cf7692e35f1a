"""Rows of two documents that may belong together: the beads of a ladder, the twins of mining."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpora import dates

from .comparisons import Rows
from .confidence import ConfidenceConfig
from .embedded import Corpus, EmbeddedDocument
from .evidence import surface_of
from .ladder import LadderConfig, Side, align_ladder, moved
from .large_pools import remembered
from .lattice import Ladder
from .mining import MiningConfig, Neighbourhoods, mine_twins
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


def ladder_sides(documents: Documents) -> tuple[Side, Side]:
    """What a ladder knows of two documents; made once for all passages of them."""
    texts = [document.texts() for document in documents]
    source, target = (
        Side(
            vectors=document.vectors,
            tokens=document.tokens,
            surface=surface,
            lengths=np.array([len(sentence) for sentence in sentences], np.float32),
            traces=document.traces,
            words=tuple(surface_of(sentence) for sentence in sentences),
            follows=_follows(document, sentences),
        )
        for document, sentences, surface in zip(
            documents, texts, surface_vectors(texts), strict=True
        )
    )
    return source, target


def ladder_rows(sides: tuple[Side, Side], twin: float, within: Rows | None = None) -> Ladder:
    """The ladder of two documents, in rows of their embedded sentences.

    Args:
        sides: source and target (see `ladder_sides`).
        twin: cosine of a typical translation.
        within: the rows to align; by default all.
    """
    source, target = sides
    config = LadderConfig(twin=twin)
    if within is None:
        return align_ladder(source, target, config)
    rows, columns = within
    found = align_ladder(source.part(rows), target.part(columns), config)
    path = [(moved(a, rows.start), moved(b, columns.start)) for a, b in found.path]
    return Ladder(path, found.doubts)


def _follows(document: EmbeddedDocument, sentences: Sequence[str]) -> NDArray[np.bool_]:
    """Whether a bead may join each sentence with the one before it.

    Not where furniture lies between, nor where a dated headline or teaser begins something new.
    """
    begins = np.array([dates.stamp(sentence) is not None for sentence in sentences], np.bool_)
    return np.asarray((np.diff(np.array(document.numbers), prepend=-1) == 1) & ~begins)


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
    units = [document.units for document in documents]
    if only:
        units = [every[picked] for every, picked in zip(units, rows, strict=True)]
    near = [document.near[picked] for document, picked in zip(documents, rows, strict=True)]
    against = _different_topics_among(rows, documents) if config.within_topics else None
    twins = mine_twins(units[0], units[1], config, Neighbourhoods(near[0], near[1]), against)
    found = [(int(rows[0][twin.source]), int(rows[1][twin.target])) for twin in twins]
    return [(range(i, i + 1), range(j, j + 1)) for i, j in found]


def different_topics(
    corpus: Corpus, told: Callable[[int], None] = lambda _: None
) -> Callable[[Int], Float32]:
    """Rules out pairs of rows of the corpus' pools whose sentences do not overlap in topic.

    `told` as of `find_topics`.
    """
    documents = tuple(id(embedded.document) for side in corpus.sides for embedded in side)
    topics = remembered("topics", *corpus.pools, lambda: find_topics(corpus, told=told), documents)
    return lambda pairs: np.where(may_pair(topics, pairs), 0, np.inf).astype(np.float32)


def _different_topics_among(rows: Sequence[Int], documents: Documents) -> Callable[[Int], Float32]:
    """The same of pairs of places among some rows of two documents."""
    units = documents[0].units, documents[1].units
    against = different_topics(Corpus(((documents[0],), (documents[1],)), units, 1, 0))
    return lambda pairs: against(np.stack([rows[k][pairs[:, k]] for k in (0, 1)], axis=1))
