"""What inline codes of all formats share: their numbers, and where the two ends of one are."""

from __future__ import annotations

from collections.abc import Iterator

from tmx.model import Content, Element


class Numbers:
    """Numbers for names, in the order they are met: TMX wants numbers where XLIFF has names."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The number of a name, always the same."""
        return self._numbers.setdefault(name, str(len(self._numbers) + 1))


def attribute(element: Element, name: str) -> str | None:
    """The value of an attribute, if it is there."""
    return dict(element.attributes).get(name)


def elements(content: Content) -> Iterator[Element]:
    """All elements of a content, at any depth, in their order."""
    for part in content:
        if isinstance(part, Element):
            yield part
            yield from elements(part.content)


def paired(content: Content) -> frozenset[str]:
    """The ``i`` of the codes that have both ends, ``bpt`` and ``ept``, in this content."""
    ends: dict[str, set[str]] = {"bpt": set(), "ept": set()}
    for element in elements(content):
        if element.name in ends:
            ends[element.name].add(attribute(element, "i") or "")
    return frozenset(ends["bpt"] & ends["ept"])


def code(content: Content) -> str:
    """The native code as text; what is nested in it is text too."""
    return "".join(part if isinstance(part, str) else code(part.content) for part in content)


def joined(content: list[str | Element]) -> Content:
    """The content without empty texts, and without two texts side by side."""
    found: list[str | Element] = []
    for part in content:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
