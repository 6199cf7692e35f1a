"""Reads translation memories and XLIFF files as parallel texts: a document for each language.

`corpora` does not know `tmx`; importing this module registers its reader there.
"""

from __future__ import annotations

from pathlib import Path

from corpora import CorpusError
from corpora.readers import Content, Parallel, add_reader
from tmx import TmxError

SUFFIXES = (".tmx", ".xlf", ".xliff")
MAX_UNITS = 1_000_000


def read(data: bytes, path: str, encoding: str | None = None) -> Parallel:  # noqa: ARG001
    """The texts of a memory, a unit a line; inline codes are left out.

    Of several variants in one language the first is taken. The file itself says its encoding.

    Args:
        data: not looked at; the file is read as a stream.
        path: the file.
        encoding: not looked at.

    Raises:
        CorpusError: it is damaged or hostile, has no texts, or more than `MAX_UNITS` units.
    """
    from tmx.convert.run import open_units

    lines: dict[str, list[str]] = {}
    count = 0
    try:
        with open_units(Path(path)) as opened:
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
        raise CorpusError("no texts in it", path, "Leave it out.")
    return Parallel(
        tuple(
            Content("\n".join(column), "", language=tag, lines=True)
            for tag, column in lines.items()
        )
    )


for _suffix in SUFFIXES:
    add_reader(_suffix, __name__)
