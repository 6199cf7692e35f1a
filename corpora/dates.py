"""Dates as Kazakh, Russian and English reports write them."""

import datetime
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpora.wordlists import rows


class Found(NamedTuple):
    """A date and the characters ``text[start:end]`` that name it."""

    date: datetime.date
    start: int
    end: int


class Stamp(NamedTuple):
    """Where the date ends that a text begins with, and where the time of day and what else ends."""

    date_end: int
    end: int


@cache
def _months() -> dict[str, int]:
    return {stem: int(number) for number, stem in rows("months.tsv")}


@cache
def _pattern() -> re.Pattern[str]:
    stems = "|".join(sorted(_months(), key=len, reverse=True))
    month = rf"(?P<{{}}>{stems})[^\W\d_]{{{{0,4}}}}"
    year = r"(?P<{}>(?:1[89]|20)\d\d)"
    day = r"(?P<{}>\d{{1,2}})"
    of_year = r"(?:\s*(?:жылғы|жылдың|жылы|жыл|ж\.|года|году|год|г\.))?"
    forms = (
        # 11 апреля 2023 года; 8 қазан 2015 ж.; 1 September 2015
        rf"{day.format('d1')}(?:st|nd|rd|th)?\s+{month.format('m1')}[.,]?\s+{year.format('y1')}{of_year}",
        # 2015 жылғы 8 қазан; 2015 жылдың 27 шілдесі
        rf"{year.format('y2')}{of_year}\s+{day.format('d2')}\s+{month.format('m2')}",
        # September 1, 2015
        rf"{month.format('m3')}\s+{day.format('d3')},\s+{year.format('y3')}",
        # 11.04.2023; 11/04/2023; 12. 05. 2020
        rf"{day.format('d4')}(?P<s4>\.\s?|/|-)(?P<m4>\d{{1,2}})(?P=s4){year.format('y4')}{of_year}",
        # 2023-04-11
        rf"{year.format('y5')}-(?P<m5>\d\d)-(?P<d5>\d\d)",
    )
    return re.compile(rf"(?<![\w.])(?:{'|'.join(forms)})(?![\w/])", re.IGNORECASE)


def is_month(word: str) -> bool:
    """Whether a word is a month's name, with an ending or without."""
    return month_of(word) is not None


def month_of(word: str) -> int | None:
    """The number of the month that a word names, with an ending or without."""
    folded = word.casefold()
    if folded.startswith(_month_beginnings()):
        for month, number in _months().items():
            if folded.startswith(month) and len(folded) - len(month) <= 4:
                return number
    return None


@cache
def _month_beginnings() -> tuple[str, ...]:
    return tuple(_months())


# What follows a date that heads a report, unlike one that a sentence begins with.
_AFTER_DATELINE = re.compile(r"\s*(?:\d?\d:\d\d|[,–—|:/]|[.]?\s*[(]|\.\s+[^\W\d_])")
_IN_A_SENTENCE = re.compile(
    r"(?:(?:жылғы|жылы|жыл|ж\.|года|году|год|г\.)|(?:[дт][ае]|[дтн][ае]н))$", re.IGNORECASE
)
_AFTER_STAMP = re.compile(r"(?:,?\s+[0-2]?\d:[0-5]\d)?\s+(?=[«“\"„(]?[^\W_a-zа-яәғқңөұүһі])")
_BEFORE_DATELINE = re.compile(r"\s*(?:[^\W\d_][\w-]*[\s,.]+){0,2}")


def find(text: str) -> Iterator[Found]:
    """The dates in a text that name day, month and year, in order."""
    for match in _pattern().finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        month = parts["m"].lower()
        try:
            number = int(month) if month.isdigit() else _months()[month]
            date = datetime.date(int(parts["y"]), number, int(parts["d"]))
        except ValueError:
            continue
        yield Found(date, match.start(), match.end())


def stamp(text: str) -> Stamp | None:
    """The date of publication that a headline or a teaser begins with, as lists of news have it.

    "2015 жылдың 30 қыркүйегі Қазақстан мұнай …" and "08 Октября 2015, 14:32 В Уфе …" have one; a
    sentence that says when something was ("30 сентября 2015 года в Уфе …") has none.
    """
    head = text[:80]
    found = next(find(head), None)
    if found is None or found.start or _IN_A_SENTENCE.search(head[: found.end]):
        return None
    after = _AFTER_STAMP.match(head, found.end)
    return Stamp(found.end, after.end()) if after else None


def first(text: str) -> datetime.date | None:
    """The first date in a text."""
    return next((found.date for found in find(text)), None)


def leading(text: str, lines: int = 3) -> datetime.date | None:
    """The date of a dateline that leads one of a text's first lines.

    "АСТАНА, 2023 жылғы 11 сәуір. …" has one; "11 апреля 2023 года президент прибыл…" only
    tells when something happened.
    """
    heads = (line for line in text[:4000].split("\n") if line.strip())
    for _, line in zip(range(lines), heads, strict=False):
        found = next(find(line[:80]), None)
        if (
            found
            and _BEFORE_DATELINE.fullmatch(line[: found.start])
            and _AFTER_DATELINE.match(line, found.end)
        ):
            return found.date
    return None
