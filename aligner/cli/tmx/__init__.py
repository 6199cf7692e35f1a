"""`egiz tmx`: check, mend, cut and convert translation memories."""

from __future__ import annotations

import typer

from ..shell import add_command
from .checks import REPAIR_CODES, VALIDATE_CODES, repair, validate
from .convert import convert
from .omegat import omegat
from .show import diff, stats
from .tools import dedupe, edit_lang, filter_, merge, slice_, split

app = typer.Typer(
    name="tmx",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check, mend, cut and convert translation memories.",
)


add_command(app, validate, "validate", "egiz tmx validate memory.tmx --for omegat", VALIDATE_CODES)
add_command(
    app, repair, "repair", "egiz tmx repair broken.tmx -o memory.tmx --for omegat", REPAIR_CODES
)
add_command(app, stats, "stats", "egiz tmx stats memory.tmx")
add_command(app, diff, "diff", "egiz tmx diff old.tmx new.tmx")
add_command(app, merge, "merge", "egiz tmx merge first.tmx second.tmx -o all.tmx")
add_command(app, dedupe, "dedupe", "egiz tmx dedupe all.tmx -o memory.tmx --compare loose")
add_command(
    app,
    filter_,
    "filter",
    "egiz tmx filter memory.tmx 'score >= 0.8 and words(kk) > 2' -o good.tmx",
)
add_command(app, split, "split", "egiz tmx split memory.tmx -o parts --by document")
add_command(app, slice_, "slice", "egiz tmx slice memory.tmx --for report.txt -o report.tmx")
add_command(app, edit_lang, "edit-lang", "egiz tmx edit-lang memory.tmx --regions -o studio.tmx")
add_command(app, convert, "convert", "egiz tmx convert memory.tmx memory.xlsx")
add_command(
    app, omegat, "omegat", "egiz tmx omegat project --memory memory.tmx --source report.txt"
)
