"""Passages: runs of sentences long enough to tell what they speak of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..embedded import EmbeddedDocument

Float32 = NDArray[np.float32]

_LEAST_TOKENS, _MOST_TOKENS, _MOST_SENTENCES = 60, 120, 6
_POOL = 50  # sentences; fewer do not tell whether their order means anything


def passages_of(document: EmbeddedDocument) -> list[range]:
    """The passages of a document, in rows of its sentences; together they are all of it.

    A passage ends with a paragraph once it has 60 tokens, and in any case at 120 tokens or six
    sentences. In a pool without order each sentence is a passage of its own.
    """
    if _is_pool(document):
        return [range(row, row + 1) for row in range(len(document))]
    paragraphs = _paragraphs(document)
    passages, start, tokens = [], 0, 0.0
    for row in range(len(document)):
        tokens += float(document.tokens[row])
        last = row + 1 == len(document)
        paragraph_ends = last or paragraphs[row + 1] != paragraphs[row]
        full = tokens >= _MOST_TOKENS or row + 1 - start >= _MOST_SENTENCES
        if last or full or (paragraph_ends and tokens >= _LEAST_TOKENS):
            passages.append(range(start, row + 1))
            start, tokens = row + 1, 0.0
    return passages


def passage_vectors(document: EmbeddedDocument, passages: list[range]) -> Float32:
    """(passages, dim): token-weighted means of the sentences' centred vectors."""
    if not passages:
        return np.zeros((0, document.vectors.shape[1]), np.float32)
    weights = np.maximum(document.tokens, 1e-6)
    starts = [rows.start for rows in passages]
    total = np.add.reduceat(document.vectors * weights[:, None], starts, axis=0)
    return np.asarray(total / np.add.reduceat(weights, starts)[:, None], np.float32)


def _paragraphs(document: EmbeddedDocument) -> list[int]:
    return [document.document.sentences[number].paragraph for number in document.numbers]


def _is_pool(document: EmbeddedDocument) -> bool:
    """Whether sentences that follow each other are no more alike than those far apart.

    Asked only where there are no paragraphs to go by. The threshold is two standard errors.
    """
    count = len(document)
    if count < _POOL or 1 < len(set(_paragraphs(document))) < count:
        return False
    units = document.units
    beside = np.einsum("ij,ij->i", units, np.roll(units, 1, axis=0))
    apart = np.einsum("ij,ij->i", units, np.roll(units, count // 2, axis=0))
    return bool(beside.mean() - apart.mean() < 2 * apart.std() / count**0.5)
