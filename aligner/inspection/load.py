"""What to show, from whatever file it is in."""

from __future__ import annotations

from pathlib import Path

from tmx.tools.expression import Expression

from .from_tmx import from_tmx
from .model import Inspected


def load(path: Path, where: Expression | None = None) -> Inspected:
    """Read what is to be shown.

    Args:
        path: a memory.
        where: shows only what this holds for.

    Raises:
        TmxError: it is a memory that cannot be read.
    """
    return from_tmx(path, where)
