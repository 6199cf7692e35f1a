"""Nearest neighbours in pools too large for exact search, by an index of FAISS that checks itself.

Keys are sorted into lists (inverted files, Jégou et al. 2011) and compressed to a bit a dimension
(product quantisation in the layout of André et al. 2017); a query looks at the lists nearest to it,
and the best of what it finds is compared in half precision. How many lists have to be looked at
depends on the texts. So a sample of the queries is searched exactly too, and more lists are looked
at, and more candidates compared, until AIM of its neighbours are found. What was reached is
measured on a second sample, and told.

An index is kept in a folder, by a hash of its keys: a run that was interrupted finds it again.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import blake2b
from math import gcd, isqrt
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .steps import Step, no_steps

Float32 = NDArray[np.float32]
Int = NDArray[np.int64]
T = TypeVar("T")
Exact = Callable[[Float32, Float32, int], Int]
"""Told queries, keys and k, gives the numbers of the nearest keys (queries, k)."""

GOAL = 0.99
"""Share of the exact neighbours that an index has to find."""

AIM = 0.993
"""The same on the sample that it is tuned on, which flatters it."""

SAMPLE = 1000  # queries, for tuning and for measuring each
_LISTS = 2.0  # times the root of the keys
_TRAINED_ON = 48  # keys a list
_PROBED = 16  # lists, at first; twice as many as long as that does not do
_CANDIDATES = 160, 320, 640  # compared in half precision
_CODED = 4  # dimensions that share a code of four bits
_QUERIES = 1 << 14  # asked at once; bounds the memory for candidates
_ADDED = 1 << 16  # keys added at once
_REMEMBERED = 100_000_000  # dot products of a search from which on it is not made twice
_SUFFIX = "-1.faiss"  # raise it with whatever changes what is kept
_STALE = 30 * 86_400  # seconds without use after which an index is deleted

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What searches in large pools need to know of the run that they are part of.

    Attributes:
        folder: where indexes are kept; None for nowhere.
        allowed: bytes that they may take; the one not used for longest goes first.
        step: told of building and searching.
        notes: what was reached, a line for each search.
        found: of each kind of work between large pools what was found last, and between which:
            several stages ask for the same.
    """

    folder: Path | None = None
    allowed: int = 0
    step: Step = no_steps
    notes: list[str] = field(default_factory=list)
    found: dict[str, tuple[object, Any]] = field(default_factory=dict)


_around: ContextVar[Surroundings | None] = ContextVar("surroundings", default=None)


@contextmanager
def surroundings(given: Surroundings) -> Iterator[Surroundings]:
    """Searches inside are made in these surroundings, or in those that they are in already."""
    inside = _around.get()
    if inside is not None:
        yield inside
        return
    token = _around.set(given)
    try:
        yield given
    finally:
        _around.reset(token)


def remembered(
    kind: str, source: Float32, target: Float32, work: Callable[[], T], *told: object
) -> T:
    """What `work` finds between two pools; what it found last is not worked out again.

    Args:
        kind: of work.
        source: (n, dim).
        target: (m, dim).
        work: does it.
        told: whatever else it depends on.
    """
    around = _around.get()
    if around is None or len(source) * len(target) < _REMEMBERED:
        return work()
    between = (_digest(source), _digest(target), *told)
    kept = around.found.get(kind)
    if kept is None or kept[0] != between:
        around.found.pop(kind, None)  # before the work, which needs the room
        around.found[kind] = kept = (between, work())
    found: T = kept[1]
    return found


def nearly_nearest(
    queries: Float32,
    keys: Float32,
    k: int,
    exact: Exact,
    told: Callable[[int], None] = lambda _: None,
) -> Int:
    """(queries, k): numbers of the nearest keys, of which GOAL or more are found.

    Args:
        queries: (n, dim).
        keys: (m, dim), m at least k.
        k: at least 1.
        exact: searches exactly: the sample, and all where no index does.
        told: of the queries done, beside the step in the surroundings.
    """
    around = _around.get() or Surroundings()
    what = f"{len(queries):,} sentences among {len(keys):,}"
    around.step(f"Indexing {len(keys):,} sentences", 0)
    index = _Index.of(keys, around)
    drawn = _some(len(queries), 2 * SAMPLE)
    samples = [queries[drawn[::2]], queries[drawn[1::2] if len(drawn) > 1 else drawn]]
    recall = index.tune(samples, keys, [exact(sample, keys, k) for sample in samples])
    if recall < GOAL:
        around.notes.append(f"{what}: searched exactly, since an index found {recall:.1%} only")
        found = exact(queries, keys, k)
        told(len(queries))
        return found
    around.notes.append(
        f"{what}: searched by an index that finds {recall:.1%} of the nearest "
        f"(exact search of {len(samples[1]):,} beside it; {index.settings})"
    )
    advance = around.step(f"Searching {what}", len(queries))
    numbers = np.empty((len(queries), k), np.int64)
    for at in range(0, len(queries), _QUERIES):
        part = queries[at : at + _QUERIES]
        found = index.search(part, k)
        short = (found < 0).any(1)  # too few in the lists looked at
        if short.any():
            found[short] = exact(part[short], keys, k)
        numbers[at : at + _QUERIES] = found
        advance(len(part))
        told(len(part))
    return numbers


class _Index:
    """Keys in lists, and how many lists and candidates are looked at."""

    def __init__(self, lists: Any, keys: Float32) -> None:
        import faiss

        dim = keys.shape[1]
        kind = faiss.ScalarQuantizer.QT_fp16
        self._halves = faiss.IndexScalarQuantizer(dim, kind, faiss.METRIC_INNER_PRODUCT)
        for part in _parts(keys):
            self._halves.add(part)
        self._lists, self._both = lists, faiss.IndexRefine(lists, self._halves)
        self._candidates = _CANDIDATES[0]

    @classmethod
    def of(cls, keys: Float32, around: Surroundings) -> _Index:
        """The index of these keys, found in the folder or made and put there."""
        import faiss

        if around.folder is None or not around.allowed:
            return cls(_sorted_into_lists(keys), keys)
        name = blake2b(f"{faiss.__version__} {_LISTS} {_TRAINED_ON}".encode(), digest_size=16)
        name.update(_digest(keys))
        path = around.folder / f"{name.hexdigest()}{_SUFFIX}"
        lists = _read(path)
        if lists is None:
            lists = _sorted_into_lists(keys)
            _write(path, lists, around.allowed)
        return cls(lists, keys)

    def tune(self, samples: Sequence[Float32], keys: Float32, wanted: Sequence[Int]) -> float:
        """Look at as many lists and candidates as finding AIM and GOAL of what is wanted takes.

        Args:
            samples: queries (n, dim), to tune on and to measure.
            keys: (m, dim).
            wanted: of each sample (n, k) numbers of the nearest keys.

        Returns:
            The share that is found of the second sample.
        """
        worst = [
            _dots(sample, keys, exactly).min(1, keepdims=True)
            for sample, exactly in zip(samples, wanted, strict=True)
        ]

        def share(number: int) -> float:
            """Of a sample; a key as near as the last one wanted is as good."""
            found = self.search(samples[number], wanted[number].shape[1])
            near = _dots(samples[number], keys, found) >= worst[number] - 1e-6
            return float((near & (found >= 0)).mean())

        for probed in _doubled(_PROBED, self._lists.nlist):
            self._lists.nprobe = probed
            self._candidates = _CANDIDATES[-1]
            if share(0) >= AIM:
                for self._candidates in _CANDIDATES:
                    if share(0) >= AIM and (reached := share(1)) >= GOAL:
                        return reached
        return share(1)

    def search(self, queries: Float32, k: int) -> Int:
        """(n, k) numbers of keys; -1 where the lists looked at hold too few."""
        self._both.k_factor = max(min(self._candidates, self._lists.ntotal) / k, 1)
        return np.asarray(self._both.search(queries, k)[1], np.int64)

    @property
    def settings(self) -> str:
        """How much it looks at, in words."""
        return (
            f"{self._lists.nprobe:,} of {self._lists.nlist:,} lists, {self._candidates} candidates"
        )


def _sorted_into_lists(keys: Float32) -> Any:
    import faiss

    count, dim = keys.shape
    lists = max(int(_LISTS * isqrt(count)), 1)
    middles = faiss.IndexFlatIP(dim)
    codes = dim // gcd(dim, _CODED)
    index = faiss.IndexIVFPQFastScan(middles, dim, lists, codes, 4, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 8
    index.cp.max_points_per_centroid = _TRAINED_ON
    index.cp.min_points_per_centroid = index.pq.cp.min_points_per_centroid = 1  # no warnings
    index.train(keys[_some(count, _TRAINED_ON * lists)])
    for part in _parts(keys):
        index.add(part)
    return index


def _doubled(first: int, last: int) -> Iterator[int]:
    while first < last:
        yield first
        first *= 2
    yield last


def _some(count: int, most: int) -> Int:
    """Numbers below `count`, in order, drawn with a fixed seed."""
    chance = np.random.default_rng(count)
    return np.sort(chance.choice(count, min(count, most), replace=False)).astype(np.int64)


def _parts(keys: Float32) -> Iterator[Float32]:
    for at in range(0, len(keys), _ADDED):
        yield keys[at : at + _ADDED]


def _dots(queries: Float32, keys: Float32, numbers: Int) -> Float32:
    return np.asarray(np.einsum("nd,nkd->nk", queries, keys[numbers]), np.float32)


def _digest(vectors: Float32) -> bytes:
    digest = blake2b(str(vectors.shape).encode(), digest_size=16)
    for part in _parts(vectors):
        digest.update(np.ascontiguousarray(part).data)
    return digest.digest()


def _read(path: Path) -> Any:
    """The index in a file; None where there is none, or a damaged one."""
    import faiss

    try:
        kept = path.read_bytes()
        os.utime(path)  # it was used just now
    except OSError:
        return None
    if zlib.crc32(kept[4:]).to_bytes(4, "little") != kept[:4]:
        path.unlink(missing_ok=True)
        return None
    return faiss.deserialize_index(np.frombuffer(kept, np.uint8, offset=4))


def _write(path: Path, index: Any, allowed: int) -> None:
    """Put an index into a file that appears whole, and that only its owner can read."""
    import faiss

    kept = faiss.serialize_index(index).tobytes()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent, allowed - len(kept))
        if len(kept) > allowed:
            return
        number, scratch = tempfile.mkstemp(prefix=".", suffix=_SUFFIX, dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(zlib.crc32(kept).to_bytes(4, "little"))
                file.write(kept)
            Path(scratch).replace(path)
        finally:
            Path(scratch).unlink(missing_ok=True)
    except OSError as error:
        _log.warning("egiz: the index is not kept: %s: %s", path, error.strerror or error)


def index_files(folder: Path) -> list[Path]:
    """The indexes kept in a folder, of any version, and what interrupted runs left."""
    return [path for path in folder.glob("*.faiss") if path.is_file()] if folder.is_dir() else []


def _make_room(folder: Path, allowed: int) -> None:
    """Delete what was not used for long, is of another version, or is too much."""
    used = 0
    files = [(path.stat(), path) for path in index_files(folder)]
    for told, path in sorted(files, key=lambda file: -file[0].st_mtime):
        used += told.st_size
        old = time.time() - told.st_mtime > _STALE or not path.name.endswith(_SUFFIX)
        if old or used > allowed:
            path.unlink(missing_ok=True)
