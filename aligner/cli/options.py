"""Options that several commands have, so that they mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[Path, typer.Argument(help="File or folder in the source language.")]
Target = Annotated[
    Path | None,
    typer.Argument(help="File or folder in the target language; none if SOURCE holds both."),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="File to write.", show_default=False)
]
Lines = Annotated[
    bool, typer.Option("--lines", help="Each line of the input is one sentence, as given.")
]
SourceLang = Annotated[
    str | None, typer.Option(help="Language of the source, such as kk; else recognised.")
]
TargetLang = Annotated[str | None, typer.Option(help="Language of the target.")]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of the files, such as cp1251; else detected.")
]
KeepFurniture = Annotated[
    bool, typer.Option("--keep-furniture", help="Take site furniture for report text.")
]
Model = Annotated[
    str,
    typer.Option(
        envvar="EGIZ_MODEL",
        help="bundled, bundled:int8 (see egiz model benchmark), or a sentence-transformers model: "
        "a folder or a hub name.",
    ),
]
SkipRepair = Annotated[
    list[str] | None,
    typer.Option(help="A repair to leave out, such as hyphen; can be given more than once."),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", help="Neither use nor keep what past runs found out (see egiz model)."
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON, for scripts.")]
AnyTopic = Annotated[
    bool,
    typer.Option("--any-topic", help="Mine sentences whose topics do not overlap, too."),
]


def repairs_to_skip(names: list[str] | None) -> frozenset[str]:
    """The names that `--skip-repair` gives.

    Raises:
        typer.BadParameter: There is no such repair.
    """
    from corpora.clean import RULES

    for name in names or ():
        if name not in RULES:
            raise typer.BadParameter(
                f"no repair {name!r}; known: {', '.join(RULES)}", param_hint="'--skip-repair'"
            )
    return frozenset(names or ())
