"""Mends a file into another one, or in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tmx.blocks import blocks
from tmx.checks.profiles import profile_of
from tmx.compose import Composer
from tmx.decode import text_chunks
from tmx.errors import TmxError
from tmx.model import TranslationUnit
from tmx.progress import Step, bytes_told, silent
from tmx.repair.changes import Change
from tmx.repair.mend import Mender
from tmx.write import TmxWriter


def _say_nothing(_: Change) -> None:
    pass


@dataclass(frozen=True, slots=True)
class RepairConfig:
    """How to mend.

    Attributes:
        tool: the tool that the file is for, a key of `tmx.checks.PROFILES`; None for any.
        encoding: what the file is in, whatever it says; None to believe it.
    """

    tool: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did.

    Attributes:
        units: how many units were written, or would have been.
        lost_units: how many could not be saved.
    """

    units: int
    lost_units: int


def repair(
    path: str | os.PathLike[str],
    output: str | os.PathLike[str] | None,
    config: RepairConfig | None = None,
    on_change: Callable[[Change], None] = _say_nothing,
    step: Step = silent,
) -> Repaired:
    """Mend a file into another one, which is TMX 1.4b; without ``output`` only tell.

    ``on_change`` is told each change, ``step`` how far the work is.

    Raises:
        TmxError: nothing can be saved: the file is no TMX, declares entities, or is hostile.
        OSError: the file cannot be read, or the other one not written.
    """
    config = config or RepairConfig()
    mender = Mender(profile_of(config.tool), on_change)
    try:
        reached = bytes_told(step, path)
        units = mender.units(blocks(text_chunks(path, config.encoding, reached)))
        first = next(units, None)  # from here on the header is known
        with ExitStack() as stack:
            write: Callable[[TranslationUnit], object]
            if output is None:
                composer = Composer()
                composer.head(mender.header)
                write = composer.unit
            else:
                write = stack.enter_context(TmxWriter(output, mender.header)).write
            written = 0
            for unit in chain([first] if first else [], units):
                try:
                    write(unit)
                    written += 1
                except TmxError as error:
                    mender.lose_unit(102, error.message)
    except TmxError as error:
        raise TmxError(error.message, path, error.line, error.unit) from None
    return Repaired(written, mender.lost_units)


def repair_in_place(
    path: str | os.PathLike[str],
    config: RepairConfig | None = None,
    on_change: Callable[[Change], None] = _say_nothing,
    step: Step = silent,
) -> Repaired:
    """Mend a file, and keep what it was as ``NAME.bak`` beside it.

    Raises:
        TmxError: as `repair`; or there is such a file already. Nothing is changed then.
        OSError: as `repair`.
    """
    backup = Path(f"{os.fspath(path)}.bak")
    if backup.exists():
        raise TmxError(f"{backup} is there already: move it away, or write to another file", path)
    shutil.copy2(path, backup)
    try:
        return repair(path, path, config, on_change, step)
    except BaseException:
        with suppress(OSError):
            backup.unlink()
        raise
