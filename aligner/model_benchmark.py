"""How fast the default model is on this machine in each precision, and what that costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import corpora

from .encoder import TextVectors, load_encoder
from .vectors import normalised

PRECISIONS = ("float32", "int8")
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What a precision does.

    Attributes:
        model: its name, for `--model`.
        precision: what it computes with here.
        a_second: sentences of the sample reports, the best of some rounds.
        ratio: of that to the first one measured.
        cosine: mean of its vectors' cosines to those of the first one.
        retrieval: share of the sample reports' sentences whose vector is nearest to their
            translation's, of both directions.
    """

    model: str
    precision: str
    a_second: float
    ratio: float
    cosine: float
    retrieval: float


def sample_pairs() -> tuple[list[str], list[str]]:
    """The translations in the gold of the sample reports."""
    table = Path(corpora.__file__).parent / "samples" / "gold" / "parallel.pairs.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    pairs = [row[3:5] for row in rows if row[2] == "translation"]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def measure(announce: Callable[[str], object]) -> Iterator[Measured]:
    """Measure each precision of the default model, in turn.

    Args:
        announce: told of each step before it starts.

    Raises:
        ModelError: the model is damaged, or its cache cannot be written.
    """
    sides = sample_pairs()
    texts = [text for side in sides for text in side]
    encoders = {}
    for precision in PRECISIONS:
        name = f"bundled:{precision}"
        announce(f"Preparing {name}")
        encoders[name] = load_encoder(name)
        encoders[name].encode(texts[:1])  # loads it
    seconds = dict.fromkeys(encoders, float("inf"))
    vectors: dict[str, TextVectors] = {}
    for number in range(ROUNDS):
        for name, encoder in encoders.items():
            announce(f"Measuring {name}, round {number + 1} of {ROUNDS}")
            start = time.perf_counter()
            vectors[name] = encoder.encode(texts)
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    first = next(iter(encoders))
    units = {name: normalised(found.pooled) for name, found in vectors.items()}
    for name, encoder in encoders.items():
        source, target = (side - side.mean(0) for side in np.split(units[name], [len(sides[0])]))
        cosine = normalised(source) @ normalised(target).T
        own = np.arange(len(cosine))
        hits = (cosine.argmax(1) == own).mean() + (cosine.argmax(0) == own).mean()
        yield Measured(
            model=name,
            precision=encoder.info.precision,
            a_second=len(texts) / seconds[name],
            ratio=seconds[first] / seconds[name],
            cosine=float((units[name] * units[first]).sum(1).mean()),
            retrieval=float(hits / 2),
        )
