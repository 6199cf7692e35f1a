"""Checks of translation memories: all that is wrong with a file, where, and what to do about it."""

from tmx.checks.codes import CODES, Code, Level
from tmx.checks.findings import Finding
from tmx.checks.profiles import PROFILES, Profile, profile_of
from tmx.checks.validate import validate

__all__ = [
    "CODES",
    "PROFILES",
    "Code",
    "Finding",
    "Level",
    "Profile",
    "profile_of",
    "validate",
]
