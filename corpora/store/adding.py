"""Files into the store: new ones, changed ones, moved ones; each text once."""

import dataclasses
import datetime
import glob
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora.decode import read_bytes
from corpora.errors import CorpusError
from corpora.model import Document
from corpora.reading import ReadOptions, find_documents, mark_repeated, read_parts
from corpora.store.documents import read_version, tags_of, unmatch
from corpora.store.errors import StoreError
from corpora.store.operations import Operation, now

_TOGETHER = 50  # files in a transaction
_BYTES_TOGETHER = 64 * 2**20  # of these files
_WILD = "*?["
_COUNTED = (
    *("added", "updated", "moved", "described", "unchanged", "cleaned", "duplicates", "left_out"),
)

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class AddOptions:
    """How files are read, and what the user says of them.

    What is said of a document stays said when its file changes.

    Attributes:
        reading: how to read; None as before, for a document that is there already.
        date: of the reports, instead of what the file tells.
        source: link to the report, instead of what the file tells.
        publisher: who published them.
        licence: under which they may be used.
        tags: free words.
        again: read files anew that have not changed, with what Egiz knows today.
    """

    reading: ReadOptions | None = None
    date: datetime.date | None = None
    source: str = ""
    publisher: str = ""
    licence: str = ""
    tags: frozenset[str] = frozenset()
    again: bool = False


@dataclass(slots=True)
class AddReport:
    """What became of the files, by their names.

    Attributes:
        added: new documents.
        updated: documents whose file has changed; the old version is kept.
        moved: documents whose file lies elsewhere now: old path and new name.
        described: documents that are as they were, and of which something new is said.
        unchanged: those that are in the store as they are.
        cleaned: documents that were there and lost lines which their site's new pages have too:
            a new version of each.
        duplicates: files with the same content as another document: path and its name.
        left_out: files that could not be read, and why.
        sentences: of report text in what was added or updated.
        languages: of what was added or updated: how many documents, by language.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    cleaned: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    sentences: int = 0
    languages: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _File:
    """A file to add: where it lies, and the folder or file that the user gave."""

    path: Path
    given: Path

    @property
    def folder(self) -> Path:
        """The folder whose files are likely of one site."""
        return self.path.parent if self.path == self.given else self.given


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What is in a file, and what told when it had last changed."""

    data: bytes
    hash: bytes
    time: int


def find_files(places: Sequence[Path | str]) -> list[_File]:
    """The files at some places: files, folders, patterns such as ``reports/*.html``.

    Raises:
        CorpusError: a place is missing or holds nothing to read.
    """
    found: dict[Path, _File] = {}
    for place in places:
        path = Path(place)
        if not path.exists() and any(mark in str(place) for mark in _WILD):
            matches = [Path(match) for match in sorted(glob.glob(str(place), recursive=True))]  # noqa: PTH207
            if not matches:
                raise CorpusError("no file is named like that", path, "Check the pattern.")
        else:
            matches = [path]
        for match in matches:
            for file in find_documents(match):
                absolute = Path(os.path.abspath(file))  # noqa: PTH100 - links stay as they are
                found.setdefault(absolute, _File(absolute, Path(os.path.abspath(match))))  # noqa: PTH100
    return list(found.values())


def add(
    operation: Operation,
    files: Sequence[_File],
    options: AddOptions | None = None,
    progress: Progress = lambda _: None,
) -> AddReport:
    """Put files into the store; what is there already is not read again.

    Files are committed some at a time: an interrupted run has put in what it came to, whole, and
    the next one goes on from there.

    Args:
        operation: under way.
        files: from `find_files`.
        options: how to read them, and what is said of them.
        progress: told of each file done.
    """
    options = options or AddOptions()
    report = AddReport()
    adder = _Adder(operation, options, report)
    for together in _groups(files):
        with operation.database.transaction():
            adder.add(together, progress)
    for name in _COUNTED:
        if len(getattr(report, name)):
            operation.count(name.replace("_", " "), len(getattr(report, name)))
    return report


def _groups(files: Sequence[_File]) -> Iterator[list[_File]]:
    """Files to be held in memory together: not many, and not much."""
    group: list[_File] = []
    size = 0
    for file in files:
        try:
            more = file.path.stat().st_size
        except OSError:  # reading it will say why
            more = 0
        if group and (len(group) == _TOGETHER or size + more > _BYTES_TOGETHER):
            yield group
            group, size = [], 0
        group.append(file)
        size += more
    if group:
        yield group


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a version was made of: hash, size and time of its file, and how it was read."""

    hash: bytes
    size: int
    time: int
    reading: dict[str, Any]


@dataclass(slots=True)
class _Found:
    """A file to be put in.

    Attributes:
        file: where it lies.
        origin: what its versions are made of.
        reading: how it was read.
        known: its documents that are in the store already, by part.
        documents: what is in it now, by part.
    """

    file: _File
    origin: _Origin
    reading: ReadOptions
    known: dict[str, Any]
    documents: dict[str, Document]

    def all(self) -> list[Document]:
        """Its documents."""
        return list(self.documents.values())


class _Adder:
    """Adds file by file, within a transaction of the caller."""

    def __init__(self, operation: Operation, options: AddOptions, report: AddReport) -> None:
        self._operation = operation
        self._database = operation.database
        self._options = options
        self._report = report
        self._said = {
            name: value
            for name, value in (
                ("date", options.date.isoformat() if options.date else ""),
                ("source", options.source),
            )
            if value
        }

    def add(self, files: Sequence[_File], progress: Progress) -> None:
        """Put in some files that were given together, or note why not."""
        found: list[_Found] = []
        for file in files:
            try:
                found += self._look_at(file, {one.origin.hash: one for one in found})
            except CorpusError as error:
                if isinstance(error, StoreError):
                    raise
                self._report.left_out.append((str(file.path), error.why))
            progress(1)
        self._learn_menus(found)
        for one in found:
            for part, document in one.documents.items():
                if part in one.known:
                    row = one.known[part]
                    said = json.loads(row["given"]) | self._said
                    self._renew(row, document, one.origin, said)
                    self._describe(row["id"])
                    back = row["removed"] is not None
                    (self._report.added if back else self._report.updated).append(row["name"])
                else:
                    self._add_document(document, one)
            for part in one.known.keys() - one.documents.keys():
                self._take_out(one.known[part])

    def _look_at(self, file: _File, before: dict[bytes, "_Found"]) -> Iterator["_Found"]:
        """Read a file, unless what it holds is in the store or among those before."""
        read = read_steadily(file.path)
        rows = self._database.rows(
            "SELECT document.*, file_hash, file_time, reading FROM document"
            " JOIN version ON version.id = version_id WHERE path = ? ORDER BY document.id",
            (str(file.path),),
        )
        known = {row["part"]: row for row in rows}
        if not known and read.hash in before:
            name = next(iter(before[read.hash].documents.values())).id
            self._report.duplicates.append((str(file.path), name))
        elif not known and not self._is_elsewhere(file, read):
            reading = self._options.reading or ReadOptions()
            name = self._free_name(file, {d.id for f in before.values() for d in f.all()})
            yield self._found(file, read, reading, known, name)
        elif known:
            kept = json.loads(rows[0]["reading"])
            reading = self._options.reading or options_of(kept)
            same = reading == options_of(kept) and not self._options.again
            if same and all(read.hash == row["file_hash"] for row in rows):
                for row in rows:
                    self._note_time(row, read)
                    self._come_back(row)
            else:
                name = rows[0]["name"].removesuffix(f" ({rows[0]['part']})")
                yield self._found(file, read, reading, known, name)

    def _found(
        self, file: _File, read: _Bytes, reading: ReadOptions, known: dict[str, Any], name: str
    ) -> "_Found":
        parts = {_part(d): d for d in read_parts(read.data, file.path, reading, id=name)}
        origin = _Origin(read.hash, len(read.data), read.time, reading_of(reading))
        return _Found(file, origin, reading, known, parts)

    def _learn_menus(self, found: list["_Found"]) -> None:
        """Mark the lines that the pages of a folder share, in those that are there already too."""
        for folder in dict.fromkeys(one.file.folder for one in found):
            here = [one for one in found if one.file.folder == folder]
            new = [document for one in here for document in one.all()]
            renewed = {row["id"] for one in here for row in one.known.values()}
            stored = [row for row in self._latest_in(folder) if row["id"] not in renewed]
            before = [read_version(self._database, row["version_id"]) for row in stored]
            reading = here[0].reading
            rest = iter(mark_repeated([*new, *before], reading))
            for one in here:
                one.documents = {part: next(rest) for part in one.documents}
            for row, old, document in zip(stored, before, rest, strict=True):
                kept = json.loads(row["reading"])
                if len(document.furniture) > len(old.furniture) and options_of(kept) == reading:
                    origin = _Origin(row["file_hash"], row["file_size"], row["file_time"], kept)
                    self._renew(row, document, origin, json.loads(row["given"]))
                    self._report.cleaned.append(row["name"])

    def _latest_in(self, folder: Path) -> list[Any]:
        """The documents of a folder that came last, in the order in which they came."""
        rows = self._database.rows(
            "SELECT document.*, file_hash, file_size, file_time, reading FROM document"
            " JOIN version ON version.id = version_id"
            " WHERE removed IS NULL AND instr(path, ?) = 1 ORDER BY document.id DESC LIMIT ?",
            (f"{folder}{os.sep}", _TOGETHER),
        )
        return rows[::-1]

    def _is_elsewhere(self, file: _File, read: _Bytes) -> bool:
        """Whether the documents with this content are there: moved to here, or a second copy."""
        found = self._database.rows(
            "SELECT document.id, name, path, version_id, file_time FROM version"
            " JOIN document ON document.version_id = version.id"
            " WHERE file_hash = ? AND removed IS NULL ORDER BY document.id",
            (read.hash,),
        )
        if not found:
            return False
        if Path(found[0]["path"]).exists():
            self._report.duplicates.append((str(file.path), found[0]["name"]))
            return True
        for row in found:
            if row["path"] == found[0]["path"]:
                self._operation.changing("document", row["id"])
                self._database.write(
                    "UPDATE document SET path = ? WHERE id = ?", (str(file.path), row["id"])
                )
                self._note_time(row, read)
                self._describe(row["id"])
                self._report.moved.append((row["path"], row["name"]))
        return True

    def _note_time(self, row: Any, read: _Bytes) -> None:
        """A file that was copied is the same with another time, and need not be looked at again."""
        if row["file_time"] != read.time:
            self._database.write(
                "UPDATE version SET file_time = ? WHERE id = ?", (read.time, row["version_id"])
            )

    def _add_document(self, document: Document, found: "_Found") -> None:
        number = self._database.write(
            "INSERT INTO document (name, path, part, given, added) VALUES (?, ?, ?, ?, ?)",
            (
                *(document.id, str(found.file.path), _part(document)),
                *(json.dumps(self._said), now()),
            ),
        )
        self._operation.inserted("document", number)
        self._save(number, document, found.origin, 1, self._said)
        self._describe(number, new=True)
        self._report.added.append(document.id)

    def _take_out(self, row: Any) -> None:
        """A document whose file has no text in that language any more."""
        if row["removed"] is None:
            self._operation.changing("document", row["id"])
            unmatch(self._operation, row["id"])
            self._database.write("UPDATE document SET removed = ? WHERE id = ?", (now(), row["id"]))

    def _come_back(self, row: Any) -> None:
        """A document whose file is as it was; it may have been taken out."""
        described = self._describe(row["id"])
        if row["removed"] is not None:
            self._operation.changing("document", row["id"])
            self._database.write("UPDATE document SET removed = NULL WHERE id = ?", (row["id"],))
            self._report.added.append(row["name"])
        elif described:
            self._report.described.append(row["name"])
        else:
            self._report.unchanged.append(row["name"])

    def _renew(self, row: Any, document: Document, origin: _Origin, said: dict[str, str]) -> None:
        """A new version of a document, of which this is said."""
        self._operation.changing("document", row["id"])
        unmatch(self._operation, row["id"])
        self._database.write(
            "UPDATE document SET given = ?, removed = NULL WHERE id = ?",
            (json.dumps(said), row["id"]),
        )
        number = 1 + self._database.value(
            "SELECT max(number) FROM version WHERE document_id = ?", (row["id"],)
        )
        self._save(row["id"], document, origin, number, said)

    def _describe(self, number: int, *, new: bool = False) -> bool:
        """Note what is said of a document; gives whether any of it is new."""
        row = self._database.row("SELECT * FROM document WHERE id = ?", (number,))
        assert row is not None  # noqa: S101 - the caller has it
        given = json.loads(row["given"])
        changed = {
            name: value
            for name in ("publisher", "licence")
            if (value := getattr(self._options, name)) and row[name] != value
        }
        if given != given | self._said:
            changed["given"] = json.dumps(given | self._said)
        tags = sorted(self._options.tags - tags_of(self._database, number))
        if not changed and not tags:
            return False
        if not new:
            self._operation.changing("document", number)
        for name, value in changed.items():
            self._database.write(f"UPDATE document SET {name} = ? WHERE id = ?", (value, number))
        if "given" in changed:
            self._operation.changing("version", row["version_id"])
            for name, value in self._said.items():
                self._database.write(
                    f"UPDATE version SET {name} = ? WHERE id = ?", (value, row["version_id"])
                )
        self._database.write_many(
            "INSERT OR IGNORE INTO tag VALUES (?, ?)", [(number, tag) for tag in tags]
        )
        return True

    def _save(
        self,
        number: int,
        document: Document,
        origin: _Origin,
        version: int,
        said: dict[str, str],
    ) -> None:
        """Save a version of a document and put it in use."""
        date = document.date.isoformat() if document.date else None
        text = document.text.encode()
        count = sum(map(_is_text, document.sentences))
        key = self._database.write(
            "INSERT INTO version (document_id, number, made, file_hash, file_size, file_time,"
            " reading, language, title, date, source, encoding, text, text_hash, details,"
            " sentences, author, pairing)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, version, now(), origin.hash, origin.size, origin.time),
                *(json.dumps(origin.reading), document.language, document.title),
                *(said.get("date") or date, said.get("source") or document.source),
                *(document.encoding, zlib.compress(text), digest(text)),
                *(zlib.compress(_details(document).encode()), count),
                *(document.author, document.pairing),
            ),
        )
        self._operation.inserted("version", key)
        self._database.write_many(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (key, place, s.start, s.end, s.paragraph, s.furniture, text_id)
                for place, (s, text_id) in enumerate(
                    zip(document.sentences, self._text_ids(document), strict=True)
                )
            ],
        )
        self._database.write("UPDATE document SET version_id = ? WHERE id = ?", (key, number))
        self._report.sentences += count
        counts = self._report.languages
        counts[document.language] = counts.get(document.language, 0) + 1

    def _text_ids(self, document: Document) -> Iterator[int | None]:
        """The ids of the sentences' texts; new texts are stored."""
        for place, sentence in enumerate(document.sentences):
            if not _is_text(sentence):
                yield None
                continue
            text = document.sentence_text(place)
            key = digest(text.encode())
            found = self._database.value("SELECT id FROM text WHERE hash = ?", (key,))
            yield found or self._database.write(
                "INSERT INTO text (hash, text) VALUES (?, ?)", (key, text)
            )

    def _free_name(self, file: _File, taken: set[str]) -> str:
        """What to call the document of a new file.

        Its path below the store's folder, or below what was given; folders further up come in
        front where another file's document has the name.
        """
        for above in (self._database.path.resolve().parent, file.given.parent):
            if file.path.is_relative_to(above):
                name = str(file.path.relative_to(above))
                break
        parts = len(Path(name).parts)
        while self._is_taken(name, taken):
            parts += 1
            if parts > len(file.path.parts):
                break
            name = str(Path(*file.path.parts[-parts:]))
        return name

    def _is_taken(self, name: str, others: set[str]) -> bool:
        """Whether a document has the name, or a part of a file that is called so."""
        if any(other == name or other.startswith(f"{name} (") for other in others):
            return True
        row = self._database.row(
            "SELECT 1 FROM document WHERE name IN (?1, ?1 || ' (' || part || ')')", (name,)
        )
        return row is not None


def read_steadily(path: Path) -> _Bytes:
    """The bytes of a file as it was at one moment.

    Raises:
        CorpusError: it cannot be read, is gone, or keeps changing.
    """
    for _ in range(2):
        try:
            before = path.stat()
            data = read_bytes(path)
            after = path.stat()
        except OSError as error:
            raise CorpusError(f"cannot be read ({error.strerror})", path) from None
        if (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, len(data)):
            return _Bytes(data, digest(data), after.st_mtime_ns)
    raise CorpusError("changed while it was being read", path, "Add it again when it is written.")


def digest(data: bytes) -> bytes:
    """The hash by which texts and files are known: BLAKE2b of 16 bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def reading_of(options: ReadOptions) -> dict[str, Any]:
    """How a file was read, as plain data."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in dataclasses.asdict(options).items()
    }


def options_of(reading: dict[str, Any]) -> ReadOptions:
    """The options from plain data; what an older Egiz did not know has its default."""
    values: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in reading.items()
    }
    return ReadOptions(**values)


def _part(document: Document) -> str:
    """Which of the texts of its file a document is."""
    return document.language if document.pairing else ""


def _is_text(sentence: Any) -> bool:
    return sentence.end > sentence.start and not sentence.furniture


def _details(document: Document) -> str:
    """Repairs and furniture; the text of the latter can be told from the document's."""
    lines = [dataclasses.asdict(line) for line in document.furniture]
    for line in lines:
        del line["text"]
    repairs = [dataclasses.asdict(repair) for repair in document.repairs]
    told = {"repairs": repairs, "furniture": lines, "notes": document.notes}
    return json.dumps(told, ensure_ascii=False)
