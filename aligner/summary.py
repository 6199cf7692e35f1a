"""What a run did, for people (a table) and for scripts (JSON)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from corpora import Document

from .bead import BeadClass, Route
from .outputs import Selection
from .pipeline import AlignedPair, Alignment

if TYPE_CHECKING:
    from rich.console import Console

_EXAMPLES = 3


def as_json(
    alignment: Alignment, selection: Selection, output: str | None, units: int
) -> dict[str, Any]:
    """The summary as plain data; its keys are documented in docs/cli.md."""
    documents = list(_documents(alignment.pairs))
    return {
        "languages": list(alignment.languages),
        "output": output,
        "units": units,
        "pairs": [_pair_as_json(pair, selection) for pair in alignment.pairs],
        "left_out": [
            {"document": item.document, "why": item.why, "unreadable": item.unreadable}
            for item in alignment.left_out
        ],
        "notes": [
            {"document": document.id, "note": note}
            for document in documents
            for note in document.notes
        ],
        "repairs": [
            {
                "document": document.id,
                "rule": repair.rule,
                "before": repair.before,
                "after": repair.after,
            }
            for document in documents
            for repair in document.repairs
        ],
        "furniture": [
            {"document": document.id, "rule": line.rule, "text": line.text}
            for document in documents
            for line in document.furniture
        ],
        "other_language": [
            {"document": document.id, "language": language, "text": text}
            for pair in alignment.pairs
            for document, language, text in _in_other_language(pair)
        ],
        "searches": list(alignment.searches),
        "sentences": list(alignment.sentences),
        "sentences_embedded": alignment.embedded,
        "model": alignment.model.name,
        "signature": alignment.signature,
        "seconds": {name: round(value, 3) for name, value in alignment.seconds.items()},
    }


def _pair_as_json(pair: AlignedPair, selection: Selection) -> dict[str, Any]:
    found = _classes(pair)
    return {
        "source": pair.source.id,
        "target": pair.target.id,
        "route": str(pair.route),
        "explanation": pair.explanation,
        "score": round(pair.score, 4),
        "sentences": [len(pair.source.sentences), len(pair.target.sentences)],
        "beads": {str(kind): found[kind] for kind in BeadClass},
        "written": sum(map(selection.takes, pair.beads)),
    }


def print_summary(
    console: Console, alignment: Alignment, selection: Selection, output: str | None, units: int
) -> None:
    """The table of document pairs, what was left out and why, and what to do next."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("documents, " + " and ".join(alignment.languages), overflow="fold")
    table.add_column("route")
    for heading in ("sen-\ntences", "trans-\nlation", "partial", "related"):
        table.add_column(heading, justify="right")
    for pair in alignment.pairs:
        found = _classes(pair)
        names = Text(f"{pair.source.id}\n{pair.target.id}")
        sizes = "\n".join(str(len(document.sentences)) for document in (pair.source, pair.target))
        counts = (str(found[kind]) for kind in BeadClass)
        table.add_row(names, str(pair.route), sizes, *counts)
    if alignment.pairs:
        console.print(table)
    else:
        console.print("No documents belong together.")
    for line in _remarks(alignment, selection, output, units):
        console.print(Text(line))


def _remarks(
    alignment: Alignment, selection: Selection, output: str | None, units: int
) -> Iterable[str]:
    if alignment.left_out:
        yield "\nLeft out:"
        yield from (f"  {item.document}: {item.why}" for item in alignment.left_out)
    documents = list(_documents(alignment.pairs))
    noted = [f"  {document.id}: {note}" for document in documents for note in document.notes]
    noted += [f"  {line}" for line in alignment.searches]
    if noted:
        yield "\nNoted:"
        yield from noted
    repaired = [
        (document, repair)
        for document in documents
        for repair in document.repairs
        if repair.before.strip() and repair.after.strip()  # words, rather than spaces
    ]
    every = sum(len(document.repairs) for document in documents)
    if every:
        shown = ", ".join(
            f"{repair.before} → {repair.after} ({document.id})"
            for document, repair in repaired[:_EXAMPLES]
        )
        more = ", …" if len(repaired) > _EXAMPLES else ""
        yield f"\nRepaired in the text: {every}" + (f" ({shown}{more})" if shown else "")
    furniture = [line.text for document in documents for line in document.furniture]
    if furniture:
        shown = ", ".join(f"“{_shortened(text)}”" for text in furniture[:_EXAMPLES])
        more = ", …" if len(furniture) > _EXAMPLES else ""
        lines = "1 line" if len(furniture) == 1 else f"{len(furniture)} lines"
        yield f"Site furniture dropped: {lines} ({shown}{more})"
    quoted = [text for pair in alignment.pairs for _, _, text in _in_other_language(pair)]
    if quoted:
        shown = ", ".join(f"“{_shortened(text)}”" for text in quoted[:_EXAMPLES])
        more = ", …" if len(quoted) > _EXAMPLES else ""
        yield f"Not in their document's language, so no translations: {len(quoted)} ({shown}{more})"
    yield _outcome(alignment, selection, output, units)


def _in_other_language(pair: AlignedPair) -> Iterable[tuple[Document, str, str]]:
    """Sentences that have a twin but are not in their document's language, and their own."""
    for bead in pair.beads:
        if bead.two_sided and bead.kind is BeadClass.RELATED:
            for document, span in ((pair.source, bead.source), (pair.target, bead.target)):
                for number in span:
                    language = document.sentence_language(number)
                    if language != document.language:
                        yield document, language, document.sentence_text(number)


def _outcome(alignment: Alignment, selection: Selection, output: str | None, units: int) -> str:
    found: Counter[BeadClass] = Counter()
    for pair in alignment.pairs:
        found.update(_classes(pair))
    seconds = sum(alignment.seconds.values())
    sentences = " + ".join(str(count) for count in alignment.sentences)
    done = f"\n{sentences} sentences, {units} units"
    done += f" written to {output}" if output else ", nothing written (dry run)"
    done += f", {seconds:.1f} s"
    kept_back = {kind: found[kind] for kind in BeadClass if kind not in selection.kinds}
    rest = {kind: count for kind, count in kept_back.items() if count}
    if alignment.pairs and all(pair.route is Route.UNRELATED for pair in alignment.pairs):
        done += "\nThey speak of different things. If you know better: --route comparable"
    elif not units:
        done += "\nNothing here is sure enough to be called a translation."
    if rest:
        counts = " and ".join(f"{count} {kind}" for kind, count in rest.items())
        done += f"\nNot written: {counts}. To have them too: --include {','.join(rest)}"
    return done


def _classes(pair: AlignedPair) -> Counter[BeadClass]:
    return Counter(bead.kind for bead in pair.beads if bead.kind)


def _documents(pairs: Iterable[AlignedPair]) -> Iterable[Document]:
    for pair in pairs:
        yield pair.source
        yield pair.target


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
