"""From sentence vectors to comparable ones: centring and windows.

A mean-pooling encoder makes it needless to embed windows of consecutive sentences, as Vecalign
(Thompson & Koehn 2019) and Bertalign (Liu & Zhu 2022) do: the vector of a window is nearly the
token-weighted mean of its sentences' vectors before normalisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encoder import TextVectors
from .profile import Profile

Float32 = NDArray[np.float32]


def centre_of(vectors: Iterable[TextVectors], language: str, profile: Profile) -> Float32:
    """The mean vector of a language: what is known of it, re-estimated on the texts at hand.

    Subtracting it before any cosine takes away what all sentences of a language share, and with
    it most of the distance between languages. For a language that the profile does not know, the
    mean of the known ones stands in, at a tenth of the weight.

    Args:
        vectors: those of all documents in that language.
        language: primary tag, such as "kk".
        profile: of the model that made the vectors.

    Returns:
        (dim,) float32.
    """
    texts = [v.pooled[v.tokens > 0] for v in vectors]
    total = np.sum([t.sum(0, dtype=np.float64) for t in texts], axis=0)
    return centre_from(total, sum(map(len, texts)), language, profile)


def centre_from(total: NDArray[np.float64], count: int, language: str, profile: Profile) -> Float32:
    """As `centre_of`, from the sum (dim,) of the vectors of `count` texts."""
    known: Any = profile.centres.get(language)
    weight = float(profile.weight)
    if known is None and profile.centres:
        known, weight = np.mean(list(profile.centres.values()), axis=0), weight / 10
    if known is None:
        known, weight = np.zeros_like(total), 0.0
    return np.asarray((total + weight * known) / max(count + weight, 1e-9), np.float32)


def normalised(vectors: Float32) -> Float32:
    """Rows at length 1; rows of zeros stay."""
    return np.asarray(
        vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32
    )


def compose_windows(vectors: Float32, weights: Float32, size: int) -> Float32:
    """Weighted means of every run of `size` consecutive rows.

    Args:
        vectors: (n, dim).
        weights: (n,), at least 0; a window without weight gets zeros.
        size: sentences a window, at least 1.

    Returns:
        (max(n - size + 1, 0), dim) float32.
    """
    count = len(vectors) - size + 1
    if count <= 0:
        return np.zeros((0, vectors.shape[1]), np.float32)
    total = sum(vectors[k : k + count] * weights[k : k + count, None] for k in range(size))
    weight = sum(weights[k : k + count] for k in range(size))
    return np.asarray(total / np.maximum(weight, 1e-9)[:, None], np.float32)


def length_ratio(source: float, target: float) -> float:
    """How many source characters a target character is worth, from two documents' lengths.

    Held between 1/2 and 2: documents of very unequal length say nothing about their languages.
    """
    return min(max((source + 10) / (target + 10), 0.5), 2.0)
