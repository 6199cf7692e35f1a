"""How alike the sentences of two stored documents are, by the vectors that the store keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpora.store import Store

from ..profile import Profile, profile_of
from ..vectors import normalised

Float32 = NDArray[np.float32]


def kept_units(store: Store, version: int, language: str) -> tuple[tuple[int, ...], Float32] | None:
    """The centred vectors of a version's sentences, at length 1; no model is loaded for it.

    Returns:
        The sentences' numbers (n,), and (n, dim); None where no vectors are kept.
    """
    model = store.database.row("SELECT id, key, dim FROM model ORDER BY id DESC LIMIT 1")
    if model is None:
        return None
    rows = store.database.rows(
        "SELECT number, pooled FROM sentence"
        " JOIN vector ON vector.model_id = ? AND vector.text_id = sentence.text_id"
        " WHERE version_id = ? ORDER BY number",
        (model["id"], version),
    )
    if not rows:
        return None
    joined = b"".join(row["pooled"] for row in rows)
    pooled = np.frombuffer(joined, np.float16).reshape(-1, model["dim"]).astype(np.float32)
    fingerprint = str(model["key"]).partition("/")[0]
    centre = _centre(profile_of(fingerprint, model["dim"]), language, pooled)
    return tuple(row["number"] for row in rows), normalised(pooled - centre)


def similarities(
    store: Store, versions: tuple[int, int], counts: tuple[int, int]
) -> Float32 | None:
    """Cosines of all sentences of two versions.

    Args:
        store: that holds them.
        versions: source and target.
        counts: how many sentences each has, those that are no report text included.

    Returns:
        (source sentences, target sentences), 0 where one is no report text; None where no vectors
        are kept.
    """
    sides = [
        kept_units(store, version, language)
        for version, language in zip(versions, store.languages, strict=True)
    ]
    if sides[0] is None or sides[1] is None:
        return None
    out = np.zeros(counts, np.float32)
    out[np.ix_(sides[0][0], sides[1][0])] = sides[0][1] @ sides[1][1].T
    return out


def _centre(profile: Profile, language: str, pooled: Float32) -> Float32:
    """What is known of a language; where nothing is, the mean of these very sentences."""
    known = profile.centres.get(language)
    return np.asarray(pooled.mean(0), np.float32) if known is None else known
