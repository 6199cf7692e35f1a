"""The map of topics for people (tables) and for scripts (JSON)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..gather import LANGUAGE_NAMES
from .describe import Side, Topic

if TYPE_CHECKING:
    from rich.console import Console

    from ..pipeline import Embedded

_ROWS = 20
_DOCUMENTS = 2


def as_json(embedded: Embedded, topics: Sequence[Topic]) -> dict[str, Any]:
    """The map as plain data; its keys are documented in docs/topics.md."""
    languages = embedded.gathered.languages
    return {
        "languages": list(languages),
        "topics": [
            {
                "number": topic.number,
                "overlapping": topic.overlapping,
                "strength": topic.strength,
                "sides": [
                    {
                        "language": language,
                        "label": list(side.label),
                        "passages": side.passages,
                        "sentences": side.sentences,
                        "share": round(side.share, 4),
                        "documents": [
                            {"document": document, "sentences": sentences}
                            for document, sentences in side.documents
                        ],
                    }
                    for language, side in zip(languages, topic.sides, strict=True)
                ],
            }
            for topic in topics
        ],
        "left_out": [
            {"document": item.document, "why": item.why, "unreadable": item.unreadable}
            for item in embedded.gathered.left_out
        ],
        "sentences": [len(pool) for pool in embedded.corpus.pools],
        "sentences_embedded": embedded.corpus.embedded,
        "model": embedded.model.name,
        "seconds": {name: round(value, 3) for name, value in embedded.seconds.items()},
    }


def print_topics(console: Console, embedded: Embedded, topics: Sequence[Topic]) -> None:
    """What both sides speak of, then what only one of them does, and what was left out."""
    from rich.text import Text

    languages = embedded.gathered.languages
    both = [topic for topic in topics if topic.overlapping]
    if both:
        console.print("Both sides speak of", style="bold")
        _print_table(console, both, languages, (0, 1))
    else:
        console.print("There is nothing that both sides speak of.")
    for side, language in enumerate(languages):
        alone = [t for t in topics if not t.overlapping and _larger(t) == side]
        if alone:
            name = LANGUAGE_NAMES.get(language, language)
            console.print(f"\nOnly or nearly only the {name} side speaks of", style="bold")
            _print_table(console, alone, languages, (side,))
    for item in embedded.gathered.left_out:
        console.print(Text(f"\nLeft out: {item.document}: {item.why}"))
    counts = " + ".join(str(len(pool)) for pool in embedded.corpus.pools)
    seconds = sum(embedded.seconds.values())
    said = f"{_counted(len(topics), 'topic')}, {len(both)} of them shared"
    console.print(f"\n{counts} sentences, {said}, {seconds:.1f} s")


def _print_table(
    console: Console, topics: Sequence[Topic], languages: Sequence[str], sides: Iterable[int]
) -> None:
    from rich.table import Table
    from rich.text import Text

    shown = tuple(sides)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("topic, " + " and ".join(languages[side] for side in shown), overflow="fold")
    table.add_column("share", justify="right")
    table.add_column("documents", overflow="fold")
    for topic in topics[:_ROWS]:
        for part in (topic.sides[side] for side in shown):
            label = Text(", ".join(part.label) or "–")
            table.add_row(label, f"{part.share:.0%}", Text(_documents(part)))
    console.print(table)
    if len(topics) > _ROWS:
        console.print(f"… and {_counted(len(topics) - _ROWS, 'smaller topic')} (--json has all)")


def _documents(side: Side) -> str:
    names = [_shortened(document) for document, _ in side.documents[:_DOCUMENTS]]
    more = len(side.documents) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _larger(topic: Topic) -> int:
    """The side that speaks more of it."""
    return 0 if topic.sides[0].share >= topic.sides[1].share else 1


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _shortened(name: str) -> str:
    return name if len(name) <= 36 else "…" + name[-35:]
