"""The command `egiz`. Each command is a thin shell over the library; heavy imports wait for use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from . import __version__

if TYPE_CHECKING:
    from .bead import BeadClass
    from .pipeline import AlignConfig, Step

OK, FAILED, PARTIAL, INTERRUPTED = 0, 1, 3, 130

EXIT_CODES = """
Exit codes: 0 done; 1 nothing was written, and one line says why; 2 the command was not understood;
3 done, but a document could not be read and was left out; 130 interrupted.
"""

app = typer.Typer(
    name="egiz",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Find the twin of each sentence: align Kazakh and Russian reports for translation memory.",
    epilog=EXIT_CODES,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"egiz {__version__}")
        raise typer.Exit


@app.callback()
def _egiz(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say and leave.")
    ] = False,
) -> None:
    pass


def _classes(text: str) -> frozenset[BeadClass]:
    """The classes that `--include` adds to translations."""
    from .bead import BeadClass

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in list(BeadClass):
            raise typer.BadParameter(f"no class {name!r}; known: {', '.join(BeadClass)}")
    return frozenset({BeadClass.TRANSLATION, *map(BeadClass, names)})


@app.command(
    epilog="Example: egiz align reports/kk reports/ru -o memory.tmx --include partial\n"
    + EXIT_CODES
)
def align(
    source: Annotated[Path, typer.Argument(help="File or folder in the source language.")],
    target: Annotated[
        Path | None,
        typer.Argument(help="File or folder in the target language; none if SOURCE holds both."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write.", show_default=False)
    ] = None,
    to: Annotated[str, typer.Option(help="Form: tmx, tsv, jsonl or ladder.")] = "tmx",
    include: Annotated[
        str, typer.Option(help="Classes to write besides translations: partial,related.")
    ] = "",
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least confidence of what is written.")
    ] = 0.0,
    route: Annotated[
        str | None,
        typer.Option(help="parallel, comparable or unrelated, instead of what is measured."),
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Each line of the input is one sentence, as given.")
    ] = False,
    source_lang: Annotated[
        str | None, typer.Option(help="Language of the source, such as kk; else recognised.")
    ] = None,
    target_lang: Annotated[str | None, typer.Option(help="Language of the target.")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the files, such as cp1251; else detected.")
    ] = None,
    keep_furniture: Annotated[
        bool, typer.Option("--keep-furniture", help="Take site furniture for report text.")
    ] = False,
    model: Annotated[
        str, typer.Option(help="A sentence-transformers model: a folder or a hub name.")
    ] = "bundled",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but write the file.")
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, for scripts.")
    ] = False,
) -> None:
    """Align two reports, or two folders of them, and write what belongs together.

    Languages are recognised, documents matched, and each pair aligned by its route: a ladder where
    the one translates the other, mining where both tell the same event, nothing where they are
    unrelated. By default the file takes the translations only.
    """
    from .bead import Route

    if output is None and not dry_run:
        raise typer.BadParameter("say where to write (or --dry-run)", param_hint="'-o'")
    if route is not None and route not in list(Route):
        raise typer.BadParameter(f"no route {route!r}; known: {', '.join(Route)}")
    kinds = _classes(include)

    def run() -> int:
        from corpora import ReadOptions

        from .outputs import Selection, check_output, selected_units, write_alignment
        from .pipeline import AlignConfig, align_files
        from .summary import as_json as summary_as_json
        from .summary import print_summary

        places = [source] if target is None else [source, target]
        if output is not None:
            check_output(output, to, places)
        # Whoever asks for a ladder says that the documents are parallel.
        chosen = Route(route) if route else Route.PARALLEL if to == "ladder" else None
        config: AlignConfig = AlignConfig(
            reading=ReadOptions(encoding=encoding, lines=lines, keep_furniture=keep_furniture),
            languages=(source_lang, target_lang),
            model=model,
        ).with_route(chosen)
        selection = Selection(kinds, min_confidence)
        with _ProgressBars(hidden=quiet or as_json) as step:
            alignment = align_files(places, config, step)
        if output is None or dry_run:
            written, units = None, sum(1 for _ in selected_units(alignment, selection))
        else:
            written, units = str(output), write_alignment(alignment, output, to, selection)
        if as_json:
            told = summary_as_json(alignment, selection, written, units)
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        elif not quiet:
            from rich.console import Console

            print_summary(Console(highlight=False), alignment, selection, written, units)
        return PARTIAL if alignment.partial else OK

    _guarded(run)


@app.command("model", epilog="Example: egiz model --model models/LaBSE\n" + EXIT_CODES)
def show_model(
    model: Annotated[str, typer.Option(help="A folder or a hub name.")] = "bundled",
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say which embedding model is in use, its fingerprint and licence, and where it lies."""

    def run() -> int:
        from dataclasses import asdict

        from .encoder import load_encoder

        with _ProgressBars(hidden=as_json) as step:
            info = load_encoder(model, lambda what: step(what, 0)).info
        told = asdict(info)
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for name, value in told.items():
                typer.echo(f"{name.replace('_', ' '):12} {value}")
        return OK

    _guarded(run)


def _guarded(run: Callable[[], int]) -> NoReturn:
    """Run a command; what the user can mend becomes one line, and the exit code tells the rest."""
    from corpora import CorpusError
    from tmx import TmxError

    from .errors import AlignerError

    try:
        code = run()
    except (AlignerError, CorpusError, TmxError) as error:
        typer.echo(f"egiz: {error}", err=True)
        code = FAILED
    except KeyboardInterrupt:
        typer.echo("egiz: interrupted; nothing was written", err=True)
        code = INTERRUPTED
    raise typer.Exit(code)


class _ProgressBars:
    """Progress bars on the error stream; gives the `pipeline.Step` that feeds them."""

    def __init__(self, *, hidden: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=hidden or not sys.stderr.isatty(),
        )

    def __enter__(self) -> Step:
        self._progress.start()
        return self._step

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def _step(self, name: str, size: int) -> Callable[[int], None]:
        for task in self._progress.tasks:
            self._progress.update(task.id, visible=False)
        task_id = self._progress.add_task(name, total=size or None)

        def advance(count: int) -> None:
            self._progress.advance(task_id, count)

        return advance


def main() -> Any:
    """The entry point of the command."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    return app()


if __name__ == "__main__":
    main()
