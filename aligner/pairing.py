"""The beads of two documents, by their route: a ladder, mining, or none."""

from __future__ import annotations

from .bead import Bead, Route
from .candidates import Documents, PairingConfig, ladder_rows, ladder_sides
from .embedded import Corpus
from .moved import with_moved
from .passages import with_passages
from .scoring import score_beads
from .threads import on_one_thread_where_small


@on_one_thread_where_small
def pair_sentences(
    documents: Documents, route: Route, corpus: Corpus, config: PairingConfig
) -> list[Bead]:
    """Beads of two documents with their scores.

    A parallel pair gives a ladder: all sentences in order, one-sided beads included; what stands
    elsewhere in the other document (see `moved`) follows after it. A comparable pair gives mined
    beads, the surest first. An unrelated pair gives nothing.
    """
    if route is Route.UNRELATED or not all(map(len, documents)):
        return []
    if route is Route.COMPARABLE:
        return with_passages(documents, corpus, config)
    rows, doubts = ladder_rows(ladder_sides(documents), corpus.twin)
    beads = score_beads(documents, rows, corpus, route, config.confidence, doubts)
    return with_moved(documents, rows, beads, corpus, config)
