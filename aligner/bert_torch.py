"""The default model's forward pass in plain torch, for graphics cards."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch.nn import functional

from .batches import Batch

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]


class TorchForward:
    """BERT (Devlin et al. 2019) on a device of torch's; a `batches.Forward`.

    Args:
        folder: holds `config.json` and `model.safetensors`.
        basis: (dim, traced) onto which the token vectors are projected.
        device: as torch calls it.
        half: compute in float16 instead of float32.
    """

    workers = 1  # torch brings its own threads, and a card wants one large batch

    def __init__(self, folder: Path, basis: Float32, device: str, half: bool) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._epsilon: float = config["layer_norm_eps"]
        self.tokens_a_batch = 4096 if device == "cpu" else 16384
        self._device = torch.device(device)
        kind = torch.float16 if half else torch.float32
        self._basis = torch.from_numpy(basis).to(self._device)
        self._weights = {
            name: tensor.to(self._device, kind)
            for name, tensor in load_file(folder / "model.safetensors").items()
        }

    @torch.inference_mode()
    def __call__(self, batch: Batch) -> tuple[Float32, Float16]:
        """See `batches.Forward`."""
        mask = torch.from_numpy(batch.mask).to(self._device)
        ids = torch.zeros(mask.shape, dtype=torch.int64, device=self._device)
        ids[mask] = torch.from_numpy(batch.ids).to(self._device)
        hidden = self._forward(ids, mask)[mask].float()
        traces = (hidden @ self._basis).to(torch.float16)
        return hidden.cpu().numpy(), traces.cpu().numpy()

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
