"""What people decided stays when documents are aligned anew: found again, and aligned around."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

import corpora.store.decisions as decisions
from corpora.store import BeadRecord, PairRecord, Store
from corpora.store.documents import sentence_texts
from corpora.store.operations import Operation

from ..bands import longest_rise
from ..bead import Bead, Route
from ..candidates import Documents, PairingConfig, ladder_rows, ladder_sides, twin_rows
from ..embedded import Corpus, EmbeddedDocument
from ..known import known_beads
from ..lattice import Ladder
from ..moved import with_moved
from ..pairing import pair_sentences
from ..scoring import score_beads
from ..threads import on_one_thread_where_small

_SIDES = ("source", "target")


def set_aside(operation: Operation, store: Store, pair: PairRecord) -> None:
    """Before a pair is taken away, keep what people said of its beads, for the next alignment."""
    human = [bead for bead in store.beads(pair.id) if bead.human]
    texts = [
        {number: text for number, (_, text) in sentence_texts(store.database, version).items()}
        for version in (pair.source_version_id, pair.target_version_id)
    ]
    for bead in human:
        told = decisions.as_text([bead], (texts[0], texts[1]))
        key = operation.database.write(
            "INSERT INTO waiting (source_document_id, target_document_id, bead) VALUES (?, ?, ?)",
            (pair.source_id, pair.target_id, told),
        )
        operation.inserted("waiting", key)


def take_up(operation: Operation, store: Store, pair: PairRecord) -> list[BeadRecord]:
    """The beads set aside whose sentences are in a pair's documents, at their new places.

    Those found wait no longer; the others go on waiting, in case their sentences come back.
    """
    numbered = [
        {number: text for number, (_, text) in sentence_texts(store.database, version).items()}
        for version in (pair.source_version_id, pair.target_version_id)
    ]
    used: tuple[set[int], set[int]] = (set(), set())
    found = []
    for row in store.database.rows(
        "SELECT id, bead FROM waiting WHERE source_document_id = ? AND target_document_id = ?"
        " ORDER BY id",
        (pair.source_id, pair.target_id),
    ):
        (told,) = json.loads(row["bead"])
        bead = decisions.from_data(told)
        places = [
            _find(texts, told[f"{name}_sentences"], getattr(bead, name).start)
            for name, texts in zip(_SIDES, numbered, strict=True)
        ]
        source, target = places
        if source is None or target is None:
            continue
        if bead.state != "rejected":
            if used[0].intersection(source) or used[1].intersection(target):
                continue
            used[0].update(source)
            used[1].update(target)
        found.append(replace(bead, source=source, target=target))
        operation.changing("waiting", row["id"])
        operation.database.write("DELETE FROM waiting WHERE id = ?", (row["id"],))
    return found


def _find(texts: dict[int, str], wanted: Sequence[str], near: int) -> range | None:
    """Where these sentences stand one after the other, nearest to where they once stood."""
    if not wanted:
        return range(0)
    size = len(wanted)
    starts = [
        start
        for start, text in texts.items()
        if text == wanted[0] and all(texts.get(start + k) == wanted[k] for k in range(1, size))
    ]
    if not starts:
        return None
    start = min(starts, key=lambda place: (abs(place - near), place))
    return range(start, start + size)


@on_one_thread_where_small
def pair_around(
    documents: Documents,
    route: Route,
    corpus: Corpus,
    config: PairingConfig,
    decided: Sequence[BeadRecord],
) -> list[Bead]:
    """Beads of two documents around those that people have decided, which are not among them.

    Without decisions this is `pairing.pair_sentences`, or what the file of both says. With them, a
    ladder is made of each stretch between decided beads in order; sentences of decided beads, the
    rejected ones' too, stay out.
    """
    if documents[0].document.pairing and documents[0].document.pairing == (
        documents[1].document.pairing
    ):
        known = known_beads(documents, corpus, config.confidence)
        return [bead for bead in known if not _touches(bead, decided)]
    if not decided:
        return pair_sentences(documents, route, corpus, config)
    if route is Route.UNRELATED:
        return []
    places = [
        {number: row for row, number in enumerate(document.numbers)} for document in documents
    ]
    taken = [
        {
            places[side][number]
            for bead in decided
            for number in getattr(bead, name)
            if number in places[side]
        }
        for side, name in enumerate(_SIDES)
    ]
    free = [
        [row for row in range(len(document)) if row not in taken[side]]
        for side, document in enumerate(documents)
    ]
    if route is Route.PARALLEL:
        rows, doubts = _between(documents, corpus.twin, _chain(decided, places), free)
        beads = score_beads(documents, rows, corpus, Route.PARALLEL, config.confidence, doubts)
        return with_moved(documents, rows, beads, corpus, config)
    only = [np.array(numbers, np.int64) for numbers in free]
    twins = twin_rows(documents, config.mining, only) if all(map(len, only)) else []
    mined = score_beads(documents, twins, corpus, Route.COMPARABLE, config.confidence)
    return sorted((bead for bead in mined if bead.kind), key=lambda bead: -bead.confidence)


def _touches(bead: Bead, decided: Sequence[BeadRecord]) -> bool:
    return any(
        set(getattr(bead, name)).intersection(getattr(other, name))
        for other in decided
        for name in _SIDES
    )


def _chain(
    decided: Sequence[BeadRecord], places: Sequence[dict[int, int]]
) -> list[tuple[range, range]]:
    """The rows of the decided beads that stand in the same order on both sides."""
    spans = sorted(
        (
            (
                range(places[0][bead.source[0]], places[0][bead.source[-1]] + 1),
                range(places[1][bead.target[0]], places[1][bead.target[-1]] + 1),
            )
            for bead in decided
            if bead.two_sided and bead.state != "rejected"
        ),
        key=lambda span: (span[0].start, span[1].start),
    )
    rising = set(longest_rise([(a.start, b.start) for a, b in spans]))
    return [(a, b) for a, b in spans if (a.start, b.start) in rising]


def _between(
    documents: Documents,
    twin: float,
    chain: Sequence[tuple[range, range]],
    free: Sequence[Sequence[int]],
) -> Ladder:
    """The ladders of the stretches between a chain of beads, in rows of the whole documents."""
    out = Ladder([], [])
    start = (0, 0)
    ends = range(len(documents[0]), len(documents[0])), range(len(documents[1]), len(documents[1]))
    for anchor in (*chain, ends):
        stretch = [
            [row for row in free[side] if start[side] <= row < anchor[side].start]
            for side in (0, 1)
        ]
        parts = _part(documents[0], stretch[0]), _part(documents[1], stretch[1])
        found = ladder_rows(ladder_sides(parts), twin) if any(map(len, parts)) else Ladder([], [])
        out.doubts.extend(found.doubts)
        for rows in found.path:
            source, target = (
                range(picked[r[0]], picked[r[-1]] + 1) if r else range(0)
                for picked, r in zip(stretch, rows, strict=True)
            )
            out.path.append((source, target))
        start = anchor[0].stop, anchor[1].stop
    return out


def _part(document: EmbeddedDocument, rows: Sequence[int]) -> EmbeddedDocument:
    """A document cut to some of its sentences."""
    picked = list(rows)
    return EmbeddedDocument(
        document=document.document,
        numbers=tuple(document.numbers[row] for row in picked),
        vectors=document.vectors[picked],
        units=document.units[picked],
        tokens=document.tokens[picked],
        traces=tuple(document.traces[row] for row in picked),
        near=document.near[picked],
    )
