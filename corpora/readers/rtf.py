r"""Reads Rich Text (.rtf): letters in every way the format writes them, footnotes included.

Own reading: striprtf (2026) leaves footnotes out, writes links into the text, and searches with
expressions whose time grows without bound. What is read is Microsoft's RTF 1.9.1: groups, control
words, ``\'hh`` in the font's code page, ``\uN`` with its fallback.
"""

import codecs
import datetime
import re
from dataclasses import dataclass, replace

from corpora.errors import CorpusError
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
_ENDS = frozenset(("par", "sect", "page", "cell", "nestcell", "row", "nestrow", "column"))
# Code pages of fonts by \fcharsetN.
_CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip


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
    walk = _Walk(data, path, encoding)
    text, _ = lay_out(walk.paragraphs())
    if not text:
        raise CorpusError("empty, no text in it", path, "Leave it out.")
    title, author = (
        walk.text_of(rb"{\\" + name + rb" ((?:[^{}\\]|\\[^{}]|\\[{}])*)}")
        for name in (rb"title", rb"author")
    )
    return Content(text, walk.code_page, title=title, author=author, created=_created(data))


def _created(data: bytes) -> datetime.date | None:
    found = re.search(rb"\\creatim\s*\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})", data)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


class _Walk:
    """Goes through the tokens of a document."""

    def __init__(self, data: bytes, path: str, encoding: str | None) -> None:
        self._data = data
        self._path = path
        page = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
        self.code_page = encoding or _known(f"cp{page[1].decode()}" if page else "cp1252")
        self._stated = encoding is not None
        self._fonts = {} if self._stated else _fonts(data)

    def text_of(self, pattern: bytes) -> str:
        """The text of a simple group, such as the title's."""
        found = re.search(pattern, self._data[: 2**20])
        if not found:
            return ""
        return " ".join(" ".join(p.text for p in self._paragraphs(found[1])).split())

    def paragraphs(self) -> list[Paragraph]:
        return self._paragraphs(self._data)

    def _paragraphs(self, data: bytes) -> list[Paragraph]:
        out: list[Paragraph] = []
        words: list[str] = []
        notes: list[str] = []
        waiting = bytearray()  # bytes of letters, decoded together: some code pages take two
        group = _Group()
        stack: list[_Group] = []
        starred = False
        skip = 0  # signs of a fallback still to come
        at = 0

        def flush() -> None:
            if waiting:
                page = self._fonts.get(group.font, self.code_page)
                say(waiting.decode(page, "replace"))
                waiting.clear()

        def say(text: str) -> None:
            if not (group.passed or group.hidden):
                (notes if group.note else words).append(text)

        def end_paragraph() -> None:
            if group.note:
                notes.append("\n")
                return
            out.append(Paragraph(_joined(words)))
            words.clear()
            out.append(Paragraph(_joined(notes)))
            notes.clear()

        while match := _TOKEN.match(data, at):
            at = match.end()
            word, number, code, sign, brace, plain, _ = match.groups()
            if code:
                if skip:
                    skip -= 1
                else:
                    waiting.append(int(code, 16))
                continue
            if plain:
                taken = min(skip, len(plain))
                skip -= taken
                waiting += plain[taken:]
                continue
            flush()
            if brace == b"{":
                if len(stack) >= _MAX_DEPTH:
                    raise CorpusError(
                        f"groups nested more than {_MAX_DEPTH} deep", self._path, "Do not trust it."
                    )
                stack.append(group)
                skip = 0
            elif brace:
                if group.note and stack and not stack[-1].note:
                    notes.append("\n")
                group = stack.pop() if stack else _Group(passed=True)
                skip = 0
            elif sign:
                if sign == b"*":
                    starred = True
                    continue
                if sign in b"\r\n":
                    end_paragraph()
                elif skip:
                    skip -= 1
                else:
                    say(_CONTROL_SIGNS.get(sign, ""))
            elif word:
                name = word.decode("ascii")
                value = int(number) if number else None
                if name == "bin":
                    at += max(value or 0, 0)
                elif name in _PASSED or (starred and name not in ("footnote", "shpinst", "shptxt")):
                    group = replace(group, passed=True)
                elif name == "footnote":
                    group = replace(group, note=True)
                elif name == "u" and value is not None:
                    say(chr(value % 0x10000))
                    skip = group.fallback
                elif name == "uc":
                    group = replace(group, fallback=max(value or 0, 0))
                elif name == "f":
                    group = replace(group, font=value or 0)
                elif name in ("v", "deleted"):
                    group = replace(group, hidden=value != 0)
                elif name == "plain":
                    group = replace(group, hidden=False)
                elif name in _ENDS:
                    if not group.passed:
                        end_paragraph()
                elif name in _SIGNS:
                    say(_SIGNS[name])
            starred = False
        flush()
        group = _Group()
        end_paragraph()
        return out


def _joined(parts: list[str]) -> str:
    """The text of parts; letters beyond the first plane are written as two halves."""
    text = "".join(parts)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
