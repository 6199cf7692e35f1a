"""`egiz tmx convert`: memories from one format into another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..options import AsJson, Quiet
from ..shell import OK, ProgressBars
from .shared import DryRun, print_lines, told_as_json, working


def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="The file to read.")],
    output: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The file to write; moses: what both names begin with."),
    ],
    from_: Annotated[
        str | None,
        typer.Option("--from", help="Format of IN, if its suffix does not tell."),
    ] = None,
    to: Annotated[
        str | None, typer.Option(help="Format of OUT, if its suffix does not tell.")
    ] = None,
    source_lang: Annotated[
        str | None, typer.Option(help="Source language, if the file does not tell.")
    ] = None,
    target_lang: Annotated[
        str | None, typer.Option(help="Target language, if the file does not tell, or has several.")
    ] = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Convert a memory: tmx, tsv, csv, jsonl, moses, xliff12, xliff21, po, xlsx.

    The suffix tells the format; .xlf and .xliff are read in any version, and written as XLIFF 1.2
    unless --to xliff21 asks otherwise. What a format has no place for is counted in the summary.
    """

    def run() -> int:
        from dataclasses import asdict

        from tmx.convert.form import Languages
        from tmx.convert.run import convert as work

        with ProgressBars(hidden=quiet or as_json) as step:
            report = work(
                source,
                output,
                source_form=from_,
                output_form=to,
                languages=Languages(source_lang, target_lang),
                dry_run=dry_run,
                step=step,
            )
        if as_json:
            typer.echo(told_as_json(asdict(report) | {"dry_run": dry_run}))
        elif not quiet:
            lines = [("Units", report.written), *report.losses.items()]
            print_lines([(name[0].upper() + name[1:], count) for name, count in lines])
            typer.echo(
                "Nothing was written" if dry_run else f"Written to {', '.join(report.files)}"
            )
        return OK

    working(run)
