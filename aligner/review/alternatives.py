"""Which other sentences a bead's sides could belong to, by the vectors that the store keeps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpora.store import BeadRecord, PairRecord, Store

from ..inspection.alike import kept_units

MOST = 5


@dataclass(frozen=True, slots=True)
class Alternative:
    """A sentence that is like the other side of a bead.

    Attributes:
        side: of this sentence, "source" or "target".
        number: of the sentence.
        text: of the sentence.
        similarity: cosine, -1…1.
        taken: it is in another bead now.
        own: it is in this very bead.
    """

    side: str
    number: int
    text: str
    similarity: float
    taken: bool
    own: bool


def alternatives(
    store: Store, pair: PairRecord, bead: BeadRecord, texts: tuple[dict[int, str], dict[int, str]]
) -> list[Alternative] | None:
    """The most similar sentences of the other document for each side, the target's first.

    Args:
        store: the corpus.
        pair: two documents.
        bead: one that joins them.
        texts: sentence number → text, of both.

    Returns:
        None where the store keeps no vectors.
    """
    versions = pair.source_version_id, pair.target_version_id
    units = [
        kept_units(store, version, language)
        for version, language in zip(versions, store.languages, strict=True)
    ]
    if units[0] is None or units[1] is None:
        return None
    beads = store.beads(pair.id)
    spans = bead.source, bead.target
    found = []
    for side, name in ((1, "target"), (0, "source")):
        numbers, vectors = units[side]  # type: ignore[misc]
        others, other_vectors = units[1 - side]  # type: ignore[misc]
        own = [row for row, number in enumerate(others) if number in spans[1 - side]]
        if not own:
            continue
        mean = other_vectors[own].mean(0)
        alike = vectors @ (mean / max(float(np.linalg.norm(mean)), 1e-9))
        for row in np.argsort(-alike, kind="stable")[:MOST]:
            number = numbers[row]
            taken = any(
                other.two_sided and other.state != "rejected" and number in getattr(other, name)
                for other in beads
                if other.id != bead.id
            )
            text = texts[side].get(number, "")
            inside = number in spans[side]
            found.append(Alternative(name, number, text, float(alike[row]), taken, inside))
    return found
