"""The results of past runs, kept by all that went into them; no text of anybody's is in them.

A result is found again when the same program aligned the very same documents with the same model
and settings, and not otherwise: how near a sentence is to the others, and the mean vector of a
language, depend on all documents of a run, so one changed sentence may change any score.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from hashlib import blake2b

from corpora import Document, Shelf
from corpora.shelf import packed, unpacked

from .bead import Bead, BeadClass, Route
from .candidates import PairingConfig
from .embedded import text_numbers
from .evidence import surface_of
from .gather import Gathered
from .matching import DocumentPair, MatchingConfig
from .program import program_hash

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LARGEST = 64_000_000  # bytes of a result; larger ones are not kept


@dataclass(frozen=True, slots=True)
class PairResult:
    """What was found of two documents.

    Attributes:
        pair: their places on their sides, and how they belong together.
        beads: see `pairing.pair_sentences`.
    """

    pair: DocumentPair
    beads: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found.

    Attributes:
        pairs: of documents, in their order.
        embedded: distinct sentences that went through the encoder.
        searches: see `pipeline.Alignment`.
    """

    pairs: tuple[PairResult, ...]
    embedded: int
    searches: tuple[str, ...] = ()


class KeptResults:
    """The results on a shelf.

    Args:
        shelf: keeps bytes by keys.
        model: the `ModelInfo.vectors_key`.
        matching: settings of the runs.
        pairing: settings of the runs.
    """

    def __init__(
        self, shelf: Shelf, model: str, matching: MatchingConfig, pairing: PairingConfig
    ) -> None:
        self._shelf = shelf
        self._made_by = repr((program_hash(), model, matching, pairing))
        # Arrays show only a part of themselves: settings of a corpus's own are not told apart.
        self._usable = pairing.confidence.coefficients is None

    def get(self, gathered: Gathered) -> Result | None:
        """The result of a run over these documents; None if none is kept whole."""
        if not self._usable:
            return None
        key = self._key(gathered)
        kept = self._shelf.get([key]).get(key)
        return unpack(kept, gathered) if kept else None

    def put(self, gathered: Gathered, result: Result) -> None:
        """Keep the result of a run over these documents, unless it would quote them."""
        kept = pack(result, gathered) if self._usable else None
        if kept and len(kept) <= _LARGEST:
            self._shelf.put({self._key(gathered): kept})

    def _key(self, gathered: Gathered) -> bytes:
        digest = blake2b(self._made_by.encode(), digest_size=16)
        for side in gathered.sides:
            digest.update(b"side")
            for document in side:
                digest.update(_hash(document))
        return digest.digest()


def _hash(document: Document) -> bytes:
    """Of all that is known of a document but the folder that it lies in."""
    digest = blake2b()
    for field in fields(document):
        if field.name != "path":
            value = getattr(document, field.name)
            parts = value if isinstance(value, tuple) else (value,)
            digest.update(f"{field.name} {len(parts)}\0".encode())
            for part in parts:
                digest.update(f"{part!r}\0".encode("utf-8", "surrogatepass"))
    return digest.digest()


def pack(result: Result, gathered: Gathered) -> bytes | None:
    """A result as bytes, with a checksum; None if a reason says more of a text than its numbers."""
    pairs = []
    for found in result.pairs:
        pair, beads = found.pair, []
        quote = _Quotes(gathered, pair.source, pair.target)
        for bead in found.beads:
            reason = quote.left_out(bead)
            if not reason.isascii():
                return None
            spans = bead.source.start, bead.source.stop, bead.target.start, bead.target.stop
            scores = bead.similarity, bead.margin, bead.confidence
            beads.append([*spans, *scores, bead.kind, reason, bead.route, bead.features])
        pairs.append([pair.source, pair.target, pair.score, pair.route, pair.explanation, beads])
    return packed([result.embedded, result.searches, pairs])


def unpack(kept: bytes, gathered: Gathered) -> Result | None:
    """What `pack` was given; None if the bytes are damaged."""
    told = unpacked(kept)
    if told is None:
        return None
    embedded, searches, pairs = told
    found = []
    for source, target, score, route, explanation, rows in pairs:
        quote, beads = _Quotes(gathered, source, target), []
        for a, b, c, d, similarity, margin, confidence, kind, reason, way, features in rows:
            bead = Bead(
                range(a, b),
                range(c, d),
                similarity=similarity,
                margin=margin,
                confidence=confidence,
                kind=BeadClass(kind) if kind else None,
                reason=reason,
                route=Route(way),
                features=tuple(features),
            )
            beads.append(quote.put_in(bead))
        pair = DocumentPair(source, target, score, Route(route), explanation)
        found.append(PairResult(pair, tuple(beads)))
    return Result(tuple(found), embedded, tuple(searches))


class _Quotes:
    """Takes the numbers that the reasons of two documents' beads quote out, and puts them in.

    In their place stands which of the numbers of the bead's texts it is, in braces.
    """

    def __init__(self, gathered: Gathered, source: int, target: int) -> None:
        self._documents = gathered.sides[0][source], gathered.sides[1][target]
        self._text = [set(text_numbers(document)) for document in self._documents]

    def left_out(self, bead: Bead) -> str:
        """The reason of a bead; a number that is not in its texts becomes a sign not in ASCII."""
        if not _NUMBER.search(bead.reason):
            return bead.reason
        numbers = self._numbers(bead)
        return _NUMBER.sub(
            lambda found: f"{{{numbers.index(found[0])}}}" if found[0] in numbers else "№",
            bead.reason,
        )

    def put_in(self, bead: Bead) -> Bead:
        """The bead with the numbers in its reason."""
        if "{" not in bead.reason:
            return bead
        return replace(bead, reason=bead.reason.format(*self._numbers(bead)))

    def _numbers(self, bead: Bead) -> list[str]:
        return [
            number.written
            for document, rows, span in zip(
                self._documents, self._text, (bead.source, bead.target), strict=True
            )
            for number in surface_of(
                " ".join(document.sentence_text(row) for row in span if row in rows)
            ).numbers
        ]
