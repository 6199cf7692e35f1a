"""What the tools of `egiz tmx` share: their options, where they write, how they sum up."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, NoReturn, Protocol

import typer

from ..shell import FAILED, OK, PARTIAL, guarded

Memory = Annotated[Path, typer.Argument(help="The memory: TMX, or TMX in gzip or zip.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Count what would be done, and write nothing.")
]
ScoreProps = Annotated[
    list[str] | None,
    typer.Option(
        "--score-prop",
        help="Property that holds the score, instead of those known; may be given again.",
        show_default=False,
    ),
]

Line = tuple[str, object]
"""What was counted, and how many there are."""


class Report(Protocol):
    """What every tool that writes units reports, a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def refused(self) -> int:
        """How many units no TMX can hold."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, of the first few of them."""


def working(run: Callable[[], int]) -> NoReturn:
    """Run a command; a file that cannot be read or written becomes one line too."""

    def told() -> int:
        from tmx import TmxError

        try:
            return run()
        except BrokenPipeError:  # whoever reads has had enough, as `head` has
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        except OSError as error:
            reason = error.strerror or str(error)
            raise TmxError(f"cannot be read or written ({reason})", error.filename) from error

    guarded(told)


def place(output: Path | None, dry_run: bool, inputs: Sequence[Path]) -> Path | None:
    """Return where to write, None in a trial run.

    Raises:
        typer.BadParameter: nothing says where.
        TmxError: it must not be written there.
    """
    from tmx.tools.places import check_output

    if output is None and not dry_run:
        raise typer.BadParameter("say where to write (or --dry-run)", param_hint="'-o'")
    if output is None:
        return None
    check_output(output, inputs)
    return None if dry_run else output


def score_props(given: list[str] | None) -> tuple[str, ...]:
    """The properties that hold the score."""
    from tmx.tools.scores import SCORE_PROPS

    return tuple(given) if given else SCORE_PROPS


def sum_up(
    report: Report,
    lines: Sequence[Line],
    output: Path | None,
    *,
    quiet: bool,
    as_json: bool,
) -> int:
    """Print what was done, and return the exit code."""
    if as_json:
        typer.echo(told_as_json(asdict(report) | {"output": output}))
    elif not quiet:
        print_lines(lines)
        if report.refused:
            typer.echo(f"Left out, since no TMX can hold them: {_number(report.refused)}")
            for reason in report.reasons:
                typer.echo(f"  {reason}")
        typer.echo("Nothing was written" if output is None else f"Written to {output}")
    return PARTIAL if report.refused else OK


def told_as_json(told: dict[str, object]) -> str:
    """What is told, as one JSON object."""
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain)


def print_lines(lines: Sequence[Line]) -> None:
    """Print counts in a column."""
    width = max((len(name) for name, _ in lines), default=0)
    for name, value in lines:
        typer.echo(f"{name:{width}}  {_number(value)}")


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
