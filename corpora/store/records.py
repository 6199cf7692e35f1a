"""What a store tells of its contents: documents, pairs, beads, decisions, operations, hits."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document of the store, without its text.

    Attributes:
        id: number in the store; stays the same over all versions.
        name: what users call it.
        path: the file it came from.
        part: its language, where the file holds texts in several; else "".
        version_id: the version in use.
        version: its number, from 1.
        language: BCP-47 primary tag.
        title: "" where unknown, as the next.
        date: of the report.
        source: link to the report.
        author: as the file says.
        publisher: as the user said.
        licence: as the user said.
        tags: free words of the user, sorted.
        sentences: of report text.
        added: when it came into the store, UTC.
        removed: when it was taken out; None while it is in.
    """

    id: int
    name: str
    path: Path
    part: str
    version_id: int
    version: int
    language: str
    title: str
    date: datetime.date | None
    source: str
    author: str
    publisher: str
    licence: str
    tags: tuple[str, ...]
    sentences: int
    added: str
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A document as it was at one time."""

    id: int
    number: int
    made: str
    file_hash: str
    sentences: int
    current: bool


@dataclass(frozen=True, slots=True)
class PairRecord:
    """Two documents that belong together.

    Attributes:
        id: number of the pair, until it is aligned anew.
        source_id: document of the source language.
        target_id: document of the target language.
        source: its name.
        target: its name.
        source_version_id: that was aligned.
        target_version_id: that was aligned.
        score: how surely the two belong together, 0…1.
        route: "parallel", "comparable" or "unrelated".
        explanation: what the route rests on, one line.
        signature: how the scores were made.
        aligned: whether its beads are there; not yet, where a run was interrupted.
        made: when, UTC.
    """

    id: int
    source_id: int
    target_id: int
    source: str
    target: str
    source_version_id: int
    target_version_id: int
    score: float
    route: str
    explanation: str
    signature: str
    aligned: bool
    made: str


@dataclass(frozen=True, slots=True)
class BeadRecord:
    """Sentences that belong together, with scores and with what people said.

    Attributes:
        source: sentence numbers in the source document's version; empty if only the target has
            text here.
        target: the same of the target.
        similarity: cosine, -1…1.
        margin: -2…2.
        confidence: P(translation), 0…1.
        kind: "translation", "partial", "related", or None.
        reason: why, in words.
        route: how it was found: "parallel", "comparable", or "given" by a person.
        features: what the confidence was made of, by name.
        state: "open", "accepted" or "rejected" by a person.
        source_text: text as a person edited it; None where the sentences stand as they are.
        target_text: the same of the target.
        comment: of a person.
        decided_by: who; "" for an open bead.
        decided_at: when, UTC; None for an open bead.
        id: number in the store; None for one that is not stored yet.
        version: grows with each change.
    """

    source: range
    target: range
    similarity: float = 0.0
    margin: float = 0.0
    confidence: float = 0.0
    kind: str | None = None
    reason: str = ""
    route: str = "parallel"
    features: Mapping[str, float] = field(default_factory=dict)
    state: str = "open"
    source_text: str | None = None
    target_text: str | None = None
    comment: str = ""
    decided_by: str = ""
    decided_at: str | None = None
    id: int | None = None
    version: int = 1

    @property
    def two_sided(self) -> bool:
        """Whether both sides have sentences."""
        return bool(self.source) and bool(self.target)

    @property
    def human(self) -> bool:
        """Whether a person has said something of it; alignment then leaves it as it is."""
        return self.decided_at is not None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What a person decided.

    Attributes:
        id: number.
        source_id: document of the source language.
        target_id: document of the target language.
        pair_id: pair that the beads belonged to at that time.
        action: "accept", "reject", "edit", "split"…, whatever the page calls it.
        who: the person.
        at: when, UTC.
        before: beads as they were.
        after: beads as they became.
        undoes: number of the decision that this one takes back.
    """

    id: int
    source_id: int
    target_id: int
    pair_id: int
    action: str
    who: str
    at: str
    before: tuple[BeadRecord, ...]
    after: tuple[BeadRecord, ...]
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """Something that was done to the store.

    Attributes:
        id: number.
        kind: "add", "remove", "align", "decide", "undo"…
        command: as the user wrote it.
        person: who ran it.
        started: UTC.
        finished: UTC; None for one that runs or was interrupted.
        state: "running", "done", "interrupted" or "undone".
        summary: counts by what was counted.
        undoable: whether `undo` can still take it back.
    """

    id: int
    kind: str
    command: str
    person: str
    started: str
    finished: str | None
    state: str
    summary: Mapping[str, int]
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was searched for, with its twin beside it.

    Attributes:
        document: name of its document.
        language: of the document.
        number: of the sentence.
        text: of the sentence.
        twin_document: name of the document on the other side; "" where there is no twin.
        twin: text on the other side, edits included; "" where there is no twin.
        kind: class of the bead; None where there is no twin.
        confidence: of the bead, 0…1.
        state: what a person said of the bead.
        date: of the document.
    """

    document: str
    language: str
    number: int
    text: str
    twin_document: str = ""
    twin: str = ""
    kind: str | None = None
    confidence: float = 0.0
    state: str = "open"
    date: datetime.date | None = None
