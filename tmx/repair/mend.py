"""Mends a file from its beginning to its end: letters first, then elements, then meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from unicodedata import is_normalized

from lxml import etree

from tmx.blocks import Block, Kind, Lines
from tmx.build import Builder
from tmx.checks.meaning import is_date
from tmx.checks.profiles import Profile
from tmx.checks.structure import check_structure, local_name
from tmx.dates import parse_date
from tmx.errors import TmxError
from tmx.flaws import flaws, suspicious, without_comments, without_flaws
from tmx.fragments import Fragments, Frame, among_units, stray_text
from tmx.model import Header, TranslationUnit
from tmx.repair.changes import Change, Outcome
from tmx.repair.parts import mend_header, mend_unit
from tmx.vocabulary import DATES

_ENDS = re.compile(r"</(?:[\w.-]+:)?(?:body|tmx)\s*>")
_OUTCOMES = {
    111: Outcome.KEPT,
    112: Outcome.KEPT,
    114: Outcome.LOST,
    204: Outcome.MENDED,
    212: Outcome.MENDED,
}
"""What becomes of what the checks find, where reading the file and writing it anew does it."""


class Mender:
    """Mends one file, block by block.

    Attributes:
        header: the header as it is to be written; known when the first unit is.
        lost_units: how many units could not be saved so far.
    """

    def __init__(self, profile: Profile | None, on_change: Callable[[Change], None]) -> None:
        self.header = Header("")
        self.lost_units = 0
        self._profile = profile
        self._on_change = on_change
        self._line: int | None = 1
        self._unit: int | None = None

    def units(self, found: Iterable[Block]) -> Iterator[TranslationUnit]:
        """Yield the units that are left; the header is known when the first of them is."""
        number = 0
        has_header = is_cut_off = False
        tail = ""
        for block, is_last in _with_last(found):
            self._unit, self._line = None, block.line
            tail = block.text
            if block.kind is Kind.HEAD:
                self._head(block)
            elif block.kind is Kind.BETWEEN:
                self._with_letters(block)
                self._stray(block)
            else:
                number += 1
                self._unit = number
                is_cut_off = is_last and not block.whole
                tu = None if is_cut_off else self._parsed(block)
                if is_cut_off:
                    self.lose_unit(110, f"the unit is cut off after {len(block.text)} letters")
                if tu is None:
                    continue
                unit = self._built(tu)
                if unit and not has_header:
                    self._mend_header(unit)
                    has_header = True
                mended = unit and mend_unit(unit, self.header.srclang, self._profile, self._tell)
                if mended:
                    yield mended
        self._unit = None
        if not has_header:
            self._mend_header(None)
        if not is_cut_off and len(_ENDS.findall(tail)) < 2:
            self._tell(110, "the end of the file was missing", Outcome.MENDED)

    def lose_unit(self, number: int, what: str) -> None:
        """Take note of a unit that cannot be saved."""
        self.lost_units += 1
        self._tell(number, what, Outcome.LOST)

    def _head(self, block: Block) -> None:
        text = self._with_letters(block)
        if "<!ENTITY" in without_comments(text):
            raise TmxError(
                "the file declares XML entities, which may draw in other files or fill the memory: "
                "delete the declarations and write out what they stand for"
            )
        frame = Frame()
        fault = frame.feed(text, block.line)
        root, namespace = frame.root, frame.namespace
        header = frame.child("header")
        if fault:
            self._line = fault.line
            self._tell(102, "the head was read as far as it could be", Outcome.LOST)
            if header is None:
                root, header = _recovered(text)
        if root is not None and local_name(root, namespace) != "tmx":
            name = local_name(root, namespace)
            raise TmxError(f"this is no TMX, for it begins with <{name}>: export it as TMX")
        if namespace:
            self._tell(210, f'xmlns="{namespace[1:-1]}" left out', Outcome.MENDED)
        if root is not None and root.get("version") != "1.4":
            was = root.get("version") or "none"
            self._tell(211, f'version="1.4" instead of {was}', Outcome.MENDED)
        self._namespace = namespace
        self._fragments = Fragments(root)
        self._builder = Builder(namespace)
        self._header_line = None if header is None else header.sourceline
        if header is not None:
            self._rewritten(header)
            self.header = self._builder.header(header)
        else:
            self.header = Header("", "", "", "", "", "", "")
        self._stray(block)

    def _mend_header(self, first: TranslationUnit | None) -> None:
        unit, line = self._unit, self._line
        self._unit, self._line = None, self._header_line or 1
        self.header = mend_header(self.header, first, self._profile, self._tell)
        self._unit, self._line = unit, line

    def _stray(self, block: Block) -> None:
        """Tell what is left out because it stands among the units."""
        for line, text in stray_text(block):
            self._line = line
            self._tell(208, f"{text[:60]!r} left out", Outcome.LOST)
        lines = Lines(block)
        for found in among_units(block):
            self._line = lines.at(found.start())
            self._tell(203, f"{found[0][:60]!r} left out", Outcome.LOST)

    def _parsed(self, block: Block) -> etree._Element | None:
        text = self._with_letters(block)
        if not block.whole:
            name = re.split(r"[\s/>]", text, maxsplit=1)[0][1:]
            text += f"</{name}>"
        try:
            tu = self._fragments.parse(text)
        except TmxError as error:
            self._line = block.line + (error.line or 1) - 1
            self.lose_unit(102, error.message)
            return None
        if not block.whole:
            self._tell(102, "the end tag added", Outcome.MENDED)
        self._ahead = block.line - 1
        return tu

    def _built(self, tu: etree._Element) -> TranslationUnit | None:
        start = self._line
        try:
            unit = self._builder.unit(tu)
        except TmxError as error:
            self.lose_unit(109, error.message)
            return None
        self._rewritten(tu)
        self._line = start
        for variant in unit.variants:
            if not is_normalized("NFC", variant.text):
                self._tell(113, f"the {variant.language} text is now NFC", Outcome.MENDED)
        return unit

    def _rewritten(self, top: etree._Element) -> None:
        """Tell what reading the element and writing it anew does."""
        ahead = 0 if self._unit is None else self._ahead
        for number, line, what in check_structure(top, self._namespace):
            if number in _OUTCOMES:
                self._line = (line or 1) + ahead
                self._tell(number, what, _OUTCOMES[number])
        variants = top.iterchildren(f"{self._namespace}tuv") if self._unit is not None else ()
        for element in (top, *variants):
            for text in (element.text, *(child.tail for child in element)):
                if text and not text.isspace():
                    self._line = (element.sourceline or 1) + ahead
                    self._tell(208, f"{text.strip()[:60]!r} left out", Outcome.LOST)
            for name in sorted(DATES & set(element.attrib)):
                value = element.get(name, "")
                if not is_date(value) and not isinstance(parse_date(value), str):
                    self._line = (element.sourceline or 1) + ahead
                    self._tell(303, f'{name}="{value[:40]}" as UTC', Outcome.MENDED)

    def _with_letters(self, block: Block) -> str:
        """Return the text of a block as letters that XML can hold."""
        lines = Lines(block)
        for flaw in flaws(block.text):
            instead = f"now {flaw.instead!r}" if flaw.instead else "taken out"
            self._line = lines.at(flaw.start)
            is_lost = flaw.code == 104
            self._tell(
                flaw.code, f"{flaw.what} {instead}", Outcome.LOST if is_lost else Outcome.MENDED
            )
        for number, start, what in suspicious(block.text):
            self._line = lines.at(start)
            self._tell(number, what, _OUTCOMES[number])
        self._line = block.line
        return without_flaws(block.text)

    def _tell(self, number: int, what: str, outcome: Outcome) -> None:
        self._on_change(Change(number, self._line, self._unit, what, outcome))


def _with_last(found: Iterable[Block]) -> Iterator[tuple[Block, bool]]:
    """Yield blocks, each with whether it is the last."""
    iterator = iter(found)
    before = next(iterator)
    for block in iterator:
        yield before, False
        before = block
    yield before, True


def _recovered(head: str) -> tuple[etree._Element | None, etree._Element | None]:
    """Return root and header of a head that is not well-formed, as far as they can be read."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    root = etree.fromstring(head.encode(), parser)
    return root, None if root is None else next(root.iter("{*}header"), None)
