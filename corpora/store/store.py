"""The corpus store: one file that holds documents, alignments, decisions and vectors."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import corpora.store.adding as adding
import corpora.store.alignments as alignments
import corpora.store.checking as checking
import corpora.store.decisions as decisions
import corpora.store.documents as documents
import corpora.store.forgetting as forgetting
import corpora.store.operations as operations
import corpora.store.overview as overview
import corpora.store.searching as searching
import corpora.store.undoing as undoing
from corpora.model import Document
from corpora.store.adding import AddOptions, AddReport
from corpora.store.database import Database
from corpora.store.documents import DocumentFilter
from corpora.store.operations import Operation
from corpora.store.overview import Status
from corpora.store.records import (
    BeadRecord,
    DecisionRecord,
    DocumentRecord,
    Hit,
    OperationRecord,
    PairRecord,
    VersionRecord,
)

Progress = Callable[[int], None]


def _nothing(_: object) -> None:
    """For what nobody watches."""


class Store:
    """A corpus that grows: documents in, alignments and decisions kept, nothing done twice.

    A store belongs to the thread that opened it; other threads and processes open it again, which
    takes a millisecond. Use it as a context manager, or close it.

    Attributes:
        database: the file, for modules that need more than is here.
        command: what to note in the history of what is done through this object.
        wait: seconds to wait while another process works on the store.
        announce: told whom one is waiting for.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.command = ""
        self.wait = 60.0
        self.announce: Callable[[str], None] = _nothing

    @classmethod
    def create(cls, path: Path | str, languages: tuple[str, str] = ("kk", "ru")) -> "Store":
        """Make a new store.

        Args:
            path: of its file; nothing may be there yet.
            languages: source and target, primary tags.

        Raises:
            StoreError: something is there, or the place cannot be written to.
        """
        return cls(Database.create(Path(path), languages))

    @classmethod
    def open(cls, path: Path | str) -> "Store":
        """Open a store; one made by an older Egiz is brought up to date.

        Raises:
            StoreError: there is none, it is damaged, or a newer Egiz made it.
        """
        return cls(Database.open(Path(path)))

    def close(self) -> None:
        """Close it."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Its file."""
        return self.database.path

    @property
    def languages(self) -> tuple[str, str]:
        """Source and target language."""
        return overview.languages(self.database)

    # Documents

    def add(
        self,
        places: Iterable[Path | str] | Path | str,
        options: AddOptions | None = None,
        progress: Progress = _nothing,
    ) -> AddReport:
        """Put files in: files, folders, patterns; see `adding.add`.

        Raises:
            CorpusError: a place is missing or holds nothing to read.
            StoreBusyError: another process works on the store.
            StoreError: it cannot be written to.
        """
        listed = [places] if isinstance(places, Path | str) else list(places)
        files = adding.find_files(listed)
        with self.operation("add") as under_way:
            return adding.add(under_way, files, options, progress)

    def remove(self, wanted: Iterable[int | str | Path]) -> list[DocumentRecord]:
        """Take documents out, by number, name or path; `undo` or adding brings them back.

        Raises:
            StoreError: one is not there; then none is taken out.
        """
        found = [documents.document(self.database, one) for one in wanted]
        with self.operation("remove") as under_way:
            documents.remove(under_way, [record.id for record in found])
        return found

    def forget(self, wanted: Iterable[int | str | Path]) -> list[DocumentRecord]:
        """Delete documents for good, texts, versions and decisions; see `forgetting.forget`.

        Raises:
            StoreError: one is not there; then none is deleted.
        """
        found = [documents.document(self.database, one) for one in wanted]
        with self.operation("delete") as under_way:
            forgetting.forget(under_way, [record.id for record in found])
        return found

    def set_tags(
        self, wanted: Iterable[int | str | Path], add: Sequence[str] = (), take: Sequence[str] = ()
    ) -> list[DocumentRecord]:
        """Put free words on documents, and take others away; the documents as they are then.

        Args:
            wanted: documents by number, name or path.
            add: the words to put on.
            take: the words to take away; one that is added too stays.

        Raises:
            StoreError: a document is not there; then nothing is changed.
        """
        numbers = [documents.document(self.database, one).id for one in wanted]
        with self.operation("tag") as under_way:
            documents.set_tags(under_way, numbers, add, take)
        return [documents.document(self.database, number) for number in numbers]

    def documents(self, chosen: DocumentFilter | None = None) -> list[DocumentRecord]:
        """The documents, by name; all that are in, unless some are chosen."""
        return documents.documents(self.database, chosen)

    def document(self, wanted: int | str | Path) -> DocumentRecord:
        """A document by number, name or path.

        Raises:
            StoreError: there is none; the text names similar ones.
        """
        return documents.document(self.database, wanted)

    def versions(self, wanted: int | str | Path) -> list[VersionRecord]:
        """All versions of a document, the first one first."""
        return documents.versions(self.database, self.document(wanted).id)

    def text(self, wanted: int | str | Path, version: int | None = None) -> Document:
        """A document with its text and sentences, as it was read.

        Args:
            wanted: number, name or path.
            version: number of the version, from 1; the one in use by default.

        Raises:
            StoreError: there is no such document or version.
        """
        record = self.document(wanted)
        if version is None:
            return documents.read_version(self.database, record.version_id)
        return documents.read_version(self.database, self._version_id(record, version))

    def _version_id(self, record: DocumentRecord, number: int) -> int:
        known = {v.number: v.id for v in documents.versions(self.database, record.id)}
        if number not in known:
            raise documents.no_version(self.database, record, number)
        return known[number]

    def sentences(self, wanted: int | str | Path) -> dict[int, str]:
        """Number → text of the sentences of a document that are report text."""
        version = self.document(wanted).version_id
        found = documents.sentence_texts(self.database, version)
        return {number: text for number, (_, text) in found.items()}

    # Alignment and decisions

    def pairs(self, wanted: int | str | Path | None = None) -> list[PairRecord]:
        """The document pairs, by name of the source; those of one document, if one is given."""
        number = None if wanted is None else self.document(wanted).id
        return alignments.pairs(self.database, number)

    def pair(self, number: int) -> PairRecord:
        """A pair by its number."""
        return alignments.pair(self.database, number)

    def beads(self, pair_id: int) -> list[BeadRecord]:
        """The beads of a pair in reading order, with what people said of them."""
        return alignments.beads(self.database, pair_id)

    def decide(
        self,
        pair_id: int,
        before: Sequence[tuple[int, int]],
        after: Sequence[BeadRecord],
        action: str,
        who: str | None = None,
    ) -> int:
        """Take beads away and put others in their place; see `decisions.decide`."""
        person = operations.person() if who is None else who
        return decisions.decide(self.database, pair_id, before, after, action, person)

    def take_back(self, decision_id: int, who: str | None = None, action: str = "undo") -> int:
        """Undo a decision by another one; see `decisions.take_back`."""
        person = operations.person() if who is None else who
        return decisions.take_back(self.database, decision_id, person, action)

    def decisions(self, pair_id: int | None = None, limit: int = -1) -> list[DecisionRecord]:
        """Decisions, the latest first; those about the two documents of a pair, if one is given."""
        found = None if pair_id is None else alignments.pair(self.database, pair_id)
        return decisions.decisions(self.database, found, limit)

    # The whole

    def search(
        self, words: str, chosen: DocumentFilter | None = None, limit: int = 20
    ) -> list[Hit]:
        """Sentences that hold the words, with their twins; see `searching.search`."""
        return searching.search(self.database, words, chosen, limit)

    def status(self) -> Status:
        """What is in it, what has changed around it, what is still to do."""
        return overview.status(self.database)

    def history(self, limit: int = 20) -> list[OperationRecord]:
        """What was done last, the latest first."""
        return operations.history(self.database, limit)

    def undo(self) -> OperationRecord:
        """Take back the last operation that has not been.

        Raises:
            StoreError: there is nothing to undo.
        """
        with self.operation("undo"):
            return undoing.undo(self.database)

    def to_undo(self) -> OperationRecord:
        """What `undo` would take back.

        Raises:
            StoreError: there is nothing.
        """
        return undoing.to_undo(self.database)

    def check(self, progress: Progress = _nothing) -> list[str]:
        """What is wrong inside the file, a line each; nothing, one hopes."""
        return checking.check(self.database, progress)

    def operation(self, kind: str) -> AbstractContextManager[Operation]:
        """Do something to the store, alone, and note it in the history."""
        return operations.operation(self.database, kind, self.command, self.wait, self.announce)
