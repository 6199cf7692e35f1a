"""`egiz align`: two reports or folders of them into a translation memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    AnyTopic,
    AsJson,
    Encoding,
    KeepFurniture,
    Lines,
    Model,
    NoCache,
    Output,
    Quiet,
    SkipRepair,
    Source,
    SourceLang,
    Target,
    TargetLang,
    repairs_to_skip,
)
from .shell import OK, PARTIAL, ProgressBars, guarded

if TYPE_CHECKING:
    from aligner.bead import BeadClass
    from aligner.pipeline import AlignConfig


def classes_of(text: str) -> frozenset[BeadClass]:
    """The classes that `--include` adds to translations."""
    from aligner.bead import BeadClass

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in list(BeadClass):
            raise typer.BadParameter(f"no class {name!r}; known: {', '.join(BeadClass)}")
    return frozenset({BeadClass.TRANSLATION, *map(BeadClass, names)})


def align(
    source: Source,
    target: Target = None,
    more: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="MEMORY", help="Memories, XLIFF files or tables: pairs that are known."
        ),
    ] = None,
    output: Output = None,
    to: Annotated[str, typer.Option(help="Form: tmx, tsv, jsonl, ladder or pairs.")] = "tmx",
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
    any_topic: AnyTopic = False,
    lines: Lines = False,
    source_lang: SourceLang = None,
    target_lang: TargetLang = None,
    encoding: Encoding = None,
    keep_furniture: KeepFurniture = False,
    skip_repair: SkipRepair = None,
    model: Model = "bundled",
    no_cache: NoCache = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but write the file.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Align two reports, or two folders of them, and write what belongs together.

    Languages are recognised, documents matched, and each pair aligned by its route: a ladder where
    the one translates the other, mining where both tell the same event, nothing where they are
    unrelated. By default the file takes the translations only. A memory (.tmx), an XLIFF file or a
    table of pairs (.tsv, .csv) may stand in any place, or beside the reports: its pairs are taken
    over as they are.
    """
    from aligner.bead import Route

    if output is None and not dry_run:
        raise typer.BadParameter("say where to write (or --dry-run)", param_hint="'-o'")
    if route is not None and route not in list(Route):
        raise typer.BadParameter(f"no route {route!r}; known: {', '.join(Route)}")
    kinds = classes_of(include)
    skipped = repairs_to_skip(skip_repair)

    def run() -> int:
        from aligner.outputs import Selection, check_output, selected_units, write_alignment
        from aligner.pipeline import AlignConfig, align_files
        from aligner.summary import as_json as summary_as_json
        from aligner.summary import print_summary
        from corpora import ReadOptions

        places = [place for place in (source, target, *(more or ())) if place is not None]
        if output is not None:
            check_output(output, places, to)
        # Whoever asks for a ladder says that the documents are parallel.
        chosen = Route(route) if route else Route.PARALLEL if to == "ladder" else None
        config: AlignConfig = AlignConfig(
            reading=ReadOptions(
                encoding=encoding,
                lines=lines,
                keep_furniture=keep_furniture,
                skip_repairs=skipped,
            ),
            languages=(source_lang, target_lang),
            model=model,
            passed_over=frozenset() if output is None else frozenset({output}),
            cache=not no_cache,
        ).with_route(chosen)
        config = config.in_any_topic(any_topic)
        selection = Selection(kinds, min_confidence)
        with ProgressBars(hidden=quiet or as_json) as step:
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

    guarded(run)
