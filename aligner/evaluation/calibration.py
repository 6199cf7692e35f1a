"""Whether confidences are what they say: of what has .8, eight in ten should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
SURE = 0.9
"""From here on a unit is taken unread."""


@dataclass(frozen=True, slots=True)
class Bin:
    """What has a confidence from `low` to `high`.

    Attributes:
        low: least confidence.
        high: confidence that belongs to the next bin; 1 belongs to the last.
        count: of units.
        confidence: their mean; 0 where there are none.
        right: share of them that is right, 0…1; 0 where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences can be trusted.

    Attributes:
        count: of units with a confidence.
        error: expected calibration error, 0…1; 0 is best.
        brier: Brier score, 0…1; 0 is best.
        sure: how many units have a confidence of at least .9.
        sure_right: share of those that is right, 0…1; 0 where there are none.
        bins: the reliability table.
    """

    count: int
    error: float
    brier: float
    sure: int
    sure_right: float
    bins: tuple[Bin, ...]


def reliability_table(
    confidences: Sequence[float], hits: Sequence[float], bins: int = BINS
) -> tuple[Bin, ...]:
    """Units by confidence, in bins of equal width.

    Args:
        confidences: of each unit, 0…1.
        hits: of each unit, 1 if it is right, 0 if not, or the share of it that is.
        bins: how many.

    Raises:
        ValueError: the two are not of one length, or a confidence is not within 0…1.
    """
    members: list[list[tuple[float, float]]] = [[] for _ in range(bins)]
    for confidence, hit in zip(confidences, hits, strict=True):
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
        members[min(int(confidence * bins), bins - 1)].append((confidence, float(hit)))
    return tuple(
        Bin(number / bins, (number + 1) / bins, len(inside), *map(_mean, _columns(inside)))
        for number, inside in enumerate(members)
    )


def expected_calibration_error(
    confidences: Sequence[float], hits: Sequence[float], bins: int = BINS
) -> float:
    """Mean distance of confidence and share right over the bins, weighted by their units.

    0…1, 0 is best (Guo et al. 2017, equation 3); 0 where there are no units. Arguments and errors
    as for `reliability_table`.
    """
    return _error(reliability_table(confidences, hits, bins))


def _error(table: Sequence[Bin]) -> float:
    units = sum(bin_.count for bin_ in table)
    off = sum(bin_.count * abs(bin_.right - bin_.confidence) for bin_ in table)
    return off / units if units else 0.0


def brier_score(confidences: Sequence[float], hits: Sequence[float]) -> float:
    """Mean squared distance of confidence and outcome, 0…1, 0 is best (Brier 1950)."""
    return _mean([(c - hit) ** 2 for c, hit in zip(confidences, hits, strict=True)])


def calibrate(confidences: Sequence[float], hits: Sequence[float]) -> Calibration:
    """All figures of calibration; arguments and errors as for `reliability_table`."""
    bins = reliability_table(confidences, hits)
    sure = [float(hit) for c, hit in zip(confidences, hits, strict=True) if c >= SURE]
    return Calibration(
        count=len(confidences),
        error=_error(bins),
        brier=brier_score(confidences, hits),
        sure=len(sure),
        sure_right=_mean(sure),
        bins=bins,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _columns(rows: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [confidence for confidence, _ in rows], [hit for _, hit in rows]
