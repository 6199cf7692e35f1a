"""Reads and dedupes memories with Egiz and with its peers in one run, and compares.

    python benchmarks/bench_tmx.py                100,000 units, about 54 MB
    python benchmarks/bench_tmx.py --large        1,000,000 units besides, and dedupe of them

Each piece of work runs in a process of its own, all in turn, several rounds of them. Times are CPU
time, import left out, the median of the rounds; a ratio is the median of the ratios within a
round, so that a machine busy with other things changes it little. Memory is the peak of the
process. Two kinds of file: `plain` with scores and documents, and tags in a fifth of the units;
`rich` with dates, authors, notes, properties of variants and nested tags in all of them.

Peers that are not installed are left out: pip install '.[benchmarks]'.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

KAZAKH = (
    "Қазақстан Республикасының Үкіметі бүгін жаңа бағдарламаны мақұлдады деп хабарлады "
    "министрліктің баспасөз қызметі жиында өңірлердегі жолдарды жөндеу мектеп салу туралы айтылды"
)
RUSSIAN = (
    "Правительство Республики Казахстан сегодня одобрило новую программу сообщила пресс служба "
    "министерства на заседании говорили о ремонте дорог в регионах строительстве школ и больниц"
)


HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    '<tmx version="1.4">\n<header creationtool="egiz" creationtoolversion="1" '
    'segtype="sentence" o-tmf="egiz" adminlang="en" srclang="kk" datatype="plaintext"/>\n<body>\n'
)


def words_of(text: str, dice: random.Random, least: int = 4, most: int = 16) -> list[str]:
    """Choose some words."""
    words = text.split()
    return [dice.choice(words) for _ in range(dice.randint(least, most))]


def plain_unit(number: int, dice: random.Random) -> str:
    """Make a unit of about 540 bytes: score, document, tags in a fifth."""

    def sentence(text: str) -> str:
        chosen = words_of(text, dice)
        if number % 5 == 0:
            chosen[1] = (
                f'<bpt i="1" type="bold">&lt;b&gt;</bpt>{chosen[1]}<ept i="1">&lt;/b&gt;</ept>'
            )
            chosen[2] += '<ph x="2">&lt;br/&gt;</ph>'
        if number % 50 == 0:
            chosen[3] += " &amp; Ко"
        return " ".join(chosen)

    # a tenth says what was said before, so that dedupe has something to do
    said = number if number % 10 else number // 100
    return (
        f'<tu tuid="{number}">\n<prop type="x-score">0.{dice.randint(500, 999)}</prop>\n'
        f'<prop type="x-document">есеп-{number // 40}.txt</prop>\n'
        f'<tuv xml:lang="kk">\n<seg>{sentence(KAZAKH)} {said}.</seg>\n</tuv>\n'
        f'<tuv xml:lang="ru">\n<seg>{sentence(RUSSIAN)} {said}.</seg>\n</tuv>\n'
        "</tu>\n"
    )


def rich_unit(number: int, dice: random.Random) -> str:
    """Make a unit of about 1,100 bytes, with some of all that a tool may write."""
    date = (
        f"2024{dice.randint(1, 12):02}{dice.randint(1, 28):02}T"
        f"{dice.randint(0, 23):02}{dice.randint(0, 59):02}{dice.randint(0, 59):02}Z"
    )

    def words(text: str) -> str:
        return " ".join(words_of(text, dice, most=14))

    return (
        f'<tu tuid="{number}" creationdate="{date}" creationid="user{number % 9}" '
        f'changedate="{date}" usagecount="{number % 6}">\n'
        f"<note>{words(RUSSIAN)}</note>\n"
        f'<prop type="x-project">Жоба {number % 50}</prop>\n'
        f'<prop type="x-score">0.{dice.randint(1, 99999):05}</prop>\n'
        f'<tuv xml:lang="kk" creationdate="{date}">\n'
        f'<seg>{words(KAZAKH)} <hi type="x"><ph x="1"/>{words(KAZAKH)}</hi> {number}.</seg>\n'
        f'</tuv>\n<tuv xml:lang="ru">\n<prop type="x-document">{number}.txt</prop>\n'
        f'<seg>{words(RUSSIAN)} <bpt i="1">&lt;b&gt;</bpt>{number}<ept i="1">&lt;/b&gt;</ept>.'
        "</seg>\n</tuv>\n</tu>\n"
    )


def generate(path: Path, units: int, unit: Callable[[int, random.Random], str]) -> None:
    """Write a memory of units made by ``unit``; always the same."""
    dice = random.Random(1)  # noqa: S311
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(unit(number, dice) for number in range(units))
        file.write("</body>\n</tmx>\n")


def bare(path: str) -> int:
    """The parser alone: every element is made, cleared, and nothing taken from it."""
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(path):
        element.clear()
        count += element.tag == "tu"
    return count


def egiz(path: str) -> int:
    """All that stands in the file, as frozen objects."""
    from tmx import open_tmx

    with open_tmx(path) as units:
        return sum(1 for _ in units)


def translate_toolkit(path: str) -> int:
    """The whole tree, with a wrapper around each unit; inline tags are flattened."""
    from translate.storage.tmx import tmxfile

    with open(path, "rb") as file:  # noqa: PTH123
        return sum(1 for unit in tmxfile(file, "kk", "ru").units if unit.source and unit.target)


def tmxutil(path: str) -> int:
    """A stream of units; text after the first inline tag is lost."""
    from tmxutil.formats.tmx import TMXReader

    with open(path, "rb") as file:  # noqa: PTH123
        return sum(1 for _ in TMXReader(file).records())


def lokit(path: str) -> int:
    """A stream of rows with their inline tags."""
    import lokit.stream

    structure = lokit.stream.tmx(path, "kk", "ru", include_tags=True)
    return sum(1 for _ in structure.items)


def egiz_dedupe(path: str) -> int:
    """Each unit once, into another file."""
    from tmx.tools.dedupe import dedupe

    output = Path(f"{path}.deduped.tmx")
    report = dedupe(Path(path), output)
    output.unlink()
    return report.read


def tmxutil_dedupe(path: str) -> int:
    """Likewise; what gets over its budget of memory goes to the disk."""
    from tmxutil.filters.deduplicate import deduplicate
    from tmxutil.formats.tmx import TMXReader, TMXWriter

    def text(unit: Any) -> tuple[str, ...]:
        return tuple(unit.translations[lang].text for lang in sorted(unit.translations))

    count = 0
    with ExitStack() as stack:
        file = stack.enter_context(open(path, "rb"))  # noqa: PTH123
        output = stack.enter_context(open(f"{path}.deduped.tmx", "w"))  # noqa: PTH123
        writer = stack.enter_context(TMXWriter(output))
        for unit in deduplicate(TMXReader(file).records(), key=text, mem_limit=2**28):
            writer.write(unit)
            count += 1
    Path(f"{path}.deduped.tmx").unlink()
    return count


BARE = "lxml.iterparse, bare"
READERS: dict[str, tuple[Callable[[str], int], str]] = {
    BARE: (bare, "nothing is kept"),
    "tmx (Egiz)": (egiz, "keeps all"),
    "lokit": (lokit, "keeps tags"),
    "translate-toolkit": (translate_toolkit, "flattens tags"),
    "tmxutil": (tmxutil, "loses text after tags"),
}
DEDUPERS: dict[str, tuple[Callable[[str], int], str]] = {
    "tmx (Egiz), dedupe": (egiz_dedupe, "best unit, all documents"),
    "tmxutil, dedupe": (tmxutil_dedupe, "first unit; loses text after tags"),
}
WORK = READERS | DEDUPERS
FILES = {"plain": plain_unit, "rich": rich_unit}


@dataclass(frozen=True)
class Took:
    """What a piece of work took: seconds of CPU, MiB at the peak, and the units it told of."""

    seconds: float
    mib: float
    units: int


def work(name: str, path: str) -> None:
    """Do it here, and print what it took."""
    before = time.process_time()
    units = WORK[name][0](path)
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": peak, "units": units}))


def measure(name: str, path: Path) -> Took | None:
    """Do it in a process of its own; None if it is not installed."""
    done = subprocess.run(
        [sys.executable, __file__, "--work", name, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    return Took(**json.loads(done.stdout.splitlines()[-1]))


def table(path: Path, names: Iterable[str], rounds: int) -> Iterator[str]:
    """A line for each piece of work, compared with the first of them."""
    took: dict[str, list[Took | None]] = {name: [] for name in names}
    for _ in range(rounds):
        for name, told in took.items():
            told.append(measure(name, path))
    first, *_ = took
    yield f"{'':24} {'s':>7} {'ratio':>6} {'MiB':>6} {'units':>9}"
    for name, told in took.items():
        done = [one for one in told if one]
        if not done:
            yield f"{name:24} not installed"
            continue
        ratios = [
            one.seconds / other.seconds
            for one, other in zip(told, took[first], strict=True)
            if one and other
        ]
        yield (
            f"{name:24} {median(one.seconds for one in done):7.2f} {median(ratios):6.2f} "
            f"{max(one.mib for one in done):6.0f} {done[0].units:9,}  {WORK[name][1]}"
        )


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", action="store_true", help="1,000,000 units, and their dedupe")
    parser.add_argument("--work", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(*given.work)
        return
    tasks = [(kind, given.units, READERS, given.rounds) for kind in FILES]
    if given.large:
        own = [BARE, "tmx (Egiz)"]
        tasks += [("plain", 1_000_000, own, 1), ("plain", 1_000_000, DEDUPERS, 1)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memory.tmx")
        for kind, units, names, rounds in tasks:
            generate(path, units, FILES[kind])
            print(f"\n{kind}: {units:,} units, {path.stat().st_size / 1e6:.0f} MB")
            for line in table(path, names, rounds):
                print(line, flush=True)


if __name__ == "__main__":
    main()
