"""Topics in words and figures: labels, shares, documents, and which of them overlap."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ..embedded import Corpus
from ..vectors import normalised
from .find import Topics
from .labels import label_topics

_LEAST_BALANCE = 0.1
_LEAST_STRENGTH = 0.4


@dataclass(frozen=True, slots=True)
class Side:
    """What one side has of a topic.

    Attributes:
        label: words of this side that tell the topic, the most telling first.
        passages: how many.
        sentences: how many.
        share: of the side's sentences, 0…1.
        documents: ids of documents that speak of it and how many sentences each has, the most
            first.
    """

    label: tuple[str, ...]
    passages: int
    sentences: int
    share: float
    documents: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What some passages speak of.

    Attributes:
        number: in `Topics`.
        sides: what the source and the target have of it.
        strength: cosine of the two sides' mean passages, -1…1; 0 where one side has none.
        overlapping: both sides speak of it: the smaller share is at least a tenth of the larger
            one, and the strength at least 0.4.
    """

    number: int
    sides: tuple[Side, Side]
    strength: float
    overlapping: bool

    @property
    def share(self) -> float:
        """Mean of the two sides' shares, 0…1."""
        return (self.sides[0].share + self.sides[1].share) / 2


def describe(corpus: Corpus, topics: Topics) -> tuple[Topic, ...]:
    """All topics: the overlapping ones first, the largest share first."""
    source, target = (_sides(corpus, topics, side) for side in (0, 1))
    middles = [normalised(middle) for middle in topics.middles]
    strengths = np.einsum("ij,ij->i", *middles)
    found = [
        Topic(number, pair, round(float(strength), 4), _overlap(pair, float(strength)))
        for number, (pair, strength) in enumerate(
            zip(zip(source, target, strict=True), strengths, strict=True)
        )
    ]
    return tuple(sorted(found, key=lambda topic: (not topic.overlapping, -topic.share)))


def _overlap(sides: tuple[Side, Side], strength: float) -> bool:
    smaller, larger = sorted(side.share for side in sides)
    return smaller > 0 and smaller >= _LEAST_BALANCE * larger and strength >= _LEAST_STRENGTH


def _sides(corpus: Corpus, topics: Topics, side: int) -> list[Side]:
    documents = corpus.sides[side]
    passages, owners = topics.passages[side], topics.of_passage[side]
    labels = label_topics(
        (
            (int(topic), documents[passage.document].text(range(row, row + 1)))
            for passage, topic in zip(passages, owners, strict=True)
            for row in passage.rows
        ),
        documents[0].document.language if documents else "",
    )
    spoken: list[Counter[str]] = [Counter() for _ in range(len(topics))]
    for passage, topic in zip(passages, owners, strict=True):
        spoken[topic][documents[passage.document].document.id] += len(passage.rows)
    every = max(sum(count.total() for count in spoken), 1)
    sizes = np.bincount(owners, minlength=len(topics))
    return [
        Side(
            label=labels.get(number, ()),
            passages=int(sizes[number]),
            sentences=count.total(),
            share=count.total() / every,
            documents=tuple(count.most_common()),
        )
        for number, count in enumerate(spoken)
    ]
