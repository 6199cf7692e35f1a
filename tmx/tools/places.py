"""Where a tool may write: not over what it reads, and whole folders only."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tmx.errors import TmxError


def check_output(output: Path, inputs: Iterable[Path]) -> None:
    """Find out before the work whether its result may be written there.

    Raises:
        TmxError: the output is one of the inputs or a folder, or its folder is not there.
    """
    if output.is_dir():
        raise TmxError("is a folder: name a file in it", output)
    _check_parent(output)
    for given in inputs:
        if given.exists() and output.exists() and output.samefile(given):
            raise TmxError("would replace the file that is read: choose another name", output)


@contextmanager
def new_folder(folder: Path | None) -> Iterator[Path | None]:
    """Give a folder to fill, which takes its place when all in it is done.

    Args:
        folder: the place; an empty folder may be there. None for a trial run, that gives None.

    Raises:
        TmxError: something is there already, or there is no folder to make it in.
        OSError: it cannot be made.
    """
    if folder is None:
        yield None
        return
    _check_parent(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TmxError("is there already: name a new folder, or an empty one", folder)
    making = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=folder.resolve().parent))
    try:
        yield making
        making.chmod(0o777 & ~_umask())
        making.replace(folder.resolve())
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _check_parent(output: Path) -> None:
    if not output.resolve().parent.is_dir():
        raise TmxError(f"there is no folder {output.parent}: make it first", output)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
