"""A BERT encoder in plain torch: the default model without the start-up time of `transformers`.

Importing `sentence_transformers` takes longer than aligning a pair of reports. The default model's
architecture is known and small, so its forward pass stands here; `tests/aligner/test_bert.py` holds
it against sentence-transformers on the same folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

Float32 = NDArray[np.float32]


class MeanPooledBert:
    """BERT with mean pooling, read from a sentence-transformers folder.

    Args:
        folder: holds `config.json`, `model.safetensors`, `tokenizer.json` and the prompt.
        tokens_a_batch: upper bound of padded tokens in one forward pass.
    """

    def __init__(self, folder: Path, tokens_a_batch: int = 4096) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        prompt = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
        self.dim: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        self._positions: int = config["max_position_embeddings"]
        self._pad: int = config["pad_token_id"]
        self._prefix: str = prompt["prompts"][prompt["default_prompt_name"]]
        self._tokens_a_batch = tokens_a_batch
        self._weights = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        start, *prefix, end = self._tokenizer.encode(self._prefix.strip()).ids
        self._start, self._end = [start, *prefix], [end]

    def encode(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Float32, list[int]]]:
        """Mean-pooled vectors before normalisation, a batch at a time.

        A text longer than the model reads at once is read in pieces, and its vector is their
        token-weighted mean, as for windows of sentences.

        Yields:
            Numbers of the texts done, their vectors (numbers, dim), their token counts without
            the prefix and the end marks.
        """
        room = self._positions - len(self._start) - len(self._end)
        pieces: list[tuple[int, list[int]]] = []
        for number, encoding in enumerate(
            self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ):
            ids = encoding.ids
            pieces += [(number, ids[at : at + room]) for at in range(0, max(len(ids), 1), room)]
        pieces.sort(key=lambda piece: len(piece[1]))
        pending: dict[int, list[tuple[Float32, int]]] = {}
        left = [0] * len(texts)
        for number, _ in pieces:
            left[number] += 1
        for batch in self._batches(pieces):
            vectors = self._pool([ids for _, ids in batch])
            done: list[int] = []
            for (number, ids), vector in zip(batch, vectors, strict=True):
                pending.setdefault(number, []).append((vector, len(ids)))
                if len(pending[number]) == left[number]:
                    done.append(number)
            finished = [_weighted_mean(pending.pop(number)) for number in done]
            if done:
                yield done, np.stack([v for v, _ in finished]), [count for _, count in finished]

    def _batches(
        self, pieces: list[tuple[int, list[int]]]
    ) -> Iterator[list[tuple[int, list[int]]]]:
        """Runs of pieces of like length, so that padding wastes nothing."""
        batch: list[tuple[int, list[int]]] = []
        for piece in pieces:
            width = len(piece[1]) + len(self._start) + len(self._end)
            if batch and width * (len(batch) + 1) > self._tokens_a_batch:
                yield batch
                batch = []
            batch.append(piece)
        if batch:
            yield batch

    @torch.inference_mode()
    def _pool(self, sequences: list[list[int]]) -> Float32:
        rows = [self._start + ids + self._end for ids in sequences]
        width = max(map(len, rows))
        ids = torch.tensor([row + [self._pad] * (width - len(row)) for row in rows])
        mask = torch.arange(width)[None, :] < torch.tensor([len(row) for row in rows])[:, None]
        hidden = self._forward(ids, mask)
        weights = mask.to(hidden.dtype)[:, :, None]
        pooled: Float32 = ((hidden * weights).sum(1) / weights.sum(1)).numpy()
        return pooled

    def _forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The last hidden states (batch, width, dim) of BERT (Devlin et al. 2019)."""
        weights = self._weights
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + weights["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x, "embeddings")
        attend = None if bool(mask.all()) else mask[:, None, None, :]
        for number in range(self._layers):
            layer = f"encoder.layer.{number}"
            query, key, value = (
                self._linear(x, f"{layer}.attention.self.{part}")
                .unflatten(-1, (self._heads, -1))
                .transpose(1, 2)
                for part in ("query", "key", "value")
            )
            heads = functional.scaled_dot_product_attention(query, key, value, attend)
            attended = self._linear(
                heads.transpose(1, 2).flatten(2), f"{layer}.attention.output.dense"
            )
            x = self._norm(x + attended, f"{layer}.attention.output")
            inner = functional.gelu(self._linear(x, f"{layer}.intermediate.dense"))
            x = self._norm(x + self._linear(inner, f"{layer}.output.dense"), f"{layer}.output")
        return x

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(x, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = (self._weights[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return functional.layer_norm(x, weight.shape, weight, bias, self._epsilon)


def _weighted_mean(parts: list[tuple[Float32, int]]) -> tuple[Float32, int]:
    """The token-weighted mean of a text's pieces, and its token count."""
    if len(parts) == 1:
        return parts[0]
    counts = [count for _, count in parts]
    return np.average([vector for vector, _ in parts], axis=0, weights=counts), sum(counts)
