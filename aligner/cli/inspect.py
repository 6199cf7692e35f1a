"""`egiz inspect`: an alignment in the terminal, the worst pairs first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .report import Shown
from .shell import OK, guarded

if TYPE_CHECKING:
    from aligner.bead import BeadClass


def _classes(text: str) -> frozenset[BeadClass] | None:
    from aligner.bead import BeadClass

    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in list(BeadClass):
            raise typer.BadParameter(f"no class {name!r}; known: {', '.join(BeadClass)}")
    return frozenset(map(BeadClass, names)) or None


def inspect(
    shown: Shown,
    document: Annotated[
        str | None,
        typer.Option(help="Only documents with this in their name; * and ? stand for anything."),
    ] = None,
    class_: Annotated[
        str, typer.Option("--class", help="Only these classes: translation,partial,related.")
    ] = "",
    where: Annotated[
        str | None,
        typer.Option(help="Only what this holds for, as `egiz tmx filter` takes it."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="Most pairs to list: 20, with --json all.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the confidences, .png or .svg.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show how sure an alignment is: a histogram, the documents, the least sure pairs with reasons.

    What to show is chosen by document, class or an expression.
    """
    kinds = _classes(class_)

    def run() -> int:
        from aligner.inspection import terminal
        from aligner.inspection.load import load
        from aligner.outputs import check_output
        from tmx.tools.expression import parse_expression

        if plot is not None:
            from aligner import plots

            plots.check_form(plot)
            check_output(plot, [shown])
        wanted = parse_expression(where) if where is not None else None
        inspected = terminal.selected(load(shown, wanted), document, kinds)
        if as_json:
            told = terminal.as_json(inspected, limit)
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            from rich.console import Console

            most = 20 if limit is None else limit
            terminal.print_inspection(Console(highlight=False), inspected, most)
        if plot is not None:
            plots.draw_confidences([(b.kind, b.confidence) for _, b in inspected.beads()], plot)
        return OK

    guarded(run)
