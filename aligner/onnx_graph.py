"""The default model's forward pass as an ONNX graph, made from its weights.

Two things set it apart from what exporters make. Sequences are not padded: all but the attention
runs on the tokens of a batch one after the other. And sums and layer norms stay two operators,
which ONNX Runtime computes faster than its own fusion of them.

With `Bytes` most of the linear maps multiply 8-bit numbers. What such a map reads is rounded to one
of 255 steps. A few channels are many times as large as the others and would take all the steps; so
large channels are made smaller, and the weights they meet larger by as much (SmoothQuant, Xiao et
al. 2023). How large channels get was measured before (`benchmarks/fit_ranges.py`): steps that
depend on the texts of a batch would make a text's vector depend on its company. The widest map,
from the inner layer out, stays in float32: its input has outliers in some tokens only, and rounding
it costs more than all the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Float32 = NDArray[np.float32]

_CONTRIB = "com.microsoft"  # the operators that ONNX Runtime adds to the standard ones
_HALF = TensorProto.FLOAT16
_BALANCE = 0.8  # how much of a channel's size goes into the weights; .7 to .9 do as well
_HEADROOM = 1.1  # texts may go beyond what was measured by so much


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that the weights do not tell."""

    layers: int
    heads: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Bytes:
    """How linear maps are computed with 8-bit numbers.

    Attributes:
        ranges: the largest absolute value of each channel (inputs,) of what a map reads, by the
            name of its (first) weight; maps that are not named stay in float32.
        steps: to which weights are rounded, on each side of 0: 127, or 63 on processors that add
            two products in 16 bits.
    """

    ranges: Mapping[str, Float32]
    steps: int


def make_graph(
    weights: Mapping[str, Float32], shape: Shape, basis: Float32, rounded: Bytes | None = None
) -> bytes:
    """The graph of a BERT encoder (Devlin et al. 2019), serialised.

    It takes `embedded` (tokens, dim), the sums of the word, place and type embeddings; `mask`
    (sequences, longest) int32, 1 where the padded form has a token; `padded` (sequences, longest)
    int64, which token that is, anything where there is none; and `tokens` (tokens,) int64, where
    each token stands in the padded form, flattened. It gives `hidden` (tokens, dim), the last
    hidden states, and `traces` (tokens, traced) float16, their projection.

    Args:
        weights: under the names that `transformers.BertModel` gives them.
        shape: of the model.
        basis: (dim, traced) to project onto.
        rounded: how to compute with 8-bit numbers; by default all is float32.
    """
    graph = _Graph(weights, shape, rounded)
    x = graph.norm("embedded", "embeddings")
    for number in range(shape.layers):
        x = graph.layer(x, f"encoder.layer.{number}")
    graph.add("Identity", x, out="hidden")
    graph.add("Cast", graph.add("MatMul", x, graph.constant(basis)), out="traces", to=_HALF)
    return graph.serialised(*basis.shape)


@dataclass
class _Graph:
    """A graph under construction; each method adds operators and gives the name of their result."""

    weights: Mapping[str, Float32]
    shape: Shape
    rounded: Bytes | None
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, value: NDArray[Any]) -> str:
        name = f"constant.{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, out: str = "", domain: str = "", **settings: Any) -> str:
        out = out or f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [out], domain=domain, **settings))
        return out

    def norm(self, x: str, name: str) -> str:
        parts = [self.constant(self.weights[f"{name}.LayerNorm.{p}"]) for p in ("weight", "bias")]
        return self.add("LayerNormalization", x, *parts, axis=-1, epsilon=self.shape.epsilon)

    def dense(self, x: str, *names: str) -> str:
        """One or more linear maps of the same input, side by side."""
        weight, bias = (
            np.concatenate([self.weights[f"{name}.{part}"] for name in names])
            for part in ("weight", "bias")
        )
        if self.rounded and names[0] in self.rounded.ranges:
            largest = np.maximum(self.rounded.ranges[names[0]], 1e-3)
            return self.rounded_dense(x, weight, bias, largest, self.rounded.steps)
        return self.add("Gemm", x, self.constant(weight), self.constant(bias), transB=1)

    def rounded_dense(
        self, x: str, weight: Float32, bias: Float32, largest: Float32, count: int
    ) -> str:
        """A linear map of 8-bit numbers: unsigned ones in, signed weights, float32 out."""
        share = np.maximum(np.abs(weight).max(0), 1e-4)
        smaller = (largest**_BALANCE / share ** (1 - _BALANCE)).astype(np.float32)
        weight = weight * smaller
        step = np.maximum(np.abs(weight).max(1) / count, 1e-9).astype(np.float32)
        whole = np.round(weight / step[:, None]).astype(np.int8)
        steps = [
            self.constant(np.array((largest / smaller).max() * _HEADROOM / 127, np.float32)),
            self.constant(np.array(128, np.uint8)),
        ]
        x = self.add("Mul", x, self.constant(1 / smaller))
        return self.add(
            "MatMulIntegerToFloat",
            self.add("QuantizeLinear", x, *steps),
            self.constant(whole.T),
            steps[0],
            self.constant(step),
            steps[1],
            "",
            self.constant(bias),
            domain=_CONTRIB,
        )

    def layer(self, x: str, name: str) -> str:
        attended = self.dense(self.attention(x, name), f"{name}.attention.output.dense")
        x = self.norm(self.add("Add", attended, x), f"{name}.attention.output")
        inner = self.add("Gelu", self.dense(x, f"{name}.intermediate.dense"))
        outer = self.dense(inner, f"{name}.output.dense")
        return self.norm(self.add("Add", outer, x), f"{name}.output")

    def attention(self, x: str, name: str) -> str:
        """Tokens look at each other within their sequence, in padded form."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        padded = self.add("Gather", self.dense(x, *parts), "padded", axis=0)
        thirds = [f"{name}.{part}" for part in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [padded], thirds, axis=-1, num_outputs=3))
        heads = self.add(
            "MultiHeadAttention", *thirds, "", "mask", domain=_CONTRIB, num_heads=self.shape.heads
        )
        dim = len(self.weights[f"{parts[0]}.bias"])
        flat = self.add("Reshape", heads, self.constant(np.array([-1, dim], np.int64)))
        return self.add("Gather", flat, "tokens", axis=0)

    def serialised(self, dim: int, traced: int) -> bytes:
        value = helper.make_tensor_value_info
        real, int32, int64 = TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64
        inputs = [
            value("embedded", real, ["t", dim]),
            value("mask", int32, ["n", "w"]),
            value("padded", int64, ["n", "w"]),
            value("tokens", int64, ["t"]),
        ]
        outputs = [value("hidden", real, ["t", dim]), value("traces", _HALF, ["t", traced])]
        graph = helper.make_graph(self.nodes, "bert", inputs, outputs, self.constants)
        versions = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=10)
        serialised: bytes = model.SerializeToString()
        return serialised
