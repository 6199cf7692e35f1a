"""Mangles translation memories, and looks whether reading, checking and repairing stand it.

    python benchmarks/fuzz_tmx.py --seconds 600

No mangled file may make anything but a TmxError, take more than two seconds of CPU, or leave memory
behind. What is repaired must be readable, and a second repair must find nothing to mend. Reading
must give the same with and without the XML parser. One file in eight is XLIFF, which is converted:
what comes out must be readable. A file that fails is kept and named.
"""

from __future__ import annotations

import argparse
import codecs
import gzip
import itertools
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from tmx import TmxError, TranslationUnit, open_tmx, read
from tmx.checks import PROFILES, validate
from tmx.convert.form import Languages
from tmx.convert.run import convert
from tmx.plain import plain_unit
from tmx.repair import Change, Outcome, RepairConfig, repair

MAX_SECONDS = 2.0
_MEMORY = Path("/dev/shm")  # noqa: S108 - a disk would spend the time on flushing small files
WARM_UP = 500
"""Cases after which memory should not grow any more."""

SEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="қол" creationtoolversion="2" segtype="sentence" o-tmf="own" adminlang="kk"
 srclang="kk" datatype="xml" o-encoding="UTF-16" creationdate="20240131T093000Z">
<note xml:lang="ru">заметка</note><prop type="x-a">б</prop>
<ude name="map" base="UTF-8"><map unicode="#xF8FF" code="#xF0" ent="Apple"/></ude>
</header>
<body>
<tu tuid="1" usagecount="7" creationdate="20240131T093000Z"><note>бірінші</note>
<prop type="x-score">0.98</prop><tuv xml:lang="kk"><seg>Қар <bpt i="1">&lt;b&gt;</bpt>25<ept i="1"/>
</seg></tuv><tuv xml:lang="ru"><seg>Выпал 25 &amp; снег<ph x="1"><sub>а<it pos="end"/></sub></ph>
</seg></tuv></tu>
<!-- <tu> --><tu tuid="2"><tuv lang="KK_kz"><seg><![CDATA[<b>]]>&#13;</seg></tuv><tuv/></tu>
<tu/><?pi?>
<tu srclang="ru"><own a="1">сыр</own><tuv xml:lang="ru"><seg><hi>а<hi>б</hi></hi></seg></tuv>
<tuv xml:lang="kk"><prop type="file">а</prop><seg>\U0001f328\U00020000</seg></tuv></tu>
</body>
</tmx>
"""
TOKENS = [
    *(
        "<",
        ">",
        "&",
        '"',
        "'",
        "/",
        "\0",
        "\x01",
        "\r",
        "\n",
        "]]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
    ),
    *(
        "<tu>",
        "</tu>",
        "<tu/>",
        "<tuv>",
        "</tuv>",
        "<seg>",
        "</seg>",
        "<body>",
        "</body>",
        "</tmx>",
    ),
    *(
        "<header>",
        "</header>",
        "<bpt i='1'>",
        "</bpt>",
        "<hi>" * 70,
        "<ph/>",
        "&nbsp;",
        "&#1;",
        "&#x4D0;",
    ),
    *(
        'xmlns="urn:a"',
        'xml:lang="kk"',
        'xmlns:x="urn:x"',
        "x:",
        "<!ENTITY a 'b'>",
        "\ufffe",
        "и\u0306",
    ),
    *(
        "<!DOCTYPE a [",
        "]>",
        "&a;",
        " " * 5000,
        "ы" * 5000,
        "<own>",
        'encoding="cp1251"',
        "<tu" * 50,
    ),
]
ENCODINGS = ["utf-8"] * 12 + ["utf-16", "utf-16-le", "utf-8-sig", "cp1251", "latin-1"]


def xliffs(folder: Path) -> list[str]:
    """The seed as XLIFF of both kinds."""
    source = folder / "seed.tmx"
    source.write_text(SEED, encoding="utf-8")
    repair(source, folder / "whole.tmx")
    texts = []
    for form in ("xliff12", "xliff21"):
        path = folder / f"{form}.xlf"
        convert(folder / "whole.tmx", path, output_form=form, languages=Languages("kk", "ru"))
        texts.append(path.read_text(encoding="utf-8"))
    return texts


def mangled(dice: random.Random, seed: str) -> bytes:
    """Make a file that was good once."""
    text = seed
    for _ in range(dice.randint(1, 6)):
        place, length = dice.randrange(len(text) + 1), min(dice.randrange(60), dice.randrange(60))
        kind = dice.randrange(5)
        if kind == 0:
            text = text[:place] + dice.choice(TOKENS) + text[place:]
        elif kind == 1:
            text = text[:place] + text[place + length :]
        elif kind == 2:
            other = dice.randrange(len(text) + 1)
            text = text[:place] + text[other : other + length * 4] + text[place:]
        elif kind == 3:
            text = text[:place] + chr(dice.choice([dice.randrange(128), dice.randrange(0xD800)]))
            text += seed[place:]
        elif dice.randrange(4) == 0:
            text = text[:place]
    data = text.encode(dice.choice(ENCODINGS), "replace")
    if dice.randrange(6) == 0:
        place = dice.randrange(len(data) + 1)
        data = data[:place] + dice.randbytes(dice.randint(1, 4)) + data[place + 1 :]
    if dice.randrange(20) == 0:
        data = dice.choice([codecs.BOM_UTF16_BE, codecs.BOM_UTF8, b"PK\3\4", b"\x1f\x8b"]) + data
    return gzip.compress(data)[: dice.choice([None, -9])] if dice.randrange(20) == 0 else data


def units_of(path: Path, *, parser: bool = False) -> tuple[list[TranslationUnit], bool]:
    """Read a file; return its units, and whether its end was reached."""
    units = []
    read.plain_unit = (lambda *_: None) if parser else plain_unit  # type: ignore[assignment]
    try:
        with open_tmx(path) as reader:
            units.extend(reader)
    except TmxError:
        return units, False
    finally:
        read.plain_unit = plain_unit
    return units, True


def check(path: Path, dice: random.Random) -> None:
    """Do all that can be done with a file; an assertion or another exception is a fault."""
    units, whole = units_of(path)
    assert (units, whole) == units_of(path, parser=True), "read otherwise without the parser"
    tool = dice.choice([None, *PROFILES])
    findings = list(validate(path, tool))
    assert all(finding.line is None or finding.line > 0 for finding in findings)
    if not whole:
        assert any(finding.code.startswith("E") for finding in findings), "no error was found"
    mended, again = path.with_name("mended.tmx"), path.with_name("again.tmx")
    try:
        done = repair(path, mended, RepairConfig(tool))
    except TmxError:
        return
    after, whole = units_of(mended)
    assert whole, "what was repaired cannot be read"
    assert len(after) == done.units
    changes: list[Change] = []
    repair(mended, again, RepairConfig(tool), changes.append)
    assert mended.read_bytes() == again.read_bytes(), "a second repair changes something"
    assert all(change.outcome is Outcome.KEPT for change in changes), "a second repair mends"


def check_xliff(path: Path) -> None:
    """Convert a file; an assertion or another exception than TmxError is a fault."""
    output = path.with_name("converted.tmx")
    try:
        done = convert(path, output, source_form="xliff12")
    except TmxError:
        assert not output.exists(), "a file was left behind"
        return
    units, whole = units_of(output)
    assert whole, "what was converted cannot be read"
    assert len(units) == done.written
    output.unlink()


def fuzz(seconds: float, seed: int, cases: int | None = None) -> tuple[int, float, float]:
    """Try mangled files for a time, or so many of them.

    Returns how many there were, the seconds that the slowest took, and the MiB by which the
    process grew after the first of them.

    Raises:
        AssertionError: one fails; the message says where it is kept.
    """
    slowest, begun, small = 0.0, time.monotonic(), 0.0
    number = 0
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        path, seeds = Path(folder, "mangled.tmx"), xliffs(Path(folder))
        for number in itertools.count(1):
            dice = random.Random(f"{seed} {number}")  # noqa: S311
            is_xliff = number % 8 == 0
            path.write_bytes(mangled(dice, dice.choice(seeds) if is_xliff else SEED))
            before = time.process_time()
            try:
                if is_xliff:
                    check_xliff(path)
                else:
                    check(path, dice)
                took = time.process_time() - before
                assert took < MAX_SECONDS, f"took {took:.1f} s"
            except Exception as error:
                kept = Path(tempfile.gettempdir(), f"fuzz-{seed}-{number}.tmx")
                kept.write_bytes(path.read_bytes())
                raise AssertionError(f"{kept}: {type(error).__name__}: {error}") from error
            slowest = max(slowest, took)
            if number == WARM_UP:
                small = _mebibytes()
            if number == cases or time.monotonic() - begun > seconds:
                break
    return number, slowest, _mebibytes() - small if number > WARM_UP else 0.0


def _mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Fuzz, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    try:
        cases, slowest, grown = fuzz(given.seconds, given.seed)
    except AssertionError as error:
        sys.exit(str(error))
    print(
        f"{cases:,} files, the slowest {slowest:.2f} s, memory grew by {grown:.1f} MiB to "
        f"{_mebibytes():.0f} MiB at most, no fault"
    )


if __name__ == "__main__":
    main()
