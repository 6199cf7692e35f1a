"""XLIFF 2.0 and 2.1 (OASIS 2018): a unit of one segment for each unit, codes as ``sc ec ph pc``.

The native code of a tag stands in the unit's ``originalData``. What kind of tag it was in TMX is
told by ``subType``, with the prefix ``tmx``. Text nested in native code (``sub``) becomes a part
of the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tmx.convert.form import Languages, Losses, Opened, Outgoing, count_beside
from tmx.convert.inline import Numbers, code, elements, joined, paired
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
from tmx.vocabulary import MAX_DEPTH

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"
 xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"{}>
<file id="f1">
"""
_TAIL = "</file>\n</xliff>\n"
_SUBTYPE = re.compile(r"tmx:(bpt|ept|it|ph|hi|ut)(?:-(.+))?")
_UNIT = "unit"


@contextmanager
def read(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    """Open a file whose root is ``xliff`` 2.0 or 2.1."""
    found = events(path, "{*}xliff", "{*}file", "{*}unit")
    _, root = next(found, ("", None))
    if root is None or local(root) != "xliff":
        raise TmxError("it does not begin with <xliff>: this is no XLIFF 2", path)
    pair = [
        given or root.get(name, "")
        for given, name in ((languages.source, "srcLang"), (languages.target, "trgLang"))
    ]
    if not all(pair):
        missing = "--target-lang" if pair[0] else "--source-lang"
        raise TmxError(f"the file does not tell its languages: name them with {missing}", path)

    def units() -> Iterator[TranslationUnit]:
        file = 0
        for event, element in found:
            file += event == "start" and local(element) == "file"
            if event == "end" and local(element) == _UNIT:
                yield from _units(element, pair, file, losses, path)

    yield Opened(Header(pair[0], o_tmf="XLIFF"), units())


def _units(
    element: etree._Element, pair: list[str], file: int, losses: Losses, path: Path
) -> Iterator[TranslationUnit]:
    reading = _Reading(
        {
            data.get("id", ""): _data(data)
            for original in children(element, "originalData")
            for data in children(original, "data")
        },
        losses,
        path,
    )
    groups = {
        group.get("category", _UNIT): tuple(
            Prop(meta.get("type", ""), meta.text or "") for meta in children(group, "meta")
        )
        for metadata in children(element, "metadata")
        for group in children(metadata, "metaGroup")
    }
    listed = [note for notes in children(element, "notes") for note in children(notes, "note")]
    notes = notes_of(listed, "appliesTo")
    segments = children(element, "segment")
    name = name_of(element, element.get("name"), file)
    for number, segment in enumerate(segments, 1):
        variants = tuple(
            Variant(
                language,
                Segment(reading.content(segment, side)),
                props=groups.get(language, ()),
                notes=notes[side],
            )
            for side, language in zip(("source", "target"), pair, strict=True)
        )
        if all(variant.text.strip() for variant in variants):
            tuid = name if name is None or len(segments) == 1 else f"{name}-{number}"
            yield TranslationUnit(variants, tuid, props=groups.get(_UNIT, ()), notes=notes[""])
        else:
            losses.add("units without a translation left out")


def _data(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += [_character(child) if local(child) == "cp" else "", child.tail or ""]
    return "".join(parts)


def _character(element: etree._Element) -> str:
    """The character that ``cp`` stands for; XML cannot hold it, and writing drops it again."""
    try:
        return chr(int(element.get("hex", ""), 16))
    except (ValueError, OverflowError):
        return ""


@dataclass(slots=True)
class _Reading:
    """Reads the segments of one unit."""

    data: dict[str, str]
    losses: Losses
    path: Path
    numbers: Numbers = field(default_factory=Numbers)

    def content(self, segment: etree._Element, side: str) -> Content:
        found = children(segment, side)
        return self._content(found[0], 1) if found else ()

    def _content(self, element: etree._Element, depth: int) -> Content:
        if depth > MAX_DEPTH:
            raise TmxError(
                f"codes are nested more than {MAX_DEPTH} deep", self.path, element.sourceline
            )
        content: list[str | Element] = [element.text or ""]
        for child in element:
            content += self._codes(child, depth)
            content.append(child.tail or "")
        return joined(content)

    def _codes(self, element: etree._Element, depth: int) -> list[str | Element]:
        name = local(element)
        known = _SUBTYPE.fullmatch(element.get("subType", ""))
        kind, type_ = known.groups() if known else (None, None)
        number = self.numbers.of(element.get("startRef") or element.get("id", ""))
        own = (("type", type_),) if type_ else ()
        if name == "cp":
            return [_character(element)]
        if name == "ph":
            native = self._native(element, "dataRef")
            return [Element("ut" if kind == "ut" else "ph", (("x", number), *own), native)]
        if name == "pc":
            inner = self._content(element, depth + 1)
            if kind == "hi":
                return [Element("hi", (("x", number), *own), inner)]
            return [
                Element(
                    "bpt",
                    (("i", number), ("x", number), *own),
                    self._native(element, "dataRefStart"),
                ),
                *inner,
                Element("ept", (("i", number),), self._native(element, "dataRefEnd")),
            ]
        if name in ("sc", "ec"):
            native = self._native(element, "dataRef")
            if element.get("isolated") == "yes":
                position = "begin" if name == "sc" else "end"
                return [Element("it", (("pos", position), ("x", number), *own), native)]
            if name == "sc":
                return [Element("bpt", (("i", number), ("x", number), *own), native)]
            return [Element("ept", (("i", number),), native)]
        if name in ("mrk", "sm", "em"):
            self.losses.add("markers left out, their text kept", name != "em")
        return list(self._content(element, depth + 1))

    def _native(self, element: etree._Element, reference: str) -> Content:
        data = self.data.get(element.get(reference, ""), "")
        return (data,) if data else ()


def write(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    """Write a file of one pair of languages, as XLIFF 2.1."""
    count = 0
    source, target = outgoing.languages
    with atomic_output(path) as file:
        file.write(_HEAD.format(attributes(srcLang=source, trgLang=target)))
        for count, unit in enumerate(outgoing.units, 1):
            file.write(_unit_told(unit, count, losses))
        if not count:  # a file without a unit is not allowed
            file.write('<unit id="u1"><segment><source/></segment></unit>\n')
        file.write(_TAIL)
    return count


def _unit_told(unit: TranslationUnit, number: int, losses: Losses) -> str:
    writing = _Writing(losses)
    sides = "".join(
        f"<{name}>{writing.told(variant.segment.content)}</{name}>\n"
        for name, variant in zip(("source", "target"), unit.variants, strict=True)
    )
    count_beside(unit, losses)
    owners: list[tuple[str, TranslationUnit | Variant]] = [(_UNIT, unit)]
    owners += ((variant.language, variant) for variant in unit.variants)
    groups = [(category, owner.props) for category, owner in owners if owner.props]
    parts = [f'<unit{attributes(id=own_id(number), name=unit.tuid)} xml:space="preserve">\n']
    if groups:
        parts.append("<mda:metadata>\n")
        for category, props in groups:
            told = "".join(
                f"<mda:meta{attributes(type=prop.type)}>{text(prop.text)}</mda:meta>"
                for prop in props
            )
            parts.append(f"<mda:metaGroup{attributes(category=category)}>{told}</mda:metaGroup>\n")
        parts.append("</mda:metadata>\n")
    if notes := notes_told(unit, "appliesTo"):
        parts.append(f"<notes>{''.join(notes)}</notes>\n")
    if writing.data:
        told = "".join(
            f"<data{attributes(id=name)}>{text(native)}</data>"
            for native, name in writing.data.items()
        )
        parts.append(f"<originalData>{told}</originalData>\n")
    parts.append(f'<segment state="translated">\n{sides}</segment>\n</unit>\n')
    return "".join(parts)


class _Writing:
    """Writes the segments of one unit, and gathers their native codes."""

    def __init__(self, losses: Losses) -> None:
        self.data: dict[str, str] = {}
        self._losses = losses

    def told(self, content: Content) -> str:
        return self._told(content, paired(content), iter(range(1, 2**31)))

    def _told(self, content: Content, whole: frozenset[str], spare: Iterator[int]) -> str:
        parts = []
        for part in content:
            if isinstance(part, str):
                parts.append(text(part))
                continue
            own = dict(part.attributes)
            kind, pair = part.name, own.get("i", "")
            id_ = f"c{own['x']}" if own.get("x") else f"i{pair}" if pair else f"n{next(spare)}"
            subtype = f"tmx:{kind}" + (f"-{own['type']}" if own.get("type") else "")
            mark = {"type": "other", "subType": subtype}
            native = self._native(part)
            if kind == "bpt" and pair in whole:
                parts.append(f"<sc{attributes(id=f'i{pair}', dataRef=native, **mark)}/>")
            elif kind == "ept" and pair in whole:
                parts.append(f"<ec{attributes(startRef=f'i{pair}', dataRef=native)}/>")
            elif kind in ("bpt", "ept", "it"):
                begins = kind == "bpt" or own.get("pos") == "begin"
                end = attributes(id=id_, isolated="yes", dataRef=native, **mark)
                parts.append(f"<{'sc' if begins else 'ec'}{end}/>")
            elif kind in ("ph", "ut"):
                parts.append(f"<ph{attributes(id=id_, dataRef=native, **mark)}/>")
            elif kind == "hi":
                inner = self._told(part.content, whole, spare)
                parts.append(f"<pc{attributes(id=id_, **mark)}>{inner}</pc>")
            else:
                self._losses.add("tags of no known kind left out, their text kept")
                parts.append(self._told(part.content, whole, spare))
        return "".join(parts)

    def _native(self, element: Element) -> str | None:
        if element.name == "hi":
            return None
        self._losses.add(
            "texts nested in tags made a part of the tag",
            sum(inner.name == "sub" for inner in elements(element.content)),
        )
        native = code(element.content)
        return self.data.setdefault(native, f"d{len(self.data) + 1}") if native else None
