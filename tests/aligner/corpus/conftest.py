"""Made-up reports in a store, and an encoder that knows their words."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic import WordEncoder, write_reports

from aligner.corpus import align_store
from corpora.store import Store


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports in each language, ten sentences each."""
    write_reports(tmp_path / "reports", 3, 10)
    return tmp_path / "reports"


@pytest.fixture
def store(tmp_path: Path, folder: Path, words: WordEncoder) -> Store:
    """The reports, added and aligned."""
    with Store.create(tmp_path / "corpus.egiz") as store:
        store.add(folder)
        align_store(store, encoder=words)
        yield store
