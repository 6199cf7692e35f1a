"""Documents of a store: listed, found, read back, tagged, taken out."""

import datetime
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from corpora.model import Document, Furniture, Repair, Sentence
from corpora.store.database import Database
from corpora.store.errors import StoreError
from corpora.store.operations import Operation, now
from corpora.store.records import DocumentRecord, VersionRecord

_SELECT = """
    SELECT document.*, version.number, version.language, version.title, version.date,
        version.source, version.author, version.sentences,
        (SELECT group_concat(name, char(10)) FROM tag WHERE document_id = document.id) AS tags
    FROM document JOIN version ON version.id = document.version_id
"""


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Which documents; all conditions hold.

    Attributes:
        language: primary tag.
        tags: each of them is on the document.
        publisher: exactly so, capital or small.
        since: dated on that day or later; documents without a date are not.
        until: dated on that day or before.
        name: part of the name.
        removed: those taken out, instead of those that are in.
    """

    language: str | None = None
    tags: frozenset[str] = frozenset()
    publisher: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    name: str | None = None
    removed: bool = False

    def conditions(
        self, document: str = "document", version: str = "version"
    ) -> tuple[str, list[Any]]:
        """The condition in SQL, and its values."""
        parts = [f"{document}.removed IS {'NOT ' if self.removed else ''}NULL"]
        values: list[Any] = []
        for value, condition in (
            (self.language, f"{version}.language = ?"),
            (self.since and self.since.isoformat(), f"{version}.date >= ?"),
            (self.until and self.until.isoformat(), f"{version}.date <= ?"),
            (self.publisher, f"casefold({document}.publisher) = casefold(?)"),
            (self.name, f"instr({document}.name, ?) > 0"),
            *(
                (
                    tag,
                    f"EXISTS (SELECT 1 FROM tag WHERE document_id = {document}.id AND name = ?)",
                )
                for tag in sorted(self.tags)
            ),
        ):
            if value is not None:
                parts.append(condition)
                values.append(value)
        return " AND ".join(parts), values


def documents(database: Database, chosen: DocumentFilter | None = None) -> list[DocumentRecord]:
    """The documents, by name."""
    condition, values = (chosen or DocumentFilter()).conditions()
    rows = database.rows(f"{_SELECT} WHERE {condition} ORDER BY document.name", values)
    return [_record(row) for row in rows]


def document(database: Database, wanted: int | str | Path) -> DocumentRecord:
    """The document with this number, name or path.

    Raises:
        StoreError: there is none; the text names similar ones.
    """
    if isinstance(wanted, int):
        row = database.row(f"{_SELECT} WHERE document.id = ?", (wanted,))
    else:
        row = database.row(
            f"{_SELECT} WHERE document.name = ? OR document.path = ? ORDER BY removed LIMIT 1",
            (str(wanted), str(Path(wanted).absolute())),
        )
    if row is None:
        names = [found["name"] for found in database.rows("SELECT name FROM document")]
        close = get_close_matches(str(wanted), names, 3, 0.5)
        hint = f"Similar: {', '.join(close)}." if close else "See: egiz corpus list."
        raise StoreError(f"no document {wanted} in it", database.path, hint)
    return _record(row)


def versions(database: Database, number: int) -> list[VersionRecord]:
    """All versions of a document, the first one first."""
    rows = database.rows(
        "SELECT version.*, document.version_id = version.id AS current FROM version"
        " JOIN document ON document.id = document_id WHERE document_id = ? ORDER BY number",
        (number,),
    )
    return [
        VersionRecord(
            id=row["id"],
            number=row["number"],
            made=row["made"],
            file_hash=row["file_hash"].hex(),
            sentences=row["sentences"],
            current=bool(row["current"]),
        )
        for row in rows
    ]


def no_version(database: Database, of: DocumentRecord, number: int) -> StoreError:
    """The error of a version that is not there."""
    count = len(versions(database, of.id))
    return StoreError(
        f"{of.name} has no version {number}", database.path, f"It has {count}, from 1."
    )


def read_version(database: Database, version_id: int) -> Document:
    """A version of a document as it was read, sentences, repairs and furniture included."""
    row = database.row(
        "SELECT version.*, name, path FROM version JOIN document ON document.id = document_id"
        " WHERE version.id = ?",
        (version_id,),
    )
    if row is None:
        raise StoreError(f"no version {version_id} in it", database.path)
    text = zlib.decompress(row["text"]).decode()
    details = json.loads(zlib.decompress(row["details"]))
    sentences = database.rows(
        "SELECT start, stop, paragraph, furniture FROM sentence WHERE version_id = ?"
        " ORDER BY number",
        (version_id,),
    )
    return Document(
        id=row["name"],
        language=row["language"],
        text=text,
        sentences=tuple(Sentence(*sentence) for sentence in sentences),
        path=Path(row["path"]),
        title=row["title"],
        date=_date(row["date"]),
        source=row["source"],
        encoding=row["encoding"],
        author=row["author"],
        pairing=row["pairing"],
        notes=tuple(details.get("notes", ())),
        repairs=tuple(Repair(**repair) for repair in details["repairs"]),
        furniture=tuple(
            Furniture(text=text[line["start"] : line["end"]], **line)
            for line in details["furniture"]
        ),
    )


def sentence_texts(database: Database, version_id: int) -> dict[int, tuple[int, str]]:
    """Sentence number → id and text, of the sentences that are report text."""
    rows = database.rows(
        "SELECT number, text.id, text.text FROM sentence JOIN text ON text.id = text_id"
        " WHERE version_id = ? ORDER BY number",
        (version_id,),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def remove(operation: Operation, numbers: Iterable[int]) -> int:
    """Take documents out of the corpus; versions and decisions stay, for them to come back.

    Returns:
        How many were in it.
    """
    database = operation.database
    count = 0
    with database.transaction():
        for number in numbers:
            found = database.row(
                "SELECT version_id FROM document WHERE id = ? AND removed IS NULL", (number,)
            )
            if found is None:
                continue
            operation.changing("document", number)
            database.write("UPDATE document SET removed = ? WHERE id = ?", (now(), number))
            unmatch(operation, number)
            count += 1
    operation.count("removed", count)
    return count


def unmatch(operation: Operation, number: int) -> None:
    """Have a document and those it is paired with matched anew by the next alignment."""
    database = operation.database
    versions_of = database.rows(
        "SELECT version_id AS id FROM document WHERE id = ?1 UNION"
        " SELECT other.version_id FROM pair"
        " JOIN version AS source ON source.id = source_version_id"
        " JOIN version AS target ON target.id = target_version_id"
        " JOIN document AS other ON other.id IN (source.document_id, target.document_id)"
        " WHERE ?1 IN (source.document_id, target.document_id)",
        (number,),
    )
    for row in versions_of:
        if database.row("SELECT 1 FROM matched WHERE version_id = ?", (row["id"],)):
            operation.changing("matched", row["id"])
            database.write("DELETE FROM matched WHERE version_id = ?", (row["id"],))


def tags_of(database: Database, number: int) -> set[str]:
    """The free words on a document."""
    rows = database.rows("SELECT name FROM tag WHERE document_id = ?", (number,))
    return {row["name"] for row in rows}


def set_tags(
    operation: Operation, numbers: Sequence[int], add: Sequence[str], take: Sequence[str] = ()
) -> None:
    """Put free words on documents, and take others away; what would change nothing is passed over.

    The operation's summary counts the documents that changed.
    """
    database = operation.database
    with database.transaction():
        for number in numbers:
            there = tags_of(database, number)
            wanted = there - set(take) | set(add)
            if wanted == there:
                continue
            operation.changing("document", number)
            database.write_many(
                "DELETE FROM tag WHERE document_id = ? AND name = ?",
                [(number, tag) for tag in sorted(there - wanted)],
            )
            database.write_many(
                "INSERT INTO tag VALUES (?, ?)",
                [(number, tag) for tag in sorted(wanted - there)],
            )
            operation.count("tagged anew")


def _record(row: sqlite3.Row) -> DocumentRecord:
    return DocumentRecord(
        id=row["id"],
        name=row["name"],
        path=Path(row["path"]),
        part=row["part"],
        version_id=row["version_id"],
        version=row["number"],
        language=row["language"],
        title=row["title"],
        date=_date(row["date"]),
        source=row["source"],
        author=row["author"],
        publisher=row["publisher"],
        licence=row["licence"],
        tags=tuple(sorted((row["tags"] or "").split("\n"))) if row["tags"] else (),
        sentences=row["sentences"],
        added=row["added"],
        removed=row["removed"],
    )


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
