"""Language tags: whether they are tags, and how they are usually written (BCP 47, RFC 5646)."""

from __future__ import annotations

import re
from functools import lru_cache

ANY_LANGUAGE = "*all*"
"""What srclang says where every variant may be the source."""

_TAG = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})  # language, extended language
        (?:-[a-z]{4})?                               # script
        (?:-(?:[a-z]{2}|\d{3}))?                     # region
        (?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*        # variants
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*         # extensions
        (?:-x(?:-[a-z0-9]{1,8})+)?                   # private use
        |x(?:-[a-z0-9]{1,8})+|i-[a-z]{3,8}""",
    re.VERBOSE | re.IGNORECASE,
)
_SLIPS = {"kz": "kk", "ua": "uk", "cz": "cs", "jp": "ja", "gr": "el", "dk": "da"}
"""Country codes taken for languages; no language has these codes (ISO 639-1)."""
_REGIONS = {
    "be": "BY", "cs": "CZ", "da": "DK", "el": "GR", "et": "EE", "fi": "FI", "he": "IL",
    "hu": "HU", "hy": "AM", "ja": "JP", "ka": "GE", "kk": "KZ", "ko": "KR", "ky": "KG",
    "lt": "LT", "lv": "LV", "mn": "MN", "pl": "PL", "ru": "RU", "tg": "TJ", "tk": "TM",
    "tr": "TR", "tt": "RU", "uk": "UA",
}  # fmt: skip
"""The region that a language is mostly written in, where there is hardly another."""


@lru_cache(maxsize=1024)
def usual_tag(tag: str) -> str | None:
    """Write a tag as is usual: hyphens, language small, Script capitalised, REGION in capitals.

    Country codes that are often taken for languages (``kz``) become the language. Returns None
    for what is no language tag even so.

    >>> usual_tag("KK_kz")
    'kk-KZ'
    >>> usual_tag("kz")
    'kk'
    """
    if tag.lower() == ANY_LANGUAGE:
        return ANY_LANGUAGE
    subtags = tag.strip().replace("_", "-").lower().split("-")
    subtags[0] = _SLIPS.get(subtags[0], subtags[0])
    if not _TAG.fullmatch("-".join(subtags)):
        return None
    written = subtags[:1]
    for number, subtag in enumerate(subtags[1:]):
        if len(subtags[number]) == 1 or len(written[-1]) == 1:
            return "-".join([*written, *subtags[number + 1 :]])  # private use and extensions
        written.append(
            subtag.upper() if len(subtag) == 2 else subtag.title() if _is_script(subtag) else subtag
        )
    return "-".join(written)


def is_tag(tag: str) -> bool:
    """Tell whether it is well formed and its language is no country code."""
    return bool(_TAG.fullmatch(tag)) and tag.lower().split("-")[0] not in _SLIPS


def has_region(tag: str) -> bool:
    """Tell whether a tag names a region."""
    return any(re.fullmatch(r"[A-Za-z]{2}|\d{3}", subtag) for subtag in tag.split("-")[1:])


def with_region(tag: str) -> str:
    """Add the region that the language is mostly written in, where there is no doubt.

    >>> with_region("kk"), with_region("pt")
    ('kk-KZ', 'pt')
    """
    region = _REGIONS.get(tag.lower())
    return f"{tag}-{region}" if region else tag


def primary(tag: str) -> str:
    """Return the language alone, in small letters.

    >>> primary("KK_kz")
    'kk'
    """
    return tag.replace("_", "-").partition("-")[0].lower()


def _is_script(subtag: str) -> bool:
    return len(subtag) == 4 and subtag.isalpha()
