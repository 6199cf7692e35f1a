"""Translation memories: a model of their content, and streaming reading and writing of TMX.

Usable alone: needs nothing but lxml.

>>> import tempfile
>>> from pathlib import Path
>>> from tmx import Header, Segment, TranslationUnit, Variant, open_tmx, write_tmx
>>> greeting = TranslationUnit(
...     (Variant("kk", Segment.of("Сәлем, әлем!")), Variant("ru", Segment.of("Привет, мир!")))
... )
>>> with tempfile.TemporaryDirectory() as folder:
...     path = Path(folder, "memory.tmx")
...     count = write_tmx(path, Header(srclang="kk"), [greeting])
...     with open_tmx(path) as units:
...         for unit in units:
...             print(count, unit.variant("kk").text, "=", unit.variant("ru").text)
1 Сәлем, әлем! = Привет, мир!
"""

from typing import TYPE_CHECKING, Any

from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.model import (
    NO_HISTORY,
    Element,
    Header,
    History,
    Note,
    Prop,
    Segment,
    TranslationUnit,
    Variant,
)
from tmx.write import TmxWriter, write_tmx

if TYPE_CHECKING:
    from tmx.read import TmxReader, open_tmx

__all__ = [
    "NO_HISTORY",
    "Element",
    "Header",
    "History",
    "Note",
    "Prop",
    "Segment",
    "TmxError",
    "TmxReader",
    "TmxWriter",
    "TranslationUnit",
    "Variant",
    "atomic_output",
    "open_tmx",
    "write_tmx",
]


def __getattr__(name: str) -> Any:
    """Import reading, and the parser with it, when it is asked for: writing needs neither."""
    if name not in ("TmxReader", "open_tmx"):
        raise AttributeError(f"module 'tmx' has no attribute {name!r}")
    from tmx import read

    return getattr(read, name)
