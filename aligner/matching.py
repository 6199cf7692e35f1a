"""Which documents belong together, and by which route they should be aligned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bands import longest_rise
from .bead import Route
from .confidence import judge
from .embedded import Corpus
from .mining import Neighbourhoods, best_first, mine_twins
from .pairing import Documents, PairingConfig, twin_rows
from .scoring import candidate_pairs
from .vectors import normalised

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class MatchingConfig:
    """Settings of document matching and routing.

    Attributes:
        least_score: of documents that belong together, 0…1.
        least_topic: cosine of two documents on the same subject; below it they are unrelated.
        parallel_coverage: least share of sentences with a sure twin in parallel documents.
        parallel_order: least share of those twins that stand in the same order.
        route: given by the user rather than measured.
    """

    least_score: float = 0.45
    least_topic: float = 0.55
    parallel_coverage: float = 0.4
    parallel_order: float = 0.8
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Two documents that were matched.

    Attributes:
        source: place of the source document in the corpus.
        target: place of the target document.
        score: how surely they belong together, 0…1.
        route: see Route.
        explanation: what the route rests on, one line.
    """

    source: int
    target: int
    score: float
    route: Route
    explanation: str


def match_documents(
    corpus: Corpus, config: MatchingConfig, pairing: PairingConfig
) -> list[DocumentPair]:
    """The documents that belong together, one-to-one, in the order of the source documents.

    Two documents belong together when many of their sentences are each other's twins within the
    whole corpus. Where there is but one document a side, the user has said that they do.
    """
    scores = document_scores(corpus, pairing)
    least = 0.0 if scores.shape == (1, 1) else config.least_score
    likely = np.argwhere(scores >= least)
    chosen = likely[best_first(likely, scores[scores >= least])]
    pairs = []
    for source, target in sorted((int(i), int(j)) for i, j in chosen):
        documents = corpus.sides[0][source], corpus.sides[1][target]
        route, explanation = measure_route(documents, corpus, config, pairing)
        score = float(scores[source, target])
        pairs.append(DocumentPair(source, target, score, route, explanation))
    return pairs


def document_scores(corpus: Corpus, config: PairingConfig) -> Float32:
    """(source documents, target documents): how surely two belong together, 0…1.

    The margins of the twins that two documents share within the whole corpus are summed and set
    against their lengths; 0.15 of it gives a score of one half.
    """
    sizes = [np.array([len(document) for document in side]) for side in corpus.sides]
    near = Neighbourhoods(
        *(np.concatenate([document.near for document in side]) for side in corpus.sides)
    )
    owner = [np.repeat(np.arange(len(count)), count) for count in sizes]
    shared = np.zeros((len(sizes[0]), len(sizes[1])), np.float32)
    for twin in mine_twins(corpus.pools[0], corpus.pools[1], config.mining, near):
        place = owner[0][twin.source], owner[1][twin.target]
        shared[place] += max(twin.margin, 0.0) / corpus.twin
    density = shared / np.sqrt(np.maximum(np.outer(sizes[0], sizes[1]), 1))
    return np.asarray(density / (density + 0.15), np.float32)


def measure_route(
    documents: Documents, corpus: Corpus, config: MatchingConfig, pairing: PairingConfig
) -> tuple[Route, str]:
    """The route of two documents and a line that says what it rests on.

    Measured are the share of sentences with a sure twin, how many of those stand in the same
    order, and how near the documents are as a whole.
    """
    topic = _topic_similarity(documents)
    spans = twin_rows(documents, pairing.mining)
    verdicts = judge(
        candidate_pairs(documents, spans, corpus.pools, corpus.twin),
        Route.COMPARABLE,
        pairing.confidence,
    )
    sure = sorted(
        (rows.start, columns.start)
        for (rows, columns), verdict in zip(spans, verdicts, strict=True)
        if verdict.shares_content >= pairing.confidence.partial
    )
    coverage = len(sure) / max(min(map(len, documents)), 1)
    order = len(longest_rise(sure)) / len(sure) if sure else 0.0
    measured = (
        f"{coverage:.0%} of the sentences have a twin, {order:.0%} of those in the same order, "
        f"topic similarity {topic:.2f}"
    )
    if config.route:
        return config.route, f"{config.route} as told; {measured}"
    if coverage >= config.parallel_coverage and order >= config.parallel_order:
        route = Route.PARALLEL
    elif topic < config.least_topic and coverage < config.parallel_coverage:
        route = Route.UNRELATED
    else:
        route = Route.COMPARABLE
    return route, f"{route}: {measured}"


def _topic_similarity(documents: Documents) -> float:
    """Cosine of the documents' token-weighted mean vectors."""
    if not all(map(len, documents)):
        return 0.0
    means = [
        np.sum(document.vectors * document.tokens[:, None], axis=0, keepdims=True)
        for document in documents
    ]
    source, target = (normalised(np.asarray(mean, np.float32))[0] for mean in means)
    return float(source @ target)
