"""Corpora of any size, made up: two languages in step, and an encoder that knows their words.

Reports are made of the words of our samples, a Kazakh and a Russian one for each of some hundred
meanings. So a stand-in encoder can give twins like vectors in no time, and what is measured is the
store and not the model. Sentences are as long as those of real reports.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

import corpora
from aligner.encoder import ModelInfo, TextVectors
from aligner.profile import TRACE_DIM
from corpora.store import Store

SAMPLES = Path(corpora.__file__).parent / "samples"
MEANINGS = 600
DIM = 384
_WORD = re.compile(r"[^\W\d_]{4,}")


def vocabulary() -> dict[str, list[str]]:
    """For each language as many words as there are meanings; the same place means the same."""
    out = {}
    for language in ("kk", "ru"):
        text = " ".join(
            path.read_text(encoding="utf-8") for path in sorted((SAMPLES / language).glob("*.txt"))
        )
        words = dict.fromkeys(word.lower() for word in _WORD.findall(text))
        out[language] = list(words)[:MEANINGS]
        assert len(out[language]) == MEANINGS, language
    return out


def write_reports(
    folder: Path,
    pairs: int,
    sentences: int = 30,
    seed: object = 1,
    first: int = 0,
    alone: bool = False,
) -> list[Path]:
    """Write pairs of reports that translate each other, one file a report.

    Args:
        folder: that they go into, below "kk" and "ru".
        pairs: of reports.
        sentences: of each report, about; one in ten has no twin.
        seed: of chance; the same gives the same reports.
        first: number of the first pair.
        alone: the two of a pair have nothing to do with each other instead.
    """
    words = vocabulary()
    paths = []
    for language in ("kk", "ru"):
        (folder / language).mkdir(parents=True, exist_ok=True)
    for number in range(first, first + pairs):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - no secret
        said = _meanings(chance, sentences)
        for language in ("kk", "ru"):
            kept = [meanings for meanings in said if chance.random() > 0.1]
            lines = [" ".join(words[language][m] for m in meanings) for meanings in kept]
            text = " ".join(line.capitalize() + "." for line in lines)
            path = folder / language / f"{number:05}.txt"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
            said = _meanings(chance, sentences) if alone else said
    return paths


def _meanings(chance: random.Random, sentences: int) -> list[list[int]]:
    return [chance.sample(range(MEANINGS), chance.randint(9, 17)) for _ in range(sentences)]


class WordEncoder:
    """A stand-in for a model: a vector for each meaning, a sentence is the mean of its words.

    Attributes:
        info: as of any model.
        read: how many texts it has encoded.
    """

    info = ModelInfo(
        name="words of the samples",
        fingerprint="words-1",
        licence="Apache-2.0",
        folder="",
        dim=DIM,
        mean_pooled=True,
    )

    def __init__(self) -> None:
        self.read = 0
        self._meanings = {
            word: meaning for words in vocabulary().values() for meaning, word in enumerate(words)
        }

    @cached_property
    def _vectors(self) -> np.ndarray:
        chance = np.random.default_rng(7)
        return chance.standard_normal((MEANINGS + 1, DIM)).astype(np.float32)

    @cached_property
    def _traces(self) -> np.ndarray:
        return self._vectors[:, :TRACE_DIM].astype(np.float16)

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> TextVectors:
        """See `aligner.encoder.Encoder.encode`."""
        self.read += len(texts)

        def found():
            for number, text in enumerate(texts):
                words = re.findall(r"\w+", text.lower())
                meanings = [self._meanings.get(word, MEANINGS) for word in words]
                if meanings:
                    yield number, self._vectors[meanings].mean(0), self._traces[meanings]
            progress(len(texts))

        return TextVectors.collect(len(texts), DIM, found())


def facts(store: Store) -> list:
    """What an alignment comes to: documents, scores, beads with what people said; no numbers."""
    return [
        (
            *(pair.source, pair.target, round(pair.score, 5), pair.route, pair.aligned),
            [
                (
                    *(bead.source, bead.target, bead.kind, round(bead.confidence, 5)),
                    *(bead.state, bead.target_text, bead.decided_by),
                )
                for bead in store.beads(pair.id)
            ],
        )
        for pair in store.pairs()
    ]
