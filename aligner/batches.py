"""Token sequences in batches without padding, and what a model's forward pass makes of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some sequences of tokens, one after the other, none of them padded.

    Attributes:
        ids: (tokens,) of all sequences.
        lengths: (sequences,) how many of them each has, at least 1.
    """

    ids: Int64
    lengths: Int64

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]]) -> Batch:
        """The batch of these sequences, in this order."""
        return cls(
            np.concatenate([np.asarray(ids, np.int64) for ids in sequences]),
            np.array([len(ids) for ids in sequences], np.int64),
        )

    @property
    def starts(self) -> Int64:
        """(sequences,) where each begins among the tokens."""
        return np.cumsum(self.lengths) - self.lengths

    @property
    def mask(self) -> NDArray[np.bool_]:
        """(sequences, longest) which places of the padded form hold a token."""
        return np.arange(self.lengths.max())[None, :] < self.lengths[:, None]

    @property
    def places(self) -> Int64:
        """(tokens,) the place of each token in its sequence."""
        return np.arange(len(self.ids)) - np.repeat(self.starts, self.lengths)


class Forward(Protocol):
    """A model's forward pass, whatever computes it.

    Attributes:
        tokens_a_batch: how many tokens it reads best at a time.
        workers: how many batches it reads best side by side.
    """

    tokens_a_batch: int
    workers: int

    def __call__(self, batch: Batch) -> tuple[Float32, Float16]:
        """The last hidden states (tokens, dim) and their projections (tokens, traced)."""
        ...


def cut(lengths: Sequence[int], most: int) -> Iterator[range]:
    """Runs of sequences with at most so many tokens together; a longer one stands alone."""
    start, tokens = 0, 0
    for number, length in enumerate(lengths):
        if number > start and tokens + length > most:
            yield range(start, number)
            start, tokens = number, 0
        tokens += length
    if lengths:
        yield range(start, len(lengths))


def usable_cores() -> int:
    """How many cores this process may use; OMP_NUM_THREADS, where it is set, says fewer."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    said = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, int(said))) if said.isdigit() and int(said) else cores
