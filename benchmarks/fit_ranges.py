"""Measures how large the default model's channels get, for the 8-bit linear maps.

    python benchmarks/fit_ranges.py FILE [FILE …]     writes aligner/data/ranges/FINGERPRINT.npz

Each line of the files is a text; the largest absolute value of each channel over all their tokens
is kept, no text. What stands in the repository was made of our sample reports and of 500 crawled
lines a side in Kazakh and Russian, none of them from a set that figures are told of.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner import bundled
from aligner.bert import MeanPooledBert
from aligner.bert_torch import TorchForward
from aligner.encoder import load_encoder
from aligner.profile import profile_of

LINES = 100  # of a file, evenly spread
PLACE = Path(__file__).parents[1] / "aligner" / "data" / "ranges" / f"{bundled.FINGERPRINT}.npz"


class Measuring(TorchForward):
    """The forward pass, which looks at what its linear maps read."""

    def __init__(self, folder: Path, basis: NDArray[np.float32]) -> None:
        super().__init__(folder, basis, "cpu", half=False)
        self.tokens_a_batch = 1  # one sequence at a time: no padding among the channels
        self.largest: dict[str, NDArray[np.float32]] = {}

    def _linear(self, x, name):
        largest = np.abs(x.numpy()).max((0, 1))
        self.largest[name] = np.maximum(largest, self.largest.get(name, 0))
        return super()._linear(x, name)


def main() -> None:
    """See the module docstring."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    texts = []
    for path in parser.parse_args().files:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        lines = [line for line in lines if line]
        texts += lines[:: max(1, len(lines) // LINES)][:LINES]
    folder = Path(load_encoder().info.folder)
    forward = Measuring(folder, profile_of(bundled.FINGERPRINT, bundled.DIM).basis)
    for done in MeanPooledBert(folder, forward).encode(texts):
        del done
    # What reads the inner layer stays in float32 (see aligner.onnx_graph), and query, key and value
    # read the same.
    kept = {
        name: largest.astype(np.float16)
        for name, largest in forward.largest.items()
        if name.endswith((".query", "attention.output.dense", "intermediate.dense"))
    }
    PLACE.parent.mkdir(exist_ok=True)
    np.savez_compressed(PLACE, **kept)
    print(f"{len(texts)} texts, {len(kept)} maps, written to {PLACE}")


if __name__ == "__main__":
    main()
