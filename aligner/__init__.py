"""Alignment of documents in two languages: vectors, document matching, beads, confidence.

Importing this package is instant; the embedding model loads on first use.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .outputs import Selection, write_alignment
    from .pipeline import AlignConfig, Alignment, align, align_files

__version__ = version("egiz")

__all__ = [
    "AlignConfig",
    "Alignment",
    "Selection",
    "__version__",
    "align",
    "align_files",
    "write_alignment",
]

_HOMES = {
    **dict.fromkeys(("Selection", "write_alignment"), "outputs"),
    **dict.fromkeys(("AlignConfig", "Alignment", "align", "align_files"), "pipeline"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'aligner' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
