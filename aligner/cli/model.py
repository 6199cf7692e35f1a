"""`egiz model`: which embedding model is in use, and what is kept of past runs."""

from __future__ import annotations

import json

import typer

from .options import AsJson, Model, Quiet
from .shell import EXIT_CODES, OK, ProgressBars, add_command, guarded

app = typer.Typer(
    name="model",
    invoke_without_command=True,
    rich_markup_mode=None,
    help="Say which embedding model is in use, and what is kept of past runs.",
    epilog=f"Example: egiz model --model models/LaBSE\n{EXIT_CODES}",
)


@app.callback()
def show_model(context: typer.Context, model: Model = "bundled", as_json: AsJson = False) -> None:
    """Say which embedding model is in use, and what is kept of past runs."""
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
            told["cache"] = {
                "path": str(kept.path),
                "bytes": kept.size,
                "texts": dict(kept.texts),
                "results": kept.results,
                "readings": kept.readings,
            }
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
            return OK
        for name, value in told.items():
            typer.echo(f"{name.replace('_', ' '):13} {value}")
        count = kept.texts.get(info.vectors_key, 0)
        size = f"{kept.size / 1e6:,.0f} MB in {kept.path}"
        typer.echo(f"{'kept vectors':13} of {count:,} texts by this model; {size}")
        typer.echo(f"{'kept results':13} of {kept.results:,} runs")
        typer.echo(f"{'kept readings':13} of {kept.readings:,} texts")
        return OK

    guarded(run)


def clear_cache(quiet: Quiet = False) -> None:
    """Delete what is kept of past runs. The next run does all its work anew."""

    def run() -> int:
        from aligner import vector_cache

        path = vector_cache.cache_path()
        size = vector_cache.clear_cache()
        if not quiet:
            typer.echo(f"{path} deleted, {size / 1e6:,.0f} MB" if size else f"there is no {path}")
        return OK

    guarded(run)


def benchmark(as_json: AsJson = False) -> None:
    """Measure the default model on this machine in each precision: speed, and what it costs.

    With 8-bit numbers it is faster, and its vectors differ a little. Their cosine to those of
    float32 is shown, and how many of the sample reports' sentences are nearest to their
    translation. To use another precision than float32: --model, or the environment variable
    EGIZ_MODEL.
    """

    def run() -> int:
        from dataclasses import asdict

        from aligner.model_benchmark import measure

        with ProgressBars(hidden=as_json) as step:
            rows = list(measure(lambda what: step(what, 0)))
        if as_json:
            typer.echo(json.dumps([asdict(row) for row in rows], indent=1))
            return OK
        typer.echo(f"{'model':16} sentences/s  ratio  cosine to float32  retrieval")
        for row in rows:
            typer.echo(
                f"{row.model:16} {row.a_second:11.0f} {row.ratio:6.2f} {row.cosine:18.5f}"
                f" {row.retrieval:10.3f}"
            )
        fastest = max(rows, key=lambda row: row.ratio)
        if fastest is not rows[0]:
            typer.echo(f"The fastest here: --model {fastest.model}, or EGIZ_MODEL={fastest.model}")
        return OK

    guarded(run)


add_command(app, benchmark, "benchmark", "egiz model benchmark")
add_command(app, clear_cache, "clear-cache", "egiz model clear-cache")
