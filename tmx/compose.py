"""Puts the model's objects into the words of TMX 1.4b."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from lxml import etree

from tmx.dates import format_date, parse_date
from tmx.errors import TmxError
from tmx.letters import nfc
from tmx.model import (
    NO_HISTORY,
    Attributes,
    Content,
    Element,
    Header,
    History,
    TranslationUnit,
    Variant,
)
from tmx.vocabulary import DATES, HISTORY, MAX_DEPTH, TOO_DEEP, XML_NAMESPACE

TAIL = "</body>\n</tmx>\n"

_START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    '<tmx version="1.4">\n'
)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char
_URI = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*")
_UNKNOWN = Header("")
_DESCRIPTIONS = frozenset({"note", "prop"})

_Known = Iterable[tuple[str, str | None]]
"""Attributes that the model has fields for; those that are None are not written."""


class Composer:
    """Composes one file.

    Attributes:
        removed_characters: how many characters that XML does not allow have been left out.
    """

    def __init__(self) -> None:
        self.removed_characters = 0

    def head(self, header: Header) -> str:
        """Compose all that stands before the first unit.

        Raises:
            TmxError: the header cannot be written, and why.
        """
        if _is_blank(header.srclang):
            raise TmxError("the header has no srclang: name the source language, or write *all*")
        known = [
            ("creationtool", header.creationtool or _UNKNOWN.creationtool),
            ("creationtoolversion", header.creationtoolversion or _UNKNOWN.creationtoolversion),
            ("segtype", header.segtype or _UNKNOWN.segtype),
            ("o-tmf", header.o_tmf or _UNKNOWN.o_tmf),
            ("adminlang", header.adminlang or _UNKNOWN.adminlang),
            ("srclang", header.srclang),
            ("datatype", header.datatype or _UNKNOWN.datatype),
            ("o-encoding", header.o_encoding),
            *_history(header.history),
        ]
        return (
            f"{_START}"
            f"<header{self._attributes(known, header.attributes)}>\n"
            f"{self._described(header)}"
            f"{self._elements(header.elements)}"
            "</header>\n"
            "<body>\n"
        )

    def unit(self, unit: TranslationUnit) -> str:
        """Compose a unit.

        Raises:
            TmxError: the unit cannot be written, and why.
        """
        if not unit.variants:
            raise TmxError("there is no variant: give it one, or leave the unit out")
        known = [("tuid", unit.tuid), ("srclang", unit.srclang), *_history(unit.history)]
        return (
            f"<tu{self._attributes(known, unit.attributes)}>\n"
            f"{self._described(unit)}"
            f"{''.join(map(self._variant, unit.variants))}"
            f"{self._elements(unit.elements)}"
            "</tu>\n"
        )

    def _variant(self, variant: Variant) -> str:
        language, segment = variant.language, variant.segment
        if _is_blank(language):
            raise TmxError("a variant has no language: name it")
        if all(isinstance(part, str) and _is_blank(part) for part in segment.content):
            raise TmxError(f"the {language} segment is empty: fill it, or leave the unit out")
        known = [("xml:lang", language), *_history(variant.history)]
        return (
            f"<tuv{self._attributes(known, variant.attributes)}>\n"
            f"{self._described(variant)}"
            f"<seg{self._attributes((), segment.attributes)}>"
            f"{self._content(segment.content)}</seg>\n"
            f"{self._elements(variant.elements)}"  # a second seg among them must not come first
            "</tuv>\n"
        )

    def _described(self, described: Header | TranslationUnit | Variant) -> str:
        lines = []
        for note in described.notes:
            start = f"<note{self._attributes([('xml:lang', note.language)], note.attributes)}>"
            lines.append(f"{start}{self._text(note.text)}</note>\n")
        for prop in described.props:
            known = [("type", prop.type), ("xml:lang", prop.language)]
            start = f"<prop{self._attributes(known, prop.attributes)}>"
            lines.append(f"{start}{self._text(prop.text)}</prop>\n")
        for element in described.elements:
            if element.name in _DESCRIPTIONS:  # with elements in it, or it would be one of those
                lines.append(f"{self._element(element, '', 1)}\n")
        return "".join(lines)

    def _elements(self, elements: tuple[Element, ...]) -> str:
        """Compose those that do not stand with the notes and properties."""
        others = (element for element in elements if element.name not in _DESCRIPTIONS)
        return "".join(f"{self._element(element, '', 1)}\n" for element in others)

    def _element(self, element: Element, inherited: str, depth: int) -> str:
        """Compose an element; ``inherited`` is the namespace it is in unless it says otherwise."""
        namespace, name = _namespace_and_name(element.name)
        known = [("xmlns", namespace)] if namespace != inherited else []
        start = f"<{name}{self._attributes(known, element.attributes)}"
        content = self._content(element.content, namespace, depth)
        return f"{start}>{content}</{name}>" if content else f"{start}/>"

    def _content(self, content: Content, namespace: str = "", depth: int = 1) -> str:
        parts = []
        text = ""  # joined before it is composed: a letter and its accent may be two strings
        for part in content:
            if isinstance(part, str):
                text += part
                continue
            if depth > MAX_DEPTH:
                raise TmxError(TOO_DEEP)
            parts += [self._text(text), self._element(part, namespace, depth + 1)]
            text = ""
        return "".join((*parts, self._text(text)))

    def _attributes(self, known: _Known, rest: Attributes) -> str:
        written = {
            name: f' {name}="{self._value(value)}"' for name, value in known if value is not None
        }
        for key, value in rest:
            namespace, name = _namespace_and_name(key)
            if (key if namespace else name) in written:
                raise TmxError(f"the attribute {key} is given twice: leave one out")
            if namespace:
                prefix = f"n{len(written)}"
                declaration = f'xmlns:{prefix}="{self._value(namespace)}"'
                written[key] = f' {declaration} {prefix}:{name}="{self._value(value)}"'
            else:
                written[name] = f' {name}="{self._value(value)}"'
        return "".join(written.values())

    def _text(self, text: str) -> str:
        text = nfc(self._legal(text))
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return text.replace("\r", "&#13;")  # as it is, it would be read as a line feed

    def _value(self, text: str) -> str:
        text = self._legal(text).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")

    def _legal(self, text: str) -> str:
        legal, removed = _ILLEGAL.subn("", text)
        self.removed_characters += removed
        return legal


def _history(history: History) -> list[tuple[str, str | None]]:
    if history is NO_HISTORY:
        return []
    return [
        (name, _date(value) if name in DATES else str(value))
        for name in HISTORY
        if (value := getattr(history, name)) is not None
    ]


def _date(date: datetime | str) -> str:
    if isinstance(date, str):
        date = parse_date(date)
    if isinstance(date, str):
        return date  # as it was found
    try:
        return format_date(date)
    except (ValueError, OverflowError) as error:
        raise TmxError(str(error)) from None


@lru_cache(maxsize=1024)
def _namespace_and_name(key: str) -> tuple[str, str]:
    """Split ``{namespace}name``; names of the XML namespace are ``xml:name`` in none."""
    clark = key.replace("xml:", XML_NAMESPACE, 1) if key.startswith("xml:") else key
    try:
        split = etree.QName(clark)
    except ValueError:
        split = None
    if split is None or split.localname == "xmlns" or not _URI.fullmatch(split.namespace or ""):
        raise TmxError(f"{key!r} cannot be the name of an XML element or attribute: change it")
    if clark.startswith(XML_NAMESPACE):
        return "", f"xml:{split.localname}"
    return split.namespace or "", split.localname


def _is_blank(text: str) -> bool:
    return not _ILLEGAL.sub("", text).strip()
