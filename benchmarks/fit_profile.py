"""Make a model's profile: language centres, token basis, typical cosine of a translation.

    python benchmarks/fit_profile.py kk=FILE[,FILE …] ru=FILE[,FILE …] [--ladders DIR] [-m MODEL]

The files hold one sentence a line in that language; up to 2,000 a file are drawn evenly. A few
thousand of any mixed text will do. The centre is the mean of their pooled vectors, the basis the
first principal directions of their centred token vectors, the typical cosine the median over the
1-1 beads of hand-aligned documents (see fit_ladder.py for their form).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from fit_ladder import read_gold, read_lines
from gold import ladder_files

from aligner import bundled, profile
from aligner.bert import MeanPooledBert
from aligner.vectors import normalised

PER_FILE = 2000


def main() -> None:
    """See the module docstring."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("languages", nargs="+", metavar="LANG=FILE,…")
    parser.add_argument("--ladders", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    whole = MeanPooledBert(bundled.ensure_unpacked(print), np.eye(bundled.DIM, dtype=np.float32))
    arrays: dict[str, np.ndarray] = {}
    spread = np.zeros((bundled.DIM, bundled.DIM))
    for given in args.languages:
        language, files = given.split("=")
        texts = []
        for path in files.split(","):
            lines = [line for line in dict.fromkeys(read_lines(Path(path))) if line]
            texts += lines[:: -(-len(lines) // PER_FILE)]
        found = [item for batch in whole.encode(texts) for item in batch]
        centre = np.mean([vector for _, vector, _ in found], axis=0)
        arrays[f"centre.{language}"] = centre.astype(np.float32)
        for _, _, trace in found:
            unit = normalised(trace.astype(np.float32) - centre)
            spread += unit.T @ unit
        print(f"{language}: {len(texts)} sentences")
    _, directions = np.linalg.eigh(spread)
    arrays["basis"] = directions[:, ::-1][:, : profile.TRACE_DIM].astype(np.float16)
    arrays["twin"] = np.array(0.62)
    if args.ladders:
        arrays["twin"] = np.array(round(typical_cosine(args.ladders, whole, arrays), 2))
    print(f"a typical translation has cosine {arrays['twin']}")
    home = Path(profile.__file__).parent / "data" / "profiles"
    output = args.output or home / f"{bundled.FINGERPRINT}.npz"
    output.parent.mkdir(exist_ok=True)
    np.savez_compressed(output, **arrays)
    print(f"wrote {output.name}, {output.stat().st_size:,} bytes")


def typical_cosine(folder: Path, model: MeanPooledBert, arrays: dict[str, np.ndarray]) -> float:
    """The median centred cosine of all 1-1 beads."""
    cosines = []
    for source, target, gold in ladder_files(folder):
        sides = []
        for path in (source, target):
            texts = read_lines(path)
            vectors = np.zeros((len(texts), bundled.DIM), np.float32)
            for batch in model.encode(texts):
                for number, vector, _ in batch:
                    vectors[number] = vector - arrays[f"centre.{path.suffix[1:]}"]
            sides.append(normalised(vectors))
        cosines += [
            float(sides[0][a[0]] @ sides[1][b[0]])
            for a, b in read_gold(gold)
            if len(a) == len(b) == 1
        ]
    return float(np.median(cosines))


if __name__ == "__main__":
    main()
