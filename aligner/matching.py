"""Which documents belong together, and by which route they should be aligned.

What speaks for two documents are the sentences that are each other's twins within the whole
corpus, among those that overlap in topic; what speaks against them is that their days, where both
are known, lie far apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bands import longest_rise, share_in_order
from .bead import Route
from .candidates import Documents, PairingConfig, different_topics, twin_rows
from .confidence import judge
from .embedded import Corpus
from .mining import Neighbourhoods, best_first, mine_twins
from .scoring import candidate_pairs
from .search import Neighbours, nearest_both_ways
from .steps import Step, no_steps
from .threads import on_one_thread_where_small
from .topics import PARTS
from .vectors import normalised

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int = NDArray[np.int64]
Place = tuple[int, int]

# As parts of a typical translation's similarity:
_GOOD_MARGIN = 0.2  # of a twin
_LEAST_ALIKE = 0.4  # twins begin to count; at twice that they count in full


@dataclass(frozen=True, slots=True)
class MatchingConfig:
    """Settings of document matching and routing.

    Attributes:
        least_score: of documents that belong together, 0…1.
        near_days: most days between two reports of one event; further apart, more has to agree.
        least_shared: of the shorter document's sentences, the share that has to say what a sentence
            of the other one says, at least in part; below it the documents are unrelated.
        least_sentences: how many those have to be, unless the documents are parallel.
        same_subject: cosine of two documents from which on they are never unrelated, though no
            sentence of one may say what one of the other says.
        parallel_coverage: least share of sentences with a sure twin in parallel documents.
        parallel_order: least share of those twins that stand in the same order (see
            `bands.share_in_order`), where most sentences have one.
        most: share of sentences with a sure twin from which on it is most.
        strict_order: the same where fewer have one, in a single chain: reports of one agency that
            follow each other in both languages share long passages, in whatever order.
        route: given by the user rather than measured.
    """

    least_score: float = 0.42
    near_days: int = 3
    least_shared: float = 0.08
    least_sentences: float = 1.5
    same_subject: float = 0.7
    parallel_coverage: float = 0.4
    parallel_order: float = 0.75
    most: float = 0.7
    strict_order: float = 0.93
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for documents that share any twin; memory grows with those pairs alone.

    Attributes:
        places: (pairs, 2) source and target document, in order.
        shared: (pairs,) sum of the margins of the twins that they share, as parts of a typical
            translation's similarity; what is hardly alike counts less or nothing, whatever its
            margin: among few sentences one is always nearest.
        twins: (pairs,) how many of those are good twins.
        sizes: of each side (documents,) their sentences.
        nearness: (pairs,) 0.5…1, lower for reports whose days lie far apart.
    """

    places: Int
    shared: Float32
    twins: Float32
    sizes: tuple[Float32, Float32]
    nearness: Float32

    @property
    def scores(self) -> Float32:
        """(pairs,): how surely two belong together, 0…1."""
        products = self.sizes[0][self.places[:, 0]] * self.sizes[1][self.places[:, 1]]
        return np.asarray(_score(self.nearness * self.shared, products), np.float32)

    def score_of_rest(self, pair: int, side: int, used: float) -> float:
        """Score of a pair whose document on a side has mates: held against what these leave of it.

        What is left is taken for half as long as the other document at least, so that a few
        sentences more or less make no pair.

        Args:
            pair: its number.
            side: of the document with mates.
            used: good twins that it has with those.
        """
        own, other = self.places[pair, [side, 1 - side]]
        alone = self.sizes[1 - side][other]
        left = max(self.sizes[side][own] - used, alone / 2)
        return float(_score(self.nearness[pair] * self.shared[pair], left * alone))


def _score(margins: Any, product: Any) -> Any:
    """Margins set against the product of the documents' lengths; 0.15 gives a score of one half."""
    density = margins / np.sqrt(np.maximum(product, 1))
    return density / (density + 0.15)


def match_documents(
    corpus: Corpus,
    config: MatchingConfig,
    pairing: PairingConfig,
    step: Step = no_steps,
    found: tuple[Neighbours, Neighbours] | None = None,
) -> list[DocumentPair]:
    """The documents that belong together, in the order of the source documents.

    Two documents belong together when many of their sentences are each other's twins within the
    whole corpus. They are paired one-to-one, the surest first; then one that is left over may join
    one that is taken if it accounts for what is left of that: a digest of two reports has two
    counterparts. What the route shows to be unrelated is no pair; only where there is but one
    document a side, the user has said that they are one, and the pair is kept to tell its route.

    Args:
        corpus: the documents.
        config: of matching and routing.
        pairing: of the search for twins.
        step: told of the progress.
        found: the nearest sentences both ways within the corpus' pools, where they are known.
    """
    if not all(corpus.sides):
        return []
    evidence = document_evidence(corpus, config, pairing, step, found)
    only_one = all(len(side) == 1 for side in corpus.sides)
    pairs = []
    chosen = _chosen(evidence, 0.0 if only_one else config.least_score)
    advance = step("Measuring routes", len(chosen))
    for (source, target), score in sorted(chosen.items()):
        documents = corpus.sides[0][source], corpus.sides[1][target]
        route, explanation = measure_route(documents, corpus, config, pairing)
        if only_one or config.route or route is not Route.UNRELATED:
            pairs.append(DocumentPair(source, target, score, route, explanation))
        advance(1)
    return pairs


def _chosen(evidence: Evidence, least: float) -> dict[Place, float]:
    """Pairs of documents and their scores; of two that are paired, one has no other counterpart."""
    places: list[Place] = [(i, j) for i, j in evidence.places.tolist()]
    scores = evidence.scores
    twins = dict(zip(places, map(float, evidence.twins), strict=True))
    likely = np.flatnonzero(scores >= least)
    best = best_first(evidence.places[likely], scores[likely])
    mates: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    chosen = {}
    for number in likely[best].tolist():
        i, j = places[number]
        mates[0][i], mates[1][j] = [j], [i]
        chosen[i, j] = float(scores[number])

    def used(side: int, own: int) -> float:
        both = ((own, mate) if side == 0 else (mate, own) for mate in mates[side][own])
        return sum(twins.get(place, 0.0) for place in both)

    offers = []
    for number in np.flatnonzero(evidence.twins >= 2).tolist():  # one good twin is none
        for side in (0, 1):
            own, other = places[number][side], places[number][1 - side]
            if own in mates[side] and other not in mates[1 - side]:
                score = evidence.score_of_rest(number, side, used(side, own))
                offers.append((-score, side, places[number], number))
    for _, side, pair, number in sorted(offers):
        own, other = pair[side], pair[1 - side]
        mine = mates[side][own]
        is_hub = any(len(mates[1 - side][mate]) > 1 for mate in mine)
        if other in mates[1 - side] or is_hub:
            continue
        score = evidence.score_of_rest(number, side, used(side, own))
        if score >= least:
            mine.append(other)
            mates[1 - side][other] = [own]
            chosen[pair] = score
    return chosen


def document_evidence(
    corpus: Corpus,
    config: MatchingConfig,
    pairing: PairingConfig,
    step: Step = no_steps,
    found: tuple[Neighbours, Neighbours] | None = None,
) -> Evidence:
    """What the documents of a corpus have in common, two by two; see `match_documents`."""
    sizes = [np.array([len(document) for document in side]) for side in corpus.sides]
    near = Neighbourhoods(
        *(np.concatenate([document.near for document in side]) for side in corpus.sides)
    )
    owner = [np.repeat(np.arange(len(count)), count) for count in sizes]
    days = [
        np.array([d.document.date.toordinal() if d.document.date else np.nan for d in side])
        for side in corpus.sides
    ]
    in_topic = None
    if pairing.mining.within_topics:
        in_topic = different_topics(corpus, step("Grouping by topic", PARTS))
    if found is None and all(map(len, corpus.pools)):
        told = step("Looking for nearest sentences", sum(map(len, corpus.pools)))
        found = nearest_both_ways(*corpus.pools, pairing.mining.neighbours, told=told)

    def nearness(places: Int) -> Float32:
        apart = np.abs(days[0][places[:, 0]] - days[1][places[:, 1]])
        return _nearness(apart, config.near_days)

    def against(pairs: Int) -> Float32:
        owners = np.stack([owner[side][pairs[:, side]] for side in (0, 1)], axis=1)
        far = 1 - nearness(owners)
        return np.asarray(far * corpus.twin / 4 + (in_topic(pairs) if in_topic else 0), np.float32)

    found_twins = mine_twins(*corpus.pools, pairing.mining, near, against, found)
    advance = step("Matching documents", len(found_twins))
    # Of one document a side the two are a pair, whatever they share.
    shared: dict[Place, float] = {(0, 0): 0.0} if len(sizes[0]) == len(sizes[1]) == 1 else {}
    twins: dict[Place, int] = dict.fromkeys(shared, 0)
    for twin in found_twins:
        place = int(owner[0][twin.source]), int(owner[1][twin.target])
        margin = twin.margin / corpus.twin
        alike = (twin.similarity / corpus.twin - _LEAST_ALIKE) / _LEAST_ALIKE
        more = max(margin, 0.0) * min(max(alike, 0.0), 1.0)
        shared[place] = shared.get(place, 0.0) + more
        twins[place] = twins.get(place, 0) + (margin >= _GOOD_MARGIN)
        advance(1)
    ordered = sorted(shared)
    places = np.array(ordered, np.int64).reshape(-1, 2)
    return Evidence(
        places=places,
        shared=np.array([shared[place] for place in ordered], np.float32),
        twins=np.array([twins[place] for place in ordered], np.float32),
        sizes=(sizes[0].astype(np.float32), sizes[1].astype(np.float32)),
        nearness=nearness(places),
    )


def _nearness(apart: Float64, near_days: int) -> Float32:
    """1 for reports of about the same day, or of none known; lower, the more days lie between.

    Translations may be published late: their sentences outweigh the days, so it never falls below
    one half.

    Args:
        apart: (n,) days between two reports; no number where one of them is not known.
        near_days: most days between reports of one event.
    """
    factor = 1 / (1 + np.maximum(apart - near_days, 0) / 30)
    return np.asarray(np.nan_to_num(np.maximum(factor, 0.5), nan=1.0), np.float32)


@on_one_thread_where_small
def measure_route(
    documents: Documents, corpus: Corpus, config: MatchingConfig, pairing: PairingConfig
) -> tuple[Route, str]:
    """The route of two documents and a line that says what it rests on.

    Measured are the share of sentences with a sure twin, how many of those stand in the same
    order, and how much is shared at all: the sum over twins of the probability that they share
    content, so that a sentence by chance makes no pair. Documents that share nothing may still be
    on the same subject, if they are near as a whole; reports of one section are not that near.
    """
    spans = twin_rows(documents, pairing.mining)
    verdicts = judge(
        candidate_pairs(documents, spans, corpus),
        Route.COMPARABLE,
        pairing.confidence,
    )
    sure = sorted(
        (rows.start, columns.start)
        for (rows, columns), verdict in zip(spans, verdicts, strict=True)
        if verdict.shares_content >= pairing.confidence.partial
    )
    shorter = max(min(map(len, documents)), 1)
    coverage = len(sure) / shorter
    expected = sum(verdict.shares_content for verdict in verdicts)
    order, topic = share_in_order(sure), _topic_similarity(documents)
    measured = (
        f"{coverage:.0%} of the sentences have a twin, {order:.0%} of those in the same order, "
        f"topic similarity {topic:.2f}{_days_apart(documents)}"
    )
    if config.route:
        return config.route, f"{config.route} as told; {measured}"
    if coverage >= config.most:
        in_order = order >= config.parallel_order
    else:
        in_order = len(longest_rise(sure)) >= config.strict_order * len(sure)
    if coverage >= config.parallel_coverage and in_order:
        route = Route.PARALLEL
    elif (
        expected < max(config.least_shared * shorter, config.least_sentences)
        and topic < config.same_subject
    ):
        route = Route.UNRELATED
    else:
        route = Route.COMPARABLE
    return route, f"{route}: {measured}"


def _days_apart(documents: Documents) -> str:
    dates = [document.document.date for document in documents]
    if dates[0] is None or dates[1] is None:
        return ""
    days = abs((dates[0] - dates[1]).days)
    return ", the same day" if not days else f", {days} day{'s' if days > 1 else ''} apart"


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
