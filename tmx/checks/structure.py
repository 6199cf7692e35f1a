"""Whether elements and attributes stand where the DTD of TMX 1.4b allows them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tmx.checks.dtd import RULES, VALUES, VERSIONS, Rule
from tmx.vocabulary import MAX_DEPTH, XML_NAMESPACE

Spot = tuple[int, int | None, str]
"""A code's number, the line as the parser counts it, and what stands there."""


def check_structure(top: etree._Element, namespace: str, *, below: bool = True) -> Iterator[Spot]:
    """Check an element, and all ``below`` it, against the DTD.

    ``namespace`` is what the elements of TMX bear in this file, as ``{…}`` or empty.
    """
    waiting = [(top, 0)]
    while waiting:
        element, depth = waiting.pop()
        name = local_name(element, namespace)
        rule = RULES.get(name)
        if rule is None:
            yield 203, element.sourceline, f"<{name}>"
            continue
        yield from _attributes(element, name, rule)
        if len(element) or not rule.text:
            yield from _children(element, name, rule, namespace)
        if depth > MAX_DEPTH:
            yield 109, element.sourceline, f"elements nested more than {MAX_DEPTH} deep"
        elif below:
            waiting += [
                (child, depth + 1)
                for child in reversed(element)
                if local_name(child, namespace) in rule.allowed
            ]


def local_name(element: etree._Element, namespace: str) -> str:
    """Return the name as TMX has it; one of a foreign namespace as ``{namespace}name``.

    An entity, which only a broken head can have, is named by its text.
    """
    name: str = element.tag if isinstance(element.tag, str) else element.text
    return name.removeprefix(namespace)


def _attributes(element: etree._Element, name: str, rule: Rule) -> Iterator[Spot]:
    if not rule.needs and not element.attrib:
        return
    line = element.sourceline
    values = {key.replace(XML_NAMESPACE, "xml:"): value for key, value in element.items()}
    for key in rule.needs:
        if values.get(key, "").strip():
            continue
        if key == "xml:lang" and values.get("lang", "").strip():
            yield 212, line, f'lang="{values["lang"]}"'
        else:
            yield 205, line, f"<{name}> has no {key}"
    for key, value in values.items():
        if key not in rule.may and key not in rule.needs:
            yield 206, line, f"{key} of <{name}>"
        allowed = VALUES.get((name, key))
        if allowed and value and value not in allowed:
            yield 207, line, f'{key}="{value[:40]}"; allowed: {", ".join(allowed)}'
    if name == "tmx" and values.get("version", "") not in ("", *VERSIONS):
        yield 211, line, f'version="{values["version"][:20]}"'


def _children(element: etree._Element, name: str, rule: Rule, namespace: str) -> Iterator[Spot]:
    if not rule.text:
        texts = [(element, element.text), *((child, child.tail) for child in element)]
        for where, text in texts:
            if text and not text.isspace():
                yield 208, where.sourceline, f'"{text.strip()[:40]}" in <{name}>'
    seen: set[str] = set()
    reached = 0
    for child in element:
        child_name = local_name(child, namespace)
        if child_name not in rule.allowed:
            yield 203, child.sourceline, f"<{child_name}> in <{name}>"
            continue
        if child_name not in rule.children[reached]:
            group = next(n for n, names in enumerate(rule.children) if child_name in names)
            if group < reached:
                yield 204, child.sourceline, f"<{child_name}> in <{name}>"
            reached = max(reached, group)
        if child_name in rule.single and child_name in seen:
            yield 209, child.sourceline, f"<{child_name}> in <{name}>"
        seen.add(child_name)
    for required in rule.required:
        if required not in seen:
            yield 202, element.sourceline, f"<{name}> has no <{required}>"
