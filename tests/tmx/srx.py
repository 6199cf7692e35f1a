"""Cuts a text as OmegaT does with a list of rules, without OmegaT."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tmx.omegat.segmentation import Rule


def segment(text: str, rules: Sequence[Rule]) -> list[str]:
    """The sentences of a paragraph, without white space around them."""
    cuts: dict[int, bool] = {}
    for rule in rules:
        for place in _places(text, rule):
            cuts.setdefault(place, rule.breaks)
    ends = sorted(place for place, breaks in cuts.items() if breaks)
    starts = [0, *ends]
    pieces = [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True)]
    return [piece.strip() for piece in pieces if piece.strip()]


def _places(text: str, rule: Rule) -> list[int]:
    after = {match.start() for match in re.finditer(rule.after, text)}
    return [match.end() for match in re.finditer(rule.before, text) if match.end() in after]
