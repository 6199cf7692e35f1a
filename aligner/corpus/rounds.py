"""Which documents of a store belong together, found in rounds; only what is new is looked at.

A new version is held against all documents of the other language. Where it fits one better than the
document that is paired with it now, it takes its place, and that one is new in the next round.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

import corpora.store.alignments as alignments
from corpora.store import PairRecord, Store
from corpora.store.documents import unmatch
from corpora.store.operations import Operation

from ..bead import Route
from ..embedded import Corpus, EmbeddedDocument
from ..known import EXPLANATION
from ..matching import DocumentPair, match_documents, measure_route
from ..pipeline import AlignConfig
from ..steps import Step
from .anchors import set_aside
from .candidates import candidates
from .vectors import Loader

Versions = tuple[list[int], list[int]]
"""Numbers of versions of each side."""

_ROUNDS = 10  # of documents that lose their partner to a better one and look for another


@dataclass(slots=True)
class Plan:
    """What a round of matching changes.

    Attributes:
        new: versions of each side that are held against the other language.
        pairs: as they are now.
        current: document → its version in use.
        held: numbers of the pairs that people have accepted something of.
        remade: of those the ones with a changed document, as they are to be.
        locked: versions of each side that are in such a pair.
        found: pairs that belong together among all that were looked at; versions.
    """

    new: Versions
    pairs: list[PairRecord]
    current: dict[int, int]
    held: set[int] = field(default_factory=set)
    remade: dict[int, DocumentPair] = field(default_factory=dict)
    locked: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    found: list[DocumentPair] = field(default_factory=list)

    def versions_now(self, pair: PairRecord) -> tuple[int, int]:
        """The versions in use of a pair's documents."""
        return self.current[pair.source_id], self.current[pair.target_id]

    def is_open(self, pair: PairRecord) -> bool:
        """Whether a pair does not count: one of its documents is new, or has changed since."""
        versions = pair.source_version_id, pair.target_version_id
        is_new = versions[0] in self.new[0] or versions[1] in self.new[1]
        return is_new or versions != self.versions_now(pair)

    def mates(self, side: int) -> dict[int, list[int]]:
        """Version of a side → versions that it is paired with, of the pairs that count."""
        out: dict[int, list[int]] = {}
        for pair in self.pairs:
            if pair.id not in self.held and not self.is_open(pair):
                versions = pair.source_version_id, pair.target_version_id
                out.setdefault(versions[side], []).append(versions[1 - side])
        return out


class Matcher:
    """Brings the pairs of a store in line with its documents.

    Attributes:
        counts: "matched" versions, "new pairs", "lost pairs".

    Args:
        store: the corpus.
        operation: under way.
        config: settings.
        signature: how scores are made; versions that were matched in another way are new.
    """

    def __init__(
        self, store: Store, operation: Operation, config: AlignConfig, signature: str
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._store = store
        self._operation = operation
        self._config = config
        self._signature = signature

    def forget(self) -> None:
        """Have all documents matched and all pairs aligned anew."""
        database = self._store.database
        with database.transaction():
            for pair in self._store.pairs():
                self._take_away(pair)
            for row in database.rows("SELECT version_id FROM matched"):
                self._operation.changing("matched", row[0])
            database.write("DELETE FROM matched")

    def new_versions(self) -> Versions:
        """The versions of each side that no run of this kind has looked at."""
        source, target = (
            [
                row[0]
                for row in self._store.database.rows(
                    "SELECT version_id FROM document"
                    " JOIN version ON version.id = version_id"
                    " WHERE removed IS NULL AND language = ? AND version_id NOT IN"
                    " (SELECT version_id FROM matched WHERE signature = ?) ORDER BY document.id",
                    (language, self._signature),
                )
            ]
            for language in self._store.languages
        )
        return source, target

    def match(self, loader: Loader, step: Step) -> None:
        """Find the pairs of new versions; each round is worked out first and committed whole."""
        self._loader, self._pools, self._step = loader, loader.pools, step
        for _ in range(_ROUNDS):
            new = self.new_versions()
            if not any(new):
                return
            plan = self._plan(new)
            with self._store.database.transaction():
                self._carry_out(plan)

    def _plan(self, new: Versions) -> Plan:
        """Hold new versions against all of the other language.

        Looked at are the new versions, their likeliest counterparts, and whoever these are paired
        with now; which of them belong together is then decided among all these as in any run.
        """
        plan = Plan(new, self._store.pairs(), self._current())
        self._loader.look_around(new, self._step)
        self._take_over(plan)
        self._hold(plan)
        free = [{v: None for v in new[side] if v not in plan.locked[side]} for side in (0, 1)]
        starters = [list(versions) for versions in free]
        for side in (0, 1):
            if self._pools[1 - side].rows.keys() <= free[1 - side].keys():
                continue  # all are looked at anyway
            likely = candidates(self._loader, self._pools, side, starters[side])
            for other in (other for found in likely.values() for other in found):
                if other not in plan.locked[1 - side]:
                    free[1 - side].setdefault(other)
        for side in (0, 1):
            mates = plan.mates(side)
            for mate in [mate for version in free[side] for mate in mates.get(version, ())]:
                if mate in self._pools[1 - side].rows:
                    free[1 - side].setdefault(mate)
        # Those without text have no rows, and nobody they could belong to.
        source, target = ([v for v in self._pools[k].rows if v in free[k]] for k in (0, 1))
        plan.found += self._choose((source, target))
        return plan

    def _take_over(self, plan: Plan) -> None:
        """The pairs that a file has already: a memory, a table, an XLIFF file."""
        source, target = (
            {
                row["pairing"]: row["id"]
                for row in self._store.database.rows(
                    "SELECT version.id, pairing FROM document"
                    " JOIN version ON version.id = version_id"
                    " WHERE removed IS NULL AND pairing != '' AND language = ?",
                    (language,),
                )
            }
            for language in self._store.languages
        )
        for pairing in source.keys() & target.keys():
            versions = source[pairing], target[pairing]
            for side in (0, 1):
                plan.locked[side].add(versions[side])
            if versions[0] in plan.new[0] or versions[1] in plan.new[1]:
                pair = DocumentPair(*versions, 1.0, Route.PARALLEL, EXPLANATION)
                plan.found.append(pair)

    def _current(self) -> dict[int, int]:
        rows = self._store.database.rows(
            "SELECT id, version_id FROM document WHERE removed IS NULL"
        )
        return {row["id"]: row["version_id"] for row in rows}

    def _hold(self, plan: Plan) -> None:
        """Keep the pairs that people have accepted something of, whatever else would fit.

        One with a changed document is made anew.
        """
        rows = self._store.database.rows(
            "SELECT DISTINCT pair_id FROM bead WHERE state = 'accepted'"
        )
        accepted = {row[0] for row in rows}
        for pair in plan.pairs:
            versions = plan.versions_now(pair)
            is_taken = any(versions[side] in plan.locked[side] for side in (0, 1))
            if (
                is_taken
                or pair.id not in accepted
                or not all(
                    version in pool.rows
                    for version, pool in zip(versions, self._pools, strict=True)
                )
            ):
                continue
            plan.held.add(pair.id)
            for side in (0, 1):
                plan.locked[side].add(versions[side])
            if versions != (pair.source_version_id, pair.target_version_id):
                plan.remade[pair.id] = self._measured(versions, pair.score)

    def _measured(self, versions: tuple[int, int], score: float) -> DocumentPair:
        """Two versions that belong together, come what may, by the route that is theirs."""
        documents, corpus = self._loader.pair(versions)
        route, explanation = measure_route(
            documents, corpus, self._config.matching, self._config.pairing
        )
        return DocumentPair(*versions, score, route, explanation)

    def _choose(self, versions: Versions) -> list[DocumentPair]:
        """Which of these versions belong together; places become version numbers."""
        if not all(versions):
            return []
        self._loader.look_around(versions, self._step)
        advance = self._step("Loading documents", sum(map(len, versions)))
        sides: list[tuple[EmbeddedDocument, ...]] = []
        for side in (0, 1):
            loaded = []
            for version in versions[side]:
                loaded.append(self._loader.document(side, version))
                advance(1)
            sides.append(tuple(loaded))
        units = [np.concatenate([document.units for document in documents]) for documents in sides]
        corpus = Corpus((sides[0], sides[1]), (units[0], units[1]), self._loader.twin, 0)
        near = self._loader.around_all(versions)
        found = match_documents(
            corpus, self._config.matching, self._config.pairing, self._step, near
        )
        return [
            replace(pair, source=versions[0][pair.source], target=versions[1][pair.target])
            for pair in found
            # Two documents alone are not taken for a pair as two files on a command line are.
            if pair.score >= self._config.matching.least_score
        ]

    def _carry_out(self, plan: Plan) -> None:
        """Bring the stored pairs in line with a plan, and note who was matched."""
        wanted = {(pair.source, pair.target): pair for pair in plan.found}
        busy = [{versions[side] for versions in wanted} for side in (0, 1)]
        lost: list[int] = []
        for pair in plan.pairs:
            versions = pair.source_version_id, pair.target_version_id
            if pair.id in plan.held:
                if pair.id in plan.remade:
                    self._take_away(pair)
                    self._add(plan.remade[pair.id])
                continue
            if pair.signature == self._signature and wanted.pop(versions, None) is not None:
                continue
            if plan.is_open(pair) or versions[0] in busy[0] or versions[1] in busy[1]:
                self._take_away(pair)
                lost += [pair.source_id, pair.target_id]
        for found in wanted.values():
            self._add(found)
        self._note_matched(plan.new)
        for number in lost:
            version = plan.current.get(number)
            settled = version in busy[0] | busy[1] or version in {*plan.new[0], *plan.new[1]}
            if version is not None and not settled:
                unmatch(self._operation, number)

    def _note_matched(self, new: Versions) -> None:
        database = self._store.database
        for version in (*new[0], *new[1]):
            if database.row("SELECT 1 FROM matched WHERE version_id = ?", (version,)):
                self._operation.changing("matched", version)
            else:
                self._operation.inserted("matched", version)
            database.write(
                "INSERT OR REPLACE INTO matched VALUES (?, ?)", (version, self._signature)
            )
            self.counts["matched"] += 1

    def _take_away(self, pair: PairRecord) -> None:
        set_aside(self._operation, self._store, pair)
        alignments.remove_pair(self._operation, pair.id)
        self.counts["lost pairs"] += 1

    def _add(self, found: DocumentPair) -> None:
        alignments.add_pair(
            self._operation,
            (found.source, found.target),
            found.score,
            str(found.route),
            found.explanation,
            self._signature,
        )
        self.counts["new pairs"] += 1
