"""What is known of an embedding model: where its vectors lie, and what its cosines mean.

Profiles stand in `data/profiles/FINGERPRINT.npz` and are made by `benchmarks/fit_profile.py`. A
model never measured gets a neutral one, so that any model works, if less sharply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

TRACE_DIM = 64


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a model.

    Attributes:
        centres: language → mean sentence vector (dim,), before normalisation.
        basis: (dim, TRACE_DIM), onto which token vectors are projected to be kept; columns are
            their principal directions, or random ones (Johnson & Lindenstrauss 1984).
        twin: cosine of centred vectors that a typical translation has; random pairs have 0.
        weight: how many sentences of a corpus weigh as much as the known centre.
    """

    centres: Mapping[str, Float32]
    basis: Float32
    twin: float = 0.62
    weight: int = 200


@lru_cache
def profile_of(fingerprint: str, dim: int) -> Profile:
    """The profile of a model, by its fingerprint and the dimension of its vectors."""
    kept = files("aligner").joinpath(f"data/profiles/{fingerprint}.npz")
    if not kept.is_file():
        chance = np.random.default_rng(dim)
        basis = chance.standard_normal((dim, TRACE_DIM)).astype(np.float32) / TRACE_DIM**0.5
        return Profile(centres={}, basis=basis)
    with kept.open("rb") as file, np.load(file) as arrays:
        return Profile(
            centres={
                name.removeprefix("centre."): arrays[name].astype(np.float32)
                for name in arrays
                if name.startswith("centre.")
            },
            basis=arrays["basis"].astype(np.float32),
            twin=float(arrays["twin"]),
        )
