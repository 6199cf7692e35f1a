"""What can be wrong with the letters of a file, whatever they mean, and what should stand there."""

from __future__ import annotations

import html
import html.entities
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tmx.blocks import CLOSERS, OPEN_DECLARATION
from tmx.decode import UNDECODABLE

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 allows nowhere (production 2, Char)."""

_NAME_START = (  # XML 1.0, production 4
    ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_BARE = re.compile(f"<(?![/!?{_NAME_START}])")
_SUSPECT = re.compile(f"{NOT_XML.pattern}|&(?!(?:amp|lt|gt|quot|apos);)|{_BARE.pattern}")
_OPENER = re.compile("|".join(map(re.escape, CLOSERS)))
_DECLARATION = re.compile(r"<\?xml\s")
_REFERENCE = re.compile(r"&(?:#(?:([0-9]+)|x([0-9A-Fa-f]+))|([A-Za-z][A-Za-z0-9]*));")


def _second_bytes(codec: str) -> str:
    """What the second bytes of UTF-8 letters are taken for in another encoding."""
    return re.escape(bytes(range(0x80, 0xC0)).decode(codec, "ignore"))


def _pairs(first: str, second: str) -> re.Pattern[str]:
    pair = f"[{first}][{second}]"
    return re.compile(f"{pair}(?:{pair}){{3}}")  # a search for a class is quick, for a group not


_MOJIBAKE = (
    _pairs("ÐÑÒÓ", f"\x80-\xbf{_second_bytes('cp1252')}"),  # UTF-8 read as a Western page
    _pairs("РСТУ", _second_bytes("cp1251")),  # UTF-8 read as windows-1251
    re.compile("[À-ÖØ-öø-ÿ][À-ÖØ-öø-ÿ]{5}"),  # windows-1251 read as Latin-1
)
_MAX_CODE_POINT_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Flaw:
    """A stretch of the text that cannot stand as it is.

    Attributes:
        start: where it begins.
        end: where it ends.
        code: what is wrong, as in the table of codes.
        what: what stands there, in words.
        instead: what should stand there.
    """

    start: int
    end: int
    code: int
    what: str
    instead: str


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Find comments and processing instructions: where each begins and ends."""
    for start, end in _sections(text):
        if not (text.startswith("<![", start) or _DECLARATION.match(text, start)):
            yield start, end


def without_comments(text: str) -> str:
    """Return a text with white space for its comments, and the same lines."""
    parts = []
    position = 0
    for start, end in comments(text):
        parts += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
        position = end
    return "".join((*parts, text[position:]))


def _sections(text: str) -> Iterator[tuple[int, int]]:
    """Find comments, CDATA sections and instructions.

    Not by one expression: it would look for the end of each from its beginning to the end of the
    text, which takes hours where many have none.
    """
    missing: set[str] = set()
    position = 0
    while found := _OPENER.search(text, position):
        closer, position = CLOSERS[found[0]], found.end()
        if closer in missing or OPEN_DECLARATION.match(text, found.start()):
            continue
        end = text.find(closer, position)
        if end < 0:
            missing.add(closer)
        else:
            position = end + len(closer)
            yield found.start(), position


def flaws(text: str) -> Iterator[Flaw]:
    """Find all that keeps the letters of an XML text from being read."""
    if declaration := OPEN_DECLARATION.match(text):
        end = declaration.end()
        yield Flaw(end - 1, end, 102, "the XML declaration does not end in ?>", "?>")
    if "&" not in text and not NOT_XML.search(text) and not _BARE.search(text):
        return  # quicker than one search for all of them
    literal = deque(_sections(text))
    for found in _SUSPECT.finditer(text):
        flaw = _flaw(text, found.start())
        while literal and literal[0][1] <= found.start():
            literal.popleft()
        is_literal = bool(literal) and literal[0][0] <= found.start()
        if flaw and not (is_literal and found[0] in "&<"):
            yield flaw


def without_flaws(text: str) -> str:
    """Return a text that an XML parser can take letter by letter."""
    parts = []
    position = 0
    for flaw in flaws(text):
        parts += [text[position : flaw.start], flaw.instead]
        position = flaw.end
    return "".join((*parts, text[position:])) if parts else text


def suspicious(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield code, place and words for what can be read, but is spoiled or will not last."""
    if "<!--" in text or "<?" in text:
        for start, end in comments(text):
            yield 114, start, text[start : min(end, start + 40)]
    for pattern in _MOJIBAKE:
        if found := pattern.search(text):
            yield 111, found.start(), f"…{text[found.start() : found.start() + 20]}…"
    if "\ufffd" in text:
        position = text.index("\ufffd")
        yield 112, position, f"…{text[max(0, position - 10) : position + 10]}…"


def _flaw(text: str, start: int) -> Flaw | None:
    character = text[start]
    if character == UNDECODABLE:
        return Flaw(start, start + 1, 104, "bytes that are not of the encoding", "\ufffd")
    if character == "<":
        return Flaw(start, start + 1, 107, "a bare <", "&lt;")
    if character != "&":
        return Flaw(start, start + 1, 103, f"the character U+{ord(character):04X}", "")
    reference = _REFERENCE.match(text, start)
    if not reference:
        return Flaw(start, start + 1, 107, "a bare &", "&amp;")
    decimal, hexadecimal, name = reference.groups()
    if name:
        return Flaw(start, reference.end(), 106, f"the entity {reference[0]}", _of_html(name))
    digits, base = (decimal, 10) if decimal else (hexadecimal, 16)
    digits = digits.lstrip("0")
    point = int(digits or "0", base) if len(digits) <= _MAX_CODE_POINT_DIGITS else 0
    if 0 < point <= 0x10FFFF and not NOT_XML.match(chr(point)):
        return None
    return Flaw(start, reference.end(), 105, f"the reference {reference[0][:20]}", "")


def _of_html(name: str) -> str:
    meant = html.entities.html5.get(f"{name};")
    return html.escape(meant) if meant else f"&amp;{name};"
