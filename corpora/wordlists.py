"""Reads the package's data files: words and wordings, one entry a line, "#" for comments."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The entries of a data file, cut at tabs."""
    file = files("corpora") / "data" / name
    for line in file.read_text(encoding="utf-8").splitlines():
        entry = line.split("#", 1)[0].strip()
        if entry:
            yield entry.split("\t")


@cache
def words(name: str) -> frozenset[str]:
    """All the words of a data file, however they share its lines."""
    return frozenset(word for row in rows(name) for field in row for word in field.split())
