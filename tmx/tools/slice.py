"""Keeps what of a memory a document can match."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import ceil
from pathlib import Path
from unicodedata import normalize

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extract

from tmx.errors import TmxError
from tmx.progress import Step, silent, told
from tmx.read import open_tmx
from tmx.tools.keys import source_variant
from tmx.tools.sink import Sink

_BEGINNING = re.compile(r"\b\w{1,4}")
_FEW = 6
"""Texts with fewer words are compared with all of their length."""


@dataclass(frozen=True, slots=True)
class SliceReport:
    """What was done.

    Attributes:
        read: units in the file.
        written: units that the document can match.
        exact: units that it matches letter by letter, among the written.
        sentences: distinct sentences of the document.
        matched: sentences for which there is a unit.
        refused: units that match, but that no TMX can hold.
        reasons: why, of the first few of them.
    """

    read: int
    written: int
    exact: int
    sentences: int
    matched: int
    refused: int
    reasons: tuple[str, ...]


def slice_tmx(
    source: Path,
    output: Path | None,
    sentences: Iterable[str],
    *,
    threshold: float = 0.7,
    language: str | None = None,
    step: Step = silent,
) -> SliceReport:
    """Write the units that one of a document's sentences matches.

    How alike two texts are is 1 - d / n: d is the least number of characters to insert, delete
    or replace (Levenshtein 1966), n the length of the longer one. Letter case, and the number of
    spaces, do not count.

    Args:
        source: the memory.
        output: the file to write, None for a trial run.
        sentences: of the document, as the translation tool will cut it.
        threshold: how alike they must be at least, above 0 to 1.
        language: of the document, if it is not the memory's source language.
        step: is told how far the work is.

    Raises:
        TmxError: there is no sentence, or the file cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    document = _Document(sentences, threshold)
    if not document.texts:
        raise TmxError("the document has no sentence: name one that has text")
    exact = 0
    with open_tmx(source) as reader, Sink(output, reader.header, source) as sink:
        for unit in told(reader, step, source.name):
            variant = (
                unit.variant(language) if language else source_variant(unit, reader.header.srclang)
            )
            similarity = 0.0 if variant is None else document.similarity(variant.text)
            if similarity >= threshold and sink.write(unit):
                exact += similarity == 1
        return SliceReport(
            read=reader.unit,
            written=sink.written,
            exact=exact,
            sentences=len(document.texts),
            matched=len(document.matched),
            refused=sink.refused,
            reasons=tuple(sink.reasons),
        )


class _Document:
    """A document's distinct sentences, found by length and by how their words begin.

    That rules out most comparisons. Sentences of some length that are alike by the threshold t
    share word beginnings; asking for (2t - 1) / 2 of them loses 1 in 100 matches of real reports.
    """

    def __init__(self, sentences: Iterable[str], threshold: float) -> None:
        self.texts = sorted({text for text in map(_plain, sentences) if text}, key=len)
        self.matched: set[str] = set()
        self._lengths = [len(text) for text in self.texts]
        self._threshold = threshold
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self.texts):
            for beginning in _beginnings(text):
                self._places[beginning].append(place)

    def similarity(self, text: str) -> float:
        """How alike the most similar sentence is, or 0 if that is below the threshold."""
        text = _plain(text)
        found = extract(
            text,
            self._candidates(text),
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=self._threshold,
            limit=None,
        )
        self.matched.update(sentence for sentence, _, _ in found)
        return max((similarity for _, similarity, _ in found), default=0.0)

    def _candidates(self, text: str) -> list[str]:
        start = bisect_left(self._lengths, len(text) * self._threshold)
        end = bisect_right(self._lengths, len(text) / self._threshold)
        beginnings = _beginnings(text)
        if len(beginnings) < _FEW:
            return self.texts[start:end]
        shared = Counter(
            chain.from_iterable(self._places[one] for one in beginnings & self._places.keys())
        )
        least = max(1, ceil((2 * self._threshold - 1) / 2 * len(beginnings)))
        return [
            self.texts[place]
            for place, count in shared.items()
            if count >= least and start <= place < end
        ]


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())


def _beginnings(text: str) -> set[str]:
    return set(_BEGINNING.findall(text))
