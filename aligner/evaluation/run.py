"""The figures of an output, or a folder of outputs, against gold."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import TypeVar

from .calibration import Calibration, calibrate
from .counts import Counts, Rung, ladder_counts, set_counts
from .files import Kind, Match, kind_of, listed, match_files
from .readers import (
    is_table,
    read_ladder,
    read_links,
    read_pairs,
    read_sentences,
    read_table,
)
from .units import Languages, TextPair, read_units, unit_counts

_Key = TypeVar("_Key", bound=Hashable)
Judged = tuple[float, float]
"""A confidence, and how much of what has it is right, 0…1."""


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """The figures of one output.

    Attributes:
        name: of the document, or "all".
        counts: by measure: "strict" and "lax" of a ladder, else one by the name of the kind.
        judged: the confidences, where the output tells any, and how much is right of each.
    """

    name: str
    counts: Mapping[str, Counts]
    judged: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of all outputs.

    Attributes:
        kind: of the outputs.
        documents: each by itself; at least one.
        remarks: what a reader of the figures should know, one sentence each.
    """

    kind: Kind
    documents: tuple[DocumentScore, ...]
    remarks: tuple[str, ...] = ()

    @property
    def pooled(self) -> DocumentScore:
        """All documents together: counts are added, not F1 averaged."""
        counts = {
            measure: sum((document.counts[measure] for document in self.documents), Counts())
            for measure in self.documents[0].counts
        }
        judged = tuple(judged for document in self.documents for judged in document.judged)
        return DocumentScore("all", counts, judged)

    @property
    def calibration(self) -> Calibration | None:
        """Of all confidences; None where the outputs tell none."""
        judged = self.pooled.judged
        return calibrate([c for c, _ in judged], [right for _, right in judged]) if judged else None


def evaluate(
    out: Path, gold: Path, kind: Kind | None = None, languages: Languages = (None, None)
) -> Evaluation:
    """Score an output against gold, or a folder of outputs against a folder of gold.

    Args:
        out: file or folder; see `files.match_files`.
        gold: file or folder.
        kind: of the outputs; by default what they look like.
        languages: of a memory's source and target; see `units.read_units`.

    Raises:
        EvaluationError: something cannot be read, or there is nothing to compare.
        TmxError: a memory is damaged.
    """
    matches, more = match_files(out, gold, kind)
    kind = kind or kind_of(matches[0])
    remarks = []
    if more:
        names = listed(path.name for path in more)
        remarks.append(f"Not scored, for there is no gold: {names}.")
    scores = [_score(match, kind, languages) for match in matches]
    unlikely = [score.name for score in scores if any(not 0 <= c <= 1 for c, _ in score.judged)]
    if unlikely:
        scores = [DocumentScore(score.name, score.counts) for score in scores]
        remarks.append(f"Scores are not judged: those of {listed(unlikely)} are no probabilities.")
    return Evaluation(kind, tuple(scores), tuple(remarks))


def _score(match: Match, kind: Kind, languages: Languages) -> DocumentScore:
    out, gold = match.out, match.gold
    if kind is Kind.LADDER:
        rungs, truth = read_table(out) if is_table(out) else read_ladder(out), read_ladder(gold)
        strict, lax = ladder_counts(rungs, truth)
        return DocumentScore(match.name, {"strict": strict, "lax": lax}, _judged(rungs, truth))
    if kind is Kind.TMX:
        wanted = list(starmap(TextPair.of, read_sentences(gold)))
        units = read_units(out, languages)
        counts, right = unit_counts(units, wanted)
        judged = tuple(
            (unit.confidence, share)
            for unit, share in zip(units, right, strict=True)
            if unit.confidence is not None
        )
        return DocumentScore(match.name, {"units": counts}, judged)
    if kind is Kind.LINKS:
        return _score_set(match.name, kind, read_links(out), read_links(gold, scored=False))
    pairs = _linked(read_table(out)) if is_table(out) else read_pairs(out)
    return _score_set(match.name, kind, pairs, read_pairs(gold, scored=False))


def _score_set(
    name: str,
    kind: Kind,
    out: Mapping[_Key, float | None],
    gold: Mapping[_Key, float | None],
) -> DocumentScore:
    return DocumentScore(name, {str(kind): set_counts(set(out), set(gold))}, _judged(out, gold))


def _judged(
    out: Mapping[_Key, float | None], gold: Mapping[_Key, float | None]
) -> tuple[Judged, ...]:
    return tuple((c, float(key in gold)) for key, c in out.items() if c is not None)


def _linked(rungs: Mapping[Rung, float | None]) -> dict[tuple[int, int], float | None]:
    """Every sentence of a bead with every one of its other side."""
    return {(i, j): confidence for (a, b), confidence in rungs.items() for i in a for j in b}
