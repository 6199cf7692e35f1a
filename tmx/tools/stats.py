"""Counts what is in a memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tmx.model import Header, TranslationUnit
from tmx.progress import Step, silent, told
from tmx.read import open_tmx
from tmx.tools.keys import Compare, Key, source_variant, tag, unit_key
from tmx.tools.scores import SCORE_PROPS, score_of
from tmx.tools.workfile import work_database

BINS = 10
"""Of the score histogram: 0 to 0.1, … 0.9 to 1, the upper end of the last one included."""

_SCHEMA = "CREATE TABLE seen (kind, key BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"


@dataclass(slots=True)
class LanguageStats:
    """What there is in one language; words are what white space separates."""

    variants: int = 0
    words: int = 0
    characters: int = 0
    tagged: int = 0
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in a memory.

    Attributes:
        header: the file's header.
        units: how many there are.
        languages: what there is in each language.
        pairs: units by source and target language, "kk → ru".
        duplicates: units whose texts an earlier unit has in all languages.
        repeated_sources: units whose source text an earlier unit has, duplicates among them.
        scores: units by tenths of the score.
        unscored: units without a score from 0 to 1.
        first: the earliest date of creation or change.
        last: the latest one.
        props: how often each type of property occurs, in units and variants.
    """

    header: Header
    units: int
    languages: Mapping[str, LanguageStats]
    pairs: Mapping[str, int]
    duplicates: int
    repeated_sources: int
    scores: tuple[int, ...]
    unscored: int
    first: datetime | None
    last: datetime | None
    props: Mapping[str, int]


def stats(source: Path, score_props: tuple[str, ...] = SCORE_PROPS, step: Step = silent) -> Stats:
    """Count what is in a file.

    Args:
        source: the memory.
        score_props: types of properties that hold the score.
        step: is told how far the work is.

    Raises:
        TmxError: the file cannot be read as TMX.
        OSError: the file cannot be read.
    """
    tally = _Tally(score_props)
    repeated: Counter[Key] = Counter()
    with open_tmx(source) as reader, work_database(_SCHEMA) as database:
        srclang = reader.header.srclang
        for unit in told(reader, step, source.name):
            tally.add(unit, srclang)
            for kind in Key:
                row = (kind.value, unit_key(unit, srclang, Compare.TEXT, kind))
                added = database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", row)
                repeated[kind] += not added.rowcount
        return Stats(
            header=reader.header,
            units=reader.unit,
            languages=tally.languages,
            pairs=dict(tally.pairs.most_common()),
            duplicates=repeated[Key.BOTH],
            repeated_sources=repeated[Key.SOURCE],
            scores=tuple(tally.scores),
            unscored=tally.unscored,
            first=tally.first,
            last=tally.last,
            props=dict(tally.props.most_common()),
        )


@dataclass(slots=True)
class _Tally:
    """What has been counted so far."""

    score_props: tuple[str, ...]
    languages: dict[str, LanguageStats] = field(default_factory=dict)
    pairs: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=lambda: [0] * BINS)
    unscored: int = 0
    first: datetime | None = None
    last: datetime | None = None
    props: Counter[str] = field(default_factory=Counter)

    def add(self, unit: TranslationUnit, srclang: str) -> None:
        for variant in unit.variants:
            language = self.languages.setdefault(variant.language, LanguageStats())
            text = variant.text
            language.variants += 1
            language.words += len(text.split())
            language.characters += len(text)
            language.tagged += any(not isinstance(part, str) for part in variant.segment.content)
            language.empty += not text.strip()
            self.props.update(prop.type for prop in variant.props)
        self.props.update(prop.type for prop in unit.props)
        source = source_variant(unit, srclang)
        for variant in unit.variants:
            if source is not None and variant is not source:
                self.pairs[f"{tag(source.language)} → {tag(variant.language)}"] += 1
        score = score_of(unit, self.score_props)
        if score is None or not 0 <= score <= 1:
            self.unscored += 1
        else:
            self.scores[min(BINS - 1, int(score * BINS))] += 1
        self._add_dates(unit)

    def _add_dates(self, unit: TranslationUnit) -> None:
        for history in (unit.history, *(variant.history for variant in unit.variants)):
            for date in (history.creationdate, history.changedate):
                if isinstance(date, datetime):
                    self.first = date if self.first is None else min(self.first, date)
                    self.last = date if self.last is None else max(self.last, date)
