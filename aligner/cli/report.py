"""`egiz report`: an alignment as one page to read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import Output, Quiet
from .shell import OK, guarded

Shown = Annotated[
    Path, typer.Argument(help="What to show: a corpus store, or a memory of any tool (TMX).")
]


def report(
    shown: Shown,
    output: Output = None,
    language: Annotated[str, typer.Option(help="Of the page's own words: en, kk or ru.")] = "en",
    topics: Annotated[
        bool, typer.Option("--topics/--no-topics", help="With the topics of a store's documents.")
    ] = True,
    quiet: Quiet = False,
) -> None:
    """Write an alignment as one HTML page: texts side by side, scores, gaps, plots.

    The page needs no network and no other file. It opens in any browser, prints, and can be sent
    to a colleague.
    """
    from aligner.inspection.messages import LANGUAGES

    if output is None:
        raise typer.BadParameter("say where to write", param_hint="'-o'")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"no language {language!r}; known: {', '.join(LANGUAGES)}")

    def run() -> int:
        from aligner.inspection.load import load
        from aligner.inspection.report import write_report
        from aligner.outputs import check_output

        check_output(output, [shown])
        count = write_report(load(shown, topics=topics), output, language)
        if not quiet:
            typer.echo(f"{count:,} pairs written to {output}")
        return OK

    guarded(run)
