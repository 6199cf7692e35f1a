"""Vectors of a store's sentences: made where they are missing, loaded where they are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import cast, overload

import numpy as np
from numpy.typing import NDArray

import corpora.store.vectors as kept
from corpora.store import Store
from corpora.store.adding import digest
from corpora.store.documents import read_version
from corpora.store.vectors import Model

from ..candidates import Documents
from ..embedded import Corpus, EmbeddedDocument, text_numbers
from ..encoder import Encoder
from ..profile import TRACE_DIM, Profile, profile_of
from ..search import Neighbours, nearest, nearest_both_ways
from ..steps import Step, no_steps
from ..vectors import centre_from, normalised

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]
Int = NDArray[np.int64]

BATCH = 256  # sentences that are embedded, and committed, together
_EXACT = 100_000_000_000  # dot products up to which neighbours are exact: 300,000 × 300,000
_PART = 4096  # vectors that are loaded together
_REMEMBERED = 64  # documents whose traces are held in memory


def embed_missing(store: Store, model: Model, encoder: Encoder, step: Step) -> int:
    """Embed the sentences of both languages that have no vector yet, a batch at a time.

    Batches are cut by the order in which sentences came into the store, and each is committed
    whole: an interrupted run is gone on with by the very batches it would have had.

    Returns:
        How many sentences the encoder read.
    """
    missing = kept.missing(store.database, model, store.languages)
    if not missing:
        return 0
    advance = step("Embedding sentences", len(missing))
    for at in range(0, len(missing), BATCH):
        texts = [text for _, text in missing[at : at + BATCH]]
        vectors = encoder.encode(texts, advance)
        blobs = {
            digest(text.encode()): pooled.astype(np.float16).tobytes() + trace.tobytes()
            for text, pooled, trace in zip(texts, vectors.pooled, vectors.traces, strict=True)
        }
        kept.put(store.database, model, blobs)
    return len(missing)


@dataclass(frozen=True, slots=True)
class Pool:
    """All report sentences of the corpus in one language.

    Attributes:
        language: primary tag.
        centre: (dim,) of the language.
        units: (n, dim) centred, at length 1.
        rows: version of a document → its rows.
    """

    language: str
    centre: Float32
    units: Float32
    rows: dict[int, range]


def _profile(model: Model) -> Profile:
    """What is known of a model; its key begins with its fingerprint (`ModelInfo.vectors_key`)."""
    return profile_of(model.key.partition("/")[0], model.dim)


def load_pool(
    store: Store, model: Model, language: str, told: Callable[[int], None] = lambda _: None
) -> Pool:
    """The pool of a language; every sentence of it has a vector. `told` hears of those loaded."""
    rows: dict[int, range] = {}
    parts: list[Float16] = []
    count = 0
    found = kept.pooled(store.database, model, language)
    while part := list(islice(found, _PART)):
        parts.append(np.frombuffer(b"".join(blob or b"" for *_, blob in part), np.float16))
        for version, _, _ in part:
            rows[version] = range(rows[version].start if version in rows else count, count + 1)
            count += 1
        told(len(part))
    units = np.empty((count, model.dim), np.float32)
    total = np.zeros(model.dim, np.float64)
    at = 0
    for number, part_of in enumerate(parts):  # in place: the pool is by far what takes most memory
        vectors = part_of.reshape(-1, model.dim)
        units[at : at + len(vectors)] = vectors
        total += units[at : at + len(vectors)].sum(0, dtype=np.float64)
        at += len(vectors)
        parts[number] = part_of[:0]
    centre = centre_from(total, count, language, _profile(model))
    for at in range(0, count, _PART):
        units[at : at + _PART] = normalised(units[at : at + _PART] - centre)
    return Pool(language, centre, units, rows)


def _as_vectors(blobs: Sequence[bytes | None], dim: int) -> Float32:
    joined = b"".join(blob or b"" for blob in blobs)
    return np.frombuffer(joined, np.float16).reshape(-1, dim).astype(np.float32)


class Loader:
    """Makes embedded documents of versions, with what the whole corpus knows of their sentences.

    Attributes:
        pools: of the source and of the target language.

    Args:
        store: that holds them.
        model: whose vectors.
        pools: see above.
        neighbours: sentences that make a neighbourhood.
    """

    def __init__(
        self,
        store: Store,
        model: Model,
        pools: tuple[Pool, Pool],
        neighbours: int,
    ) -> None:
        self._store = store
        self._model = model
        self._profile = _profile(model)
        self.pools = pools
        self._neighbours = neighbours
        self._near: tuple[dict[int, Neighbours], dict[int, Neighbours]] = ({}, {})
        self.traces = lru_cache(_REMEMBERED)(self._traces)

    @classmethod
    def of(
        cls,
        store: Store,
        model: Model | None = None,
        neighbours: int = 4,
        step: Step = no_steps,
    ) -> Loader:
        """A loader with the vectors that a store has; the model itself is not needed.

        Args:
            store: that holds them.
            model: whose vectors; by default those of the model used last.
            neighbours: sentences that make a neighbourhood.
            step: told of the progress.

        Raises:
            StoreError: the store has no vectors.
        """
        model = model or kept.last_model(store.database)
        told = step("Loading vectors", kept.count(store.database, store.languages))
        source, target = (load_pool(store, model, language, told) for language in store.languages)
        return cls(store, model, (source, target), neighbours)

    def pair(self, versions: tuple[int, int]) -> tuple[Documents, Corpus]:
        """A source and a target version, and what their scores need of the whole corpus."""
        self.look_around(([versions[0]], [versions[1]]))
        documents = self.document(0, versions[0]), self.document(1, versions[1])
        sides = (documents[0],), (documents[1],)
        return documents, Corpus(sides, self.pool_around(versions), self.twin, 0)

    @property
    def twin(self) -> float:
        """Cosine of a typical translation with this model."""
        return self._profile.twin

    def look_around(
        self, versions: tuple[Sequence[int], Sequence[int]], step: Step = no_steps
    ) -> None:
        """Find the nearest sentences of the other language for those of some versions.

        The search is the same for each sentence, whichever others are looked up with it.
        """
        new = [
            [v for v in wanted if v not in self._near[side] and v in self.pools[side].rows]
            for side, wanted in enumerate(versions)
        ]
        count = sum(len(self.pools[side].rows[version]) for side in (0, 1) for version in new[side])
        if not count:
            return
        told = step("Looking for nearest sentences", count)
        if all(len(new[side]) == len(self.pools[side].rows) > 0 for side in (0, 1)):
            units = self.pools[0].units, self.pools[1].units
            both = nearest_both_ways(*units, self._neighbours, _EXACT, told)  # in half the time
            for side, found in enumerate(both):
                self._keep(side, list(self.pools[side].rows), found)
            return
        for side in (0, 1):
            if not new[side]:
                continue
            rows = self.pools[side].rows
            queries = np.concatenate([self._units(side, rows[version]) for version in new[side]])
            other = self.pools[1 - side].units
            if len(other):
                found = nearest(queries, other, self._neighbours, _EXACT, told)
            else:
                nothing = np.zeros((len(queries), 1), np.float32)
                found = Neighbours(nothing, np.zeros((len(queries), 0), np.int64))
            self._keep(side, new[side], found)

    def _units(self, side: int, rows: range) -> Float32:
        return self.pools[side].units[rows.start : rows.stop]

    def _keep(self, side: int, versions: Sequence[int], found: Neighbours) -> None:
        """Note the neighbours of versions, whose sentences follow each other."""
        at = 0
        for version in versions:
            cut = slice(at, at + len(self.pools[side].rows[version]))
            self._near[side][version] = Neighbours(found.values[cut], found.numbers[cut])
            at = cut.stop

    def around_all(
        self, versions: tuple[Sequence[int], Sequence[int]]
    ) -> tuple[Neighbours, Neighbours] | None:
        """The nearest sentences both ways where these versions are all there are, in their order.

        None where there are others: the nearest among some are not those among all.
        """
        found = []
        for side, pool in enumerate(self.pools):
            if not pool.rows or list(versions[side]) != list(pool.rows):
                return None
            near = [self._near[side][version] for version in versions[side]]
            found.append(
                Neighbours(
                    np.concatenate([one.values for one in near]),
                    np.concatenate([one.numbers for one in near]),
                )
            )
        return found[0], found[1]

    def around(self, side: int, version: int) -> Neighbours:
        """The nearest sentences of the other language for those of a version; rows of its pool."""
        return self._near[side][version]

    def pool_around(self, versions: tuple[int, int]) -> tuple[Float32, Float32]:
        """Of each side's pool what two versions need: their sentences and all near the other's.

        The nearest sentences of a window are among those of the sentences in it, nearly always.
        """
        out = []
        for side in (0, 1):
            own = self.pools[side].rows.get(versions[side], range(0))
            near = self._near[1 - side].get(versions[1 - side])
            numbers = np.arange(own.start, own.stop)
            if near is not None:
                numbers = np.union1d(numbers, near.numbers.ravel())
            out.append(self.pools[side].units[numbers])
        return out[0], out[1]

    def document(self, side: int, version: int) -> EmbeddedDocument:
        """A version with its vectors. Its traces load on use.

        Where `look_around` has not seen it, its sentences are near to nothing.
        """
        document = read_version(self._store.database, version)
        rows = self.pools[side].rows.get(version, range(0))
        units = self.pools[side].units[rows.start : rows.stop]
        found = self._store.database.rows(
            "SELECT pooled, length(tokens) FROM sentence"
            " JOIN vector ON vector.model_id = ? AND vector.text_id = sentence.text_id"
            " JOIN trace ON trace.model_id = vector.model_id AND trace.text_id = sentence.text_id"
            " WHERE version_id = ? ORDER BY number",
            (self._model.id, version),
        )
        pooled = _as_vectors([row[0] for row in found], self._model.dim)
        around = self._near[side].get(version)
        return EmbeddedDocument(
            document=document,
            numbers=text_numbers(document),
            vectors=pooled - self.pools[side].centre,
            units=units,
            tokens=np.array([row[1] / (2 * TRACE_DIM) for row in found], np.float32),
            traces=cast("tuple[Float16, ...]", _Traces(self, side, version, len(found))),
            near=np.zeros(len(found), np.float32) if around is None else around.values.mean(1),
        )

    def _traces(self, side: int, version: int) -> tuple[Float16, ...]:
        """The centred, projected token vectors of each sentence of a version."""
        found = self._store.database.rows(
            "SELECT tokens FROM sentence JOIN trace ON trace.text_id = sentence.text_id"
            " WHERE model_id = ? AND version_id = ? ORDER BY number",
            (self._model.id, version),
        )
        middle = self.pools[side].centre @ self._profile.basis
        return tuple(
            normalised(np.frombuffer(row[0], np.float16).reshape(-1, TRACE_DIM) - middle).astype(
                np.float16
            )
            for row in found
        )


class _Traces(Sequence[Float16]):
    """The traces of a version, loaded when they are first asked for and dropped in their turn."""

    def __init__(self, loader: Loader, side: int, version: int, count: int) -> None:
        self._ask = loader.traces, side, version
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Float16: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Float16]: ...

    def __getitem__(self, place: int | slice) -> Float16 | Sequence[Float16]:
        load, side, version = self._ask
        return load(side, version)[place]
