"""Cuts a text into sentences: Kazakh and Russian first, general rules for other languages.

Each sign that may end a sentence is a place to decide; rules that look at what stands before and
after it are asked in turn, and the first that knows decides. The words that tell (abbreviations,
words that open sentences) are data; where they leave the answer open, the text itself is asked
whether the next word is a name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from corpora import unmarked
from corpora.spans import Span, paragraphs, trimmed
from corpora.wordlists import rows

LONGEST = 2000  # characters; a longer sentence is a list or a table, and is cut where it can be

# A sign that may end a sentence, what closes after it (whose words they were, too: "(А. Бекенов)"),
# and the white space that follows.
_NAME = rf"[{unmarked.CAPITALS}][^\W\d_]+"
_SIGN = re.compile(
    r"(?P<ender>[.!?…؟۔।։]+)(?P<closers>(?:[\"'»”“’)\]]|«(?=\s))*"
    rf"(?: ?\((?:[{unmarked.CAPITALS}]\. ?){{0,2}}{_NAME}(?:[ -]{_NAME})?\)(?!\S))?)"
    r"(?P<gap>\s+|(?=\S))"
    r"|(?P<wide>[。！？]+[」』”）]*)"
)
_BULLET = re.compile(r"\s+(?=[•▪●◦■]\s)")
_NEXT = re.compile(
    r"(?P<dash>[–—―-]\s*)?(?P<openers>[\"'«“„”‘(\[№$€₸£]*)\s?(?P<word>[^\W_]+)?(?P<dot>\.)?"
)
_LAST_WORD = re.compile(r"(?:[^\W\d_]{1,3}\. ?)*[^\W_]+(?:[.'’-][^\W_]+)*$")
_INITIALS = re.compile(rf"[{unmarked.CAPITALS}](?:\.[{unmarked.CAPITALS}])+")
_CLAUSE_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,4}")
_ROMAN = re.compile(r"[IVXLCІХ]+")
_AFTER_NUMBER = re.compile(
    r"(?:\d|\b[IVXLCІХ]+)[)\s]*(?:(?:шаршы|текше|мың|тыс\.?|млн\.?|млрд\.?|кв\.|куб\.)\s*)?$"
)
# "В 1975 г", "XIX–XX ғғ": when something was, and not yet what.
_TIME_ALONE = re.compile(
    r"[\s\"«“–—-]*(?:(?:в|к|с|до|от|на|после|около)\s(?:\w+\s)?)?(?:\d+|[IVXLCІХ]+)"
    r"(?:[-–](?:\d+|[IVXLCІХ]+))?(?:-\w+)?\s\w+(?:\.\w+)?",
    re.IGNORECASE,
)
_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"))
# «Качество. Доверие.» и телефон: a quotation that ends with its stop, in a sentence that does not.
_QUOTED_PART = re.compile(rf"[.!?…][»”]\s(?![{unmarked.CAPITALS}])[^\W\d_]")
_ONLY_OPENERS = " \t\n\"'«“„”‘([–—―-"
_KAZAKH_VERB = re.compile(r"\w{2,}(?:[ае]|[мбп][ае]й)д[ыі]")
# A word with a capital, then one that opens sentences, then a small one.
_CAPITAL_THEN_OPENER = re.compile(
    rf"(?<![\w-])[{unmarked.CAPITALS}][\w-]+[)»”“\"]*(?P<gap>\s+)"
    rf"(?P<word>[{unmarked.CAPITALS}]\w{{3,}})"
    rf"(?=\s(?![{unmarked.CAPITALS}])[^\W\d_])"
)
_SAYING = re.compile(
    r"\bдеп |\b(?:дей|айта|санай|есептей|ойлай|жаза|хабарлай|мәлімдей|сене|қоса|түсіндіре)[дт][ыі]"
)
# Where a list that goes on for pages is cut: at signs that end no sentence by the rules, else at
# commas.
_WEAK_SIGNS = (re.compile(r"[.!?…;][\"'»”“’)\]]*\s+"), re.compile(r"[,:–—]\s+"))
# Languages that write ordinal numbers with a full stop.
_DOTTED_ORDINALS = frozenset(
    ("de", "da", "no", "nb", "fi", "cs", "sk", "hu", "et", "lv", "hr", "sl")
)


def split_sentences(text: str, language: str) -> list[Span]:
    """The sentences of a text, in order, as spans without white space around them.

    A new line ends a sentence, save in a paragraph wrapped to a page's width.

    Args:
        text: Any text.
        language: BCP-47 tag; "kk" and "ru" have rules of their own.

    >>> text = "Жиын 2015 ж. 8 қазан күні өтті. Оған 40 адам қатысты."
    >>> [text[span.start : span.end] for span in split_sentences(text, "kk")]
    ['Жиын 2015 ж. 8 қазан күні өтті.', 'Оған 40 адам қатысты.']
    """
    splitter = Splitter(text, language)
    return [span for spans in splitter.paragraphs(0, len(text)) for span in spans]


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a sentence may end, and what stands around it.

    Attributes:
        before: The sentence up to the sign; its last 60 characters.
        is_first: The last word before the sign is the sentence's first.
        last: The last word before the sign, with the dots in it ("т.б", "А. С"); may be "".
        head: What stands before the last word.
        ender: The sign.
        closers: Quotation marks and brackets that close after it.
        gap: White space after those.
        dash: A dash that follows.
        openers: Quotation marks and brackets that open after the gap.
        word: The word that follows; may be "".
        is_initial: That word is the initial of a name.
        enclosed: The sign stands in brackets that opened inside the sentence and close later, or
            in a quotation of that kind after which the sentence goes on.
    """

    before: str
    is_first: bool
    last: str
    head: str
    ender: str
    closers: str
    gap: str
    dash: str
    openers: str
    word: str
    is_initial: bool
    enclosed: bool


class Splitter:
    """Cuts the paragraphs of one text, whose own words are evidence."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language.split("-")[0]
        self._abbreviations = _abbreviations(self._language)
        self._sure_openers = openers(self._language, "sure")

    def paragraphs(self, start: int, end: int) -> Iterator[list[Span]]:
        """The sentences of each paragraph of ``text[start:end]``."""
        for paragraph in paragraphs(self._text, start, end):
            if paragraph.start < paragraph.end:
                yield list(self._sentences(paragraph))

    def _sentences(self, paragraph: Span) -> Iterator[Span]:
        start = paragraph.start
        for cut in [*self._cuts(paragraph), paragraph.end]:
            for piece in self._pieces(Span(start, cut)):
                span = trimmed(self._text, *piece)
                if span.start < span.end:
                    yield span
            start = cut

    def _pieces(self, whole: Span) -> list[Span]:
        """What is too long for a sentence, cut into as few pieces as its signs allow."""
        pieces = [whole]
        for sign in _WEAK_SIGNS:
            pieces = [part for piece in pieces for part in self._cut_at(sign, piece)]
        return pieces

    def _cut_at(self, sign: re.Pattern[str], piece: Span) -> Iterator[Span]:
        start, end = piece
        if end - start > LONGEST:
            cuts = [match.end() for match in sign.finditer(self._text, start, end)]
            for cut, following in pairwise([*cuts, end]):
                if following - start > LONGEST:
                    yield Span(start, cut)
                    start = cut
        yield Span(start, end)

    def _cuts(self, paragraph: Span) -> list[int]:
        text = self._text
        start, end = paragraph
        cuts = {match.end() for match in _BULLET.finditer(text, start, end)}
        for match in _SIGN.finditer(text, *paragraph):
            if match["wide"] or (match.end() < end and self._ends(self._place(match, start, end))):
                start = match.end()
                cuts.add(start)
        if self._language in unmarked.LANGUAGES:
            for pair in _CAPITAL_THEN_OPENER.finditer(text, *paragraph):
                if pair["word"].lower() in self._sure_openers:
                    cuts.add(pair.end("gap"))
            for stretch in pairwise(sorted({paragraph.start, *cuts, paragraph.end})):
                cuts.update(
                    unmarked.ends(text, *stretch, self._language, self._known, self._surely)
                )
        return sorted(cuts)

    def _place(self, match: re.Match[str], start: int, end: int) -> Place:
        text, at = self._text, match.start()
        before = text[max(start, at - 60) : at]
        found = _LAST_WORD.search(before)
        last = found.group() if found else ""
        head = before[: found.start()] if found else before
        following = _NEXT.match(text, match.end(), end)
        parts = following.group("dash", "openers", "word", "dot") if following else ("",) * 4
        dash, openers, word, dot = (part or "" for part in parts)
        return Place(
            before=before,
            is_first=at - start < 60 and not head.strip(_ONLY_OPENERS),
            last=last,
            head=head,
            ender=match["ender"],
            closers=match["closers"],
            gap=match["gap"],
            dash=dash,
            openers=openers,
            word=word,
            is_initial=len(word) == 1 and bool(dot),
            enclosed=_enclosed(text, max(start, at - 300), at, min(end, at + 300)),
        )

    def _ends(self, place: Place) -> bool:
        for rule in _RULES:
            answer = rule(self, place)
            if answer is not None:
                return answer
        return True

    def _surely(self, place: re.Match[str]) -> bool:
        """Whether a sentence ends without its full stop, by a rule.

        A word that is no name has a capital only where a sentence begins; and a Kazakh verb in
        the third person of the present ends its sentence, unless the speaker is named after it.
        """
        before, word = place["before"], place["word"]
        if word[1:].islower() and word.lower() in self._sure_openers:
            return True
        if self._language != "kk" or not _KAZAKH_VERB.fullmatch(before):
            return False
        clause = self._text[max(0, place.start() - 20) : place.end("before")]
        return not _SAYING.search(clause)

    def kind(self, place: Place) -> str:
        """The kind of abbreviation that stands before the sign, or ""."""
        if place.head.endswith("/"):
            return ""  # a unit by a unit: "90 км/ч."
        last = place.last.replace(" ", "")
        if _INITIALS.fullmatch(last):
            return ""
        last = last.casefold()
        previous = place.head.split()[-1:] or [""]
        short = re.split(r"[.]", last)[-1]
        for name in (f"{previous[0].casefold()}_{last}", last, short):
            if name in self._abbreviations:
                return self._abbreviations[name]
        return ""

    def opens(self, place: Place) -> bool:
        """Whether the word that follows opens sentences and is no name."""
        word = place.word
        return not place.is_initial and (
            word.casefold() in self._known.openers or word.lower() in self._known.small
        )

    def is_name(self, word: str) -> bool:
        """Whether the text has a word with a capital inside a sentence, and never without."""
        return self._known.is_name(word)

    @property
    def language(self) -> str:
        """The primary tag of the text's language."""
        return self._language

    @cached_property
    def _known(self) -> unmarked.Known:
        return unmarked.Known(self._text, openers(self._language))


def _goes_on(_: Splitter, place: Place) -> bool | None:
    """A small letter, or nothing that could begin a sentence, goes on with the one before."""
    if place.word:
        return False if place.word[0].islower() else None
    return False if not place.openers else None


def _nothing_yet(_: Splitter, place: Place) -> bool | None:
    """A sign with nothing before it ends nothing: "…және осылай"."""
    return None if place.before.strip(_ONLY_OPENERS) else False


def _no_gap(splitter: Splitter, place: Place) -> bool | None:
    """A space left out after a sentence: "келді.Ол", but no address, no initials."""
    if place.gap:
        return None
    return (
        place.ender in (".", "!", "?")
        and place.closers in ("", "»", "”", ")")
        and len(place.last) >= 3
        and place.last.isalpha()
        and place.last.islower()
        and not splitter.kind(place)
        and "\u0400" <= place.word[:1] < "\u0530"
        and (len(place.word) == 1 or place.word[1:].islower())
    )


def _enclosed_part(_: Splitter, place: Place) -> bool | None:
    """What stands in brackets or quotation marks inside a sentence is a part of it."""
    return False if place.enclosed else None


def _range(_: Splitter, place: Place) -> bool | None:
    """Dots between two numbers stand for what lies between them: "15... 18", "–15… –18"."""
    numbers = place.last.isdigit() and place.word.isdigit() and not place.openers
    return False if numbers and place.ender in ("..", "...", "…") else None


def _certain_sign(_: Splitter, place: Place) -> bool | None:
    """Any sign but a lone full stop, or one with closing marks, needs no more evidence."""
    return True if place.ender != "." or place.closers or not place.last else None


def _list_number(_: Splitter, place: Place) -> bool | None:
    """The number or letter of a list's item belongs to the item: "1.", "2.1.", "II.", "а."."""
    if place.dash or not (place.is_first or place.head.endswith((": ", "; "))):
        return None
    if _CLAUSE_NUMBER.fullmatch(place.last):
        return False
    number = place.last.isdigit() and len(place.last) <= 3
    return False if number or len(place.last) == 1 or _ROMAN.fullmatch(place.last) else None


def _number(splitter: Splitter, place: Place) -> bool | None:
    """A number ends a sentence, unless it is a part of a date or, in some languages, an ordinal."""
    if not place.last.isdigit():
        return None
    short = len(place.last) <= 2
    if place.word[:1].isdigit():
        return not (short and len(place.word) in (1, 2, 4))
    return not (short and splitter.language in _DOTTED_ORDINALS)


def _abbreviation(splitter: Splitter, place: Place) -> bool | None:
    """An abbreviation ends a sentence by its kind and by the word that follows."""
    kind = splitter.kind(place)
    if not kind:
        return None
    if kind == "open" or "(" in place.openers or _TIME_ALONE.fullmatch(place.before):
        return False
    if place.dash:
        return not place.word[:1].isdigit()  # from one to another: "9.00 ч. – 18.30 ч."
    if kind == "end":
        # "U.S. Drought Monitor" is a name in a text of other letters.
        return not (place.last[0].isascii() and splitter.language in unmarked.LANGUAGES)
    if splitter.opens(place):
        return True
    if kind == "when" or not _AFTER_NUMBER.search(place.head) or place.word[:1].isdigit():
        return False
    return not (len(place.word) > 1 and place.word.isupper()) and not splitter.is_name(place.word)


def _initials(splitter: Splitter, place: Place) -> bool | None:
    """Initials ("А", "А.С", "Дж") belong to a name, unless a word follows that is none."""
    last = place.last.rsplit(".")[-1].strip()
    if not ((len(last) == 1 and last.isupper()) or last in ("Дж", "Ch", "Th", "Ph")):
        return None
    if place.head.endswith("°"):
        return True
    return splitter.opens(place) and not place.dash


_RULES: tuple[Callable[[Splitter, Place], bool | None], ...] = (
    _goes_on,
    _nothing_yet,
    _no_gap,
    _enclosed_part,
    _range,
    _certain_sign,
    _list_number,
    _number,
    _abbreviation,
    _initials,
)


def _enclosed(text: str, start: int, at: int, end: int) -> bool:
    for opening, closing in _PAIRS:
        opened = text.rfind(opening, start, at)
        if opened > start and text[start:opened].strip() and text.find(closing, opened, at) < 0:
            closed = text.find(closing, at, end)
            if closed >= 0 and (opening == "(" or _QUOTED_PART.match(text, closed - 1, end)):
                return True
    return False


@cache
def _abbreviations(language: str) -> dict[str, str]:
    """Abbreviations without their last full stop, each with its kind.

    Kinds: "open" never ends a sentence (им., т.е.), "unit" follows a number and may end one (г.,
    млн.), "when" does before words that open sentences alone (ж.), "end" mostly does before a
    capital (т.б., т.д.). Kazakh texts use the Russian ones too.
    """
    chain = {"kk": ("en", "ru", "kk"), "ru": ("en", "ru"), "de": ("de",), "fr": ("fr",)}
    found: dict[str, str] = {}
    for name in chain.get(language, ("en",)):
        for kind, listed in rows(f"abbreviations.{name}.txt"):
            for abbreviation in listed.split():
                found[abbreviation.rstrip(".").casefold()] = kind
    return found


@cache
def openers(language: str, kind: str = "") -> frozenset[str]:
    """Words that open sentences and are no names, in lower case; of one kind or of all."""
    if language not in ("kk", "ru"):
        return frozenset()
    return frozenset(
        word
        for row_kind, listed in rows(f"openers.{language}.txt")
        if not kind or row_kind == kind
        for word in listed.split()
    )
