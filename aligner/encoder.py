"""Sentence vectors: the encoder protocol and the models behind it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from . import bundled
from .bundled import Announce, no_announcement
from .device import Precision, bytes_precision, graphics_card
from .errors import ModelError
from .profile import TRACE_DIM, profile_of

if TYPE_CHECKING:
    from .batches import Forward
    from .bert import MeanPooledBert

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]
Progress = Callable[[int], None]
"""Told how many more texts are done."""

DEFAULT_MODEL = bundled.DEFAULT


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
    precision: Precision = Precision.FLOAT32  # of the computation

    @property
    def vectors_key(self) -> str:
        """Vectors with the same key are comparable, others are not."""
        return f"{self.fingerprint}/{self.precision}"


@dataclass(frozen=True, slots=True)
class TextVectors:
    """Vectors of texts as the model pools them, before normalisation.

    Attributes:
        pooled: (texts, dim) float32, rounded to what float16 holds: vectors are kept as that, and
            a run with kept ones has to find what a first run finds.
        traces: of each text the vectors of its tokens, projected onto the basis of the model's
            profile: (tokens, TRACE_DIM). An empty text has none, and its pooled vector is 0.
    """

    pooled: Float32
    traces: tuple[Float16, ...]

    @classmethod
    def collect(
        cls, count: int, dim: int, found: Iterable[tuple[int, Float32, Float16]]
    ) -> TextVectors:
        """Put vectors and traces that come in any order in the order of their numbers."""
        pooled = np.zeros((count, dim), np.float32)
        traces = [np.zeros((0, TRACE_DIM), np.float16)] * count
        for number, vector, trace in found:
            pooled[number], traces[number] = vector, trace
        return cls(pooled.astype(np.float16).astype(np.float32), tuple(traces))

    @property
    def tokens(self) -> Float32:
        """(texts,) token counts, the weight of each text in a window that it is part of."""
        return np.array([len(trace) for trace in self.traces], np.float32)

    def take(self, numbers: Sequence[int]) -> TextVectors:
        """The vectors of some of the texts, in the order given."""
        return TextVectors(self.pooled[list(numbers)], tuple(self.traces[n] for n in numbers))


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
    vectors = encoder.encode(["", *first], progress)
    return vectors.take([first[text] + 1 if text else 0 for text in texts]), len(first)


class BundledEncoder:
    """The default model (see `bundled`), without any need of a network.

    It runs on a graphics card in half precision where torch sees one, elsewhere by ONNX Runtime.
    The weights are loaded when the first text comes.

    Args:
        announce: told of a long step before it starts.
        precision: on the processor; by default float32, or a graphics card in float16.
    """

    def __init__(
        self, announce: Announce = no_announcement, precision: Precision | None = None
    ) -> None:
        self._folder = bundled.ensure_unpacked(announce)
        self._card = None if precision else graphics_card()
        self._precision = precision or (Precision.FLOAT16 if self._card else Precision.FLOAT32)
        self.info = ModelInfo(
            name=bundled.NAME,
            fingerprint=bundled.FINGERPRINT,
            licence=bundled.LICENCE,
            folder=str(self._folder),
            dim=bundled.DIM,
            mean_pooled=True,
            precision=self._precision,
        )

    @cached_property
    def _bert(self) -> MeanPooledBert:
        from .bert import MeanPooledBert

        basis = profile_of(self.info.fingerprint, self.info.dim).basis
        forward: Forward
        if self._card:
            from .bert_torch import TorchForward

            forward = TorchForward(self._folder, basis, self._card, half=True)
        else:
            from .bert_onnx import OnnxForward

            forward = OnnxForward(self._folder, basis, self._precision)
        return MeanPooledBert(self._folder, forward)

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> TextVectors:
        """See `Encoder.encode`."""
        numbers = [number for number, text in enumerate(texts) if text]

        def found() -> Iterator[tuple[int, Float32, Float16]]:
            for batch in self._bert.encode([texts[number] for number in numbers]):
                for place, vector, trace in batch:
                    yield numbers[place], vector, trace
                progress(len(batch))

        return TextVectors.collect(len(texts), self.info.dim, found() if numbers else ())


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by folder or by hub name.

    A model that mean-pools gives its vectors before normalisation, so that windows compose.

    Args:
        name: of a folder, or on the hub.
        half: compute in half precision; by default on graphics cards only.
    """

    def __init__(self, name: str, *, half: bool | None = None) -> None:
        model = _load_sentence_transformer(name)
        half = model.device.type == "cuda" if half is None else half
        kinds = [type(module).__name__ for module in model]
        self._model = model
        pooling_only = len(kinds) >= 2 and set(kinds[2:]) <= {"Normalize"}
        folder = Path(name)
        self.info = ModelInfo(
            name=folder.name if folder.is_dir() else name,
            fingerprint=_fingerprint(model),
            licence=str(getattr(model.model_card_data, "license", None) or "see its model card"),
            folder=str(folder.resolve()) if folder.is_dir() else "the hub's cache",
            dim=_dimension(model),
            mean_pooled=pooling_only and _pools_by_mean(model),
            precision=Precision.FLOAT16 if half else Precision.FLOAT32,
        )
        if half:
            model.half()

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> TextVectors:
        """See `Encoder.encode`."""
        basis = profile_of(self.info.fingerprint, self.info.dim).basis
        order = sorted((n for n, text in enumerate(texts) if text), key=lambda n: len(texts[n]))

        def found() -> Iterator[tuple[int, Float32, Float16]]:
            for at in range(0, len(order), 32):
                batch = order[at : at + 32]
                outputs: list[dict[str, Any]] = self._model.encode(
                    [texts[number] for number in batch], output_value=None, show_progress_bar=False
                )
                for number, output in zip(batch, outputs, strict=True):
                    text = output["attention_mask"].bool()  # the rest pads the batch
                    states = output["token_embeddings"][text].float().cpu().numpy()
                    whole = output["sentence_embedding"].float().cpu().numpy()
                    vector = states.mean(0) if self.info.mean_pooled else whole
                    width = min(states.shape[1], len(basis))
                    yield number, vector, (states[:, :width] @ basis[:width]).astype(np.float16)
                progress(len(batch))

        return TextVectors.collect(len(texts), self.info.dim, found())


def load_encoder(name: str = DEFAULT_MODEL, announce: Announce = no_announcement) -> Encoder:
    """The model of that name.

    Args:
        name: "bundled", the folder of a sentence-transformers model, or its name on the hub;
            "bundled:float32" and "bundled:int8" compute on the processor in that precision.
        announce: told of a long step before it starts.

    Raises:
        ModelError: the model is unknown, damaged, or not to be had without a network.
    """
    plain, _, precision = name.partition(":")
    if plain in (DEFAULT_MODEL, bundled.NAME):
        if precision not in _PRECISIONS:
            known = ", ".join(f"{plain}:{kind}" for kind in _PRECISIONS if kind)
            raise ModelError(f"There is no model {name}; known: {plain}, {known}")
        return BundledEncoder(announce, _PRECISIONS[precision]())
    announce(f"Loading the model {name}")
    return SentenceTransformerEncoder(name)


_PRECISIONS: dict[str, Callable[[], Precision | None]] = {
    "": lambda: None,
    "float32": lambda: Precision.FLOAT32,
    "int8": bytes_precision,
}


def _load_sentence_transformer(name: str) -> Any:
    local = Path(name).exists()
    if not local and (name.startswith((".", "/", "~")) or name.count("/") > 1):
        raise ModelError(f"There is no model folder {name}. Name a folder or a hub model")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if not local:
        local = _in_hub_cache(name)
    import logging
    import warnings

    for library in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(name, local_files_only=local)
        except Exception as error:  # the libraries below raise whatever their files raise
            what = " ".join(str(error).split())[:200]
            raise ModelError(
                f"{name} holds no sentence-transformers model that loads ({what}). "
                "Name another, or leave --model out to use the default"
            ) from error


def _in_hub_cache(name: str) -> bool:
    """Whether a hub model lies in the hub's cache; if not, it is at least to be had.

    One short request, since the loading itself would try for more than a minute.
    """
    from huggingface_hub import HfApi, try_to_load_from_cache

    try:
        if isinstance(try_to_load_from_cache(name, "modules.json"), str):
            return True
        HfApi().model_info(name, timeout=10)
    except Exception as error:  # no network, no such name, a name that cannot be
        raise ModelError(
            f"The model {name} cannot be had from the hub: there is no such name, or no network. "
            "Check the name, give a folder, or leave --model out to use the default"
        ) from error
    return False


def _pools_by_mean(model: Any) -> bool:
    config = model[1].get_config_dict()
    modes = {
        key for key, value in config.items() if key.startswith("pooling_mode_") and value is True
    }
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
