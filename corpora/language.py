"""Which language a text is in: Kazakh in both alphabets, Russian, a mixture, others by py3langid.

Kazakh and Russian share an alphabet, and much of it is telling: words are weighed by the letters in
them (`data/letters.kk-ru.tsv`, fitted by ``benchmarks/fit_language.py``). Which of the other
languages a text is in, py3langid says.
"""

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from corpora.wordlists import rows, words

_SAMPLE = 20_000  # characters; more say no more
_PIECES = 10  # taken from all over a longer text
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_WORD = re.compile(r"(?<!\S)[a-zñńğǵäáöóüúýūşı]+(?!\S)")  # no names, no links
_KAZAKH_OWN = frozenset("әғқңөұүһі")
_KAZAKH_EITHER_CASE = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
_SELDOM = 12  # a text with more than one of them in so many characters is Kazakh
# Letters of neither Kazakh nor Russian: one in two hundred and the text is in another language.
_FOREIGN = frozenset("їєґўҳҷӯӣђјљњћџѓќѕҡҙҫҗҝҕӑӗӳҥӊӈ")
_FOREIGN_SHARE = 0.005
_SHORT = 60  # letters: with fewer, Kazakh and Russian come before their neighbours
_SURE = 10.0  # log odds
_FOREIGN_ODDS = 6.0  # log odds from which on a sentence is surely in the other language
_NAMES = 4  # one word in so many may be of the document's language: a name
_TELLING = 1.0  # log odds from which on a word counts for one of the two
_RUN = 3  # telling words in a row that are a quotation, no name or loan word
_MIXED = 0.2  # of the letters in runs: from there on a text is mixed
_LATIN_WORDS = 0.08  # share of the commonest words in Kazakh in Latin letters
# Letters of the alphabets of 2018 and 2021; and some of Turkish, Tatar, Uzbek and others.
_LATIN_OWN = frozenset("qñńğǵäáöóüúýūşı")
_LATIN_OTHER = re.compile("[çəwxžňėõ]|c(?!h)")


class Kind(StrEnum):
    """What Egiz tells apart."""

    KAZAKH_CYRILLIC = "Kazakh, Cyrillic"
    KAZAKH_LATIN = "Kazakh, Latin"
    RUSSIAN = "Russian"
    MIXED = "mixed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The language of a text, and why.

    Attributes:
        language: BCP-47 primary tag of the language of most of it; "und" without letters.
        script: ISO 15924 code of its script: "Cyrl" from a third of the letters on, "Latn"; "Zyyy"
            for another.
        margin: How far it is ahead of the next language, from 0 (a toss-up) to 1.
        evidence: What told, for people.
        second: Primary tag of the language that a good part of a mixed text is in; else "".
    """

    language: str
    script: str
    margin: float
    evidence: str
    second: str = ""

    @property
    def tag(self) -> str:
        """BCP-47 tag of a document: with the script where it is not the usual one."""
        return "kk-Latn" if self.kind is Kind.KAZAKH_LATIN else self.language

    @property
    def kind(self) -> Kind:
        """Which of the five kinds it is."""
        if self.second:
            return Kind.MIXED
        if self.language == "kk":
            return Kind.KAZAKH_LATIN if self.script == "Latn" else Kind.KAZAKH_CYRILLIC
        return Kind.RUSSIAN if self.language == "ru" else Kind.OTHER


_UNDETERMINED = Verdict("und", "Zyyy", 0.0, "no letters")


def recognise(text: str) -> Verdict:
    """The language of a text, of a long one by 20,000 characters from all over it.

    >>> recognise("Ол ертең ауылға барады.").kind
    <Kind.KAZAKH_CYRILLIC: 'Kazakh, Cyrillic'>
    >>> recognise("Завтра он поедет в деревню.").language
    'ru'
    """
    sample = _sampled(text)
    signs = Counter(sample.lower())
    letters = Counter({ch: count for ch, count in signs.items() if ch.isalpha()})
    total = letters.total()
    if not total:
        return _UNDETERMINED
    cyrillic = sum(n for ch, n in letters.items() if "\u0400" <= ch < "\u0530")
    if cyrillic * 3 > total:
        return _cyrillic(sample, letters)
    if sum(n for ch, n in letters.items() if ch < "\u0250") * 2 > total:
        # A few words among links and names of companies are Kazakh in Cyrillic letters still.
        script = "Cyrl" if cyrillic * 20 > total else "Latn"
        return _latin(sample, letters) or _by_library(sample, script)
    return _by_library(sample, "Zyyy")


def _sampled(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    starts = (number * len(text) // _PIECES for number in range(_PIECES))
    return " ".join(text[start : start + _SAMPLE // _PIECES] for start in starts)


def foreign_to(text: str, language: str) -> str:
    """The tag of the language a sentence is surely in, where it is not the document's; else "".

    Asked of Kazakh and Russian documents only; their short sentences, and those with words of both
    languages, get the benefit of the doubt.

    >>> foreign_to("Он сказал, что вернётся завтра утром.", "kk")
    'ru'
    >>> foreign_to("Ол ертең таңертең қайтатынын айтты.", "kk")
    ''
    """
    primary, _, script = language.partition("-")
    if primary not in ("kk", "ru"):
        return ""
    text = text[:_SAMPLE]
    own = sum(map(text.count, _KAZAKH_EITHER_CASE))
    if primary == "kk" and not script and own * _SELDOM > len(text):
        return ""  # quickly: sentences by the hundred thousand are asked
    latin = 0 if script else len(_LATIN_WORD.findall(text))
    if primary == "ru" and not own and latin < _RUN:
        return ""
    counted = _count(text)
    if latin > max(_RUN, 4 * counted.cyrillic):
        found = recognise(text)
        return "" if found.language == primary else found.tag
    other = "ru" if primary == "kk" else "kk"
    surely = counted.odds * (1 if other == "kk" else -1) > _FOREIGN_ODDS
    words, own = counted.telling[other], counted.telling[primary]
    if surely and words >= max(_RUN, own * _NAMES) and not counted.runs[primary]:
        return other
    return ""


@dataclass(slots=True)
class _Count:
    """The words of a text by what their letters tell.

    Attributes:
        odds: Log odds of Kazakh over Russian, of all Cyrillic words together.
        telling: Cyrillic words that are clearly of one language, by its tag.
        runs: Letters of those that stand in runs of one language, by its tag.
        cyrillic: Words in Cyrillic letters.
    """

    odds: float
    telling: Counter[str]
    runs: Counter[str]
    cyrillic: int


def _count(text: str) -> _Count:
    count = _Count(0.0, Counter(), Counter(), 0)
    run: Counter[str] = Counter()  # letters, and words as ""
    tag = ""
    for number, word in enumerate(_WORD.findall(text)):
        small = word.lower()
        if not "\u0400" <= small[0] < "\u0530":
            continue
        odds = word_odds(small)
        count.odds += odds
        count.cyrillic += 1
        if abs(odds) < _TELLING:
            continue
        here = "kk" if odds > 0 else "ru"
        count.telling[here] += 1
        if number and word[0].isupper() and not word.isupper():
            continue  # a name may be anybody's
        if here != tag:
            count.runs.update(_long(run))
            run, tag = Counter(), here
        run[here] += len(word)
        run[""] += 1
    count.runs.update(_long(run))
    return count


def _long(run: Counter[str]) -> dict[str, int]:
    return {tag: run[tag] for tag in run if tag and run[""] >= _RUN}


def _cyrillic(sample: str, letters: Counter[str]) -> Verdict:
    """Kazakh or Russian, unless letters or the library speak for one of their neighbours."""
    total = letters.total()

    def share(of: str | frozenset[str]) -> float:
        return sum(letters[ch] for ch in of) / total

    count = _count(sample)
    tag = "kk" if count.odds > 0 else "ru"
    if not _may_be(tag, sample, share, total, count.odds):
        verdict = _by_library(sample, "Cyrl")
        if verdict.language not in ("kk", "ru"):
            return verdict
    second = ""
    both = count.runs.total()
    if both and min(count.runs["kk"], count.runs["ru"]) / both >= _MIXED:
        tag, second = (each for each, _ in count.runs.most_common(2))
    margin = math.tanh(abs(count.odds) / 4)
    told = [
        f"{count.telling[each]} words by their letters {name}"
        for each, name in (("kk", "Kazakh"), ("ru", "Russian"))
        if count.telling[each]
    ]
    return Verdict(tag, "Cyrl", margin, ", ".join(told) or "a few letters", second)


def _may_be(
    tag: str, sample: str, share: Callable[[str | frozenset[str]], float], total: int, odds: float
) -> bool:
    """Whether a Cyrillic text can be Kazakh, or Russian, and not some neighbour's language."""
    if share(_FOREIGN) > _FOREIGN_SHARE:
        return False
    if total < _SHORT:
        return True
    if tag == "kk":
        # і with қ, ғ or ұ is Kazakh alone: Ukrainian has only the first, Tajik the others.
        return share("іы") > 0.01 and share("қғұ") > 0.01 and share(_KAZAKH_OWN) > 0.06
    if share("іїєґў") > 0.02 and not share("қғұңөүә"):
        return False  # Ukrainian or Belarusian
    common = words("words.ru.txt")
    tokens = _WORD.findall(sample.lower())
    # One in four words of Russian is in the list; its southern neighbours have none of the letters.
    has_words = sum(token in common for token in tokens) > 0.075 * len(tokens)
    return share("ыэёь") > 0.004 and (has_words or (share("қғұңөүә") < 0.05 and odds < -_SURE))


def _latin(sample: str, letters: Counter[str]) -> Verdict | None:
    """Kazakh in Latin letters, or None."""
    total = letters.total()
    tokens = _WORD.findall(sample.lower())
    common = words("words.kk-Latn.txt")
    hits = sum(token in common for token in tokens) / len(tokens)
    own = sum(letters[ch] for ch in _LATIN_OWN) / total
    other = len(_LATIN_OTHER.findall(sample.lower())) / total
    if own < 0.06 or other > 0.01 or (hits < _LATIN_WORDS and not letters["q"]):
        return None
    margin = math.tanh(total * (own - other) / 8)
    evidence = f"{own:.0%} letters of the Kazakh Latin alphabets, {hits:.0%} common words"
    return Verdict("kk", "Latn", margin, evidence)


def _by_library(sample: str, script: str) -> Verdict:
    import py3langid

    (first, best), (_, second) = py3langid.rank(sample.lower())[:2]
    if first == "zxx":  # no language at all
        return _UNDETERMINED
    margin = math.tanh((best - second) / 2)  # of two log probabilities
    return Verdict(str(first), script, margin, "runs of letters, by py3langid")


def parts(word: str) -> list[str]:
    """Runs of one to four letters of a word in small letters, its ends marked by ^ and $."""
    marked = f"^{word}$"
    found = list(word)
    for length in (2, 3, 4):
        found += [marked[start : start + length] for start in range(len(marked) - length + 1)]
    return found


@lru_cache(maxsize=1 << 16)
def word_odds(word: str) -> float:
    """Log odds that a Cyrillic word in small letters is Kazakh, not Russian."""
    weight = _weights().get
    return sum([weight(part, 0.0) for part in parts(word)])


@cache
def _weights() -> dict[str, float]:
    return {part: float(weight) for part, weight in rows("letters.kk-ru.tsv")}
