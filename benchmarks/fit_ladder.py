"""Fit the ladder's coefficients as a conditional random field on hand-aligned documents.

    python benchmarks/fit_ladder.py DIR [DIR …] [--samples DIR] [-o FILE] [--halves] [--keep-first]
                                    [--without NAME,…]

The first reading is fitted on all beads, the second on those near the path that the first finds.
Each DIR holds documents with one sentence a line and their ladders: NAME.LANG, NAME.LANG and
NAME.gold or NAME.LANGLANG (lines `[0]:[0, 1]`). The likelihood of the gold path among all paths of
the same dynamic programming is raised by L-BFGS, with a little weight decay. Each document counts
twice, once with passages left out. `--samples` adds the parallel pairs of corpora/samples.
`--halves` fits on every other document (long ones are cut in four) and on the rest, and prints the
strict and lax F1 of each half by what the other taught; with `-o` it then goes on to fit on all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from gold import ladder_files

from aligner import ladder, lattice, reread
from aligner.encoder import Encoder, encode_distinct, load_encoder
from aligner.evaluation import Counts, ladder_counts, read_ladder
from aligner.evidence import surface_of
from aligner.profile import profile_of
from aligner.surface import surface_vectors
from aligner.vectors import centre_of, normalised
from corpora import read_document

OWN_DECAY = 20  # against the decay of other weights
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

    def cells(self, kind: ladder.BeadType) -> torch.Tensor:
        """(beads, 2) row and column of the beads of a type that may stand in a path."""
        if self.possible is not None:
            return self.possible[kind].nonzero()
        return torch.ones(self.beads[kind].shape[:2], dtype=torch.bool).nonzero()


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


def with_gaps(texts: list[list[str]], gold: Gold, seed: int) -> tuple[list[list[str]], Gold]:
    """The documents with passages of one to six beads left out on one side, about a fifth of all.

    Hand-aligned texts have few untranslated passages; reports that users have are full of them.
    """
    chance = np.random.default_rng(seed)
    out: tuple[list[str], list[str]] = ([], [])
    beads: Gold = []
    left_out, side = 0, 0
    for bead in gold:
        if not left_out and chance.random() < 0.07:
            left_out, side = int(chance.integers(1, 7)), int(chance.integers(2))
        kept = [
            () if left_out and k == side else tuple(range(len(o), len(o) + len(numbers)))
            for k, (numbers, o) in enumerate(zip(bead, out, strict=True))
        ]
        for k in (0, 1):
            out[k].extend(texts[k][n] for n in bead[k] if kept[k])
        left_out = max(left_out - 1, 0)
        beads += (
            [(kept[0], kept[1])]
            if all(kept)
            else [((k,), ()) for k in kept[0]] + [((), (k,)) for k in kept[1]]
        )
    return list(out), beads


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
                words=tuple(surface_of(s) for s in sentences),
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
    return Example(
        name,
        (sides[0], sides[1]),
        shrunk(gold, ladder.BEAD_TYPES),
        block,
        beads,
        (gaps[0], gaps[1]),
    )


def for_second_reading(example: Example, first: ladder.Coefficients) -> Example:
    """The example with the beads near its first path only, and the gold ones, read by tokens."""
    path = lattice.best_path(ladder.all_gains(example.block, first), first.turns)
    again = ladder.Second(example.block, path)
    wide = {
        kind: torch.cat([f, torch.zeros(*f.shape[:2], len(reread.FEATURES))], -1)
        for kind, f in example.beads.items()
    }
    possible = {kind: torch.zeros(f.shape[:2], dtype=torch.bool) for kind, f in wide.items()}
    gold = [((len(a), len(b)), a[0], b[0]) for a, b in example.gold if a and b]
    for kind, i, j in (*again.near(list(wide)), *gold):
        wide[kind][i, j, len(ladder.FEATURES) :] = torch.from_numpy(again.features(kind, i, j))
        possible[kind][i, j] = True
    source, target = (
        torch.cat([gap, torch.from_numpy(again.gap_features(side))], -1)
        for side, gap in enumerate(example.gaps)
    )
    return replace(example, beads=wide, gaps=(source, target), possible=possible)


def blinded(example: Example, without: Collection[str]) -> Example:
    """The example with some features of the second reading gone; their coefficients will be 0."""
    seen = [name not in without for name in ladder.FEATURES + reread.FEATURES]
    gap_seen = [name not in without for name in ladder.GAP_FEATURES + reread.GAP_FEATURES]
    source, target = (gap * torch.tensor(gap_seen) for gap in example.gaps)
    beads = {kind: table * torch.tensor(seen) for kind, table in example.beads.items()}
    return replace(example, beads=beads, gaps=(source, target))


def shrunk(gold: Gold, types: Collection[ladder.BeadType]) -> Gold:
    """Gold beads of a type that the ladder does not have, cut down to one that it has."""
    out: Gold = []
    for a, b in gold:
        n, m = len(a), len(b)
        while n and m and (n, m) not in types:
            n, m = (n - 1, m) if n >= m else (n, m - 1)
        out.append((a[:n], b[:m]))
        out += [((k,), ()) for k in a[n:]] + [((), (k,)) for k in b[m:]]
    return out


class Batch:
    """Documents side by side, so that one step of the dynamic programme serves them all.

    Attributes:
        shape: documents, rows and columns of the largest.
        sizes: (documents, 2) sentences of each.
        cells: of each type where its beads may stand, (beads, 3): document, row, column.
        beads: of each type the features of those beads, (beads, features).
        gaps: of each side (documents, sentences, features).
        gold: sums over the gold paths: features of 1-1 and of joined beads, beads of each type,
            features of gaps, changes of state.
    """

    def __init__(
        self, examples: Sequence[Example], types: Sequence[ladder.BeadType] = ladder.BEAD_TYPES
    ) -> None:
        self.sizes = torch.tensor([[len(side) for side in e.sides] for e in examples])
        self.shape = (len(examples), *self.sizes.max(0).values.tolist())
        self.cells: dict[ladder.BeadType, torch.Tensor] = {}
        self.beads: dict[ladder.BeadType, torch.Tensor] = {}
        for kind in types:
            cells, features = [], []
            for number, example in enumerate(examples):
                if kind in example.beads:
                    at = example.cells(kind)
                    features.append(example.beads[kind][at[:, 0], at[:, 1]])
                    cells.append(torch.cat([torch.full((len(at), 1), number), at], 1))
            if cells:
                self.cells[kind], self.beads[kind] = torch.cat(cells), torch.cat(features)
        self.gaps = [
            torch.nn.utils.rnn.pad_sequence([e.gaps[side] for e in examples], batch_first=True)
            for side in (0, 1)
        ]
        self.gold = GoldSums.of(examples, types)


@dataclass
class GoldSums:
    """What the gold paths add up to; see `Batch`."""

    single: torch.Tensor
    joined: torch.Tensor
    types: dict[ladder.BeadType, int]
    gap: torch.Tensor
    turns: torch.Tensor  # opened, extended, closed, turned

    @classmethod
    def of(cls, examples: Sequence[Example], types: Sequence[ladder.BeadType]) -> GoldSums:
        """The sums over the gold paths of some examples."""
        features, gap_features = (
            t.shape[-1] for t in (examples[0].beads[1, 1], examples[0].gaps[0])
        )
        sums = cls(
            torch.zeros(features),
            torch.zeros(features),
            dict.fromkeys(types, 0),
            torch.zeros(gap_features),
            torch.zeros(4),
        )
        for example in examples:
            sums.add(example)
        return sums

    def add(self, example: Example) -> None:
        """Walk along the gold path of an example."""
        opened, extended, closed, turned = range(4)
        state = "bead"
        for a, b in in_canonical_order(shrunk(example.gold, self.types)):
            if a and b:
                kind = len(a), len(b)
                total = self.single if kind == (1, 1) else self.joined
                total += example.beads[kind][a[0], b[0]]
                self.types[kind] += 1
                self.turns[closed] += state != "bead"
                state = "bead"
                continue
            for side, numbers in enumerate((a, b)):
                for number in numbers:
                    new = ("source gap", "target gap")[side]
                    self.gap += example.gaps[side][number]
                    self.turns[{"bead": opened, new: extended}.get(state, turned)] += 1
                    state = new
        self.turns[closed] += state != "bead"


class Model(torch.nn.Module):
    """The coefficients while they are fitted. Bead types share one bias with their mirror image."""

    def __init__(self, features: int, gap_features: int, types: Sequence[ladder.BeadType]) -> None:
        super().__init__()
        self.single = torch.nn.Parameter(torch.zeros(features))
        self.joined = torch.nn.Parameter(torch.zeros(features))
        self.gap = torch.nn.Parameter(torch.zeros(gap_features))
        self.turns = torch.nn.Parameter(torch.zeros(4))  # open, extend, close, turn
        kinds = sorted({(min(t), max(t)) for t in types})
        self.kind = {t: kinds.index((min(t), max(t))) for t in types}
        self.own = torch.nn.Parameter(torch.zeros(len(kinds)))
        self.trend = torch.nn.Parameter(torch.zeros(4))
        rows = [[n == m == 1, n + m > 2, max(n + m - 3, 0), min(n, m) - 1] for n, m in kinds]
        self._trend = torch.tensor(rows, dtype=torch.float32)

    @property
    def types(self) -> torch.Tensor:
        """What a bead of each kind is worth: mostly a matter of how many sentences it has.

        Most of the larger ones are too rare to have a say of their own.
        """
        return self._trend @ self.trend + self.own

    def penalty(self) -> torch.Tensor:
        """Weight decay; what rare types have of their own is held down."""
        weights = (self.single, self.joined, self.gap, self.turns, self.trend)
        return sum((p**2).sum() for p in weights) + OWN_DECAY * (self.own**2).sum()

    def loss(self, batch: Batch) -> torch.Tensor:
        """Negative log likelihood of the gold paths."""
        gains, worth = {}, self.types
        for kind, features in batch.beads.items():
            weights = self.single if kind == (1, 1) else self.joined
            dense = torch.full(batch.shape, float(ladder.NEVER))
            gain = features @ weights + worth[self.kind[kind]]
            gains[kind] = dense.index_put(tuple(batch.cells[kind].T), gain).unbind(1)
        gaps = [features @ self.gap for features in batch.gaps]
        return self._all_paths(batch, gains, gaps) - self._gold_paths(batch.gold)

    def _gold_paths(self, gold: GoldSums) -> torch.Tensor:
        total = gold.single @ self.single + gold.joined @ self.joined
        total = total + gold.gap @ self.gap + gold.turns @ self.turns
        counts = torch.zeros(len(self.own))
        for kind, count in gold.types.items():
            counts[self.kind[kind]] += count
        return total + counts @ self.types

    def _all_paths(
        self,
        batch: Batch,
        gains: dict[ladder.BeadType, tuple[torch.Tensor, ...]],
        gaps: list[torch.Tensor],
    ) -> torch.Tensor:
        """Sum over the documents of the log of the sum over all paths (the forward algorithm)."""
        open_gap, extend, close, turn = self.turns
        count, rows, columns = batch.shape
        never = torch.full((count, columns + 1), float(ladder.NEVER))
        start = torch.zeros(count, 1)
        gap_rows = gaps[0][:, :, None].unbind(1)
        running = torch.cat([start, torch.cumsum(gaps[1] + extend, 1)], 1)
        matched, source_gap, entry = [], [], []
        for i in range(rows + 1):
            if i == 0:
                matched.append(torch.cat([start, never[:, 1:]], 1))
                source_gap.append(never)
            else:
                offers = [
                    torch.cat(
                        [
                            never[:, :m],
                            entry[i - n][:, : columns + 1 - m] + gain[i - n][:, : columns + 1 - m],
                        ],
                        1,
                    )
                    for (n, m), gain in gains.items()
                    if i >= n
                ]
                matched.append(torch.logsumexp(torch.stack(offers), 0))
                before = torch.logaddexp(matched[i - 1] + open_gap, source_gap[i - 1] + extend)
                source_gap.append(before + gap_rows[i - 1])
            opening = torch.logaddexp(matched[i] + open_gap, source_gap[i] + turn)[:, :-1] + gaps[1]
            summed = torch.logcumsumexp(opening - running[:, 1:], 1) + running[:, 1:]
            target_gap = torch.cat([never[:, :1], summed], 1)
            ends = torch.stack([matched[i], source_gap[i] + close, target_gap + close])
            entry.append(torch.logsumexp(ends, 0))
        last_row, last_column = batch.sizes.T
        return torch.stack(entry)[last_row, torch.arange(count), last_column].sum()

    def coefficients(self) -> ladder.Coefficients:
        """As the ladder wants them."""
        worth = self.types.detach()
        return ladder.Coefficients(
            single=self.single.detach().numpy(),
            joined=self.joined.detach().numpy(),
            types={t: float(worth[k]) for t, k in self.kind.items()},
            gap=self.gap.detach().numpy(),
            turns=lattice.Turns(*self.turns.tolist()),
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


def fit(
    examples: list[Example],
    decay: float,
    steps: int = 80,
    first: ladder.Coefficients | None = None,
    without: Collection[str] = (),
) -> ladder.Readings:
    """The coefficients of both readings that make the gold paths likeliest.

    Args:
        examples: to fit on.
        decay: weight decay.
        steps: of L-BFGS, at most.
        first: coefficients of the first reading, if they are not to be fitted anew.
        without: features of the second reading that are not to be used.
    """
    first = first or fit_reading(examples, ladder.FIRST_TYPES, decay, steps)
    examples = [blinded(for_second_reading(example, first), without) for example in examples]
    return first, fit_reading(examples, ladder.BEAD_TYPES, decay, steps)


def fit_reading(
    examples: list[Example], types: Sequence[ladder.BeadType], decay: float, steps: int
) -> ladder.Coefficients:
    """The coefficients of one reading."""
    model = Model(examples[0].beads[1, 1].shape[-1], examples[0].gaps[0].shape[-1], types)
    batch = Batch(examples, types)
    optimiser = torch.optim.LBFGS(
        model.parameters(), lr=0.5, max_iter=steps, history_size=20, line_search_fn="strong_wolfe"
    )

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = model.loss(batch) / 100
        loss = loss + decay * model.penalty()
        loss.backward()
        return loss

    optimiser.step(closure)
    return model.coefficients()


def scores(
    examples: list[Example], readings: ladder.Readings, twin: float
) -> tuple[Counts, Counts]:
    """Strict and lax (Sennrich & Volk 2010) of the ladders that the coefficients give."""
    strict, lax = Counts(), Counts()
    config = ladder.LadderConfig(twin=twin)
    for example in examples:
        path = ladder.align_ladder(*example.sides, config, readings).path
        found = ladder_counts([(tuple(a), tuple(b)) for a, b in path], example.gold)
        strict, lax = strict + found[0], lax + found[1]
    return strict, lax


def as_json(readings: ladder.Readings) -> str:
    """The data file's text."""
    names = ladder.FEATURES + reread.FEATURES
    gaps = ladder.GAP_FEATURES + reread.GAP_FEATURES
    kept = {
        reading: {
            "single": dict(zip(names, map(short, c.single), strict=False)),
            "joined": dict(zip(names, map(short, c.joined), strict=False)),
            "types": {f"{n}-{m}": short(value) for (n, m), value in c.types.items()},
            "gap": dict(zip(gaps, map(short, c.gap), strict=False)),
            "turns": {name: short(value) for name, value in asdict(c.turns).items()},
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
    parser.add_argument(
        "--keep-first", action="store_true", help="fit the second reading alone, on today's first"
    )
    parser.add_argument(
        "--without", default="", help="features of the second reading to leave out, with commas"
    )
    args = parser.parse_args()
    first = ladder.fitted()[0] if args.keep_first else None
    without = [name.strip() for name in args.without.split(",") if name.strip()]
    encoder = load_encoder()
    twin = profile_of(encoder.info.fingerprint, encoder.info.dim).twin
    examples: dict[str, list[Example]] = {}
    for folder in args.folders:
        for source, target, gold_path in ladder_files(folder):
            texts, gold = [read_lines(source), read_lines(target)], read_gold(gold_path)
            pieces = cut(texts, gold, 4) if len(gold) > 300 else [(texts, gold)]
            languages = [source.suffix[1:], target.suffix[1:]]
            for k, piece in enumerate(pieces):
                for name, variant in (
                    (folder.name, piece),
                    (
                        f"{folder.name} with gaps",
                        with_gaps(*piece, seed=crc32(f"{source.stem}/{k}".encode())),
                    ),
                ):
                    examples.setdefault(name, []).append(
                        make_example(f"{source.stem}/{k}", *variant, languages, encoder)
                    )
    if args.samples:
        examples["samples"] = [
            make_example(name, texts, gold, ["kk", "ru"], encoder)
            for name, texts, gold in read_samples(args.samples)
        ]
    every = [example for group in examples.values() for example in group]
    if args.halves:
        fitted = [
            fit(
                [e for group in examples.values() for e in group[half::2]],
                args.decay,
                first=first,
                without=without,
            )
            for half in (0, 1)
        ]
        for name, group in examples.items():
            ways = [scores(group[1 - half :: 2], fitted[half], twin) for half in (0, 1)]
            strict, lax = (one + other for one, other in zip(*ways, strict=True))
            told = f"strict F1 {strict.f1:.4f}, lax F1 {lax.f1:.4f}"
            print(f"{name}, each half fitted on the other: {told}", flush=True)
        if not args.output:
            return
    coefficients = fit(every, args.decay, first=first, without=without)
    for name, group in examples.items():
        strict, lax = scores(group, coefficients, twin)
        print(f"{name}, fitted on it: strict F1 {strict.f1:.4f}, lax F1 {lax.f1:.4f}")
    if args.output:
        args.output.write_text(as_json(coefficients), encoding="utf-8")
        print(f"wrote {args.output}")


if __name__ == "__main__":
    main()
