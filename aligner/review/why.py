"""Why a bead has its confidence: what each feature adds to it or takes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..bead import Route
from ..confidence import FEATURES, Coefficients

MOST = 8
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """What a feature does to the odds.

    Attributes:
        name: of the feature.
        value: of the feature.
        weight: logit that it adds (or takes away) beyond what it does in a usual pair.
    """

    name: str
    value: float
    weight: float


def parts_of(
    features: Mapping[str, float], route: str, coefficients: Mapping[Route, Coefficients]
) -> list[Part]:
    """The features that weigh most, the weightiest first; none where the bead has none."""
    if not features or route not in (Route.PARALLEL, Route.COMPARABLE):
        return []
    weights = dict(zip(FEATURES, coefficients[Route(route)].translation, strict=True))
    parts = [
        Part(name, value, float(weights[name]) * value)
        for name, value in features.items()
        if name in weights and name != "one"
    ]
    heavy = [part for part in parts if abs(part.weight) >= _LEAST]
    return sorted(heavy, key=lambda part: -abs(part.weight))[:MOST]
