"""Menus and footers that no wording tells: lines that many pages have at their edges.

A page's text has its own beginning and end; what a site puts around it is the same on every page.
So a block of lines at a page's top or bottom is the site's where each line of it stands on other
pages too and enough of them read like entries of a menu: short, and no sentences. A line in the
middle of a page is never taken for it, nor are pages that are copies of each other.

A file may hold many pages one after the other, as crawlers write them: other lines of the
site tell. There a line is the site's that comes again and again beside other such lines.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpora import furniture

RULE = "repeated"

_FEWEST_PAGES = 4
_ENOUGH_PAGES = 12  # that share a line: more are not asked for, however large a folder is
_SHARE = 0.25  # of the pages, that have to share a line, up to that many
_ENTRIES = 3  # of a menu, that make a block
_NEARLY_ALL = 0.9  # of the pages: where so many share it, one entry is enough
_MANY_PAGES = 10
_LONGEST_ENTRY = 80  # characters
_SENTENCE_END = re.compile(r"[.!?…:;,]\W*$")
_BETWEEN_ENTRIES = re.compile(r"\s+[|•·/»>→]\s+")
_WITHIN = (6, 20)  # times that a line comes in one file: in a short one, in a long one
_WITHIN_SHARE = 0.02  # of the file's lines, between the two
_BESIDE = 1 / 3  # of those times it stands beside other lines of the site
_TELLING = 5  # lines of a site, known by wording, that tell a file of pages
_DIGITS = re.compile(r"\d+")


def learn(pages: Sequence[Sequence[str]]) -> list[frozenset[int]]:
    """The lines of each page that are the site's, by repetition.

    Args:
        pages: Lines of each page that are not blank, in order.

    Returns:
        For each page the numbers of such lines, from 0.
    """
    keys = [[_key(line) for line in page] for page in pages]
    distinct = {tuple(page) for page in keys}
    counts = Counter(key for page in distinct for key in set(page))
    needed = max(_FEWEST_PAGES, min(_ENOUGH_PAGES, round(_SHARE * len(distinct))))
    nearly_all = max(_MANY_PAGES, round(_NEARLY_ALL * len(distinct)))
    copied = _copies(keys, counts, needed)
    found = []
    for page, page_keys, is_copy in zip(pages, keys, copied, strict=True):
        numbers = set(_within(page))
        shared = [counts[key] for key in page_keys]
        if len(distinct) >= _FEWEST_PAGES and not is_copy and max(shared, default=0) >= needed:
            known = furniture.rules(list(page))
            for order in (range(len(page)), range(len(page) - 1, -1, -1)):
                numbers.update(_edge(order, page, shared, known, needed, nearly_all))
        found.append(frozenset(numbers))
    return found


def _copies(keys: list[list[str]], counts: Counter[str], needed: int) -> list[bool]:
    """Which pages have nothing of their own: versions of one text share its lines, not a menu."""
    return [all(counts[key] >= needed for key in page) for page in keys]


def _edge(
    order: range,
    page: Sequence[str],
    shared: list[int],
    known: list[str],
    needed: int,
    nearly_all: int,
) -> Iterator[int]:
    """The site's lines at one edge of a page, from the edge inwards."""
    block = []
    for number in order:
        if shared[number] < needed and not known[number]:
            break
        block.append(number)
    entries = [number for number in block if shared[number] >= needed and _is_entry(page[number])]
    weight = sum(len(_BETWEEN_ENTRIES.split(page[number])) for number in entries)
    weight += sum(bool(known[number]) for number in block if number not in entries)
    if weight >= _ENTRIES or any(shared[number] >= nearly_all for number in entries):
        yield from entries
        # A sentence among them goes with them only where nearly every page has it.
        yield from (number for number in block if shared[number] >= nearly_all)


def _within(page: Sequence[str]) -> Iterator[int]:
    """The site's lines in a file of many pages."""
    counts = Counter(page)
    fewest, most = _WITHIN
    needed = min(max(fewest, round(_WITHIN_SHARE * len(page))), most)
    often = {line for line, n in counts.items() if n >= needed and _is_entry(line)}
    known = furniture.rules(list(page)) if often else []
    if sum(rule not in ("", "dateline") for rule in known) < _TELLING:
        return  # the cells of a table come again and again too
    is_site = [bool(rule) or line in often for rule, line in zip(known, page, strict=True)]
    beside = Counter(
        line
        for number, line in enumerate(page)
        if line in often
        and any((*is_site[max(number - 1, 0) : number], *is_site[number + 1 : number + 2]))
    )
    for number, line in enumerate(page):
        enough = beside[line] >= _BESIDE * counts[line] or counts[line] >= 2 * most
        if line in often and enough and not known[number]:
            yield number


def _is_entry(line: str) -> bool:
    """Whether a line reads like an entry of a menu, or several in a row."""
    entries = _BETWEEN_ENTRIES.split(line)
    return all(len(entry) <= _LONGEST_ENTRY for entry in entries) and not _SENTENCE_END.search(line)


def _key(line: str) -> str:
    """What lines are compared by: counters and dates of a site differ from page to page."""
    return _DIGITS.sub("#", " ".join(line.split()).casefold())
