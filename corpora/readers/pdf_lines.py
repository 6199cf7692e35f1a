"""The lines of a PDF with their places on the page; run as a program of its own.

PDFium is C++ and a PDF may be built to keep any reader busy for ever or to fill the memory, so
`pdf` runs this file as a child whose time and memory are bounded: PDF on standard input, JSON on
standard output. It imports nothing of Egiz.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

MAX_PAGES = 5_000
MAX_LETTERS = 32 * 2**20
MAX_MEMORY = 3 * 2**30
_MOST_PICTURE_PAGES = 50  # pages without text that are asked for pictures
_LINE_ENDS = frozenset((0x0A, 0x0D))
_NO_BREAK = "\xa0\u202f"
_LONGEST_NAME = 128  # bytes of a font's name
_HYPHEN = 2  # what PDFium writes for a hyphen at a line's end


def main() -> None:
    """Read a PDF from standard input and write what is in it as JSON."""
    _bound_memory()
    json.dump(_told(sys.stdin.buffer.read()), sys.stdout, ensure_ascii=True)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _told(data: bytes) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if "assword" in str(error) else "damaged"}
    if count > MAX_PAGES:
        return {"error": "pages"}
    pages: list[dict[str, Any]] = []
    letters = pictures = 0
    for number in range(count):
        try:
            page = document[number]
            text = page.get_textpage()
            width, height = page.get_size()
        except pypdfium2.PdfiumError:
            pages.append({"width": 0, "height": 0, "lines": [], "broken": True})
            continue
        letters += text.count_chars()
        if letters > MAX_LETTERS:
            return {"error": "letters"}
        lines = _lines(text)
        told = {"width": width, "height": height, "lines": lines}
        if not lines and pictures < _MOST_PICTURE_PAGES:
            pictures += 1
            kinds = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
            told["pictures"] = any(True for _ in page.get_objects(filter=kinds, max_depth=3))
        pages.append(told)
        text.close()
        page.close()
    return {"pages": pages, "about": document.get_metadata_dict()}


def _lines(text: Any) -> list[list[Any]]:
    """The lines of a page: text, left, right, base line, size, width of the first word, font.

    Lengths are in points, from the page's lower left corner. The font is the name of the one that
    all of a line is in, or "".
    """
    from pypdfium2 import raw

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found: list[list[Any]] = []
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    fonts: set[str] = set()
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    flags = ctypes.c_int()

    def end_line() -> None:
        said = "".join(letters)
        if said.strip() and boxes:
            words = [n for n, box in enumerate(boxes) if box[3] < 0] + [len(boxes)] * 2
            first = words[said.lstrip()[0].isdigit()]  # a number stays with what it counts
            own = [box for box in boxes if box[3] >= 0]
            sizes = sorted(box[3] for box in own)
            bases = sorted(box[2] for box in own)
            start = min(box[0] for box in own)
            word = max((box[1] for box in boxes[:first]), default=start) - start
            found.append(
                [
                    said.strip(),
                    round(start, 1),
                    round(max(box[1] for box in own), 1),
                    round(bases[len(bases) // 2], 1),
                    round(sizes[len(sizes) // 2], 1),
                    round(max(word, 0), 1),
                    fonts.copy().pop() if len(fonts) == 1 else "",
                ]
            )
        letters.clear()
        boxes.clear()
        fonts.clear()

    for number in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, number)
        if code in _LINE_ENDS:
            end_line()
            continue
        if code == _HYPHEN:  # the next line follows without a line end
            letters.append("-")
            end_line()
            continue
        sign = chr(code) if 0 < code < 0x110000 else "\ufffd"
        letters.append("\ufffd" if "\ud800" <= sign <= "\udfff" else sign)
        if sign.isspace():
            if boxes and sign not in _NO_BREAK:
                boxes.append((0, 0, 0, -1))  # a word ends
            continue
        raw.FPDFText_GetCharBox(text, number, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text, number)
        length = raw.FPDFText_GetFontInfo(text, number, name, _LONGEST_NAME, flags)
        fonts.add(name.raw[: max(length - 1, 0)].decode("utf-8", "replace"))
        boxes.append((left.value, right.value, bottom.value, max(size, 0)))
    end_line()
    return found


if __name__ == "__main__":
    main()
