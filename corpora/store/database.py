"""The SQLite file of a store: opened safely, brought up to date, written in transactions."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpora.store.errors import StoreError, telling

APPLICATION = 0x4547495A  # "EGIZ", in the head of the file
SCHEMA_VERSION = 4
_PAGE = 16384  # bytes; vectors are long
_BUSY = 30.0  # seconds to wait for a transaction of another process

Values = Sequence[Any]


class Database:
    """A connection to the file of a store; it belongs to the thread that opened it.

    Attributes:
        path: of the file.
        read_only: nothing can be written, since the file or its folder does not allow it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection
        connection.row_factory = sqlite3.Row

    @classmethod
    def create(cls, path: Path, languages: tuple[str, str]) -> "Database":
        """Make a new, empty store for a source and a target language.

        Raises:
            StoreError: something lies there already, or the place cannot be written to.
        """
        if path.exists():
            raise StoreError("exists already", path, "Choose another name, or go on with it.")
        if not path.parent.is_dir():
            raise StoreError(f"there is no folder {path.parent}", path, "Make it first.")
        started = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with telling(path):
                connection = sqlite3.connect(started, isolation_level=None)
                connection.execute(f"PRAGMA page_size = {_PAGE}")
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                _run(connection, _schema(), SCHEMA_VERSION)
                connection.executemany(
                    "INSERT INTO setting VALUES (?, ?)",
                    zip(("source_language", "target_language"), languages, strict=True),
                )
                connection.close()
                # From here on it is there, whole; a store made meanwhile by another stays.
                _put_in_place(started, path)
        finally:
            with suppress(OSError):
                started.unlink()
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> "Database":
        """Open a store; one of an older version is brought up to date.

        Raises:
            StoreError: there is no store, it is damaged, or made by a newer Egiz.
        """
        if not path.is_file():
            raise StoreError(
                "there is no such store", path, f"Make it: egiz corpus init --store {path}"
            )
        with telling(path):
            connection, read_only = _connect(path)
            database = cls(path, connection, read_only=read_only)
            try:
                database._bring_up_to_date()
            except BaseException:
                connection.close()
                raise
        return database

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        with telling(self.path):
            self._connection.close()

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with telling(self.path):
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        with telling(self.path):
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first value of the first row; None where there is none."""
        found = self.row(sql, values)
        return found[0] if found else None

    def stream(self, sql: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """Rows of a query one by one, for more than memory should hold."""
        with telling(self.path):
            yield from self._connection.execute(sql, values)

    def write(self, sql: str, values: Values = ()) -> int:
        """Run a statement within a transaction; gives the id of a row that it inserted."""
        assert self._connection.in_transaction, "writes belong into a transaction"  # noqa: S101
        return self._connection.execute(sql, values).lastrowid or 0

    def write_many(self, sql: str, values: Iterator[Values] | Sequence[Values]) -> None:
        """Run a statement for each of several rows of values, within a transaction."""
        assert self._connection.in_transaction, "writes belong into a transaction"  # noqa: S101
        self._connection.executemany(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is there afterwards, on the disk, or nothing of it is.

        Transactions may be nested; the outermost one counts.

        Raises:
            StoreError: it cannot be written.
        """
        if self._connection.in_transaction:
            yield
            return
        self.check_writable()
        with telling(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite undoes some failures by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def overwriting(self) -> Iterator[None]:
        """What is deleted inside is overwritten in the file, and is in no other file afterwards."""
        with telling(self.path):
            self._connection.execute("PRAGMA secure_delete = ON")
            yield
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever others write meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        with telling(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def check_writable(self) -> None:
        """Raise StoreError where the store can only be read."""
        if self.read_only:
            raise StoreError(
                "cannot be written to", self.path, "Check the rights of the file and its folder."
            )

    def _bring_up_to_date(self) -> None:
        application = self.value("PRAGMA application_id")
        version = self.value("PRAGMA user_version")
        if application != APPLICATION:
            raise StoreError("is no store of Egiz", self.path, "Check the name.")
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"was made by a newer Egiz (version {version}; this one knows {SCHEMA_VERSION})",
                self.path,
                "Use the newer one.",
            )
        if version < SCHEMA_VERSION:
            if self.read_only:
                raise StoreError(
                    "was made by an older Egiz, and has to be brought up to date once",
                    self.path,
                    "Open it where it can be written to.",
                )
            _migrate(self._connection)


def _put_in_place(started: Path, path: Path) -> None:
    try:
        os.link(started, path)
    except FileExistsError:
        raise StoreError("exists already", path, "Go on with it.") from None
    except OSError:  # a file system without links
        started.rename(path)


def _connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection that can write, else one that can read."""
    address = path.resolve().as_uri()
    wal = path.with_name(path.name + "-wal")
    ways = ["rw"] if os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK) else []
    ways.append("ro")
    if not wal.exists() or not wal.stat().st_size:
        ways.append("ro&immutable=1")  # of a file that nobody can be writing to
    failure: sqlite3.Error | None = None
    for way in ways:
        connection = sqlite3.connect(
            f"{address}?mode={way}", uri=True, isolation_level=None, timeout=_BUSY
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -65536")
            connection.create_function("casefold", 1, str.casefold, deterministic=True)
            if way == "rw":
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            connection.close()
            failure = error
            if _name(error).startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                break
        else:
            return connection, way != "rw"
    assert failure is not None  # noqa: S101
    raise failure


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or ""


def _schema() -> str:
    return files("corpora.store").joinpath("schema.sql").read_text(encoding="utf-8")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring an older store up to date, step by step (`migrations/`), all of it or nothing."""
    steps = files("corpora.store").joinpath("migrations")
    connection.execute("PRAGMA foreign_keys = OFF")  # tables are made anew under their names
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it meanwhile.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for number in range(version + 1, SCHEMA_VERSION + 1):
            script = steps.joinpath(f"{number:04}.sql").read_text(encoding="utf-8")
            for statement in statements(script):
                connection.execute(statement)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.IntegrityError("rows refer to others that are not there")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("PRAGMA foreign_keys = ON")


def _run(connection: sqlite3.Connection, script: str, version: int) -> None:
    """Run the statements of a script and note the version, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would not run them in one transaction."""
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part
            part = ""
