"""Figures for people (tables) and for scripts (JSON)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .calibration import SURE, Calibration
from .counts import Counts
from .run import DocumentScore, Evaluation

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FIGURES = ("precision", "recall", "f1")


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The figures as plain data; its keys are documented in docs/evaluation.md."""
    calibration = evaluation.calibration
    return {
        "kind": str(evaluation.kind),
        "documents": {score.name: _plain(score) for score in evaluation.documents},
        "all": _plain(evaluation.pooled),
        "calibration": None if calibration is None else asdict(calibration),
        "remarks": list(evaluation.remarks),
    }


def _plain(score: DocumentScore) -> dict[str, dict[str, float]]:
    return {
        measure: {name: getattr(counts, name) for name in FIGURES} | asdict(counts)
        for measure, counts in score.counts.items()
    }


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """A table of the documents, one of the confidences, and the remarks."""
    measures = evaluation.pooled.counts
    table = _table()
    table.add_column("\ndocument", overflow="fold")
    for measure in measures:
        table.add_column(f"{measure}\nprecision", justify="right")
        table.add_column("\nrecall", justify="right")
        table.add_column("\nF1", justify="right")
    table.add_column("\noutput", justify="right")
    table.add_column("\ngold", justify="right")
    for score in evaluation.documents:
        table.add_row(score.name, *_cells(score))
    if len(evaluation.documents) > 1:
        table.add_row("all", *_cells(evaluation.pooled), style="bold")
    console.print(table)
    if calibration := evaluation.calibration:
        _print_calibration(console, calibration)
    for remark in evaluation.remarks:
        console.print(f"\n{remark}", markup=False)


def _print_calibration(console: Console, calibration: Calibration) -> None:
    table = _table()
    for heading in ("confidence", "units", "mean confidence", "right"):
        table.add_column(heading, justify="right")
    for bin_ in calibration.bins:
        if bin_.count:
            span = f"{bin_.low:.1f}–{bin_.high:.1f}"
            table.add_row(span, str(bin_.count), figure(bin_.confidence), figure(bin_.right))
    console.print()
    console.print(table)
    console.print(
        f"\nExpected calibration error {figure(calibration.error)}, "
        f"Brier score {figure(calibration.brier)} (0 is best).",
        markup=False,
    )
    if calibration.sure:
        console.print(
            f"With a confidence of {SURE:g} or more: {calibration.sure} of {calibration.count}, "
            f"of them right {figure(calibration.sure_right)}.",
            markup=False,
        )


def _table() -> Table:
    from rich.table import Table

    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


def _cells(score: DocumentScore) -> list[str]:
    counts: list[Counts] = list(score.counts.values())
    shown = [figure(getattr(count, name)) for count in counts for name in FIGURES]
    return [*shown, str(counts[0].out), str(counts[0].gold)]


def figure(value: float) -> str:
    """A figure from 0 to 1 as the field writes it: .973."""
    return f"{value:.3f}".removeprefix("0")
