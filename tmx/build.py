"""Makes the model's objects out of parsed TMX elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml.etree import _Element

from tmx.dates import parse_date
from tmx.drafts import maker
from tmx.errors import TmxError
from tmx.model import (
    NO_HISTORY,
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
from tmx.vocabulary import DATES, HISTORY, MAX_DEPTH, TOO_DEEP, XML_NAMESPACE

make_element = maker(Element)
make_prop = maker(Prop)
make_segment = maker(Segment)
make_variant = maker(Variant)
_make_note = maker(Note)
_make_unit = maker(TranslationUnit)

_MAX_DIGITS = 18

Described = tuple[tuple[Prop, ...], tuple[Note, ...], tuple[Element, ...]]
"""What units and variants can both have in them, besides variants and segments."""

NOTHING: Described = ((), (), ())


def unit_of(
    attributes: dict[str, str], variants: tuple[Variant, ...], described: Described = NOTHING
) -> TranslationUnit:
    """Make a unit; the attributes, by their names in TMX, are used up."""
    tuid = attributes.pop("tuid", None)
    srclang = attributes.pop("srclang", None)
    if not attributes and described is NOTHING:
        return _make_unit(variants, tuid, srclang)
    props, notes, elements = described
    history = history_of(attributes)
    return _make_unit(
        variants, tuid, srclang, history, props, notes, tuple(attributes.items()), elements
    )


def variant_of(
    attributes: dict[str, str], segment: Segment, described: Described = NOTHING
) -> Variant:
    """Make a variant; the attributes are used up."""
    language = _language(attributes) or ""
    if not attributes and described is NOTHING:
        return make_variant(language, segment)
    props, notes, elements = described
    history = history_of(attributes)
    return make_variant(
        language, segment, history, props, notes, tuple(attributes.items()), elements
    )


def prop_of(attributes: dict[str, str], text: str) -> Prop:
    """Make a property; the attributes are used up."""
    type_ = attributes.pop("type", "")
    if not attributes:
        return make_prop(type_, text)
    return make_prop(type_, text, _language(attributes), tuple(attributes.items()))


def note_of(attributes: dict[str, str], text: str) -> Note:
    """Make a note; the attributes are used up."""
    return _make_note(text, _language(attributes), tuple(attributes.items()))


def history_of(attributes: dict[str, str]) -> History:
    """Take dates, names and the usage count out of the attributes."""
    if not attributes:
        return NO_HISTORY
    found: dict[str, Any] = {name: attributes.pop(name) for name in HISTORY if name in attributes}
    if not found:
        return NO_HISTORY
    for name in DATES & found.keys():
        found[name] = parse_date(found[name])
    count = found.get("usagecount", "")
    if count.isascii() and count.isdigit() and len(count) <= _MAX_DIGITS:
        found["usagecount"] = int(count)
    return History(**found)


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
        return unit_of(_attributes(tu), tuple(variants), self._described(others))

    def _variant(self, tuv: _Element) -> Variant:
        segment = None
        others = []
        for child in tuv:
            if segment is None and child.tag == self._segment_tag:
                segment = self._segment(child)
            else:
                others.append(child)
        return variant_of(_attributes(tuv), segment or Segment(), self._described(others))

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
            content.append(self._element(child, depth + 1))
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
                props.append(prop_of(_attributes(child), child.text or ""))
            elif child.tag == self._note_tag and not len(child):
                notes.append(note_of(_attributes(child), child.text or ""))
            else:
                elements.append(self._element(child, 1))
        if not (props or notes or elements):
            return NOTHING
        return tuple(props), tuple(notes), tuple(elements)


def _attributes(element: _Element) -> dict[str, str]:
    """The attributes, with ``xml:`` for the namespace that every XML file knows."""
    return {name.replace(XML_NAMESPACE, "xml:"): value for name, value in element.items()}
