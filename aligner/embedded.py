"""Documents with the vectors of their sentences, ready to be matched and aligned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora import Document

from .encoder import Encoder, Progress, no_progress
from .mining import MiningConfig, neighbourhoods
from .profile import profile_of
from .traces import KeptTraces, Traces
from .vectors import centre_from, normalised

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]

TEXTS_AT_ONCE = 16_384  # whose vectors lie in memory in full


@dataclass(frozen=True, slots=True)
class EmbeddedDocument:
    """A document and the vectors of those of its sentences that are report text.

    Attributes:
        document: the text.
        numbers: (n,) which of its sentences these are; blank and furniture lines are not.
        vectors: (n, dim) pooled, less the language's centre, before normalisation.
        units: (n, dim) the same at length 1.
        tokens: (n,) weight of each sentence in a window.
        traces: of each the centred, projected token vectors at length 1 (see `coverage`).
        near: (n,) mean cosine to the nearest sentences of the other language in the corpus.
    """

    document: Document
    numbers: tuple[int, ...]
    vectors: Float32
    units: Float32
    tokens: Float32
    traces: Sequence[Float16]
    near: Float32

    def __len__(self) -> int:
        return len(self.numbers)

    def texts(self) -> list[str]:
        """The sentences that the vectors belong to."""
        return [self.document.sentence_text(number) for number in self.numbers]

    def span(self, rows: range) -> range:
        """From places among these sentences to sentence numbers in the document."""
        return range(self.numbers[rows[0]], self.numbers[rows[-1]] + 1) if rows else range(0)

    def trace(self, rows: range) -> Float32:
        """The traces of some of these sentences, one after the other."""
        return np.concatenate([self.traces[row] for row in rows]).astype(np.float32)

    def text(self, rows: range) -> str:
        """The text of some of these sentences, joined by spaces."""
        return " ".join(self.document.sentence_text(self.numbers[row]) for row in rows)


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents of a run, in both languages, embedded.

    Attributes:
        sides: the documents of the source and of the target language.
        pools: the units of all sentences of each side, in the order of the documents.
        twin: cosine of a typical translation with the model in use.
        embedded: distinct sentences that went through the encoder.
    """

    sides: tuple[tuple[EmbeddedDocument, ...], tuple[EmbeddedDocument, ...]]
    pools: tuple[Float32, Float32]
    twin: float
    embedded: int


def text_numbers(document: Document) -> tuple[int, ...]:
    """Numbers of the sentences that are report text: not blank, not site furniture."""
    return tuple(
        number
        for number, sentence in enumerate(document.sentences)
        if sentence.end > sentence.start and not sentence.furniture
    )


def embed_corpus(
    sides: tuple[Sequence[Document], Sequence[Document]],
    encoder: Encoder,
    progress: Progress = no_progress,
    config: MiningConfig | None = None,
) -> Corpus:
    """Embed every distinct sentence of both sides once, centre by language, find neighbourhoods."""
    profile = profile_of(encoder.info.fingerprint, encoder.info.dim)
    chosen = [[text_numbers(document) for document in documents] for documents in sides]
    first: dict[str, int] = {}  # each distinct text → its number among them
    texts = [
        [
            first.setdefault(document.sentence_text(number), len(first))
            for document, places in zip(documents, picked, strict=True)
            for number in places
        ]
        for documents, picked in zip(sides, chosen, strict=True)
    ]
    kept, embedded = _embed_distinct(encoder, first, progress), len(first)
    pooled, pools, tokens, traces = [], [], [], []
    for documents, numbers in zip(sides, texts, strict=True):
        vectors = kept.pooled[numbers].astype(np.float32)
        centre = centre_from(
            vectors.sum(0, dtype=np.float64),
            len(vectors),
            documents[0].language if documents else "",
            profile,
        )
        vectors -= centre
        pooled.append(vectors)
        pools.append(_units(vectors))
        tokens.append(kept.traces.tokens[numbers])
        traces.append(Traces(kept.traces.centred(centre @ profile.basis), numbers))
    del kept  # its vectors; the search for neighbours needs the room
    near: tuple[Float32, ...] = tuple(np.zeros(len(pool), np.float32) for pool in pools)
    if all(map(len, pools)):
        found = neighbourhoods(pools[0], pools[1], config or MiningConfig())
        near = found.source, found.target
    out = []
    for documents, picked, *arrays in zip(
        sides, chosen, pooled, pools, tokens, traces, near, strict=True
    ):
        at, embedded_documents = 0, []
        for document, places in zip(documents, picked, strict=True):
            part_of = [array[at : at + len(places)] for array in arrays]
            embedded_documents.append(EmbeddedDocument(document, places, *part_of))
            at += len(places)
        out.append(tuple(embedded_documents))
    return Corpus((out[0], out[1]), (pools[0], pools[1]), profile.twin, embedded)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Vectors of distinct texts: (texts, dim) float16, which holds them without loss."""

    pooled: Float16
    traces: KeptTraces


def _embed_distinct(encoder: Encoder, texts: Iterable[str], progress: Progress) -> _Kept:
    """Embed texts a part at a time, so that float32 vectors and traces never lie side by side."""
    every = list(texts)
    kept = _Kept(np.zeros((len(every), encoder.info.dim), np.float16), KeptTraces())
    for at in range(0, len(every), TEXTS_AT_ONCE):
        part = encoder.encode(every[at : at + TEXTS_AT_ONCE], progress)
        kept.pooled[at : at + len(part.pooled)] = part.pooled
        kept.traces.add(part.traces)
    return kept


def _units(vectors: Float32) -> Float32:
    """Rows at length 1, some at a time: the steps between need as much room as the rows."""
    units = np.empty_like(vectors)
    for at in range(0, len(vectors), TEXTS_AT_ONCE):
        units[at : at + TEXTS_AT_ONCE] = normalised(vectors[at : at + TEXTS_AT_ONCE])
    return units
