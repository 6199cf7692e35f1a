"""Makes the model's objects out of parsed TMX elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml.etree import _Element

from tmx.dates import parse_date
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
from tmx.vocabulary import DATES, HISTORY, MAX_DEPTH, TOO_DEEP, XML_NAMESPACE

_LANG = f"{XML_NAMESPACE}lang"
_MAX_DIGITS = 18

_Details = tuple[
    History, tuple[Prop, ...], tuple[Note, ...], Attributes, tuple[Element, ...]
]  # the fields that Header, TranslationUnit and Variant end with


class Builder:
    """Builds from the elements of one file, all in the namespace (or none) of its root."""

    def __init__(self, namespace: str) -> None:
        """Take the namespace as ``{…}``, or empty."""
        self.header_tag = f"{namespace}header"
        self.body_tag = f"{namespace}body"
        self.unit_tag = f"{namespace}tu"
        self._namespace = namespace
        self._variant_tag = f"{namespace}tuv"
        self._segment_tag = f"{namespace}seg"
        self._prop_tag = f"{namespace}prop"
        self._note_tag = f"{namespace}note"

    def header(self, header: _Element) -> Header:
        """Make the header. What TMX requires and the file lacks is empty."""
        attributes = dict(header.items())
        return Header(
            attributes.pop("srclang", ""),
            attributes.pop("creationtool", ""),
            attributes.pop("creationtoolversion", ""),
            attributes.pop("segtype", ""),
            attributes.pop("o-tmf", ""),
            attributes.pop("adminlang", ""),
            attributes.pop("datatype", ""),
            attributes.pop("o-encoding", None),
            *self._details(attributes, header),
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
        attributes = dict(tu.items())
        tuid = attributes.pop("tuid", None)
        srclang = attributes.pop("srclang", None)
        if not attributes and not others:
            return TranslationUnit(tuple(variants), tuid, srclang)
        return TranslationUnit(tuple(variants), tuid, srclang, *self._details(attributes, others))

    def _variant(self, tuv: _Element) -> Variant:
        segment = None
        others = []
        for child in tuv:
            if segment is None and child.tag == self._segment_tag:
                segment = self._segment(child)
            else:
                others.append(child)
        attributes = dict(tuv.items())
        language = _language(attributes) or ""
        segment = segment or Segment()
        if not attributes and not others:
            return Variant(language, segment)
        return Variant(language, segment, *self._details(attributes, others))

    def _segment(self, seg: _Element) -> Segment:
        content = self._content(seg, 1)
        attributes = seg.items()
        return Segment(content, _attributes(dict(attributes))) if attributes else Segment(content)

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
        return Element(
            element.tag.removeprefix(self._namespace),
            _attributes(dict(element.items())),
            self._content(element, depth),
        )

    def _details(self, attributes: dict[str, str], children: Iterable[_Element]) -> _Details:
        """Sort what header, units and variants can all have."""
        props, notes, elements = [], [], []
        for child in children:
            if child.tag == self._prop_tag and not len(child):
                own = dict(child.items())
                type_ = own.pop("type", "")
                props.append(Prop(type_, child.text or "", _language(own), _attributes(own)))
            elif child.tag == self._note_tag and not len(child):
                own = dict(child.items())
                notes.append(Note(child.text or "", _language(own), _attributes(own)))
            else:
                elements.append(self._element(child, 1))
        return (
            _history(attributes),
            tuple(props),
            tuple(notes),
            _attributes(attributes),
            tuple(elements),
        )


def _language(attributes: dict[str, str]) -> str | None:
    """Take the language out of the attributes: ``xml:lang``, or ``lang`` as up to TMX 1.3."""
    language = attributes.pop(_LANG, None)
    if "lang" in attributes and language in (None, attributes["lang"]):
        return attributes.pop("lang")
    return language


def _history(attributes: dict[str, str]) -> History:
    """Take dates, names and the usage count out of the attributes."""
    found: dict[str, Any] = {name: attributes.pop(name) for name in HISTORY if name in attributes}
    if not found:
        return NO_HISTORY
    for name in DATES & found.keys():
        found[name] = parse_date(found[name])
    count = found.get("usagecount", "")
    if count.isascii() and count.isdigit() and len(count) <= _MAX_DIGITS:
        found["usagecount"] = int(count)
    return History(**found)


def _attributes(rest: dict[str, str]) -> Attributes:
    """Freeze attributes, with ``xml:`` for the namespace that every XML file knows."""
    return tuple((name.replace(XML_NAMESPACE, "xml:"), value) for name, value in rest.items())
