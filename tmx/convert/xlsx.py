"""Tables as spreadsheets (Office Open XML): the first sheet of a workbook."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from tmx.convert.form import Form, Languages, Losses, Opened, Outgoing
from tmx.convert.table import Table, rows_of
from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.unpack import MAX_RATIO, RATIO_FLOOR

MAX_ROWS = 2**20
"""Rows of a sheet (ECMA-376: 1,048,576), the row of names included."""
MAX_CELL = 32_767
"""Characters of a cell."""
MAX_UNPACKED = 2**30
"""Bytes of all parts of a workbook that is read."""


@contextmanager
def _read(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    _check(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise TmxError(f"this is no workbook ({error}): save it as .xlsx again", path) from error
    with closing(book):
        if not book.worksheets:
            raise TmxError("the workbook has no sheet with cells: put the units in one", path)
        rows = _cells(book.worksheets[0].iter_rows(values_only=True), path)
        yield Table(rows, languages, losses, path).opened()


def _check(path: Path) -> None:
    """Look at the archive's own list, so that no bomb is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise TmxError(f"this is no workbook ({error}): save it as .xlsx again", path) from error
    if size > max(RATIO_FLOOR, min(MAX_UNPACKED, MAX_RATIO * path.stat().st_size)):
        raise TmxError("it unpacks to more than a workbook should: do not trust it", path)


def _cells(rows: Iterator[tuple[object, ...]], path: Path) -> Iterator[Sequence[str]]:
    try:
        for row in rows:
            yield ["" if cell is None else str(cell) for cell in row]
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise TmxError(f"the sheet is damaged ({error}): save it again", path) from error


def _write(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("units")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 60
    count = -1
    for row in rows_of(outgoing, losses):
        count += 1
        if count == MAX_ROWS:
            raise TmxError(f"a sheet holds {MAX_ROWS:,} rows: split the memory first", path)
        sheet.append([_text(sheet, cell, losses) for cell in row])
    with atomic_output(path, "wb") as file:
        book.save(file)
    return count


def _text(sheet: object, text: str, losses: Losses) -> WriteOnlyCell:
    """A cell that is text whatever it begins with: = + - @ make no formula."""
    legal = ILLEGAL_CHARACTERS_RE.sub("", text)
    losses.add("texts cut to what a cell can hold", len(legal) > MAX_CELL)
    cell = WriteOnlyCell(sheet, legal[:MAX_CELL])
    cell.data_type = "s"
    return cell


FORM = Form(_read, _write)
