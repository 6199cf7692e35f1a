"""Makes the model's objects out of parsed TMX elements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from lxml.etree import _Element

from tmx.dates import parse_date
from tmx.drafts import maker
from tmx.errors import TmxError
from tmx.model import (
    NO_HISTORY,
    Attributes,
    Content,
    Element,
    Header,
    History,
    Note,
    Prop,
    Segment,
    TranslationUnit,
    Variant,
)
from tmx.vocabulary import HISTORY, MAX_DEPTH, TOO_DEEP, XML_NAMESPACE

make_element = maker(Element)
make_prop = maker(Prop)
make_segment = maker(Segment)
make_variant = maker(Variant)
_make_note = maker(Note)
make_unit = maker(TranslationUnit)

_make_history = maker(History)

_MAX_DIGITS = 18
_HISTORY = frozenset(HISTORY)
_LONGEST_DATE = 40
_known_date = lru_cache(1024)(parse_date)  # units come in batches, variants with their unit

Described = tuple[tuple[Prop, ...], tuple[Note, ...], tuple[Element, ...]]
"""What units and variants can both have in them, besides variants and segments."""

OfUnit = tuple[str | None, str | None, History, Attributes]
"""What the attributes of a unit say: tuid, source language, history, and the others."""

OfVariant = tuple[str, History, Attributes]
"""What the attributes of a variant say: language, history, and the others."""

OfProp = tuple[str, str | None, Attributes]
"""What the attributes of a property say: type, language, and the others."""

NOTHING: Described = ((), (), ())


def of_unit(attributes: dict[str, str]) -> OfUnit:
    """Tell what the attributes of a unit mean; they are used up."""
    tuid = attributes.pop("tuid", None)
    srclang = attributes.pop("srclang", None)
    return tuid, srclang, history_of(attributes), tuple(attributes.items())


def of_variant(attributes: dict[str, str]) -> OfVariant:
    """Tell what the attributes of a variant mean; they are used up."""
    language = _language(attributes) or ""
    return language, history_of(attributes), tuple(attributes.items())


def of_prop(attributes: dict[str, str]) -> OfProp:
    """Tell what the attributes of a property mean; they are used up."""
    return attributes.pop("type", ""), _language(attributes), tuple(attributes.items())


def note_of(attributes: dict[str, str], text: str) -> Note:
    """Make a note; the attributes are used up."""
    if not attributes:
        return _make_note(text)
    return _make_note(text, _language(attributes), tuple(attributes.items()))


def history_of(attributes: dict[str, str]) -> History:
    """Take dates, names and the usage count out of the attributes."""
    if _HISTORY.isdisjoint(attributes):
        return NO_HISTORY
    take = attributes.pop
    return _make_history(
        _date(take("creationdate", None)),
        take("creationid", None),
        _date(take("changedate", None)),
        take("changeid", None),
        _date(take("lastusagedate", None)),
        _count(take("usagecount", None)),
    )


def _date(text: str | None) -> datetime | str | None:
    if text is None:
        return None
    return _known_date(text) if len(text) < _LONGEST_DATE else parse_date(text)


def _count(text: str | None) -> int | str | None:
    if text and text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
        return int(text)
    return text


def _language(attributes: dict[str, str]) -> str | None:
    """Take the language out of the attributes: ``xml:lang``, or ``lang`` as up to TMX 1.3."""
    language = attributes.pop("xml:lang", None)
    if "lang" in attributes and language in (None, attributes["lang"]):
        return attributes.pop("lang")
    return language


class Builder:
    """Builds from the elements of one file, all in the namespace (or none) of its root."""

    def __init__(self, namespace: str) -> None:
        """Take the namespace as ``{…}``, or empty."""
        self._namespace = namespace
        self._variant_tag = f"{namespace}tuv"
        self._segment_tag = f"{namespace}seg"
        self._prop_tag = f"{namespace}prop"
        self._note_tag = f"{namespace}note"

    def header(self, header: _Element) -> Header:
        """Make the header. What TMX requires and the file lacks is empty."""
        attributes = _attributes(header)
        props, notes, elements = self._described(header)
        return Header(
            attributes.pop("srclang", ""),
            attributes.pop("creationtool", ""),
            attributes.pop("creationtoolversion", ""),
            attributes.pop("segtype", ""),
            attributes.pop("o-tmf", ""),
            attributes.pop("adminlang", ""),
            attributes.pop("datatype", ""),
            attributes.pop("o-encoding", None),
            history_of(attributes),
            props,
            notes,
            tuple(attributes.items()),
            elements,
        )

    def unit(self, tu: _Element) -> TranslationUnit:
        """Make a unit.

        Raises:
            TmxError: elements are nested deeper than `MAX_DEPTH`.
        """
        variants, others = [], []
        for child in tu:
            if child.tag == self._variant_tag:
                variants.append(self._variant(child))
            else:
                others.append(child)
        tuid, srclang, history, rest = of_unit(_attributes(tu))
        props, notes, elements = self._described(others)
        return make_unit(tuple(variants), tuid, srclang, history, props, notes, rest, elements)

    def _variant(self, tuv: _Element) -> Variant:
        segment = None
        others = []
        for child in tuv:
            if segment is None and child.tag == self._segment_tag:
                segment = self._segment(child)
            else:
                others.append(child)
        language, history, rest = of_variant(_attributes(tuv))
        props, notes, elements = self._described(others)
        return make_variant(language, segment or Segment(), history, props, notes, rest, elements)

    def _segment(self, seg: _Element) -> Segment:
        return make_segment(self._content(seg, 1), tuple(_attributes(seg).items()))

    def _content(self, element: _Element, depth: int) -> Content:
        text = element.text
        if not len(element):
            return (text,) if text else ()
        if depth > MAX_DEPTH:
            raise TmxError(TOO_DEEP, line=element.sourceline)
        content: list[str | Element] = [text] if text else []
        for child in element:
            if isinstance(child.tag, str):
                content.append(self._element(child, depth + 1))
            else:  # an entity, in a head that is broken elsewhere
                content.append(child.text)
            if child.tail:
                content.append(child.tail)
        return tuple(content)

    def _element(self, element: _Element, depth: int) -> Element:
        return make_element(
            element.tag.removeprefix(self._namespace),
            tuple(_attributes(element).items()),
            self._content(element, depth),
        )

    def _described(self, children: Iterable[_Element]) -> Described:
        props, notes, elements = [], [], []
        for child in children:
            if child.tag == self._prop_tag and not len(child):
                type_, language, rest = of_prop(_attributes(child))
                props.append(make_prop(type_, child.text or "", language, rest))
            elif child.tag == self._note_tag and not len(child):
                notes.append(note_of(_attributes(child), child.text or ""))
            elif isinstance(child.tag, str):
                elements.append(self._element(child, 1))
        if not (props or notes or elements):
            return NOTHING
        return tuple(props), tuple(notes), tuple(elements)


def _attributes(element: _Element) -> dict[str, str]:
    """The attributes, with ``xml:`` for the namespace that every XML file knows."""
    return {name.replace(XML_NAMESPACE, "xml:"): value for name, value in element.items()}
