"""Precision, recall and F1 of ladders and of sets of pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Set
from dataclasses import dataclass

Rung = tuple[tuple[int, ...], tuple[int, ...]]
"""Sentence numbers of the source and of the target that a ladder puts side by side."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of an output is right, and how much of the gold it found.

    Attributes:
        right: what of the output is right; a fraction where a unit is right in part.
        out: size of the output.
        found: what of the gold was found; as `right`.
        gold: size of the gold.
    """

    right: float = 0
    out: int = 0
    found: float = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Two documents pooled."""
        return Counts(
            self.right + other.right,
            self.out + other.out,
            self.found + other.found,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Share of the output that is right, 0…1; 1 if nothing was to be found or is there."""
        return self.right / self.out if self.out else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of the gold that was found, 0…1; 1 if nothing was to be found or is there."""
        return self.found / self.gold if self.gold else float(not self.out)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0…1."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def ladder_counts(out: Collection[Rung], gold: Collection[Rung]) -> tuple[Counts, Counts]:
    """Strict and lax counts of a ladder (Sennrich & Volk 2010).

    Strictly right is a bead that the gold has just so, laxly right also one that shares a sentence
    with one gold bead on both sides. Precision is over all beads, one-sided ones too; recall over
    the two-sided beads of the gold, as in the scorers of Vecalign and Bertalign.
    """
    system, truth = set(out), set(gold)
    wanted = {rung for rung in truth if all(rung)}
    near_truth, near_system = _Overlap(truth), _Overlap(system)
    strict = Counts(len(system & truth), len(system), len(system & wanted), len(wanted))
    lax = Counts(
        sum(rung in truth or near_truth.has(rung) for rung in system),
        len(system),
        sum(near_system.has(rung) for rung in wanted),
        len(wanted),
    )
    return strict, lax


def set_counts(out: Set[Hashable], gold: Set[Hashable]) -> Counts:
    """Counts of pairs or links, each either right or wrong."""
    right = len(out & gold)
    return Counts(right, len(out), right, len(gold))


class _Overlap:
    """Tells which beads share a sentence on both sides with one bead of a ladder."""

    def __init__(self, rungs: Iterable[Rung]) -> None:
        self._homes: tuple[dict[int, set[int]], ...] = (defaultdict(set), defaultdict(set))
        for home, rung in enumerate(rungs):
            for homes, numbers in zip(self._homes, rung, strict=True):
                for number in numbers:
                    homes[number].add(home)

    def has(self, rung: Rung) -> bool:
        """Whether there is such a bead."""
        source, target = (
            {home for number in numbers for home in homes.get(number, ())}
            for homes, numbers in zip(self._homes, rung, strict=True)
        )
        return not source.isdisjoint(target)
