"""A corpus store as it is shown: whole documents, with what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tmx
from corpora import Document
from corpora.store import BeadRecord, PairRecord, Store
from corpora.store.documents import read_version
from tmx.tools.expression import Expression

from ..bead import BeadClass
from .alike import similarities
from .model import BeadView, DocumentView, Inspected, PairView, State, TopicView


def from_store(path: Path, where: Expression | None = None, *, topics: bool = False) -> Inspected:
    """Read a store for showing; only beads for which an expression holds, if there is one.

    Topics take a while in a large store; they are found if wanted, and if it keeps all vectors.

    Raises:
        StoreError: it cannot be read.
    """
    with Store.open(path) as store, store.database.snapshot():
        found = store.pairs()
        pairs = tuple(_pair(store, pair, where) for pair in found)
        paired = {number for pair in found for number in (pair.source_id, pair.target_id)}
        alone = tuple(
            (record.name, "no counterpart found")
            for record in store.documents()
            if record.id not in paired
        )
        signatures = sorted({pair.signature for pair in found if pair.signature})
        found_topics = _topics(store) if topics else ()
        signature = "; ".join(signatures)
        return Inspected(path.name, store.languages, signature, pairs, alone, found_topics)


def _topics(store: Store) -> tuple[TopicView, ...]:
    from ..corpus.topical import themes_of

    return tuple(
        TopicView(
            labels=(theme.topic.sides[0].label, theme.topic.sides[1].label),
            shares=(theme.topic.sides[0].share, theme.topic.sides[1].share),
        )
        for theme in themes_of(store) or ()
    )


def document_view(document: Document) -> DocumentView:
    """A document as it is shown."""
    sentences = document.sentences
    return DocumentView(
        name=document.id,
        sentences={n: t for n, t in enumerate(document.sentence_texts) if t},
        furniture=frozenset(n for n, sentence in enumerate(sentences) if sentence.furniture),
        count=len(sentences),
        repairs=tuple(
            (repair.before, repair.after)
            for repair in document.repairs
            if repair.before.strip() and repair.after.strip()
        ),
        dropped=tuple(line.text for line in document.furniture),
        link=document.source,
    )


def bead_view(bead: BeadRecord, documents: tuple[Document, Document]) -> BeadView:
    """A stored bead as it is shown."""
    spans, edited = (bead.source, bead.target), (bead.source_text, bead.target_text)
    source, target = (
        own if own is not None else text_of(document, span)
        for document, span, own in zip(documents, spans, edited, strict=True)
    )
    return BeadView(
        number=bead.id or 0,
        spans=spans,
        texts=(source, target),
        kind=BeadClass(bead.kind) if bead.kind else None,
        confidence=bead.confidence,
        similarity=bead.similarity,
        margin=bead.margin,
        reason=bead.reason,
        route=bead.route,
        state=State(bead.state),
        by=bead.decided_by,
        comment=bead.comment,
    )


def text_of(document: Document, span: range) -> str:
    """The text of some sentences, line breaks as spaces."""
    return " ".join(" ".join(document.sentence_text(number).split()) for number in span)


def unit_of(
    bead: BeadView, names: tuple[str, str], languages: tuple[str, str]
) -> tmx.TranslationUnit:
    """A bead as the unit that it would be in a memory, for expressions to be asked of."""
    told = {
        "x-egiz-class": bead.kind,
        "x-egiz-confidence": None if bead.confidence is None else f"{bead.confidence:.4f}",
        "x-egiz-similarity": None if bead.similarity is None else f"{bead.similarity:.4f}",
        "x-egiz-margin": None if bead.margin is None else f"{bead.margin:.4f}",
        "x-egiz-route": bead.route,
        "x-egiz-reason": bead.reason,
        "x-egiz-state": bead.state,
    }
    return tmx.TranslationUnit(
        variants=tuple(
            tmx.Variant(language, tmx.Segment.of(text), props=(tmx.Prop("x-document", name),))
            for language, text, name in zip(languages, bead.texts, names, strict=True)
        ),
        history=tmx.History(changeid=bead.by or None),
        props=tuple(tmx.Prop(name, str(value)) for name, value in told.items() if value),
        notes=(tmx.Note(bead.comment),) if bead.comment else (),
    )


def _pair(store: Store, pair: PairRecord, where: Expression | None) -> PairView:
    versions = pair.source_version_id, pair.target_version_id
    documents = (
        read_version(store.database, versions[0]),
        read_version(store.database, versions[1]),
    )
    counts = len(documents[0].sentences), len(documents[1].sentences)
    return PairView(
        documents=(document_view(documents[0]), document_view(documents[1])),
        beads=tuple(_chosen(store, pair, documents, where)),
        route=pair.route,
        explanation=pair.explanation,
        alike=similarities(store, versions, counts),
    )


def _chosen(
    store: Store, pair: PairRecord, documents: tuple[Document, Document], where: Expression | None
) -> Iterator[BeadView]:
    for record in store.beads(pair.id):
        if not record.two_sided:
            continue
        bead = bead_view(record, documents)
        unit = unit_of(bead, (pair.source, pair.target), store.languages)
        if where is None or where.holds(unit, store.languages[0]):
            yield bead
