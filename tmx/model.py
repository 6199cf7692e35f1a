"""What a translation memory is made of: header, units, variants, segments. Knows no file format.

What TMX does not define, or this model has no field for, is kept beside it: attributes in
``attributes`` and child elements in ``elements``. Both hold names as TMX spells them; a name from
a foreign XML namespace has the form ``{namespace}name``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Attributes: TypeAlias = tuple[tuple[str, str], ...]
Content: TypeAlias = "tuple[str | Element, ...]"

NATIVE_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Inline elements whose content is the original document's code (TMX 1.4b, content markup)."""


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element kept as it came: inline markup, a user-defined encoding, something unknown.

    ``content`` holds text and elements in their order; what XML calls an element's tail is the
    text after it.
    """

    name: str
    attributes: Attributes = ()
    content: Content = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """The content of a variant: text, with inline elements where the original had markup.

    ``content`` read from a file has no empty text and no two texts side by side.
    """

    content: Content = ()
    attributes: Attributes = ()

    @classmethod
    def of(cls, text: str) -> Segment:
        """Make a segment of plain text."""
        return cls((text,) if text else ())

    @property
    def text(self) -> str:
        """The plain text: without native codes and their sub-flows, with what ``hi`` encloses."""
        content = self.content
        if len(content) == 1 and isinstance(content[0], str):
            return content[0]
        return "".join(_texts(content))


def _texts(content: Content) -> Iterable[str]:
    for part in content:
        if isinstance(part, str):
            yield part
        elif part.name not in NATIVE_CODES:
            yield from _texts(part.content)


@dataclass(frozen=True, slots=True)
class Prop:
    """A property: a tool's own data about what it stands in."""

    type: str
    text: str
    language: str | None = None
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A comment for people."""

    text: str
    language: str | None = None
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class History:
    """Who made and changed something and when, and how much it was used.

    Dates are aware datetimes; a date (or count) that could not be read is kept as its text.
    """

    creationdate: datetime | str | None = None
    creationid: str | None = None
    changedate: datetime | str | None = None
    changeid: str | None = None
    lastusagedate: datetime | str | None = None
    usagecount: int | str | None = None


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Variant:
    """One language's side of a unit (``tuv``). ``language`` is empty where the file names none."""

    language: str
    segment: Segment
    history: History = NO_HISTORY
    props: tuple[Prop, ...] = ()
    notes: tuple[Note, ...] = ()
    attributes: Attributes = ()
    elements: tuple[Element, ...] = ()

    @property
    def text(self) -> str:
        """The segment's plain text."""
        return self.segment.text

    def prop(self, type_: str) -> str | None:
        """Return the text of the first property of this type, if there is one."""
        return _prop(self.props, type_)


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """The same content in several languages (``tu``).

    ``srclang`` is set only where the unit's source language is not the header's.
    """

    variants: tuple[Variant, ...]
    tuid: str | None = None
    srclang: str | None = None
    history: History = NO_HISTORY
    props: tuple[Prop, ...] = ()
    notes: tuple[Note, ...] = ()
    attributes: Attributes = ()
    elements: tuple[Element, ...] = ()

    def variant(self, language: str) -> Variant | None:
        """Return the variant in a language, if there is exactly one that can be meant.

        Case does not matter. ``kk`` finds ``kk-KZ`` and ``kk-KZ`` finds ``kk`` where the unit has
        no other Kazakh variant; ``pt-BR`` never finds ``pt-PT``. Of several variants in just this
        language the first is returned.
        """
        wanted = _subtags(language)
        near = []
        for variant in self.variants:
            subtags = _subtags(variant.language)
            if subtags == wanted:
                return variant
            shared = min(len(subtags), len(wanted))
            if subtags[:shared] == wanted[:shared]:
                near.append(variant)
        return near[0] if len(near) == 1 else None

    def prop(self, type_: str) -> str | None:
        """Return the text of the first property of this type, if there is one."""
        return _prop(self.props, type_)


@dataclass(frozen=True, slots=True)
class Header:
    """What holds for the whole memory. Defaults are TMX's own words for what is not known."""

    srclang: str
    creationtool: str = "unknown"
    creationtoolversion: str = "unknown"
    segtype: str = "sentence"
    o_tmf: str = "unknown"
    adminlang: str = "en"
    datatype: str = "unknown"
    o_encoding: str | None = None
    history: History = NO_HISTORY
    props: tuple[Prop, ...] = ()
    notes: tuple[Note, ...] = ()
    attributes: Attributes = ()
    elements: tuple[Element, ...] = ()

    def prop(self, type_: str) -> str | None:
        """Return the text of the first property of this type, if there is one."""
        return _prop(self.props, type_)


def _prop(props: Iterable[Prop], type_: str) -> str | None:
    return next((prop.text for prop in props if prop.type == type_), None)


def _subtags(language: str) -> list[str]:
    return language.lower().replace("_", "-").split("-")
