"""A change: what was wrong, where, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from tmx.checks.codes import CODES


class Outcome(Enum):
    """What became of something that was wrong."""

    MENDED = "mended"
    LOST = "lost"
    KEPT = "kept as it is"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was wrong with a file.

    Attributes:
        number: the number of its code.
        line: the line in the file that was read, from 1.
        unit: the number of the unit there, from 1; None outside of units.
        what: what was done, in a few words.
        outcome: whether anything is lost by it.
    """

    number: int
    line: int | None
    unit: int | None
    what: str
    outcome: Outcome = Outcome.MENDED

    @property
    def code(self) -> str:
        """The code with its letter, as where no tool is named."""
        return str(CODES[self.number])


Tell: TypeAlias = Callable[[int, str, Outcome], None]
"""Takes note of a change: the number of its code, what was done, what became of it."""
