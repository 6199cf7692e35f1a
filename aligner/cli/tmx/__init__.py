"""`egiz tmx`: check, mend, cut and convert translation memories."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="tmx",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check, mend, cut and convert translation memories.",
)
