"""Pools too large for exact search: the index checks itself, is kept, and is thrown away."""

import os
import signal
import stat
import time
from dataclasses import replace

import numpy as np
import pytest

from aligner import large_pools
from aligner.large_pools import (
    Surroundings,
    index_files,
    nearly_nearest,
    remembered,
    surroundings,
)
from aligner.search import nearest, nearest_both_ways
from aligner.vectors import normalised

DIM = 64


def exactly(queries, keys, k):
    return nearest(queries, keys, k).numbers


def pool(size, seed=1, groups=40, blur=0.7):
    chance = np.random.default_rng(9)
    middles = chance.standard_normal((groups, DIM), np.float32)
    chance = np.random.default_rng(seed)
    noise = chance.standard_normal((size, DIM), np.float32)
    return normalised(middles[chance.integers(0, groups, size)] + np.float32(blur) * noise)


@pytest.fixture
def around(tmp_path):
    return Surroundings(tmp_path / "indexes", 10_000_000)


def recall(found, wanted):
    shared = [len(set(a) & set(b)) for a, b in zip(found.tolist(), wanted.tolist(), strict=True)]
    return sum(shared) / wanted.size


@pytest.mark.parametrize("blur", [0.3, 3.0])
def test_so_much_is_looked_at_that_the_goal_is_met(around, blur):
    """Groups that lie apart take few lists, a cloud without any takes nearly all."""
    queries, keys = pool(3000, 1, blur=blur), pool(4000, 2, blur=blur)
    with surroundings(around):
        found = nearly_nearest(queries, keys, 4, exactly)
    assert recall(found, exactly(queries, keys, 4)) >= large_pools.GOAL - 0.005
    (note,) = around.notes
    assert note.startswith("3,000 sentences among 4,000: searched by an index that finds 99.")
    probed = int(note.split("1,000 beside it; ")[1].split(" of ")[0])
    assert probed == 16 if blur < 1 else probed > 16


def test_what_no_index_finds_is_searched_exactly(around, monkeypatch):
    queries, keys = pool(300, 1), pool(2000, 2)
    monkeypatch.setattr(large_pools, "GOAL", 1.01)
    with surroundings(around):
        found = nearly_nearest(queries, keys, 4, exactly)
    assert found.tolist() == exactly(queries, keys, 4).tolist()
    assert "searched exactly" in around.notes[0]


def test_more_neighbours_than_the_lists_hold():
    keys = pool(50)
    found = nearly_nearest(keys, keys, 50, exactly)
    assert sorted(found[0].tolist()) == list(range(50))


def test_progress_is_told():
    done = []
    steps = []

    def step(name, size):
        steps.append((name, size))
        return done.append

    with surroundings(Surroundings(step=step)):
        nearly_nearest(pool(20_000, 1)[:17_000], pool(500, 2), 2, exactly)
    assert sum(done) == 17_000
    assert len(done) == 2
    assert steps[-1] == ("Searching 17,000 sentences among 500", 17_000)


def test_an_index_is_found_again_and_only_for_its_keys(around, monkeypatch):
    made = []
    make = large_pools._sorted_into_lists
    monkeypatch.setattr(
        large_pools, "_sorted_into_lists", lambda keys: made.append(len(keys)) or make(keys)
    )
    queries, keys = pool(500, 1), pool(3000, 2)
    with surroundings(around):
        first = nearly_nearest(queries, keys, 4, exactly)
        assert nearly_nearest(queries, keys, 4, exactly).tolist() == first.tolist()
        assert made == [3000]
        (file,) = index_files(around.folder)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        other = keys.copy()
        other[7] = other[8]
        nearly_nearest(queries, other, 4, exactly)
        assert made == [3000, 3000]

        kept = bytearray(file.read_bytes())
        kept[len(kept) // 2] ^= 1
        file.write_bytes(kept)
        assert nearly_nearest(queries, keys, 4, exactly).tolist() == first.tolist()
        assert made == [3000] * 3


@pytest.mark.parametrize("stage", ["Indexing", "Searching"])
def test_a_search_that_is_interrupted_is_taken_up(around, stage):
    """The index that was made is whole, and the next run's."""
    queries, keys = pool(500, 1), pool(3000, 2)

    def step(name, _size):
        if name.startswith(stage):
            signal.raise_signal(signal.SIGINT)  # Ctrl-C
        return lambda _count: None

    with pytest.raises(KeyboardInterrupt), surroundings(replace(around, step=step)):
        nearly_nearest(queries, keys, 4, exactly)
    left = list(around.folder.iterdir()) if around.folder.exists() else []
    assert len(left) == (stage == "Searching")
    before = [file.read_bytes() for file in left]
    with surroundings(around):
        found = nearly_nearest(queries, keys, 4, exactly)
    assert found.tolist() == nearly_nearest(queries, keys, 4, exactly).tolist()
    assert [file.read_bytes() for file in left] == before


def test_nothing_is_kept_where_nothing_may_be(tmp_path):
    around = Surroundings(tmp_path / "indexes", 0)
    with surroundings(around):
        nearly_nearest(pool(100, 1), pool(300, 2), 2, exactly)
    assert not around.folder.exists()


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    with surroundings(Surroundings(tmp_path / "file" / "indexes", 10**7)):
        found = nearly_nearest(pool(100, 1), pool(300, 2), 2, exactly)
    assert found.shape == (100, 2)
    assert "is not kept" in caplog.text


def test_indexes_that_are_old_or_too_many_go(tmp_path):
    folder = tmp_path / "indexes"
    queries = pool(50, 1)
    with surroundings(Surroundings(folder, 10**7)):
        nearly_nearest(queries, pool(1000, 2), 2, exactly)
        (first,) = index_files(folder)
        other_version = folder / "abc-0.faiss"
        other_version.write_bytes(b"1")
        nearly_nearest(queries, pool(1000, 3), 2, exactly)
        assert not other_version.exists()
        long_ago = time.time() - 31 * 86_400
        os.utime(first, (long_ago, long_ago))
        nearly_nearest(queries, pool(1000, 4), 2, exactly)
        assert not first.exists()
    kept = index_files(folder)
    assert len(kept) == 2
    size = kept[0].stat().st_size
    with surroundings(Surroundings(folder, int(2.5 * size))):
        nearly_nearest(queries, pool(1000, 5), 2, exactly)
    assert len(index_files(folder)) == 2


def test_stages_that_ask_for_the_same_get_the_same(monkeypatch):
    monkeypatch.setattr(large_pools, "_REMEMBERED", 1000)
    source, target = pool(100, 1), pool(120, 2)
    with surroundings(Surroundings()) as around:
        first = nearest_both_ways(source, target, 4)
        assert nearest_both_ways(source.copy(), target.copy(), 4) is first
        assert nearest_both_ways(source, target, 3) is not first
        assert nearest_both_ways(source, target[::-1].copy(), 4) is not first
        assert len(around.found) == 1
        made = []
        for _ in range(2):
            remembered("another kind", source, target, lambda: made.append(1), 4)
        assert made == [1]
        assert len(around.found) == 2
    assert nearest_both_ways(source, target, 4) is not nearest_both_ways(source, target, 4)
