"""`egiz review`: a page of one's own machine to decide on pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shell import OK, guarded


def review(
    store: Annotated[Path, typer.Argument(help="The corpus store.")],
    who: Annotated[
        str | None, typer.Option(help="Name under which decisions are kept; else your login.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to serve on; 0 is any free one.")
    ] = 0,
    language: Annotated[str, typer.Option(help="Of the page: en, kk or ru.")] = "en",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Review pairs in the browser: accept, reject, edit, split, merge, pair anew.

    The page is served to this machine alone, and its address holds a token; nothing leaves the
    machine. Every decision is saved at once, with who and when. Ctrl-C ends it.
    """
    from aligner.inspection.messages import LANGUAGES

    if language not in LANGUAGES:
        raise typer.BadParameter(f"no language {language!r}; known: {', '.join(LANGUAGES)}")

    def run() -> int:
        import webbrowser

        from aligner.review.server import serve
        from corpora.store import Store
        from corpora.store.operations import person

        with Store.open(store) as opened:
            opened.database.check_writable()

        def announce(address: str) -> None:
            typer.echo(f"Review {store} at {address}\nCtrl-C ends it; decisions are saved already.")
            if browser:
                webbrowser.open(address)

        serve(store, who or person(), port, language, announce)
        return OK

    guarded(run)
