"""Takes back the last operation: rows as they were, decisions by another decision."""

import corpora.store.decisions as decisions
from corpora.store.database import Database
from corpora.store.errors import StoreError
from corpora.store.operations import last_undoable, person, restore
from corpora.store.records import OperationRecord


def undo(database: Database) -> OperationRecord:
    """Take back the last operation that can be; gives which one it was.

    Raises:
        StoreError: there is none, or what it did has been built upon since.
    """
    last = to_undo(database)
    with database.transaction():
        if last.kind == "decide":
            number = database.value("SELECT id FROM decision WHERE operation_id = ?", (last.id,))
            decisions.take_back(database, number, person())
        else:
            restore(database, last.id)
            forget_unused_texts(database)
    return last


def to_undo(database: Database) -> OperationRecord:
    """What `undo` would take back.

    Raises:
        StoreError: there is nothing.
    """
    last = last_undoable(database)
    if last is None:
        raise StoreError("there is nothing to undo", database.path)
    return last


def forget_unused_texts(database: Database) -> None:
    """Delete the sentences that no version holds any more, with their words and vectors."""
    database.write(
        "DELETE FROM text WHERE NOT EXISTS (SELECT 1 FROM sentence WHERE text_id = text.id)"
    )
