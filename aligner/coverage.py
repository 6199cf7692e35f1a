"""How much of each text the other one covers, token by token.

Two texts may be near as a whole though one of them says more. So each token looks for its nearest
token on the other side, and what counts is the weakest stretch: the run of consecutive tokens whose
nearest ones are farthest. The greedy matching is that of BERTScore (Zhang et al. 2020), on centred
token vectors that are projected to a few dimensions while a sentence is embedded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

STRETCH = 6  # tokens; about three words


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well two texts cover each other; cosines, -1…1, source then target.

    Attributes:
        mean: over each side's tokens, of the similarity to the nearest token of the other side.
        weakest: of the stretch where that is lowest.
    """

    mean: tuple[float, float]
    weakest: tuple[float, float]


def cover(source: Float32, target: Float32) -> Coverage:
    """The coverage of two texts by their traces, (tokens, TRACE_DIM) of length 1; 0 if empty."""
    if not len(source) or not len(target):
        return Coverage((0.0, 0.0), (0.0, 0.0))
    alike = source @ target.T
    nearest = alike.max(1), alike.max(0)
    return Coverage(
        mean=(float(nearest[0].mean()), float(nearest[1].mean())),
        weakest=(weakest_stretch(nearest[0]), weakest_stretch(nearest[1])),
    )


def weakest_stretch(nearest: Float32) -> float:
    """The lowest mean over STRETCH consecutive tokens, or over all where there are fewer."""
    size = min(STRETCH, len(nearest))
    running = np.zeros(len(nearest) + 1)
    nearest.cumsum(dtype=np.float64, out=running[1:])
    return float((running[size:] - running[:-size]).min()) / size
