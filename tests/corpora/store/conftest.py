"""A store with a few reports of ours, made anew for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.store import BeadRecord, Store
from corpora.store import alignments as kept

KAZAKH = (
    "Ауылда жаңа кітапхана ашылды. Онда бес мыңға жуық кітап бар. "
    "Оқырмандар көбіне кешке келеді. Кітапхана демалыс күндері де жұмыс істейді."
)
RUSSIAN = (
    "В селе открылась новая библиотека. В ней около пяти тысяч книг. "
    "Читатели чаще приходят вечером. Библиотека работает и в выходные."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one the translation of the other."""
    for language, text in (("kk", KAZAKH), ("ru", RUSSIAN)):
        place = tmp_path / "reports" / language
        place.mkdir(parents=True)
        (place / "library.txt").write_text(text, encoding="utf-8")
    return tmp_path / "reports"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store.create(tmp_path / "corpus.egiz") as store:
        yield store


@pytest.fixture
def aligned(store: Store, folder: Path) -> tuple[Store, int]:
    """The reports in a store, aligned sentence by sentence; and the number of their pair."""
    store.add(folder)
    versions = tuple(
        store.document(f"reports/{language}/library.txt").version_id for language in ("kk", "ru")
    )
    with store.operation("align") as operation:
        pair = kept.add_pair(operation, versions, 0.9, "parallel", "as told", "test")
        beads = [
            BeadRecord(
                range(n, n + 1),
                range(n, n + 1),
                similarity=0.6,
                confidence=0.9,
                kind="translation",
                features={"one": 1.0, "margin": n / 4},
            )
            for n in range(4)
        ]
        kept.save_beads(operation, pair, beads)
    return store, pair
