"""Moses pairs: two text files, ``NAME.kk`` and ``NAME.ru``, line by line translations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from tmx.convert.form import (
    Form,
    Languages,
    Losses,
    Opened,
    Outgoing,
    count_details,
    plain,
    unit_of,
)
from tmx.convert.lines import lines_of, one_line
from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.model import Header, TranslationUnit


def part(path: Path, language: str) -> Path:
    """The file of a language."""
    return path.with_name(f"{path.name}.{language}")


@contextmanager
def _read(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    if not (languages.source and languages.target):
        raise TmxError(
            "name the languages of the two files with --source-lang and --target-lang", path
        )
    sides = (languages.source, languages.target)
    for side in sides:
        if not part(path, side).is_file():
            raise TmxError(
                "there is no such file: name what both files have in common", part(path, side)
            )

    def units() -> Iterator[TranslationUnit]:
        files = (lines_of(part(path, side)) for side in sides)
        for number, lines in enumerate(zip_longest(*files), 1):
            if None in lines:
                short = part(path, sides[lines.index(None)])
                raise TmxError(
                    f"it ends before the other file, which goes on in line {number}: "
                    "the two do not belong together",
                    short,
                )
            texts = [line.rstrip("\r\n") for line in lines]
            if all(text.strip() for text in texts):
                yield unit_of((sides[0], texts[0]), (sides[1], texts[1]))
            else:
                losses.add("lines left out, empty in a file", any(text.strip() for text in texts))

    yield Opened(Header(sides[0], datatype="plaintext"), units())


def _write(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    source, target = (part(path, language) for language in outgoing.languages)
    count = 0
    with atomic_output(source) as one, atomic_output(target) as other:
        for unit in outgoing.units:
            count_details(unit, losses)
            losses.add("tuids left out", unit.tuid is not None)
            for file, variant in zip((one, other), unit.variants, strict=True):
                text = plain(variant.segment, losses)
                losses.add("line breaks and tabs made spaces in texts", one_line(text) != text)
                file.write(one_line(text) + "\n")
            count += 1
    return count


FORM = Form(_read, _write)
