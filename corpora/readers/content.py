"""What a reader hands on: the text of a file and what its format says about it."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, not yet cleaned; paragraphs are lines or stand between blank lines."""

    text: str
    encoding: str
    title: str = ""
    date: datetime.date | None = None
    source: str = ""
