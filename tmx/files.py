"""Writing a file so that it appears whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, TextIO, overload

_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Errors that writing to an open file meets; the system does not say which file."""


@overload
def atomic_output(
    path: str | os.PathLike[str], mode: Literal["w"] = "w"
) -> AbstractContextManager[TextIO]: ...


@overload
def atomic_output(
    path: str | os.PathLike[str], mode: Literal["wb"]
) -> AbstractContextManager[BinaryIO]: ...


def atomic_output(
    path: str | os.PathLike[str], mode: Literal["w", "wb"] = "w"
) -> AbstractContextManager[IO[Any]]:
    r"""Open a file for writing that takes its place only when everything is written.

    The text (UTF-8, ``\n`` kept as it is) or the bytes go into a new file in the same folder,
    which is flushed to the disk and then renamed. If anything is raised meanwhile, what stood
    at ``path`` before still stands there, and nothing else is left behind. A new file has the
    permissions the umask grants; a replaced one keeps those it had; a symbolic link goes on
    pointing where it did.

    Raises:
        OSError: the file cannot be written (no such folder, no permission, a folder or device
            in its place, disk full…). ``filename`` is the path as given.
    """
    return _beside_then_renamed(os.fspath(path), mode)


@contextmanager
def _beside_then_renamed(given: str, mode: str) -> Iterator[IO[Any]]:
    target = Path(os.path.realpath(given))
    beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        permissions = _permissions(target)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with _text_or_bytes(descriptor, mode) as file:
            if permissions is not None:
                os.fchmod(descriptor, permissions)
            yield file
            file.flush()
            os.fsync(descriptor)
        beside.replace(target)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError) and (
            error.errno in _OF_THE_DISK or error.filename in (str(beside), str(target))
        ):
            raise OSError(error.errno, error.strerror, given) from None
        raise
    _make_lasting(target.parent)


def _text_or_bytes(descriptor: int, mode: str) -> IO[Any]:
    if mode == "wb":
        return os.fdopen(descriptor, mode)
    return os.fdopen(descriptor, mode, encoding="utf-8", newline="")


def _permissions(target: Path) -> int | None:
    """Return the mode of the file to be replaced, None where there is no file yet."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(mode):  # renaming would replace the device or pipe itself
        raise OSError(errno.EINVAL, "Not a regular file", str(target))
    return stat.S_IMODE(mode)


def _make_lasting(folder: Path) -> None:
    """Flush the renaming itself, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
