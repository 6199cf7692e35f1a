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
Float16 = NDArray[np.float16]


class MeanPooledBert:
    """BERT with mean pooling, read from a sentence-transformers folder.

    Args:
        folder: holds `config.json`, `model.safetensors`, `tokenizer.json` and the prompt.
        basis: (dim, traced) onto which the token vectors are projected to be kept.
        tokens_a_batch: upper bound of padded tokens in one forward pass.
    """

    def __init__(self, folder: Path, basis: Float32, tokens_a_batch: int = 4096) -> None:
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
        self._basis = torch.from_numpy(basis)
        self._weights = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        start, *prefix, end = self._tokenizer.encode(self._prefix.strip()).ids
        self._start, self._end = [start, *prefix], [end]

    def encode(self, texts: Sequence[str]) -> Iterator[list[tuple[int, Float32, Float16]]]:
        """Vectors of texts, a batch at a time, the short ones first.

        A text longer than the model reads at once is read in pieces, and its vector is their
        token-weighted mean, as for windows of sentences.

        Yields:
            For each text done: its number, its mean-pooled vector (dim,) before normalisation, and
            its trace (tokens, traced), the projected vectors of its tokens without prefix and ends.
        """
        room = self._positions - len(self._start) - len(self._end)
        pieces: list[tuple[int, list[int]]] = []
        left = [0] * len(texts)
        for number, encoding in enumerate(
            self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ):
            ids = encoding.ids
            cuts = [ids[at : at + room] for at in range(0, max(len(ids), 1), room)]
            left[number] = len(cuts)
            pieces += [(number, piece) for piece in cuts]
        pieces.sort(key=lambda piece: len(piece[1]))  # stable: pieces of a text stay in order
        read: dict[int, list[tuple[Float32, Float16]]] = {}
        for batch in self._batches(pieces):
            done = []
            found = self._read([ids for _, ids in batch])
            for (number, _), piece in zip(batch, found, strict=True):
                read.setdefault(number, []).append(piece)
                if len(read[number]) == left[number]:
                    done.append((number, *_joined(read.pop(number))))
            if done:
                yield done

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
    def _read(self, sequences: list[list[int]]) -> list[tuple[Float32, Float16]]:
        """The pooled vector and the trace of each sequence of token ids."""
        rows = [self._start + ids + self._end for ids in sequences]
        width = max(map(len, rows))
        ids = torch.tensor([row + [self._pad] * (width - len(row)) for row in rows])
        mask = torch.arange(width)[None, :] < torch.tensor([len(row) for row in rows])[:, None]
        hidden = self._forward(ids, mask)
        weights = mask.to(hidden.dtype)[:, :, None]
        pooled: Float32 = ((hidden * weights).sum(1) / weights.sum(1)).numpy()
        traces: Float16 = (hidden @ self._basis).to(torch.float16).numpy()
        first = len(self._start)
        return [
            (vector, trace[first : first + len(ids)].copy())
            for vector, trace, ids in zip(pooled, traces, sequences, strict=True)
        ]

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
                .view(*ids.shape, self._heads, -1)
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


def _joined(pieces: list[tuple[Float32, Float16]]) -> tuple[Float32, Float16]:
    """A text's vector, the token-weighted mean of its pieces', and its trace."""
    if len(pieces) == 1:
        return pieces[0]
    counts = [len(trace) for _, trace in pieces]
    vector = np.average([vector for vector, _ in pieces], axis=0, weights=counts)
    return vector.astype(np.float32), np.concatenate([trace for _, trace in pieces])
