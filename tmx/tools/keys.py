"""Which units count as the same: their texts, compared more or less strictly, as a short key."""

from __future__ import annotations

import re
from enum import StrEnum
from hashlib import blake2b

from tmx.letters import nfc
from tmx.model import Content, Element, Segment, TranslationUnit, Variant

KEY_BYTES = 16
"""Two of a billion different units share a key with a probability below 1e-20."""

_NO_WORD = re.compile(r"[\W_]+")


class Compare(StrEnum):
    """How strictly texts are compared. Canonically equivalent characters are always the same."""

    EXACT = "exact"
    """Every character counts, and so do inline tags."""
    TEXT = "text"
    """Tags and the kind and number of white space do not count."""
    LOOSE = "loose"
    """Nor do capitals, punctuation and symbols; letters and digits in their order do."""


class Key(StrEnum):
    """What two units must share to count as the same."""

    BOTH = "both"
    """The texts in all their languages."""
    SOURCE = "source"
    """The text in the source language, and which other languages there are."""


def normal(segment: Segment, compare: Compare) -> str:
    """Return what of a segment counts when it is compared."""
    if compare is Compare.EXACT:
        content = segment.content
        plain = len(content) == 1 and isinstance(content[0], str)
        return nfc(segment.text if plain else repr(content))
    text = nfc(segment.text)
    if compare is Compare.LOOSE:
        text = _NO_WORD.sub(" ", text.casefold())
    return " ".join(text.split())


def tags_in(content: Content) -> int:
    """Return how many inline elements there are, at any depth."""
    return sum(1 + tags_in(part.content) for part in content if isinstance(part, Element))


def tag(language: str) -> str:
    """Return a language code as it is compared: case and underscores do not count."""
    return language.lower().replace("_", "-")


def source_variant(unit: TranslationUnit, srclang: str) -> Variant | None:
    """Return the variant in the source language: the unit's own, else the header's, else the first.

    ``*all*`` leaves it open, so that the first one counts.
    """
    variants = unit.variants
    wanted = unit.srclang or srclang
    if variants and variants[0].language == wanted:
        return variants[0]
    return unit.variant(wanted) or (variants[0] if variants else None)


def target_variants(unit: TranslationUnit, srclang: str) -> tuple[Variant, ...]:
    """Return all variants but the one in the source language."""
    source = source_variant(unit, srclang)
    return tuple(variant for variant in unit.variants if variant is not source)


def unit_key(
    unit: TranslationUnit, srclang: str, compare: Compare = Compare.TEXT, key: Key = Key.BOTH
) -> bytes:
    """Return `KEY_BYTES` that are the same for units that count as the same."""
    if key is Key.SOURCE:
        source = source_variant(unit, srclang)
        parts = sorted(
            f"{tag(v.language)}\0{normal(v.segment, compare) if v is source else ''}"
            for v in unit.variants
        )
    else:
        parts = sorted(f"{tag(v.language)}\0{normal(v.segment, compare)}" for v in unit.variants)
    told = "\1".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=KEY_BYTES).digest()
