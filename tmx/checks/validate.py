"""Finds all that is wrong with a file, in constant memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tmx.blocks import Block, Kind, Lines, TooBigError, blocks
from tmx.build import Builder
from tmx.checks.codes import CODES
from tmx.checks.demands import check_header, check_unit
from tmx.checks.findings import Finding
from tmx.checks.languages import LanguageCounts
from tmx.checks.meaning import View, check_meaning, check_values
from tmx.checks.profiles import Profile, profile_of
from tmx.checks.seen import Seen
from tmx.checks.structure import Spot, check_structure, local_name
from tmx.decode import text_chunks
from tmx.errors import TmxError
from tmx.flaws import flaws, suspicious, without_flaws
from tmx.fragments import Fragments, Frame, stray_text
from tmx.model import Header
from tmx.progress import Step, bytes_told, silent

_FIRST_OF_TOOLS = 401


def validate(
    path: str | os.PathLike[str], tool: str | None = None, step: Step = silent
) -> Iterator[Finding]:
    """Find all that is wrong with a file, from its beginning to its end.

    A broken unit does not keep the others from being checked. What `tool` demands (a key of
    `PROFILES`) is checked besides, and what it does about a finding is said. ``step`` is told how
    far the work is.

    Raises:
        TmxError: there is no such tool.
        OSError: the file cannot be read.
    """
    profile = profile_of(tool)
    with Seen() as seen:
        yield from _Validator(profile, seen).run(path, step)


class _Validator:
    def __init__(self, profile: Profile | None, seen: Seen) -> None:
        self._profile = profile
        self._seen = seen
        self._frame = Frame()
        self._frame_is_broken = False
        self._open: tuple[int, int] | None = None  # number and line of a unit without its end
        self._header = Header("")
        self._units = 0
        self._languages = LanguageCounts()

    def run(self, path: str | os.PathLike[str], step: Step) -> Iterator[Finding]:
        if self._profile and (most := self._profile.limits.bytes):
            size = Path(path).stat().st_size
            if size > most:
                yield from self._tell([(403, None, f"{size} bytes; at most {most}")])
        line = 1
        try:
            for block in blocks(text_chunks(path, reached=bytes_told(step, path))):
                line = block.line + block.text.count("\n")
                yield from self._not_closed(102)
                if block.kind is Kind.UNIT:
                    yield from self._unit(block)
                elif block.kind is Kind.HEAD:
                    yield from self._head(block)
                    if self._frame.declares_entities() or not self._is_tmx():
                        return
                else:
                    yield from self._between(block)
        except TmxError as error:
            number = 109 if isinstance(error, TooBigError) else 101
            yield from self._tell([(number, error.line, error.message)])
            return
        yield from self._end(line)

    def _is_tmx(self) -> bool:
        root = self._frame.root
        return root is None or local_name(root, self._frame.namespace) == "tmx"

    def _head(self, block: Block) -> Iterator[Finding]:
        yield from self._letters(block)
        fault = self._frame.feed(without_flaws(block.text), block.line)
        if self._frame.declares_entities():
            at = block.text.find("<!ENTITY")
            yield from self._tell([(108, Lines(block).at(max(at, 0)), "<!ENTITY")])
            return
        root, namespace = self._frame.root, self._frame.namespace
        if root is not None:
            line = self._frame.line(root.sourceline or 1)
            if not self._is_tmx():
                yield from self._tell([(201, line, f"<{local_name(root, namespace)}>")])
                return
            if namespace:
                yield from self._tell([(210, line, f'xmlns="{namespace[1:-1]}"')])
        header = self._frame.child("header")
        if header is not None:
            yield from self._tell(check_structure(header, namespace))
            yield from self._tell(check_values(header))
            self._header = Builder(namespace).header(header)
            if self._profile:
                limits = self._profile.limits
                yield from self._tell(check_header(self._header, limits, header.sourceline))
        yield from self._among_units(block)
        yield from self._fault(fault, 102)
        self._fragments = Fragments(root)
        self._builder = Builder(namespace)

    def _between(self, block: Block) -> Iterator[Finding]:
        if not block.text.strip():
            return
        yield from self._letters(block)
        if not self._frame_is_broken:
            yield from self._fault(self._frame.feed(without_flaws(block.text), block.line), 102)
            yield from self._among_units(block)

    def _among_units(self, block: Block) -> Iterator[Finding]:
        """Tell what stands in the body besides units, and forget it."""
        for line, text in stray_text(block):
            yield from self._tell([(208, line, f'"{text[:40]}"')])
        body = self._frame.child("body")
        for element in body if body is not None else ():
            line = self._frame.line(element.sourceline or 1)
            name = local_name(element, self._frame.namespace)
            yield from self._tell([(203, line, f"<{name}> among the units")])
            tail = (element.tail or "").strip()
            if tail and element.getnext() is not None:
                yield from self._tell([(208, line, f'"{tail[:40]}"')])
        if body is not None:
            body.text = None
            del body[:]

    def _unit(self, block: Block) -> Iterator[Finding]:
        self._units += 1
        unit = self._units
        yield from self._letters(block, unit)
        if not block.whole:
            self._open = (unit, block.line)
            return
        try:
            tu = self._fragments.parse(without_flaws(block.text))
        except TmxError as error:
            line = block.line + (error.line or 1) - 1
            yield from self._tell([(102, line, error.message)], unit)
            return
        ahead = block.line - 1
        yield from self._tell(check_structure(tu, self._frame.namespace), unit, ahead)
        try:
            meant = self._builder.unit(tu)
        except TmxError as error:
            yield from self._tell([(109, error.line, error.message)], unit, ahead)
            return
        lines = [
            child.sourceline for child in tu if local_name(child, self._frame.namespace) == "tuv"
        ]
        view = View(
            tu,
            meant,
            tuple(zip(meant.variants, lines, strict=True)),
            meant.srclang or self._header.srclang,
        )
        yield from self._tell(check_meaning(view), unit, ahead)
        if self._profile:
            spots = check_unit(view, self._header, self._profile.limits)
            yield from self._tell(spots, unit, ahead)
        if meant.tuid:
            first = self._seen.first_line(meant.tuid, block.line)
            if first is not None:
                what = f'tuid="{meant.tuid[:40]}", first on line {first}'
                yield from self._tell([(306, block.line, what)], unit)
        self._languages.add({variant.language for variant in meant.variants}, block.line)

    def _not_closed(self, number: int) -> Iterator[Finding]:
        if self._open:
            unit, line = self._open
            self._open = None
            yield from self._tell([(number, line, "the unit that begins here never ends")], unit)

    def _letters(self, block: Block, unit: int | None = None) -> Iterator[Finding]:
        lines = Lines(block)
        spots = [(flaw.code, lines.at(flaw.start), flaw.what) for flaw in flaws(block.text)]
        for number, start, what in suspicious(block.text):
            spots.append((number, lines.at(start), what))
        yield from self._tell(spots, unit)

    def _end(self, line: int) -> Iterator[Finding]:
        root, namespace = self._frame.root, self._frame.namespace
        if root is not None:
            for number, at, what in check_structure(root, namespace, below=False):
                yield from self._tell([(number, self._frame.line(at or 1), what)])
        fault = None if self._frame_is_broken else self._frame.finish(line)
        if self._open:
            yield from self._not_closed(110)
        elif fault:
            yield from self._tell([(110, line, fault.message)])
        if not self._units:
            yield from self._tell([(317, None, "no <tu>")])
        yield from self._tell(self._languages.spots())

    def _fault(self, fault: TmxError | None, number: int) -> Iterator[Finding]:
        if fault:
            self._frame_is_broken = True
            yield from self._tell([(number, fault.line, fault.message)])

    def _tell(
        self, spots: Iterable[Spot], unit: int | None = None, ahead: int = 0
    ) -> Iterator[Finding]:
        for number, line, what in spots:
            at = None if line is None else line + ahead
            if self._profile:
                if number < _FIRST_OF_TOOLS or self._profile.asks(number):
                    level, effect = self._profile.level(number), self._profile.effect(number)
                    yield Finding(number, at, unit, what, level, effect)
            elif number < _FIRST_OF_TOOLS:
                yield Finding(number, at, unit, what, CODES[number].level)
