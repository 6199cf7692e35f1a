"""`egiz corpus`: what becomes of texts on the way in, and the store that keeps them."""

from __future__ import annotations

import typer

from ..shell import add_command
from .clean import clean

app = typer.Typer(
    name="corpus",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="See what becomes of texts on the way in.",
)

add_command(app, clean, "clean", "egiz corpus clean --explain report.txt")
