"""Mends the header and the units of a memory, as the model has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from tmx.checks.dtd import VALUES
from tmx.checks.profiles import Profile
from tmx.languages import ANY_LANGUAGE, is_tag, primary, usual_tag, with_region
from tmx.model import Element, Header, Note, Prop, Segment, TranslationUnit, Variant
from tmx.repair.changes import Outcome, Tell

UNDETERMINED = "und"
"""The language tag that says that nobody knows (BCP 47)."""

_FRAME = frozenset({"tmx", "header", "body", "tu"})
_NOT_KNOWN = Header("")
_Described = TypeVar("_Described", Prop, Note)


def mend_header(
    header: Header, first: TranslationUnit | None, profile: Profile | None, tell: Tell
) -> Header:
    """Give the header what TMX requires; the ``first`` unit tells the source language."""
    changed: dict[str, Any] = {}
    if not header.srclang.strip():
        languages = [v.language for v in first.variants if v.language] if first else []
        changed["srclang"] = languages[0] if languages else ANY_LANGUAGE
        tell(205, f'srclang="{changed["srclang"]}" added', Outcome.MENDED)
    for name in (
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o_tmf",
        "adminlang",
        "datatype",
    ):
        if not getattr(header, name).strip():
            changed[name] = getattr(_NOT_KNOWN, name)
            tell(205, f'{name.replace("_", "-")}="{changed[name]}" added', Outcome.MENDED)
    header = replace(header, **changed)
    changed = {
        "srclang": _mended_tag(header.srclang, profile, tell),
        "adminlang": _mended_tag(header.adminlang, None, tell),
    }
    if header.segtype not in VALUES["header", "segtype"]:
        changed["segtype"] = _NOT_KNOWN.segtype
        tell(207, f'segtype="{header.segtype}" is now "{_NOT_KNOWN.segtype}"', Outcome.MENDED)
    if profile and profile.limits.datatypes and header.datatype not in profile.limits.datatypes:
        changed["datatype"] = _NOT_KNOWN.datatype
        tell(404, f'datatype="{header.datatype}" is now "{_NOT_KNOWN.datatype}"', Outcome.MENDED)
    return replace(
        header,
        **changed,
        elements=_without_frame(header.elements, tell),
        props=_in_usual_tags(header.props, tell),
        notes=_in_usual_tags(header.notes, tell),
    )


def mend_unit(
    unit: TranslationUnit, srclang: str, profile: Profile | None, tell: Tell
) -> TranslationUnit | None:
    """Make a unit that can be written; None if nothing is left of it."""
    variants = []
    for variant in unit.variants:
        if _is_empty(variant.segment):
            has_more = replace(variant, language="", segment=Segment()) != Variant("", Segment())
            what = f"the {variant.language or 'nameless'} variant left out"
            tell(307, what, Outcome.LOST if has_more else Outcome.MENDED)
        else:
            variants.append(variant)
    if not variants:
        is_bare = replace(unit, variants=()) == TranslationUnit(())
        tell(202, "the unit left out", Outcome.MENDED if is_bare else Outcome.LOST)
        return None
    named = {primary(variant.language) for variant in variants if variant.language.strip()}
    variants = [_mended_variant(variant, srclang, named, profile, tell) for variant in variants]
    attributes = unit.attributes
    segtype = dict(attributes).get("segtype")
    if segtype is not None and segtype not in VALUES["tu", "segtype"]:
        attributes = tuple(item for item in attributes if item[0] != "segtype")
        tell(207, f'segtype="{segtype}" left out', Outcome.MENDED)
    return replace(
        unit,
        variants=tuple(variants),
        srclang=_mended_tag(unit.srclang, profile, tell) if unit.srclang else unit.srclang,
        props=_in_usual_tags(_out_of_the_way(unit.props, profile, tell), tell),
        notes=_in_usual_tags(unit.notes, tell),
        attributes=attributes,
    )


def _without_frame(elements: tuple[Element, ...], tell: Tell) -> tuple[Element, ...]:
    """Leave out what has elements of the file's own frame in it: nothing could tell them apart."""
    kept = []
    for element in elements:
        if _has_frame(element):
            tell(203, f"<{element.name}> in the header left out", Outcome.LOST)
        else:
            kept.append(element)
    return tuple(kept)


def _has_frame(element: Element) -> bool:
    inner = (part for part in element.content if isinstance(part, Element))
    return element.name in _FRAME or any(map(_has_frame, inner))


def _mended_variant(
    variant: Variant, srclang: str, named: set[str], profile: Profile | None, tell: Tell
) -> Variant:
    language = variant.language
    if language.strip():
        language = _mended_tag(language, profile, tell)
    else:
        source = primary(srclang)
        is_source = srclang not in ("", ANY_LANGUAGE) and source not in named
        language = srclang if is_source else UNDETERMINED
        named.add(primary(language))
        tell(205, f'xml:lang="{language}" added', Outcome.MENDED)
    return replace(
        variant,
        language=language,
        props=_in_usual_tags(variant.props, tell),
        notes=_in_usual_tags(variant.notes, tell),
    )


def _mended_tag(tag: str, profile: Profile | None, tell: Tell) -> str:
    usual = usual_tag(tag)
    if usual is None:
        tell(304, f'"{tag}" is no language tag', Outcome.KEPT)
        return tag
    if usual != tag and tag.lower() != ANY_LANGUAGE:
        tell(305 if is_tag(tag) else 304, f'"{tag}" is now "{usual}"', Outcome.MENDED)
    if profile and profile.asks(401) and (full := with_region(usual)) != usual:
        tell(401, f'"{usual}" is now "{full}"', Outcome.MENDED)
        return full
    return usual


def _in_usual_tags(some: tuple[_Described, ...], tell: Tell) -> tuple[_Described, ...]:
    if all(one.language is None for one in some):
        return some
    return tuple(
        replace(one, language=_mended_tag(one.language, None, tell)) if one.language else one
        for one in some
    )


def _out_of_the_way(
    props: tuple[Prop, ...], profile: Profile | None, tell: Tell
) -> tuple[Prop, ...]:
    in_the_way = profile.limits.props if profile else ()
    if not any(prop.type in in_the_way for prop in props):
        return props
    mended = []
    for prop in props:
        if prop.type in in_the_way:
            tell(407, f'type="{prop.type}" is now "x-{prop.type}"', Outcome.MENDED)
            mended.append(replace(prop, type=f"x-{prop.type}"))
        else:
            mended.append(prop)
    return tuple(mended)


def _is_empty(segment: Segment) -> bool:
    return all(isinstance(part, str) and not part.strip() for part in segment.content)
