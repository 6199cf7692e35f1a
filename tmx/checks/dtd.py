"""The DTD of TMX 1.4b as data: which elements and attributes may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element may have.

    Attributes:
        children: groups of elements; those of one group in any order, the groups in theirs.
        required: elements that must be among them.
        single: elements of which there is one at most.
        text: whether text may stand in it.
        needs: attributes it must have.
        may: attributes it may have.
    """

    children: tuple[frozenset[str], ...] = ()
    required: tuple[str, ...] = ()
    single: frozenset[str] = frozenset()
    text: bool = False
    needs: tuple[str, ...] = ()
    may: frozenset[str] = frozenset()
    allowed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "allowed", frozenset().union(*self.children))


VALUES: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("header", "segtype"): ("block", "paragraph", "sentence", "phrase"),
        ("tu", "segtype"): ("block", "paragraph", "sentence", "phrase"),
        ("it", "pos"): ("begin", "end"),
        ("ph", "assoc"): ("p", "f", "b"),
    }
)
"""Attributes that take only these values."""

VERSIONS = ("1.1", "1.2", "1.3", "1.4")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _words("bpt ept it ph hi ut")
_CODES = (_words("sub"),)
_DESCRIBED = _words("note prop")
_LANGUAGE = _words("xml:lang lang o-encoding")
_HISTORY = _words("creationdate creationid changedate changeid")
_OF_A_UNIT = _HISTORY | _words(
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion o-tmf"
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "tmx": Rule(
            (_words("header"), _words("body")),
            required=("header", "body"),
            single=_words("header body"),
            needs=("version",),
        ),
        "header": Rule(
            (_words("note prop ude"),),
            needs=(
                *("creationtool", "creationtoolversion", "segtype", "o-tmf"),
                *("adminlang", "srclang", "datatype"),
            ),
            may=_HISTORY | {"o-encoding"},
        ),
        "body": Rule((_words("tu"),)),
        "note": Rule(text=True, may=_LANGUAGE),
        "prop": Rule(text=True, needs=("type",), may=_LANGUAGE),
        "ude": Rule((_words("map"),), required=("map",), needs=("name",), may=_words("base")),
        "map": Rule(needs=("unicode",), may=_words("code ent subst")),
        "tu": Rule(
            (_DESCRIBED, _words("tuv")),
            required=("tuv",),
            may=_OF_A_UNIT | _words("tuid segtype srclang"),
        ),
        "tuv": Rule(
            (_DESCRIBED, _words("seg")),
            required=("seg",),
            single=_words("seg"),
            needs=("xml:lang",),
            may=_OF_A_UNIT | {"lang"},
        ),
        "seg": Rule((_INLINE,), text=True),
        "bpt": Rule(_CODES, text=True, needs=("i",), may=_words("x type")),
        "ept": Rule(_CODES, text=True, needs=("i",)),
        "it": Rule(_CODES, text=True, needs=("pos",), may=_words("x type")),
        "ph": Rule(_CODES, text=True, may=_words("x type assoc")),
        "ut": Rule(_CODES, text=True, may=_words("x")),
        "hi": Rule((_INLINE,), text=True, may=_words("x type")),
        "sub": Rule((_INLINE,), text=True, may=_words("datatype type")),
    }
)
"""The elements of TMX by their names."""
