"""JSON lines: a unit a line, with all that it has.

A unit is ``{"tuid": …, "variants": [{"language": "kk", "text": …}, …], "props": [["x-a", "1"]]}``.
``srclang`` is there if the source language is not that of the first variant. A segment with tags
has ``content`` beside ``text``: strings, and elements as ``{"name": …, "attributes": {…},
"content": […]}``. The JSON lines of `egiz align` are read too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from tmx.convert.form import Form, Languages, Losses, Opened, Outgoing
from tmx.convert.lines import lines_of
from tmx.dates import format_date, parse_date
from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.languages import ANY_LANGUAGE
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
from tmx.vocabulary import DATES, HISTORY, MAX_DEPTH

_Json = dict[str, Any]
_SIDES = ("source", "target")


@contextmanager
def _read(path: Path, _languages: Languages, _losses: Losses) -> Iterator[Opened]:
    def units() -> Iterator[TranslationUnit]:
        for number, line in enumerate(lines_of(path), 1):
            if not line.strip():
                continue
            try:
                told = json.loads(line)
                yield _aligned(told) if "source" in told else _unit(told)
            except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
                raise TmxError(
                    f"this is no unit as JSON ({type(error).__name__}: {error}): correct the line",
                    path,
                    number,
                ) from None

    found = units()
    first = next(found, None)
    if first is None:
        raise TmxError("there is no unit in it: export it again", path)
    header = Header(_source(first))
    yield Opened(header, (_below(header, unit) for unit in chain([first], found)))


def _write(path: Path, outgoing: Outgoing, _losses: Losses) -> int:
    count = 0
    with atomic_output(path) as file:
        for unit in outgoing.units:
            told = _told(unit, outgoing.header.srclang)
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
    return count


def _source(unit: TranslationUnit) -> str:
    """The source language of a unit as it was read: what it names, or its first variant's."""
    return unit.srclang or (unit.variants[0].language if unit.variants else "")


def _below(header: Header, unit: TranslationUnit) -> TranslationUnit:
    """The unit so that it means the same below this header."""
    source = _source(unit)
    is_known = source == header.srclang
    if is_known == (unit.srclang is None):
        return unit
    if is_known and source != ANY_LANGUAGE:
        return unit  # it says what the header says, and may
    return replace(unit, srclang=None if is_known else source)


def _told(unit: TranslationUnit, srclang: str) -> _Json:
    told: _Json = {} if unit.tuid is None else {"tuid": unit.tuid}
    source = unit.srclang or srclang
    if unit.srclang or not unit.variants or source != unit.variants[0].language:
        told["srclang"] = source
    told["variants"] = [_variant_told(variant) for variant in unit.variants]
    return told | _details_told(unit)


def _variant_told(variant: Variant) -> _Json:
    told: _Json = {"language": variant.language, "text": variant.text}
    content = variant.segment.content
    if any(isinstance(part, Element) for part in content):
        told["content"] = _content_told(content)
    if variant.segment.attributes:
        told["segment"] = dict(variant.segment.attributes)
    return told | _details_told(variant)


def _details_told(owner: TranslationUnit | Variant) -> _Json:
    told: _Json = {}
    for name in HISTORY:
        value = getattr(owner.history, name)
        if value is not None:
            told[name] = format_date(value) if isinstance(value, datetime) else value
    for name, listed in (("props", owner.props), ("notes", owner.notes)):
        if listed:
            told[name] = [_described_told(one) for one in listed]
    if owner.attributes:
        told["attributes"] = dict(owner.attributes)
    if owner.elements:
        told["elements"] = _content_told(owner.elements)
    return told


def _described_told(one: Prop | Note) -> list[Any]:
    """The text, with its type before it if it has one; language and attributes if there are any."""
    told: list[Any] = [one.type, one.text] if isinstance(one, Prop) else [one.text]
    if one.language is not None or one.attributes:
        told.append(one.language)
    if one.attributes:
        told.append(dict(one.attributes))
    return told


def _content_told(content: Content) -> list[Any]:
    return [
        part
        if isinstance(part, str)
        else {
            "name": part.name,
            "attributes": dict(part.attributes),
            "content": _content_told(part.content),
        }
        for part in content
    ]


def _unit(told: _Json) -> TranslationUnit:
    variants = tuple(_variant(one) for one in told["variants"])
    return TranslationUnit(
        variants, _maybe(told.get("tuid")), _maybe(told.get("srclang")), **_details(told)
    )


def _variant(told: _Json) -> Variant:
    content = _content(told["content"], 1) if "content" in told else ()
    text = _text(told.get("text", ""))
    segment = Segment(content or ((text,) if text else ()), _attributes(told.get("segment", {})))
    return Variant(_text(told["language"]), segment, **_details(told))


def _details(told: _Json) -> _Json:
    history: _Json = {}
    for name in HISTORY:
        value = told.get(name)
        if value is not None:
            history[name] = parse_date(_text(value)) if name in DATES else value
    return {
        "history": History(**history) if history else NO_HISTORY,
        "props": tuple(Prop(_text(one[0]), *_described(one[1:])) for one in told.get("props", ())),
        "notes": tuple(Note(*_described(one)) for one in told.get("notes", ())),
        "attributes": _attributes(told.get("attributes", {})),
        "elements": tuple(
            part for part in _content(told.get("elements", []), 1) if isinstance(part, Element)
        ),
    }


def _described(told: list[Any]) -> tuple[str, str | None, Attributes]:
    text, language, attributes = [*told, None, None][:3]
    return _text(text), _maybe(language), _attributes(attributes or {})


def _content(told: list[Any], depth: int) -> Content:
    if depth > MAX_DEPTH:
        raise ValueError(f"elements are nested more than {MAX_DEPTH} deep")
    return tuple(
        part
        if isinstance(part, str)
        else Element(
            _text(part["name"]),
            _attributes(part.get("attributes", {})),
            _content(part.get("content", []), depth + 1),
        )
        for part in told
        if part != ""
    )


def _attributes(told: dict[str, Any]) -> Attributes:
    return tuple((name, _text(value)) for name, value in told.items())


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"here a text is wanted, not {value!r:.40}")
    value.encode()  # fails at half of a character, which JSON can name and no file can hold
    return value


def _maybe(value: Any) -> str | None:
    return None if value is None else _text(value)


def _aligned(told: _Json) -> TranslationUnit:
    """A bead as `egiz align` writes it."""
    variants = tuple(
        Variant(
            _text(told[side]["language"]),
            Segment.of(_text(told[side]["text"])),
            props=(Prop("x-document", _text(told[side]["document"])),),
        )
        for side in _SIDES
    )
    props = (
        Prop(f"x-egiz-{name}", f"{value:.4f}" if isinstance(value, float) else str(value))
        for name, value in told.items()
        if name not in _SIDES
    )
    return TranslationUnit(variants, props=tuple(props))


FORM = Form(_read, _write, bilingual=False)
