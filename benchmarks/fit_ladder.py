"""Fit the ladder's coefficients as a conditional random field on hand-aligned documents.

    python benchmarks/fit_ladder.py DIR [DIR …] [--samples DIR] [-o FILE] [--halves]

The first reading is fitted on all beads, the second on those near the path that the first finds.
Each DIR holds documents with one sentence a line and their ladders: NAME.LANG, NAME.LANG and
NAME.gold or NAME.LANGLANG (lines `[0]:[0, 1]`). The likelihood of the gold path among all paths of
the same dynamic programming is raised by L-BFGS, with a little weight decay. `--halves` fits on
every other document (long ones are cut in four) and prints the strict F1 on the rest. `--samples`
adds the parallel pairs of corpora/samples.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from gold import ladder_files

from aligner import ladder, reread
from aligner.encoder import Encoder, encode_distinct, load_encoder
from aligner.evaluation import Counts, ladder_counts, read_ladder
from aligner.evidence import surface_of
from aligner.profile import profile_of
from aligner.surface import surface_vectors
from aligner.vectors import centre_of, normalised
from corpora import read_document

Gold = list[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass
class Example:
    """A document pair: features as tensors, and its gold path."""

    name: str
    sides: tuple[ladder.Side, ladder.Side]
    gold: Gold
    block: ladder.Block
    beads: dict[ladder.BeadType, torch.Tensor]
    gaps: tuple[torch.Tensor, torch.Tensor]
    possible: dict[ladder.BeadType, torch.Tensor] | None = None  # in the second reading


def read_gold(path: Path) -> Gold:
    """The beads of a ladder file."""
    return list(read_ladder(path))


def read_lines(path: Path) -> list[str]:
    """The sentences of a file, one a line."""
    return [line.strip() for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


def read_samples(folder: Path) -> list[tuple[str, list[list[str]], Gold]]:
    """Name, sentences and ladder of each parallel pair of the sample reports."""
    golds: dict[tuple[str, str], list[list[str]]] = {}
    rows = (folder / "gold" / "parallel.pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for kazakh, russian, _, *texts in (row.split("\t") for row in rows):
        golds.setdefault((kazakh, russian), []).append(texts)
    found = []
    for names, beads in golds.items():
        documents = [
            read_document(folder / language / name)
            for language, name in zip(("kk", "ru"), names, strict=True)
        ]
        sentences = [document.sentence_texts for document in documents]
        two_sided = [
            tuple(numbers_of(side, text) for side, text in zip(sentences, bead, strict=True))
            for bead in beads
        ]
        found.append((names[0], sentences, whole_ladder(two_sided, *map(len, sentences))))
    return found


def numbers_of(sentences: list[str], text: str) -> tuple[int, ...]:
    """The sentences that make up a gold text."""
    return tuple(number for number, sentence in enumerate(sentences) if sentence in text)


def whole_ladder(two_sided: Gold, rows: int, columns: int) -> Gold:
    """The beads with one-sided ones put in for what they leave out."""
    out: Gold = []
    at = [0, 0]
    for a, b in [*two_sided, ((rows,), (columns,))]:
        out += [((k,), ()) for k in range(at[0], a[0])] + [((), (k,)) for k in range(at[1], b[0])]
        out.append((a, b))
        at = [a[-1] + 1, b[-1] + 1]
    return out[:-1]


def cut(texts: list[list[str]], gold: Gold, parts: int) -> list[tuple[list[list[str]], Gold]]:
    """A long document in several, cut between beads."""
    size = -(-len(gold) // parts)
    out = []
    for at in range(0, len(gold), size):
        beads = gold[at : at + size]
        starts = [min(k for bead in beads for k in bead[side]) for side in (0, 1)]
        stops = [max(k for bead in beads for k in bead[side]) + 1 for side in (0, 1)]
        moved = [
            (tuple(k - starts[0] for k in a), tuple(k - starts[1] for k in b)) for a, b in beads
        ]
        out.append(([texts[side][starts[side] : stops[side]] for side in (0, 1)], moved))
    return out


def make_example(
    name: str, texts: list[list[str]], gold: Gold, languages: list[str], encoder: Encoder
) -> Example:
    """Embed a document pair and work out the features of every bead."""
    profile = profile_of(encoder.info.fingerprint, encoder.info.dim)
    surfaces = surface_vectors(texts)
    sides = []
    for sentences, surface, language in zip(texts, surfaces, languages, strict=True):
        vectors, _ = encode_distinct(encoder, sentences)
        centre = centre_of([vectors], language, profile)
        middle = centre @ profile.basis
        sides.append(
            ladder.Side(
                vectors=vectors.pooled - centre,
                tokens=vectors.tokens,
                traces=tuple(normalised(t - middle).astype(np.float16) for t in vectors.traces),
                surface=surface,
                numbers=tuple(surface_of(s).numbers for s in sentences),
                lengths=np.array([len(s) for s in sentences], np.float32),
                follows=np.ones(len(sentences), np.bool_),
            )
        )
    block = ladder.Block(sides[0], sides[1], ladder.LadderConfig(twin=profile.twin))
    beads = {
        (n, m): torch.from_numpy(np.stack(list(block.features(n, m)), -1))
        for n, m in ladder.BEAD_TYPES
        if n <= len(sides[0]) and m <= len(sides[1])
    }
    gaps = tuple(torch.from_numpy(block.gap_features(side)) for side in (0, 1))
    return Example(name, (sides[0], sides[1]), shrunk(gold), block, beads, (gaps[0], gaps[1]))


def for_second_reading(example: Example, first: ladder.Coefficients) -> Example:
    """The example with the beads near its first path only, and the gold ones, read by tokens."""
    gains = ladder.all_gains(example.block, first)
    path = ladder.best_path(example.block, gains, first)
    wide = {
        kind: torch.cat([f, torch.zeros(*f.shape[:2], len(reread.FEATURES))], -1)
        for kind, f in example.beads.items()
    }
    possible = {kind: torch.zeros(f.shape[:2], dtype=torch.bool) for kind, f in wide.items()}
    reader = example.block.reader()
    near = [(k, i, j) for k, i, j, _ in ladder.coverage_near(example.block, path, list(wide))]
    gold = [((len(a), len(b)), a[0], b[0]) for a, b in example.gold if a and b]
    for kind, i, j in near + gold:
        covered = reader.features(range(i, i + kind[0]), range(j, j + kind[1]))
        wide[kind][i, j, len(ladder.FEATURES) :] = torch.tensor(covered)
        possible[kind][i, j] = True
    return replace(example, beads=wide, possible=possible)


def shrunk(gold: Gold) -> Gold:
    """Gold beads of a type that the ladder does not have, cut down to one that it has."""
    out: Gold = []
    for a, b in gold:
        n, m = len(a), len(b)
        while n and m and (n, m) not in ladder.BEAD_TYPES:
            n, m = (n - 1, m) if n >= m else (n, m - 1)
        out.append((a[:n], b[:m]))
        out += [((k,), ()) for k in a[n:]] + [((), (k,)) for k in b[m:]]
    return out


class Model(torch.nn.Module):
    """The coefficients while they are fitted. Bead types share one bias with their mirror image."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.single = torch.nn.Parameter(torch.zeros(count))
        self.joined = torch.nn.Parameter(torch.zeros(count))
        self.gap = torch.nn.Parameter(torch.zeros(len(ladder.GAP_FEATURES)))
        self.turns = torch.nn.Parameter(torch.zeros(4))  # open, extend, close, turn
        kinds = sorted({(min(t), max(t)) for t in ladder.BEAD_TYPES})
        self.kind = {t: kinds.index((min(t), max(t))) for t in ladder.BEAD_TYPES}
        self.types = torch.nn.Parameter(torch.zeros(len(kinds)))

    def gains(self, example: Example) -> dict[ladder.BeadType, torch.Tensor]:
        """The gain of every bead."""
        gains = {
            t: features @ (self.single if t == (1, 1) else self.joined) + self.types[self.kind[t]]
            for t, features in example.beads.items()
        }
        if example.possible is None:
            return gains
        return {
            t: torch.where(example.possible[t], gain, float(ladder.NEVER))
            for t, gain in gains.items()
        }

    def loss(self, example: Example) -> torch.Tensor:
        """Negative log likelihood of the gold path."""
        gains = self.gains(example)
        gaps = [features @ self.gap for features in example.gaps]
        return self._all_paths(gains, gaps) - self._gold_path(gains, gaps, example.gold)

    def _all_paths(
        self, gains: dict[ladder.BeadType, torch.Tensor], gaps: list[torch.Tensor]
    ) -> torch.Tensor:
        open_gap, extend, close, turn = self.turns
        rows, columns = len(gaps[0]), len(gaps[1])
        never = torch.full((columns + 1,), float(ladder.NEVER))
        running = torch.cat([torch.zeros(1), torch.cumsum(gaps[1] + extend, 0)])
        matched, source_gap, entry = [], [], []
        for i in range(rows + 1):
            if i == 0:
                matched.append(torch.cat([torch.zeros(1), never[1:]]))
                source_gap.append(never)
            else:
                offers = [
                    torch.cat([never[:m], entry[i - n][: columns + 1 - m] + gain[i - n]])
                    for (n, m), gain in gains.items()
                    if i >= n
                ]
                matched.append(torch.logsumexp(torch.stack(offers), 0))
                before = torch.logaddexp(matched[i - 1] + open_gap, source_gap[i - 1] + extend)
                source_gap.append(before + gaps[0][i - 1])
            opening = torch.logaddexp(matched[i] + open_gap, source_gap[i] + turn)[:-1] + gaps[1]
            summed = torch.logcumsumexp(opening - running[1:], 0) + running[1:]
            target_gap = torch.cat([never[:1], summed])
            ends = torch.stack([matched[i], source_gap[i] + close, target_gap + close])
            entry.append(torch.logsumexp(ends, 0))
        return entry[rows][columns]

    def _gold_path(
        self, gains: dict[ladder.BeadType, torch.Tensor], gaps: list[torch.Tensor], gold: Gold
    ) -> torch.Tensor:
        open_gap, extend, close, turn = self.turns
        total = torch.zeros(())
        state = "bead"
        for a, b in in_canonical_order(gold):
            if a and b:
                total = total + gains[len(a), len(b)][a[0], b[0]]
                total = total + (close if state != "bead" else 0)
                state = "bead"
                continue
            for side, numbers in enumerate((a, b)):
                for number in numbers:
                    new = ("source gap", "target gap")[side]
                    total = total + gaps[side][number]
                    total = total + {"bead": open_gap, new: extend}.get(state, turn)
                    state = new
        if state != "bead":
            total = total + close
        return total

    def coefficients(self) -> ladder.Coefficients:
        """As the ladder wants them."""
        open_gap, extend, close, turn = self.turns.tolist()
        return ladder.Coefficients(
            single=self.single.detach().numpy(),
            joined=self.joined.detach().numpy(),
            types={t: float(self.types[k].detach()) for t, k in self.kind.items()},
            gap=self.gap.detach().numpy(),
            open_gap=open_gap,
            extend_gap=extend,
            close_gap=close,
            turn_gap=turn,
        )


def in_canonical_order(gold: Gold) -> Gold:
    """Within a stretch of one-sided beads, the source's first."""
    out: Gold = []
    stretch: Gold = []
    for bead in [*gold, ((0,), (0,))]:
        if bead[0] and bead[1]:
            out += sorted(stretch, key=lambda one_sided: not one_sided[0])
            stretch = []
            out.append(bead)
        else:
            stretch.append(bead)
    return out[:-1]


def fit(examples: list[Example], decay: float, steps: int = 80) -> ladder.Readings:
    """The coefficients of both readings that make the gold paths likeliest."""
    first = fit_reading(examples, len(ladder.FEATURES), decay, steps)
    examples = [for_second_reading(example, first) for example in examples]
    count = len(ladder.FEATURES) + len(reread.FEATURES)
    return first, fit_reading(examples, count, decay, steps)


def fit_reading(
    examples: list[Example], features: int, decay: float, steps: int
) -> ladder.Coefficients:
    """The coefficients of one reading."""
    model = Model(features)
    optimiser = torch.optim.LBFGS(
        model.parameters(), lr=0.5, max_iter=steps, history_size=20, line_search_fn="strong_wolfe"
    )

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.stack([model.loss(example) for example in examples]).sum() / 100
        loss = loss + decay * sum((p**2).sum() for p in model.parameters())
        loss.backward()
        return loss

    optimiser.step(closure)
    return model.coefficients()


def strict_f1(examples: list[Example], readings: ladder.Readings, twin: float) -> float:
    """Strict F1 (Sennrich & Volk 2010) of the ladders that the coefficients give."""
    counts = Counts()
    config = ladder.LadderConfig(twin=twin)
    for example in examples:
        path = ladder.align_ladder(*example.sides, config, readings)
        counts += ladder_counts([(tuple(a), tuple(b)) for a, b in path], example.gold)[0]
    return counts.f1


def as_json(readings: ladder.Readings) -> str:
    """The data file's text."""
    names = ladder.FEATURES + reread.FEATURES
    kept = {
        reading: {
            "single": dict(zip(names, map(short, c.single), strict=False)),
            "joined": dict(zip(names, map(short, c.joined), strict=False)),
            "types": {f"{n}-{m}": short(value) for (n, m), value in c.types.items()},
            "gap": dict(zip(ladder.GAP_FEATURES, map(short, c.gap), strict=True)),
            **{
                name: short(getattr(c, name))
                for name in ("open_gap", "extend_gap", "close_gap", "turn_gap")
            },
        }
        for reading, c in zip(("first", "second"), readings, strict=True)
    }
    return json.dumps(kept, indent=1) + "\n"


def short(value: float) -> float:
    """Four decimals are enough."""
    return round(float(value), 4)


def main() -> None:
    """See the module docstring."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--halves", action="store_true", help="print F1 on unseen halves")
    parser.add_argument("--decay", type=float, default=0.001)
    args = parser.parse_args()
    encoder = load_encoder()
    twin = profile_of(encoder.info.fingerprint, encoder.info.dim).twin
    examples: dict[str, list[Example]] = {}
    for folder in args.folders:
        for source, target, gold_path in ladder_files(folder):
            texts, gold = [read_lines(source), read_lines(target)], read_gold(gold_path)
            pieces = cut(texts, gold, 4) if len(gold) > 300 else [(texts, gold)]
            languages = [source.suffix[1:], target.suffix[1:]]
            examples.setdefault(folder.name, []).extend(
                make_example(f"{source.stem}/{k}", *piece, languages, encoder)
                for k, piece in enumerate(pieces)
            )
    if args.samples:
        examples["samples"] = [
            make_example(name, texts, gold, ["kk", "ru"], encoder)
            for name, texts, gold in read_samples(args.samples)
        ]
    every = [example for group in examples.values() for example in group]
    if args.halves:
        for half in (0, 1):
            chosen = [e for group in examples.values() for e in group[half::2]]
            coefficients = fit(chosen, args.decay)
            for name, group in examples.items():
                f1 = strict_f1(group[1 - half :: 2], coefficients, twin)
                print(f"{name}, half {1 - half}, fitted on the other: strict F1 {f1:.4f}")
    coefficients = fit(every, args.decay)
    for name, group in examples.items():
        print(f"{name}, fitted on it: strict F1 {strict_f1(group, coefficients, twin):.4f}")
    if args.output:
        args.output.write_text(as_json(coefficients), encoding="utf-8")
        print(f"wrote {args.output}")


if __name__ == "__main__":
    main()
