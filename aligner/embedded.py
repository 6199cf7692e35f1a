"""Documents with the vectors of their sentences, ready to be matched and aligned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora import Document

from .encoder import Encoder, Progress, TextVectors, encode_distinct, no_progress
from .mining import MiningConfig, neighbourhoods
from .profile import profile_of
from .vectors import centre_of, normalised

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]


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
    traces: tuple[Float16, ...]
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
    texts = [
        document.sentence_text(number)
        for documents, picked in zip(sides, chosen, strict=True)
        for document, numbers in zip(documents, picked, strict=True)
        for number in numbers
    ]
    vectors, embedded = encode_distinct(encoder, texts, progress)
    pooled, tokens, traces = [], [], []
    at = 0
    for documents, picked in zip(sides, chosen, strict=True):
        count = sum(map(len, picked))
        part = TextVectors(vectors.pooled[at : at + count], vectors.traces[at : at + count])
        at += count
        centre = centre_of([part], documents[0].language if documents else "", profile)
        pooled.append(part.pooled - centre)
        tokens.append(part.tokens)
        middle = centre @ profile.basis
        traces.append(tuple(normalised(t - middle).astype(np.float16) for t in part.traces))
    pools = normalised(pooled[0]), normalised(pooled[1])
    near: tuple[Float32, ...] = tuple(np.zeros(len(pool), np.float32) for pool in pools)
    if all(map(len, pools)):
        found = neighbourhoods(pools[0], pools[1], config or MiningConfig())
        near = found.source, found.target
    out = []
    for documents, picked, *arrays in zip(
        sides, chosen, pooled, pools, tokens, traces, near, strict=True
    ):
        at, embedded_documents = 0, []
        for document, numbers in zip(documents, picked, strict=True):
            part_of = [array[at : at + len(numbers)] for array in arrays]
            embedded_documents.append(EmbeddedDocument(document, numbers, *part_of))
            at += len(numbers)
        out.append(tuple(embedded_documents))
    return Corpus((out[0], out[1]), pools, profile.twin, embedded)
