"""Whether a store is sound: the file, its references, its hashes, its offsets, its beads."""

import zlib
from collections.abc import Callable, Iterator

from corpora.store.adding import digest
from corpora.store.database import Database

_MOST = 100  # problems told of a kind


def check(database: Database, progress: Callable[[int], None] = lambda _: None) -> list[str]:
    """What is wrong, a line each, at most some of each kind.

    Args:
        database: of the store.
        progress: told of each of the checks done; there are as many as `CHECKS`.

    Raises:
        StoreError: the file cannot be read at all.
    """
    found = []
    with database.snapshot():
        for one in CHECKS:
            for number, problem in enumerate(one(database)):
                if number == _MOST:
                    found.append("… and more of the kind")
                    break
                found.append(problem)
            progress(1)
    return found


def _file(database: Database) -> Iterator[str]:
    """The file is a sound SQLite database."""
    for row in database.rows(f"PRAGMA integrity_check({_MOST})"):
        if row[0] != "ok":
            yield f"file: {row[0]}"


def _references(database: Database) -> Iterator[str]:
    """What rows refer to is there."""
    for row in database.rows("PRAGMA foreign_key_check"):
        yield f"{row[0]}: row {row[1]} refers to a row of {row[2]} that is not there"
    for row in database.rows(
        "SELECT name FROM document LEFT JOIN version ON version.id = version_id"
        " AND version.document_id = document.id WHERE version.id IS NULL"
    ):
        yield f"document {row['name']}: has no version"


def _texts(database: Database) -> Iterator[str]:
    """Texts are what they were when they were stored."""
    for row in database.stream("SELECT id, hash, text FROM text"):
        if digest(row["text"].encode()) != row["hash"]:
            yield f"sentence text {row['id']}: has changed since it was stored"


def _versions(database: Database) -> Iterator[str]:
    """Documents are what they were, and each sentence is that stretch of its document."""
    for row in database.stream(
        "SELECT version.*, name FROM version JOIN document ON document.id = document_id"
    ):
        where = f"document {row['name']}, version {row['number']}"
        try:
            data = zlib.decompress(row["text"])
        except zlib.error:
            yield f"{where}: its text is damaged"
            continue
        if digest(data) != row["text_hash"]:
            yield f"{where}: its text has changed since it was stored"
        text = data.decode(errors="replace")
        count = 0
        for place, sentence in enumerate(
            database.rows(
                "SELECT sentence.*, text.text FROM sentence LEFT JOIN text ON text.id = text_id"
                " WHERE version_id = ? ORDER BY number",
                (row["id"],),
            )
        ):
            count += sentence["text"] is not None
            if sentence["number"] != place:
                yield f"{where}: sentence {place} is missing"
                break
            stretch = text[sentence["start"] : sentence["stop"]]
            if sentence["text"] is not None and stretch != sentence["text"]:
                yield f"{where}: sentence {place} is not what stands there"
        if count != row["sentences"]:
            yield f"{where}: {count} sentences, {row['sentences']} noted"


def _words(database: Database) -> Iterator[str]:
    """The index of words has as many sentences as there are."""
    counts = [database.value(f"SELECT count(*) FROM {table}") for table in ("text", "word_docsize")]
    if counts[0] != counts[1]:
        yield f"search: {counts[1]} sentences are indexed of {counts[0]}"


def _beads(database: Database) -> Iterator[str]:
    """Beads hold sentences that are there, none in two of them."""
    for side in ("source", "target"):
        for row in database.stream(
            f"SELECT bead.id, bead.pair_id, sentence.number FROM bead"
            " JOIN pair ON pair.id = pair_id"
            f" LEFT JOIN sentence ON version_id = {side}_version_id"
            f" AND sentence.number = {side}_to - 1 AND text_id IS NOT NULL"
            f" WHERE {side}_from IS NOT NULL AND (sentence.number IS NULL OR {side}_from < 0"
            f" OR {side}_from >= {side}_to)"
        ):
            yield f"pair {row['pair_id']}: bead {row['id']} holds {side} sentences that are none"
        for row in database.stream(
            "SELECT pair_id, id, least FROM (SELECT pair_id, id, source_from,"
            f" {side}_from AS least, max({side}_to) OVER (PARTITION BY pair_id ORDER BY"
            f" {side}_from, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached"
            f" FROM bead WHERE state != 'rejected' AND {side}_from IS NOT NULL)"
            " WHERE reached > least"
        ):
            yield f"pair {row['pair_id']}: sentence {row['least']} of the {side} is in two beads"
    for row in database.stream(
        "SELECT id FROM pair WHERE state = 'matched' AND EXISTS"
        " (SELECT 1 FROM bead WHERE pair_id = pair.id)"
    ):
        yield f"pair {row['id']}: has beads and is not aligned"


def _vectors(database: Database) -> Iterator[str]:
    """Vectors are whole, and each has its tokens."""
    for row in database.rows(
        "SELECT count(*) AS number, key FROM vector JOIN model ON model.id = model_id"
        " WHERE length(pooled) != 2 * dim GROUP BY key"
    ):
        yield f"vectors of {row['key']}: {row['number']} are of a wrong length"
    for one, other in (("vector", "trace"), ("trace", "vector")):
        number = database.value(
            f"SELECT count(*) FROM {one} WHERE NOT EXISTS (SELECT 1 FROM {other}"
            f" WHERE {other}.model_id = {one}.model_id AND {other}.text_id = {one}.text_id)"
        )
        if number:
            yield f"vectors: {number} have no {other}"


CHECKS = (_file, _references, _texts, _versions, _words, _beads, _vectors)
