"""`egiz tmx omegat`: a whole OmegaT project out of a memory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..options import AsJson, Quiet
from ..shell import ProgressBars
from .shared import DryRun, ScoreProps, score_props, sum_up, working


def omegat(
    project: Annotated[Path, typer.Argument(help="Folder to make.")],
    memory: Annotated[
        Path, typer.Option("--memory", "-m", help="The memory, as egiz align writes it.")
    ],
    source: Annotated[
        list[Path] | None,
        typer.Option(
            "--source", "-s", help="Document to translate; may be given again.", show_default=False
        ),
    ] = None,
    source_lang: Annotated[
        str | None, typer.Option(help="Source language, if not the memory's own.")
    ] = None,
    target_lang: Annotated[
        str | None, typer.Option(help="Target language, if the memory has several.")
    ] = None,
    auto: Annotated[
        float, typer.Option(min=0, max=1, help="Least score of what OmegaT inserts by itself.")
    ] = 0.9,
    slight: Annotated[
        float, typer.Option(min=0, max=1, help="Least score of what gets a penalty of 10 only.")
    ] = 0.67,
    score_prop: ScoreProps = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make an OmegaT project, for OmegaT 3.6 and later.

    Units come into tm/auto, tm/penalty-10 or tm/penalty-30 by their score, those without a score
    into tm. Of several sure translations of one source only the surest comes into tm/auto. The
    project has segmentation rules for Kazakh and Russian that cut as egiz align does.
    """

    def run() -> int:
        from tmx.omegat.placing import Place, PlacingOptions
        from tmx.omegat.project import make_project

        folder = None if dry_run else project
        options = PlacingOptions(source_lang, target_lang, auto, slight, score_props(score_prop))
        with ProgressBars(hidden=quiet or as_json) as step:
            report = make_project(memory, folder, source or (), options, step)
        lines = [
            ("Languages", " → ".join(report.languages)),
            ("Units", report.read),
            *((f"In {place}", report.placed[place]) for place in Place),
            ("In other languages, left out", report.other_languages),
            ("Documents", report.documents),
        ]
        return sum_up(report, lines, folder, quiet=quiet, as_json=as_json)

    working(run)
