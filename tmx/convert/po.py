"""PO, the catalogues of gettext: the source text is ``msgid``, the translation ``msgstr``.

Of two units with one source text the second gets its number as ``msgctxt``, since gettext takes
no message twice. Entries that are fuzzy, obsolete, untranslated or plural are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tmx.convert.form import (
    Form,
    Languages,
    Losses,
    Opened,
    Outgoing,
    count_details,
    plain,
    unit_of,
)
from tmx.convert.lines import lines_of
from tmx.errors import TmxError
from tmx.files import atomic_output
from tmx.model import Header, Note, Prop, TranslationUnit
from tmx.tools.keys import Compare, Key, unit_key
from tmx.tools.workfile import work_database

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"\s*$')
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(\[\d+\])?\s+(?=\")")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_LETTERS = {'"': '"', "\\": "\\", "\n": "n", "\t": "t", "\r": "r"}
_SPECIAL = re.compile(r'["\\\x00-\x1f]')
_SCHEMA = "CREATE TABLE seen (source BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID"
_COUNT = """
INSERT INTO seen VALUES (?, 1) ON CONFLICT (source) DO UPDATE SET count = count + 1
RETURNING count
"""


@dataclass(slots=True)
class _Entry:
    """What of an entry has been read so far."""

    line: int
    parts: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    flags: str = ""


@contextmanager
def _read(path: Path, languages: Languages, losses: Losses) -> Iterator[Opened]:
    entries = _entries(path)
    first = next(entries, None)
    if first is None:
        raise TmxError("there is no entry in it: this is no PO file", path)
    head = _head(first.parts.get("msgstr", "")) if not first.parts.get("msgid") else {}
    charset = re.search(r"charset=([\w-]+)", head.get("content-type", ""))
    if charset and charset[1].lower() not in ("utf-8", "us-ascii", "ascii", "charset"):
        raise TmxError(f"it is in {charset[1]}: save it as UTF-8", path, first.line)
    source = languages.source or head.get("x-source-language")
    target = languages.target or head.get("language", "").replace("_", "-")
    if not (source and target):
        missing = "--target-lang" if source else "--source-lang"
        raise TmxError(f"the file does not tell its languages: name them with {missing}", path)

    def units() -> Iterator[TranslationUnit]:
        for entry in [first, *entries] if not head else entries:
            parts = entry.parts
            if not parts.get("msgid"):
                continue
            if "msgid_plural" in parts:
                losses.add("plural entries left out")
            elif "fuzzy" in entry.flags:
                losses.add("fuzzy entries left out")
            elif not parts.get("msgstr"):
                losses.add("entries without a translation left out")
            else:
                context = parts.get("msgctxt")
                yield unit_of(
                    (source, parts["msgid"]),
                    (target, parts["msgstr"]),
                    props=(Prop("x-context", context),) if context else (),
                    notes=tuple(Note(text) for text in entry.comments),
                )

    yield Opened(Header(source, datatype="plaintext"), units())


def _entries(path: Path) -> Iterator[_Entry]:
    entry = _Entry(1)
    current = ""
    for number, line in enumerate(lines_of(path), 1):
        text = line.strip()
        keyword = _KEYWORD.match(text)
        new = not text or text.startswith("#") or (keyword and keyword[1] in ("msgctxt", "msgid"))
        if new and "msgstr" in entry.parts:
            yield entry
            entry, current = _Entry(number), ""
        if not text or text.startswith("#~"):
            continue
        if text.startswith("#"):
            if text.startswith("#,"):
                entry.flags += text
            elif text[1:2] in ("", " ", "."):
                entry.comments += filter(None, [text[2:].strip()])
            continue
        if keyword:
            # Of the forms of a plural only the entry's being one counts.
            current = keyword[1]
            text = text[keyword.end() :]
        string = _STRING.match(text)
        if string is None or not current:
            raise TmxError("this is no line of a PO file: correct it", path, number)
        entry.parts[current] = entry.parts.get(current, "") + _unescaped(string[1])
    if "msgstr" in entry.parts:
        yield entry


def _head(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        return chr(int(code, 8)) if code.isdigit() else _ESCAPES.get(code, code)

    return _ESCAPE.sub(character, text)


def _write(path: Path, outgoing: Outgoing, losses: Losses) -> int:
    count = 0
    with atomic_output(path) as file, work_database(_SCHEMA) as database:
        file.write(_head_of(*outgoing.languages))
        for unit in outgoing.units:
            source, target = unit.variants
            key = unit_key(unit, source.language, Compare.TEXT, Key.SOURCE)
            (times,) = database.execute(_COUNT, (key,)).fetchone()
            count_details(unit, losses, notes=False)
            losses.add("tuids left out", unit.tuid is not None)
            for owner in (unit, source, target):
                for note in owner.notes:
                    file.writelines(f"#. {line}\n" for line in note.text.splitlines())
            if times > 1:
                file.write(f'msgctxt "{times}"\n')
            for keyword, variant in (("msgid", source), ("msgstr", target)):
                file.write(f"{keyword} {_escaped(plain(variant.segment, losses))}\n")
            file.write("\n")
            count += 1
    return count


def _head_of(source: str, target: str) -> str:
    lines = (
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Language: {target.replace('-', '_')}",
        f"X-Source-Language: {source}",
    )
    told = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{told}\n'


def _escaped(text: str) -> str:
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return "\\" + _LETTERS.get(character, f"x{ord(character):02x}")


FORM = Form(_read, _write)
