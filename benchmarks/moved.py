"""Ladders made harder: some paragraphs of the target stand elsewhere than in the source."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from aligner.evaluation import Counts, Rung

PARAGRAPHS = 3
_SIZES = 4, 5, 6  # beads of a paragraph
_FAR = 15  # beads between a paragraph's place and its new one, at least
_APART = 2  # beads between the new places of two paragraphs, at least


@dataclass(frozen=True)
class Moved:
    """A target document in another order.

    Attributes:
        order: for each place the number that the sentence there had before.
        rungs: the two-sided beads that were moved, targets by their new places.
    """

    order: tuple[int, ...]
    rungs: tuple[Rung, ...]


def move_paragraphs(gold: Collection[Rung], sentences: int, name: str) -> Moved:
    """Move three paragraphs, of four to six beads, to other places of the target.

    Args:
        gold: the ladder.
        sentences: of the target.
        name: of the document; the same one is always changed alike.

    Raises:
        ValueError: the document is too short.
    """
    chance = random.Random(name)  # noqa: S311 - places, no secrets
    covered = {number for _, target in gold for number in target}
    alone: list[Rung] = [((), (n,)) for n in range(sentences) if n not in covered]
    rungs = sorted((rung for rung in (*gold, *alone) if rung[1]), key=lambda rung: rung[1])
    if len(rungs) < 2 * _FAR + PARAGRAPHS * max(_SIZES):
        raise ValueError(f"{name}: too short to move {PARAGRAPHS} paragraphs")
    taken: set[int] = set()
    paragraphs: list[range] = []
    while len(paragraphs) < PARAGRAPHS:
        size = chance.choice(_SIZES)
        start = chance.randrange(len(rungs) - size)
        if taken.isdisjoint(range(start - 1, start + size + 1)):
            paragraphs.append(range(start, start + size))
            taken.update(paragraphs[-1])
    rest = [number for number in range(len(rungs)) if number not in taken]
    places: dict[int, range] = {}
    for paragraph in paragraphs:
        fit = [
            place
            for place in range(len(rest))
            if abs(rest[place] - paragraph.start) >= _FAR
            and all(abs(place - other) > _APART for other in places)
        ]
        places[chance.choice(fit)] = paragraph
    numbers: list[int] = []
    for place, number in enumerate(rest):
        numbers += [*places.get(place, ()), number]
    order = [sentence for number in numbers for sentence in rungs[number][1]]
    now = {sentence: place for place, sentence in enumerate(order)}
    moved = tuple(
        (rungs[n][0], tuple(now[j] for j in rungs[n][1])) for n in sorted(taken) if rungs[n][0]
    )
    return Moved(tuple(order), moved)


def moved_counts(units: Sequence[tuple[range, range]], moved: Moved) -> Counts:
    """How many of the moved sentences, of both sides, stand in a unit with one of their twin's.

    Precision is over the units that hold any of them.
    """
    homes = [{n: rung for rung in moved.rungs for n in rung[side]} for side in (0, 1)]
    found: tuple[set[int], set[int]] = set(), set()
    right = out = 0
    for unit in units:
        rungs = [{homes[side][n] for n in unit[side] if n in homes[side]} for side in (0, 1)]
        shared = rungs[0] & rungs[1]
        out += bool(rungs[0] or rungs[1])
        right += bool(shared)
        for side in (0, 1):
            found[side].update(n for n in unit[side] if homes[side].get(n) in shared)
    return Counts(right, out, sum(map(len, found)), sum(map(len, homes)))
