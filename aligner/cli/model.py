"""`egiz model`: which embedding model is in use, and what is kept of its work."""

from __future__ import annotations

import json

import typer

from .options import AsJson, Model, Quiet
from .shell import EXIT_CODES, OK, ProgressBars, add_command, guarded

app = typer.Typer(
    name="model",
    invoke_without_command=True,
    rich_markup_mode=None,
    help="Say which embedding model is in use, and where its vectors are kept.",
    epilog=f"Example: egiz model --model models/LaBSE\n{EXIT_CODES}",
)


@app.callback()
def show_model(context: typer.Context, model: Model = "bundled", as_json: AsJson = False) -> None:
    """Say which embedding model is in use, and where its vectors are kept."""
    if context.invoked_subcommand:
        return

    def run() -> int:
        from dataclasses import asdict

        from aligner.encoder import load_encoder
        from aligner.vector_cache import cache_state

        with ProgressBars(hidden=as_json) as step:
            info = load_encoder(model, lambda what: step(what, 0)).info
        kept = cache_state()
        told = asdict(info)
        if as_json:
            told["cache"] = {"path": str(kept.path), "bytes": kept.size, "texts": dict(kept.texts)}
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
            return OK
        for name, value in told.items():
            typer.echo(f"{name.replace('_', ' '):12} {value}")
        count = kept.texts.get(info.vectors_key, 0)
        size = f"{kept.size / 1e6:,.0f} MB in {kept.path}"
        typer.echo(f"{'kept vectors':12} of {count:,} texts by this model; {size}")
        return OK

    guarded(run)


def clear_cache(quiet: Quiet = False) -> None:
    """Delete the vectors kept of past runs, of all models. The next run embeds all texts anew."""

    def run() -> int:
        from aligner import vector_cache

        path = vector_cache.cache_path()
        size = vector_cache.clear_cache()
        if not quiet:
            typer.echo(f"{path} deleted, {size / 1e6:,.0f} MB" if size else f"there is no {path}")
        return OK

    guarded(run)


add_command(app, clear_cache, "clear-cache", "egiz model clear-cache")
