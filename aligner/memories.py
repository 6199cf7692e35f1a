"""Reads translation memories and XLIFF files as parallel texts: a document for each language.

`corpora` does not know `tmx`; importing this module registers its reader there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpora import CorpusError
from corpora.errors import LEAVE_OUT
from corpora.readers import Content, Parallel, add_reader
from tmx import TmxError

SUFFIXES = (".tmx", ".xlf", ".xliff")
MAX_UNITS = 1_000_000


def read(data: bytes, path: str, encoding: str | None = None) -> Parallel:  # noqa: ARG001
    """The texts of a memory, a unit a line; inline codes are left out.

    Of several variants in one language the first is taken. The file itself says its encoding.

    Args:
        data: what is in the file. It is read from a copy of its own: the file may have changed
            since its hash was taken of these bytes.
        path: the file, for its suffix and for errors.
        encoding: not looked at.

    Raises:
        CorpusError: it is damaged or hostile, has no texts, or more than `MAX_UNITS` units.
    """
    from tmx.convert.run import open_units

    lines: dict[str, list[str]] = {}
    count = 0
    try:
        with _copied(data, Path(path).name) as copy, open_units(copy) as opened:
            for unit in opened.units:
                for variant in unit.variants:
                    said = " ".join(variant.text.split())
                    if variant.language and said:
                        tag = variant.language.replace("_", "-").split("-")[0].lower()
                        column = lines.setdefault(tag, [])
                        if len(column) <= count:
                            column += [""] * (count - len(column)) + [said]
                count += 1
                if count > MAX_UNITS:
                    raise CorpusError(
                        f"more than {MAX_UNITS:,} units", path, "Cut it: egiz tmx split."
                    )
    except TmxError as error:
        where = f" (line {error.line})" if error.line else ""
        raise CorpusError(f"{error.message}{where}", path) from None
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror})", path) from None
    if not lines:
        raise CorpusError("no texts in it", path, LEAVE_OUT)
    return Parallel(
        tuple(
            Content("\n".join(column), "", language=tag, lines=True)
            for tag, column in lines.items()
        )
    )


@contextmanager
def _copied(data: bytes, name: str) -> Iterator[Path]:
    """A file of that name that holds these bytes, in a folder that only its owner can look into."""
    with tempfile.TemporaryDirectory(prefix="egiz-") as folder:
        copy = Path(folder) / name
        copy.write_bytes(data)
        yield copy


for _suffix in SUFFIXES:
    add_reader(_suffix, __name__)
