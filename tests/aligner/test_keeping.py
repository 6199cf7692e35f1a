"""Vectors that are kept: found again, never mixed up, never wrong, and never in the way."""

import os
import sqlite3
import stat
import subprocess
import sys
import time

import numpy as np
import pytest

from aligner import keeping, vector_cache
from aligner.encoder import TextVectors
from aligner.errors import CacheError
from aligner.keeping import KeepingEncoder, pack, text_key, unpack
from aligner.vector_cache import DiskShelf

TEXTS = ["Қар жауды.", "", "Пришла весна.", "Қар жауды.", "Снег"]


class Counting:
    """The default model, and what it was asked to read."""

    def __init__(self, encoder):
        self._encoder, self.info, self.read = encoder, encoder.info, []

    def encode(self, texts, progress=lambda _: None):
        self.read += texts
        return self._encoder.encode(texts, progress)


def same(a: TextVectors, b: TextVectors) -> bool:
    return (
        a.pooled.tobytes() == b.pooled.tobytes()
        and len(a.traces) == len(b.traces)
        and all(x.tobytes() == y.tobytes() for x, y in zip(a.traces, b.traces, strict=True))
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "vectors.sqlite"


@pytest.fixture
def shelf(path):
    return DiskShelf("a model", path, 10_000_000)


def items(first: int, count: int, size: int = 5000) -> dict[bytes, bytes]:
    return {text_key(f"text {n}"): os.urandom(size) for n in range(first, first + count)}


def test_a_second_run_reads_nothing_and_finds_the_same(encoder, shelf):
    plain = encoder.encode(TEXTS)
    first, second = Counting(encoder), Counting(encoder)
    done = []
    assert same(KeepingEncoder(first, shelf).encode(TEXTS, done.append), plain)
    assert sorted(first.read) == sorted(set(TEXTS) - {""})
    assert sum(done) == 4
    done.clear()
    assert same(KeepingEncoder(second, shelf).encode(TEXTS, done.append), plain)
    assert second.read == []
    assert sum(done) == 4


def test_only_what_is_new_is_read(encoder, shelf):
    KeepingEncoder(encoder, shelf).encode(TEXTS[:2])
    counting = Counting(encoder)
    assert same(KeepingEncoder(counting, shelf).encode(TEXTS), encoder.encode(TEXTS))
    assert sorted(counting.read) == ["Пришла весна.", "Снег"]


def test_what_was_done_before_a_break_is_kept(encoder, shelf, monkeypatch):
    monkeypatch.setattr(keeping, "TEXTS_AT_ONCE", 1)

    class Breaking(Counting):
        def encode(self, texts, progress=lambda _: None):
            if len(self.read) == 2:
                raise KeyboardInterrupt
            return super().encode(texts, progress)

    with pytest.raises(KeyboardInterrupt):
        KeepingEncoder(Breaking(encoder), shelf).encode(TEXTS)
    counting = Counting(encoder)
    KeepingEncoder(counting, shelf).encode(TEXTS)
    assert len(counting.read) == 1


def test_bytes_and_back(encoder):
    vectors = encoder.encode(["Қар жауды.", "ұзақ сөйлем " * 40])
    for pair in zip(vectors.pooled, vectors.traces, strict=True):
        pooled, trace = unpack(pack(*pair), encoder.info.dim)
        assert pooled.dtype == np.float32
        np.testing.assert_array_equal(pooled, pair[0])
        np.testing.assert_array_equal(trace, pair[1])


def test_damaged_bytes_are_told_from_whole_ones(encoder):
    vectors = encoder.encode(["Қар жауды."])
    packed = pack(vectors.pooled[0], vectors.traces[0])
    flipped = bytearray(packed)
    flipped[100] ^= 1
    for damaged in (b"", packed[:3], packed[:-1], packed[:-128], bytes(flipped)):
        assert unpack(damaged, encoder.info.dim) is None


def test_a_damaged_vector_is_made_anew(encoder, shelf):
    KeepingEncoder(encoder, shelf).encode(TEXTS)
    shelf.put({text_key("Снег"): b"damaged"})
    assert same(KeepingEncoder(encoder, shelf).encode(TEXTS), encoder.encode(TEXTS))
    assert unpack(shelf.get([text_key("Снег")])[text_key("Снег")], encoder.info.dim)


def test_models_are_kept_apart(path):
    one, other = (DiskShelf(model, path, 10_000_000) for model in ("one", "other"))
    key = text_key("Снег")
    one.put({key: b"1"})
    assert other.get([key]) == {}
    other.put({key: b"2"})
    assert (one.get([key]), other.get([key])) == ({key: b"1"}, {key: b"2"})


def test_only_the_owner_may_read_it_and_no_text_is_in_it(encoder, shelf, path):
    KeepingEncoder(encoder, shelf).encode(TEXTS)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "жауды".encode() not in file.read_bytes()


def test_what_was_not_used_for_longest_goes_first(path, monkeypatch):
    shelf = DiskShelf("a model", path, 1_000_000)
    day = vector_cache._today()
    old, used, new = items(0, 60), items(60, 60), items(120, 120)
    shelf.put(old)
    shelf.put(used)
    monkeypatch.setattr(vector_cache, "_today", lambda: day + 1)
    assert len(shelf.get(list(used))) == 60
    monkeypatch.setattr(vector_cache, "_ROWS_AT_ONCE", 10)
    shelf.put(new)
    assert len(shelf.get(list(new))) == 120
    assert len(shelf.get(list(used))) > len(shelf.get(list(old)))
    for at in range(240, 1240, 100):
        shelf.put(items(at, 100))
        assert path.stat().st_size < 2_000_000  # what is allowed, and room to work in
    assert len(shelf.get(list(items(1140, 100)))) == 100


def test_a_file_that_is_no_database_is_replaced(shelf, path, caplog):
    path.parent.mkdir()
    path.write_text("nothing of the kind " * 100)
    key = text_key("Снег")
    assert shelf.get([key]) == {}
    assert "nothing is kept for the next run" in caplog.text
    again = DiskShelf("a model", path, 10_000_000)
    again.put({key: b"1"})
    assert again.get([key]) == {key: b"1"}


def test_a_place_that_cannot_be_written_is_no_hindrance(encoder, tmp_path, caplog):
    (tmp_path / "file").touch()
    shelf = DiskShelf("a model", tmp_path / "file" / "vectors.sqlite", 10_000_000)
    assert same(KeepingEncoder(encoder, shelf).encode(TEXTS), encoder.encode(TEXTS))
    assert caplog.text.count("nothing is kept for the next run") == 1


PUT = """
import sys
from aligner.keeping import text_key
from aligner.vector_cache import DiskShelf
from pathlib import Path
first = int(sys.argv[2])
shelf = DiskShelf("a model", Path(sys.argv[1]), 10_000_000)
for n in range(first, first + 40):
    shelf.put({text_key(f"text {n}"): f"{n}".encode()})
    shelf.get([text_key(f"text {m}") for m in range(n)])
"""


def test_processes_at_the_same_time(shelf, path):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PUT, str(path), str(first)], stderr=subprocess.PIPE, text=True
        )
        for first in (0, 20, 40)
    ]
    assert [process.communicate()[1] for process in running] == ["", "", ""]
    assert len(shelf.get([text_key(f"text {n}") for n in range(80)])) == 80


def test_a_killed_process_leaves_a_whole_cache(shelf, path):
    endless = PUT.replace("first + 40", "first + 10**9")
    process = subprocess.Popen([sys.executable, "-c", endless, str(path), "0"])
    end = time.monotonic() + 60
    try:
        while not shelf.get([text_key("text 5")]):
            assert process.poll() is None
            assert time.monotonic() < end, "nothing is found: see the log"
    finally:
        process.kill()
        process.wait()
    assert shelf.get([text_key("text 5")]) == {text_key("text 5"): b"5"}
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_the_limit_is_a_number(monkeypatch):
    monkeypatch.setenv(vector_cache.SIZE_SETTING, "3")
    assert vector_cache.allowed_bytes() == 3_000_000
    monkeypatch.setenv(vector_cache.SIZE_SETTING, "much")
    with pytest.raises(CacheError, match="whole number"):
        vector_cache.allowed_bytes()


def test_the_command_keeps_uses_shows_and_deletes_vectors(egiz, reports, tmp_path, monkeypatch):
    monkeypatch.setenv("EGIZ_VECTORS_MB", "50")
    monkeypatch.setattr(vector_cache, "cache_folder", lambda: tmp_path / "cache")
    path = vector_cache.cache_path()
    outputs = []

    def align(*options):
        outputs.append(tmp_path / f"{len(outputs)}.tsv")
        assert egiz("align", *reports, "--to", "tsv", "-o", outputs[-1], *options).exit_code == 0

    align("--no-cache")
    assert not path.exists()
    align()
    kept = path.read_bytes()
    align()
    assert path.read_bytes() == kept
    assert len({output.read_bytes() for output in outputs}) == 1
    told = egiz("model").stdout
    assert f"of 17 texts by this model; 0 MB in {path}" in told
    assert "of 1 runs" in told
    index = vector_cache.indexes_path() / "abc-1.faiss"
    index.parent.mkdir()
    index.write_bytes(bytes(3_000_000))
    assert f"; 3 MB in {path}" in egiz("model").stdout
    assert "deleted" in egiz("model", "clear-cache").stdout
    assert not index.exists()
    assert not path.exists()
    assert "there is no" in egiz("model", "clear-cache").stdout
