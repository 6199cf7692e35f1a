"""`egiz corpus clean`: the clean text of documents, or each repair and each dropped line."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..options import (
    AsJson,
    Encoding,
    KeepFurniture,
    Lines,
    Output,
    SkipRepair,
    repairs_to_skip,
)
from ..shell import OK, PARTIAL, ProgressBars, guarded

if TYPE_CHECKING:
    from corpora import Document

_DROPPED = "\0"  # stands where something was dropped; no cleaned text has it


def clean(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A document, or a folder of them.")],
    explain: Annotated[
        bool, typer.Option("--explain", help="List each repair and each dropped line instead.")
    ] = False,
    output: Output = None,
    skip_repair: SkipRepair = None,
    lines: Lines = False,
    keep_furniture: KeepFurniture = False,
    encoding: Encoding = None,
    as_json: AsJson = False,
) -> None:
    """Print the clean text of documents, or explain what cleaning does to them.

    Explained are the repairs, each with its name, place, and what stood and stands there, and the
    lines that are the web site's and not the report's. Places are lines and columns of the text
    as it came in, from 1; --json gives offsets, by which the plan can be replayed.
    """
    skipped = repairs_to_skip(skip_repair)

    def run() -> int:
        import aligner.memories  # noqa: F401 - registers its reader
        from aligner.errors import InputError
        from corpora import CorpusError, ReadOptions, find_documents, mark_repeated, read_documents
        from tmx import atomic_output

        options = ReadOptions(
            encoding=encoding, lines=lines, keep_furniture=keep_furniture, skip_repairs=skipped
        )
        files = find_documents(path)
        if output is not None and output.resolve() in {file.resolve() for file in files}:
            raise InputError(f"{output}: would replace an input. Choose another name")
        read: list[Document] = []
        failed = 0
        with ProgressBars(hidden=False) as step:
            advance = step("Reading", len(files))
            for file in files:
                name = str(file.relative_to(path)) if path.is_dir() else file.name
                try:
                    read += read_documents(file, options, id=name)
                except CorpusError as error:
                    if len(files) == 1:
                        raise
                    typer.echo(f"egiz: {error}", err=True)
                    failed += 1
                advance(1)
        documents = mark_repeated(read, options)
        if as_json:
            told = json.dumps([_as_data(d) for d in documents], ensure_ascii=False, indent=1) + "\n"
        elif explain:
            told = "\n".join(_explained(document) for document in documents)
        else:
            told = "\n".join(_report(document) for document in documents)
        if output is None:
            typer.echo(told, nl=False)
        else:
            with atomic_output(output) as out:
                out.write(told)
        return PARTIAL if failed else OK

    guarded(run)


def _report(document: Document) -> str:
    """The clean text without what is dropped of it; no line is left empty by that."""
    parts: list[str] = []
    done = 0
    for line in document.furniture:
        parts += (document.text[done : line.start], _DROPPED)
        done = line.end
    lines = "".join((*parts, document.text[done:])).split("\n")
    left = [line.replace(_DROPPED, "").strip() if _DROPPED in line else line for line in lines]
    kept = [new for new, old in zip(left, lines, strict=True) if new or not old.strip()]
    return "\n".join(kept).strip("\n") + "\n"


def _explained(document: Document) -> str:
    """Repairs and dropped lines, one a line, and how many of each kind."""
    out = [f"{document.id}:"]
    out += [f"Note: {note}" for note in document.notes]
    if document.repairs:
        out.append("Repaired:")
        out += [
            f"  {place}  {r.rule}: {_shown(r.before)} → {_shown(r.after)}"
            for place, r in zip(_places(document), document.repairs, strict=True)
        ]
    if document.furniture:
        out.append("Dropped as the site's, not the report's:")
        out += [f"  {line.rule}: {line.text}" for line in document.furniture]
    for what, rules in (
        ("Repairs", (rule for r in document.repairs for rule in r.rule.split("+"))),
        ("Lines dropped", (line.rule for line in document.furniture)),
    ):
        counts = Counter(rules)
        by_rule = ", ".join(f"{rule} {count}" for rule, count in counts.most_common())
        out.append(f"{what}: {counts.total()}" + (f" ({by_rule})" if by_rule else ""))
    return "\n".join(out) + "\n"


def _places(document: Document) -> list[str]:
    """Line and column of each repair in the text as it came in."""
    places = []
    line, column = 1, 1
    clean_at = raw_at = 0
    for repair in document.repairs:
        between = document.text[clean_at : clean_at + repair.start - raw_at]
        line, column = _moved(line, column, between)
        places.append(f"{line}:{column}")
        line, column = _moved(line, column, repair.before)
        clean_at += len(between) + len(repair.after)
        raw_at = repair.end
    return places


def _moved(line: int, column: int, over: str) -> tuple[int, int]:
    breaks = over.count("\n")
    return line + breaks, (len(over) - over.rfind("\n") if breaks else column + len(over))


def _shown(text: str) -> str:
    """A text with what cannot be seen written out."""
    text = text.replace("\n", "⏎")
    return '"' + "".join(ch if ch.isprintable() else f"\\u{ord(ch):04x}" for ch in text) + '"'


def _as_data(document: Document) -> dict[str, object]:
    return {
        "document": document.id,
        "language": document.language,
        "encoding": document.encoding,
        "repairs": [
            {
                "rule": repair.rule,
                "start": repair.start,
                "end": repair.end,
                "before": repair.before,
                "after": repair.after,
            }
            for repair in document.repairs
        ],
        "furniture": [
            {"rule": line.rule, "start": line.start, "end": line.end, "text": line.text}
            for line in document.furniture
        ],
        "text": document.text,
    }
