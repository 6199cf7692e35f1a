"""Stores made by an older Egiz are brought up to date, whole or not at all."""

import sqlite3
from pathlib import Path

import pytest

import corpora.store.database as database
from corpora.store import AddOptions, Store, StoreError

DATA = Path(__file__).parent / "data"


def shape(connection):
    """Tables with their columns, and indexes."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    ).fetchall()
    columns = {}
    for (name,) in tables:
        found = connection.execute(f"PRAGMA table_info({name})")
        columns[name] = sorted(tuple(column[1:]) for column in found)
    others = connection.execute(
        "SELECT type, name, tbl_name FROM sqlite_master WHERE type != 'table' ORDER BY name"
    ).fetchall()
    return columns, others


@pytest.fixture(params=range(1, database.SCHEMA_VERSION))
def first(request, tmp_path, store, folder):
    """A store of an older version with two reports, made by its schema, filled from one of today.

    A new version of the schema keeps the one before it in `data/`.
    """
    store.add(folder, AddOptions(publisher="Ауыл", tags=frozenset({"village"})))
    path = tmp_path / "first.egiz"
    connection = sqlite3.connect(path, isolation_level=None)
    script = (DATA / f"schema-{request.param}.sql").read_text(encoding="utf-8")
    for statement in database.statements(script):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {database.APPLICATION}")
    connection.execute(f"PRAGMA user_version = {request.param}")
    connection.execute("ATTACH ? AS today", (str(store.path),))
    for table in ("setting", "operation", "change", "document", "version", "text", "sentence"):
        columns = ", ".join(
            row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")
        )
        connection.execute(
            f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}"  # noqa: S608
        )
    connection.execute("INSERT INTO main.tag SELECT * FROM today.tag")
    connection.execute("INSERT INTO model VALUES (1, 'a/b', 4)")
    connection.execute("INSERT INTO vector VALUES (1, 2, x'0000000000000000')")
    connection.execute("INSERT INTO trace VALUES (1, 2, x'00')")
    connection.close()
    return path


def test_a_store_of_an_older_version(first, store):
    expected = store.documents()
    with Store.open(first) as old:
        assert old.documents() == expected
        for record in expected:
            assert old.text(record.id) == store.text(record.id)
        assert old.check() == []
        assert old.database.value("SELECT tokens FROM trace WHERE text_id = 2") == b"\0"
        assert len(old.search("библиотека")) == 2
        assert old.add(expected[0].path).unchanged
        assert shape(old.database._connection) == shape(store.database._connection)
        assert old.undo().kind == "add"
        assert old.documents() == []
    with Store.open(first) as old:
        assert old.database.value("PRAGMA user_version") == database.SCHEMA_VERSION


def test_a_step_that_fails_leaves_the_store_as_it_was(first, monkeypatch):
    honest = database.statements

    def failing(script):
        yield from honest(script)
        yield "SELECT nothing FROM nowhere"

    monkeypatch.setattr(database, "statements", failing)
    with pytest.raises(StoreError):
        Store.open(first)
    monkeypatch.setattr(database, "statements", honest)
    with sqlite3.connect(first) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] < database.SCHEMA_VERSION
    with Store.open(first) as old:
        assert len(old.documents()) == 2


def test_a_store_of_tomorrow(store):
    path = store.path
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="newer Egiz"):
        Store.open(path)
