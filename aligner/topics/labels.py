"""Labels of topics: the words that their sentences have more often than the others'."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from .words import content_words, first_word

_WORDS = 4
_PREFIX = 5  # letters by which two stems are taken for relatives


def label_topics(sentences: Iterable[tuple[int, str]], language: str) -> dict[int, tuple[str, ...]]:
    """Up to four words for each topic, the most telling first.

    A word counts by how many of the topic's sentences have it, times the logarithm of how much
    rarer it is elsewhere: class-based TF-IDF (Grootendorst 2022), by sentences.

    Args:
        sentences: number of the topic, and text.
        language: primary tag.
    """
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    inner: Counter[str] = Counter()  # forms that no sentence begins with: their case is their own
    sizes: Counter[int] = Counter()
    for topic, text in sentences:
        found = list(content_words(text, language))
        counts[topic].update({stem for stem, _ in found})
        sizes[topic] += 1
        opening = first_word(text)
        for stem, word in found:
            forms[stem][word.casefold()] += 1
            if word != opening:
                inner[word] += 1
    written = _written(inner)
    every: Counter[str] = Counter()
    for count in counts.values():
        every.update(count)
    return {
        topic: tuple(
            _shown(forms[stem], written) for stem in _best(count, every, sizes[topic], sizes)
        )
        for topic, count in counts.items()
    }


def _best(count: Counter[str], every: Counter[str], size: int, sizes: Counter[int]) -> list[str]:
    """The stems with the highest scores, without relatives of one chosen before."""
    total = sizes.total()

    def score(stem: str) -> float:
        elsewhere = (every[stem] - count[stem] + 0.5) / (total + 1)
        return count[stem] * math.log(1 + count[stem] / size / elsewhere)

    chosen: list[str] = []
    for stem in sorted(count, key=lambda stem: (-score(stem), stem)):
        if all(stem[:_PREFIX] != other[:_PREFIX] for other in chosen):
            chosen.append(stem)
        if len(chosen) == _WORDS:
            break
    return chosen


def _shown(forms: Counter[str], written: dict[str, str]) -> str:
    """The shortest of the forms that are at least half as frequent as the most frequent.

    The shortest, since endings make forms longer.
    """
    frequent = [form for form, count in forms.items() if count * 2 >= max(forms.values())]
    best = min(frequent, key=lambda form: (len(form), -forms[form], form))
    if best in written:
        return written[best]
    cased = [written[form] for form in forms if form in written]
    capital = cased and all(form[0].isupper() for form in cased)
    return "-".join(part.capitalize() for part in best.split("-")) if capital else best


def _written(inner: Counter[str]) -> dict[str, str]:
    """How each form in lower case is written: so, unless it nearly always has a capital."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, count in inner.items():
        spellings[form.casefold()][form] += count
    written = {}
    for plain, found in spellings.items():
        lower = sum(count for form, count in found.items() if form[0].islower())
        usual = min(found, key=lambda form: (form.isupper(), -found[form], form))
        written[plain] = plain if lower * 4 >= found.total() else usual
    return written
