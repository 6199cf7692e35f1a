"""`egiz tmx stats, diff`: what is in memories, and what they have not in common."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..options import AsJson
from ..shell import OK, ProgressBars
from .shared import Memory, ScoreProps, print_lines, score_props, told_as_json, working

if TYPE_CHECKING:
    from rich.table import Table

    from tmx.tools.diff import Comparison
    from tmx.tools.stats import Stats

_BAR = 40


def stats(memory: Memory, score_prop: ScoreProps = None, as_json: AsJson = False) -> None:
    """Count units, words, languages, duplicates, scores and dates."""

    def run() -> int:
        from dataclasses import asdict

        from tmx.tools.stats import stats as work

        with ProgressBars(hidden=as_json) as step:
            found = work(memory, score_props(score_prop), step)
        if as_json:
            typer.echo(told_as_json(asdict(found)))
        else:
            _print_stats(found)
        return OK

    working(run)


def diff(
    old: Annotated[Path, typer.Argument(help="The memory as it was.")],
    new: Annotated[Path, typer.Argument(help="The memory as it is.")],
    compare: Annotated[
        str, typer.Option(help="How strictly texts are compared: exact, text or loose.")
    ] = "exact",
    limit: Annotated[int, typer.Option(min=0, help="Units to show in the table; 0 for all.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the units that were added, removed or changed, side by side.

    A unit counts as changed if one with the same tuid, or else with the same source text, is in
    the other memory. Properties and dates do not count.
    """
    from tmx.tools.keys import Compare

    if compare not in list(Compare):
        raise typer.BadParameter(
            f"no {compare!r}; known: {', '.join(Compare)}", param_hint="'--compare'"
        )

    def run() -> int:
        from tmx.tools.diff import compare as work

        with ProgressBars(hidden=as_json) as step, work(old, new, Compare(compare), step) as found:
            if as_json:
                differences = [
                    {"change": d.change, "numbers": d.numbers, "old": d.texts[0], "new": d.texts[1]}
                    for d in found.differences()
                ]
                counts = {str(change): count for change, count in found.counts.items()}
                told = {"units": found.units, "same": found.same, **counts}
                typer.echo(told_as_json(told | {"differences": differences}))
                return OK
            shown = _table(found, limit)
        from rich.console import Console

        if shown.row_count:
            Console(highlight=False).print(shown)
        print_lines(
            [
                ("Units", f"{found.units[0]:,} and {found.units[1]:,}"),
                ("The same in both", found.same),
                *((change.capitalize(), count) for change, count in found.counts.items()),
            ]
        )
        return OK

    working(run)


def _table(found: Comparison, limit: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True, expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("old", ratio=1)
    table.add_column("new", ratio=1)
    for difference in islice(found.differences(), limit or None):
        cells = []
        for side in (0, 1):
            texts, other = difference.texts[side], difference.texts[1 - side]
            cell = Text()
            for language, text in texts.items():
                cell.append(f"{language}: ", "dim")
                changed = bool(other) and other.get(language) != text
                cell.append(f"{text}\n", "bold" if changed else "")
            cell.rstrip()
            cells.append(cell)
        table.add_row(difference.change, *cells)
    return table


def _print_stats(found: Stats) -> None:
    header = found.header
    dates = [date for date in (found.first, found.last) if date]
    print_lines(
        [
            ("Units", found.units),
            ("Duplicates", found.duplicates),
            ("Repeated sources", found.repeated_sources),
            ("Source language", header.srclang or "not said"),
            ("Made by", f"{header.creationtool} {header.creationtoolversion}".strip()),
            ("Dates", " to ".join(f"{date:%Y-%m-%d}" for date in dates) or "none"),
        ]
    )
    typer.echo("\nLanguage   variants       words  characters      tagged       empty")
    for name, counts in found.languages.items():
        numbers = (
            counts.variants, counts.words, counts.characters, counts.tagged, counts.empty
        )  # fmt: skip
        typer.echo(f"{name or '(none)':9}" + "".join(f"{number:>12,}" for number in numbers)[2:])
    typer.echo("")
    print_lines([*found.pairs.items()])
    if sum(found.scores):
        typer.echo("\nScore")
        most = max(found.scores)
        for tenth, count in enumerate(found.scores):
            bar = "█" * round(_BAR * count / most)
            typer.echo(f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}  {count:>9,}  {bar}".rstrip())
        typer.echo(f"without  {found.unscored:>9,}")
    if found.props:
        typer.echo("\nProperties")
        print_lines([*found.props.items()])
