"""What is in a store, what has changed around it, and what is still to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpora.store.adding import digest
from corpora.store.database import Database
from corpora.store.operations import history
from corpora.store.records import OperationRecord

_CHANGED_SIZE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How much is in the corpus of one language."""

    documents: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a store.

    Attributes:
        path: of the store.
        size: bytes of its file.
        languages: source and target.
        counts: by language.
        removed: documents taken out.
        pairs: aligned document pairs.
        beads: two-sided beads by class ("none" without one).
        decided: beads that people have decided, by state.
        to_align: documents that no alignment has looked at as they are now.
        unfinished: pairs that an interrupted alignment has left.
        waiting: decided beads whose sentences are not in the present documents.
        missing_files: names of documents whose file is gone.
        changed_files: names of documents whose file has changed since it was added.
        last: the last operation.
    """

    path: Path
    size: int
    languages: tuple[str, str]
    counts: Mapping[str, LanguageCount]
    removed: int
    pairs: int
    beads: Mapping[str, int]
    decided: Mapping[str, int]
    to_align: int
    unfinished: int
    waiting: int
    missing_files: tuple[str, ...]
    changed_files: tuple[str, ...]
    last: OperationRecord | None


def languages(database: Database) -> tuple[str, str]:
    """The source and the target language of the corpus."""
    rows = {
        row["name"]: row["value"]
        for row in database.rows("SELECT name, value FROM setting WHERE name LIKE '%_language'")
    }
    return rows["source_language"], rows["target_language"]


def status(database: Database) -> Status:
    """Look at the store and at the files its documents came from."""
    with database.snapshot():
        both = languages(database)
        counts = {
            row[0]: LanguageCount(row[1], row[2])
            for row in database.rows(
                "SELECT language, count(*), sum(sentences) FROM document"
                " JOIN version ON version.id = version_id WHERE removed IS NULL GROUP BY language"
                " ORDER BY language"
            )
        }
        states = dict(map(tuple, database.rows("SELECT state, count(*) FROM pair GROUP BY state")))
        kinds = database.rows(
            "SELECT coalesce(kind, 'none'), count(*) FROM bead WHERE source_from IS NOT NULL"
            " AND target_from IS NOT NULL GROUP BY kind"
        )
        decided = database.rows(
            "SELECT state, count(*) FROM bead WHERE state != 'open' GROUP BY state"
        )
        missing, changed = _files(database)
        last = history(database, 1)
        return Status(
            path=database.path,
            size=database.path.stat().st_size,
            languages=both,
            counts=counts,
            removed=database.value("SELECT count(*) FROM document WHERE removed IS NOT NULL"),
            pairs=states.get("aligned", 0),
            beads={row[0]: row[1] for row in kinds},
            decided={row[0]: row[1] for row in decided},
            to_align=database.value(
                "SELECT count(*) FROM document JOIN version ON version.id = version_id"
                " WHERE removed IS NULL AND language IN (?, ?)"
                " AND version_id NOT IN (SELECT version_id FROM matched)",
                both,
            ),
            unfinished=states.get("matched", 0),
            waiting=database.value("SELECT count(*) FROM waiting"),
            missing_files=missing,
            changed_files=changed,
            last=last[0] if last else None,
        )


def _files(database: Database) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the documents whose file is gone, and of those whose file is another now."""
    missing, changed = [], []
    rows = database.rows(
        "SELECT name, path, file_size, file_time, file_hash FROM document"
        " JOIN version ON version.id = version_id WHERE removed IS NULL ORDER BY name"
    )
    for row in rows:
        path = Path(row["path"])
        try:
            found = path.stat()
            if (found.st_size, found.st_mtime_ns) == (row["file_size"], row["file_time"]):
                continue
            if found.st_size > _CHANGED_SIZE or digest(path.read_bytes()) != row["file_hash"]:
                changed.append(row["name"])
        except FileNotFoundError:
            missing.append(row["name"])
        except OSError:  # it cannot be read at the moment; adding it will say why
            changed.append(row["name"])
    return tuple(missing), tuple(changed)
