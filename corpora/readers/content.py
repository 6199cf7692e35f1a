"""What a reader hands on: the text of a file and what its format says about it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from corpora.model import Furniture


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, not yet cleaned; paragraphs are lines or stand between blank lines.

    Attributes:
        text: The text.
        encoding: Encoding of the file; "" where its format leaves no choice.
        title: The title, where the file names one.
        date: The day of the report, where the file names it.
        source: Link to the report, where the file names one.
        author: Who wrote it, where the file says so.
        created: The day the file was made: the report's where nothing else tells its date.
        language: Primary tag, where the file says it and can be trusted; "" to have it recognised.
        lines: Each line is one sentence, as given.
        furniture: Lines that the format marks as no report text, in offsets of `text`.
        notes: What a user should know of the file, a line each.
    """

    text: str
    encoding: str
    title: str = ""
    date: datetime.date | None = None
    source: str = ""
    author: str = ""
    created: datetime.date | None = None
    language: str = ""
    lines: bool = False
    furniture: tuple[Furniture, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parallel:
    """A file that holds the same text in several languages.

    Attributes:
        contents: One for each language, its `language` set and its `lines` true. Lines with the
            same number belong together; one is blank where a language has nothing.
    """

    contents: tuple[Content, ...]


class Paragraph(NamedTuple):
    """A paragraph of a file.

    Attributes:
        text: Its text, perhaps with line breaks.
        rule: Why it is no report text, such as "running-head"; "" for report text.
    """

    text: str
    rule: str = ""


def lay_out(paragraphs: Iterable[Paragraph]) -> tuple[str, tuple[Furniture, ...]]:
    """The text of paragraphs, a blank line between them, and the marked lines in it."""
    parts: list[str] = []
    marked: list[Furniture] = []
    at = 0
    for paragraph in paragraphs:
        text = "\n".join(line for line in map(str.strip, paragraph.text.split("\n")) if line)
        if not text:
            continue
        if paragraph.rule:
            start = at
            for line in text.split("\n"):
                marked.append(Furniture(paragraph.rule, start, start + len(line), line))
                start += len(line) + 1
        parts.append(text)
        at += len(text) + 2
    return "\n\n".join(parts), tuple(marked)
