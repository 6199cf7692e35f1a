"""`egiz tmx validate` and `egiz tmx repair`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from ..options import AsJson, Output, Quiet
from ..shell import FAILED, OK, PARTIAL, ProgressBars
from .shared import DryRun, Memory, working

if TYPE_CHECKING:
    from tmx.checks import Finding
    from tmx.progress import Step
    from tmx.repair import Change

VALIDATE_CODES = """
Exit codes: 0 no errors (warnings there may be); 1 errors were found, or a file could not be read;
2 the command was not understood; 130 interrupted.
"""
REPAIR_CODES = """
Exit codes: 0 done; 1 nothing was written, and one line says why; 2 the command was not understood;
3 done, but some units were lost; 130 interrupted.
"""

Tool = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="TOOL",
        help="The tool that is to read it: omegat (3.6), omegat61, trados, memoq, phrase, "
        "smartling, wordfast, matecat.",
        show_default=False,
    ),
]


def validate(
    files: Annotated[list[Path], typer.Argument(help="Memories: TMX, plain, in gzip or in zip.")],
    tool: Tool = None,
    form: Annotated[
        str, typer.Option("--format", help="Form: text, json, sarif or junit.")
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    limit: Annotated[
        int,
        typer.Option(min=0, help="Form text: findings of each code shown of a file; 0: all."),
    ] = 20,
) -> None:
    """Find all that is wrong with translation memories: where, what it means, how to mend it.

    Structure (the DTD of TMX 1.4b), meaning (languages, tags, dates, texts), and what TOOL demands.
    """
    from tmx.checks import profile_of
    from tmx.checks.report import REPORTS, write_text

    if form not in REPORTS:
        raise typer.BadParameter(f"no form {form!r}; known: {', '.join(REPORTS)}")
    form = "json" if as_json else form

    def run() -> int:
        profile_of(tool)  # before the report begins
        with _shown_while_working(hidden=False) as (out, step):
            checked = ((path, _findings(path, tool, step)) for path in files)
            if form == "text":
                totals = write_text(out, checked, limit)
            else:
                totals = REPORTS[form](out, checked)
        return FAILED if totals.errors else OK

    working(run)


@contextmanager
def _shown_while_working(*, hidden: bool) -> Iterator[tuple[TextIO, Step]]:
    """Give the output stream, for lines that come while a progress bar is shown, and the bar.

    On a terminal they have to go through the bar, which redirects what is printed; elsewhere, as
    into a file, they must not.
    """
    out = sys.stdout
    with ProgressBars(hidden=hidden) as step:
        yield sys.stdout if out.isatty() else out, step


def _findings(path: Path, tool: str | None, step: Step) -> Iterator[Finding]:
    """Check a file; that it cannot be read is a finding too, so that the report goes on."""
    from tmx.checks import Finding, Level
    from tmx.checks import validate as findings_of

    try:
        yield from findings_of(path, tool, step)
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        yield Finding(101, None, None, what, Level.ERROR)


def repair(
    memory: Memory,
    output: Output = None,
    tool: Tool = None,
    encoding: Annotated[
        str | None,
        typer.Option(help="Encoding of the file, whatever it says.", show_default=False),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Replace the file; keep the old one as NAME.bak.")
    ] = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Mend a translation memory, and list each change with its line.

    Letters that XML forbids, entities, language codes, the header, the order of elements, dates;
    of a broken or cut-off file the units that are whole are saved. What is lost is said.
    """
    if (output is None) == (not in_place) and not dry_run:
        raise typer.BadParameter("say where to write, -o or --in-place, not both", param_hint="-o")

    def run() -> int:
        from dataclasses import asdict

        from tmx.repair import RepairConfig, repair_in_place
        from tmx.repair import repair as mend

        from .shared import place

        changes = []
        config = RepairConfig(tool, encoding)
        with _shown_while_working(hidden=quiet or as_json) as (out, step):

            def on_change(change: Change) -> None:
                if as_json:
                    changes.append({**asdict(change), "outcome": change.outcome.value})
                elif not quiet:
                    unit = "" if change.unit is None else f", unit {change.unit}"
                    typer.echo(
                        f"{memory}:{change.line}: {change.code}{unit}, "
                        f"{change.outcome.value}: {change.what}",
                        file=out,
                    )

            if in_place and not dry_run:
                done = repair_in_place(memory, config, on_change, step)
            else:
                to = place(output, dry_run, [memory])
                done = mend(memory, to, config, on_change, step)
        if as_json:
            told = {"changes": changes, **asdict(done)}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        elif not quiet:
            typer.echo(f"Units written: {done.units}; lost: {done.lost_units}")
        return PARTIAL if done.lost_units else OK

    working(run)
