"""Which language a text is in: Kazakh, Russian by letters and words, others by py3langid."""

import math
import re
from collections import Counter

from corpora.wordlists import words

_SAMPLE = 20_000  # characters; more say no more
_WORD = re.compile(r"[^\W\d_]+")
_KAZAKH_OWN = frozenset("әғқңөұүһі")
# Letters of neither Kazakh nor Russian: one in fifty and the text is in some other language.
_FOREIGN = frozenset("їєґўҳҷӯӣђјљњћџѓќѕҡҙҫҗҝҕӑӗӳҥӊӈ")
_UNDETERMINED = ("und", 0.0)


def recognise(text: str) -> tuple[str, float]:
    """The language of a text and how sure that is.

    Returns:
        BCP-47 primary tag, "und" for a text without letters; and the margin over the next
        language, from 0 (a toss-up) to 1.
    """
    sample = text[:_SAMPLE].lower()
    letters = Counter(ch for ch in sample if ch.isalpha())
    total = letters.total()
    if not total:
        return _UNDETERMINED
    cyrillic = sum(n for ch, n in letters.items() if "\u0400" <= ch < "\u0530")
    if cyrillic * 2 > total:
        own = _cyrillic(letters, cyrillic, _WORD.findall(sample))
        if own:
            return own
    return _by_library(sample)


def _cyrillic(letters: Counter[str], total: int, tokens: list[str]) -> tuple[str, float] | None:
    """Kazakh or Russian where letters and words agree that it can be nothing else."""

    def share(of: str | frozenset[str]) -> float:
        return sum(letters[ch] for ch in of) / total

    if share(_FOREIGN) > 0.005:
        return None
    # і with қ, ғ or ұ is Kazakh alone: Ukrainian has only the first, Tajik and Uzbek the others.
    is_kazakh = share("іы") > 0.01 and share("қғұ") > 0.01 and share(_KAZAKH_OWN) > 0.06
    is_russian = share("ыэё") > 0.004
    # One in five letters of Kazakh is Kazakh alone; one in four words of Russian is in the list.
    kazakh = is_kazakh * share(_KAZAKH_OWN) / 0.2
    common = words("words.ru.txt")
    russian = is_russian * sum(token in common for token in tokens) / len(tokens) / 0.25
    margin = min(1.0, abs(kazakh - russian))
    if max(kazakh, russian) < 0.3 or (russian > kazakh and share("іїєґў") > 0.02):
        return None
    return ("kk" if kazakh > russian else "ru"), margin


def _by_library(sample: str) -> tuple[str, float]:
    import py3langid

    (first, best), (_, second) = py3langid.rank(sample)[:2]
    if first == "zxx":  # no language at all
        return _UNDETERMINED
    return str(first), math.tanh((best - second) / 2)  # of two log probabilities
