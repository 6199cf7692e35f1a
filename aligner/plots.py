"""Pictures of figures: F1 by document, confidences, and whether they are what they say.

matplotlib takes a second to import, so import this module only where a picture is wanted.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator, PercentFormatter

import tmx

from .bead import BeadClass
from .errors import OutputError
from .evaluation import Bin, Calibration, DocumentScore, Evaluation, calibrate
from .evaluation import figure as text_of

FORMS = (".svg", ".png")
MOST_BARS = 40
_DARK, _LIGHT, _GREY = "#1f5a86", "#9cc3de", "#767676"
_KINDS = {
    BeadClass.TRANSLATION: (_DARK, ""),
    BeadClass.PARTIAL: ("#d98a00", "//"),
    BeadClass.RELATED: ("#a06bb0", ".."),
    None: (_GREY, "xx"),
}
"""Colour and hatching of each class: told apart without colour, too."""
_STYLE: Any = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "svg.hashsalt": "egiz",  # the same figures give the same bytes
}


def check_form(path: Path) -> None:
    """Find out before the work whether a picture of this name can be made.

    Raises:
        OutputError: the suffix is none of FORMS.
    """
    if path.suffix.lower() not in FORMS:
        raise OutputError(f"{path}: pictures are SVG or PNG. Call it {path.stem}.svg or .png")


def reliability_diagram(
    confidences: Sequence[float], hits: Sequence[float], path: Path | str
) -> None:
    """Draw how much is right of what has which confidence, and how much has it.

    Args:
        confidences: of each unit, 0…1; at least one.
        hits: of each unit, 1 if it is right, 0 if not, or the share of it that is.
        path: of the picture, .svg or .png.

    Raises:
        OutputError: the picture cannot be written, or has another suffix.
        ValueError: a confidence is not within 0…1, or the two are not of one length.
    """
    with matplotlib.rc_context(_STYLE):
        figure = _figure(5.4, 6.6)
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        _draw_reliability(above, below, calibrate(confidences, hits))
        _save(figure, Path(path))


def draw_evaluation(evaluation: Evaluation, path: Path | str) -> None:
    """Draw F1 by document, and the reliability of the confidences if there are any.

    Of more than MOST_BARS documents the worst are shown.

    Raises:
        OutputError: the picture cannot be written, or has another suffix.
    """
    scores = list(evaluation.documents)
    measure, *_ = evaluation.pooled.counts
    if len(scores) > MOST_BARS:
        worst = sorted(scores, key=lambda score: score.counts[measure].f1)[:MOST_BARS]
        scores = [score for score in scores if score in worst]
        title = f"F1 of the {MOST_BARS} weakest of {len(evaluation.documents)} documents"
    else:
        title = "F1 by document"
    if len(evaluation.documents) > 1:
        scores.insert(0, evaluation.pooled)
    bars = len(scores) * len(evaluation.pooled.counts)
    calibration = evaluation.calibration
    height = max(0.9 + 0.24 * bars + 0.12 * len(scores), 5.6 if calibration else 1.8)
    with matplotlib.rc_context(_STYLE):
        figure = _figure(11.4 if calibration else 6.4, height)
        if calibration:
            halves: Any = figure.subfigures(1, 2, width_ratios=(1.1, 1))
            left, right = halves
            rest = max(height - 6.5, 0.01)  # a long list of bars does not stretch the diagram
            above, below, spare = right.subplots(3, 1, height_ratios=(4.2, 1.6, rest))
            spare.set_axis_off()
            above.sharex(below)
            above.tick_params(labelbottom=False)
            _draw_reliability(above, below, calibration)
            _draw_f1(left.subplots(), scores, title, least_rows=16)
        else:
            _draw_f1(figure.subplots(), scores, title)
        _save(figure, Path(path))


def draw_confidences(beads: Iterable[tuple[BeadClass | None, float | None]], path: Path) -> None:
    """Draw how many beads of which class have which confidence.

    Args:
        beads: class and confidence (0…1) of each; those without a confidence are counted.
        path: of the picture, .svg or .png.

    Raises:
        OutputError: the picture cannot be written, or has another suffix.
    """
    known: dict[BeadClass | None, list[float]] = {}
    unknown = 0
    for kind, confidence in beads:
        if confidence is None:
            unknown += 1
        else:
            known.setdefault(kind, []).append(confidence)
    kinds = [kind for kind in (*BeadClass, None) if kind in known]
    with matplotlib.rc_context(_STYLE):
        figure = _figure(6.4, 3.6)
        axes = figure.subplots()
        drawn = axes.hist(
            [known[kind] for kind in kinds] or [[]],
            bins=[step / 20 for step in range(21)],
            stacked=True,
            rwidth=0.92,
            color=[_KINDS[kind][0] for kind in kinds] or None,
            label=[str(kind or "no class") for kind in kinds] or None,
        )
        for kind, patches in zip(kinds, _containers(drawn[2], len(kinds)), strict=True):
            for patch in patches:
                patch.set_hatch(_KINDS[kind][1])
                patch.set_edgecolor("white")
        axes.set_xlim(0, 1)
        axes.set_xlabel("confidence")
        axes.set_ylabel("pairs")
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        count = sum(map(len, known.values()))
        more = f", {unknown} without one" if unknown else ""
        axes.set_title(f"Confidence of {count} pairs{more}")
        if kinds:
            axes.legend(loc="upper left", frameon=False)
        _save(figure, path)


def _containers(drawn: Any, count: int) -> Sequence[Any]:
    """The bars of each class: matplotlib gives those of a single one by themselves."""
    return [drawn] if count == 1 else list(drawn)[:count]


def _figure(width: float, height: float) -> Figure:
    """An empty figure, sizes in inches, that keeps what is drawn apart."""
    return Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.1))


def _draw_f1(axes: Axes, scores: Sequence[DocumentScore], title: str, least_rows: int = 0) -> None:
    """A bar a measure for each document, the first on top; room for so many bars at least."""
    measures = list(scores[0].counts)
    width = 0.8 / len(measures)
    for place, measure in enumerate(measures):
        at = [number + place * width for number in range(len(scores))]
        values = [score.counts[measure].f1 for score in scores]
        colour = _LIGHT if place else _DARK
        bars = axes.barh(at, values, 0.92 * width, color=colour, label=measure, align="edge")
        axes.bar_label(bars, [text_of(value) for value in values], padding=3, fontsize=8)
    names = [_name(score.name) for score in scores]
    axes.set_yticks([number + 0.4 for number in range(len(scores))], names)
    axes.set_ylim(max(len(scores), least_rows / len(measures)), -0.2)
    axes.set_xlim(0, 1.08)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set_xlabel("F1 (1 is best)")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_bounds(len(scores), -0.2)
    if len(measures) > 1:
        axes.legend(
            loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, borderaxespad=0.2
        )
    axes.set_title(title)


def _draw_reliability(above: Axes, below: Axes, calibration: Calibration) -> None:
    bins = [bin_ for bin_ in calibration.bins if bin_.count]
    spans = [_likely(bin_) for bin_ in bins]
    above.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1, label="as it should be")
    above.errorbar(
        [bin_.confidence for bin_ in bins],
        [bin_.right for bin_ in bins],
        yerr=[
            [bin_.right - low for bin_, (low, _) in zip(bins, spans, strict=True)],
            [high - bin_.right for bin_, (_, high) in zip(bins, spans, strict=True)],
        ],
        color=_DARK,
        ecolor=_LIGHT,
        elinewidth=3,
        marker="o",
        linestyle="none",
        label="as it is (bar: 95 % interval)",
    )
    above.set_xlim(-0.02, 1.02)
    above.set_ylim(-0.02, 1.04)
    above.set_ylabel("share that is right")
    above.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    above.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    above.set_title(f"Confidence: expected calibration error {text_of(calibration.error)}", pad=30)
    counts = [bin_.count for bin_ in calibration.bins]
    width = 1 / len(counts)
    bars = below.bar(
        [bin_.low for bin_ in calibration.bins], counts, 0.92 * width, align="edge", color=_LIGHT
    )
    below.bar_label(bars, [str(n) if n else "" for n in counts], padding=2, fontsize=8)
    below.set_ylim(0, 1.2 * max(counts))
    below.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    below.set_ylabel("units")
    below.set_xlabel("confidence")


def _likely(bin_: Bin) -> tuple[float, float]:
    """The 95 % interval of the share right (Wilson 1927): wide where there are few units."""
    z = 1.96
    share, n = bin_.right, bin_.count
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * ((share * (1 - share) + z**2 / (4 * n)) / n) ** 0.5 / (1 + z**2 / n)
    return min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share)


def _save(figure: Figure, path: Path) -> None:
    check_form(path)
    form = path.suffix.lower().removeprefix(".")
    picture = io.BytesIO()
    figure.savefig(
        picture, format=form, dpi=150, metadata={"Date": None} if form == "svg" else None
    )
    try:
        with tmx.atomic_output(path, "wb") as file:
            file.write(picture.getvalue())
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}). Choose another place"
        ) from error


def _name(name: str) -> str:
    """The name, or its two ends."""
    return name if len(name) <= 28 else f"{name[:12]}…{name[-15:]}"
