"""Documents that their file pairs already: the units of a memory are beads as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from .bead import Bead, BeadClass, Route
from .candidates import Documents
from .comparisons import Rows
from .confidence import ConfidenceConfig
from .embedded import Corpus, EmbeddedDocument, Float32
from .mining import MiningConfig, neighbourhoods
from .scoring import score_beads

Places = tuple[int, int]
EXPLANATION = "paired in the file"
_AT_ONCE = 1_000  # rows scored together: each is compared with each


def known_pairs(corpus: Corpus) -> list[Places]:
    """Places in the corpus of the documents that one file holds in both languages."""
    targets = {
        document.document.pairing: place
        for place, document in enumerate(corpus.sides[1])
        if document.document.pairing
    }
    return [
        (place, targets[document.document.pairing])
        for place, document in enumerate(corpus.sides[0])
        if document.document.pairing in targets
    ]


def without(corpus: Corpus, pairs: Sequence[Places], config: MiningConfig) -> Corpus:
    """The corpus less the documents of these pairs, as if they had not been there.

    Neighbourhoods are found anew: a memory often holds the very sentences of the reports beside
    it, and a sentence with two twins would stand out from neither.
    """
    if not pairs:
        return corpus
    sides: list[tuple[EmbeddedDocument, ...]] = []
    pools = []
    for side, (documents, pool) in enumerate(zip(corpus.sides, corpus.pools, strict=True)):
        apart = {pair[side] for pair in pairs}
        kept = tuple(document for n, document in enumerate(documents) if n not in apart)
        sides.append(kept)
        pools.append(np.concatenate([pool[:0], *(document.units for document in kept)]))
    if all(map(len, pools)):
        found = neighbourhoods(pools[0], pools[1], config)
        sides = [
            tuple(_with_near(documents, near))
            for documents, near in zip(sides, (found.source, found.target), strict=True)
        ]
    return replace(corpus, sides=(sides[0], sides[1]), pools=(pools[0], pools[1]))


def _with_near(documents: Sequence[EmbeddedDocument], near: Float32) -> Iterator[EmbeddedDocument]:
    at = 0
    for document in documents:
        yield replace(document, near=near[at : at + len(document)])
        at += len(document)


def known_beads(documents: Documents, corpus: Corpus, config: ConfidenceConfig) -> list[Bead]:
    """The beads of two documents in which sentences with the same number belong together.

    They are translations because the file says so; their confidence is measured as any other's.
    """
    beads: list[Bead] = []
    for part, spans in _parts(documents):
        scored = score_beads(part, spans, corpus, Route.PARALLEL, config)
        beads += (
            replace(
                bead,
                kind=BeadClass.TRANSLATION,
                reason=f"{EXPLANATION}; {bead.reason}" if bead.reason else EXPLANATION,
            )
            if bead.two_sided
            else bead
            for bead in scored
        )
    return beads


def _parts(documents: Documents) -> Iterator[tuple[Documents, list[Rows]]]:
    """Stretches of two documents and, in their rows, what belongs together there."""
    last = max((document.numbers[-1] + 1 for document in documents if document.numbers), default=0)
    for start in range(0, last, _AT_ONCE):
        source, target = (_cut(document, start, start + _AT_ONCE) for document in documents)
        rows = [{number: row for row, number in enumerate(d.numbers)} for d in (source, target)]
        numbers = sorted({*source.numbers, *target.numbers})
        spans = [(_row(rows[0].get(number)), _row(rows[1].get(number))) for number in numbers]
        yield (source, target), spans


def _cut(document: EmbeddedDocument, start: int, stop: int) -> EmbeddedDocument:
    """The rows of a document whose sentences have numbers from `start` to before `stop`."""
    low, high = np.searchsorted(document.numbers, (start, stop))
    rows = slice(int(low), int(high))
    return replace(
        document,
        numbers=document.numbers[rows],
        vectors=document.vectors[rows],
        units=document.units[rows],
        tokens=document.tokens[rows],
        traces=document.traces[rows],
        near=document.near[rows],
    )


def _row(row: int | None) -> range:
    return range(0) if row is None else range(row, row + 1)
