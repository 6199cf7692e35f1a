"""What the commands of a corpus store share: their options, how the store is opened, JSON."""

from __future__ import annotations

import datetime
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ..shell import INTERRUPTED, guarded

if TYPE_CHECKING:
    from corpora.store import DocumentFilter, DocumentRecord, Store

STORE_CODES = """
Exit codes: 0 done; 1 not done, and one line says why; 2 the command was not understood; 3 done, but
a document could not be read and was left out; 130 interrupted: what was done stays done.
"""

StorePath = Annotated[
    Path,
    typer.Option("-s", "--store", envvar="EGIZ_STORE", help="The corpus store.", show_envvar=True),
]
DEFAULT_STORE = Path("corpus.egiz")

Wait = Annotated[
    float, typer.Option(min=0, help="Seconds to wait while another process works on the store.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="With this tag; may be given again: with all.")
]
Publisher = Annotated[str | None, typer.Option(help="Of this publisher.")]
Since = Annotated[
    datetime.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Dated on that day or later."),
]
Until = Annotated[
    datetime.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Dated on that day or before."),
]
Name = Annotated[str | None, typer.Option(help="With this in the name.")]
Language = Annotated[str | None, typer.Option("--lang", help="In this language, such as kk.")]


def working(run: Callable[[], int]) -> NoReturn:
    """Run a command on a store; interrupted, it says that nothing is lost."""

    def told() -> int:
        try:
            return run()
        except KeyboardInterrupt:
            typer.echo(
                "egiz: interrupted; what was done stays, and the same command goes on from there",
                err=True,
            )
            return INTERRUPTED

    guarded(told)


@contextmanager
def opened(path: Path, wait: float = 60.0) -> Iterator[Store]:
    """The store, which notes this command in its history and says whom it waits for."""
    from corpora.store import Store

    with Store.open(path) as store:
        store.command = command_line()
        store.wait = wait
        store.announce = lambda what: typer.echo(f"egiz: {what}", err=True)
        yield store


def command_line() -> str:
    """This command as the user wrote it."""
    return shlex.join(["egiz", *sys.argv[1:]])


def chosen(
    *,
    language: str | None = None,
    tags: list[str] | None = None,
    publisher: str | None = None,
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
    name: str | None = None,
    removed: bool = False,
) -> DocumentFilter:
    """Which documents the options choose."""
    from corpora.store import DocumentFilter

    return DocumentFilter(
        language=language,
        tags=frozenset(tags or ()),
        publisher=publisher,
        since=since.date() if since else None,
        until=until.date() if until else None,
        name=name,
        removed=removed,
    )


def print_json(told: Any, indent: int | None = 1) -> None:
    """Print plain data, dataclasses included, as JSON; on one line where `indent` is None."""
    typer.echo(json.dumps(told, ensure_ascii=False, indent=indent, default=_plain))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, range):
        return list(value)
    if isinstance(value, (frozenset, set, tuple)):
        return sorted(value)
    return str(value)


def line_of(record: DocumentRecord) -> str:
    """A document on one line."""
    tags = f"  [{', '.join(record.tags)}]" if record.tags else ""
    date = record.date.isoformat() if record.date else "-"
    return f"{record.language:3} {date:10} {record.sentences:6,}  {record.name}{tags}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what is counted: "1 document", "2 documents"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
