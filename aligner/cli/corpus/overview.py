"""`egiz corpus status`, `search`, `history`, `undo`, `check`: looking at a store, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from ..options import Quiet
from ..shell import FAILED, OK, ProgressBars
from .shared import (
    DEFAULT_STORE,
    AsJson,
    Language,
    Publisher,
    Since,
    StorePath,
    Tags,
    Until,
    Wait,
    chosen,
    counted,
    opened,
    print_json,
    working,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corpora.store import Hit
    from corpora.store.overview import Status

_SHOWN = 10  # names told of a kind


def status(store: StorePath = DEFAULT_STORE, as_json: AsJson = False) -> None:
    """Say what is in the store, what has changed around it, and what is to do."""

    def run() -> int:
        with opened(store) as corpus:
            found = corpus.status()
        if as_json:
            print_json(found)
        else:
            for line in _status_lines(found):
                typer.echo(line)
        return OK

    working(run)


def _status_lines(found: Status) -> Iterator[str]:
    yield f"{found.path}: {found.size / 2**20:,.1f} MiB, {' and '.join(found.languages)}"
    for language, count in found.counts.items():
        yield (
            f"  {language}: {counted(count.documents, 'document')},"
            f" {counted(count.sentences, 'sentence')}"
            + ("" if language in found.languages else ", not aligned")
        )
    if found.removed:
        yield f"  taken out: {counted(found.removed, 'document')} (egiz corpus list --removed)"
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in found.beads.items())
    yield f"  {counted(found.pairs, 'pair')} of documents" + (f"; {kinds}" if kinds else "")
    if found.decided:
        decided = ", ".join(f"{number:,} {state}" for state, number in found.decided.items())
        yield f"  decided by people: {decided}"
    if found.waiting:
        yield f"  {counted(found.waiting, 'decision')} waiting for sentences that are gone"
    for names, what in (
        (found.missing_files, "whose file is gone"),
        (found.changed_files, "whose file has changed"),
    ):
        if names:
            yield f"{counted(len(names), 'document')} {what}: {_some(names)}"
    if found.changed_files:
        yield "Next: egiz corpus add, with their folder"
    elif found.to_align or found.unfinished:
        yield f"To align: {counted(found.to_align or 2 * found.unfinished, 'document')}"
        yield "Next: egiz corpus align"
    if found.last and found.last.state in ("running", "interrupted"):
        yield f"Last: {found.last.command or found.last.kind} ({found.last.state})"


def _some(names: tuple[str, ...]) -> str:
    more = f", … {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def search(
    words: Annotated[
        list[str], typer.Argument(help="Words; in double quotes as they stand, else beginnings.")
    ],
    store: StorePath = DEFAULT_STORE,
    lang: Language = None,
    tag: Tags = None,
    publisher: Publisher = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Find sentences that hold all the words, in either language, with their twins beside them.

    Endings do not matter: мектеп finds мектепте. The reports added last come first.
    """

    def run() -> int:
        wanted = chosen(language=lang, tags=tag, publisher=publisher, since=since, until=until)
        with opened(store) as corpus:
            hits = corpus.search(" ".join(words), wanted, limit)
        if as_json:
            print_json(hits)
            return OK
        for hit in hits:
            _print_hit(hit, words)
        if not hits:
            typer.echo("Not found.")
        elif len(hits) == limit:
            typer.echo(f"The first {limit}; more with --limit")
        return OK

    working(run)


def _print_hit(hit: Hit, words: list[str]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    starts = "|".join(re.escape(word) for word in re.findall(r"\w+", " ".join(words)))
    text = Text(" ".join(hit.text.split()))
    text.highlight_regex(re.compile(rf"\b(?:{starts})\w*", re.IGNORECASE), "bold")
    console.print(Text.assemble(f"{hit.language}  ", text))
    if hit.twin:
        sure = hit.state if hit.state != "open" else f"{hit.confidence:.2f}"
        console.print(Text(f"    {' '.join(hit.twin.split())}  ({hit.kind}, {sure})"))
    where = f"    {hit.document}, sentence {hit.number}"
    console.print(Text(where + (f", {hit.date}" if hit.date else ""), style="dim"))


def history(
    store: StorePath = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show what was done to the store, the latest first; * marks what `undo` can take back."""

    def run() -> int:
        with opened(store) as corpus:
            found = corpus.history(limit)
        if as_json:
            print_json(found)
            return OK
        for one in found:
            mark = "*" if one.undoable else " "
            when = one.started[:16].replace("T", " ")
            state = "" if one.state == "done" else f" ({one.state})"
            what = one.command or one.kind
            typer.echo(f"{mark} {one.id:5}  {when}  {one.person}  {what}{state}")
            if one.summary:
                typer.echo(f"{'':27}{_counts(one.summary)}")
        return OK

    working(run)


def _counts(summary: Mapping[str, int]) -> str:
    return ", ".join(
        f"{number:,} {what.removesuffix('s') if number == 1 else what}"
        for what, number in summary.items()
    )


def undo(
    store: StorePath = DEFAULT_STORE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be taken back.")
    ] = False,
    wait: Wait = 60.0,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Take back the last thing that was done: an add, a removal, an alignment, a decision.

    Given again, it takes back the one before; the last twenty operations can be, and all decisions
    since.
    """

    def run() -> int:
        with opened(store, wait) as corpus:
            one = corpus.to_undo() if dry_run else corpus.undo()
        if as_json:
            print_json({"would_take_back" if dry_run else "took_back": one})
        elif not quiet:
            what = f"{one.command or one.kind}, {one.started[:16].replace('T', ' ')}"
            typer.echo(f"{'Would take' if dry_run else 'Took'} back: {what}")
            if one.summary:
                typer.echo(f"  {_counts(one.summary)}")
        return OK

    working(run)


CHECK_CODES = """
Exit codes: 0 the store is sound; 1 it is not, or cannot be read; 2 the command was not understood.
"""


def check(store: StorePath = DEFAULT_STORE, quiet: Quiet = False, as_json: AsJson = False) -> None:
    """Find out whether the store is sound: the file, its texts, offsets, references and beads."""

    def run() -> int:
        from corpora.store.checking import CHECKS

        with opened(store) as corpus, ProgressBars(hidden=quiet or as_json) as step:
            problems = corpus.check(step("Checking", len(CHECKS)))
        if as_json:
            print_json(problems)
        elif problems:
            for problem in problems:
                typer.echo(problem)
            typer.echo("Make a copy of the file now; then go back to the last sound one you have.")
        elif not quiet:
            typer.echo("The store is sound.")
        return FAILED if problems else OK

    working(run)
