"""How work tells how far it is, whoever may want to show it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar, runtime_checkable

Step = Callable[[str, int], Callable[[int], None]]
"""Takes a step's name and size (0: not known), and gives what counts the done."""

_Item = TypeVar("_Item")
_EVERY = 1000


@runtime_checkable
class Measured(Protocol):
    """What knows how far it is, such as a reader: ``position`` of ``size`` bytes."""

    @property
    def size(self) -> int:
        """How much there is in all."""

    @property
    def position(self) -> int:
        """How much is done."""


def silent(_name: str, _size: int) -> Callable[[int], None]:
    """Tell nobody."""
    return lambda _count: None


def told(items: Iterable[_Item], step: Step, name: str, size: int = 0) -> Iterator[_Item]:
    """Hand the items on, and tell of every thousandth: how many, or how far their reader is."""
    measured = items if isinstance(items, Measured) else None
    advance = step(name, measured.size if measured else size)
    done = count = 0
    for count, item in enumerate(items, 1):
        yield item
        if count % _EVERY == 0:
            now = measured.position if measured else count
            advance(now - done)
            done = now
    advance((measured.size if measured else count) - done)


def bytes_told(step: Step, path: str | os.PathLike[str]) -> Callable[[int], None]:
    """Begin a step that bears the name of a file; return what takes the position reached in it."""
    advance = step(os.path.basename(path), os.stat(path).st_size)  # noqa: PTH116, PTH119
    done = 0

    def reached(position: int) -> None:
        nonlocal done
        advance(position - done)
        done = position

    return reached
