"""Repairs of text: a plan of small edits, one rule each, that can be read, cut down and replayed.

``apply(text, plan(text))`` is the clean text, and a clean text's plan is empty. A rule is a
function from a text to its edits; rules run in order, each on what the ones before it left, and
the plan gives every edit in the offsets of the text that came in.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from corpora import furniture, hyphens, letters, substitutes
from corpora.edits import Edit, replace, then
from corpora.model import Repair
from corpora.spans import blocks, soft_breaks

Rule = Callable[[str], Iterable[Edit]]

_ROUNDS = 12  # until nothing is left to repair; the second round is mostly empty

_ENTITY = re.compile(
    r"&(?:amp;)*(?:quot|apos|nbsp|amp|lt|gt|laquo|raquo|ldquo|rdquo|bdquo|lsquo|rsquo|sbquo|ndash|"
    r"mdash|hellip|shy|middot|bull|deg|sect|copy|reg|trade|euro|times|thinsp|ensp|emsp|zwnj|zwj|"
    r"#\d{1,7}|#[xX][\da-fA-F]{1,6});"
)
# What no reader sees: soft hyphens, zero-width spaces, byte order marks, stray controls.
_UNSEEN = r"\xad\u200b\u2060\ufeff\ufffe\x00-\x08\x0e-\x1b\x7f"
_JOINERS = r"\u200c-\u200f\u202a-\u202e\u2066-\u2069"
_NEAR_JOINERS = r"\t -\u052f\u2010-\u2027"
_INVISIBLE = re.compile(
    rf"[{_UNSEEN}]+"
    # Joiners and directional marks have work to do in other scripts, and in emoji.
    rf"|(?<=[{_NEAR_JOINERS}])[{_JOINERS}]+|[{_JOINERS}]+(?=[{_NEAR_JOINERS}]|$)|^[{_JOINERS}]+",
    re.MULTILINE,
)
_MAYBE_INVISIBLE = re.compile(f"[{_UNSEEN}{_JOINERS}]")
# The private use area where symbol fonts have their signs, and the Latin ligatures.
_SYMBOL = re.compile("[\uf020-\uf0ff\ufb00-\ufb06]")
_SYMBOL_FONT = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0E0: "→", 0xF02D: "-"}
_SPACED = re.compile(r"(?<![^\s«\"(])(?:[^\W\d_a-zA-Z] ){3,}[^\W\d_a-zA-Z](?![^\s.,:;!?»\")])")
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_NOT_SPACE = re.compile(r"\S+")


def plan(text: str, skip: frozenset[str] = frozenset()) -> tuple[Repair, ...]:
    """What to repair in a text, in its order; edits do not overlap.

    Args:
        text: The text as a reader decoded it.
        skip: Names of rules to leave out (see `RULES`).

    Raises:
        ValueError: ``skip`` names a rule that does not exist.
    """
    unknown = skip - RULES.keys()
    if unknown:
        known = ", ".join(RULES)
        raise ValueError(f"no such cleaning rule: {', '.join(sorted(unknown))}. Rules: {known}.")
    repairs: list[Repair] = []
    current = text
    for _ in range(_ROUNDS):
        before = current
        for name, rule in RULES.items():
            if name in skip:
                continue
            edits = [edit for edit in rule(current) if current[edit.start : edit.end] != edit.after]
            if edits:
                repairs = then(repairs, name, edits, text, current)
                current = replace(current, edits)
        if current == before:
            break
    return tuple(repairs)


def apply(text: str, plan: Iterable[Repair]) -> str:
    """The text with the repairs of a plan (or a part of one) made."""
    return replace(text, [Edit(repair.start, repair.end, repair.after) for repair in plan])


def mojibake(text: str) -> Iterable[Edit]:
    """Text that was read in the wrong encoding, where the way back is certain."""
    return list(letters.misread(text)) or substitutes.wrong_code_page(text)


def entities(text: str) -> Iterator[Edit]:
    """HTML entities left in plain text: ``&quot;``, ``&nbsp;``, ``&#171;``."""
    for match in _ENTITY.finditer(text):
        after = html.unescape(re.sub(r"^&(?:amp;)+(?=\w|#)", "&", match.group()))
        yield Edit(match.start(), match.end(), " " if after.isspace() else after)


def invisible(text: str) -> Iterator[Edit]:
    """Soft hyphens, zero-width characters, byte order marks and control characters."""
    if not _MAYBE_INVISIBLE.search(text):
        return
    for match in _INVISIBLE.finditer(text):
        yield Edit(match.start(), match.end(), "")


def nfc(text: str) -> Iterator[Edit]:
    """Letters and their marks as one character each (Unicode's form NFC)."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in _NOT_SPACE.finditer(text):
        word = match.group()
        if not unicodedata.is_normalized("NFC", word):
            yield Edit(match.start(), match.end(), unicodedata.normalize("NFC", word))


def symbols(text: str) -> Iterator[Edit]:
    """Signs of symbol fonts in the private use area, and letters that printing joins: "ﬁ"."""
    for match in _SYMBOL.finditer(text):
        yield Edit(match.start(), match.end(), _as_text(match.group()))


def spaced(text: str) -> Iterator[Edit]:
    """Words with a space between their letters, as headings have them: "Қ А У Л Ы"."""
    for match in _SPACED.finditer(text):
        word = match.group().replace(" ", "")
        if len(set(word)) > 1 and not _is_alphabet(word):
            yield Edit(match.start(), match.end(), word)


def kazakh(text: str) -> Iterable[Edit]:
    """Kazakh letters that other alphabets' letters, or an old code page's, stand in for."""
    return list(substitutes.old_code_page(text)) or substitutes.other_alphabets(text)


def lookalikes(text: str) -> Iterator[Edit]:
    """Latin letters inside Cyrillic words, and Cyrillic inside Latin ones, that look the same."""
    return letters.strays(text)


def spaces(text: str) -> Iterator[Edit]:
    """No-break and other odd spaces, and runs of spaces: one plain space."""
    for match in _SPACES.finditer(text):
        yield Edit(match.start(), match.end(), " ")


def line_hyphens(text: str) -> Iterator[Edit]:
    """Words broken at the end of a line."""
    return hyphens.at_line_ends(text)


def hyphen(text: str) -> Iterator[Edit]:
    """Words with a hyphen left in from hyphenation: "мүмкін-дік"."""
    return hyphens.left_over(text)


def line_breaks(text: str) -> Iterator[Edit]:
    """Line breaks inside a paragraph that was wrapped to the width of a page."""
    for block in blocks(text):
        if len(block) == 1:
            continue
        marks = furniture.rules([text[line.start : line.end] for line in block])
        start = 0
        for number, mark in enumerate([*marks, "end"]):
            if not mark:
                continue
            if number - start > 1:
                for at in soft_breaks(text, block[start:number]):
                    end = at + 1
                    while text[at - 1] == " ":
                        at -= 1
                    while text[end] == " ":
                        end += 1
                    yield Edit(at, end, " ")
            start = number + 1


def _as_text(sign: str) -> str:
    code = ord(sign)
    if code >= 0xFB00:
        return unicodedata.normalize("NFKC", sign)
    return _SYMBOL_FONT.get(code) or (chr(code - 0xF000) if code < 0xF07F else "•")


def _is_alphabet(letters: str) -> bool:
    """Whether letters are named one after the other, as in "А Б В Г"."""
    folded = letters.casefold()
    return all(0 < ord(b) - ord(a) < 3 for a, b in pairwise(folded))


RULES: dict[str, Rule] = {
    "mojibake": mojibake,
    "entities": entities,
    "invisible": invisible,
    "symbols": symbols,
    "nfc": nfc,
    "kazakh": kazakh,
    "lookalikes": lookalikes,
    "spaced": spaced,
    "spaces": spaces,
    "line-hyphens": line_hyphens,
    "hyphen": hyphen,
    "line-breaks": line_breaks,
}

# Rules that join lines: not where each line is a sentence.
LINE_RULES = frozenset(("line-hyphens", "line-breaks"))
