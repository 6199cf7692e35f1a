"""`egiz corpus align`, `export`, `watch`: what needs the aligner."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..align import classes_of
from ..options import Encoding, Lines, Model, Quiet
from ..shell import OK, PARTIAL, ProgressBars
from .shared import (
    DEFAULT_STORE,
    AsJson,
    Name,
    Publisher,
    Since,
    StorePath,
    Tags,
    Until,
    Wait,
    chosen,
    counted,
    opened,
    print_json,
    working,
)

if TYPE_CHECKING:
    from aligner.corpus import AlignReport, Arrival
    from corpora import CorpusError


def align(
    store: StorePath = DEFAULT_STORE,
    again: Annotated[
        bool,
        typer.Option("--again", help="Match and align everything anew; decisions stay."),
    ] = False,
    model: Model = "bundled",
    wait: Wait = 60.0,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Align what is new or has changed; what is aligned already is left as it is.

    Only new sentences go through the model, and only new documents are held against the others.
    What people decided stays. An interrupted run is gone on with by the next one.
    """

    def run() -> int:
        from aligner.corpus import align_store
        from aligner.pipeline import AlignConfig

        with opened(store, wait) as corpus, ProgressBars(hidden=quiet or as_json) as step:
            report = align_store(corpus, AlignConfig(model=model), step, again=again)
        if as_json:
            print_json(report)
        elif not quiet:
            _tell(report)
        return OK

    working(run)


def _tell(report: AlignReport) -> None:
    if not (report.embedded or report.matched or report.aligned):
        typer.echo("Everything is aligned already.")
        return
    typer.echo(f"{counted(report.embedded, 'new sentence')} went through the model")
    found = counted(report.new_pairs, "new document pair")
    typer.echo(f"{counted(report.matched, 'document')} looked at, {found}")
    if report.lost_pairs:
        typer.echo(f"{counted(report.lost_pairs, 'pair')} taken apart or made anew")
    done = counted(report.aligned, "pair")
    typer.echo(
        f"{done} aligned, {counted(report.beads, 'pair of sentences', 'pairs of sentences')}"
    )
    if report.kept:
        typer.echo(f"{counted(report.kept, 'decision')} kept")
    if report.waiting:
        typer.echo(
            f"{counted(report.waiting, 'decision')} waiting for sentences that are gone for now"
        )
    typer.echo(f"{sum(report.seconds.values()):.1f} s")
    if report.aligned:
        typer.echo("Next: egiz corpus export -o memory.tmx")


def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="Memory to write, TMX.")],
    store: StorePath = DEFAULT_STORE,
    tag: Tags = None,
    publisher: Publisher = None,
    since: Since = None,
    until: Until = None,
    name: Name = None,
    include: Annotated[
        str, typer.Option(help="Classes to write besides translations: partial,related.")
    ] = "",
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least confidence of what nobody accepted.")
    ] = 0.0,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="Only what people accepted.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Write a translation memory: everything, or the documents that the options choose.

    What people rejected is left out; what they accepted and edited is written as they left it.
    """
    kinds = classes_of(include)

    def run() -> int:
        from aligner.corpus import ExportOptions
        from aligner.corpus import export as write

        options = ExportOptions(
            documents=chosen(tags=tag, publisher=publisher, since=since, until=until, name=name),
            kinds=kinds,
            min_confidence=min_confidence,
            accepted_only=accepted,
        )
        with opened(store) as corpus, ProgressBars(hidden=quiet or as_json) as step:
            units = write(corpus, output, options, step)
        if as_json:
            print_json({"output": output, "units": units})
        elif not quiet:
            typer.echo(f"{counted(units, 'unit')} written to {output}")
        return OK

    working(run)


def watch(
    folder: Annotated[Path, typer.Argument(help="Folder that reports arrive in.")],
    store: StorePath = DEFAULT_STORE,
    tag: Annotated[
        list[str] | None, typer.Option(help="A free word to put on what arrives.")
    ] = None,
    publisher: Annotated[str, typer.Option(help="Who published it.")] = "",
    licence: Annotated[str, typer.Option(help="Under which licence it may be used.")] = "",
    encoding: Encoding = None,
    lines: Lines = False,
    interval: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 2.0,
    settled: Annotated[
        float, typer.Option(min=0, help="Seconds a file must not have changed for.")
    ] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Take what is there, and stop.")] = False,
    model: Model = "bundled",
    quiet: Quiet = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each arrival, for scripts.")
    ] = False,
) -> None:
    """Add and align reports as they arrive in a folder, until Ctrl-C.

    A file is taken when it has not changed for a moment, so that none is read half written.
    """

    def run() -> int:
        import aligner.memories  # noqa: F401 - registers its reader
        from aligner.corpus import WatchOptions
        from aligner.corpus import watch as watch_folder
        from aligner.pipeline import AlignConfig
        from corpora import ReadOptions
        from corpora.store import AddOptions

        reading = ReadOptions(encoding=encoding, lines=lines)
        options: WatchOptions = WatchOptions(
            adding=AddOptions(
                reading=None if reading == ReadOptions() else reading,
                publisher=publisher,
                licence=licence,
                tags=frozenset(tag or ()),
            ),
            aligning=AlignConfig(model=model),
            interval=interval,
            settled=settled,
            once=once,
        )
        left_out = False
        silent = quiet or as_json

        def told(what: Arrival | CorpusError) -> None:
            nonlocal left_out
            left_out |= isinstance(what, Exception) or bool(what.added.left_out)
            if as_json:
                print_json(_as_data(what), indent=None)
            else:
                _tell_arrival(what, quiet=quiet)

        with opened(store) as corpus, ProgressBars(hidden=silent) as step:
            if not silent and not once and folder.is_dir():
                typer.echo(f"Watching {folder}; Ctrl-C ends it")
            try:
                watch_folder(corpus, folder, options, told, step=step)
            except KeyboardInterrupt:
                if not silent:
                    typer.echo("Ended; everything that was done is kept")
        return PARTIAL if left_out else OK

    working(run)


def _as_data(what: Arrival | CorpusError) -> dict[str, object]:
    at = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    if isinstance(what, Exception):
        return {"at": at, "error": str(what)}
    return {"at": at, "added": what.added, "aligned": what.aligned}


def _tell_arrival(what: Arrival | CorpusError, *, quiet: bool) -> None:
    at = time.strftime("%H:%M:%S")
    if isinstance(what, Exception):
        typer.echo(f"{at}  {what}", err=True)
        return
    for path, why in what.added.left_out:
        typer.echo(f"{at}  left out: {path}: {why}", err=True)
    if not quiet:
        for name in what.added.added:
            typer.echo(f"{at}  added {name}")
        for name in what.added.updated:
            typer.echo(f"{at}  changed {name}")
        if what.aligned.matched:
            typer.echo(
                f"{at}  {counted(what.aligned.embedded, 'new sentence')},"
                f" {counted(what.aligned.new_pairs, 'new pair')}"
            )
