"""A hash of the program: what it found out is of use to the very same program only."""

import platform
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_PACKAGES = "aligner", "corpora"
_LIBRARIES = "numpy", "py3langid"  # that decide what comes out, beside the model's
_NO_CODE = {"samples", "__pycache__"}


@cache
def program_hash() -> str:
    """16 hexadecimal digits that stand for code and data of the packages, and what they run on."""
    made_of = [platform.python_version(), *map(version, _LIBRARIES)]
    digest = blake2b(" ".join(made_of).encode(), digest_size=8)
    for package in _PACKAGES:
        _add(digest, files(package), package)
    return digest.hexdigest()


def _add(digest: blake2b, folder: Traversable, name: str) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in _NO_CODE:
            continue
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            _add(digest, entry, path)
        else:
            content = entry.read_bytes()
            digest.update(f"{path} {len(content)} ".encode())
            digest.update(content)
