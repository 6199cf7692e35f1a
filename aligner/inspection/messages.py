"""The words of pages, by language: catalogues in `data/messages`, and reasons put into them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = {"en": "English", "kk": "Қазақша", "ru": "Русский"}
"""Languages that pages speak, by their own names."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a language.

    Attributes:
        language: its tag.
        texts: by key, "section.name".
    """

    language: str
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The message of this key, with values in the place of their names in braces."""
        return self.texts[key].format(**values) if values else self.texts[key]

    def reason(self, said: str) -> str:
        """A reason of the confidence in this language; what no catalogue knows stays as it is."""
        if self.language == "en":
            return said
        return "; ".join(self._phrase(phrase) for phrase in said.split("; ") if phrase)

    def _phrase(self, phrase: str) -> str:
        # The longest wording that begins the phrase; what comes after it are numbers.
        for key in sorted(_wordings(), key=len, reverse=True):
            begins = _wordings()[key]
            if phrase.startswith(begins):
                return self.texts[f"reason.{key}"] + phrase[len(begins) :]
        return phrase

    def section(self, name: str) -> dict[str, str]:
        """The messages of a section by the rest of their keys, for scripts of pages."""
        start = f"{name}."
        return {k.removeprefix(start): v for k, v in self.texts.items() if k.startswith(start)}


@lru_cache
def messages(language: str) -> Messages:
    """The catalogue of a language.

    Raises:
        KeyError: there is none; see `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    text = files("aligner").joinpath(f"data/messages/{language}.toml").read_text(encoding="utf-8")
    return Messages(language, dict(_flat(tomllib.loads(text))))


def _flat(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)


@lru_cache
def _wordings() -> dict[str, str]:
    """How the confidence words its reasons: the English catalogue has them as they are."""
    return messages("en").section("reason")
