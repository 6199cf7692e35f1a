"""Which lines of a text are the site's, not the report's: counters, share buttons, date lines…

A line is taken for furniture by its wording (``data/furniture.tsv``) or its form; a line that
means something only in company (a bare number, "ok") by its neighbours too. When in doubt a line
is the report's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from corpora import dates
from corpora.model import Furniture
from corpora.spans import lines, trimmed
from corpora.wordlists import rows

_SHORT = 200  # characters; longer lines are never furniture
_OUTER = " \t.,:;!?…«»\"'“”|/\\<>→←↑▶▲•·*#()[]-–—"
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"\d{1,3}(?:[ ,.\u00a0]?\d{3})*[KkКк]?")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)[0-2]?\d[:.][0-5]\d(?::[0-5]\d)?(?![\d.])")
_CRUMB = re.compile(r"\s*(?:>|»|›|→|/|\||•|::)\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_MARKUP_REST = re.compile(r"\S*</?[\w-]+>?|\S+\.html?<?")


@cache
def _wordings() -> dict[tuple[str, str], frozenset[str]]:
    """Wordings by rule and by how they are met."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for rule, how, wording in rows("furniture.tsv"):
        found[rule, how].add(wording)
    return {key: frozenset(wordings) for key, wordings in found.items()}


@cache
def _met(how: str) -> dict[str, str]:
    """Rule by wording, for wordings met in this way."""
    return {
        wording: rule
        for (rule, met), wordings in _wordings().items()
        if met == how
        for wording in wordings
    }


def find(text: str) -> Iterator[Furniture]:
    """The furniture of a text, line by line; spans have no white space around them."""
    spans = [span for line in lines(text) if (span := trimmed(text, *line)).start < span.end]
    texts = [text[span.start : span.end] for span in spans]
    for span, line, rule in zip(spans, texts, rules(texts), strict=True):
        if rule:
            yield Furniture(rule, span.start, span.end, line)


def rules(texts: list[str]) -> list[str]:
    """The rule that marks each line, "" for report text; the lines are those that are not blank."""
    found = [_alone(line) for line in texts]
    in_company = [_in_company(line) for line in texts]
    for order in (range(len(texts)), range(len(texts) - 1, -1, -1)):
        for number in order:
            if found[number] or not in_company[number]:
                continue
            neighbours = found[max(0, number - 1) : number] + found[number + 1 : number + 2]
            company = in_company[max(0, number - 1) : number] + in_company[number + 1 : number + 2]
            rule = in_company[number]
            if rule.endswith("?"):
                rule = rule[:-1]
                if rule + "!" in company:
                    found[number] = rule
            elif rule.endswith("!"):
                rule = rule[:-1]
                if rule + "?" in company:
                    found[number] = rule
            elif rule in neighbours:
                found[number] = rule
    return found


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
    for wording, rule in _met("start").items():
        if folded.startswith(wording) and _is_start(folded, wording):
            return rule
    for wording, rule in _met("any").items():
        if wording in folded:
            return rule
    for rule, check in _FORMS:
        if check(line, plain):
            return rule
    return ""


def _is_start(folded: str, wording: str) -> bool:
    after = folded[len(wording) :]
    return not (wording[-1].isalpha() and after[:1].isalpha()) or wording.endswith("пайдалан")


def _is_link(line: str, plain: str) -> bool:
    """Nothing but links."""
    return bool(_LINK.search(line)) and not _LINK.sub("", line).strip(_OUTER)


def _is_counter(line: str, plain: str) -> bool:
    """A number and a word for readers' visits: "1,220 оқылды", "Просмотров: 449"."""
    number = _NUMBER.search(plain)
    if not number:
        return False
    rest = (plain[: number.start()] + " " + plain[number.end() :]).strip(_OUTER)
    return _SPACES.sub(" ", rest) in _wordings()["counter", "word"]


def _is_dateline(line: str, plain: str) -> bool:
    """A date with no more than a time, a counter, a weekday and an agency."""
    date = next(dates.find(line), None)
    if date is None:
        return False
    rest = line[: date.start] + " | " + line[date.end :]
    rest, times = _TIME.subn(" ", rest)
    rest, numbers = re.subn(r"(?<![\w+-])\d{1,7}(?!\w)", " ", rest)
    words = [word for word in _WORD.findall(rest)]
    known = _wordings()["dateline", "word"] | _wordings()["counter", "word"]
    known_words = {part for wording in known for part in wording.split()}
    left = [word for word in words if word.casefold() not in known_words]
    return not left or (times + numbers > 0 and len(left) <= 2 and all(w[0].isupper() for w in left))


def _is_breadcrumbs(line: str, plain: str) -> bool:
    """A way from the home page: "Басты бет > Жаңалықтар"."""
    first, *others = _CRUMB.split(line.strip(), maxsplit=1)
    return bool(others) and _plain(first) in _wordings()["breadcrumbs", "word"]


def _is_markup(line: str, plain: str) -> bool:
    """The rest of a tag or of a file's name."""
    return _MARKUP_REST.fullmatch(line) is not None


_FORMS = (
    ("link", _is_link),
    ("counter", _is_counter),
    ("dateline", _is_dateline),
    ("breadcrumbs", _is_breadcrumbs),
    ("markup", _is_markup),
)


def _in_company(line: str) -> str:
    """The rule that marks a line beside another of the rule; numbers "?" and their words "!"."""
    plain = _plain(line)
    if _NUMBER.fullmatch(plain):
        return "counter?"
    if plain in _wordings()["counter", "word"]:
        return "counter!"
    if plain in _wordings()["share", "beside"]:
        return "share"
    return ""
