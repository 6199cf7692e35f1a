"""Whether a unit means something: languages, tags, dates, texts that can be translations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from unicodedata import is_normalized

from lxml import etree

from tmx.checks.structure import Spot
from tmx.languages import ANY_LANGUAGE, is_tag, primary, usual_tag
from tmx.model import NATIVE_CODES, Content, Element, TranslationUnit, Variant
from tmx.vocabulary import DATES, XML_NAMESPACE

MAX_LENGTH_RATIO = 4
MIN_LENGTH = 40
"""Letters of the longer text from which on its length says something."""

_COMPARED = 10
"""Variants of a unit without a source language that are compared; more are made up."""

_DATE = re.compile(
    r"\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])[0-5]\d[0-6]\dZ"
)
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+|[  \u202f]\d{3}(?!\d))*")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class View:
    """A unit, both as it stands in the file and as it was understood.

    Attributes:
        tu: the element.
        unit: what it means.
        variants: the variants with the lines on which they begin.
        srclang: the source language that holds for it; empty where none is known.
    """

    tu: etree._Element
    unit: TranslationUnit
    variants: tuple[tuple[Variant, int | None], ...]
    srclang: str


def check_meaning(view: View) -> Iterator[Spot]:
    """Check a unit."""
    yield from check_values(view.tu)
    yield from _language_set(view)
    for variant, line in view.variants:
        yield from _segment(variant, line)
    for one, other, line in _pairs(view):
        if one.text.strip() and other.text.strip():
            yield from _compared(one, other, line)


def _pairs(view: View) -> Iterator[tuple[Variant, Variant, int | None]]:
    """The pairs to compare, in their order in the unit, with the line of the later one.

    Each variant with the source; where none is known, all with each other, if they are few.
    """
    first = _source(view)
    place = next((n for n, (variant, _) in enumerate(view.variants) if variant is first), None)
    if place is None:
        few = view.variants[:_COMPARED]
        yield from ((one, other, line) for (one, _), (other, line) in combinations(few, 2))
        return
    source, line_of_source = view.variants[place]
    for number, (variant, line) in enumerate(view.variants):
        if number < place:
            yield variant, source, line_of_source
        elif number > place:
            yield source, variant, line


def check_values(top: etree._Element) -> Iterator[Spot]:
    """Check dates, counts and language tags of an element and all in it."""
    for element in top.iter(etree.Element):
        for key, value in element.items():
            if key in DATES:
                if not is_date(value):
                    yield 303, element.sourceline, f'{key}="{value[:40]}"'
            elif key == "usagecount":
                if not (value.isascii() and value.isdigit()):
                    yield 315, element.sourceline, f'usagecount="{value[:40]}"'
            elif key in (f"{XML_NAMESPACE}lang", "lang", "srclang", "adminlang"):
                yield from _tag(key, value, element.sourceline)


def is_date(text: str) -> bool:
    """Tell whether a date is written as TMX wants it."""
    return bool(_DATE.fullmatch(text))


def _tag(key: str, value: str, line: int | None) -> Iterator[Spot]:
    if not value.strip() or (key == "srclang" and value.lower() == ANY_LANGUAGE):
        return
    usual = usual_tag(value)
    if not is_tag(value):
        yield 304, line, f'"{value[:40]}"' + (f", meant {usual}" if usual else "")
    elif value != usual:
        yield 305, line, f'"{value[:40]}", usually {usual}'


def _language_set(view: View) -> Iterator[Spot]:
    line = view.tu.sourceline
    named = [(variant.language.lower(), at) for variant, at in view.variants if variant.language]
    counts: Counter[str] = Counter()
    for language, at in named:
        counts[language] += 1
        if counts[language] == 2:
            yield 316, at, f"{language} again"
    if named and len(view.variants) == 1:
        yield 310, line, f"only {named[0][0]}"
    if view.variants and view.srclang and view.srclang != ANY_LANGUAGE and not _source(view):
        has = ", ".join(counts)
        yield 309, line, f"no {view.srclang} among {has or 'its variants'}"


def _source(view: View) -> Variant | None:
    wanted = primary(view.srclang)
    return next((v for v, _ in view.variants if primary(v.language) == wanted), None)


def _segment(variant: Variant, line: int | None) -> Iterator[Spot]:
    content = variant.segment.content
    if all(isinstance(part, str) and not part.strip() for part in content):
        yield 307, line, f"the {variant.language or 'nameless'} segment"
    if not is_normalized("NFC", variant.text):
        yield 113, line, f"the {variant.language} segment"
    opened: set[str] = set()
    closed: set[str] = set()
    for element in _inline(content):
        i = dict(element.attributes).get("i", "")
        if element.name == "bpt":
            if i in opened:
                yield 301, line, f'a second <bpt i="{i[:20]}">'
            opened.add(i)
        elif element.name == "ept":
            if i not in opened - closed:
                yield 301, line, f'<ept i="{i[:20]}"> without its <bpt> before it'
            closed.add(i)
    for i in sorted(opened - closed):
        yield 301, line, f'<bpt i="{i[:20]}"> without its <ept>'


def _inline(content: Content) -> Iterator[Element]:
    for part in content:
        if isinstance(part, Element):
            yield part
            yield from _inline(part.content)


def _compared(one: Variant, other: Variant, line: int | None) -> Iterator[Spot]:
    pair = f"{one.language} and {other.language}"
    texts = (one.text, other.text)
    if primary(one.language) == primary(other.language):
        return
    if texts[0] == texts[1] and _LETTER.search(texts[0]):
        yield 308, line, f'{pair}: "{texts[0][:40]}"'
    short, long = sorted(len(text.strip()) for text in texts)
    if long >= MIN_LENGTH and long > MAX_LENGTH_RATIO * short:
        yield 312, line, f"{pair}: {len(texts[0])} and {len(texts[1])} letters"
    numbers = tuple(map(_numbers, texts))
    if numbers[0] != numbers[1]:
        yield (
            313,
            line,
            f"{pair}: {_told(numbers[0] - numbers[1])} / {_told(numbers[1] - numbers[0])}",
        )
    tags = tuple(
        Counter(part.name for part in _inline(side.segment.content) if part.name in NATIVE_CODES)
        for side in (one, other)
    )
    if tags[0] != tags[1]:
        yield 314, line, f"{pair}: {_told(tags[0] - tags[1])} / {_told(tags[1] - tags[0])}"


def _numbers(text: str) -> Counter[str]:
    """The numbers of a text, without the signs that languages write between digits."""
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def _told(some: Counter[str]) -> str:
    return ", ".join(list(some.elements())[:5]) or "none"
