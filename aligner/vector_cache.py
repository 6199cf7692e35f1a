"""The vectors, readings and results of past runs, in one SQLite file in the user's cache folder.

It holds no text: keys are hashes, values are numbers. It is only a cache: whatever is wrong with
it, a run goes on without it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from .bundled import cache_folder
from .encoder import Encoder
from .errors import CacheError
from .keeping import KeepingEncoder
from .large_pools import index_files

MEGABYTES = 2000  # a sentence takes some 5 kilobytes
SIZE_SETTING = "EGIZ_VECTORS_MB"
# These stand where vectors have the name of their model.
RESULTS = "results"
READINGS = "readings"  # and a hash of the program

_SCHEMA = """
CREATE TABLE IF NOT EXISTS model (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES model,
    key BLOB NOT NULL,      -- hash of the text
    day INTEGER NOT NULL,   -- on which it was last used, since 1970
    packed BLOB NOT NULL,   -- see keeping.pack
    UNIQUE (model, key)
);
CREATE INDEX IF NOT EXISTS by_day ON vectors (day, id);
"""
_LAYOUT = 1  # raise it with the schema or the packing, so that old files are left behind
_ROWS_AT_ONCE = 500  # deleted between two looks at the size
_DAY = 86_400
_PATIENCE = 30  # seconds

_log = logging.getLogger(__name__)
T = TypeVar("T")


def cache_path() -> Path:
    """Where the file lies, or will lie."""
    return cache_folder() / f"vectors-{_LAYOUT}.sqlite"


def indexes_path() -> Path:
    """Where indexes of large pools lie (see `large_pools`), or will lie."""
    return cache_folder() / "indexes"


def allowed_bytes() -> int:
    """How large the file may grow: $EGIZ_VECTORS_MB megabytes; 0 means that nothing is kept.

    Raises:
        CacheError: the variable holds no number.
    """
    said = os.environ.get(SIZE_SETTING, str(MEGABYTES))
    if not said.isdigit():
        raise CacheError(f"{SIZE_SETTING} is {said!r}; give a whole number of megabytes, or 0")
    return int(said) * 1_000_000


@dataclass(frozen=True, slots=True)
class CacheState:
    """What is in the cache: texts by model, results of runs, texts read, and its files' size."""

    path: Path
    texts: Mapping[str, int]
    results: int
    readings: int
    size: int


def cache_state() -> CacheState:
    """What is in the cache.

    Raises:
        CacheError: it cannot be read.
    """
    path = cache_path()
    if not path.is_file():
        return CacheState(path, {}, 0, 0, _size(index_files(indexes_path())))
    with _told(path), closing(_open(path)) as connection:
        counts = connection.execute(
            "SELECT name, count(*) FROM vectors JOIN model ON model.id = model GROUP BY name"
        )
        texts = dict(counts.fetchall())
        results = texts.pop(RESULTS, 0)
        size = _size([*_files(path), *index_files(indexes_path())])
        readings = sum(texts.pop(name) for name in [*texts] if name.split()[0] == READINGS)
        return CacheState(path, texts, results, readings, size)


def clear_cache() -> int:
    """Delete the cache; gives the bytes that are free again.

    Raises:
        CacheError: it cannot be deleted.
    """
    path = cache_path()
    with _told(path):
        indexes = index_files(indexes_path())
        size = _size([*_files(path), *indexes])
        _delete(path)
        for file in indexes:
            file.unlink(missing_ok=True)
    return size


class DiskShelf:
    """What the cache has under one name; a `keeping.Shelf`. Several processes may use it.

    What goes wrong with the file is said once, and from then on nothing is found or kept.

    Args:
        model: the `ModelInfo.vectors_key`, or RESULTS.
        path: the file; made when something is put there.
        allowed: bytes that it may grow to; what was not used for longest goes first.
    """

    def __init__(self, model: str, path: Path, allowed: int) -> None:
        self._model, self._path, self._allowed = model, path, allowed
        self._given_up = False

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """See `keeping.Shelf`."""
        if not self._path.exists():
            return {}
        return self._try(lambda connection: self._get(connection, keys)) or {}

    def put(self, items: Mapping[bytes, bytes]) -> None:
        """See `keeping.Shelf`."""
        self._try(lambda connection: self._put(connection, items))

    def _try(self, action: Callable[[sqlite3.Connection], T]) -> T | None:
        if self._given_up:
            return None
        try:
            return _patiently(lambda: self._do(action))
        except (sqlite3.Error, OSError) as error:
            self._given_up = True
            if _is_damage(error):
                _delete(self._path)
            _say_once(f"egiz: nothing is kept for the next run: {self._path}: {error}")
            return None

    def _do(self, action: Callable[[sqlite3.Connection], T]) -> T:
        with closing(_open(self._path)) as connection:
            return action(connection)

    def _get(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        old: list[int] = []
        today = _today()
        ask = (
            "SELECT vectors.id, day, packed FROM vectors JOIN model ON model.id = model "
            "WHERE name = ? AND key = ?"
        )
        connection.execute("BEGIN")  # one lock for all the questions
        for key in keys:
            row = connection.execute(ask, (self._model, key)).fetchone()
            if row:
                number, day, found[key] = row
                if day != today:
                    old.append(number)
        connection.execute("COMMIT")
        if old:
            with _transaction(connection):
                update = "UPDATE vectors SET day = ? WHERE id = ?"
                connection.executemany(update, ((today, number) for number in old))
        return found

    def _put(self, connection: sqlite3.Connection, items: Mapping[bytes, bytes]) -> None:
        today = _today()
        with _transaction(connection):
            connection.execute("INSERT OR IGNORE INTO model (name) VALUES (?)", (self._model,))
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (model, key, day, packed) "
                "SELECT id, ?, ?, ? FROM model WHERE name = ?",
                ((key, today, packed, self._model) for key, packed in items.items()),
            )
            self._make_room(connection)

    def _make_room(self, connection: sqlite3.Connection) -> None:
        """Delete what was not used for longest until a tenth of what is allowed is free."""
        (page,) = connection.execute("PRAGMA page_size").fetchone()

        def used() -> int:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
            return int((pages - free) * page)

        wanted = self._allowed if used() <= self._allowed else self._allowed * 0.9
        while used() > wanted:
            gone = connection.execute(
                "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors ORDER BY day, id LIMIT ?)",
                (_ROWS_AT_ONCE,),
            )
            if not gone.rowcount:
                return


def _open(path: Path) -> sqlite3.Connection:
    """The database, made first where there is none; only its owner can read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _patiently(action: Callable[[], T]) -> T:
    """What an action gives; done again while another process stands in its way.

    SQLite waits for most locks by itself, but not while others make the file or close it.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise CacheError(
            f"The kept vectors in {path} cannot be used: {error}. Delete that file"
        ) from error


def _files(path: Path) -> list[Path]:
    """The database and what SQLite keeps beside it."""
    beside = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    return [file for file in (path, *beside) if file.exists()]


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)


def _delete(path: Path) -> None:
    for file in _files(path):
        file.unlink(missing_ok=True)


def _is_damage(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", None) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


@lru_cache
def _say_once(what: str) -> None:
    _log.warning("%s", what)


def _today() -> int:
    return int(time.time() // _DAY)


def shelf_of(name: str, allowed: int | None = None) -> DiskShelf | None:
    """What is kept in the user's cache folder under a name; None where nothing is to be kept.

    Args:
        name: `ModelInfo.vectors_key`, or RESULTS.
        allowed: bytes that the cache may take; by default `allowed_bytes`.
    """
    size = allowed_bytes() if allowed is None else allowed
    return DiskShelf(name, cache_path(), size) if size else None


def keeping(encoder: Encoder, allowed: int | None = None) -> Encoder:
    """The encoder, with its vectors kept in the user's cache folder (see `shelf_of`)."""
    shelf = shelf_of(encoder.info.vectors_key, allowed)
    return KeepingEncoder(encoder, shelf) if shelf else encoder
