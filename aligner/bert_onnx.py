"""The default model's forward pass by ONNX Runtime: twice as fast as torch on a CPU, and no torch.

The graph is made once from the unpacked weights (see `onnx_graph`) and kept beside them.
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import bundled
from .batches import Batch, usable_cores
from .device import Precision
from .errors import ModelError
from .weights import MappedWeights

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]

_MOST_WORKERS = 16  # each takes some 20 MB
_LAYOUT = 2  # raise it when the graph changes, so that old ones are left behind


class OnnxForward:
    """BERT by ONNX Runtime on the CPU; a `batches.Forward`.

    A batch is computed by one thread, so that its vectors depend on nothing but its texts.

    Args:
        folder: of the unpacked model; the graph is kept beside it.
        basis: (dim, traced) onto which the token vectors are projected.
        precision: see `device.Precision`; not float16.

    Raises:
        ModelError: the graph cannot be made, kept or loaded.
    """

    tokens_a_batch = 512  # what a layer makes of them stays in a core's own cache

    def __init__(
        self, folder: Path, basis: Float32, precision: Precision = Precision.FLOAT32
    ) -> None:
        self.workers = min(usable_cores(), _MOST_WORKERS)
        weights = MappedWeights(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self._places = weights["embeddings.position_embeddings.weight"] + kinds[0]
        self._session = _session(folder, basis, precision)

    def __call__(self, batch: Batch) -> tuple[Float32, Float16]:
        """See `batches.Forward`."""
        mask = batch.mask
        padded = np.where(mask, batch.starts[:, None] + np.arange(mask.shape[1]), 0)
        given = {
            "embedded": self._words[batch.ids] + self._places[batch.places],
            "mask": mask.astype(np.int32),
            "padded": padded,
            "tokens": np.flatnonzero(mask),
        }
        hidden, traces = self._session.run(["hidden", "traces"], given)
        return hidden, traces


def _session(folder: Path, basis: Float32, precision: Precision) -> Any:
    """The graph, loaded; made first where it is missing, made anew where it does not load."""
    kept = hashlib.blake2b(basis.tobytes(), digest_size=4).hexdigest()
    path = folder.with_name(f"{folder.name}-{kept}-{precision}-{_LAYOUT}.onnx")
    try:
        if path.is_file():
            try:
                return _load(path)
            except Exception:  # noqa: S110 - damaged, whatever the library says of it
                pass
        _make(folder, basis, precision, path)
        return _load(path)
    except OSError as error:
        raise ModelError(
            f"The default model cannot be prepared in {path.parent}: {error.strerror or error}. "
            "Free space there, or name another folder in the environment variable EGIZ_CACHE"
        ) from error


def _load(path: Path) -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # batches run side by side instead
    options.log_severity_level = 4
    # The extended optimisations fuse sums into layer norms, which makes both slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _make(folder: Path, basis: Float32, precision: Precision, path: Path) -> None:
    """Write the graph; it appears whole, by a rename, whoever else writes it at the same time."""
    from tmx import atomic_output

    from .onnx_graph import Bytes, Shape, make_graph

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    shape = Shape(
        config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"]
    )
    weights = MappedWeights(folder / "model.safetensors")
    steps = {Precision.INT8: 127, Precision.INT7: 63}.get(precision)
    made = make_graph(weights, shape, basis, Bytes(_ranges(), steps) if steps else None)
    with atomic_output(path, "wb") as file:
        file.write(made)


def _ranges() -> dict[str, Float32]:
    """How large the channels get that linear maps read, as `benchmarks/fit_ranges.py` measured."""
    kept = files("aligner").joinpath(f"data/ranges/{bundled.FINGERPRINT}.npz")
    with kept.open("rb") as file, np.load(file) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays}
