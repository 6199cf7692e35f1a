"""Deletes documents for good: texts, versions, decisions and vectors."""

from collections.abc import Iterable

from corpora.store.documents import unmatch
from corpora.store.operations import Operation
from corpora.store.undoing import forget_unused_texts


def forget(operation: Operation, numbers: Iterable[int]) -> None:
    """Delete documents with all that the store knows of them, past all undoing.

    What was deleted is overwritten in the file. Operations before this one cannot be undone any
    more, since what would undo them may hold the same texts.

    Args:
        operation: under way.
        numbers: of the documents.
    """
    database = operation.database
    with database.overwriting():
        with database.transaction():
            for number in numbers:
                unmatch(operation, number)
                database.write(
                    "DELETE FROM decision WHERE ? IN (source_document_id, target_document_id)",
                    (number,),
                )
                database.write("DELETE FROM document WHERE id = ?", (number,))
                operation.count("deleted for good")
            forget_unused_texts(database)
            database.write("DELETE FROM change")
        with database.transaction():
            database.write("INSERT INTO word (word) VALUES ('optimize')")  # drops deleted words
