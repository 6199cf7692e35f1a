"""`egiz tmx`: check, mend, cut and convert translation memories."""

from __future__ import annotations

from typing import Any

import typer

from ..shell import EXIT_CODES
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


def _add(run: Any, name: str, example: str, codes: str = EXIT_CODES) -> None:
    app.command(name, epilog=f"Example: egiz tmx {name} {example}\n{codes}")(run)


_add(validate, "validate", "memory.tmx --for omegat", VALIDATE_CODES)
_add(repair, "repair", "broken.tmx -o memory.tmx --for omegat", REPAIR_CODES)
_add(stats, "stats", "memory.tmx")
_add(diff, "diff", "old.tmx new.tmx")
_add(merge, "merge", "first.tmx second.tmx -o all.tmx")
_add(dedupe, "dedupe", "all.tmx -o memory.tmx --compare loose")
_add(filter_, "filter", "memory.tmx 'score >= 0.8 and words(kk) > 2' -o good.tmx")
_add(split, "split", "memory.tmx -o parts --by document")
_add(slice_, "slice", "memory.tmx --for report.txt -o report.tmx")
_add(edit_lang, "edit-lang", "memory.tmx --rename kk=kk-KZ -o renamed.tmx")
_add(convert, "convert", "memory.tmx memory.xlsx")
_add(omegat, "omegat", "project --memory memory.tmx --source report.txt")
