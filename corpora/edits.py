"""Edits of a text, and how edits of an edited text become edits of the first."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from corpora.model import Repair


class Edit(NamedTuple):
    """Replaces ``text[start:end]``."""

    start: int
    end: int
    after: str


def replace(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made that are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for start, end, after in edits:
        parts += (text[done:start], after)
        done = end
    return "".join((*parts, text[done:]))


def then(
    repairs: list[Repair], rule: str, edits: list[Edit], original: str, current: str
) -> list[Repair]:
    """One plan for ``original`` out of a plan that made ``current`` and a rule's edits of that.

    Where both touch the same characters they become one repair, named after all its rules.
    """
    # What the repairs wrote, in the offsets of the current text.
    shift = [0, *accumulate(len(r.after) - len(r.before) for r in repairs)]
    starts = [repair.start + by for repair, by in zip(repairs, shift, strict=False)]
    ends = [repair.end + by for repair, by in zip(repairs, shift[1:], strict=True)]

    merged: list[Repair] = []
    kept = 0  # repairs before this one are in the new plan
    number = 0
    while number < len(edits):
        start, end = edits[number].start, edits[number].end
        group = [edits[number]]
        low = bisect_right(ends, start, lo=kept)
        high = bisect_left(starts, end, lo=low)
        number += 1
        # Grow until no repair and no further edit reaches into the stretch.
        while low < high and (ends[high - 1] > end or starts[low] < start):
            start, end = min(start, starts[low]), max(end, ends[high - 1])
            while number < len(edits) and edits[number].start < end:
                group.append(edits[number])
                end = max(end, edits[number].end)
                number += 1
            high = bisect_left(starts, end, lo=low)
        merged += repairs[kept:low]
        kept = high
        after = replace(
            current[start:end], [Edit(e.start - start, e.end - start, e.after) for e in group]
        )
        first, last = start - shift[low], end - shift[high]
        before = original[first:last]
        names = dict.fromkeys(
            name for repair in repairs[low:high] for name in repair.rule.split("+")
        )
        if before != after:
            merged.append(Repair("+".join((*names, rule)), first, last, before, after))
    return merged + repairs[kept:]


def moved(offsets: Iterable[int], repairs: Iterable[Repair]) -> Iterator[int]:
    """Where ascending offsets of a text are once a plan has been applied to it."""
    left = iter(repairs)
    repair = next(left, None)
    shift = 0
    for offset in offsets:
        while repair is not None and repair.end <= offset:
            shift += len(repair.after) - len(repair.before)
            repair = next(left, None)
        if repair is not None and repair.start < offset:  # inside what was replaced
            yield repair.start + shift + min(offset - repair.start, len(repair.after))
        else:
            yield offset + shift
