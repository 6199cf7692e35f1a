"""Reading both sides of a run: which files, in which languages, and what had to be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpora import (
    CorpusError,
    Document,
    ReadOptions,
    Shelf,
    find_documents,
    mark_repeated,
    read_documents,
)
from corpora.readers import NAMED_ONLY

from .errors import InputError, LanguageError
from .memories import SUFFIXES

Languages = tuple[str | None, str | None]

LANGUAGE_NAMES = {
    "kk": "Kazakh",
    "kk-Latn": "Kazakh in Latin letters",
    "ru": "Russian",
    "en": "English",
    "de": "German",
    "fr": "French",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that takes no part, and why."""

    document: str
    why: str
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """The documents of a run.

    Attributes:
        sides: those in the source and those in the target language.
        left_out: what could not be read, or is in neither language.
    """

    sides: tuple[tuple[Document, ...], tuple[Document, ...]]
    left_out: tuple[LeftOut, ...]

    @classmethod
    def of(cls, source: tuple[Document, ...], target: tuple[Document, ...]) -> Gathered:
        """Documents read already.

        Raises:
            InputError: a side is empty, or holds several languages.
            LanguageError: both sides are in the same language.
        """
        for side, documents in (("source", source), ("target", target)):
            if len({document.language for document in documents}) != 1:
                raise InputError(f"The {side} must be documents in one language, at least one")
        gathered = cls((source, target), ())
        if source[0].language == target[0].language:
            raise LanguageError(f"Both sides are in {_name(source[0].language)}")
        return gathered

    @property
    def languages(self) -> tuple[str, str]:
        """Primary tags of the two sides."""
        return self.sides[0][0].language, self.sides[1][0].language


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to read.

    Attributes:
        path: where it is.
        name: what users call it.
        given: number of the place that it was found in.
        side: 0 or 1, the side that the place was given for.
    """

    path: Path
    name: str
    given: int
    side: int


def find_all(places: Sequence[Path], passed_over: frozenset[Path] = frozenset()) -> list[_Found]:
    """The files below one or two given places, and parallel files beside them.

    Args:
        places: files or folders; a file that holds both languages counts for no side.
        passed_over: files that are not read though they lie below a place.

    Raises:
        CorpusError: a place is missing or holds nothing to read.
        InputError: a file is given twice, or there are more than two sides.
    """
    if len(places) == 2 and places[0].resolve() == places[1].resolve() and places[0].is_dir():
        places = places[:1]  # one folder that holds both languages
    sided = [place for place in places if not is_parallel(place)]
    if len(sided) > 2:
        raise InputError(
            f"{sided[2]}: a third side. Give two files or folders at most, beside memories"
        )
    found: list[_Found] = []
    seen: dict[Path, Path] = {}
    left = {path.resolve() for path in passed_over}
    for number, given in enumerate(places):
        side = sided.index(given) if given in sided else 0
        for path in find_documents(given):
            if path.resolve() in seen:
                raise InputError(
                    f"{path}: given twice (also as {seen[path.resolve()]}). Give each file once"
                )
            seen[path.resolve()] = path
            if path.resolve() in left and given.is_dir():
                continue
            name = str(path.relative_to(given)) if given.is_dir() else path.name
            found.append(_Found(path, name, number, side))
    return found


def is_parallel(path: Path) -> bool:
    """Whether a file, by its suffix, holds the same text in several languages."""
    return path.suffix.lower() in NAMED_ONLY.union(SUFFIXES) and not path.is_dir()


def gather(
    places: Sequence[Path],
    options: ReadOptions,
    languages: Languages = (None, None),
    advance: Callable[[int], None] = lambda _: None,
    passed_over: frozenset[Path] = frozenset(),
    shelf: Shelf | None = None,
) -> Gathered:
    """Read every document below the given places and sort them by language.

    The source language is that of most text in the first place, the target language another one
    of most text in the second. A folder may hold both, and so may a file: a memory, an XLIFF file
    or a table.

    Args:
        places: one or two files or folders, and any number of files that hold both languages.
        options: how to read; its `language` is not looked at.
        languages: of source and target, where the user says them.
        advance: told of each file read.
        passed_over: files that are not read though they lie below a place.
        shelf: where what was found out of texts is kept (see `corpora.read_documents`).

    Raises:
        CorpusError: a place is missing or holds nothing to read.
        InputError: a file is given twice, or nothing of a side can be read.
        LanguageError: both sides are in the same language, or one cannot be told.
    """
    found = find_all(places, passed_over)
    documents: list[tuple[_Found, Document]] = []
    left_out: list[LeftOut] = []
    for file in found:
        try:
            documents += ((file, document) for document in _read(file, options, languages, shelf))
        except CorpusError as error:
            left_out.append(LeftOut(file.name, error.why, unreadable=True))
            if len(found) <= len(places):  # nothing else stands in for it
                raise
        advance(1)
    for number, given in enumerate(places):
        if not any(file.given == number for file, _ in documents) and any(
            file.given == number for file in found
        ):
            first = next(item for item in left_out if item.unreadable)
            raise InputError(f"{given}: nothing in it can be read ({first.document}: {first.why})")
    documents = _without_menus(documents, options)
    chosen = _choose(documents, languages)
    sides: tuple[list[Document], list[Document]] = ([], [])
    for _, document in documents:
        if document.language in chosen:
            sides[chosen.index(document.language)].append(document)
        else:
            why = (
                f"in {_name(document.language)}, neither {_name(chosen[0])} nor {_name(chosen[1])}"
            )
            left_out.append(LeftOut(document.id, why))
    return Gathered((tuple(sides[0]), tuple(sides[1])), tuple(left_out))


def _read(
    file: _Found, options: ReadOptions, languages: Languages, shelf: Shelf | None
) -> list[Document]:
    """The documents in a file; a language given for its side outweighs what the text shows.

    Unless the text is in the other side's language: a folder may hold both.
    """
    documents = read_documents(
        file.path, replace(options, language=None), id=file.name, shelf=shelf
    )
    given = languages[file.side]
    if given is None or documents[0].pairing or documents[0].language in languages:
        return documents
    return read_documents(file.path, replace(options, language=given), id=file.name, shelf=shelf)


def _without_menus(
    documents: Sequence[tuple[_Found, Document]], options: ReadOptions
) -> list[tuple[_Found, Document]]:
    """The documents with the menus marked that the pages of each given place share."""
    out = list(documents)
    for given in {file.given for file, _ in documents}:
        places = [place for place, (file, _) in enumerate(documents) if file.given == given]
        marked = mark_repeated([documents[place][1] for place in places], options)
        for place, document in zip(places, marked, strict=True):
            out[place] = (documents[place][0], document)
    return out


def _choose(documents: Sequence[tuple[_Found, Document]], given: Languages) -> tuple[str, str]:
    """The source and the target language."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for file, document in documents:
        if document.language != "und":
            counts[file.side][document.language] += len(document.sentences)
    source = given[0] or _most(counts[0], given[1]) or _most(counts[0] + counts[1], given[1])
    target = given[1] or _most(counts[1], source) or _most(counts[0] + counts[1], source)
    names = ", ".join(document.id for _, document in documents[:3])
    if source is None:
        raise LanguageError(
            f"The language cannot be told ({names}). Say it: --source-lang, --target-lang"
        )
    if target is None or source == target:
        raise LanguageError(
            f"Both sides are in {_name(source)} ({names}). Give texts in two languages, "
            "or say which they are: --source-lang, --target-lang"
        )
    for language in (source, target):
        if not any(document.language == language for _, document in documents):
            raise LanguageError(f"No text is in {_name(language)} ({names}). Check the languages")
    return source, target


def _most(counts: Counter[str], other: str | None) -> str | None:
    """The language with most sentences that is not the other side's."""
    left = [language for language in counts if language != other]
    return max(left, key=lambda language: counts[language], default=None)


def _name(language: str) -> str:
    return LANGUAGE_NAMES.get(language, f"language {language!r}")
