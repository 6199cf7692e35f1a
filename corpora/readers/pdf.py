"""Reads PDF documents with a text layer: lines put together to paragraphs, running heads apart.

A PDF knows letters and their places, no words, lines or paragraphs. `pdf_lines` gives the lines;
here a line that could have taken the next one's first word ends a paragraph, as does more space
below it, an indent after it, or another font.
"""

import datetime
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from corpora import furniture
from corpora.errors import LEAVE_OUT, CorpusError
from corpora.readers import pdf_lines
from corpora.readers.archive import one_line
from corpora.readers.content import Content, Paragraph, lay_out

MAX_SECONDS = 120
_OCR = "Recognise its text (OCR) first, or save it as .txt."
_SAVE = "Save its text as .txt."
_FAULTS = {
    "password": ("encrypted with a password", "Save it without a password."),
    "damaged": ("damaged, or no PDF document", "Fetch or export it again."),
    "pages": (f"more than {pdf_lines.MAX_PAGES:,} pages", "Cut it into several files."),
    "letters": (
        f"more than {pdf_lines.MAX_LETTERS // 2**20} million letters",
        "Cut it into several files.",
    ),
}
_EDGE = 3  # lines at the top and the bottom of a page that may be running heads
_SAME_PLACE = 4.0  # points
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:стр|бет|page|p|с)\b\.?\s*)?№?(\d{1,4})"
    r"(?:\s*(?:[-–]\s*)?(?:бет\w*|стр\w*))?(?:\s*(?:/|из|of)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
# What browsers print below a page.
_PRINTED = re.compile(r"^(?:https?|file)://\S.*\d+\s?/\s?\d+$")
_LETTER_GAP = 0.12  # of the letters' size: less is no space
_HYPHENS = "-\xad\u2010\u2011"
_LINK_END = re.compile(r"(?:https?://|www\.)\S*[-/_=&?.]$")
_ITEM = re.compile(r"(?:[-–—•▪●○■*·]|\(?\d{1,3}[.)]|\(?\w\))\s")
_ENDED = re.compile(r"[.!?…:;][»\"”’)]*$")
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
_WINDOW = 12  # lines before and after that tell where a column's edges are


class Line(NamedTuple):
    """A line of a page; lengths in points.

    Attributes:
        text: Without space around it.
        left: Where it begins.
        right: Where it ends.
        base: Height of its base above the page's lower edge.
        size: Of its letters.
        head: Width of its first word.
        font: The one that all of it is in, or "".
        page: Number of its page, from 0.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    head: float
    font: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    height: float
    lines: list[Line]
    pictures: bool


def read(data: bytes, path: str, encoding: str | None = None) -> Content:  # noqa: ARG001
    """The text of a PDF; running heads and page numbers are marked as furniture.

    A word broken at a line's end keeps its hyphen and the line break, for the cleaning to mend.

    Raises:
        CorpusError: It is damaged, encrypted, too large, takes longer than `MAX_SECONDS`, or holds
            no text, only pictures of it.
    """
    told = _extracted(data, path)
    pages = [_page(page, number) for number, page in enumerate(told["pages"])]
    _check_letters(pages, path)
    heads = _running_heads(pages)
    text, marked = lay_out(_paragraphs(pages, heads))
    without = [number for number, page in enumerate(pages, 1) if page.pictures]
    about = told.get("about", {})
    return Content(
        text,
        "",
        title=_title(about.get("Title", "")),
        author=one_line(about.get("Author")),
        created=_day(about.get("CreationDate", "")),
        furniture=marked,
        notes=(f"Pages that are pictures, not read: {_ranges(without)}.",) if without else (),
    )


def _page(told: dict[str, Any], number: int) -> _Page:
    lines: list[Line] = []
    for line in (Line(*line)._replace(page=number) for line in told["lines"]):
        if lines and _are_one(lines[-1], line):
            lines[-1] = _joined(lines[-1], line)
        else:
            lines.append(line)
    return _Page(told["height"], lines, bool(told.get("pictures")))


def _are_one(line: Line, following: Line) -> bool:
    """Whether two lines are pieces of one: some programs place single words, or letters."""
    return (
        abs(line.base - following.base) < 0.3 * line.size
        and abs(line.size - following.size) < 0.1 * line.size
        and following.left > line.right - 1
    )


def _joined(line: Line, following: Line) -> Line:
    space = " " if following.left - line.right > _LETTER_GAP * line.size else ""
    text = f"{line.text}{space}{following.text}"
    font = line.font if line.font == following.font else ""
    return line._replace(text=text, right=following.right, font=font)


def _extracted(data: bytes, path: str) -> dict[str, Any]:
    """What the child tells of a PDF."""
    if b"%PDF-" not in data[:1024]:
        raise CorpusError("no PDF document", path, _SAVE)
    command = [sys.executable, "-P", str(Path(pdf_lines.__file__))]
    try:
        child = subprocess.run(  # noqa: S603 - our own file, with the running Python
            command, input=data, capture_output=True, timeout=MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CorpusError(
            f"takes longer than {MAX_SECONDS} seconds to read", path, f"Do not trust it. {_SAVE}"
        ) from None
    if child.returncode:
        raise CorpusError("built such that it cannot be read", path, f"Do not trust it. {_SAVE}")
    told: dict[str, Any] = json.loads(child.stdout)
    if "error" in told:
        what, hint = _FAULTS[told["error"]]
        raise CorpusError(what, path, hint)
    return told


def _check_letters(pages: list[_Page], path: str) -> None:
    letters = sum(len(line.text) for page in pages for line in page.lines)
    if not letters:
        if any(page.pictures for page in pages):
            raise CorpusError(
                f"a scanned PDF: its {len(pages)} pages are pictures, without text"
                if len(pages) > 1
                else "a scanned PDF: its page is a picture, without text",
                path,
                _OCR,
            )
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    unknown = sum(len(_UNKNOWN.findall(line.text)) for page in pages for line in page.lines)
    if unknown * 5 > letters:
        raise CorpusError("its fonts do not tell which letters they show", path, _OCR)


def _running_heads(pages: list[_Page]) -> dict[Line, str]:
    """The lines at the edges of pages that are not the text's, and their rules."""
    by_height = [sorted(page.lines, key=lambda line: -line.base) for page in pages]
    edges = [(lines[:_EDGE], lines[: -_EDGE - 1 : -1]) for lines in by_height]
    places: defaultdict[str, list[Line]] = defaultdict(list)
    offsets: Counter[int] = Counter()
    for line in {line for edge in edges for lines in edge for line in lines}:
        places[_key(line.text)].append(line)
        if number := _PAGE_NUMBER.fullmatch(line.text):
            offsets[int(number[1]) - line.page] += 1
    rules: dict[Line, str] = {}
    for page, both in zip(pages, edges, strict=True):
        for lines in both:
            for line in lines:
                rule = _rule(line, page, offsets, places[_key(line.text)], len(pages))
                if not rule:
                    break  # what stands further in is text
                rules[line] = rule
    return rules


def _rule(line: Line, page: _Page, offsets: Counter[int], alike: list[Line], pages: int) -> str:
    if number := _PAGE_NUMBER.fullmatch(line.text):
        value = int(number[1])
        at_edge = not 0.1 * page.height < line.base < 0.88 * page.height
        if offsets[value - line.page] > 1 or (pages == 1 and value == 1 and at_edge):
            return "page-number"
    if _PRINTED.search(line.text):
        return "running-head"
    same = {
        other.page
        for other in alike
        if abs(other.base - line.base) <= _SAME_PLACE and abs(other.size - line.size) < 1
    }
    return "running-head" if len(same) > 1 and len(same) * 5 >= pages else ""


def _key(text: str) -> str:
    """What running heads are compared by: numbers differ, spaces may be lost or too many."""
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text)).casefold()


def _paragraphs(pages: list[_Page], heads: dict[Line, str]) -> Iterator[Paragraph]:
    """The paragraphs in order; running heads stand after the one that they interrupt."""
    lines = [line for page in pages for line in page.lines if line not in heads]
    waiting = deque(line for page in pages for line in page.lines if line in heads)
    breaks = set(_breaks(lines))
    words: list[str] = []
    for number, line in enumerate(lines):
        words.append(line.text)
        if number + 1 < len(lines) and number not in breaks:
            words.append(_between(line.text, lines[number + 1].text))
            continue
        yield Paragraph("".join(words))
        words.clear()
        while waiting and waiting[0].page <= line.page:
            head = waiting.popleft()
            yield Paragraph(head.text, heads[head])
    yield from (Paragraph(head.text, heads[head]) for head in waiting)


def _between(text: str, following: str) -> str:
    """What stands between two lines of a paragraph."""
    if _LINK_END.search(text):
        return ""
    if text[-1] in _HYPHENS and len(text) > 1 and text[-2].isalnum():
        return "\n" if text[-2].isalpha() and following[0].islower() else ""
    if text[-1] in "–—" and len(text) > 1 and text[-2].isalnum() and following[0].isalnum():
        return ""
    return " "


def _breaks(lines: list[Line]) -> Iterator[int]:
    """Numbers of the lines that end a paragraph."""
    leading = _leading(lines)
    # A date may well be the last line of a paragraph; the site's other lines stand alone.
    alone = [rule not in ("", "dateline") for rule in furniture.rules([x.text for x in lines])]
    for number, (line, following) in enumerate(pairwise(lines)):
        near = [
            other
            for other in lines[max(number - _WINDOW, 0) : number + _WINDOW]
            if other.page in (line.page, following.page)
            and abs(other.size - line.size) < 0.1 * line.size
            and other.left < line.right
            and other.right > line.left
        ]
        after = lines[number + 2] if number + 2 < len(lines) else None
        apart = alone[number + 1] and not alone[number]
        if apart or _ends(line, following, after, near, leading):
            yield number


def _leading(lines: list[Line]) -> dict[float, float]:
    """The usual distance of lines by the size of their letters."""
    gaps: defaultdict[float, list[float]] = defaultdict(list)
    for line, following in pairwise(lines):
        gap = line.base - following.base
        if line.page == following.page and line.size == following.size and gap > 0.5 * line.size:
            gaps[line.size].append(gap)
    return {size: median(found) for size, found in gaps.items()}


def _ends(
    line: Line, following: Line, after: Line | None, near: list[Line], leading: dict[float, float]
) -> bool:
    if abs(line.size - following.size) > 0.1 * max(line.size, following.size):
        return True
    gap = line.base - following.base
    usual = leading.get(line.size, 1.3 * line.size)
    if line.page == following.page and gap > 1.35 * usual:
        return True
    head = following.text[0]
    goes_on = (head.islower() or head in "–—") and not _ENDED.search(line.text)
    indent = 0.8 * line.size
    if not goes_on:
        if line.font and following.font and line.font != following.font:
            return True  # a headline in bold
        if line.page == following.page and gap > 0 and following.left > line.left + indent:
            return True
        margin = min((other.left for other in near), default=line.left)
        alone = after is None or after.left < following.left - indent
        if following.left > margin + indent and alone and line.page == following.page:
            return True
        if _ITEM.match(following.text) and _ENDED.search(line.text):
            return True
    edge = max((other.right for other in near), default=line.right)
    has_room = line.right + 0.3 * line.size + following.head < edge - 1
    return has_room and not goes_on


def _title(text: str) -> str:
    """The title that a PDF names, where it is one and no file's name."""
    title = one_line(re.sub(r"^Microsoft Word - ", "", text))
    return "" if re.search(r"\.\w{2,4}$", title) or title.lower() == "untitled" else title


def _day(text: str) -> datetime.date | None:
    found = re.match(r"D:(\d{4})(\d\d)(\d\d)", text)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _ranges(numbers: list[int]) -> str:
    """Numbers in words: "1-3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
