"""The topics of a corpus: passages of both sides grouped, and what each sentence speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..embedded import Corpus, EmbeddedDocument
from ..search import nearest
from ..vectors import normalised
from .grouping import GroupingConfig, group, means
from .passages import passage_vectors, passages_of

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

PARTS = 4  # of the work: passages, their groups, the sentences of either side
_CHUNK = 100_000  # pairs looked at together


@dataclass(frozen=True, slots=True)
class TopicConfig:
    """Settings of topics.

    Attributes:
        grouping: of passages.
        document: how much a passage is drawn towards its document, where a side has several.
        passage: how much a sentence is drawn towards its passage.
        memberships: topics that a sentence may belong to.
        temperature: of the memberships' weights; the smaller, the more the nearest one counts.
        least_shared: of two sentences that may be paired (see `may_pair`), 0…1.
    """

    grouping: GroupingConfig = field(default_factory=GroupingConfig)
    document: float = 1.0
    passage: float = 0.5
    memberships: int = 8
    temperature: float = 0.07
    least_shared: float = 0.012


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences: the place of its document on its side, and rows of that document."""

    document: int
    rows: range


@dataclass(frozen=True, slots=True)
class Topics:
    """What a corpus speaks of. Topics are numbered by size, the largest first.

    Attributes:
        passages: of each side, in the order of the documents.
        of_passage: of each side (passages,) the topic of each.
        middles: of each side (topics, dim) the mean of its passages; zeros where it has none.
        of_sentence: of each side (n, k) the topics that each sentence may belong to, the nearest
            first; rows as in `Corpus.pools`, k at most `TopicConfig.memberships`.
        weights: of each side (n, k), how much so; rows sum to 1.
        least_shared: from the settings.
    """

    passages: tuple[tuple[Passage, ...], tuple[Passage, ...]]
    of_passage: tuple[Int, Int]
    middles: tuple[Float32, Float32]
    of_sentence: tuple[Int, Int]
    weights: tuple[Float32, Float32]
    least_shared: float

    def __len__(self) -> int:
        return len(self.middles[0])


def find_topics(
    corpus: Corpus,
    config: TopicConfig | None = None,
    told: Callable[[int], None] = lambda _: None,
) -> Topics:
    """Group the passages of both sides by what they speak of; nothing is embedded.

    Either side may be empty. `told` hears of each part of the work done, `PARTS` altogether.
    """
    config = config or TopicConfig()
    passages = [_passages(side) for side in corpus.sides]
    vectors = [
        _drawn_to_documents(side, found, config.document, corpus.pools[0].shape[1])
        for side, found in zip(corpus.sides, passages, strict=True)
    ]
    told(1)
    groups = _by_size(group(np.concatenate(vectors), config.grouping))
    told(1)
    count = int(groups.max(initial=-1)) + 1
    owners = np.split(groups, [len(vectors[0])])
    centroids = normalised(means(np.concatenate(vectors), groups, count))
    members = []
    for pool, found, vector in zip(corpus.pools, passages, vectors, strict=True):
        members.append(_memberships(pool, found, vector, centroids, config))
        told(1)
    middles = [means(vector, owner, count) for vector, owner in zip(vectors, owners, strict=True)]
    return Topics(
        passages=(passages[0], passages[1]),
        of_passage=(owners[0], owners[1]),
        middles=(middles[0], middles[1]),
        of_sentence=(members[0][0], members[1][0]),
        weights=(members[0][1], members[1][1]),
        least_shared=config.least_shared,
    )


def may_pair(topics: Topics, pairs: Int) -> Bool:
    """Whether two sentences overlap in topic enough to be each other's translation.

    They do if the sum over topics of the product of their weights is at least `least_shared`.

    Args:
        topics: of the corpus.
        pairs: (n, 2) rows of `Corpus.pools`, source and target.

    Returns:
        (n,) booleans.
    """
    out = np.zeros(len(pairs), bool)
    for at in range(0, len(pairs), _CHUNK):
        part = pairs[at : at + _CHUNK]
        numbers = [topics.of_sentence[side][part[:, side]] for side in (0, 1)]
        weights = [topics.weights[side][part[:, side]] for side in (0, 1)]
        same = numbers[0][:, :, None] == numbers[1][:, None, :]
        shared = np.einsum("nij,ni,nj->n", same.astype(np.float32), *weights)
        out[at : at + _CHUNK] = shared >= topics.least_shared
    return out


def _passages(side: Sequence[EmbeddedDocument]) -> tuple[Passage, ...]:
    return tuple(
        Passage(place, rows)
        for place, document in enumerate(side)
        for rows in passages_of(document)
    )


def _drawn_to_documents(
    side: Sequence[EmbeddedDocument], passages: Sequence[Passage], share: float, dim: int
) -> Float32:
    """(passages, dim) at length 1.

    A document mostly speaks of one thing, so each passage gets a share of what its document has
    beyond the other documents of its side. Where there is but one document, that is nothing.
    """
    rows: list[list[range]] = [[] for _ in side]
    for passage in passages:
        rows[passage.document].append(passage.rows)
    parts = [passage_vectors(d, found) for d, found in zip(side, rows, strict=True) if found]
    if not parts:
        return np.zeros((0, dim), np.float32)
    whole = [
        passage_vectors(d, [range(len(d))]) for d, found in zip(side, rows, strict=True) if found
    ]
    usual = np.mean(whole, axis=0)
    drawn = [part + share * (own - usual) for part, own in zip(parts, whole, strict=True)]
    return normalised(np.concatenate(drawn))


def _by_size(groups: Int) -> Int:
    """The same groups, numbered from the largest to the smallest."""
    order = np.argsort(-np.bincount(groups), kind="stable")
    return np.argsort(order, kind="stable")[groups]


def _memberships(
    pool: Float32,
    passages: Sequence[Passage],
    vectors: Float32,
    centroids: Float32,
    config: TopicConfig,
) -> tuple[Int, Float32]:
    """The nearest topics of each sentence and their weights, by a softmax of the cosines."""
    if not len(pool):
        return np.zeros((0, 0), np.int64), np.zeros((0, 0), np.float32)
    owner = np.repeat(np.arange(len(passages)), [len(passage.rows) for passage in passages])
    drawn = normalised(pool + config.passage * vectors[owner])
    cosines, numbers = nearest(drawn, centroids, config.memberships)
    weights = np.exp((cosines - cosines[:, :1]) / config.temperature)
    return numbers, np.asarray(weights / weights.sum(1, keepdims=True), np.float32)
