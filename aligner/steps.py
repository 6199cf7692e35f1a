"""How a long run tells of its progress, to whoever wants to show it."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[str, int], Callable[[int], None]]
"""Told the name and size of each long step; gives back what is told of its progress."""


def no_steps(_name: str, _size: int) -> Callable[[int], None]:
    """For runs that nobody watches."""
    return lambda _: None
