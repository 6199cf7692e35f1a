"""A finding: what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from tmx.checks.codes import CODES, Code, Level


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a file.

    Attributes:
        number: which code it has, without its letter.
        line: the line, from 1; None where it is about the whole file.
        unit: the number of the unit, from 1; None outside of units.
        what: what stands there, in a few words.
        level: how bad it is for the tool that was asked about.
        effect: what that tool does; empty where no tool was named, or nothing is known.
    """

    number: int
    line: int | None
    unit: int | None
    what: str
    level: Level
    effect: str = ""

    @property
    def code(self) -> str:
        """The code with its letter, such as E103."""
        return f"{self.level.value}{self.number}"

    @property
    def kind(self) -> Code:
        """What is the same for all findings with this code."""
        return CODES[self.number]
