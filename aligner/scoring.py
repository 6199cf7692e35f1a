"""Scores of beads: similarity, margin, contrast and context, and from them the confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .bead import Bead, BeadClass, Route
from .comparisons import Comparisons, Rows, compare_documents
from .confidence import SIDES, ConfidenceConfig, Pair, judge
from .coverage import cover
from .embedded import Corpus, EmbeddedDocument
from .evidence import common_names, surface_of
from .search import nearest
from .vectors import compose_windows, length_ratio, normalised

Float32 = NDArray[np.float32]

_NEIGHBOURS = 4  # sentences that make a neighbourhood
_GOOD_TWIN = (0.75, 0.25)  # similarity and margin, as parts of a typical translation's


def candidate_pairs(
    documents: tuple[EmbeddedDocument, EmbeddedDocument],
    spans: Sequence[Rows],
    corpus: Corpus,
    doubts: Sequence[float] | None = None,
) -> list[Pair]:
    """What the confidence needs to know of two-sided beads.

    Args:
        documents: source and target.
        spans: rows of the two documents that each bead holds; both sides non-empty.
        corpus: that the documents are in; for neighbourhoods of windows.
        doubts: of each how likely another bead is right, if they are of a ladder.
    """
    if not spans:
        return []
    units = documents[0].units, documents[1].units
    twin = corpus.twin
    compared = compare_documents(units, twin, _NEIGHBOURS)
    windows = (
        _windows(documents[0], [span[0] for span in spans]),
        _windows(documents[1], [span[1] for span in spans]),
    )
    near = [
        _near(documents[side], windows[side], [s[side] for s in spans], corpus.pools[1 - side])
        / twin
        for side in (0, 1)
    ]
    similarity = np.einsum("ij,ij->i", *windows) / twin
    best_others = compared.best_others(windows, spans)
    contexts = _contexts(compared, (len(units[0]), len(units[1])), spans)
    usual = _usual_length_ratio(documents, spans)
    density = _density(compared, documents, twin)
    names = common_names([map(surface_of, document.texts()) for document in documents])
    pairs = []
    for number, (rows, columns) in enumerate(spans):
        pairs.append(
            Pair(
                source=documents[0].text(rows),
                target=documents[1].text(columns),
                similarity=float(similarity[number]),
                margin=float(similarity[number] - (near[0][number] + near[1][number]) / 2),
                contrast=float(similarity[number]) - float(best_others[number]),
                context=contexts[number],
                length_ratio=usual,
                density=density,
                coverage=cover(documents[0].trace(rows), documents[1].trace(columns)),
                joined=len(rows) + len(columns) - 2,
                doubt=doubts[number] if doubts else 0.0,
                known_names=names,
            )
        )
    return pairs


def _usual_length_ratio(
    documents: tuple[EmbeddedDocument, EmbeddedDocument], spans: Sequence[Rows]
) -> float:
    """How many source characters a target character is worth: by the documents, as a rule.

    Where one is more than twice as long as the other it is another document rather than another
    language, and the texts of the beads themselves tell.
    """
    lengths = [sum(map(len, document.texts())) for document in documents]
    if max(lengths) > 2 * min(lengths):
        lengths = [
            sum(len(document.text(span[side])) for span in spans)
            for side, document in enumerate(documents)
        ]
    return length_ratio(*map(float, lengths))


def score_beads(
    documents: tuple[EmbeddedDocument, EmbeddedDocument],
    spans: Sequence[Rows],
    corpus: Corpus,
    route: Route,
    config: ConfidenceConfig,
    doubts: Sequence[float] | None = None,
) -> list[Bead]:
    """Beads with scores, class and reason, in the order of `spans`; one-sided ones have none.

    A bead with a sentence in another language than its document's is at most related. Arguments
    as for `candidate_pairs`; doubts are of one-sided ones too.
    """
    two_sided = [number for number, span in enumerate(spans) if all(span)]
    pairs = candidate_pairs(
        documents,
        [spans[number] for number in two_sided],
        corpus,
        [doubts[number] for number in two_sided] if doubts else None,
    )
    scored = iter(zip(pairs, judge(pairs, route, config), strict=True))
    beads = []
    for span in spans:
        source, target = (
            document.span(rows) for document, rows in zip(documents, span, strict=True)
        )
        if not (source and target):
            beads.append(Bead(source, target, route=route))
            continue
        pair, verdict = next(scored)
        other = _other_language(documents, (source, target))
        if other:
            kind = verdict.kind and BeadClass.RELATED
            verdict = replace(verdict, confidence=0.0, kind=kind, reason=other)
        beads.append(
            Bead(
                source,
                target,
                similarity=pair.similarity * corpus.twin,
                margin=pair.margin * corpus.twin,
                confidence=verdict.confidence,
                kind=verdict.kind,
                reason=verdict.reason,
                route=route,
                features=verdict.features,
            )
        )
    return beads


def _other_language(
    documents: tuple[EmbeddedDocument, EmbeddedDocument], spans: tuple[range, range]
) -> str:
    """Which side has a sentence that is not in its document's language, in words; else "".

    A Russian quotation in a Kazakh report is the twin of the Russian report's words, and no
    translation for that.
    """
    for side, embedded, span in zip(SIDES, documents, spans, strict=True):
        document = embedded.document
        for number in span:
            language = document.sentence_language(number)
            if language != document.language:
                return f"the {side} is in {language}, its document in {document.language}"
    return ""


def _windows(document: EmbeddedDocument, spans: Sequence[range]) -> Float32:
    """(spans, dim) unit vectors, composed where a span holds several sentences."""
    out = np.empty((len(spans), document.units.shape[1]), np.float32)
    for number, span in enumerate(spans):
        cut = slice(span.start, span.stop)
        out[number] = compose_windows(document.vectors[cut], document.tokens[cut], len(span))[0]
    return normalised(out)


def _near(
    document: EmbeddedDocument,
    windows: Float32,
    spans: Sequence[range],
    pool: Float32,
) -> Float32:
    """Neighbourhood of each span; those of single sentences are known."""
    near = np.array([document.near[span.start] for span in spans], np.float32)
    joined = [number for number, span in enumerate(spans) if len(span) > 1]
    if joined:
        near[joined] = nearest(windows[joined], pool, _NEIGHBOURS)[0].mean(1)
    return near


def _contexts(compared: Comparisons, sizes: tuple[int, int], spans: Sequence[Rows]) -> list[float]:
    """Mean similarity of the sentences just before and just after, where both sides have them."""
    before = np.array([(rows.start - 1, columns.start - 1) for rows, columns in spans], np.int64)
    after = np.array([(rows.stop, columns.stop) for rows, columns in spans], np.int64)
    total, count = np.zeros(len(spans)), np.zeros(len(spans))
    for places in (before, after):
        there = ((places >= 0) & (places < sizes)).all(1)
        total[there] += compared.at(places[there])
        count[there] += 1
    return list(map(float, total / np.maximum(count, 1)))


def _density(
    compared: Comparisons, documents: tuple[EmbeddedDocument, EmbeddedDocument], twin: float
) -> float:
    """Which share of the shorter document has a good twin in the other one, 0 to 1.

    Good is what is each other's nearest, alike, and nearer than the rest: that many hardly are by
    chance, in small documents and in large pools alike.
    """
    near = documents[0].near / np.float32(twin), documents[1].near / np.float32(twin)
    alike, margin = compared.mutual(near)
    good = (alike >= _GOOD_TWIN[0]) & (margin >= _GOOD_TWIN[1])
    return float(np.count_nonzero(good) / max(min(map(len, documents)), 1))
