"""A stretch of a text, and the lines and paragraphs a text is made of."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """The characters ``text[start:end]``."""

    start: int
    end: int


# A line that ends otherwise is complete: the next one starts something new.
_GOES_ON = re.compile(r"[\w,»”%№–—-]\s*$")
_ENDED = re.compile(r"[.!?…:;][\"'»”’]*\s*$")
_STARTS_LOWER = re.compile(r"\s*[\"'«“(]?[^\W\d_]")
# A line shorter than this was not broken by the page's width.
_SHORTEST_WRAPPED = 30
# Wider lines than these are whole paragraphs, not lines of a page.
_WIDEST_WRAPPED = 120


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without its surrounding white space; empty at its start where nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left == len(piece):
        return Span(start, start)
    return Span(start + left, start + len(piece.rstrip()))


def lines(text: str) -> Iterator[Span]:
    r"""The lines of a text, without their "\n"; a trailing "\n" starts no further line."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        yield Span(start, end)
        start = end + 1


def blocks(text: str, start: int = 0, end: int | None = None) -> Iterator[list[Span]]:
    """Runs of lines with no blank line between them."""
    run: list[Span] = []
    limit = len(text) if end is None else end
    for line in lines(text[start:limit]):
        span = Span(start + line.start, start + line.end)
        if text[span.start : span.end].strip():
            run.append(span)
        elif run:
            yield run
            run = []
    if run:
        yield run


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The paragraphs of ``text[start:end]``, trimmed.

    A new line starts a paragraph, save where a paragraph was wrapped to the width of a page.
    """
    for block in blocks(text, start, end):
        soft = set(soft_breaks(text, block))
        first = block[0].start
        for line in block:
            if line.end not in soft:
                yield trimmed(text, first, line.end)
                first = line.end + 1


def soft_breaks(text: str, block: list[Span]) -> Iterator[int]:
    r"""Offsets of the "\n" in a run of lines that only break a paragraph to a page's width.

    All of them where the run looks like a wrapped paragraph; else those after a long line that
    is not ended, before a line that starts in lower case.
    """
    wrapped = _is_wrapped([text[line.start : line.end] for line in block])
    first = block[0].start
    for line, following in pairwise(block):
        long = line.end - first >= _SHORTEST_WRAPPED
        head = text[following.start : following.start + 8]
        if wrapped or (long and _starts_lower(head) and not _is_ended(text, line)):
            yield line.end
        else:
            first = following.start


def _is_wrapped(block: list[str]) -> bool:
    if len(block) < 3:
        return False
    if any(line.strip().count(" ") < 3 for line in block[:-1]):
        return False  # names, numbers or addresses, not running text
    *full, last = (len(line.strip()) for line in block)
    ended = sum(_ENDED.search(line[-12:]) is not None for line in block[:-1])
    lower = sum(_starts_lower(line[:8]) for line in block[1:])
    widest = max(full)
    return (
        _SHORTEST_WRAPPED <= widest <= _WIDEST_WRAPPED
        and min(full) >= 0.7 * widest
        and last <= widest
        and ended * 2 <= len(full)
        and lower * 2 >= len(full)
    )


def _starts_lower(head: str) -> bool:
    found = _STARTS_LOWER.match(head)
    return found is not None and found.group()[-1].islower()


def _is_ended(text: str, line: Span) -> bool:
    tail = text[max(line.start, line.end - 12) : line.end]
    return _ENDED.search(tail) is not None or _GOES_ON.search(tail) is None
