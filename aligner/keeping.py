"""An encoder that reads no text twice: vectors are put on a shelf, and looked for there first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from corpora import Shelf
from corpora.shelf import sealed, unsealed

from .encoder import Encoder, Progress, TextVectors, no_progress
from .profile import TRACE_DIM

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]

TEXTS_AT_ONCE = 4096  # put on the shelf together; what a run that is killed has to do again


def text_key(text: str) -> bytes:
    """16 bytes that stand for a text; the text itself is not kept."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def pack(pooled: Float32, trace: Float16) -> bytes:
    """The vectors of a text as bytes: a checksum, and all numbers as float16.

    Args:
        pooled: (dim,), as `TextVectors` has it: float16 holds it without loss.
        trace: (tokens, TRACE_DIM).
    """
    return sealed(pooled.astype("<f2").tobytes() + trace.astype("<f2").tobytes())


def unpack(packed: bytes, dim: int) -> tuple[Float32, Float16] | None:
    """What `pack` was given; None if the bytes are damaged."""
    kept = unsealed(packed)
    if kept is None:
        return None
    values, odd = divmod(len(kept), 2)
    if odd or values < dim or (values - dim) % TRACE_DIM:
        return None
    numbers = np.frombuffer(kept, "<f2")
    trace = numbers[dim:].reshape(-1, TRACE_DIM).astype(np.float16)
    return numbers[:dim].astype(np.float32), trace


class KeepingEncoder:
    """An encoder that asks a shelf first, and puts there what it had to encode.

    Args:
        encoder: is asked for what the shelf does not have.
        shelf: has vectors of that encoder's `ModelInfo.vectors_key` only.
    """

    def __init__(self, encoder: Encoder, shelf: Shelf) -> None:
        self._encoder, self._shelf = encoder, shelf
        self.info = encoder.info

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> TextVectors:
        """See `Encoder.encode`."""
        places: dict[bytes, list[int]] = {}
        for number, text in enumerate(texts):
            if text:
                places.setdefault(text_key(text), []).append(number)

        def found() -> Iterator[tuple[int, Float32, Float16]]:
            missing = []
            for keys in _runs(list(places)):
                kept = self._shelf.get(keys)
                for key in keys:
                    known = unpack(kept[key], self.info.dim) if key in kept else None
                    if known is None:
                        missing.append(key)
                        continue
                    progress(len(places[key]))
                    for number in places[key]:
                        yield number, *known
            for keys in _runs(missing):
                vectors = self._encoder.encode([texts[places[key][0]] for key in keys], progress)
                pairs = list(zip(vectors.pooled, vectors.traces, strict=True))
                made = {key: pack(*pair) for key, pair in zip(keys, pairs, strict=True)}
                self._shelf.put(made)
                for key, pair in zip(keys, pairs, strict=True):
                    progress(len(places[key]) - 1)
                    for number in places[key]:
                        yield number, *pair

        return TextVectors.collect(len(texts), self.info.dim, found())


def _runs(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for at in range(0, len(keys), TEXTS_AT_ONCE):
        yield keys[at : at + TEXTS_AT_ONCE]
