"""`egiz inspect`: an alignment in the terminal, for people (tables) and for scripts (JSON)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ..bead import BeadClass
from .model import BeadView, Inspected, PairView

if TYPE_CHECKING:
    from rich.console import Console

BINS = 10
_BAR = 40
_MOST_DOCUMENTS = 15
_COLOURS = {"translation": "blue", "partial": "yellow", "related": "magenta", "none": "white"}
Found = tuple[PairView, BeadView]


def selected(
    inspected: Inspected, document: str | None = None, kinds: frozenset[BeadClass] | None = None
) -> Inspected:
    """What of it belongs to a document and to some classes.

    Args:
        inspected: all of it.
        document: a part of the name of either document, or a pattern with ``*`` and ``?``.
        kinds: classes; None for all, and for beads without one.
    """
    pairs = []
    for pair in inspected.pairs:
        if document is None or any(_names(d.name, document) for d in pair.documents):
            beads = tuple(b for b in pair.beads if kinds is None or b.kind in kinds)
            pairs.append(replace(pair, beads=beads))
    return replace(inspected, pairs=tuple(pair for pair in pairs if pair.beads))


def worst_first(inspected: Inspected) -> list[Found]:
    """All beads, the least confidence first; those without one last."""
    return sorted(
        inspected.beads(), key=lambda found: (found[1].confidence is None, found[1].confidence)
    )


def as_json(inspected: Inspected, most: int | None = None) -> dict[str, Any]:
    """All figures and beads as plain data; the keys are documented in docs/inspecting.md."""
    found = worst_first(inspected)
    beads = [bead for _, bead in found]
    return {
        "file": inspected.name,
        "languages": list(inspected.languages),
        "signature": inspected.signature,
        "count": len(found),
        "classes": dict(_kinds(beads)),
        "histogram": _bins(beads),
        "documents": [
            {
                "source": pair.documents[0].name,
                "target": pair.documents[1].name,
                "route": pair.route,
                "count": len(pair.beads),
                "classes": dict(_kinds(pair.beads)),
                "confidence": _mean(pair.beads),
            }
            for pair in inspected.pairs
        ],
        "pairs": [_bead_as_json(pair, bead) for pair, bead in found[:most]],
    }


def _bead_as_json(pair: PairView, bead: BeadView) -> dict[str, Any]:
    return {
        "number": bead.number,
        "class": bead.kind and str(bead.kind),
        "confidence": bead.confidence,
        "similarity": bead.similarity,
        "margin": bead.margin,
        "route": bead.route,
        "reason": bead.reason,
        "state": str(bead.state),
        "by": bead.by,
        "comment": bead.comment,
        "sides": [
            {
                "document": document.name,
                "sentences": [span[0], span[-1]] if span else None,
                "text": text,
            }
            for document, span, text in zip(pair.documents, bead.spans, bead.texts, strict=True)
        ],
    }


def print_inspection(console: Console, inspected: Inspected, most: int = 20) -> None:
    """The histogram of confidences, the documents, and the worst pairs with their reasons."""
    from rich.text import Text

    found = worst_first(inspected)
    beads = [bead for _, bead in found]
    console.print(Text(f"{inspected.name}: {_counted(len(beads), 'pair')}", style="bold"))
    kinds = _kinds(beads)
    if kinds:
        console.print(Text(", ".join(f"{count} {kind}" for kind, count in kinds.items())))
    if not beads:
        console.print("Nothing here is what was asked for.")
        return
    console.print()
    _print_histogram(console, beads)
    console.print()
    _print_documents(console, inspected.pairs)
    console.print()
    _print_worst(console, found[:most])
    if len(found) > most:
        console.print(f"… and {len(found) - most} more (--limit {len(found)} shows all)")


def _print_histogram(console: Console, beads: Sequence[BeadView]) -> None:
    from rich.table import Table
    from rich.text import Text

    bins = _bins(beads)
    highest = max((b["count"] for b in bins), default=0) or 1
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("confidence")
    table.add_column("pairs", justify="right")
    table.add_column("")
    for b in bins:
        bar = Text()
        left = max(round(b["count"] / highest * _BAR), 1) if b["count"] else 0
        parts = list(b["classes"].items())
        for place, (kind, count) in enumerate(parts):
            last = place == len(parts) - 1
            width = left if last else min(round(count / highest * _BAR), left)
            bar.append("█" * width, style=_COLOURS[kind])
            left -= width
        table.add_row(f"{b['low']:.1f}–{b['high']:.1f}", str(b["count"]), bar)
    console.print(table)
    unknown = sum(bead.confidence is None for bead in beads)
    if unknown:
        console.print(f"Without a confidence: {unknown}")


def _print_documents(console: Console, pairs: Sequence[PairView]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("documents", overflow="fold", ratio=1)
    table.add_column("route")
    for heading in ("trans-\nlation", "partial", "related", "mean con-\nfidence"):
        table.add_column(heading, justify="right")
    means = [(_mean(pair.beads), pair) for pair in pairs]
    means.sort(key=lambda found: math.inf if found[0] is None else found[0])
    for mean, pair in means[:_MOST_DOCUMENTS]:
        counts = (str(pair.classes[kind]) for kind in BeadClass)
        names = Text("\n".join(document.name or "–" for document in pair.documents))
        table.add_row(names, pair.route, *counts, "–" if mean is None else f"{mean:.2f}")
    console.print(table)
    if len(pairs) > _MOST_DOCUMENTS:
        console.print(f"… and {_counted(len(pairs) - _MOST_DOCUMENTS, 'surer pair')} of documents")


def _print_worst(console: Console, found: Iterable[Found]) -> None:
    from rich.text import Text

    console.print(Text("The least sure first", style="bold"))
    for pair, bead in found:
        sure = "  – " if bead.confidence is None else f"{bead.confidence:4.2f}"
        kind = str(bead.kind or "no class")
        colour = _COLOURS[str(bead.kind or "none")]
        head = Text.assemble((sure, "bold"), "  ", (kind, colour), f"  {bead.reason}")
        if bead.state != "open":
            head.append(f"  [{bead.state}{f' by {bead.by}' if bead.by else ''}]", style="bold")
        console.print(head)
        for document, span, text in zip(pair.documents, bead.spans, bead.texts, strict=True):
            place = document.name + (f":{span[0]}" if span else "")
            console.print(Text.assemble("      ", (place, "dim"), f"  {text}" if place else text))


def _bins(beads: Iterable[BeadView]) -> list[dict[str, Any]]:
    counts = [Counter[str]() for _ in range(BINS)]
    for bead in beads:
        if bead.confidence is not None:
            counts[min(int(bead.confidence * BINS), BINS - 1)][str(bead.kind or "none")] += 1
    return [
        {
            "low": number / BINS,
            "high": (number + 1) / BINS,
            "count": count.total(),
            "classes": {kind: count[kind] for kind in _COLOURS if count[kind]},
        }
        for number, count in enumerate(counts)
    ]


def _kinds(beads: Iterable[BeadView]) -> dict[str, int]:
    found = Counter(str(bead.kind or "none") for bead in beads)
    return {kind: found[kind] for kind in _COLOURS if found[kind]}


def _mean(beads: Iterable[BeadView]) -> float | None:
    known = [bead.confidence for bead in beads if bead.confidence is not None]
    return round(sum(known) / len(known), 4) if known else None


def _names(name: str, wanted: str) -> bool:
    if set(wanted) & set("*?["):
        return fnmatchcase(name.casefold(), wanted.casefold())
    return wanted.casefold() in name.casefold()


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
