"""`egiz corpus init`, `add`, `list`, `show`, `remove`: documents into a store, and out of it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..options import Encoding, KeepFurniture, Lines, Quiet, SkipRepair, repairs_to_skip
from ..shell import OK, PARTIAL, ProgressBars
from .shared import (
    DEFAULT_STORE,
    AsJson,
    Language,
    Name,
    Publisher,
    Since,
    StorePath,
    Tags,
    Until,
    Wait,
    chosen,
    counted,
    line_of,
    opened,
    print_json,
    working,
)

if TYPE_CHECKING:
    from corpora.store import AddOptions, AddReport, Store

_SHOWN = 5  # names told of a kind


def init(
    store: StorePath = DEFAULT_STORE,
    source_lang: Annotated[str, typer.Option(help="Language that is translated from.")] = "kk",
    target_lang: Annotated[str, typer.Option(help="Language that is translated into.")] = "ru",
    as_json: AsJson = False,
) -> None:
    """Make a new corpus store: one file that holds documents, alignments and decisions."""
    if source_lang == target_lang:
        raise typer.BadParameter("the two languages are the same")

    def run() -> int:
        from corpora.store import Store

        with Store.create(store, (source_lang, target_lang)) as made:
            if as_json:
                print_json({"store": made.path, "languages": [source_lang, target_lang]})
                return OK
            typer.echo(f"Made {made.path}, for {source_lang} and {target_lang}.")
            where = "" if store == DEFAULT_STORE else f" --store {store}"
            typer.echo(f"Next: egiz corpus add{where} FOLDER")
        return OK

    working(run)


def add(
    places: Annotated[
        list[str], typer.Argument(metavar="PLACE", help="Files, folders, patterns like 'a/*.html'.")
    ],
    store: StorePath = DEFAULT_STORE,
    tag: Annotated[
        list[str] | None, typer.Option(help="A free word to put on them; may be given again.")
    ] = None,
    publisher: Annotated[str, typer.Option(help="Who published them.")] = "",
    licence: Annotated[str, typer.Option(help="Under which licence they may be used.")] = "",
    date: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the reports; else as the files say."),
    ] = None,
    source_link: Annotated[str, typer.Option(help="Link to the report; else as it says.")] = "",
    lang: Annotated[str | None, typer.Option(help="Their language; else recognised.")] = None,
    encoding: Encoding = None,
    lines: Lines = False,
    keep_furniture: KeepFurniture = False,
    skip_repair: SkipRepair = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read files anew that have not changed.")
    ] = False,
    wait: Wait = 60.0,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Put reports into the store; what is there as it is costs nothing.

    A changed file gives a new version of its document, and the old one is kept. A file that was
    moved stays the same document; a second copy is no second document.
    """
    skipped = repairs_to_skip(skip_repair)

    def run() -> int:
        import aligner.memories  # noqa: F401 - registers its reader
        from corpora import ReadOptions
        from corpora.store import AddOptions
        from corpora.store.adding import add as add_files
        from corpora.store.adding import find_files

        reading = ReadOptions(
            language=lang,
            encoding=encoding,
            lines=lines,
            keep_furniture=keep_furniture,
            skip_repairs=skipped,
        )
        options: AddOptions = AddOptions(
            reading=None if reading == ReadOptions() else reading,
            date=date.date() if date else None,
            source=source_link,
            publisher=publisher,
            licence=licence,
            tags=frozenset(tag or ()),
            again=again,
        )
        with opened(store, wait) as corpus, ProgressBars(hidden=quiet or as_json) as step:
            files = [file for file in find_files(places) if not _is_store(file.path, corpus)]
            advance = step("Adding", len(files))
            with corpus.operation("add") as operation:
                report = add_files(operation, files, options, advance)
            languages = corpus.languages
        if as_json:
            print_json(report)
        elif not quiet:
            _tell(report, languages)
        return PARTIAL if report.left_out else OK

    working(run)


def _is_store(path: Path, corpus: Store) -> bool:
    return path.name.startswith(corpus.path.name) and path.parent == corpus.path.resolve().parent


def _tell(report: AddReport, languages: tuple[str, str]) -> None:
    for names, what in (
        (report.added, "added"),
        (report.updated, "changed: a new version of each, the old ones are kept"),
        ([name for _, name in report.moved], "moved"),
        (report.described, "there already, described anew"),
        (report.unchanged, "there already, unchanged"),
        (report.cleaned, "there already, rid of lines that new pages of their site have too"),
    ):
        if names:
            typer.echo(f"{counted(len(names), 'document')} {what}")
    for path, name in report.duplicates[:_SHOWN]:
        typer.echo(f"Not added, the same as {name}: {path}")
    if len(report.duplicates) > _SHOWN:
        typer.echo(f"… and {len(report.duplicates) - _SHOWN:,} more copies")
    for path, why in report.left_out:
        typer.echo(f"Left out: {path}: {why}")
    others = {tag: n for tag, n in report.languages.items() if tag not in languages}
    if others:
        told = ", ".join(f"{number:,} in {tag}" for tag, number in sorted(others.items()))
        typer.echo(
            f"{counted(sum(others.values()), 'document')} in neither {' nor '.join(languages)},"
            f" not to be aligned: {told} (--lang says otherwise)"
        )
    if report.sentences:
        typer.echo(f"{counted(report.sentences, 'sentence')} of report text")
        typer.echo("Next: egiz corpus align")


def list_(
    store: StorePath = DEFAULT_STORE,
    tag: Tags = None,
    publisher: Publisher = None,
    since: Since = None,
    until: Until = None,
    name: Name = None,
    lang: Language = None,
    removed: Annotated[
        bool, typer.Option("--removed", help="Those taken out, instead of those that are in.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List documents: language, date, sentences, name, tags."""

    def run() -> int:
        wanted = chosen(
            language=lang,
            tags=tag,
            publisher=publisher,
            since=since,
            until=until,
            name=name,
            removed=removed,
        )
        with opened(store) as corpus:
            found = corpus.documents(wanted)
        if as_json:
            print_json(found)
            return OK
        if found:
            typer.echo("\n".join(map(line_of, found)))
        typer.echo(
            f"{counted(len(found), 'document')},"
            f" {counted(sum(record.sentences for record in found), 'sentence')}"
        )
        return OK

    working(run)


def show(
    document: Annotated[str, typer.Argument(help="Name or path of a document.")],
    store: StorePath = DEFAULT_STORE,
    version: Annotated[
        int | None, typer.Option(min=1, help="An older version, by its number.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print its clean text only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a document: what is known of it, its versions, its sentences with their twins."""

    def run() -> int:
        with opened(store) as corpus:
            if text:
                typer.echo(corpus.text(document, version).text)
            elif as_json:
                print_json(_as_data(corpus, document, version))
            else:
                _print_document(corpus, document, version)
        return OK

    working(run)


def _as_data(corpus: Store, wanted: str, version: int | None) -> dict[str, object]:
    record = corpus.document(wanted)
    shown = corpus.text(record.id, version)
    pairs = corpus.pairs(record.id)
    return {
        "document": record,
        "versions": corpus.versions(record.id),
        "sentences": [
            {"number": number, "start": s.start, "end": s.end, "text": shown.text[s.start : s.end]}
            for number, s in enumerate(shown.sentences)
            if s.end > s.start and not s.furniture
        ],
        "pairs": [{"pair": pair, "beads": corpus.beads(pair.id)} for pair in pairs],
    }


def _print_document(corpus: Store, wanted: str, version: int | None) -> None:
    record = corpus.document(wanted)
    shown = corpus.text(record.id, version)
    for what, value in (
        ("Name", record.name),
        ("File", record.path),
        ("Language", shown.language),
        ("Title", shown.title),
        ("Date", record.date),
        ("Link", record.source),
        ("Author", record.author),
        ("Publisher", record.publisher),
        ("Licence", record.licence),
        ("Tags", ", ".join(record.tags)),
        ("Taken out", record.removed and record.removed[:19].replace("T", " ")),
    ):
        if value:
            typer.echo(f"{what:10} {value}")
    versions = ", ".join(
        f"{v.number}{'*' if v.current else ''} ({v.made[:10]}, {counted(v.sentences, 'sentence')})"
        for v in corpus.versions(record.id)
    )
    typer.echo(f"{'Versions':10} {versions}")
    pairs = corpus.pairs(record.id)
    for pair in pairs:
        other = pair.target if pair.source_id == record.id else pair.source
        typer.echo(f"{'Pair':10} {other}: {pair.explanation}")
    twins = {} if version else _twins(corpus, record.id)
    typer.echo()
    for number, sentence in enumerate(shown.sentences):
        if sentence.end > sentence.start and not sentence.furniture:
            typer.echo(f"{number:5}  {_line(shown.text[sentence.start : sentence.end])}")
            if number in twins:
                typer.echo(f"       {twins[number]}")


def _twins(corpus: Store, number: int) -> dict[int, str]:
    """Last sentence of a bead → what stands beside it, and how surely."""
    out = {}
    for pair in corpus.pairs(number):
        own, other = ("source", "target") if pair.source_id == number else ("target", "source")
        texts = corpus.sentences(pair.target_id if own == "source" else pair.source_id)
        for bead in corpus.beads(pair.id):
            if not bead.two_sided or not (bead.kind or bead.human):
                continue
            beside = getattr(bead, f"{other}_text") or " ".join(
                texts.get(n, "") for n in getattr(bead, other)
            )
            state = f"{bead.state} by {bead.decided_by}" if bead.human else f"{bead.confidence:.2f}"
            out[getattr(bead, own)[-1]] = f"{_line(beside)}  ({bead.kind or 'given'}, {state})"
    return out


def _line(text: str) -> str:
    return " ".join(text.split())


def tag(
    documents: Annotated[list[str], typer.Argument(help="Names or paths of documents.")],
    store: StorePath = DEFAULT_STORE,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", help="Put this tag on; can be given more than once."),
    ] = None,
    take: Annotated[
        list[str] | None, typer.Option("--take", help="Take this tag off; likewise.")
    ] = None,
    wait: Wait = 60.0,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Put tags on documents, or take them off; `undo` takes it back."""
    if not (add or take):
        raise typer.BadParameter("say which tags (--add, --take)")

    def run() -> int:
        with opened(store, wait) as corpus:
            found = corpus.set_tags(documents, add or (), take or ())
        if as_json:
            print_json({"tagged": found})
        elif not quiet:
            typer.echo("\n".join(map(line_of, found)))
        return OK

    working(run)


def remove(
    documents: Annotated[list[str], typer.Argument(help="Names or paths of documents.")],
    store: StorePath = DEFAULT_STORE,
    for_good: Annotated[
        bool,
        typer.Option(
            "--for-good",
            help="Delete their texts, versions and decisions for ever.",
        ),
    ] = False,
    wait: Wait = 60.0,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Take documents out of the corpus; `undo` brings them back, and so does adding them again.

    Files are left alone. Texts and decisions stay in the store until then, unless --for-good
    deletes them; with them goes what would undo earlier operations.
    """

    def run() -> int:
        with opened(store, wait) as corpus:
            found = corpus.forget(documents) if for_good else corpus.remove(documents)
        if as_json:
            print_json({"deleted" if for_good else "taken_out": found})
        elif not quiet:
            for record in found:
                typer.echo(f"{'Deleted' if for_good else 'Taken out'}: {record.name}")
            if not for_good:
                typer.echo("To have them back: egiz corpus undo")
        return OK

    working(run)
