"""Words that hyphenation left in two: which hyphens belong to a word, and which were left over.

Kazakh and Russian write many words with a hyphen (ел-жұрт, Сондай-ақ, кто-то), so a hyphen goes
only on evidence: the text has the word without it, or a common stem reaches across it, or what
follows it is no word but a Kazakh suffix that fits the stem before it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from corpora.edits import Edit
from corpora.letters import is_kazakh
from corpora.wordlists import words

_LETTERS = r"[\u0400-\u052f]"
_IN_LINE = re.compile(rf"(?<![\w-])({_LETTERS}+)[-\u2010\u2011]({_LETTERS}+)(?![\w-])")
_AT_LINE_END = re.compile(
    rf"(?<![\w-])({_LETTERS}+)[-\u2010\u2011\xad]\n[ \t]*({_LETTERS}+)(?![\w-])"
)
_WORD = re.compile(r"[\w-]+")

_BACK = "аоұыуяюё"
_FRONT = "әөүіеэи"
_VOICELESS = "кқпстфхцчшщбвгд"
_NASAL = "мнңзжл"

# Kazakh endings that follow a noun: plural, possessive, case.
_CASE = "(?:н|[ндт][ыі]ң?|[ғгқк][ае]|н[ае]|н?[дт][ае](?:ғы|гі)?|[дтн][ае]н|[мпб]ен)"
_POSSESSIVE = "(?:[ыі]?м(?:[ыі]з)?|[ыі]?ң(?:[ыі]з)?|с?[ыі])"
_NOUN_MAKER = "[лдт](?:ы[қғ]|і[кг])"
_ENDINGS = re.compile(f"(?:{_NOUN_MAKER})?(?:[лдт][ае]р)?{_POSSESSIVE}?{_CASE}?")
_RUSSIAN_ENDING = re.compile("[а-яё]{0,5}")
# Endings that are no words: -лық and its kin, which make nouns of stems (мүмкін + дік), and the
# plural with a further ending.
_NO_WORD = re.compile(
    f"{_NOUN_MAKER}(?:[лдт][ае]р)?{_POSSESSIVE}?{_CASE}?"
    "|[лдт][ае]р(?:дың|дің|дағы|дегі|ға|ге|ды|ді|да|де|дан|ден|мен|[ыі]м(?:[ыі]з)?|[ыі]ң[ыі]з)"
    f"|[лдт][ае]р[ыі](?:м[ыі]з|ң[ыі]з)?(?:н|н[ыі]ң?|н[ае]|нд[ае](?:ғы|гі)?|н[ае]н|мен)"
)


# Hyphenation leaves a word broken in the same place now and then; more often it is spelt so.
_MOST_LEFT_OVER = 2
# Two adjectives that make one: "санитарно-эпидемиологический", "санитариялық-эпидемиологиялық".
_ADVERBIAL = re.compile("[а-яё]{3,}(?:[нвлт]о|ско)")
_ADJECTIVE = re.compile(
    "[а-яё]{4,}(?:[ыио]й|[ое]го|[ое]му|[иы]м|[ое]м|[аяую]я|[ую]ю|[иы]е|[ое]е|[иы]х|[иы]ми)"
)
# Russian endings and suffixes that are no words: what a line began with was broken there.
_RUSSIAN_FRAGMENT = re.compile(
    "(?:ческ|тельн|ственн?|ционн|тическ|льн|нн|н|вш|ющ|ящ|ск|ов|к)?"
    "(?:[ыи]й|[ое]й|[ое]го|[ое]му|[ыи]м|[ое]м|[аяую]я|[ую]ю|[ыи]е|[ое]е|[ыи]х|[ыи]ми)"
    "|(?:ств|ност|тельств|ник|тел|ци|ни|ени|ани)(?:[аоуыеяюи]|ом|ой|ов|ей|ем|ию|ия|ии|ие|ий|ам|ям|"
    "ами|ями|ах|ях|ь|ью)?"
    "|(?:в|л|т)?(?:аться|иться|ется|ются|ится|ятся|алась|ались|алось|илась|ились|ать|ить|еть|ают|"
    "яют|ает|яет|ила|ило|или|ала|ало|али)"
)
_KAZAKH_ADJECTIVE = re.compile("[а-яәғқңөұүһі]{3,}(?:[лдт](?:ы|і)[қк]|[лдт][ыі]|с[ыі]з)")


class Evidence:
    """The words of a text, by which its hyphens are judged."""

    def __init__(self, text: str) -> None:
        self.kazakh = is_kazakh(text)
        found = Counter(_WORD.findall(text.lower()))
        self.words = Counter({word: n for word, n in found.items() if word.isalpha()})
        self.hyphenated = Counter({word: n for word, n in found.items() if "-" in word})

    def is_broken(self, head: str, tail: str) -> bool:
        """Whether ``head-tail`` is one word with a hyphen left in."""
        if not tail.islower() or head not in (head.lower(), head.capitalize()):
            return False
        is_name = head[0].isupper()
        head = head.lower()
        if head == tail or head in words("hyphens.heads.txt") or tail in words("hyphens.tails.txt"):
            return False
        whole, joined = self.hyphenated[f"{head}-{tail}"], self.words[head + tail]
        if self.words[tail] or whole > max(joined, _MOST_LEFT_OVER):
            return False
        if joined:
            return True
        if self._has_stem(head, tail):
            return True
        return self.kazakh and not is_name and _is_suffix(head, tail)

    def is_fragment(self, tail: str) -> bool:
        """Whether what stands after a hyphen is a Russian ending, and no word of the text."""
        if self.kazakh or self.words[tail] or len(tail) < 3:
            return False
        return _RUSSIAN_FRAGMENT.fullmatch(tail) is not None

    def _has_stem(self, head: str, tail: str) -> bool:
        """Whether the joined word begins with a stem, known or in the text, past the hyphen."""
        joined = head + tail
        stems = words("stems.kk.txt" if self.kazakh else "stems.ru.txt")
        endings = _ENDINGS if self.kazakh else _RUSSIAN_ENDING
        return any(
            (joined[:length] in stems or (self.kazakh and self.words[joined[:length]]))
            and endings.fullmatch(joined[length:])
            for length in range(max(len(head) + 2, 5), len(joined) + 1)
        )


def _is_suffix(head: str, tail: str) -> bool:
    """Whether a Kazakh stem can take this ending: one that is no word, in its sound harmony."""
    if len(head) < 3 or not _NO_WORD.fullmatch(tail):
        return False
    vowels = [ch for ch in head if ch in _BACK + _FRONT]
    if not vowels or (vowels[-1] in _BACK) != (tail[1] in _BACK):
        return False
    last = head[-1]
    if tail[0] == "т":
        return last in _VOICELESS
    if tail[0] == "д":
        return last in _NASAL
    return last in _BACK + _FRONT + "рйулғ"


def left_over(text: str) -> Iterator[Edit]:
    """The hyphens inside lines that hyphenation left over."""
    found = list(_IN_LINE.finditer(text))
    if not found:
        return
    evidence = Evidence(text)
    for match in found:
        if evidence.is_broken(match[1], match[2]):
            yield Edit(match.start(), match.end(), match[1] + match[2])


def at_line_ends(text: str) -> Iterator[Edit]:
    """The hyphens that hyphenation put at line ends, with the line break; others lose the break.

    Where three words or more are broken so, hyphenation is the text's habit, and a hyphen stays
    only if both parts are words of the text, or adjectives that make one.
    """
    found = [match for match in _AT_LINE_END.finditer(text) if match[2][0].islower()]
    if not found:
        return
    # What follows a broken hyphen would count as a word of the text.
    evidence = Evidence(_AT_LINE_END.sub(" ", text))
    for match in found:
        head, tail = match[1], match[2]
        whole = f"{head}-{tail}".lower()
        is_soft = text[match.end(1)] == "\xad"
        if is_soft or evidence.is_broken(head, tail) or evidence.is_fragment(tail):
            broken = True
        elif evidence.hyphenated[whole] or tail in words("hyphens.tails.txt"):
            broken = False
        else:
            compound = (
                head.lower() in words("hyphens.heads.txt")
                or (evidence.words[head.lower()] > 0 and evidence.words[tail] > 0)
                or _are_adjectives(head.lower(), tail)
            )
            broken = len(found) >= 3 and not compound
        yield Edit(match.start(), match.end(), head + ("" if broken else "-") + tail)


def _are_adjectives(head: str, tail: str) -> bool:
    """Whether two adjectives of the same kind meet at a hyphen."""
    if _KAZAKH_ADJECTIVE.fullmatch(head) and _KAZAKH_ADJECTIVE.fullmatch(tail):
        return True
    return bool(_ADVERBIAL.fullmatch(head) and _ADJECTIVE.fullmatch(tail))
