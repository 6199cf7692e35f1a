"""A corpus store and the aligner together: align what is new, export, watch a folder."""

from .. import memories as _memories  # noqa: F401 - teaches stores to read memories and XLIFF
from .alignment import AlignReport, align_store
from .export import ExportOptions, export
from .watch import Arrival, WatchOptions, watch

__all__ = [
    "AlignReport",
    "Arrival",
    "ExportOptions",
    "WatchOptions",
    "align_store",
    "export",
    "watch",
]
