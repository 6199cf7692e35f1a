r"""Where sentences of Kazakh and Russian texts end, as rules that any translation tool can read.

A rule is a pair of regular expressions, for what stands before and after a place (SRX 2.0,
section 2). Of the rules that match at a place the first decides. The expressions use no more than
Java, ICU and Python all understand in the same way: no \w, \b or \p, no lookbehind of changing
length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = {"kk": "Kazakh", "ru": "Russian"}
"""The languages with rules of their own; others get the common ones."""

_SMALL = "a-zß-öø-ÿа-яѐ-џғқңөұүһәі"
_CAPITAL = "A-ZÀ-ÖØ-ÞА-ЯЀ-ЏҒҚҢӨҰҮҺӘІ"
_LETTER = f"{_CAPITAL}{_SMALL}"
_OPENERS = "\"'«“„”‘(\\[№$€₸£"
_CLOSERS = "\"'»”“’)\\]"
_DASH = "–—―-"
_BEGINNING = f"\\s+(?:[{_DASH}]\\s*)?[{_OPENERS}]*\\s?[{_CAPITAL}0-9]"
_NOTHING = "(?!)"  # matches nowhere
_SAYING = "дей|айта|санай|есептей|ойлай|жаза|хабарлай|мәлімдей|сене|қоса|түсіндіре"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: whether a sentence ends where ``after`` begins right behind ``before``."""

    breaks: bool
    before: str
    after: str


_PAST = (
    *("алынды", "ашылды", "аяқталды", "айыпталды", "басталды", "бекітті", "бекітілді", "болмақ"),
    *("жарияланды", "жеткізді", "көрсетті", "көтерілді", "қабылданды", "құрылды", "марапатталды"),
    *("өлтірді", "өткізілді", "талқыланды", "тағылды", "тағайындалды", "төмендеді", "әкелді"),
)
"""Kazakh verbs in the past that close a headline; none is the object case of a noun."""

# A Kazakh verb in the third person ends its sentence, unless the speaker is named after it.
_KAZAKH = (
    Rule(False, f"(?:{_SAYING})[дт][ыі]", "\\s"),
    Rule(False, f"деп [{_SMALL}]{{2,20}}д[ыі]", "\\s"),
    Rule(True, f"[{_SMALL}]{{2}}(?:[ае]|[мбп][ае]й)д[ыі]", f"\\s+[{_CAPITAL}][{_SMALL}]"),
    Rule(True, f"(?<![{_LETTER}-])(?:{'|'.join(_PAST)})", f"\\s+[{_CAPITAL}][{_SMALL}]"),
)


def abbreviations(language: str) -> dict[str, str]:
    """Return the abbreviations that the rules know, with their kinds: open, unit, when or end."""
    chain = {"kk": ("common", "ru", "kk"), "ru": ("common", "ru")}.get(language, ("common",))
    return {
        word: kind
        for name in chain
        for kind, words in _rows("abbreviations.txt", name)
        for word in words.split()
    }


@cache
def rules_for(language: str) -> tuple[Rule, ...]:
    """Return the rules of a language, the first to be asked first.

    Args:
        language: primary tag; any but those of `LANGUAGES` gets the common rules.
    """
    kinds = abbreviations(language)
    openers = [
        (kind, word) for kind, words in _rows("openers.txt", language) for word in words.split()
    ]
    any_opener = _opener(word for _, word in openers)
    sure_opener = _opener(word for kind, word in openers if kind == "sure")
    open_ = _any_of(word for word, kind in kinds.items() if kind == "open")
    number = _any_of(word for word, kind in kinds.items() if kind == "unit")
    unit = _any_of(word for word, kind in kinds.items() if kind in ("unit", "when"))
    end = _any_of(word for word, kind in kinds.items() if kind == "end")
    initial = f"(?<![{_LETTER}0-9/])(?:[{_CAPITAL}]|Дж)\\."
    item = f"(?:[0-9]{{1,3}}|[IVXLCІХ]{{1,5}}|[{_LETTER}])\\."
    clause = "[0-9]{1,3}(?:\\.[0-9]{1,2}){0,4}\\."
    rules = [
        # The number or letter of a list's item belongs to the item, that of a clause (2.1.) too.
        Rule(False, f"^[{_OPENERS}\\s]*(?:{clause}|{item})", "\\s"),
        Rule(False, f":\\s{item}", "\\s"),
        # When something was, and not yet what: С июня 2002 г. – посол
        Rule(False, f"^(?:[{_LETTER}]{{1,5}}\\s)?(?:[{_SMALL}]+\\s)?[0-9IVX–-]+\\s{unit}", "\\s"),
        Rule(False, f'[{_SMALL}0-9]{{3}}[)»”"]?[.!?…;]\\s+{clause}', "\\s"),
        # What stands in brackets inside a sentence is a part of it.
        Rule(False, "[^.!?…\\s]\\s*\\([^()]*[.!?…]+\\)", "\\s"),
        Rule(False, "[^.!?…\\s]\\s*\\([^()]*?[.!?…]+", "[^()]*\\)"),
        Rule(False, f"(?<![{_LETTER}/.]){end}", "\\s+\\("),
        Rule(True, f"(?<![{_LETTER}/.]){end}", _BEGINNING),
        # An abbreviation or initial goes on, unless a word follows that opens sentences.
        Rule(False, f"(?<![{_LETTER}0-9/]){open_}", "\\s"),
        Rule(False, f"(?<![{_LETTER}/]){unit}", "\\s+\\("),
        # From one to another: 9.00 ч. – 18.30 ч.
        Rule(False, f"(?<![{_LETTER}/]){unit}", f"\\s+[{_DASH}]\\s?[0-9]"),
        Rule(True, f"(?<![{_LETTER}/]){unit}", any_opener),
        Rule(True, initial, any_opener),
        # After a number it may end a sentence, but not before an initial or an acronym.
        Rule(True, f"[0-9IVXХ]\\s?{number}", f"\\s+[{_OPENERS}]*[{_CAPITAL}][{_SMALL}]"),
        Rule(False, f"(?<![{_LETTER}/]){unit}", f"\\s+[^{_DASH}]"),
        Rule(False, initial, "\\s"),
        # A date: 12. 05. 2024
        Rule(False, "(?<![0-9])[0-9]{1,2}\\.", "\\s+(?:[0-9]{1,2}|[0-9]{4})(?![0-9])"),
        # Dots between two numbers stand for what lies between them: 15... 18
        Rule(False, "[0-9](?:\\.{2,3}|…)", "\\s+[+–-]?[0-9]"),
        # The end, before anything that may begin a sentence.
        Rule(True, f"[.!?…؟۔]+[{_CLOSERS}]*", _BEGINNING),
        # A space left out.
        Rule(True, f"[{_SMALL}]{{3}}[.!?][»”)]?", "[А-ЯЀ-ЏҒҚҢӨҰҮҺӘІ][а-яѐ-џғқңөұүһәі]"),
        # A full stop left out, as after headlines.
        Rule(True, f"[{_SMALL}0-9][)»”“]?", sure_opener),
        *(_KAZAKH if language == "kk" else ()),
        Rule(True, "[。！？]+[」』”）]*", ""),
        Rule(True, "[^\\s]", "\\s+[•▪●◦■]\\s"),
    ]
    return tuple(rule for rule in rules if _NOTHING not in rule.before + rule.after)


def _rows(name: str, language: str) -> Iterator[list[str]]:
    text = (files("tmx.omegat") / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            own, *entry = line.split("\t")
            if own == language:
                yield entry


def _any_of(words: Iterable[str]) -> str:
    """Match any of the abbreviations, with a small or capital first letter; longest first."""
    listed = "|".join(map(_abbreviation, sorted(words, key=len, reverse=True)))
    return f"(?:{listed or _NOTHING})"


def _abbreviation(word: str) -> str:
    either = f"[{word[0].upper()}{word[0].lower()}]" if len(word) > 2 else word[0]  # С. is a name
    rest = word[1:].replace(".", "\\.\\s?", word.count(".") - 1).replace("_", "\\s+")
    return either + (rest[:-1] + "\\." if rest.endswith(".") else rest)


def _opener(words: Iterable[str]) -> str:
    # One letter with a full stop is an initial: К. А. Серікбаев
    alone = (w.capitalize() + ("(?!\\.)" if len(w) == 1 else "") for w in words)
    listed = "|".join(sorted(alone, key=len, reverse=True))
    return f"\\s+(?:{listed})(?![{_LETTER}])" if listed else _NOTHING
