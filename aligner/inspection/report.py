"""`egiz report`: an alignment as one page that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tmx

from ..errors import OutputError
from .dots import Dots, dots_of
from .messages import messages
from .model import BeadView, Inspected, PairView, State
from .order import Gap, Row, reading_order
from .templates import SIGNS, asset, environment, kind_name

BINS = 20
_BLOCK = 50
# What a browser takes for the height of rows that it has not laid out yet: lines of so many
# characters, pixels a line and a row on a wide screen; in steps, since the page's policy allows no
# styles in its elements.
_LINE, _LINE_HIGH, _ROW_HIGH, _STEP, _HIGHEST = 55, 23, 14, 150, 60


@dataclass(frozen=True, slots=True)
class Section:
    """A document pair on the page.

    Attributes:
        number: from 1.
        pair: what is shown.
        blocks: its rows, as many at a time as a browser lays out at once.
        dots: the plot.
        mean: of the confidences; None where there are none.
    """

    number: int
    pair: PairView
    blocks: tuple[Sequence[Row], ...]
    dots: Dots | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram.

    Attributes:
        low: least confidence in it.
        parts: class, count, and where it begins and how high it is as parts of the highest bar.
    """

    low: float
    parts: tuple[tuple[str, int, float, float], ...]


def write_report(inspected: Inspected, path: Path, language: str = "en") -> int:
    """Write the page, whole or not at all.

    Args:
        inspected: what is shown.
        path: of the page.
        language: of its words: see `messages.LANGUAGES`.

    Returns:
        How many beads it shows.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        with tmx.atomic_output(path) as file:
            for part in report_parts(inspected, language):
                file.write(part)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}). Choose another place"
        ) from error
    return sum(len(pair.beads) for pair in inspected.pairs)


def report_parts(inspected: Inspected, language: str = "en") -> Iterator[str]:
    """The page piece by piece."""
    t = messages(language)
    beads = [bead for _, bead in inspected.beads()]
    script, style = (asset("report", f"report.{kind}") for kind in ("js", "css"))
    style += "".join(f".h{n}{{--high:{n * _STEP}}}" for n in range(1, _HIGHEST + 1))
    told: dict[str, Any] = {
        "t": t,
        "of": inspected,
        "version": version("egiz"),
        "sections": (_section(number, pair) for number, pair in enumerate(inspected.pairs, 1)),
        "names": [_names(pair) for pair in inspected.pairs],
        "count": len(beads),
        "kinds": {name: n for name in SIGNS if (n := Counter(map(kind_name, beads))[name])},
        "states": Counter(bead.state for bead in beads if bead.state is not State.OPEN),
        "unsure": sum(bead.confidence is None for bead in beads),
        "bars": histogram(beads),
        "sentences": [
            sum(c for pair in inspected.pairs if (c := pair.documents[side].count) is not None)
            for side in (0, 1)
        ],
        "signs": SIGNS,
        "script": script,
        "style": style,
        "policy": _policy(script, style),
    }
    stream = environment("report", height=_height).get_template("report.html").stream(told)
    stream.enable_buffering(200)
    yield from stream


def histogram(beads: Sequence[BeadView]) -> tuple[Bar, ...]:
    """How many beads of which class have which confidence, in bins of equal width."""
    counts = [Counter[str]() for _ in range(BINS)]
    for bead in beads:
        if bead.confidence is not None:
            counts[min(int(bead.confidence * BINS), BINS - 1)][kind_name(bead)] += 1
    highest = max((count.total() for count in counts), default=0) or 1
    bars = []
    for number, count in enumerate(counts):
        parts, at = [], 0.0
        for name in SIGNS:
            height = count[name] / highest
            if height:
                parts.append((name, count[name], at, height))
            at += height
        bars.append(Bar(number / BINS, tuple(parts)))
    return tuple(bars)


def _section(number: int, pair: PairView) -> Section:
    rows = reading_order(pair)
    blocks = tuple(rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK))
    known = [bead.confidence for bead in pair.beads if bead.confidence is not None]
    mean = sum(known) / len(known) if known else None
    return Section(number, pair, blocks, dots_of(pair), mean)


def _height(rows: Sequence[Row]) -> int:
    """About how high rows are, in steps."""
    pixels = 0
    for row in rows:
        texts = (row.item.text,) if isinstance(row.item, Gap) else row.item.texts
        pixels += _ROW_HIGH + _LINE_HIGH * (1 + max(map(len, texts)) // _LINE)
    return min(max(round(pixels / _STEP), 1), _HIGHEST)


def _names(pair: PairView) -> tuple[str, str] | None:
    source, target = (document.name for document in pair.documents)
    return (source, target) if source or target else None


def _policy(script: str, style: str) -> str:
    """What the page may do: run its own script, use its own style, and nothing else."""
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (script, style)
    ]
    return (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
