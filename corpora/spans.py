"""A stretch of a text, and the lines and paragraphs a text is made of."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """The characters ``text[start:end]``."""

    start: int
    end: int


# A line that ends so is complete: the next one starts something new.
_ENDED = re.compile(r"[.!?…:;][\"'»”’)\]]*\s*$")
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

    A new line starts a paragraph, save in text that was wrapped to the width of a page: there
    the lines of a block belong together.
    """
    for block in blocks(text, start, end):
        wrapped = is_wrapped([text[line.start : line.end] for line in block])
        first = block[0].start
        for line, following in zip(block, [*block[1:], None], strict=True):
            if following is not None and (
                wrapped or continues(text[line.start : line.end], text[following.start : following.start + 8])
            ):
                continue
            yield trimmed(text, first, line.end)
            if following is not None:
                first = following.start


def is_wrapped(block: list[str]) -> bool:
    """Whether these lines are one paragraph, broken where the page's width ended."""
    if len(block) < 3:
        return False
    *full, _ = (len(line.rstrip()) for line in block)
    ended = sum(_ENDED.search(line) is not None for line in block[:-1])
    widest = max(full)
    return (
        _SHORTEST_WRAPPED <= widest <= _WIDEST_WRAPPED
        and min(full) >= 0.7 * widest
        and len(block[-1].rstrip()) <= widest
        and ended * 2 <= len(full)
    )


def continues(line: str, following: str) -> bool:
    """Whether a line goes on in the next one: long, not ended, the next starts in lower case."""
    if len(line.strip()) < _SHORTEST_WRAPPED or _ENDED.search(line):
        return False
    head = _STARTS_LOWER.match(following)
    return head is not None and head.group()[-1].islower()
