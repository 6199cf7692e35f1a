"""Templates of pages: everything is escaped; how classes, numbers and sentences are written."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import jinja2

from ..bead import BeadClass
from .model import BeadView
from .order import Gap

SIGNS = {"translation": "=", "partial": "≈", "related": "~", "none": "·"}
"""What tells classes apart without colour."""
_SURE = 0.9


def environment(folder: str, **filters: Callable[..., Any]) -> jinja2.Environment:
    """Templates of a folder in `data`; what they call beyond the usual filters is given."""
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: asset(folder, name)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"numbers": numbers_from_one, "grouped": grouped, "kind": kind_name, **filters}
    made.tests["gap"] = lambda item: isinstance(item, Gap)
    made.tests["doubtful"] = _doubtful
    return made


def asset(folder: str, name: str) -> str:
    """A file of a folder in `data`."""
    return files("aligner").joinpath(f"data/{folder}/{name}").read_text(encoding="utf-8")


def kind_name(bead: BeadView) -> str:
    """The class of a bead as pages name it; "none" where it has none."""
    return str(bead.kind or "none")


def numbers_from_one(numbers: range) -> str:
    """Sentence numbers as people count them: "4" or "4–6"; "" where they are not known."""
    if not numbers:
        return ""
    first, last = numbers[0] + 1, numbers[-1] + 1
    return str(first) if first == last else f"{first}–{last}"


def grouped(number: int) -> str:
    """A number with its thousands set off: 20 000."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _doubtful(bead: BeadView) -> bool:
    """Whether a reader wants to know why at once."""
    sure = bead.confidence is not None and bead.confidence >= _SURE
    return not (sure and bead.kind is BeadClass.TRANSLATION)
