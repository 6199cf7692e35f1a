"""Sentence vectors: the encoder protocol and the models behind it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from . import bundled
from .errors import ModelError

Float32 = NDArray[np.float32]
Progress = Callable[[int], None]
"""Told how many more texts are done."""

DEFAULT_MODEL = "bundled"


def no_progress(_: int) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model made the vectors."""

    name: str
    fingerprint: str  # the same when, and only when, the weights and settings are the same
    licence: str
    folder: str
    dim: int
    mean_pooled: bool  # then the vector of a window composes from those of its sentences


@dataclass(frozen=True, slots=True)
class TextVectors:
    """Vectors of texts as the model pools them, before normalisation.

    Attributes:
        pooled: (texts, dim) float32.
        tokens: (texts,) float32, the weight of each text in a window that it is part of; 0 for an
            empty text, whose vector is 0.
    """

    pooled: Float32
    tokens: Float32

    def take(self, numbers: Sequence[int] | NDArray[np.int64]) -> TextVectors:
        """The vectors of some of the texts, in the order given."""
        return TextVectors(self.pooled[numbers], self.tokens[numbers])


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    info: ModelInfo

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> TextVectors:
        """Vectors of the texts in their order; empty texts get zeros."""
        ...


def encode_distinct(
    encoder: Encoder, texts: Sequence[str], progress: Progress = no_progress
) -> tuple[TextVectors, int]:
    """Vectors of texts, each distinct one sent through the encoder once.

    Returns:
        The vectors in the order of `texts`, and how many texts the encoder read.
    """
    first: dict[str, int] = {}
    for text in texts:
        if text:
            first.setdefault(text, len(first))
    vectors = encoder.encode(list(first), progress)
    nothing = TextVectors(np.zeros((1, encoder.info.dim), np.float32), np.zeros(1, np.float32))
    padded = TextVectors(
        np.concatenate([vectors.pooled, nothing.pooled]),
        np.concatenate([vectors.tokens, nothing.tokens]),
    )
    return padded.take([first.get(text, len(first)) for text in texts]), len(first)


class BundledEncoder:
    """The default model (see `bundled`), without any need of a network."""

    def __init__(self, announce: Callable[[str], None] = lambda _: None) -> None:
        folder = bundled.ensure_unpacked(announce)
        from .bert import MeanPooledBert

        self._bert = MeanPooledBert(folder)
        self.info = ModelInfo(
            name=bundled.NAME,
            fingerprint=bundled.FINGERPRINT,
            licence=bundled.LICENCE,
            folder=str(folder),
            dim=self._bert.dim,
            mean_pooled=True,
        )

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> TextVectors:
        """See `Encoder.encode`."""
        pooled = np.zeros((len(texts), self.info.dim), np.float32)
        tokens = np.zeros(len(texts), np.float32)
        for numbers, vectors, counts in self._bert.encode(texts):
            pooled[numbers], tokens[numbers] = vectors, counts
            progress(len(numbers))
        return TextVectors(pooled, tokens)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by folder or by hub name.

    A model that mean-pools gives its vectors before normalisation, so that windows compose.
    """

    def __init__(self, name: str) -> None:
        model = _load_sentence_transformer(name)
        kinds = [type(module).__name__ for module in model]
        self._model = model
        self._pooling_only = len(kinds) >= 2 and set(kinds[2:]) <= {"Normalize"}
        folder = Path(name)
        dim = _dimension(model)
        self.info = ModelInfo(
            name=folder.name if folder.is_dir() else name,
            fingerprint=_fingerprint(model),
            licence=str(getattr(model.model_card_data, "license", None) or "see its model card"),
            folder=str(folder.resolve()) if folder.is_dir() else "the hub's cache",
            dim=dim,
            mean_pooled=self._pooling_only and _pools_by_mean(model),
        )

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> TextVectors:
        """See `Encoder.encode`."""
        pooled = np.zeros((len(texts), self.info.dim), np.float32)
        tokens = np.zeros(len(texts), np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for at in range(0, len(order), 32):
            batch = order[at : at + 32]
            given = [texts[number] for number in batch]
            outputs: list[dict[str, Any]] = self._model.encode(
                given, output_value=None, show_progress_bar=False
            )
            for number, output in zip(batch, outputs, strict=True):
                mask = output["attention_mask"]
                if self.info.mean_pooled:
                    states, kept = output["token_embeddings"], mask[: len(output["token_embeddings"])]
                    vector = (states * kept[:, None]).sum(0) / kept.sum()
                else:
                    vector = output["sentence_embedding"]
                pooled[number] = vector.float().cpu().numpy()
                tokens[number] = float(mask.sum())
            progress(len(batch))
        return TextVectors(pooled, tokens)


def load_encoder(
    name: str = DEFAULT_MODEL, announce: Callable[[str], None] = lambda _: None
) -> Encoder:
    """The model of that name.

    Args:
        name: "bundled", the folder of a sentence-transformers model, or its name on the hub.
        announce: told of a long step before it starts.

    Raises:
        ModelError: the model is unknown, damaged, or not to be had without a network.
    """
    if name in (DEFAULT_MODEL, bundled.NAME):
        return BundledEncoder(announce)
    announce(f"Loading the model {name}")
    return SentenceTransformerEncoder(name)


def _load_sentence_transformer(name: str) -> Any:
    local = Path(name).exists()
    looks_like_path = name.startswith((".", "/", "~")) or name.count("/") > 1
    if looks_like_path and not local:
        raise ModelError(f"There is no model folder {name}. Name a folder or a hub model")
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import logging
    import warnings

    for library in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from huggingface_hub.utils import disable_progress_bars
        from sentence_transformers import SentenceTransformer

        disable_progress_bars()
        try:
            return SentenceTransformer(name, local_files_only=local)
        except Exception as error:  # the libraries below raise whatever their files raise
            what = str(error).strip().split("\n")[0][:200]
            if local:
                raise ModelError(
                    f"The folder {name} holds no sentence-transformers model that loads ({what})"
                ) from error
            raise ModelError(
                f"The model {name} cannot be had from the hub: there is no such name, or no "
                "network. Check the name, give a folder, or leave --model out to use the default"
            ) from error


def _pools_by_mean(model: Any) -> bool:
    config = model[1].get_config_dict()
    modes = {key for key, value in config.items() if key.startswith("pooling_mode_") and value is True}
    return modes == {"pooling_mode_mean_tokens"} or config.get("pooling_mode") in ("mean", ["mean"])


def _dimension(model: Any) -> int:
    ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    return int(ask())


def _fingerprint(model: Any) -> str:
    """A hash over the weights' names, shapes and values, and the prompt in use."""
    digest = hashlib.blake2b(digest_size=8)
    for key, value in sorted(model.state_dict().items()):
        digest.update(f"{key}{tuple(value.shape)}".encode())
        digest.update(value.detach().cpu().contiguous().float().numpy().tobytes())
    digest.update(repr((model.prompts, model.default_prompt_name)).encode())
    return digest.hexdigest()


