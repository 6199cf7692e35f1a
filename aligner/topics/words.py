"""The content words of sentences, their forms gathered under one stem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VOICELESS = str.maketrans("бгғ", "пкқ")  # a Kazakh stem's end is voiced before a vowel: мектебі


def content_words(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The words of a text that are no function words, each after its stem.

    Languages without a list of function words lose their words of less than four letters.
    """
    least = 2 if _function_words(language) else 4
    endings = _words(f"endings.{language}.txt")
    for word in _WORD.findall(text.replace("\u00ad", "")):
        head, hyphen, tail = word.rpartition("-")
        if hyphen and tail in endings:  # a foreign name with its case ending: NASA-ның
            word = head
        plain = word.casefold()
        if len(word) >= least and not is_function_word(plain, language):
            yield stem(plain, language), word


def first_word(text: str) -> str:
    """The word that a text begins with, "" for a text without letters."""
    found = _WORD.search(text)
    return found.group() if found else ""


@lru_cache(maxsize=65536)
def is_function_word(word: str, language: str) -> bool:
    """Whether a word in lower case is one, as listed or with an ending."""
    listed = _function_words(language)
    return word in listed or stem(word, language) in _function_stems(language)


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """What the forms of a word have in common; need be no word.

    >>> stem("мектептерінде", "kk") == stem("мектебі", "kk") == stem("мектеп", "kk")
    True
    >>> stem("каналами", "ru") == stem("канал", "ru")
    True
    """
    endings = _words(f"endings.{language}.txt")
    while True:
        fitting = [e for e in endings if word.endswith(e) and len(word) - len(e) >= _least(e)]
        if not fitting:
            return word[:-1] + word[-1:].translate(_VOICELESS) if language == "kk" else word
        word = word[: -max(map(len, fitting))]
        if language != "kk":
            return word


def _least(ending: str) -> int:
    """Letters that must be left: the shorter an ending, the easier it is mistaken."""
    return max(5 - len(ending), 2)


def _function_words(language: str) -> frozenset[str]:
    return _words(f"function_words.{language}.txt")


@lru_cache
def _function_stems(language: str) -> frozenset[str]:
    """Stems of the longer function words; of short ones they would catch too much."""
    return frozenset(stem(word, language) for word in _function_words(language) if len(word) > 3)


@lru_cache
def _words(name: str) -> frozenset[str]:
    file = files("aligner").joinpath(f"data/{name}")
    if not file.is_file():
        return frozenset()
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(
        word.casefold() for line in lines if not line.startswith("#") for word in line.split()
    )
