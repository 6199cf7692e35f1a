"""XLIFF 1.2 (OASIS 2008): a unit a ``trans-unit``, inline codes as its own.

``bpt ept it ph sub`` are the same in both formats. ``hi`` becomes ``g``, ``ut`` becomes ``ph``;
``g bx ex x``, which have no native code, become ``bpt ept it ph`` without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from tmx.convert.form import Languages, Losses, Opened, Outgoing, count_beside
from tmx.convert.inline import Numbers, attribute, joined
from tmx.convert.xmlfile import (
    attributes,
    children,
    events,
    local,
    name_of,
    notes_of,
    notes_told,
    own_id,
    text,
)
from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.model import Content, Element, Header, Prop, Segment, TranslationUnit, Variant
from tmx.tools.keys import tag
from tmx.vocabulary import MAX_DEPTH

_TYPES = frozenset({"bold", "italic", "underlined", "link", "image", "pb", "lb"})
_UNTRANSLATED = frozenset({"new", "needs-translation"})
"""States of a target that is no translation yet."""
_POSITIONS = {"begin": "open", "end": "close"}
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file{}>
<body>
"""
_TAIL = "</body>\n</file>\n</xliff>\n"


@contextmanager
def read(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    """Open a file whose root is ``xliff`` 1.0 to 1.2."""
    found = events(path, "{*}file", "{*}trans-unit")
    _, file = next(found, ("", None))
    if file is None:
        raise TmxError("there is no <file> in it: this is no XLIFF 1.2", path)
    pair = [
        given or file.get(name, "")
        for given, name in (
            (languages.source, "source-language"),
            (languages.target, "target-language"),
        )
    ]
    if not all(pair):
        missing = "--target-lang" if pair[0] else "--source-lang"
        raise TmxError(f"the file does not tell its languages: name them with {missing}", path)

    def units() -> Iterator[TranslationUnit]:
        number, is_other = 1, False
        for event, element in found:
            if local(element) == "file":
                if event == "start":
                    number += 1
                    is_other = not _is_in(element, languages, pair)
            elif event == "end":
                if is_other:
                    losses.add("units in other languages left out")
                elif (unit := _unit(element, pair, number, losses, path)) is not None:
                    yield unit

    yield Opened(Header(pair[0], o_tmf="XLIFF", datatype=file.get("datatype", "unknown")), units())


def _is_in(file: etree._Element, given: Languages, pair: list[str]) -> bool:
    """Whether a further ``file`` is in the languages of the first, or in those that were named."""
    named = (given.source, given.target)
    sides = zip(named, pair, ("source-language", "target-language"), strict=True)
    return all(name or tag(file.get(key, pair_)) == tag(pair_) for name, pair_, key in sides)


def _unit(
    element: etree._Element, pair: list[str], file: int, losses: Losses, path: Path
) -> TranslationUnit | None:
    targets = children(element, "target")
    if targets and targets[0].get("state") in _UNTRANSLATED:
        losses.add("units without a translation left out")
        return None
    numbers = Numbers()
    notes = notes_of(children(element, "note"), "annotates")
    variants = []
    for name, language in zip(("source", "target"), pair, strict=True):
        sides = children(element, name)
        content = _content(sides[0], numbers, losses, path, 1) if sides else ()
        props = _props(element, language)
        variants.append(Variant(language, Segment(content), props=props, notes=notes[name]))
    if not all(variant.text.strip() for variant in variants):
        losses.add("units without a translation left out")
        return None
    return TranslationUnit(
        tuple(variants),
        name_of(element, element.get("resname"), file),
        props=_props(element, None),
        notes=notes[""],
    )


def _props(element: etree._Element, name: str | None) -> tuple[Prop, ...]:
    return tuple(
        Prop(prop.get("prop-type", ""), prop.text or "")
        for group in children(element, "prop-group")
        if group.get("name") == name
        for prop in children(group, "prop")
    )


def _content(
    element: etree._Element, numbers: Numbers, losses: Losses, path: Path, depth: int
) -> Content:
    if depth > MAX_DEPTH:
        raise TmxError(f"codes are nested more than {MAX_DEPTH} deep", path, element.sourceline)
    content: list[str | Element] = [element.text or ""]
    for child in element:
        inner = _content(child, numbers, losses, path, depth + 1)
        content += _codes(child, inner, numbers, losses)
        content.append(child.tail or "")
    return joined(content)


def _codes(
    element: etree._Element, inner: Content, numbers: Numbers, losses: Losses
) -> list[str | Element]:
    name, id_ = local(element), element.get("id", "")
    kind = element.get("ctype", "")
    pair = (("i", numbers.of(f"pair {element.get('rid') or id_}")), ("x", numbers.of(id_)))
    type_ = (("type", kind.removeprefix("x-")),) if kind and kind not in ("x-hi", "x-ut") else ()
    if name == "sub":
        return [Element("sub", type_, inner)]
    if name == "g" and kind == "x-hi":
        return [Element("hi", (("x", numbers.of(id_)),), inner)]
    if name == "g":
        return [Element("bpt", pair + type_), *inner, Element("ept", pair[:1])]
    if name == "ph" and kind == "x-ut":
        return [Element("ut", (("x", numbers.of(id_)),), inner)]
    if name in ("ph", "x"):
        return [Element("ph", pair[1:] + type_, inner)]
    if name in ("bpt", "bx"):
        return [Element("bpt", pair + type_, inner)]
    if name in ("ept", "ex"):
        return [Element("ept", pair[:1], inner)]
    if name == "it":
        position = "end" if element.get("pos") == "close" else "begin"
        return [Element("it", (("pos", position), *pair[1:], *type_), inner)]
    losses.add("markers left out, their text kept")
    return list(inner)


def write(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    """Write a file of one pair of languages."""
    count = 0
    source, target = outgoing.languages
    datatype = outgoing.header.datatype
    head = attributes(
        original="memory",
        source_language=source,
        target_language=target,
        datatype="plaintext" if datatype in ("", "unknown") else datatype,
    )
    with atomic_output(path) as file:
        file.write(_HEAD.format(head))
        for count, unit in enumerate(outgoing.units, 1):
            file.write(_unit_told(unit, count, losses))
        file.write(_TAIL)
    return count


def _unit_told(unit: TranslationUnit, number: int, losses: Losses) -> str:
    count_beside(unit, losses)
    owners: tuple[TranslationUnit | Variant, ...] = (unit, *unit.variants)
    parts = [
        f'<trans-unit{attributes(id=own_id(number), resname=unit.tuid)} xml:space="preserve">\n'
    ]
    for name, variant in zip(("source", "target"), unit.variants, strict=True):
        parts.append(f"<{name}>{_told(variant.segment.content, losses)}</{name}>\n")
    for owner in owners:
        told = "".join(
            f"<prop{attributes(prop_type=prop.type)}>{text(prop.text)}</prop>"
            for prop in owner.props
        )
        group = attributes(name=owner.language if isinstance(owner, Variant) else None)
        parts.append(f"<prop-group{group}>{told}</prop-group>\n" if told else "")
    parts += (f"{note}\n" for note in notes_told(unit, "annotates"))
    return "".join([*parts, "</trans-unit>\n"])


def _told(content: Content, losses: Losses) -> str:
    parts = []
    for number, part in enumerate(content, 1):
        if isinstance(part, str):
            parts.append(text(part))
            continue
        inner = _told(part.content, losses)
        own = dict(part.attributes)
        id_ = own.get("x") or own.get("i") or f"n{number}"
        kind = own.get("type")
        ctype = kind if kind is None or kind in _TYPES else f"x-{kind}"
        rid = attribute(part, "i")
        if part.name in ("bpt", "ept"):
            parts.append(
                f"<{part.name}{attributes(id=id_, rid=rid, ctype=ctype)}>{inner}</{part.name}>"
            )
        elif part.name == "ph":
            parts.append(f"<ph{attributes(id=id_, ctype=ctype)}>{inner}</ph>")
        elif part.name == "it":
            position = _POSITIONS.get(own.get("pos", ""), "open")
            parts.append(f"<it{attributes(id=id_, pos=position, ctype=ctype)}>{inner}</it>")
        elif part.name == "hi":
            parts.append(f"<g{attributes(id=id_, ctype='x-hi')}>{inner}</g>")
        elif part.name == "ut":
            parts.append(f"<ph{attributes(id=id_, ctype='x-ut')}>{inner}</ph>")
        elif part.name == "sub":
            parts.append(f"<sub{attributes(ctype=ctype)}>{inner}</sub>")
        else:
            losses.add("tags of no known kind left out, their text kept")
            parts.append(inner)
    return "".join(parts)
