"""The dot plot: where in two texts the pairs stand, over how alike all sentences are."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..bead import BeadClass
from .model import BeadView, PairView

_MOST_CELLS = 200
_LEAST, _MOST = 0.1, 0.75
"""Cosines of unrelated sentences and of close translations: white and black."""


@dataclass(frozen=True, slots=True)
class Dots:
    """What is drawn.

    Attributes:
        size: sentences of the source (width) and of the target (height).
        marks: by class, the path (SVG) through the places of its beads.
        picture: how alike all sentences are, as a data address of a PNG; "" where it is not known.
    """

    size: tuple[int, int]
    marks: tuple[tuple[str, str], ...]
    picture: str = ""


def dots_of(pair: PairView) -> Dots | None:
    """The dot plot of two documents; None where no bead tells where it stands."""
    placed = [bead for bead in pair.beads if bead.spans[0] and bead.spans[1]]
    if not placed:
        return None
    size = [
        document.count or max(bead.spans[side].stop for bead in placed)
        for side, document in enumerate(pair.documents)
    ]
    kinds: tuple[BeadClass | None, ...] = (None, *reversed(BeadClass))
    marks = (
        (str(kind or "none"), "".join(_stroke(bead) for bead in placed if bead.kind == kind))
        for kind in kinds
    )
    drawn = tuple((kind, path) for kind, path in marks if path)
    return Dots((size[0], size[1]), drawn, "" if pair.alike is None else _picture(pair.alike))


def _stroke(bead: BeadView) -> str:
    """From the first to the last sentence of a bead; a dot where it has one on each side."""
    (x, y), (width, height) = (
        (bead.spans[0].start + 0.5, bead.spans[1].start + 0.5),
        (len(bead.spans[0]) - 1, len(bead.spans[1]) - 1),
    )
    return f"M{x:g} {y:g}l{width} {height}" if width or height else f"M{x:g} {y:g}h0"


def _picture(alike: NDArray[np.float32]) -> str:
    """Cosines (source, target) as a picture, source across; the largest of each cell."""
    steps = [max(1, -(-size // _MOST_CELLS)) for size in alike.shape]
    starts = [np.arange(0, size, step) for size, step in zip(alike.shape, steps, strict=True)]
    cells = np.maximum.reduceat(np.maximum.reduceat(alike, starts[0], 0), starts[1], 1)
    grey = 255 * (1 - np.clip((cells - _LEAST) / (_MOST - _LEAST), 0, 1) ** 1.5 * 0.7)
    return "data:image/png;base64," + base64.b64encode(_png(grey.T.astype(np.uint8))).decode()


def _png(grey: NDArray[np.uint8]) -> bytes:
    """A picture of grey levels (height, width) in PNG, 8 bits, no filter (ISO/IEC 15948)."""
    height, width = grey.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), grey], 1).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
