"""Which stored documents a new one could belong to: those that hold its sentences' neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .vectors import Loader, Pool

MOST = 8  # documents of the other language that are looked at for a new one


def candidates(
    loader: Loader, pools: tuple[Pool, Pool], side: int, versions: Sequence[int]
) -> dict[int, list[int]]:
    """For each version the versions of the other language that are likeliest its twin.

    A sentence votes for the documents of its nearest sentences by how much nearer each is than the
    neighbourhood's mean; long documents get no more for being long.

    Args:
        loader: has looked around these versions.
        pools: of both languages.
        side: of the versions.
        versions: to find candidates for.
    """
    other = pools[1 - side]
    owners = np.zeros(len(other.units), np.int64)
    names = list(other.rows)
    lengths = np.array([len(other.rows[name]) for name in names], np.float32)
    for place, name in enumerate(names):
        owners[other.rows[name].start : other.rows[name].stop] = place
    out: dict[int, list[int]] = {}
    for version in versions:
        near = loader.around(side, version)
        if not near.numbers.size:
            out[version] = []
            continue
        votes = np.zeros(len(names), np.float32)
        above = np.maximum(near.values - near.values.mean(1, keepdims=True), 0)
        np.add.at(votes, owners[near.numbers].ravel(), above.ravel())
        votes /= np.sqrt(np.maximum(lengths, 1))
        best = np.argsort(-votes, kind="stable")[:MOST]
        out[version] = [names[place] for place in best if votes[place] > 0]
    return out
