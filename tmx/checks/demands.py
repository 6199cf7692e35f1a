"""What only some tools demand; the numbers and words are those of their profiles."""

from __future__ import annotations

from collections.abc import Iterator

from tmx.checks.meaning import View
from tmx.checks.profiles import Limits
from tmx.checks.structure import Spot
from tmx.languages import ANY_LANGUAGE, has_region
from tmx.model import Header


def check_header(header: Header, limits: Limits, line: int | None) -> Iterator[Spot]:
    """Check the header."""
    if limits.datatypes and header.datatype not in limits.datatypes:
        yield 404, line, f'datatype="{header.datatype[:20]}"; taken: {", ".join(limits.datatypes)}'
    if header.srclang not in ("", ANY_LANGUAGE) and not has_region(header.srclang):
        yield 401, line, f'srclang="{header.srclang[:20]}"'


def check_unit(view: View, header: Header, limits: Limits) -> Iterator[Spot]:
    """Check a unit."""
    unit, line = view.unit, view.tu.sourceline
    if unit.srclang and unit.srclang.lower() != header.srclang.lower():
        yield 405, line, f"{unit.srclang}, but {header.srclang or 'none'} in the header"
    for prop in unit.props:
        if prop.type in limits.props:
            yield 407, line, f'<prop type="{prop.type}">'
    for variant, at in view.variants:
        if variant.language and not has_region(variant.language):
            yield 401, at, variant.language
        if limits.language and len(variant.language) > limits.language:
            yield 408, at, f"{variant.language}: at most {limits.language} letters"
        if limits.characters and len(variant.text) > limits.characters:
            yield (
                402,
                at,
                f"{len(variant.text)} letters of {variant.language}: at most {limits.characters}",
            )
