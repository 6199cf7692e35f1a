"""`egiz model`: which embedding model is in use."""

from __future__ import annotations

import json

import typer

from .options import AsJson, Model
from .shell import OK, ProgressBars, guarded


def show_model(
    model: Model = "bundled",
    as_json: AsJson = False,
) -> None:
    """Say which embedding model is in use, its fingerprint and licence, and where it lies."""

    def run() -> int:
        from dataclasses import asdict

        from aligner.encoder import load_encoder

        with ProgressBars(hidden=as_json) as step:
            info = load_encoder(model, lambda what: step(what, 0)).info
        told = asdict(info)
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for name, value in told.items():
                typer.echo(f"{name.replace('_', ' '):12} {value}")
        return OK

    guarded(run)
