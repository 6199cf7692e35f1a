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
    OfProp,
    OfUnit,
    OfVariant,
    make_element,
    make_prop,
    make_segment,
    make_unit,
    make_variant,
    note_of,
    of_prop,
    of_unit,
    of_variant,
)
from tmx.model import Attributes, Content, Element, Note, Prop, TranslationUnit, Variant
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
_CHANGED_SPACE = re.compile(r'="[^"\t\n]*[\t\n]')
_NOT_PLAIN_SIGN = re.compile(rf"(?!{_SIGN})&")
_LEAF = re.compile(  # an inline element without others in it
    rf"(<(?:bpt|ept|it|ph|hi|ut|sub){_ATTRIBUTES}{_SPACE}(?:/>|>[^<]*+</[a-z]++{_SPACE}>))"
)
_PARTS_OF_LEAF = re.compile(
    rf"<([a-z]+)({_ATTRIBUTES}){_SPACE}(?:/>|>([^<]*+)</([a-z]++){_SPACE}>)"
)
_DESCRIPTION_AT_END = re.compile(rf"<(prop|note)({_ATTRIBUTES})>([^<]*+)\Z")
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
    _, tuid, attributes, described, *sides = found.groups()
    start, end = found.start(1), found.end()
    try:
        variants: tuple[Variant, ...] = ()
        if sides[3] is not None:
            variants = (_variant(*sides[:3]), _variant(*sides[3:]))
        elif sides[0] is not None:
            variants = (_variant(*sides[:3]),)
        while not text.startswith(_END, end):
            if not (found := _MORE.match(text, end)):
                return None
            variants += (_variant(*found.groups()),)
            end = found.end()
        if text.find("]]>", start, end) >= 0:
            return None
        if not (attributes or described):
            return make_unit(variants, tuid), start, end + len(_END)
        of_unit = _known_of_unit if len(attributes) < _SHORT else _of_unit
        later_tuid, srclang, history, rest = of_unit(attributes)
        if later_tuid is not None:
            if tuid is not None:
                return None
            tuid = later_tuid
        props, notes, elements = _described(described)
        unit = make_unit(variants, tuid, srclang, history, props, notes, rest, elements)
    except _NotPlainError:
        return None
    return unit, start, end + len(_END)


def _variant(attributes: str, described: str, content: str) -> Variant:
    if "<" in content:
        segment = make_segment(_content(content))
    elif "&" in content:
        segment = make_segment((_unescaped(content),))
    else:
        segment = make_segment((content,) if content else ())
    of_variant = _known_of_variant if len(attributes) < _SHORT else _of_variant
    language, history, rest = of_variant(attributes)
    if not described:
        return make_variant(language, segment, history, (), (), rest)
    props, notes, elements = _described(described)
    return make_variant(language, segment, history, props, notes, rest, elements)


def _described(text: str) -> Described:
    if not text:
        return NOTHING
    pieces = text.split("</")  # properties and notes, each with the end of the one before it
    pieces.pop()
    props, notes = [], []
    for piece in pieces:
        found = _known_description(piece) if len(piece) < _REPEATED else _description(piece)
        if isinstance(found, Prop):
            props.append(found)
        else:
            notes.append(found)
    return tuple(props), tuple(notes), ()


def _content(text: str) -> Content:
    """Read what has inline elements: leaves, and between them texts and what has leaves in it."""
    leaf = _known_leaf if len(text) < _SHORT else _leaf
    content: list[str | Element] = []
    opened: list[tuple[str, str, list[str | Element]]] = []
    is_leaf = False
    for piece in _LEAF.split(text):
        if is_leaf:
            content.append(leaf(piece))
        elif "<" in piece:
            content = _opened_and_closed(piece, content, opened)
        elif piece:
            content.append(_unescaped(piece))
        is_leaf = not is_leaf
    if opened:
        raise _NotPlainError
    return tuple(content)


def _opened_and_closed(
    text: str, content: list[str | Element], opened: list[tuple[str, str, list[str | Element]]]
) -> list[str | Element]:
    """Read texts, and starts and ends of elements; return the content that goes on after it.

    ``opened`` has name, attributes and surrounding content of the elements that have not ended.
    """
    for closing, name, attributes, empty, letters in _EACH_TOKEN.findall(text):
        if letters:
            content.append(_unescaped(letters))
        elif not (closing or empty):
            opened.append((name, attributes, content))
            content = []
            if len(opened) >= MAX_DEPTH:
                raise _NotPlainError
        elif empty or attributes or not opened or opened[-1][0] != name:
            raise _NotPlainError
        else:
            _, of_start, around = opened.pop()
            around.append(make_element(name, _pairs(of_start), tuple(content)))
            content = around
    return content


def _leaf(text: str) -> Element:
    """Read an inline element without others in it."""
    found = _PARTS_OF_LEAF.fullmatch(text)
    if not found or found[4] not in (None, found[1]):
        raise _NotPlainError
    name, attributes, letters, _ = found.groups()
    content = (_unescaped(letters),) if letters else ()
    return make_element(name, _pairs(attributes), content)


def _attributes(text: str) -> dict[str, str]:
    if not text:
        return {}
    is_usual = text.isprintable()
    if "&" in text or "<" in text or not (is_usual or _CHANGED_SPACE.search(text) is None):
        raise _NotPlainError
    parts = text.split('"')
    count = len(parts) // 2
    parts.pop()
    each = iter(parts)  # name and value in turn
    if is_usual and "  " not in text:
        attributes = {name[1:-1]: next(each) for name in each}
    else:
        attributes = {name.strip(" \t\n="): next(each) for name in each}
    if len(attributes) < count or "xmlns" in attributes:
        raise _NotPlainError
    return attributes


def _pairs(attributes: str) -> Attributes:
    return tuple(_attributes(attributes).items())


def _of_unit(attributes: str) -> OfUnit:
    return of_unit(_attributes(attributes))


def _of_variant(attributes: str) -> OfVariant:
    return of_variant(_attributes(attributes))


def _of_prop(attributes: str) -> OfProp:
    return of_prop(_attributes(attributes))


def _description(text: str) -> Prop | Note:
    """Read a property or a note that goes on to the end of the text."""
    found = _DESCRIPTION_AT_END.search(text)
    if not found:
        raise _NotPlainError
    name, attributes, content = found.groups()
    content = _unescaped(content)
    if name == "note":
        return note_of(_attributes(attributes), content)
    of_prop = _known_of_prop if len(attributes) < _SHORT else _of_prop
    type_, language, rest = of_prop(attributes)
    return make_prop(type_, content, language, rest)


# What is read is frozen, so that what comes again and again need not be made anew.
_KNOWN = 4096
_SHORT = 1000
"""Only of texts shorter than this is it remembered what they mean: memory must not grow."""
_REPEATED = 100
"""Longer properties and notes hardly come again."""
_known_of_unit = lru_cache(_KNOWN)(_of_unit)
_known_of_variant = lru_cache(_KNOWN)(_of_variant)
_known_of_prop = lru_cache(_KNOWN)(_of_prop)
_known_description = lru_cache(_KNOWN)(_description)
_known_leaf = lru_cache(_KNOWN)(_leaf)


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    if _NOT_PLAIN_SIGN.search(text):
        raise _NotPlainError
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&apos;", "'").replace("&amp;", "&")
