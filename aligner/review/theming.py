"""The topics of the corpus for the queue, found in a process of its own when they are asked for."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from corpora.store import Store

from .queue import Theme

_LONGEST = 600
"""Seconds."""


def find_themes(path: Path) -> tuple[Theme, ...] | None:
    """The topics of a store; None where it does not keep the vectors of all its sentences."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_found, path).result(_LONGEST)


def _found(path: Path) -> tuple[Theme, ...] | None:
    from ..corpus.topical import themes_of

    with Store.open(path) as store, store.database.snapshot():
        found = themes_of(store)
    if found is None:
        return None
    return tuple(
        Theme((theme.topic.sides[0].label, theme.topic.sides[1].label), theme.pairs)
        for theme in found
        if theme.pairs
    )
