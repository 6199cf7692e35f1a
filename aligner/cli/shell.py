"""What all commands share: exit codes, errors as one line, progress bars."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from aligner.steps import Step

OK, FAILED, PARTIAL, INTERRUPTED = 0, 1, 3, 130

EXIT_CODES = """
Exit codes: 0 done; 1 nothing was written, and one line says why; 2 the command was not understood;
3 done, but a document could not be read and was left out; 130 interrupted.
"""


def add_command(
    group: typer.Typer, run: Callable[..., None], name: str, example: str, codes: str = EXIT_CODES
) -> None:
    """Register a command with an example and the meaning of its exit codes in its help."""
    group.command(name, epilog=f"Example: {example}\n{codes}")(run)


def guarded(run: Callable[[], int]) -> NoReturn:
    """Run a command; what the user can mend becomes one line, and the exit code tells the rest."""
    from aligner.errors import AlignerError
    from corpora import CorpusError
    from tmx import TmxError

    try:
        code = run()
    except (AlignerError, CorpusError, TmxError) as error:
        typer.echo(f"egiz: {error}", err=True)
        code = FAILED
    except KeyboardInterrupt:
        typer.echo("egiz: interrupted; nothing was written", err=True)
        code = INTERRUPTED
    raise typer.Exit(code)


class ProgressBars:
    """Progress bars on the error stream; gives the `steps.Step` that feeds them."""

    def __init__(self, *, hidden: bool) -> None:
        self._progress: Progress | None = None
        if hidden or not sys.stderr.isatty():
            return  # the library takes longer to load than a second run with kept results
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def __enter__(self) -> Step:
        if self._progress is None:
            return lambda _name, _size: lambda _count: None
        self._progress.start()
        return partial(self._step, self._progress)

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    @staticmethod
    def _step(progress: Progress, name: str, size: int) -> Callable[[int], None]:
        for task in progress.tasks:
            progress.update(task.id, visible=False)
        task_id = progress.add_task(name, total=size or None)

        def advance(count: int) -> None:
            progress.advance(task_id, count)

        return advance
