"""Keeps the units for which an expression holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tmx.progress import Step, silent, told
from tmx.read import open_tmx
from tmx.tools.expression import Expression
from tmx.tools.sink import Sink


@dataclass(frozen=True, slots=True)
class FilterReport:
    """What was done.

    Attributes:
        read: units in the file.
        written: units for which the expression holds.
        dropped: units for which it does not.
        refused: units for which it holds, but that no TMX can hold.
        reasons: why, of the first few of them.
    """

    read: int
    written: int
    dropped: int
    refused: int
    reasons: tuple[str, ...]


def filter_tmx(
    source: Path, output: Path | None, expression: Expression, step: Step = silent
) -> FilterReport:
    """Write the units for which the expression holds.

    Args:
        source: the memory.
        output: the file to write, None for a trial run.
        expression: as `parse_expression` reads it.
        step: is told how far the work is.

    Raises:
        TmxError: the file cannot be read as TMX.
        OSError: a file cannot be read or written.
    """
    dropped = 0
    with open_tmx(source) as reader, Sink(output, reader.header, source) as sink:
        srclang = reader.header.srclang
        for unit in told(reader, step, source.name):
            if expression.holds(unit, srclang):
                sink.write(unit)
            else:
                dropped += 1
        return FilterReport(reader.unit, sink.written, dropped, sink.refused, tuple(sink.reasons))
