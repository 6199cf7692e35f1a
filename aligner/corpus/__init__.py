"""A corpus store and the aligner together: align what is new, export, watch a folder."""

from .alignment import AlignReport, align_store

__all__ = ["AlignReport", "align_store"]
