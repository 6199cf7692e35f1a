"""Reads tables of sentence pairs (.tsv, .csv): a row a pair, a column a language."""

import csv
import io
import re
from collections.abc import Sequence

from corpora import language
from corpora.decode import decode
from corpora.errors import CorpusError
from corpora.readers.archive import one_line
from corpora.readers.content import Content, Parallel

MAX_COLUMNS = 200
_TAG = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*")
_NAMES = {
    "kaz": "kk", "kazakh": "kk", "қазақша": "kk", "қазақ тілі": "kk", "казахский": "kk",
    "rus": "ru", "russian": "ru", "орысша": "ru", "орыс тілі": "ru", "русский": "ru",
    "eng": "en", "english": "en", "ағылшынша": "en", "английский": "en",
}  # fmt: skip
# Names that columns have beside those of languages; two of them look like language tags.
_OTHER_NAMES = frozenset(("id", "no", "source", "target", "text", "original", "translation"))
_SAMPLE = 500  # rows that tell a column's language
_HINT = "Name the columns by their languages, such as kk and ru."


def read(data: bytes, path: str, encoding: str | None = None) -> Parallel:
    """The columns of a table that hold text, one for each language.

    A first row may name them by their languages; otherwise the columns are told by their text, and
    of several in one language that with most letters is taken.

    Raises:
        CorpusError: There are no texts in two languages, or it is no table.
    """
    text, found = decode(data, path, encoding)
    rows = _rows(text, path)
    columns = _named(rows[0]) if rows else {}
    if len(columns) > 1:
        rows = rows[1:]
    else:
        columns = _recognised(rows)
        if rows and all(cell.strip().lower() in _OTHER_NAMES for cell in _cells(rows[0], columns)):
            rows = rows[1:]
    if len(columns) < 2:
        raise CorpusError("no columns with texts in two languages", path, _HINT)
    contents = []
    for tag, column in columns.items():
        lines = [one_line(row[column]) if column < len(row) else "" for row in rows]
        if any(lines):
            contents.append(Content("\n".join(lines), found, language=tag, lines=True))
    if len(contents) < 2:
        raise CorpusError("no columns with texts in two languages", path, _HINT)
    return Parallel(tuple(contents))


def _rows(text: str, path: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    if "\t" in first:  # texts may begin with a quotation mark; only a tab parts
        rows = [line.split("\t") for line in text.split("\n")]
    else:
        delimiter = max(",;", key=first.count)  # spreadsheets take ; where , is the decimal sign
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        try:
            rows = list(reader)
        except csv.Error as error:
            raise CorpusError(
                f"no table (line {reader.line_num}: {error})", path, "Save it again."
            ) from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise CorpusError(f"a table of more than {MAX_COLUMNS} columns", path, _HINT)
    return rows


def _named(row: Sequence[str]) -> dict[str, int]:
    """The columns that a first row names by languages."""
    columns: dict[str, int] = {}
    for number, cell in enumerate(row):
        name = cell.strip().lower()
        tag = _TAG.fullmatch(name)
        if name in _NAMES:
            columns.setdefault(_NAMES[name], number)
        elif tag and name not in _OTHER_NAMES:
            columns.setdefault(tag[1], number)
    return columns


def _recognised(rows: list[list[str]]) -> dict[str, int]:
    """The column with most letters of each language that is found, in their order."""
    best: dict[str, tuple[int, int]] = {}
    sample = rows[:_SAMPLE]
    for number in range(max(map(len, sample), default=0)):
        text = "\n".join(row[number] for row in sample if number < len(row))
        letters = sum(map(str.isalpha, text))
        tag = language.recognise(text).tag if letters else "und"
        if tag != "und" and letters > best.get(tag, (0, 0))[0]:
            best[tag] = (letters, number)
    # Names of files and classes are recognised as something too, but there is little of them.
    most = max((letters for letters, _ in best.values()), default=0)
    likely = {tag: number for tag, (letters, number) in best.items() if letters * 4 >= most}
    return dict(sorted(likely.items(), key=lambda item: item[1]))


def _cells(row: Sequence[str], columns: dict[str, int]) -> list[str]:
    return [row[number] for number in columns.values() if number < len(row)]
