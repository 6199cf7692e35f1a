"""What is shown of an alignment, wherever it comes from: pairs of documents, beads, sentences.

Report, terminal and page take this; `from_tmx` and its like make it. Nothing here reads files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..bead import BeadClass

SIDES = (0, 1)
"""Source and target, as places in every pair of things below."""


class State(StrEnum):
    """What somebody decided on a bead."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class BeadView:
    """A bead as it is shown.

    Attributes:
        number: which it is, from 1: of the file's units, or its id in the store.
        spans: sentence numbers of the source and of the target; empty where they are not known.
        texts: of the source and of the target.
        kind: its class; None where there is none.
        confidence: P(translation), 0…1; None where nothing tells.
        similarity: cosine, -1…1; None where nothing tells.
        margin: -2…2; None where nothing tells.
        reason: why, in the words of the confidence.
        route: how it was found; "" where nothing tells.
        state: what was decided.
        by: who decided; "" where nobody did.
        comment: of whoever decided.
    """

    number: int
    spans: tuple[range, range]
    texts: tuple[str, str]
    kind: BeadClass | None = None
    confidence: float | None = None
    similarity: float | None = None
    margin: float | None = None
    reason: str = ""
    route: str = ""
    state: State = State.OPEN
    by: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as it is shown.

    Attributes:
        name: its id; "" where the pairs do not tell where they come from.
        sentences: the texts of its sentences by number; those not in it are not known.
        furniture: numbers of sentences that are the site's.
        count: how many sentences it has; None where nothing tells.
        repairs: what was mended in the text: before and after.
        dropped: lines taken for the site's.
        link: where it was published; "" where nothing tells.
    """

    name: str
    sentences: dict[int, str]
    furniture: frozenset[int] = frozenset()
    count: int | None = None
    repairs: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class PairView:
    """Two documents and what joins them.

    Attributes:
        documents: source and target.
        beads: two-sided ones.
        route: "parallel", "comparable"…; "" where nothing tells.
        explanation: why this route.
        alike: (sentences of the source, of the target) cosines; None where vectors are not known.
    """

    documents: tuple[DocumentView, DocumentView]
    beads: tuple[BeadView, ...]
    route: str = ""
    explanation: str = ""
    alike: NDArray[np.float32] | None = None

    @property
    def classes(self) -> Counter[BeadClass]:
        """How many beads there are of each class."""
        return Counter(bead.kind for bead in self.beads if bead.kind)


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic: words of both sides that tell it, and the shares of both, 0…1."""

    labels: tuple[tuple[str, ...], tuple[str, ...]]
    shares: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Inspected:
    """All that is shown of an alignment.

    Attributes:
        name: of the file it comes from.
        languages: of the source and of the target.
        signature: model, version and settings that made it; "" where nothing tells.
        pairs: in their order.
        left_out: documents that take no part, and why.
        topics: those that both sides share; empty where nothing tells.
    """

    name: str
    languages: tuple[str, str]
    signature: str
    pairs: tuple[PairView, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    topics: tuple[TopicView, ...] = ()

    def beads(self) -> Iterator[tuple[PairView, BeadView]]:
        """All beads, each with its pair."""
        return ((pair, bead) for pair in self.pairs for bead in pair.beads)
