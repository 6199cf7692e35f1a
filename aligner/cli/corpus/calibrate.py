"""`egiz corpus calibrate`: what decisions teach the confidence of a corpus; told, then kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..shell import OK
from .shared import DEFAULT_STORE, AsJson, StorePath, Wait, opened, print_json, working

if TYPE_CHECKING:
    from aligner.learning import Learned


def calibrate(
    store: StorePath = DEFAULT_STORE,
    apply: Annotated[
        bool, typer.Option("--apply", help="Keep what was learned, if it is better.")
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Go back to the confidence that ships with Egiz.")
    ] = False,
    wait: Wait = 60.0,
    as_json: AsJson = False,
) -> None:
    """Refit the confidence on what was accepted and rejected, and show whether that is better.

    The figures are of decisions that were held out of the fitting. Nothing is changed without
    --apply; what held-out decisions do not speak for is not kept.
    """
    if apply and reset:
        raise typer.BadParameter("one of --apply and --reset", param_hint="'--reset'")

    def run() -> int:
        from aligner.corpus import calibrated

        with opened(store, wait) as found:
            if reset:
                changed = calibrated.reset(found)
                _tell({"reset": True, "reclassified": changed}, as_json)
                return OK
            learned = calibrated.learned(found)
            kept = apply and learned.better
            changed = calibrated.apply(found, learned.coefficients) if kept else 0
            if as_json:
                print_json(_as_data(learned, kept, changed))
            else:
                _print(learned)
                _outcome(learned, apply, changed)
        return OK

    working(run)


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        typer.echo(
            "The confidence is that of Egiz again; "
            f"{told['reclassified']} pairs have another class."
        )


def _as_data(learned: Learned, kept: bool, changed: int) -> dict[str, Any]:
    return {
        "decisions": {"translations": learned.right, "others": learned.wrong},
        "document_pairs": learned.groups,
        "held_out": "document pairs" if learned.by_documents else "pairs",
        "before": _figures(learned, 0),
        "after": _figures(learned, 1),
        "better": learned.better,
        "applied": kept,
        "reclassified": changed,
    }


def _figures(learned: Learned, which: int) -> dict[str, Any]:
    calibration = (learned.before, learned.after)[which]
    told = {name: value for name, value in asdict(calibration).items() if name != "bins"}
    return {"log_loss": learned.loss[which], "right": learned.kept[which], **told}


def _print(learned: Learned) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    held = "whole document pairs" if learned.by_documents else "pairs (too few documents for more)"
    console.print(
        f"{learned.right + learned.wrong} decisions in {learned.groups} document pairs: "
        f"{learned.right} translations, {learned.wrong} others. Held out: {held}."
    )
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for heading in ("on held-out decisions", "as shipped", "learned"):
        table.add_column(heading, justify="left" if heading[0] == "o" else "right")
    before, after = learned.before, learned.after
    rows = (
        ("log loss (less is better)", *(f"{loss:.3f}" for loss in learned.loss)),
        ("Brier score (less is better)", f"{before.brier:.3f}", f"{after.brier:.3f}"),
        ("calibration error (less is better)", f"{before.error:.3f}", f"{after.error:.3f}"),
        ("right at 0.5", *(f"{share:.1%}" for share in learned.kept)),
        ("0.9 and more: pairs", str(before.sure), str(after.sure)),
        ("0.9 and more: right", f"{before.sure_right:.1%}", f"{after.sure_right:.1%}"),
    )
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _outcome(learned: Learned, apply: bool, changed: int) -> None:
    if not learned.better:
        typer.echo("Held-out decisions do not speak for it: the confidence stays as it is.")
    elif apply:
        typer.echo(
            f"Kept. {changed} pairs have another class now. "
            "To go back: egiz corpus calibrate --reset"
        )
    else:
        typer.echo("Nothing was changed. To keep it: egiz corpus calibrate --apply")
