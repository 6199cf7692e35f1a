"""`egiz corpus`: what becomes of texts on the way in, and the store that keeps them."""

from __future__ import annotations

import typer

from ..shell import add_command
from .calibrate import calibrate
from .clean import clean
from .documents import add, init, list_, remove, show, tag
from .overview import CHECK_CODES, check, history, search, status, undo
from .shared import STORE_CODES
from .work import align, export, watch

app = typer.Typer(
    name="corpus",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A corpus that grows: add reports, align what is new, search, export.",
)

for _run, _name, _example in (
    (init, "init", "egiz corpus init"),
    (add, "add", "egiz corpus add reports/ --tag 2024 --publisher Egemen"),
    (list_, "list", "egiz corpus list --tag 2024 --lang kk"),
    (show, "show", "egiz corpus show reports/kk/budget.txt"),
    (tag, "tag", "egiz corpus tag reports/kk/budget.txt --add checked --take draft"),
    (remove, "remove", "egiz corpus remove reports/kk/budget.txt"),
    (status, "status", "egiz corpus status"),
    (align, "align", "egiz corpus align"),
    (export, "export", "egiz corpus export -o memory.tmx --tag 2024 --min-confidence 0.9"),
    (search, "search", "egiz corpus search кітапхана"),
    (history, "history", "egiz corpus history"),
    (undo, "undo", "egiz corpus undo"),
    (calibrate, "calibrate", "egiz corpus calibrate --apply"),
    (watch, "watch", "egiz corpus watch incoming/"),
):
    add_command(app, _run, _name, _example, STORE_CODES)
add_command(app, check, "check", "egiz corpus check", CHECK_CODES)
add_command(app, clean, "clean", "egiz corpus clean --explain report.txt")
