"""Watches a folder: what arrives is added and aligned, when it is there whole.

The folder is looked through every few seconds, which works on any file system, network drives too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpora import CorpusError
from corpora.store import AddOptions, AddReport, Store, StoreBusyError

from ..encoder import Encoder
from ..pipeline import AlignConfig
from ..steps import Step, no_steps
from .alignment import AlignReport, align_store

State = tuple[int, int]
"""Size and time of the last change, by which a file is known to have settled."""


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """How a folder is watched.

    Attributes:
        adding: how files are read, and what is said of them.
        aligning: settings of the alignment.
        interval: seconds between two looks.
        settled: seconds that a file must not have changed for, before it is taken.
        once: take what is there now and settled, and stop.
    """

    adding: AddOptions = field(default_factory=AddOptions)
    aligning: AlignConfig = field(default_factory=AlignConfig)
    interval: float = 2.0
    settled: float = 2.0
    once: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of the files that arrived together."""

    added: AddReport
    aligned: AlignReport


def watch(
    store: Store,
    folder: Path | str,
    options: WatchOptions | None = None,
    told: Callable[[Arrival | CorpusError], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    step: Step = no_steps,
    encoder: Encoder | None = None,
) -> None:
    """Add and align what arrives in a folder, until told to stop.

    A store that somebody else works on is waited for; what cannot be read is told once.

    Args:
        store: the corpus.
        folder: to watch, with the folders below it.
        options: see WatchOptions.
        told: of each arrival, and of what went wrong; the watch goes on.
        stop: asked between two looks.
        step: told of progress.
        encoder: a model already loaded; by default the one that the settings name, loaded at the
            first arrival and kept.

    Raises:
        CorpusError: there is no such folder.
    """
    from ..encoder import load_encoder

    options = options or WatchOptions()
    folder = Path(folder)
    if not folder.is_dir():
        raise CorpusError("no such folder", folder, "Make it, or check the name.")
    watcher = _Watcher(store, folder, options)
    while True:
        files = watcher.arrived()
        if files:
            try:
                added = store.add(files, options.adding)
                watcher.seen(files)
                if added.added or added.updated or added.cleaned:
                    encoder = encoder or load_encoder(
                        options.aligning.model, lambda what: step(what, 0)
                    )
                    told(Arrival(added, align_store(store, options.aligning, step, encoder)))
                elif added.left_out:
                    told(Arrival(added, AlignReport()))
            except StoreBusyError as error:
                told(error)  # and come back to it
            except CorpusError as error:
                watcher.seen(files)
                told(error)
        if options.once or stop():
            return
        time.sleep(options.interval)


class _Watcher:
    """Knows what it has seen."""

    def __init__(self, store: Store, folder: Path, options: WatchOptions) -> None:
        self._folder = folder
        self._settled = options.settled
        self._done: dict[Path, State] = {
            Path(row["path"]): (row["file_size"], row["file_time"])
            for row in store.database.rows(
                "SELECT path, file_size, file_time FROM document"
                " JOIN version ON version.id = version_id WHERE removed IS NULL"
            )
        }
        self._last: dict[Path, State] = {}
        self._once = options.once

    def arrived(self) -> list[Path]:
        """The files that are new or have changed, and have settled since."""
        now = time.time_ns()
        states = self._states()
        before, self._last = self._last, states
        return [
            path
            for path, state in states.items()
            if self._done.get(path.absolute()) != state
            and (self._once or before.get(path) == state)
            and now - state[1] >= self._settled * 1e9
        ]

    def seen(self, files: list[Path]) -> None:
        """These need no second look until they change."""
        self._done |= {path.absolute(): self._last[path] for path in files}

    def _states(self) -> dict[Path, State]:
        from corpora import find_documents

        try:
            found = find_documents(self._folder)
        except CorpusError:  # nothing in it yet
            return {}
        states = {}
        for path in found:
            try:
                told = path.stat()
            except OSError:  # gone again
                continue
            states[path] = told.st_size, told.st_mtime_ns
        return states
