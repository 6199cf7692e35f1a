"""Stores to review, and pages that serve them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import Served, serving
from stores import SAMPLES, road_store, store_of


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    with ExitStack() as running:
        yield lambda store, who="Айгерім": running.enter_context(serving(store, who))


@pytest.fixture
def road(tmp_path) -> Path:
    return road_store(tmp_path)


@pytest.fixture(scope="session")
def sample_store(samples, tmp_path_factory) -> Path:
    return store_of(samples, SAMPLES, tmp_path_factory.mktemp("samples") / "samples.egiz")


@pytest.fixture
def samples_to_review(sample_store, tmp_path) -> Path:
    return Path(shutil.copy(sample_store, tmp_path / "samples.egiz"))


@pytest.fixture
def samples_with_vectors(samples_to_review, encoder) -> Path:
    """The samples with the vectors of their sentences, as `egiz corpus align` keeps them."""
    from aligner.corpus import align_store
    from corpora.store import Store

    with Store.open(samples_to_review) as store:
        align_store(store, encoder=encoder)
    return samples_to_review
