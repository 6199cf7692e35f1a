"""Ends of sentences that lack their full stop: headlines run into the report, mostly.

Between a small word and one with a capital, with no sign between them, a sentence may end, or a
name begin. How the two words end and begin tells (a Kazakh verb closes its sentence, nothing ends
after a Russian preposition), and so does what the text knows of the second word. A linear model
weighs it; ``benchmarks/fit_unmarked.py`` fits it and writes its weights.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from corpora.wordlists import rows

LANGUAGES = frozenset(("kk", "ru"))
Surely = Callable[[re.Match[str]], bool]
CAPITALS = "A-ZÀ-ÖØ-ÞА-ЯЁЀ-ЏҐҒҚҢӨҰҮҺӘІ"

_SURE = 3.0  # log odds from which on a sentence ends: a wrong end costs more than a missed one
_ECHO = 10.0  # what it adds that both sides have the same words, when they have no others
_DOUBTED = -2.5  # log odds that no echo makes up for
_LEAST_ECHO = 3  # stems that both sides have
_LONGEST = 1000  # characters; a longer stretch is a list, and has no headline
_STEM = 5  # letters
_PLACE = re.compile(
    rf"(?<![\w-])(?P<before>(?![{CAPITALS}\d_])\w[\w-]*|\d+%?)(?P<closers>[)»”“\"]*)(?P<gap>\s+)"
    rf"(?P<word>[{CAPITALS}][\w-]*)(?=(?P<next>.{{0,2}}))",
    re.DOTALL,
)
# After somebody's words, and a dash or Kazakh "said that", the speaker is named.
_SPEAKER = re.compile(r"[,!?…»”“\"]\s*[–—-]\s[^,.;:–—]{0,60}$|\bдеп \w+$")
_DASHES = ("– ", "— ", "- ")
_SHORT_WORD_BEFORE = re.compile(r"(?<!\w)(\w{1,4})\W+$")
# Kazakh participles: they close a sentence, or describe whom the next word names.
_PARTICIPLE = re.compile(r"\w{2,}(?:[ғқ]ан|[гк]ен)")
# Kazakh objects: nothing ends after one. The first are surely none of the verbs that look alike.
_SURE_OBJECT = re.compile(r"\w+л[ае]рд[ыі]|\w{4,}[дт][ае]рд[ыі]")
_ACCUSATIVE = re.compile(r"\w+(?:(?:л[ае]р|[ңм][ыі]з)д[ыі]|[ыіау]н[ыі]|[сщ]?[ыі]н)")
# Names alone, and a sign: nobody's sentence, but who said what stands before.
_ONLY_NAMES = re.compile(rf"(?:[{CAPITALS}][\w-]*[)»”“\"]*(?:\s+|[.!?…]+\s*|$)){{1,4}}\Z")
# "статьёй 5 Закона": what the number counts stands before it, and whose it is after.
_COUNTED = re.compile(r"\b(?:стать|пункт|подпункт|част|глав|абзац|раздел)[а-яё]*\s$", re.IGNORECASE)
_MARKS = " \t\n\"'«“„”‘([–—―-"
_INSIDE = re.compile(rf"(?<=[\w,;] )[{CAPITALS}][\w-]*")
_CONTENT = re.compile(r"[^\W\d_]{4,}")
_SMALL = re.compile(r"[^\W\d_]+")


class Known:
    """What a text tells of its words.

    Attributes:
        small: Words that it has in small letters.
        capital: How often it has words with a capital inside a sentence, or seemingly so.
        openers: Words of the language that open sentences and are no names, in lower case.
    """

    def __init__(self, text: str, openers: frozenset[str]) -> None:
        self.small = frozenset(word for word in _SMALL.findall(text) if word.islower())
        self.capital = Counter(_INSIDE.findall(text))
        self.openers = openers

    def is_name(self, word: str, times: int = 0) -> bool:
        """Whether a word has its capital inside sentences, more often than ``times``."""
        return self.capital[word] > times and word.lower() not in self.small


def places(text: str, start: int, end: int, known: Known) -> Iterator[re.Match[str]]:
    """Where a small word meets one with a capital in ``text[start:end]``, and both may be whole.

    Nothing ends after a preposition or a conjunction, inside brackets, or before names alone. A
    lone capital that no small word follows is an initial, a mark or a class.
    """
    for place in _PLACE.finditer(text, start, end):
        lone = len(place["word"]) == 1 and not re.match(r"\s\w", place["next"])
        number = place["before"].isdigit() and place["closers"]  # of a list's item
        before = text[max(start, place.start() - 80) : place.start()]
        counted = place["before"].isdigit() and _COUNTED.search(before)
        if (
            not lone
            and not number
            and not (counted and place["word"].lower() not in known.openers)
            and not (before.rfind("(") > before.rfind(")") and ")" in text[place.end() : end])
            and place["before"] not in known.openers
            and not _SURE_OBJECT.fullmatch(place["before"])
            and before.strip(_MARKS)
            and not _names_speaker(text[max(start, place.start() - 80) : place.start("gap")])
            and not _ONLY_NAMES.match(
                text[place.start("word") : min(end, place.start("word") + 80)]
            )
        ):
            yield place


def _names_speaker(clause: str) -> bool:
    may = "деп " in clause or any(dash in clause for dash in _DASHES)
    return may and _SPEAKER.search(clause) is not None


def ends(text: str, start: int, end: int, language: str, known: Known, surely: Surely) -> list[int]:
    """Where sentences begin in ``text[start:end]``, a stretch with no sign inside.

    The surest place is cut first, and then both sides of it are looked at.

    Args:
        text: The text; `start` and `end` are offsets in it.
        start: Where the stretch begins.
        end: Where it ends.
        language: One of LANGUAGES.
        known: What the text tells of its words.
        surely: Whether a sentence ends at a place for another reason than the model's.
    """
    found = []
    for place in places(text, start, end, known):
        if surely(place):
            found.append((math.inf, place.end("gap")))
            continue
        odds = log_odds(features(place, known), _weights(language))
        if odds > _DOUBTED:
            echo = 0.0 if _is_one_of_several(place, known) else _echo(text, start, place, end)
            # After a participle the headline has to be told by its echo alone.
            needed = _SURE if _PARTICIPLE.fullmatch(place["before"]) else 0.0
            if odds + echo > _SURE and echo >= needed:
                found.append((odds + echo, place.end("gap")))
    if not found or end - start > _LONGEST:
        return sorted(cut for _, cut in found)
    _, cut = max(found)
    sides = [(start, cut), (cut, end)]
    return sorted([cut, *(c for side in sides for c in ends(text, *side, language, known, surely))])


def _is_one_of_several(place: re.Match[str], known: Known) -> bool:
    """Whether a name with a comma follows: part of a list, which says the same words of each."""
    return place["next"].startswith(",") and place["word"].lower() not in known.small


def _echo(text: str, start: int, place: re.Match[str], end: int) -> float:
    """How much of a headline the report's first sentence says again (Dice), as log odds."""
    if end - start > _LONGEST:
        return 0.0
    sides = [_stems(text[start : place.start("gap")]), _stems(text[place.end("gap") : end])]
    shared = len(sides[0] & sides[1])
    return _ECHO * 2 * shared / sum(map(len, sides)) if shared >= _LEAST_ECHO else 0.0


def log_odds(names: Iterable[str], weights: Mapping[str, float]) -> float:
    """How much features speak for an end of a sentence; below 0: against one."""
    return weights["always"] + sum(weights.get(name, 0.0) for name in names)


def features(place: re.Match[str], known: Known) -> Iterator[str]:
    """The names of what a place shows; `b` is the word before it, `w` the one after."""
    before, word = place["before"].lower(), place["word"]
    lower = word.lower()
    yield from (f"b-{before[-length:]}" for length in range(2, min(len(before), 5) + 1))
    if len(before) <= 4:
        yield f"b={before}"
    if _ACCUSATIVE.fullmatch(before):
        yield "b is an object"
    earlier = _SHORT_WORD_BEFORE.search(place.string, max(0, place.start() - 8), place.start())
    if earlier:
        yield f"bb={earlier[1].lower()}"
    yield from (f"w-{lower[-length:]}" for length in range(2, min(len(lower), 3) + 1))
    yield f"w+{lower[:4]}"
    seems_inside = place["gap"] == " " and not place["closers"]
    if lower in known.small:
        yield "w is small elsewhere"
    elif known.is_name(word, times=int(seems_inside)):
        yield "w is a name elsewhere"
    if lower in known.openers:
        yield "w opens sentences"
    if len(word) > 1 and word.isupper():
        yield "w is in capitals"
    if "-" in word:
        yield "w has a hyphen"
    if place["closers"]:
        yield "closing mark"
    following = place["next"].lstrip()[:1] if place["next"][:1].isspace() else place["next"][:1]
    if following.isupper():
        yield "then a capital"
    elif not following.isalpha():
        yield "then no letter"


def _stems(text: str) -> set[str]:
    return {word[:_STEM].lower() for word in _CONTENT.findall(text)}


@cache
def _weights(language: str) -> dict[str, float]:
    return {name: float(weight) for name, weight in rows(f"unmarked.{language}.tsv")}
