"""The tensors of a model file, mapped into memory: only what is touched is read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError

Float32 = NDArray[np.float32]


class MappedWeights(Mapping[str, Float32]):
    """A safetensors file of float32 tensors, by their names.

    The format is eight bytes for the length of a JSON table, the table, and the tensors. The
    `safetensors` package reads a tensor as a whole, which for the rows of a large vocabulary
    takes seconds and hundreds of megabytes.

    Raises:
        ModelError: the file is missing, or not of that kind.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                length = int.from_bytes(file.read(8), "little")
                table = json.loads(file.read(length))
            self._table = {name: told for name, told in table.items() if name != "__metadata__"}
            self._bytes = np.memmap(path, np.uint8, "r", 8 + length)
        except (OSError, ValueError, AttributeError) as error:
            raise ModelError(f"{path} cannot be read: {error}. Delete its folder") from error

    def __getitem__(self, name: str) -> Float32:
        told = self._table[name]
        if told["dtype"] != "F32":
            raise ModelError(f"{name} is of type {told['dtype']}, not F32")
        start, end = told["data_offsets"]
        return self._bytes[start:end].view(np.float32).reshape(told["shape"])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
