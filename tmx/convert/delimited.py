"""Tables as text: tab-separated and comma-separated values."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tmx.convert.form import Form, Languages, Losses, Opened, Outgoing
from tmx.convert.lines import MAX_LINE, lines_of, one_line
from tmx.convert.table import Table, rows_of
from tmx.errors import TmxError
from tmx.files import atomic_output

_FORMULA = ("=", "+", "-", "@")


@contextmanager
def _read_tsv(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    rows = (line.rstrip("\r\n").split("\t") for line in lines_of(path))
    yield Table(rows, languages, losses, path).opened()


def _write_tsv(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    count = -1
    with atomic_output(path) as file:
        for row in rows_of(outgoing, losses):
            cells = [one_line(cell) for cell in row]
            losses.add("line breaks and tabs made spaces in texts", sum(map(_differ, cells, row)))
            file.write("\t".join(cells) + "\n")
            count += 1
    return count


@contextmanager
def _read_csv(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    lines = lines_of(path)
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)  # spreadsheets take ; where , is the decimal sign

    def rows() -> Iterator[list[str]]:
        def all_lines() -> Iterator[str]:
            yield first
            yield from lines

        reader = csv.reader(all_lines(), delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise TmxError(
                f"this is no CSV ({error}): correct it there, or save it again",
                path,
                reader.line_num,
            ) from None

    csv.field_size_limit(MAX_LINE)
    yield Table(rows(), languages, losses, path).opened()


def _write_csv(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    count = -1
    with atomic_output(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows_of(outgoing, losses):
            losses.add(
                "texts that a spreadsheet may take for formulas (xlsx is safe)",
                sum(cell.startswith(_FORMULA) for cell in row),
            )
            writer.writerow(row)
            count += 1
    return count


def _differ(one: str, other: str) -> bool:
    return one != other


TSV = Form(_read_tsv, _write_tsv)
CSV = Form(_read_csv, _write_csv)
