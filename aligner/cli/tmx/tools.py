"""`egiz tmx merge, dedupe, filter, split, slice, edit-lang`: memories made of memories."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..options import AsJson, Output, Quiet
from ..shell import ProgressBars
from .shared import DryRun, Memory, ScoreProps, place, score_props, sum_up, working


def merge(
    memories: Annotated[list[Path], typer.Argument(help="The memories, in their order.")],
    output: Output = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Put several memories into one.

    The first one's header stands. What the others' headers say otherwise, such as another source
    language, their units say themselves. A tuid that is taken already becomes a property
    x-former-tuid. Units that say the same stay: see egiz tmx dedupe.
    """

    def run() -> int:
        from tmx.tools.merge import merge as work

        to = place(output, dry_run, memories)
        with ProgressBars(hidden=quiet or as_json) as step:
            report = work(memories, to, step)
        lines = [
            *((f"Units in {path.name}", n) for path, n in zip(memories, report.read, strict=True)),
            ("Written", report.written),
            ("Tuids taken already", report.renamed),
        ]
        return sum_up(report, lines, to, quiet=quiet, as_json=as_json)

    working(run)


def dedupe(
    memory: Memory,
    output: Output = None,
    compare: Annotated[
        str,
        typer.Option(
            help="exact: every character and tag counts; text: neither tags nor white space; "
            "loose: nor capitals and punctuation."
        ),
    ] = "text",
    key: Annotated[
        str,
        typer.Option(
            help="both: the same source and translation; source: one translation of each source."
        ),
    ] = "both",
    score_prop: ScoreProps = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Keep of units that say the same only the best.

    The best has the highest score, of those the latest date. It is told where the others came
    from: their documents (x-document, x-sentences, x-source-link) are added to it.
    """
    from tmx.tools.keys import Compare, Key

    comparing = Compare(_one_of(compare, list(Compare), "--compare"))
    by = Key(_one_of(key, list(Key), "--key"))

    def run() -> int:
        from tmx.tools.dedupe import DedupeOptions
        from tmx.tools.dedupe import dedupe as work

        to = place(output, dry_run, [memory])
        with ProgressBars(hidden=quiet or as_json) as step:
            options = DedupeOptions(comparing, by, score_props(score_prop))
            report = work(memory, to, options, step)
        lines = [
            ("Units", report.read),
            ("Folded into others", report.folded),
            ("Units that others came to", report.groups),
            ("Kept", report.written),
        ]
        return sum_up(report, lines, to, quiet=quiet, as_json=as_json)

    working(run)


def filter_(
    memory: Memory,
    expression: Annotated[
        str, typer.Argument(help="What to keep, such as: score >= 0.8 and words(kk) > 2")
    ],
    output: Output = None,
    score_prop: ScoreProps = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Keep the units for which an expression holds.

    Names: score, source, target, text(kk), length(kk), words(kk), tags(kk), lang, languages,
    prop("x-project"), document, note, tuid, created, changed, used, creator, changer, uses.
    Comparisons: = != < <= > >=, ~ and !~ with a regular expression, contains (capitals do not
    count), in ("a", "b"), is missing. Join them with and, or, not and brackets. Texts stand in
    double quotes, days are written 2024-01-31.
    """

    def run() -> int:
        from tmx.tools.expression import parse_expression
        from tmx.tools.filter import filter_tmx

        wanted = parse_expression(expression, score_props(score_prop))
        to = place(output, dry_run, [memory])
        with ProgressBars(hidden=quiet or as_json) as step:
            report = filter_tmx(memory, to, wanted, step)
        lines = [("Units", report.read), ("Kept", report.written), ("Dropped", report.dropped)]
        return sum_up(report, lines, to, quiet=quiet, as_json=as_json)

    working(run)


def split(
    memory: Memory,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder to make.", show_default=False),
    ] = None,
    by: Annotated[str, typer.Option(help="pair (of languages), units, prop or document.")] = "pair",
    units: Annotated[int, typer.Option(min=1, help="Units of a file, with --by units.")] = 10_000,
    prop: Annotated[str, typer.Option(help="Type of the property, with --by prop.")] = "x-document",
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Cut a memory into several, in a new folder.

    With --by pair a unit in more than two languages comes into a file for each pair.
    """
    from tmx.tools.split import By

    criterion = By(_one_of(by, list(By), "--by"))

    def run() -> int:
        from tmx.tools.split import SplitOptions
        from tmx.tools.split import split as work

        if output is None and not dry_run:
            raise typer.BadParameter("say where to write (or --dry-run)", param_hint="'-o'")
        folder = None if dry_run else output
        with ProgressBars(hidden=quiet or as_json) as step:
            report = work(memory, folder, SplitOptions(criterion, units, prop), step)
        lines = [("Units", report.read), ("Files", len(report.parts)), *report.parts.items()]
        return sum_up(report, lines, folder, quiet=quiet, as_json=as_json)

    working(run)


def slice_(
    memory: Memory,
    document: Annotated[Path, typer.Option("--for", help="The document that is to be translated.")],
    output: Output = None,
    threshold: Annotated[
        float, typer.Option(min=0.3, max=1.0, help="How alike source and sentence must be.")
    ] = 0.7,
    language: Annotated[
        str | None,
        typer.Option(help="Language of the document, if not the memory's source language."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of the document, such as cp1251; else detected.")
    ] = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Keep only the units that a document can match, exactly or nearly.

    How alike two texts are is the share of characters that can stay when one is turned into the
    other; capitals do not count.
    """

    def run() -> int:
        from corpora import ReadOptions, read_document
        from tmx.tools.slice import slice_tmx

        to = place(output, dry_run, [memory, document])
        primary = language.split("-")[0].lower() if language else None
        reading = ReadOptions(language=primary, encoding=encoding, keep_furniture=True)
        sentences = read_document(document, reading).sentence_texts
        with ProgressBars(hidden=quiet or as_json) as step:
            report = slice_tmx(
                memory, to, sentences, threshold=threshold, language=language, step=step
            )
        lines = [
            ("Units", report.read),
            ("Kept", report.written),
            ("Kept, matched exactly", report.exact),
            ("Sentences of the document", report.sentences),
            ("Sentences with a match", report.matched),
        ]
        return sum_up(report, lines, to, quiet=quiet, as_json=as_json)

    working(run)


def edit_lang(
    memory: Memory,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            "--rename",
            help="OLD=NEW, such as kk=kk-KZ; may be given again.",
            show_default=False,
        ),
    ] = None,
    regions: Annotated[
        bool,
        typer.Option(
            "--regions",
            help="Add the country that a language is mostly written in (kk-KZ, ru-RU), where there "
            "is no doubt and none is named.",
        ),
    ] = False,
    output: Output = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Rename language codes, wherever they stand.

    Of the old code neither case nor _ for - counts; kk does not stand for kk-KZ.
    """
    if not (rename or regions):
        raise typer.BadParameter("say what: --rename OLD=NEW, or --regions", param_hint="--rename")
    names = dict(_renaming(text) for text in rename or ())

    def run() -> int:
        from tmx.tools.edit_lang import edit_lang as work

        to = place(output, dry_run, [memory])
        with ProgressBars(hidden=quiet or as_json) as step:
            report = work(memory, to, names, regions=regions, step=step)
        lines = [
            ("Units", report.read),
            *(
                (f"Variants in {code or 'no language'} renamed", n)
                for code, n in report.renamed.items()
            ),
            ("Units with two variants in one language", report.doubled),
            ("Written", report.written),
        ]
        return sum_up(report, lines, to, quiet=quiet, as_json=as_json)

    working(run)


def _renaming(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not (old and sign and new):
        raise typer.BadParameter(f"{text!r} is not OLD=NEW", param_hint="'--rename'")
    return old, new


def _one_of(text: str, known: list[str], option: str) -> str:
    if text not in known:
        raise typer.BadParameter(
            f"no {text!r}; known: {', '.join(known)}", param_hint=f"'{option}'"
        )
    return text
