"""Which lines of a text are the site's, not the report's: counters, share buttons, date lines.

A line is taken for furniture by its wording (``data/furniture.tsv``) or its form; a line that
means something only in company (a bare number, "ok") by its neighbours too. When in doubt a line
is the report's.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from corpora import dates
from corpora.model import Furniture
from corpora.spans import lines, trimmed
from corpora.wordlists import rows

_SHORT = 200  # characters; longer lines are never furniture
_SHORTER = {"caption": 70}  # a longer one tells what is to be seen
_OUTER = " \t.,:;!?…«»\"'“”|/\\<>→←↑▶▲•·*#()[]-–—"
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"\d{1,3}(?:[ ,.\u00a0]?\d{3})*(?:[.,]\d)?[KkКк]?")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)[0-2]?\d[:.][0-5]\d(?::[0-5]\d)?(?![\d.])")
_CRUMB = re.compile(r"\s*(?:>|»|›|→|/|\||•|::)\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_MARKUP_REST = re.compile(r"\S*</?[\w-]+>?|/[\w-]+>|\S+\.html?<?")
_BUTTON = re.compile(r"\w{2,12} ?»»")
_WIDGET = re.compile(
    r"[+-]?\d{1,2} ?°[CС]|\b(?:USD|EUR|RUB|CNY|KZT|GBP)\b\s*[:=]?\s*\d+[.,]?\d*", re.IGNORECASE
)
_LANGUAGE = re.compile(
    r"қазақша|qazaqsha|qazaq|русский|орысша|english|ағылшынша|قازاقشا|中文"
    r"|(?<!\w)(?:қаз|рус|eng|kaz|rus|kz|kk|ru|en|кз|ру)(?!\w)",
    re.IGNORECASE,
)
_AGENCY_DATE = re.compile(
    r"\d{1,2}\s\w+(?:\s\d{4}\s?\w{0,6})?|\d{4}\s\w{2,6}\s\d{1,2}\s\w+|\d[\d.]+"
)
_TAIL = re.compile(r"[.!?…][»\"”]?\s+([^.!?…\s][^.!?…]{2,120}[.!?…]*)$")
_GLUED = frozenset(("related", "share", "comments", "misprint", "subscribe"))
_SENTENCES = re.compile(r"\S[^.!?…]*[.!?…]")
_SENTENCE_WORDS = 5
_NUMBERS = re.compile(r"\d+")


@cache
def _wordings(rule: str, how: str) -> frozenset[str]:
    """The wordings of a rule that are met in one way."""
    return frozenset(
        wording for of, met, wording in rows("furniture.tsv") if (of, met) == (rule, how)
    )


@cache
def _met(how: str) -> dict[str, str]:
    """Rule by wording, for wordings met in one way."""
    return {wording: rule for rule, met, wording in rows("furniture.tsv") if met == how}


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(wording.removesuffix("*") for wording in _met("start"))


def find(text: str) -> Iterator[Furniture]:
    """The furniture of a text, line by line; spans have no white space around them.

    Of a line that an agency's dateline heads ("АСТАНА. ҚазАқпарат – …") the dateline alone is, and
    of one that a button or a prompt was glued to ("… деді ол. Толығырақ") that alone.
    """
    spans = [span for line in lines(text) if (span := trimmed(text, *line)).start < span.end]
    texts = [text[span.start : span.end] for span in spans]
    for span, line, rule in zip(spans, texts, rules(texts), strict=True):
        if rule:
            yield Furniture(rule, span.start, span.end, line)
            continue
        if head := _agency_head(line):
            yield Furniture("agency", span.start, span.start + len(head), head)
        if tail := _glued(line):
            start = span.end - len(tail)
            yield Furniture(_alone(tail), start, span.end, tail)


def rules(texts: list[str]) -> list[str]:
    """The rule that marks each of a text's lines that are not blank; "" for report text."""
    found = [_alone(line) for line in texts]
    plain = [_plain(line) for line in texts]
    words, buttons = _wordings("counter", "word"), _wordings("share", "beside")
    for here, two in enumerate(pairwise(plain)):
        numbers = [_NUMBER.fullmatch(line) is not None for line in two]
        counted = [line in words for line in two]
        if any(numbers) and any(counted):
            found[here : here + 2] = ["counter"] * 2
        if all(line in buttons and len(line) > 2 for line in two):  # not "ok", "x"
            found[here : here + 2] = ["share"] * 2
    for order in (range(1, len(texts)), range(len(texts) - 2, -1, -1)):
        for here in order:
            beside = here - order.step
            if not found[here] and plain[here] in buttons and found[beside] == "share":
                found[here] = "share"
    return found


@cache
def _agencies() -> re.Pattern[str]:
    known = sorted(wording for wording, rule in _met("whole").items() if rule == "agency")
    names = "|".join(map(re.escape, known))
    capitals = r"[^\W\d_a-zа-яәғқңөұүһі][^\W\d_a-zа-яәғқңөұүһі-]+"
    town = r"[^\W\d_a-zа-яәғқңөұүһі][\w-]+"
    return re.compile(
        rf"(?:{capitals}(?: {capitals})?[.,]?\s|{town}(?: {town})?[.,]\s)?"
        rf"(?P<date>[^.–—]{{0,30}}[.,]?\s)??[/(«]?(?i:{names})[/)»]?"
        r"(?:\s*[–—-]\s|\s*[:.]\s(?=[^\W\d_a-zа-я]|«))"
    )


def _agency_head(line: str) -> str:
    """The dateline of a news agency that a line begins with, or ""."""
    found = _agencies().match(line)
    if not found:
        return ""
    date = (found["date"] or "").strip(" .,")
    if date and not _AGENCY_DATE.fullmatch(date):
        return ""
    return found.group().strip()


def _glued(line: str) -> str:
    """What the site put at the end of a line after a whole sentence, or ""."""
    found = _TAIL.search(line)
    if not found or not line[: found.start()].strip():
        return ""
    tail = found[1]
    known = _alone(tail) in _GLUED or _BUTTON.fullmatch(tail) is not None
    return tail if known else ""


def source_link(marked: tuple[Furniture, ...]) -> str:
    """The link that a line such as "Ссылка: …" gives as the report's source, or ""."""
    for line in marked:
        link = _LINK.search(line.text) if line.rule == "link" else None
        if link and link.start():
            return link.group().rstrip(".,;)»")
    return ""


def _plain(line: str) -> str:
    return _SPACES.sub(" ", line).casefold().strip(_OUTER)


def _alone(line: str) -> str:
    """The rule that marks a line whatever stands around it, or ""."""
    if len(line) > _SHORT:
        return ""
    folded = _SPACES.sub(" ", line).casefold().strip()
    plain = folded.strip(_OUTER)
    if plain in _met("whole"):
        return _met("whole")[plain]
    for wording, rule in _met("start").items() if folded.startswith(_beginnings()) else ():
        if _starts(folded, wording) and len(line) <= _SHORTER.get(rule, _SHORT):
            return rule
    for wording, rule in _met("any").items():
        if wording in folded and not _has_own_text(folded[: folded.index(wording)]):
            return rule
    return next((rule for rule, check in _FORMS if check(line)), "")


def _has_own_text(before: str) -> bool:
    """Whether a sentence of the report stands before what the site put after it."""
    return any(
        len(piece.split()) >= _SENTENCE_WORDS
        and not any(wording in piece for wording in _beginnings())
        for piece in _SENTENCES.findall(before)
    )


def _starts(folded: str, wording: str) -> bool:
    if wording.endswith("*"):
        return folded.startswith(wording[:-1])
    end = len(wording)
    return folded.startswith(wording) and not (
        wording[-1].isalpha() and folded[end : end + 1].isalpha()
    )


def _is_link(line: str) -> bool:
    """Nothing but links."""
    return bool(_LINK.search(line)) and not _LINK.sub("", line).strip(_OUTER)


def _is_counter(line: str) -> bool:
    """A number and a word for readers' visits: "1,220 оқылды", "Просмотров: 449"."""
    plain = _plain(line)
    number = _NUMBER.search(plain)
    if not number:
        return False
    rest = (plain[: number.start()] + " " + plain[number.end() :]).strip(_OUTER)
    return _SPACES.sub(" ", rest) in _wordings("counter", "word")


def _is_dateline(line: str) -> bool:
    """A date with no more than a time, a counter, a weekday and an agency."""
    found = list(dates.find(line))
    if not found:
        return False
    rest = line
    for date in reversed(found):
        rest = rest[: date.start] + " | " + rest[date.end :]
    rest, times = _TIME.subn(" ", rest)
    rest, numbers = re.subn(r"(?<![\w+-])\d{1,7}(?![\w-])", " ", rest)
    if re.search(r"\d", rest):
        return False  # a telephone, a range of years
    known = _wordings("dateline", "word") | _wordings("counter", "word")
    known_words = {part for wording in known for part in wording.split()}
    left = [word for word in _WORD.findall(rest) if word.casefold() not in known_words]
    return not left or (
        times + numbers > 0 and len(left) <= 2 and all(w[0].isupper() for w in left)
    )


def _is_breadcrumbs(line: str) -> bool:
    """A way from the home page: "Басты бет > Жаңалықтар"."""
    first, *others = _CRUMB.split(line.strip(), maxsplit=1)
    return (
        bool(others)
        and others[0][:1].isupper()
        and _plain(first) in _wordings("breadcrumbs", "word")
    )


def _is_markup(line: str) -> bool:
    """The rest of a tag or of a file's name."""
    return _MARKUP_REST.fullmatch(line) is not None


def _is_buttons(line: str) -> bool:
    """Two names of social networks or more, and nothing else."""
    names = line.casefold().split()
    return len(names) > 1 and all(
        name.strip(_OUTER) in _wordings("share", "beside") for name in names
    )


def _is_languages(line: str) -> bool:
    """Nothing but names of languages, two or more: the site's other versions."""
    return len(_LANGUAGE.findall(line)) > 1 and not re.search(r"\w", _LANGUAGE.sub("", line))


def _is_calendar(line: str) -> bool:
    """The archive's months: six or more, with years and nothing else."""
    words = _WORD.findall(line)
    return len(words) >= 6 and all(map(dates.is_month, words))


def _is_pages(line: str) -> bool:
    """Numbers of pages, one after the other: "1 2 3 4 5 …"."""
    numbers = [int(number) for number in _NUMBERS.findall(line)]
    rest = _NUMBERS.sub("", line).strip(" \t.…|<>«»‹›[]-–→←")
    return (
        len(numbers) > 3
        and not rest
        and max(numbers) < 10_000
        and all(after == before + 1 for before, after in pairwise(numbers[:4]))
    )


def _is_widget(line: str) -> bool:
    """The weather, or rates of exchange: three or more of them, with names and words for them."""
    if len(_WIDGET.findall(line)) < 3:
        return False
    known = _wordings("widget", "word")
    words = _WORD.findall(_WIDGET.sub(" ", line))
    return all(word[0].isupper() or word.casefold() in known for word in words)


def _is_button(line: str) -> bool:
    """A word on a button with arrows: "Перейти »»"."""
    return _BUTTON.fullmatch(line.strip()) is not None


_FORMS = (
    ("link", _is_link),
    ("counter", _is_counter),
    ("dateline", _is_dateline),
    ("breadcrumbs", _is_breadcrumbs),
    ("share", _is_buttons),
    ("markup", _is_markup),
    ("navigation", _is_languages),
    ("navigation", _is_calendar),
    ("navigation", _is_pages),
    ("navigation", _is_button),
    ("widget", _is_widget),
)
