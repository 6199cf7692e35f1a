"""The command `egiz`. Each command is a thin shell over the library; heavy imports wait for use."""

from __future__ import annotations

import gc
import os
from typing import Annotated, Any

import typer

from aligner import __version__

from .align import align
from .corpus import app as corpus_app
from .evaluate import evaluate
from .inspect import inspect
from .match import match
from .mine import mine
from .model import app as model_app
from .report import report
from .review import review
from .shell import EXIT_CODES, add_command
from .tmx import app as tmx_app
from .topics import topics

app = typer.Typer(
    name="egiz",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Find the twin of each sentence: align Kazakh and Russian reports for translation memory.",
    epilog=EXIT_CODES,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"egiz {__version__}")
        raise typer.Exit


@app.callback()
def _egiz(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say and leave.")
    ] = False,
) -> None:
    pass


add_command(app, align, "align", "egiz align reports/kk reports/ru -o memory.tmx --include partial")
add_command(app, evaluate, "evaluate", "egiz evaluate out/ gold/ --plot f1.svg")
add_command(app, inspect, "inspect", "egiz inspect memory.tmx --class partial --plot scores.png")
add_command(app, match, "match", "egiz match reports/kk reports/ru -o links.tsv")
add_command(app, mine, "mine", "egiz mine sentences.kk.txt sentences.ru.txt -o pairs.tsv")
add_command(app, report, "report", "egiz report memory.tmx -o report.html --language kk")
add_command(app, review, "review", "egiz review corpus.egiz --who Aigerim --language kk")
add_command(app, topics, "topics", "egiz topics reports/kk reports/ru")

app.add_typer(corpus_app)
app.add_typer(model_app)
app.add_typer(tmx_app)


def main() -> Any:
    """The entry point of the command."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    # Loading modules makes many objects that stay; looking for garbage among them takes 15 ms.
    gc.set_threshold(50_000)
    return app()
