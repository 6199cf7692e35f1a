"""`egiz mine`: the twins in two unordered lists of sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import AnyTopic, Encoding, Model, NoCache, Output, Quiet, SourceLang, TargetLang
from .shell import OK, ProgressBars, guarded


def mine(
    source: Annotated[Path, typer.Argument(help="Sentences of one language, one a line.")],
    target: Annotated[Path, typer.Argument(help="Sentences of the other language.")],
    output: Output = None,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least confidence of what is written.")
    ] = 0.5,
    any_topic: AnyTopic = False,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    encoding: Encoding = None,
    model: Model = "bundled",
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Find the sentences of two files that translate each other, whatever their order.

    Writes a pair a line, the surest first: the line in SOURCE and in TARGET, counted from 0, and
    the confidence. Each line is taken once at most. Only lines that overlap in topic are paired.
    """
    if output is None:
        raise typer.BadParameter("say where to write", param_hint="'-o'")

    def run() -> int:
        from aligner.bead import BeadClass, Route
        from aligner.outputs import Selection, check_output, write_alignment
        from aligner.pipeline import AlignConfig, align_files
        from corpora import ReadOptions

        check_output(output, [source, target])
        config = AlignConfig(
            reading=ReadOptions(encoding=encoding, lines=True, keep_furniture=True),
            languages=(source_lang, target_lang),
            model=model,
            cache=not no_cache,
        ).with_route(Route.COMPARABLE)
        config = config.in_any_topic(any_topic)
        with ProgressBars(hidden=quiet) as step:
            alignment = align_files([source, target], config, step)
        selection = Selection(frozenset(BeadClass), min_confidence)
        count = write_alignment(alignment, output, "pairs", selection)
        if not quiet:
            for line in alignment.searches:
                typer.echo(line)
            sizes = " and ".join(f"{size:,}" for size in alignment.sentences)
            typer.echo(f"{count:,} pairs among {sizes} sentences, written to {output}")
        return OK

    guarded(run)
