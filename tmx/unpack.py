"""The bytes of a TMX file, whether it is plain, gzip or in a zip archive, and no bombs."""

from __future__ import annotations

import gzip
import lzma
import math
import os
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO

from tmx.errors import TmxError

CHUNK_BYTES = 2**16
MAX_RATIO = 200
"""Of unpacked to packed size; translation memories pack 5 to 30 times."""
RATIO_FLOOR = 4 * 2**20
"""Bytes that may be unpacked whatever the ratio: small files may pack as well as they like."""

_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


def no_matter(_position: int) -> None:
    """Take no note of how far a file has been read."""


def chunks(
    path: str | os.PathLike[str], reached: Callable[[int], None] = no_matter
) -> Generator[bytes, None, None]:
    """Yield the unpacked bytes of a file, `CHUNK_BYTES` at most at a time.

    ``reached`` is told, in bytes of the file as it lies on the disk, how far it has been read.

    Raises:
        TmxError: the archive is damaged, holds no TMX file or several, or unpacks to more than
            `MAX_RATIO` times its size.
        OSError: the file cannot be read.
    """
    with ExitStack() as stack:
        packed = stack.enter_context(Path(path).open("rb"))
        magic = packed.peek(4)[:4]
        may_tell = packed.seekable()  # a pipe does not know its place
        limit: float = max(RATIO_FLOOR, MAX_RATIO * os.fstat(packed.fileno()).st_size)
        try:
            stream: IO[bytes] | gzip.GzipFile
            if magic.startswith(b"\x1f\x8b"):
                stream = stack.enter_context(gzip.GzipFile(fileobj=packed))
            elif magic.startswith(b"PK"):
                archive = stack.enter_context(zipfile.ZipFile(packed))
                member = _member(archive, path)
                if member.file_size > limit:  # one that lies about it is stopped below
                    raise _bomb(path)
                stream = stack.enter_context(archive.open(member))
            else:
                stream, limit = packed, math.inf
            size = 0
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > limit:
                    raise _bomb(path)
                if may_tell:
                    reached(packed.tell())
                yield chunk
            if not size:
                raise TmxError("the file is empty: fetch or export it again", path)
        except _DAMAGE as error:
            raise TmxError(f"the archive is damaged ({error}): fetch it again", path) from error


def _bomb(path: str | os.PathLike[str]) -> TmxError:
    return TmxError(
        f"it unpacks to more than {MAX_RATIO} times its size: if you trust it, "
        "unpack it first and read the unpacked file",
        path,
    )


def _member(archive: zipfile.ZipFile, path: str | os.PathLike[str]) -> zipfile.ZipInfo:
    """Return the one TMX file of an archive. Its name is looked at, never used as a path."""
    found = [
        info
        for info in archive.infolist()
        if info.filename.lower().endswith(".tmx") and not info.filename.startswith("__MACOSX/")
    ]
    if len(found) != 1:
        names = ", ".join(info.filename for info in found[:5]) or "none"
        raise TmxError(
            f"the archive must hold just one .tmx file, but has {len(found)} ({names}): "
            "unpack it and read the files one by one",
            path,
        )
    name = PurePosixPath(found[0].filename)
    if name.is_absolute() or ".." in name.parts or "\\" in found[0].filename:
        raise TmxError(f"the archive names a file outside itself ({name}): do not trust it", path)
    if found[0].flag_bits & 1:
        raise TmxError("the archive is encrypted: unpack it and read the unpacked file", path)
    return found[0]
