r"""Reads Rich Text (.rtf): letters in every way the format writes them, footnotes included.

Own reading: striprtf (2026) leaves footnotes out, writes links into the text, and searches with
expressions whose time grows without bound. What is read is Microsoft's RTF 1.9.1: groups, control
words, ``\'hh`` in the font's code page, ``\uN`` with its fallback.
"""

from __future__ import annotations

import codecs
import datetime
import re
from dataclasses import dataclass, replace

from corpora.errors import LEAVE_OUT, CorpusError
from corpora.readers.archive import one_line
from corpora.readers.content import Content, Paragraph, lay_out

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?"  # a control word
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z'])"  # a control sign; a line break after "\" too
    rb"|([{}])"
    rb"|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
    rb"|(\\)",
    re.DOTALL,
)
_MAX_DEPTH = 500
# Groups that hold something else than the document's text.
_PASSED_WORDS = (
    "fonttbl colortbl stylesheet info pict object objdata header headerf headerl headerr footer "
    "footerf footerl footerr fldinst bkmkstart bkmkend annotation atnid atnauthor atndate atnref "
    "atnicn atnparent listtable listoverridetable rsidtbl generator themedata colorschememapping "
    "latentstyles datastore xmlnstbl revtbl filetbl pgptbl template pntext pn listtext xe tc "
    "ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn sp nonshppict operator comment"
)
_PASSED = frozenset(_PASSED_WORDS.split())
_SIGNS = {
    "tab": " ", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ",
    "qmspace": " ", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_CONTROL_SIGNS = {b"~": "\xa0", b"_": "\u2011", b"-": "\xad", b"\\": "\\", b"{": "{", b"}": "}"}
_STARRED_TEXT = ("footnote", "shpinst", "shptxt")
_ENDS = frozenset(("par", "sect", "page", "cell", "nestcell", "row", "nestrow", "column"))
# Code pages of fonts by \fcharsetN.
_CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip


class _CodePages:
    """Which code pages letters written as bytes are in."""

    def __init__(self, data: bytes, stated: str | None) -> None:
        page = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
        self.usual = stated or _known(f"cp{page[1].decode()}" if page else "cp1252")
        font = re.search(rb"\\deff(\d{1,5})", data[:4096])
        self.first_font = int(font[1]) if font else 0
        self._fonts = {} if stated else _fonts(data)

    def of_font(self, font: int) -> str:
        """The code page of a font."""
        return self._fonts.get(font, self.usual)


def _fonts(data: bytes) -> dict[int, str]:
    r"""The code page of each font that names one; ``\fcharset1`` and 0 leave it to the document."""
    start = data.find(b"{\\fonttbl")
    table = data[start : start + 2**18] if start >= 0 else b""
    found = re.findall(rb"\\f(\d{1,5})\b[^;{}]{0,200}?\\fcharset(\d{1,3})", table)
    return {
        int(font): _known(_CHARSETS[int(charset)])
        for font, charset in found
        if int(charset) in _CHARSETS
    }


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside braces.

    Attributes:
        passed: Its text is not the document's.
        hidden: Its text is not shown.
        fallback: Signs that stand in for a Unicode letter.
        font: Number of the font.
        note: It is a footnote, whose text comes after its paragraph.
    """

    passed: bool = False
    hidden: bool = False
    fallback: int = 1
    font: int = 0
    note: bool = False


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """The text of a Rich Text document: hidden text, headers and field codes left out.

    Args:
        data: The bytes.
        path: Where they come from.
        encoding: Code page of letters written as bytes, where the file names a wrong one.

    Raises:
        CorpusError: It is no Rich Text, nested too deep, or empty.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise CorpusError("no Rich Text document", path, "Save it as .rtf or .txt.")
    pages = _CodePages(data, encoding)
    text, _ = lay_out(_Walk(data, path, pages).paragraphs())
    if not text:
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    title, author = (_info(data, name, path, pages) for name in (b"title", b"author"))
    return Content(text, pages.usual, title=title, author=author, created=_created(data))


def _info(data: bytes, name: bytes, path: str, pages: _CodePages) -> str:
    """The text of a group without groups in it, such as the title's."""
    found = re.search(rb"{\\" + name + rb" ((?:[^{}\\]|\\[^{}]|\\[{}])*)}", data[: 2**20])
    if not found:
        return ""
    paragraphs = _Walk(found[1], path, pages).paragraphs()
    return one_line(" ".join(paragraph.text for paragraph in paragraphs))


def _created(data: bytes) -> datetime.date | None:
    found = re.search(rb"\\creatim\s*\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})", data)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


class _Walk:
    """Goes through the tokens of a document, once."""

    def __init__(self, data: bytes, path: str, pages: _CodePages) -> None:
        self._data = data
        self._path = path
        self._pages = pages
        self._at = 0
        self._out: list[Paragraph] = []
        self._words: list[str] = []
        self._notes: list[str] = []
        self._waiting = bytearray()  # letters, decoded together: some code pages take two bytes
        self._group = _Group(font=pages.first_font)
        self._stack: list[_Group] = []
        self._starred = False
        self._skip = 0  # signs of a fallback still to come

    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs, footnotes after those that they stand in."""
        while match := _TOKEN.match(self._data, self._at):
            self._at = match.end()
            word, number, code, sign, brace, plain, _ = match.groups()
            if code or plain:
                self._letters(bytes((int(code, 16),)) if code else plain)
                continue
            self._decode()
            if brace == b"{":
                self._open()
            elif brace:
                self._close()
            elif sign:
                self._sign(sign)
            elif word:
                self._word(word.decode("ascii"), int(number) if number else None)
            self._starred = sign == b"*"
        self._decode()
        self._group = _Group()
        self._end_paragraph()
        return self._out

    def _letters(self, data: bytes) -> None:
        taken = min(self._skip, len(data))
        self._skip -= taken
        self._waiting += data[taken:]

    def _decode(self) -> None:
        if self._waiting:
            self._say(self._waiting.decode(self._pages.of_font(self._group.font), "replace"))
            self._waiting.clear()

    def _say(self, text: str) -> None:
        if not (self._group.passed or self._group.hidden):
            (self._notes if self._group.note else self._words).append(text)

    def _end_paragraph(self) -> None:
        if self._group.note:
            self._notes.append("\n")
            return
        for parts in (self._words, self._notes):
            self._out.append(Paragraph(_joined(parts)))
            parts.clear()

    def _open(self) -> None:
        if len(self._stack) >= _MAX_DEPTH:
            raise CorpusError(
                f"groups nested more than {_MAX_DEPTH} deep", self._path, "Do not trust it."
            )
        self._stack.append(self._group)
        self._skip = 0

    def _close(self) -> None:
        if self._group.note and self._stack and not self._stack[-1].note:
            self._notes.append("\n")
        self._group = self._stack.pop() if self._stack else _Group(passed=True)
        self._skip = 0

    def _sign(self, sign: bytes) -> None:
        if sign in b"\r\n":
            self._end_paragraph()
        elif self._skip and sign != b"*":
            self._skip -= 1
        else:
            self._say(_CONTROL_SIGNS.get(sign, ""))

    def _word(self, name: str, value: int | None) -> None:
        if name == "bin":
            self._at += max(value or 0, 0)
        elif name in _PASSED or (self._starred and name not in _STARRED_TEXT):
            self._group = replace(self._group, passed=True)
        elif name == "footnote":
            self._group = replace(self._group, note=True)
        elif name == "u" and value is not None:
            self._say(chr(value % 0x10000))
            self._skip = self._group.fallback
        elif name == "uc":
            self._group = replace(self._group, fallback=max(value or 0, 0))
        elif name == "f":
            self._group = replace(self._group, font=value or 0)
        elif name in ("v", "deleted"):
            self._group = replace(self._group, hidden=value != 0)
        elif name == "plain":
            self._group = replace(self._group, hidden=False, font=self._pages.first_font)
        elif name in _ENDS and not self._group.passed:
            self._end_paragraph()
        elif name in _SIGNS:
            self._say(_SIGNS[name])


def _joined(parts: list[str]) -> str:
    """The text of parts; letters beyond the first plane are written as two halves."""
    text = "".join(parts)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
