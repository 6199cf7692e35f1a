"""How tools tell how far they are, whoever may want to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Step = Callable[[str, int], Callable[[int], None]]
"""Takes a step's name and size (0: not known), and gives what counts the done."""

_Item = TypeVar("_Item")
_EVERY = 1000


def silent(_name: str, _size: int) -> Callable[[int], None]:
    """Tell nobody."""
    return lambda _count: None


def told(items: Iterable[_Item], step: Step, name: str, size: int = 0) -> Iterator[_Item]:
    """Hand the items on, and tell of every thousandth."""
    advance = step(name, size)
    count = 0
    for count, item in enumerate(items, 1):
        yield item
        if count % _EVERY == 0:
            advance(_EVERY)
    advance(count % _EVERY)
