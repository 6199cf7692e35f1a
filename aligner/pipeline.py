"""The way through: read, embed, match documents, align, score. Writing is the next module's."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from corpora import Document, ReadOptions, Shelf

from .bead import Bead, Route
from .candidates import PairingConfig
from .embedded import Corpus, embed_corpus, text_numbers
from .encoder import DEFAULT_MODEL, Encoder, ModelInfo, load_encoder
from .gather import Gathered, Languages, LeftOut, gather
from .known import EXPLANATION, known_beads, known_pairs, without
from .large_pools import Surroundings, surroundings
from .matching import DocumentPair, MatchingConfig, match_documents
from .pairing import pair_sentences
from .program import program_hash
from .results import KeptResults, PairResult, Result
from .steps import Step, no_steps
from .vector_cache import READINGS, RESULTS, allowed_bytes, indexes_path, keeping, shelf_of


@dataclass(frozen=True, slots=True)
class AlignConfig:
    """All settings of a run.

    Attributes:
        reading: how documents are read.
        languages: of source and target; None to have them recognised.
        model: "bundled", a folder, or a name on the hub.
        cache: whether vectors and results are kept on disk for the next run (see `vector_cache`).
        matching: which documents belong together.
        pairing: what happens between two documents.
        passed_over: files that are not read though they lie below a place, such as the output.
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    languages: Languages = (None, None)
    model: str = DEFAULT_MODEL
    cache: bool = True
    matching: MatchingConfig = field(default_factory=MatchingConfig)
    pairing: PairingConfig = field(default_factory=PairingConfig)
    passed_over: frozenset[Path] = frozenset()

    def with_route(self, route: Route | None) -> AlignConfig:
        """The same settings with the route given."""
        return replace(self, matching=replace(self.matching, route=route))

    def in_any_topic(self, chosen: bool) -> AlignConfig:
        """The same settings, with mining confined to overlapping topics or not."""
        mining = replace(self.pairing.mining, within_topics=not chosen)
        return replace(self, pairing=replace(self.pairing, mining=mining))


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Two documents and their beads (see `pairing.pair_sentences`)."""

    source: Document
    target: Document
    score: float
    route: Route
    explanation: str
    beads: tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """What a run found.

    Attributes:
        languages: primary tags of source and target.
        pairs: the document pairs: those that a file pairs already, then those matched, in the order
            of the source documents.
        left_out: documents that take no part, and why; those without a counterpart too.
        model: that made the vectors.
        sentences: of report text, source and target.
        embedded: distinct sentences that went through the encoder.
        seconds: by step, in their order.
        signature: how the scores were made, as one line.
        searches: how pools too large for exact search were searched, a line each.
    """

    languages: tuple[str, str]
    pairs: tuple[AlignedPair, ...]
    left_out: tuple[LeftOut, ...]
    model: ModelInfo
    sentences: tuple[int, int]
    embedded: int
    seconds: dict[str, float]
    signature: str
    searches: tuple[str, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether something given could not be read."""
        return any(item.unreadable for item in self.left_out)


@dataclass(frozen=True, slots=True)
class Embedded:
    """Documents read and embedded.

    Attributes:
        gathered: the documents, and what was left out.
        corpus: their vectors.
        model: that made the vectors.
        seconds: by step, in their order.
    """

    gathered: Gathered
    corpus: Corpus
    model: ModelInfo
    seconds: dict[str, float]


def align_files(
    places: Sequence[Path | str],
    config: AlignConfig | None = None,
    step: Step = no_steps,
) -> Alignment:
    """Align what lies below one or two files or folders.

    Raises:
        CorpusError: a place is missing or holds nothing to read.
        AlignerError: the input makes no two sides, or the model cannot be loaded.
    """
    config = config or AlignConfig()
    clock = _Clock()
    return _align(_gather(places, config, step, clock), config, step, clock)


def embed_files(
    places: Sequence[Path | str],
    config: AlignConfig | None = None,
    step: Step = no_steps,
) -> Embedded:
    """Read and embed what lies below one or two files or folders, without aligning it.

    Raises:
        CorpusError: a place is missing or holds nothing to read.
        AlignerError: the input makes no two sides, or the model cannot be loaded.
    """
    config = config or AlignConfig()
    clock = _Clock()
    gathered = _gather(places, config, step, clock)
    encoder, _ = _load(config, step, clock)
    with searching(config, step):
        corpus = _embed(gathered, encoder, config, step, clock)
    return Embedded(gathered, corpus, encoder.info, clock.seconds)


def align(
    source: Document | Sequence[Document],
    target: Document | Sequence[Document],
    config: AlignConfig | None = None,
    encoder: Encoder | None = None,
) -> Alignment:
    """Align documents in memory: one a side, or many.

    Args:
        source: in one language.
        target: in another.
        config: settings; its `languages` are not looked at.
        encoder: a model already loaded; by default the one that the settings name.

    Raises:
        AlignerError: a side is empty, the languages are the same, or the model cannot be loaded.
    """
    sides = [tuple([side] if isinstance(side, Document) else side) for side in (source, target)]
    gathered = Gathered.of(sides[0], sides[1])
    return _align(gathered, config or AlignConfig(), no_steps, _Clock(), encoder)


def _gather(
    places: Sequence[Path | str], config: AlignConfig, step: Step, clock: _Clock
) -> Gathered:
    with clock.step("reading"):
        advance = step("Reading", 0)
        paths = [Path(place) for place in places]
        shelf = shelf_of(f"{READINGS} {program_hash()}") if config.cache else None
        return gather(paths, config.reading, config.languages, advance, config.passed_over, shelf)


def _load(
    config: AlignConfig, step: Step, clock: _Clock, given: Encoder | None = None
) -> tuple[Encoder, Shelf | None]:
    """The model given, or that of the settings; and where results are kept."""
    with clock.step("loading the model"):
        if given is not None:
            return given, None
        encoder = load_encoder(config.model, lambda what: step(what, 0))
        return (keeping(encoder), shelf_of(RESULTS)) if config.cache else (encoder, None)


def _embed(
    gathered: Gathered, encoder: Encoder, config: AlignConfig, step: Step, clock: _Clock
) -> Corpus:
    count = sum(len(text_numbers(document)) for side in gathered.sides for document in side)
    with clock.step("embedding"):
        advance = step("Embedding sentences", count)
        return embed_corpus(gathered.sides, encoder, advance, config.pairing.mining)


def _align(
    gathered: Gathered,
    config: AlignConfig,
    step: Step,
    clock: _Clock,
    encoder: Encoder | None = None,
) -> Alignment:
    encoder, shelf = _load(config, step, clock, encoder)
    kept = None
    if shelf:
        model = encoder.info.vectors_key
        kept = KeptResults(shelf, model, config.matching, config.pairing)
    result = kept.get(gathered) if kept else None
    if result is None:
        with searching(config, step) as around:
            result = _work(gathered, encoder, config, step, clock)
        result = replace(result, searches=tuple(around.notes))
        if kept:
            kept.put(gathered, result)
    pairs = [
        AlignedPair(
            gathered.sides[0][one.pair.source],
            gathered.sides[1][one.pair.target],
            one.pair.score,
            one.pair.route,
            one.pair.explanation,
            one.beads,
        )
        for one in result.pairs
    ]
    taken = {id(document) for pair in pairs for document in (pair.source, pair.target)}
    alone = [
        LeftOut(document.id, "no counterpart found")
        for side in gathered.sides
        for document in side
        if id(document) not in taken
    ]
    counts = [sum(len(text_numbers(document)) for document in side) for side in gathered.sides]
    return Alignment(
        languages=gathered.languages,
        pairs=tuple(pairs),
        left_out=(*gathered.left_out, *alone),
        model=encoder.info,
        sentences=(counts[0], counts[1]),
        embedded=result.embedded,
        seconds=clock.seconds,
        signature=signature_of(encoder.info, config),
        searches=result.searches,
    )


def _work(
    gathered: Gathered, encoder: Encoder, config: AlignConfig, step: Step, clock: _Clock
) -> Result:
    """Embed, match, align."""
    corpus = _embed(gathered, encoder, config, step, clock)
    known = known_pairs(corpus)
    rest = without(corpus, known, config.pairing.mining)
    with clock.step("matching documents"):
        matched = match_documents(rest, config.matching, config.pairing, step)
    pairs = []
    with clock.step("aligning"):
        advance = step("Aligning", len(known) + len(matched))
        for source, target in known:
            documents = corpus.sides[0][source], corpus.sides[1][target]
            beads = known_beads(documents, corpus, config.pairing.confidence)
            pair = DocumentPair(source, target, 1.0, Route.PARALLEL, EXPLANATION)
            pairs.append(PairResult(pair, tuple(beads)))
            advance(1)
        places = [{id(d.document): place for place, d in enumerate(side)} for side in corpus.sides]
        for found in matched:
            documents = rest.sides[0][found.source], rest.sides[1][found.target]
            beads = pair_sentences(documents, found.route, rest, config.pairing)
            source, target = (
                place[id(document.document)]
                for place, document in zip(places, documents, strict=True)
            )
            pairs.append(PairResult(replace(found, source=source, target=target), tuple(beads)))
            advance(1)
    return Result(tuple(pairs), corpus.embedded)


def searching(config: AlignConfig, step: Step) -> AbstractContextManager[Surroundings]:
    """What searches in large pools inside are to know of the settings, and can tell."""
    allowed = allowed_bytes() if config.cache else 0
    return surroundings(Surroundings(indexes_path() if allowed else None, allowed, step))


def signature_of(model: ModelInfo, config: AlignConfig) -> str:
    """How scores were made, as sacrebleu writes it."""
    parts = {
        "egiz": version("egiz"),
        "model": model.name,
        "fingerprint": model.fingerprint,
        "route": config.matching.route or "measured",
        "sentences": "as given" if config.reading.lines else "split",
        "topics": "overlapping" if config.pairing.mining.within_topics else "any",
        "translation": f"≥{config.pairing.confidence.translation:.3f}",
        "in order": f"≥{config.pairing.confidence.in_order:.3f}",
    }
    return "|".join(f"{name}:{value}" for name, value in parts.items())


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - start
