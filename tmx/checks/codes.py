"""The table of codes: what may be found, what it means, what to do (`tmx/data/codes.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from types import MappingProxyType


class Level(Enum):
    """How bad it is; the value begins the code."""

    ERROR = "E"
    WARNING = "W"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding.

    Attributes:
        number: its number; with the level it makes the code, such as E103.
        level: how bad it is where no tool is named.
        name: a few words.
        meaning: what is wrong and why it matters.
        fix: what to do by hand.
        repair: what repairing does about it; empty where it only says so.
    """

    number: int
    level: Level
    name: str
    meaning: str
    fix: str
    repair: str = ""

    def __str__(self) -> str:
        return f"{self.level.value}{self.number}"


def read_table(name: str) -> dict[str, dict[str, object]]:
    """Read one of the package's own tables."""
    return tomllib.loads((files("tmx") / "data" / name).read_text(encoding="utf-8"))


def _read() -> Mapping[int, Code]:
    codes = {}
    for key, row in read_table("codes.toml").items():
        words = {field: str(value) for field, value in row.items() if field != "level"}
        codes[int(key)] = Code(int(key), Level[str(row["level"]).upper()], **words)
    return MappingProxyType(codes)


CODES = _read()
"""All codes by their numbers."""
