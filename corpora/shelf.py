"""Where bytes are kept by keys, and how it shows whether they came back whole."""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

_SUM = 4  # bytes of a checksum


class Shelf(Protocol):
    """Where bytes are kept by keys that are hashes."""

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept for these keys, as far as it is there."""
        ...

    def put(self, items: Mapping[bytes, bytes]) -> None:
        """Keep these bytes by their keys."""
        ...


def sealed(kept: bytes) -> bytes:
    """Bytes behind their checksum."""
    return zlib.crc32(kept).to_bytes(_SUM, "little") + kept


def unsealed(found: bytes) -> bytes | None:
    """What `sealed` was given; None if the bytes are damaged."""
    total, kept = found[:_SUM], found[_SUM:]
    return kept if zlib.crc32(kept).to_bytes(_SUM, "little") == total else None


def packed(data: Any) -> bytes:
    """Plain data as small bytes behind their checksum."""
    return sealed(zlib.compress(json.dumps(data).encode(), 1))


def unpacked(found: bytes) -> Any:
    """What `packed` was given, as JSON has it; None if the bytes are damaged."""
    kept = unsealed(found)
    return None if kept is None else json.loads(zlib.decompress(kept))
