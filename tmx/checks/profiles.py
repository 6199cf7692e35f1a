"""What each tool demands (`tmx/data/profiles.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tmx.checks.codes import CODES, Level, read_table
from tmx.errors import TmxError


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers and words that a tool goes by; None and empty where it has none.

    Attributes:
        characters: of a segment.
        bytes: of a file.
        datatypes: those it takes.
        props: types of properties that keep a unit from being used.
        language: letters of a language tag.
    """

    characters: int | None = None
    bytes: int | None = None
    datatypes: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    language: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A tool and what it makes of what is found.

    Attributes:
        key: the word for the command line.
        name: as people call the tool.
        basis: "tested" or "manual".
        source: where it is written, or with what it was tested.
        errors: what the tool does about a code, so that it is an error.
        warnings: the same, less bad.
        limits: what the codes from 401 on go by.
    """

    key: str
    name: str
    basis: str
    source: str
    errors: Mapping[int, str]
    warnings: Mapping[int, str]
    limits: Limits

    def level(self, number: int) -> Level:
        """How bad a code is for this tool."""
        if number in self.errors:
            return Level.ERROR
        return Level.WARNING if number in self.warnings else CODES[number].level

    def effect(self, number: int) -> str:
        """What the tool does about a code; empty where nothing is known."""
        return self.errors.get(number) or self.warnings.get(number, "")

    def asks(self, number: int) -> bool:
        """Tell whether the tool cares about a code."""
        return number in self.errors or number in self.warnings


def profile_of(key: str | None) -> Profile | None:
    """Return a tool's profile, or None for no tool.

    Raises:
        TmxError: there is no such profile.
    """
    if key is None:
        return None
    if key not in PROFILES:
        raise TmxError(f"no tool {key!r}; known: {', '.join(PROFILES)}")
    return PROFILES[key]


def _read() -> Mapping[str, Profile]:
    profiles = {}
    for key, row in read_table("profiles.toml").items():
        table: dict[str, Any] = row
        limits: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in table.get("limits", {}).items()
        }
        profiles[key] = Profile(
            key,
            table["name"],
            table["basis"],
            table["source"],
            _by_number(table.get("errors", {})),
            _by_number(table.get("warnings", {})),
            Limits(**limits),
        )
    return MappingProxyType(profiles)


def _by_number(effects: dict[str, str]) -> Mapping[int, str]:
    return MappingProxyType({int(number): effect for number, effect in effects.items()})


PROFILES = _read()
"""All profiles by their keys."""
