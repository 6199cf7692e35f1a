"""The corpus store: years of reports in one SQLite file, aligned as they come, nothing lost."""

from corpora.store.adding import AddOptions, AddReport
from corpora.store.documents import DocumentFilter
from corpora.store.errors import StaleError, StoreBusyError, StoreError
from corpora.store.records import (
    BeadRecord,
    DecisionRecord,
    DocumentRecord,
    Hit,
    OperationRecord,
    PairRecord,
    VersionRecord,
)
from corpora.store.store import Store

__all__ = [
    "AddOptions",
    "AddReport",
    "BeadRecord",
    "DecisionRecord",
    "DocumentFilter",
    "DocumentRecord",
    "Hit",
    "OperationRecord",
    "PairRecord",
    "StaleError",
    "Store",
    "StoreBusyError",
    "StoreError",
    "VersionRecord",
]
