"""Token vectors of many texts: in memory while they are few, in a temporary file beyond that.

They weigh six times as much as the texts' own vectors, and most are looked at once or never.
"""

from __future__ import annotations

import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from .errors import CacheError
from .profile import TRACE_DIM
from .vectors import normalised

Float16 = NDArray[np.float16]
Float32 = NDArray[np.float32]

IN_MEMORY = 256_000_000  # bytes; some 50,000 sentences
REMEMBERED = 20_000  # centred traces of a side that are held, some 100 MB


class KeptTraces:
    """Traces (tokens, TRACE_DIM) by number, as they were added.

    The file has no name where the system allows that, and is gone with the process.

    Args:
        in_memory: bytes that are held before all goes into the file.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=in_memory, prefix="egiz-")  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self._ends = array("q", [0])

    def add(self, traces: Iterable[Float16]) -> None:
        """Keep traces; they get the next numbers.

        Raises:
            CacheError: there is no room for the file.
        """
        try:
            self._file.seek(self._ends[-1])
            for trace in traces:
                self._ends.append(self._ends[-1] + self._file.write(trace.tobytes()))
            self._file.flush()
        except OSError as error:
            raise CacheError(
                f"The vectors of these texts find no room in {tempfile.gettempdir()}: "
                f"{error.strerror or error}. Free space there, or name another folder in the "
                "environment variable TMPDIR"
            ) from error

    def __getitem__(self, number: int) -> Float16:
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return np.frombuffer(self._file.read(end - start), np.float16).reshape(-1, TRACE_DIM)

    @property
    def tokens(self) -> Float32:
        """How many tokens each text has."""
        return np.asarray(np.diff(self._ends) / (2 * TRACE_DIM), np.float32)

    def centred(self, middle: Float32) -> Callable[[int], Float16]:
        """Looks traces up by number, less `middle` (TRACE_DIM,), their rows at length 1."""

        @lru_cache(REMEMBERED)
        def look_up(number: int) -> Float16:
            return normalised(self[number] - middle).astype(np.float16)

        return look_up


class Traces(Sequence[Float16]):
    """The centred traces of some sentences in their order, read when they are asked for.

    Args:
        look_up: gives them by number.
        numbers: of the sentences.
    """

    def __init__(self, look_up: Callable[[int], Float16], numbers: Sequence[int]) -> None:
        self._look_up, self._numbers = look_up, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Float16: ...

    @overload
    def __getitem__(self, place: slice) -> Traces: ...

    def __getitem__(self, place: int | slice) -> Float16 | Traces:
        if isinstance(place, slice):
            return Traces(self._look_up, self._numbers[place])
        return self._look_up(self._numbers[place])
