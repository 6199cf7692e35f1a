"""Vectors of sentences in the store, by model and text; bytes only, made and read elsewhere.

A kept vector is one piece of bytes: the pooled vector in float16, then those of its tokens. It lies
in two tables, so that all pooled vectors can be read without the tokens, which weigh six times as
much.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpora.store.database import Database
from corpora.store.errors import StoreError

_AT_ONCE = 500  # values in a statement
_BYTES = 2  # of a float16


@dataclass(frozen=True, slots=True)
class Model:
    """A model whose vectors are kept.

    Attributes:
        id: number in the store.
        key: vectors are comparable under one key only.
        dim: of a pooled vector.
    """

    id: int
    key: str
    dim: int


def model(database: Database, key: str, dim: int) -> Model:
    """The model with this key; noted if it is new."""
    found = database.value("SELECT id FROM model WHERE key = ?", (key,))
    if found is None:
        with database.transaction():
            found = database.write("INSERT INTO model (key, dim) VALUES (?, ?)", (key, dim))
    return Model(found, key, dim)


def last_model(database: Database) -> Model:
    """The model that came last.

    Raises:
        StoreError: no vectors are kept.
    """
    row = database.row("SELECT id, key, dim FROM model ORDER BY id DESC LIMIT 1")
    if row is None:
        raise StoreError("has no vectors", database.path, "Align it: egiz corpus align.")
    return Model(*row)


def get(database: Database, of: Model, hashes: Sequence[bytes]) -> dict[bytes, bytes]:
    """The kept vectors of those texts (by hash) that have one."""
    out = {}
    for part in _parts(hashes):
        marks = ", ".join("?" * len(part))
        rows = database.rows(
            "SELECT hash, pooled, tokens FROM text"
            " JOIN vector ON vector.text_id = text.id AND vector.model_id = ?"
            " JOIN trace ON trace.text_id = text.id AND trace.model_id = vector.model_id"
            f" WHERE hash IN ({marks})",
            (of.id, *part),
        )
        out.update({row[0]: row[1] + row[2] for row in rows})
    return out


def put(database: Database, of: Model, items: Mapping[bytes, bytes]) -> None:
    """Keep vectors of texts (by hash) that the store holds, in one transaction."""
    with database.transaction():
        for part in _parts(list(items)):
            marks = ", ".join("?" * len(part))
            rows = database.rows(f"SELECT hash, id FROM text WHERE hash IN ({marks})", part)
            split = of.dim * _BYTES
            for table, cut in (("vector", slice(split)), ("trace", slice(split, None))):
                database.write_many(
                    f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)",
                    [(of.id, row["id"], items[row["hash"]][cut]) for row in rows],
                )


def pooled(database: Database, of: Model, language: str) -> Iterator[tuple[int, int, bytes | None]]:
    """Version, text and pooled vector of each report sentence of the corpus in a language.

    In the order of the documents' ids and of their sentences; None where no vector is kept.
    """
    rows = database.stream(
        "SELECT sentence.version_id, sentence.text_id, pooled FROM document"
        " JOIN version ON version.id = document.version_id"
        " JOIN sentence ON sentence.version_id = version.id"
        " LEFT JOIN vector ON vector.model_id = ? AND vector.text_id = sentence.text_id"
        " WHERE removed IS NULL AND language = ? AND sentence.text_id IS NOT NULL"
        " ORDER BY document.id, sentence.number",
        (of.id, language),
    )
    for row in rows:
        yield row[0], row[1], row[2]


def count(database: Database, languages: Iterable[str]) -> int:
    """How many report sentences the corpus has in some languages."""
    wanted = list(languages)
    marks = ", ".join("?" * len(wanted))
    found: int = database.value(
        "SELECT coalesce(sum(sentences), 0) FROM document JOIN version ON version.id = version_id"
        f" WHERE removed IS NULL AND language IN ({marks})",
        wanted,
    )
    return found


def missing(database: Database, of: Model, languages: Iterable[str]) -> list[tuple[int, str]]:
    """Id and text of each distinct report sentence of the corpus that has no vector, by id."""
    wanted = list(languages)
    marks = ", ".join("?" * len(wanted))
    rows = database.rows(
        "SELECT id, text FROM text WHERE id IN (SELECT text_id FROM document"
        " JOIN version ON version.id = document.version_id"
        " JOIN sentence ON sentence.version_id = version.id"
        f" WHERE removed IS NULL AND language IN ({marks}) AND text_id IS NOT NULL"
        " EXCEPT SELECT text_id FROM vector WHERE model_id = ?) ORDER BY id",
        (*wanted, of.id),
    )
    return [(row[0], row[1]) for row in rows]


def _parts(values: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for at in range(0, len(values), _AT_ONCE):
        yield values[at : at + _AT_ONCE]
