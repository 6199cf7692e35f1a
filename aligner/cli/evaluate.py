"""`egiz evaluate`: how good an output is, measured against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from .shell import OK, guarded


def evaluate(
    out: Annotated[Path, typer.Argument(help="Output of an aligner, or a folder of outputs.")],
    gold: Annotated[Path, typer.Argument(help="What is right, or a folder of it.")],
    kind: Annotated[
        str | None,
        typer.Option(help="ladder, pairs, links or tmx; else by what the files look like."),
    ] = None,
    source_lang: Annotated[
        str | None, typer.Option(help="Of a memory: language of the gold's first column.")
    ] = None,
    target_lang: Annotated[
        str | None, typer.Option(help="Of a memory: language of the gold's second column.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Picture to draw, .svg or .png.", show_default=False)
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON, for scripts.")
    ] = False,
) -> None:
    """Score an output against gold: precision, recall, F1, and whether confidences are true.

    Ladders ([0, 1]:[2] a line) are scored strictly and laxly, pairs of lines and links of documents
    as sets, memories by the gold sentence pairs they hold. In folders files belong together by
    name: 03.align, 03.ladder or 03.tsv and 03.gold; 03.tsv or 03.tmx and 03.tsv or 03.gold.tsv.
    """

    def run() -> int:
        from aligner.evaluation import Kind, print_evaluation
        from aligner.evaluation import as_json as plain
        from aligner.evaluation import evaluate as score

        if kind is not None and kind not in list(Kind):
            raise typer.BadParameter(f"no kind {kind!r}; known: {', '.join(Kind)}")
        if plot is not None:
            from aligner.plots import check_form, draw_evaluation

            check_form(plot)
        languages = (source_lang, target_lang)
        evaluation = score(out, gold, Kind(kind) if kind else None, languages)
        if plot is not None:
            draw_evaluation(evaluation, plot)
        if as_json:
            typer.echo(json.dumps(plain(evaluation), ensure_ascii=False, indent=1))
        else:
            from rich.console import Console

            print_evaluation(Console(highlight=False), evaluation)
        return OK

    guarded(run)
