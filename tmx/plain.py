"""Units in the form that nearly all tools write, read without the XML parser.

What is taken here is well-formed and means the same to a parser; all else is left to one. It is
left too where something is suspicious: ``]]>``, references other than those to the five signs of
markup, white space in attributes that a parser would change.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tmx.build import (
    NOTHING,
    Described,
    make_element,
    make_prop,
    make_segment,
    make_variant,
    note_of,
    prop_of,
    unit_of,
    variant_of,
)
from tmx.model import Content, Element, TranslationUnit, Variant
from tmx.vocabulary import MAX_DEPTH

_SPACE = r"[ \t\n]*+"
_SIGN = r"&(?:amp|lt|gt|quot|apos);"
_ATTRIBUTES = r'(?:[ \t\n]++(?:xml:)?[A-Za-z][A-Za-z-]*+="[^"]*+")*+'
_DESCRIPTION = rf"<prop{_ATTRIBUTES}>[^<]*+</prop>|<note{_ATTRIBUTES}>[^<]*+</note>"
_DESCRIBED = rf"(?:(?:{_DESCRIPTION}){_SPACE})*+"
_TAG = rf"</?+(?:bpt|ept|it|ph|hi|ut|sub){_ATTRIBUTES}{_SPACE}/?+>"
_VARIANT = (
    rf"<tuv({_ATTRIBUTES}){_SPACE}>{_SPACE}({_DESCRIBED})"
    rf"<seg>([^<]*+(?:{_TAG}[^<]*+)*+)</seg>{_SPACE}</tuv>{_SPACE}"
)
_UNIT_OF_TWO = re.compile(
    rf'{_SPACE}(<)tu(?:[ ]tuid="([^"<&\t\n]*+)")?+({_ATTRIBUTES}){_SPACE}>{_SPACE}({_DESCRIBED})'
    rf"(?:{_VARIANT})?+(?:{_VARIANT})?+"
)
_MORE = re.compile(_VARIANT)
_END = "</tu>"
_NOT_PLAIN_VALUE = re.compile(r'[<&]|="[^"\t\n]*[\t\n]')
_NOT_PLAIN_SIGN = re.compile(rf"(?!{_SIGN})&")
_EACH_DESCRIPTION = re.compile(rf"<(prop|note)({_ATTRIBUTES})>([^<]*+)")
_EACH_TOKEN = re.compile(rf"<(/?)([a-z]+)({_ATTRIBUTES}){_SPACE}(/?)>|([^<]++)")


class _NotPlainError(Exception):
    """The parser has to look at it."""


def plain_unit(text: str, position: int) -> tuple[TranslationUnit, int, int] | None:
    """Read the unit that comes next, after white space; return it, its start and its end.

    None if it is not plain, or not whole. The text must have no characters that XML forbids.
    """
    found = _UNIT_OF_TWO.match(text, position)
    if not found:
        return None
    _, tuid, rest, described, *sides = found.groups()
    start, end = found.start(1), found.end()
    try:
        variants = [_variant(*sides[n : n + 3]) for n in (0, 3) if sides[n] is not None]
        while not text.startswith(_END, end):
            if not (found := _MORE.match(text, end)):
                return None
            variants.append(_variant(*found.groups()))
            end = found.end()
        if text.find("]]>", start, end) >= 0:
            return None
        attributes = _attributes(rest) if rest else {}
        if tuid is not None:
            if "tuid" in attributes:
                return None
            attributes["tuid"] = tuid
        unit = unit_of(attributes, tuple(variants), _described(described))
    except _NotPlainError:
        return None
    return unit, start, end + len(_END)


def _variant(attributes: str, described: str, content: str) -> Variant:
    if "<" in content:
        segment = make_segment(_content(content))
    else:
        segment = make_segment((_unescaped(content),) if content else ())
    language = _alone("xml:lang", attributes)
    if language is not None and not described:
        return make_variant(language, segment)
    return variant_of(dict(_repeated(attributes)), segment, _described(described))


def _described(text: str) -> Described:
    if not text:
        return NOTHING
    props, notes = [], []
    for name, attributes, content in _EACH_DESCRIPTION.findall(text):
        if name == "note":
            notes.append(note_of(dict(_repeated(attributes)), _unescaped(content)))
        elif (type_ := _alone("type", attributes)) is not None:
            props.append(make_prop(type_, _unescaped(content)))
        else:
            props.append(prop_of(dict(_repeated(attributes)), _unescaped(content)))
    return tuple(props), tuple(notes), ()


def _content(text: str) -> Content:
    """Read what has inline elements."""
    content: list[str | Element] = []
    opened: list[tuple[str, str, list[str | Element]]] = []
    for closing, name, attributes, empty, letters in _EACH_TOKEN.findall(text):
        if letters:
            content.append(_unescaped(letters))
        elif empty and not closing:
            content.append(make_element(name, _repeated(attributes)))
        elif not closing:
            opened.append((name, attributes, content))
            content = []
            if len(opened) >= MAX_DEPTH:
                raise _NotPlainError
        elif not opened or opened[-1][0] != name or attributes or empty:
            raise _NotPlainError
        else:
            _, of_start, around = opened.pop()
            around.append(make_element(name, _repeated(of_start), tuple(content)))
            content = around
    if opened:
        raise _NotPlainError
    return tuple(content)


def _attributes(text: str) -> dict[str, str]:
    if _NOT_PLAIN_VALUE.search(text):
        raise _NotPlainError
    parts = text.split('"')
    attributes = {
        name.strip(" \t\n="): value for name, value in zip(parts[::2], parts[1::2], strict=False)
    }
    if len(attributes) < len(parts) // 2 or "xmlns" in attributes:
        raise _NotPlainError
    return attributes


@lru_cache(maxsize=4096)
def _repeated(text: str) -> tuple[tuple[str, str], ...]:
    """Read attributes that come again and again."""
    return tuple(_attributes(text).items())


@lru_cache(maxsize=4096)
def _alone(name: str, attributes: str) -> str | None:
    """Return the value of an attribute that is the only one."""
    found = _repeated(attributes)
    return found[0][1] if len(found) == 1 and found[0][0] == name else None


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    if _NOT_PLAIN_SIGN.search(text):
        raise _NotPlainError
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&apos;", "'").replace("&amp;", "&")
