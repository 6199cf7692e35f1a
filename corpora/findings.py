"""What reading finds out of a text, and how it is kept for the next time: in numbers, not in words.

To mend a text, tell its language and cut it into sentences takes far longer than to read its file.
All of it is places in the text, names of rules, and the few letters that repairs put in.
"""

from dataclasses import dataclass
from typing import Any

from corpora import clean
from corpora.model import Furniture, Repair, Sentence
from corpora.shelf import packed, unpacked

_MOST_LETTERS = 2  # that a repair puts in at one place; more would quote the text


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text turns out to be.

    Attributes:
        text: The cleaned text.
        repairs: What cleaning changed.
        furniture: The site's lines, in the order of the cleaned text.
        language: BCP-47 tag of its language.
        sentences: Of the cleaned text.
    """

    text: str
    repairs: tuple[Repair, ...]
    furniture: tuple[Furniture, ...]
    language: str
    sentences: tuple[Sentence, ...]


def pack(findings: Findings, original: str) -> bytes | None:
    """Findings as bytes, with a checksum; None if a repair puts in more than a few letters.

    Args:
        findings: Of the text.
        original: The text as a reader decoded it.
    """
    repairs = [_letters(repair) for repair in findings.repairs]
    if any(len(letters) > _MOST_LETTERS for *_, letters in repairs):
        return None
    return packed(
        [
            len(original),
            findings.language,
            repairs,
            [(line.rule, line.start, line.end) for line in findings.furniture],
            [n for one in findings.sentences for n in (one.start, one.end, one.paragraph)],
            {place: one.furniture for place, one in enumerate(findings.sentences) if one.furniture},
        ]
    )


def unpack(kept: bytes, original: str) -> Findings | None:
    """What `pack` was given; None if the bytes are damaged."""
    told = unpacked(kept)
    if told is None:
        return None
    length, language, mended, marked, places, rules = told
    if length != len(original):
        return None
    repairs = tuple(_repair(row, original) for row in mended)
    text = clean.apply(original, repairs)
    return Findings(
        text,
        repairs,
        tuple(Furniture(rule, start, end, text[start:end]) for rule, start, end in marked),
        language,
        tuple(
            Sentence(start, end, paragraph, rules.get(str(number), ""))
            for number, (start, end, paragraph) in enumerate(
                zip(places[::3], places[1::3], places[2::3], strict=True)
            )
        ),
    )


def _letters(repair: Repair) -> tuple[str, int, int, int, int, str]:
    """A repair as its rule and place, how much of what stood there stays, and what comes between.

    >>> _letters(Repair("lookalikes", 40, 46, "тaныды", "таныды"))
    ('lookalikes', 40, 46, 1, 4, 'а')
    """
    before, after = repair.before, repair.after
    most = min(len(before), len(after))
    head = next((at for at in range(most) if before[at] != after[at]), most)
    most -= head
    tail = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return repair.rule, repair.start, repair.end, head, tail, after[head : len(after) - tail]


def _repair(row: list[Any], original: str) -> Repair:
    rule, start, end, head, tail, letters = row
    before = original[start:end]
    return Repair(rule, start, end, before, before[:head] + letters + before[len(before) - tail :])
