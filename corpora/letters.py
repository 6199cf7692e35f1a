"""Letters that are not what they should be: look-alikes of the other script, and mojibake."""

import re
from collections.abc import Iterator

from corpora.edits import Edit

KAZAKH_OWN = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")

_CYRILLIC = re.compile("[\u0400-\u052f]")
CYRILLIC_RUN = re.compile("[\u0400-\u052f]+")
# With ə, Ə, ǝ, Ǝ, ɵ, Ɵ and ı, which Kazakh texts borrow, and Greek letters.
_LATIN = "A-Za-z\u0259\u018f\u01dd\u018e\u0275\u019f\u0131\u0370-\u03ff"
_MIXED = re.compile(rf"[{_LATIN}][\u0400-\u052f]|[\u0400-\u052f][{_LATIN}]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TO_CYRILLIC = dict(
    zip(
        "ABCEHIKMOPTXaceiopxyəƏǝƎɵƟıΑΒΕΗΙΚΜΟΡΤΧορ",
        "АВСЕНІКМОРТХасеіорхуәӘәӘөӨіАВЕНІКМОРТХор",
        strict=True,
    )
)
_TO_LATIN = dict(zip("АВСЕНІКМОРТХасеіорху", "ABCEHIKMOPTXaceiopxy", strict=True))
# Only Kazakh texts have these: һ is typed as h, Ү as Y, ү as a Greek gamma.
_TO_KAZAKH = {"h": "һ", "Y": "Ү", "γ": "ү", "Υ": "Ү"}
_ONLY_KAZAKH = frozenset("iIıhYγΥΙəƏǝƎɵƟ")


def cyrillic_letters(text: str) -> int:
    """How many letters of a text are Cyrillic."""
    return sum(map(len, CYRILLIC_RUN.findall(text)))  # runs: far fewer than letters


def is_kazakh(text: str) -> bool:
    """Whether one in fifty Cyrillic letters of a text, or more, is Kazakh alone."""
    cyrillic = cyrillic_letters(text)
    return cyrillic > 0 and sum(text.count(ch) for ch in KAZAKH_OWN) * 50 >= cyrillic


def strays(text: str) -> Iterator[Edit]:
    """Words with letters of the other script, where all of those look like letters of their own.

    Left alone are words where it is not clear which script was meant: an acronym with an ending
    ("ATOның"), a name in Latin letters with one ("Googleа").
    """
    if not _MIXED.search(text):
        return
    kazakh = is_kazakh(text)
    for match in _WORD.finditer(text):
        word = match.group()
        if _MIXED.search(word):
            after = "-".join(_in_one_script(part, kazakh) for part in word.split("-"))
            yield Edit(match.start(), match.end(), after)


def _in_one_script(word: str, kazakh: bool) -> str:
    if not _MIXED.search(word):
        return word
    cyrillic = [ch for ch in word if _CYRILLIC.match(ch)]
    others = [ch for ch in word if not _CYRILLIC.match(ch)]
    if len(cyrillic) > len(others):
        return _in_cyrillic(word, cyrillic, others, kazakh)
    return _in_latin(word, others, cyrillic)


def _in_cyrillic(word: str, own: list[str], strays: list[str], kazakh: bool) -> str:
    if all(ch in _TO_LATIN for ch in own):
        return word  # no letter tells that the word is Cyrillic
    if len(strays) > 1 and word.startswith("".join(strays)) and "".join(strays).isupper():
        return word  # an acronym and its ending
    known = _TO_CYRILLIC | _TO_KAZAKH if kazakh else _TO_CYRILLIC
    if any(ch not in known or (ch in _ONLY_KAZAKH and not kazakh) for ch in strays):
        return word
    return "".join(known.get(ch, ch) for ch in word)


def _in_latin(word: str, own: list[str], strays: list[str]) -> str:
    telling = sum(ch not in _TO_CYRILLIC for ch in own)
    if telling < 2 or _CYRILLIC.match(word[-1]) or len(strays) * 3 > len(word):
        return word
    if any(ch not in _TO_LATIN for ch in strays):
        return word
    return "".join(_TO_LATIN.get(ch, ch) for ch in word)


_PAGES = ("cp1251", "cp1252")


def _as_byte(page: str, byte: int) -> str:
    """The character that a code page reads a byte as; the byte's own number where it has none."""
    return bytes((byte,)).decode(page, errors="ignore") or chr(byte)


_BYTES = {page: {_as_byte(page, byte): byte for byte in range(256)} for page in _PAGES}
# UTF-8 read byte by byte: the first byte of a Cyrillic letter or a typographic sign, the next one.
_SUSPECT = re.compile(
    "[РСТУВвÐÑÒÓÂâ]["
    + re.escape("".join({_as_byte(page, byte) for page in _PAGES for byte in range(0x80, 0xC0)}))
    + "]"
)
_FEWEST = 3  # suspect pairs; fewer may be chance


def misread(text: str) -> Iterator[Edit]:
    """Lines, else words, whose bytes are UTF-8 without exception, with what they should be."""
    for line in re.finditer(r"[^\n]+", text):
        if len(_SUSPECT.findall(line.group())) < _FEWEST:
            continue
        after = _as_utf_8(line.group())
        if after is not None:
            yield Edit(line.start(), line.end(), after)
            continue
        for word in re.finditer(r"[^ \n\t]+", line.group()):
            if len(_SUSPECT.findall(word.group())) < _FEWEST:
                continue
            after = _as_utf_8(word.group())
            if after is not None:
                yield Edit(line.start() + word.start(), line.start() + word.end(), after)


def _as_utf_8(text: str) -> str | None:
    """The text that was read in the wrong code page, or None where it was not."""
    for page in _PAGES:
        table = _BYTES[page]
        if not all(ch in table for ch in text):
            continue
        try:
            found = bytes(table[ch] for ch in text).decode("utf-8")
        except UnicodeDecodeError:
            continue
        if "\n" not in found and _is_plausible(found):
            return found
    return None


def _is_plausible(text: str) -> bool:
    """Whether all that is not ASCII is Cyrillic, Latin or ordinary typography."""
    return all(
        ch < "\x7f"
        or "\xa0" <= ch <= "\u024f"
        or "\u0400" <= ch <= "\u052f"
        or "\u2010" <= ch <= "\u2122"
        for ch in text
    )
