"""Comparable documents: twins found without order, and around them the beads of passages in order.

Two reports that share a statement or a paragraph have it in the same order, whatever stands around
it. A few twins that follow each other are such a passage, and a ladder of its own finds there what
mining is not sure of, parts of sentences too. Order is only a hint here: what it suggests has to
share content by the measure of what is found without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from .bands import share_in_order
from .bead import Bead, Route
from .candidates import Documents, PairingConfig, twin_rows
from .comparisons import Rows
from .confidence import judge
from .embedded import Corpus
from .mining import best_first
from .moved import SHARING, Place, ladders_of, moved_passages
from .scoring import candidate_pairs, score_beads

_AROUND = 4  # sentences before and after that tell which of several copies belong together
_IN_ORDER = 0.75  # share of twins that stand in order, from which on order speaks for beads
_LEAST = 0.1  # P(shares content) with the other side, of a sentence at the end of a joined bead


def with_passages(documents: Documents, corpus: Corpus, config: PairingConfig) -> list[Bead]:
    """Beads of two comparable documents, the surest first; no sentence is in two of them.

    Most are one-to-one. Where nearly all twins stand in order, as where a site's reports follow
    each other in both languages, the beads of passages have the route "parallel": order speaks for
    them as in a ladder. Else it only finds them, and they are judged like all others. Beads of
    several sentences on both sides are left out: what is retold is hardly ever cut up anew, and
    twins side by side look alike.
    """
    texts = [document.texts() for document in documents]
    twins = copies_in_place(texts, twin_rows(documents, config.mining))
    alike = score_beads(documents, twins, corpus, Route.COMPARABLE, config.confidence)
    mined = list(zip(twins, alike, strict=True))
    anchors = sorted((a.start, b.start) for (a, b), bead in mined if bead.kind in SHARING)
    likely = [
        *_in_passages(documents, anchors, corpus, config),
        *((span, bead) for span, bead in mined if bead.kind),
    ]
    taken: tuple[set[int], set[int]] = set(), set()
    found = []
    for span, bead in sorted(likely, key=lambda one: -one[1].confidence):
        if all(taken[k].isdisjoint(span[k]) for k in (0, 1)):
            found.append(bead)
            for k in (0, 1):
                taken[k].update(span[k])
    return found


def _in_passages(
    documents: Documents, anchors: Sequence[Place], corpus: Corpus, config: PairingConfig
) -> list[tuple[Rows, Bead]]:
    """What ladders of the passages around the anchors propose, if it shares content."""
    every = set(range(len(documents[0]))), set(range(len(documents[1])))
    path = ladders_of(documents, moved_passages(anchors, every), corpus.twin)
    proposed = [
        (span, doubt) for span, doubt in zip(*path, strict=True) if min(map(len, span)) == 1
    ]
    doubts = [doubt for _, doubt in proposed]
    spans = _trimmed(documents, [span for span, _ in proposed], corpus, config)
    beads = score_beads(documents, spans, corpus, Route.COMPARABLE, config.confidence)
    sharing = [number for number, bead in enumerate(beads) if bead.kind in SHARING]
    found = [(spans[number], beads[number]) for number in sharing]
    if share_in_order(anchors) < _IN_ORDER:
        return found
    spans, doubts = [span for span, _ in found], [doubts[number] for number in sharing]
    beads = score_beads(documents, spans, corpus, Route.PARALLEL, config.confidence, doubts)
    return [(span, bead) for span, bead in zip(spans, beads, strict=True) if bead.kind in SHARING]


def _trimmed(
    documents: Documents, spans: Sequence[Rows], corpus: Corpus, config: PairingConfig
) -> list[Rows]:
    """The spans without sentences at their ends that share nothing with the other side."""
    ones = [one for span in spans if max(map(len, span)) > 1 for one in _one_to_one(span)]
    verdicts = judge(candidate_pairs(documents, ones, corpus), Route.COMPARABLE, config.confidence)
    fits = {
        one for one, verdict in zip(ones, verdicts, strict=True) if verdict.shares_content >= _LEAST
    }
    trimmed = []
    for span in spans:
        inside = [one for one in _one_to_one(span) if one in fits]
        if inside:
            first, last = inside[0], inside[-1]
            span = range(first[0].start, last[0].stop), range(first[1].start, last[1].stop)
        trimmed.append(span)
    return trimmed


def _one_to_one(span: Rows) -> Iterator[Rows]:
    """Each sentence of one side with each of the other one."""
    for i in span[0]:
        for j in span[1]:
            yield range(i, i + 1), range(j, j + 1)


def copies_in_place(texts: Sequence[Sequence[str]], twins: Sequence[Rows]) -> list[Rows]:
    """The twins; of texts that stand there several times, those that the sentences around tell.

    Mining cannot tell copies from each other, and takes any. Where a teaser or a paragraph comes
    again, each copy belongs with the one that has the same neighbours.

    Args:
        texts: the sentences of both documents.
        twins: one-to-one, the best first.
    """
    copies = [_copies(side) for side in texts]
    places = {rows.start: columns.start for rows, columns in twins}
    for i in sorted(places):
        rows, columns = copies[0][i], copies[1][places[i]] if i in places else []
        paired = [row for row in rows if places.get(row) in columns]
        if i != min(paired, default=-1) or len(rows) == len(columns) == 1:
            continue
        for row in paired:
            del places[row]
        free = [row for row in rows if row not in places]
        others = set(columns) - set(places.values())
        for row, column in _supported(free, sorted(others), places)[: len(paired)]:
            places[row] = column
    order = {span: number for number, span in enumerate(twins)}
    found = [(range(i, i + 1), range(j, j + 1)) for i, j in sorted(places.items())]
    return sorted(found, key=lambda span: order.get(span, len(twins)))


def _copies(texts: Sequence[str]) -> list[list[int]]:
    """Of each text the rows at which the same text stands."""
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(text, []).append(row)
    return [rows[text] for text in texts]


def _supported(
    rows: Sequence[int], columns: Sequence[int], twins: Mapping[int, int]
) -> list[Place]:
    """Pairs of copies, one-to-one, those first that have most twins around them."""
    pairs = [(i, j) for i in rows for j in columns]
    support = np.array([_support(pair, twins) for pair in pairs])
    return [pairs[number] for number in best_first(np.array(pairs, np.int64), support)]


def _support(place: Place, twins: Mapping[int, int]) -> float:
    """How many twins stand around two sentences, on the same side of both; near ones count more."""
    i, j = place
    beside = [
        (step, twins[i + step] - j)
        for step in range(-_AROUND, _AROUND + 1)
        if step and i + step in twins
    ]
    return sum(
        1 / max(abs(here), abs(there))
        for here, there in beside
        if here * there > 0 and abs(there) <= _AROUND
    )
