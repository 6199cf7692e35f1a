"""How sure a unit is, by the properties in which tools write it."""

from __future__ import annotations

import math

from tmx.model import TranslationUnit

SCORE_PROPS = ("x-egiz-confidence", "x-confidence", "x-score", "score", "score-bicleaner-ai")
"""Types of properties that hold a score; the first one that a unit has counts."""


def score_of(unit: TranslationUnit, props: tuple[str, ...] = SCORE_PROPS) -> float | None:
    """Return the unit's score, mostly 0 to 1, or None where it has none that is a number."""
    own = {prop.type: prop.text for prop in reversed(unit.props)}
    for type_ in props:
        text = own.get(type_)
        if text is not None:
            try:
                score = float(text)
            except ValueError:
                continue
            if math.isfinite(score):
                return score
    return None
