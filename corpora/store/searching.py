"""Concordance: sentences that hold some words, each with its twin beside it."""

import datetime
import re
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from corpora.store.database import Database
from corpora.store.documents import DocumentFilter
from corpora.store.errors import StoreError
from corpora.store.records import Hit

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_LETTERS = re.compile(r"\w")
_SIDES = ("source", "target")


def search(
    database: Database,
    words: str,
    chosen: DocumentFilter | None = None,
    limit: int = 20,
) -> list[Hit]:
    """Sentences that hold all the words: those added last first, a document's in their order.

    A word is met by all words that begin with it, so that endings do not matter: ``мектеп`` finds
    ``мектепте``. Words in double quotes are met as they stand, one after the other.

    Args:
        database: of the store.
        words: what to look for.
        chosen: in which documents.
        limit: how many at most.

    Raises:
        StoreError: there is no word in it.
    """
    wanted = " AND ".join(terms(words))
    if not wanted:
        raise StoreError("there is no word to search for", words, "Give a word or more.")
    condition, values = (chosen or DocumentFilter()).conditions()
    rows = database.rows(
        "SELECT sentence.version_id, sentence.number, text.text, document.name, language, date"
        " FROM word CROSS JOIN text ON text.id = word.rowid"
        " CROSS JOIN sentence ON text_id = text.id"
        " CROSS JOIN document ON document.version_id = sentence.version_id"
        " CROSS JOIN version ON version.id = document.version_id"
        f" WHERE word MATCH ? AND {condition} ORDER BY word.rowid DESC LIMIT ?",
        (wanted, *values, limit),
    )
    return [
        _hit(database, row)
        for _, hits in groupby(rows, itemgetter("version_id"))
        for row in sorted(hits, key=itemgetter("number"))
    ]


def terms(words: str) -> Iterator[str]:
    """The terms of FTS5, whatever signs stand in what the user wrote."""
    for phrase, word in _TERM.findall(words):
        if _LETTERS.search(phrase):
            yield f'"{phrase}"'
        elif _LETTERS.search(word):
            yield '"{}" *'.format(word.replace('"', " "))


def _hit(database: Database, row: sqlite3.Row) -> Hit:
    date = datetime.date.fromisoformat(row["date"]) if row["date"] else None
    hit = Hit(row["name"], row["language"], row["number"], row["text"], date=date)
    for side, other in (_SIDES, _SIDES[::-1]):
        found = database.row(
            "SELECT bead.*, document.name, document.removed,"
            f" {other}_version_id AS other FROM pair JOIN bead ON pair_id = pair.id"
            f" JOIN version ON version.id = {other}_version_id"
            " JOIN document ON document.id = version.document_id"
            f" WHERE {side}_version_id = ? AND {side}_from <= ? AND {side}_to > ?"
            f" AND {other}_from IS NOT NULL AND kind IS NOT NULL AND bead.state != 'rejected'"
            " ORDER BY confidence DESC LIMIT 1",
            (row["version_id"], row["number"], row["number"]),
        )
        if found is not None and found["removed"] is None:
            twin = found[f"{other}_text"] or _text(
                database, found["other"], found[f"{other}_from"], found[f"{other}_to"]
            )
            return Hit(
                *(hit.document, hit.language, hit.number, hit.text),
                twin_document=found["name"],
                twin=twin,
                kind=found["kind"],
                confidence=found["confidence"],
                state=found["state"],
                date=date,
            )
    return hit


def _text(database: Database, version_id: int, start: int, stop: int) -> str:
    rows = database.rows(
        "SELECT text FROM sentence JOIN text ON text.id = text_id"
        " WHERE version_id = ? AND number >= ? AND number < ? ORDER BY number",
        (version_id, start, stop),
    )
    return " ".join(row["text"] for row in rows)
