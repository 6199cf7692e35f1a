"""Letters that stand in for Kazakh ones: those of other alphabets, and of the wrong code page."""

import re
from collections.abc import Iterator
from functools import cache

from corpora.decode import likeness
from corpora.edits import Edit
from corpora.letters import CYRILLIC_RUN, KAZAKH_OWN, cyrillic_letters, is_kazakh

# Letters of other Cyrillic alphabets that look like Kazakh ones, or were taken for want of those.
_OTHERS = dict(
    zip(
        "ӊӉӈӇҡҠӄӃҟҞӷӶҕҔӻӺӫӪӧӦӛӚӓӒӱӰӳӲӏӀ",
        "ңҢңҢқҚқҚқҚғҒғҒғҒөӨөӨәӘәӘүҮүҮіІ",
        strict=True,
    )
)
_OTHER = re.compile(f"[{''.join(_OTHERS)}]")
# Alphabets that have both those letters and Kazakh ones; none of them writes і.
_TELLING = re.compile("[ҙҫҷӣӯҳџҘҪҶӢӮҲ]")


def other_alphabets(text: str) -> Iterator[Edit]:
    """Words of a Kazakh text with letters of other alphabets in the place of Kazakh ones.

    A text that might be Bashkir, Tajik, Khakas or the like is left alone: Kazakh writes і and
    қ, ғ or ұ, and none of their own letters.
    """
    if not _OTHER.search(text) or not is_kazakh(text) or _TELLING.search(text):
        return
    letters = cyrillic_letters(text)
    if any(sum(map(text.count, own)) * 100 < letters for own in ("іІ", "қҚғҒұҰ")):
        return
    for match in CYRILLIC_RUN.finditer(text):
        word = match.group()
        if _OTHER.search(word):
            yield Edit(match.start(), match.end(), "".join(_OTHERS.get(ch, ch) for ch in word))


# Kazakh code pages that were read as Windows-1251, which has other letters in the same places.
_KAZAKH_PAGES = ("kz1048", "ptcp154")
_FEWEST = 3  # letters that stand in for Kazakh ones


@cache
def _misread_as_1251(page: str) -> dict[str, str]:
    """What Windows-1251 shows for the Kazakh letters of a code page."""
    table = {}
    for byte in range(0x80, 0x100):
        shown, meant = (bytes((byte,)).decode(p, errors="ignore") for p in ("cp1251", page))
        if meant in KAZAKH_OWN and shown and shown != meant:
            table[shown] = meant
    return table


@cache
def _words_with(page: str) -> re.Pattern[str]:
    signs = re.escape("".join(_misread_as_1251(page)))
    return re.compile(f"[\u0400-\u052f{signs}]*[{signs}][\u0400-\u052f{signs}]*")


def old_code_page(text: str) -> Iterator[Edit]:
    """Words such as "ќазаќша": Kazakh in a code page of its own, read as Windows-1251.

    Certain where ќ, which no other language has beside ы, is among at least three such letters.
    """
    if text.count("ќ") + text.count("Ќ") < _FEWEST or text.count("ы") * 200 < len(text):
        return
    best = max(_KAZAKH_PAGES, key=lambda page: likeness(_as_meant(text, page)))
    table = _misread_as_1251(best)
    for match in _words_with(best).finditer(text):
        if CYRILLIC_RUN.search(match.group()) and len(match.group()) > 1:
            yield Edit(
                match.start(), match.end(), "".join(table.get(ch, ch) for ch in match.group())
            )


def _as_meant(text: str, page: str) -> str:
    table = _misread_as_1251(page)
    return "".join(table.get(ch, ch) for ch in text)


# Code pages that Cyrillic text is written in, and what it is read as by mistake.
_MISREAD = tuple(
    (read_as, meant)
    for read_as in ("cp1252", "cp1251", "koi8-r", "cp866")
    for meant in ("cp1251", "koi8-r", "cp866")
    if read_as != meant
)
_FEWEST_LETTERS = 12
_WRONG = -5.0  # mean log probability; running text is near -3
_RIGHT = -4.0
_GAIN = 0.7
# KOI8-R has its small letters where Windows-1251 has capitals.
# (Looked for from the capitals on: they are few.)
_CASE_TURNED = re.compile(r"[А-ЯЁ](?<=(?<![^\W\d_])[а-яё].)[А-ЯЁ]{2}")
# Letters with accents, box drawings, signs inside words: what other code pages look like.
_SUSPECT = re.compile(
    rf"{_CASE_TURNED.pattern}|[À-ÿ\u2500-\u259f]|[¤§®°±µ¶¬¦«»](?<=[^\W\d_].)(?=[^\W\d_])"
)
_NOT_ASCII = re.compile(r"[^\W\d_a-zA-Z]")
_ASCII = re.compile("[a-zA-Z]")


def wrong_code_page(text: str) -> Iterator[Edit]:
    """Lines of Cyrillic text read in another code page: "Ïðèâåò", "оПХБЕР"."""
    if not _SUSPECT.search(text):
        return
    for line in re.finditer(r"[^\n]+", text):
        said = line.group()
        letters = len(_NOT_ASCII.findall(said))
        if letters < _FEWEST_LETTERS or len(_ASCII.findall(said)) * 4 > letters:
            continue
        if not _SUSPECT.search(said):
            continue
        likely = likeness(said)
        if likely > _WRONG and not _CASE_TURNED.search(said):
            continue
        meant = max(_readings(said), key=likeness, default="")
        if likeness(meant) > max(_RIGHT, likely + _GAIN) and "\n" not in meant:
            yield Edit(line.start(), line.end(), meant)


def _readings(line: str) -> Iterator[str]:
    for read_as, meant in _MISREAD:
        try:
            yield line.encode(read_as).decode(meant)
        except UnicodeError:
            continue
