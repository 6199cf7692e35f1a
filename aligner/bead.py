"""The aligned unit: a bead with its scores."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BeadClass(StrEnum):
    """What a bead is to a translator."""

    TRANSLATION = "translation"
    PARTIAL = "partial"  # one side says more
    RELATED = "related"  # the same subject, no translation


class Route(StrEnum):
    """How two documents belong together, and so how they are aligned."""

    PARALLEL = "parallel"  # same order, most sentences have a twin: a ladder
    COMPARABLE = "comparable"  # same subject, told independently: mining
    UNRELATED = "unrelated"  # nothing is paired


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences of the source and of the target that belong together.

    Attributes:
        source: sentence numbers in the source document, consecutive; empty when only the target
            has text here.
        target: the same of the target document.
        similarity: cosine of the centred vectors, -1…1; 0 for a one-sided bead.
        margin: similarity less that to the nearest others, -2…2; 0 for a one-sided bead.
        confidence: P(translation), 0…1; 0 for a one-sided bead.
        kind: see BeadClass; None for a one-sided bead, or when the sides have nothing in common.
        reason: why, in plain words.
        route: how it was found.
        features: what the confidence was made of, in the order of `confidence.FEATURES`; empty
            for a one-sided bead.
    """

    source: range
    target: range
    similarity: float = 0.0
    margin: float = 0.0
    confidence: float = 0.0
    kind: BeadClass | None = None
    reason: str = ""
    route: Route = Route.PARALLEL
    features: tuple[float, ...] = ()

    @property
    def two_sided(self) -> bool:
        """Whether both sides have sentences."""
        return bool(self.source) and bool(self.target)
