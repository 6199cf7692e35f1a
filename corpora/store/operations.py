"""Who writes to a store, what was done, and how it is undone.

One operation at a time: its process holds a lock on a file beside the store, which the system lets
go of when the process ends, however it ends. Decisions of people need no lock, one short
transaction each; so nobody has to wait with them while a long alignment runs.
"""

import datetime
import getpass
import json
import os
import socket
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from filelock import FileLock, Timeout

from corpora.store.database import Database
from corpora.store.errors import StoreBusyError, StoreError, telling
from corpora.store.records import OperationRecord

KEPT = 20  # operations that can be undone

Announce = Callable[[str], None]
"""Told whom one is waiting for."""

# Rows that belong to a row and are restored with it: kind → (table, column).
_CHILDREN = {"document": (("tag", "document_id"),), "pair": (("bead", "pair_id"),)}


def now() -> str:
    """The time to write down."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def person() -> str:
    """The user's name on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return "unknown"


@dataclass(slots=True)
class Operation:
    """An operation that is under way.

    Attributes:
        id: its number.
        summary: counts, by what was counted; kept in the history.
    """

    id: int
    database: Database
    summary: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """Count something for the history."""
        self.summary[what] = self.summary.get(what, 0) + number

    def inserted(self, kind: str, key: int) -> None:
        """Note a new row; undoing takes it away, with all that hangs on it."""
        self._note(kind, key, None)

    def changing(self, kind: str, key: int) -> None:
        """Note a row as it is, before it is changed or deleted."""
        rows = {kind: [dict(r) for r in self.database.rows(_one(kind), (key,))]}
        for table, column in _CHILDREN.get(kind, ()):
            found = self.database.rows(
                f"SELECT * FROM {table} WHERE {column} = ?",
                (key,),
            )
            rows[table] = [dict(row) for row in found]
        packed = zlib.compress(json.dumps(rows, ensure_ascii=False, default=_hex).encode())
        self._note(kind, key, packed)

    def _note(self, kind: str, key: int, before: bytes | None) -> None:
        self.database.write(
            "INSERT INTO change (operation_id, kind, key, before) VALUES (?, ?, ?, ?)",
            (self.id, kind, key, before),
        )


@contextmanager
def operation(
    database: Database,
    kind: str,
    command: str = "",
    wait: float = 60.0,
    announce: Announce = lambda _: None,
) -> Iterator[Operation]:
    """Do something to the store, alone, and note it in the history.

    Args:
        database: of the store.
        kind: what is done.
        command: as the user wrote it.
        wait: seconds to wait for another process.
        announce: told whom one is waiting for, once.

    Raises:
        StoreBusyError: another process still holds the store; the text says which.
    """
    database.check_writable()
    with telling(database.path):
        lock = FileLock(f"{database.path}.lock")
    _acquire(database, lock, wait, announce)
    try:
        with database.transaction():
            database.write("UPDATE operation SET state = 'interrupted' WHERE state = 'running'")
            under_way = Operation(_begin(database, kind, command), database)
        try:
            yield under_way
        except BaseException:
            _finish(database, under_way, "interrupted")
            raise
        _finish(database, under_way, "done")
    finally:
        lock.release()


def _acquire(database: Database, lock: FileLock, wait: float, announce: Announce) -> None:
    with telling(database.path):
        started = time.monotonic()
        try:
            lock.acquire(timeout=min(wait, 0.5))
            return
        except Timeout:
            announce(f"Waiting for {holder(database)}")
        try:
            lock.acquire(timeout=max(wait - (time.monotonic() - started), 0), poll_interval=0.1)
        except Timeout:
            raise StoreBusyError(
                f"is in use by {holder(database)}", database.path, "Wait for it, or end it."
            ) from None


def holder(database: Database) -> str:
    """Which process works on the store, in words."""
    found = database.row("SELECT * FROM operation WHERE state = 'running' ORDER BY id DESC")
    if found is None:
        return "another process"
    command = found["command"] or found["kind"]
    return (
        f"process {found['pid']} on {found['host']} ({command}, {found['person']}, "
        f"since {found['started'][:19].replace('T', ' ')} UTC)"
    )


def _begin(database: Database, kind: str, command: str, state: str = "running") -> int:
    return database.write(
        "INSERT INTO operation (kind, command, person, host, pid, started, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, command, person(), socket.gethostname(), os.getpid(), now(), state),
    )


def _finish(database: Database, under_way: Operation, state: str) -> None:
    try:
        with database.transaction():
            database.write(
                "UPDATE operation SET state = ?, finished = ?, summary = ? WHERE id = ?",
                (state, now(), json.dumps(under_way.summary), under_way.id),
            )
            _forget_old(database)
    except StoreError:
        if state == "done":
            raise  # else what went wrong before it is told, and the next one notes it


def noted(database: Database, kind: str, who: str = "") -> Operation:
    """Note something that is done within one transaction and needs no lock."""
    number = _begin(database, kind, "", "done")
    database.write(
        "UPDATE operation SET finished = started, person = coalesce(nullif(?, ''), person)"
        " WHERE id = ?",
        (who, number),
    )
    return Operation(number, database)


def _forget_old(database: Database) -> None:
    """Forget how to undo what lies too far back; decisions do not count."""
    database.write(
        "DELETE FROM change WHERE operation_id <= (SELECT id FROM operation"
        " WHERE kind NOT IN ('decide', 'undo') ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT,),
    )


def _running_state(database: Database) -> str:
    """What became of operations noted as running: one whose process is gone was interrupted.

    Its process could not say so; whether it is gone tells the lock, which goes with it.
    """
    if database.row("SELECT 1 FROM operation WHERE state = 'running'") is None:
        return "running"
    lock = FileLock(f"{database.path}.lock")
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):  # somebody has it, or it cannot be told in a folder only to be read
        return "running"
    lock.release()
    return "interrupted"


def history(database: Database, limit: int = 20) -> list[OperationRecord]:
    """What was done last, the latest first."""
    running = _running_state(database)
    rows = database.rows(
        "SELECT *, EXISTS (SELECT 1 FROM change WHERE operation_id = operation.id) AS kept"
        " FROM operation ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    states = [running if row["state"] == "running" else row["state"] for row in rows]
    return [
        OperationRecord(
            id=row["id"],
            kind=row["kind"],
            command=row["command"],
            person=row["person"],
            started=row["started"],
            finished=row["finished"],
            state=state,
            summary=json.loads(row["summary"]),
            undoable=bool(row["kept"]) and state in ("done", "interrupted"),
        )
        for row, state in zip(rows, states, strict=True)
    ]


def last_undoable(database: Database) -> OperationRecord | None:
    """The operation that `undo` would take back."""
    return next((one for one in history(database, -1) if one.undoable and one.kind != "undo"), None)


def restore(database: Database, number: int) -> None:
    """Take back all changes of an operation, the last one first, and mark it as undone."""
    changes = database.rows(
        "SELECT * FROM change WHERE operation_id = ? ORDER BY id DESC", (number,)
    )
    for change in changes:
        kind, key = change["kind"], change["key"]
        if change["before"] is None:
            database.write(f"DELETE FROM {kind} WHERE {_key(kind)} = ?", (key,))
            continue
        rows = json.loads(zlib.decompress(change["before"]), object_hook=_unhex)
        for table, column in _CHILDREN.get(kind, ()):
            database.write(f"DELETE FROM {table} WHERE {column} = ?", (key,))
        for table, kept in rows.items():
            for row in kept:
                _put(database, table, row, _key(table))
    database.write("DELETE FROM change WHERE operation_id = ?", (number,))
    database.write("UPDATE operation SET state = 'undone' WHERE id = ?", (number,))


def _put(database: Database, table: str, row: Mapping[str, Any], key: str) -> None:
    """Put a row back: its old values if it is there, else the whole row."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    sets = ", ".join(f"{name} = excluded.{name}" for name in row)
    database.write(
        f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET {sets}",
        tuple(row.values()),
    )


def _key(table: str) -> str:
    return {"matched": "version_id", "tag": "document_id, name", "setting": "name"}.get(table, "id")


def _one(kind: str) -> str:
    return f"SELECT * FROM {kind} WHERE {_key(kind)} = ?"


def _hex(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}


def _unhex(value: dict[str, Any]) -> Any:
    return bytes.fromhex(value["hex"]) if value.keys() == {"hex"} else value
