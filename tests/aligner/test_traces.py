"""Traces come back as they were added, from memory and from a file, centred when asked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aligner import embedded
from aligner.embedded import embed_corpus
from aligner.errors import CacheError
from aligner.profile import TRACE_DIM
from aligner.traces import KeptTraces, Traces
from corpora import read_text

CHANCE = np.random.default_rng(5)
SOME = [CHANCE.standard_normal((n, TRACE_DIM)).astype(np.float16) for n in (3, 0, 7, 1, 20)]


@pytest.mark.parametrize("in_memory", [10_000_000, 1])
def test_what_was_added_comes_back(in_memory):
    kept = KeptTraces(in_memory)
    kept.add(SOME[:2])
    np.testing.assert_array_equal(kept[0], SOME[0])  # reading between does no harm
    kept.add(SOME[2:])
    for number in (4, 0, 2, 1, 3):
        np.testing.assert_array_equal(kept[number], SOME[number])
    assert kept.tokens.tolist() == [3, 0, 7, 1, 20]


def test_centred_traces_have_length_one():
    kept = KeptTraces()
    kept.add(SOME)
    middle = np.ones(TRACE_DIM, np.float32)
    traces = Traces(kept.centred(middle), [4, 0, 4])
    assert len(traces) == 3
    assert [len(trace) for trace in traces] == [20, 3, 20]
    assert [len(trace) for trace in traces[1:]] == [3, 20]
    assert traces[-1].dtype == np.float16
    norms = np.linalg.norm(traces[0].astype(np.float32), axis=1)
    np.testing.assert_allclose(norms, 1, atol=2e-3)
    moved = SOME[0].astype(np.float32) - middle
    cosine = (traces[1] * moved).sum(1) / np.linalg.norm(moved, axis=1)
    np.testing.assert_allclose(cosine, 1, atol=2e-3)


FULL = Path("/dev/full")  # writing to it says that the disk is full


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has /dev/full")
def test_no_room_is_told():
    kept = KeptTraces(1)
    with FULL.open("wb", buffering=0) as full:
        kept._file = full
        with pytest.raises(CacheError, match="TMPDIR"):
            kept.add(SOME)


def test_the_size_of_the_parts_changes_nothing(encoder, monkeypatch):
    texts = "Қар жауды. Жел тұрды. Күн шықты.", "Выпал снег. Поднялся ветер. Вышло солнце."
    documents = [
        replace(read_text(text, language), language=language)
        for text, language in zip(texts, ("kk", "ru"), strict=True)
    ]
    whole = embed_corpus(([documents[0]], [documents[1]]), encoder)
    monkeypatch.setattr(embedded, "TEXTS_AT_ONCE", 2)
    parts = embed_corpus(([documents[0]], [documents[1]]), encoder)
    for (one,), (other,) in zip(whole.sides, parts.sides, strict=True):
        assert one.vectors.tobytes() == other.vectors.tobytes()
        assert one.units.tobytes() == other.units.tobytes()
        assert one.trace(range(3)).tobytes() == other.trace(range(3)).tobytes()
