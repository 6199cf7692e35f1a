"""What a stored corpus speaks of, by kept vectors: its topics, and the topic of each pair."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.store import Store, StoreError
from corpora.store.vectors import last_model, missing

from ..embedded import Corpus
from ..topics import Topic, describe, find_topics
from .vectors import Loader


@dataclass(frozen=True, slots=True)
class Theme:
    """A topic of both sides and the document pairs that speak of it.

    Attributes:
        topic: what is known of it.
        pairs: numbers of those pairs of which it is the main topic.
    """

    topic: Topic
    pairs: tuple[int, ...]


def themes_of(store: Store) -> tuple[Theme, ...] | None:
    """The topics that both sides share, the largest first; no model is loaded.

    A pair's main topic is the one of which both of its documents have most.

    Returns:
        None where not every sentence has a vector.
    """
    try:
        model = last_model(store.database)
    except StoreError:
        return None
    if missing(store.database, model, store.languages):
        return None
    loader = Loader.of(store, model)
    sides = [
        tuple(loader.document(side, version) for version in pool.rows)
        for side, pool in enumerate(loader.pools)
    ]
    units = loader.pools[0].units, loader.pools[1].units
    corpus = Corpus((sides[0], sides[1]), units, loader.twin, 0)
    shared = [topic for topic in describe(corpus, find_topics(corpus)) if topic.overlapping]
    counts = [[dict(side.documents) for side in topic.sides] for topic in shared]
    found: list[list[int]] = [[] for _ in shared]
    for pair in store.pairs():
        shares = [min(a.get(pair.source, 0), b.get(pair.target, 0)) for a, b in counts]
        most = max(shares, default=0)
        if most:
            found[shares.index(most)].append(pair.id)
    return tuple(Theme(topic, tuple(pairs)) for topic, pairs in zip(shared, found, strict=True))
