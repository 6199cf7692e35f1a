"""Reads a memory with Egiz and with its peers, each in a process of its own, and compares.

    python benchmarks/read_tmx.py                 100,000 units, about 54 MB
    python benchmarks/read_tmx.py --large         reading and dedupe of 1,000,000 units besides

Peers that are not installed are left out: pip install '.[benchmarks]'. Times are the CPU time of
the quickest of some runs, import left out; memory is the peak of the process.
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
from collections.abc import Callable, Iterator
from pathlib import Path

KAZAKH = (
    "Қазақстан Республикасының Үкіметі бүгін жаңа бағдарламаны мақұлдады деп хабарлады "
    "министрліктің баспасөз қызметі жиында өңірлердегі жолдарды жөндеу мектеп салу туралы айтылды"
)
RUSSIAN = (
    "Правительство Республики Казахстан сегодня одобрило новую программу сообщила пресс служба "
    "министерства на заседании говорили о ремонте дорог в регионах строительстве школ и больниц"
)


def generate(path: Path, units: int) -> None:
    """Write a memory of about 540 bytes a unit: scores, documents, dates, tags in a fifth."""
    dice = random.Random(1)  # noqa: S311

    def sentence(text: str, number: int) -> str:
        words = text.split()
        chosen = [dice.choice(words) for _ in range(dice.randint(4, 16))]
        if number % 5 == 0:
            chosen[1] = (
                f'<bpt i="1" type="bold">&lt;b&gt;</bpt>{chosen[1]}<ept i="1">&lt;/b&gt;</ept>'
            )
            chosen[2] += '<ph x="2">&lt;br/&gt;</ph>'
        if number % 50 == 0:
            chosen[3] += " &amp; Ко"
        return " ".join(chosen)

    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
            '<tmx version="1.4">\n<header creationtool="egiz" creationtoolversion="1" '
            'segtype="sentence" o-tmf="egiz" adminlang="en" srclang="kk" datatype="plaintext"/>\n'
            "<body>\n"
        )
        for number in range(units):
            # a tenth says what was said before, so that dedupe has something to do
            said = number if number % 10 else number // 100
            file.write(
                f'<tu tuid="{number}">\n<prop type="x-score">0.{dice.randint(500, 999)}</prop>\n'
                f'<prop type="x-document">есеп-{number // 40}.txt</prop>\n'
                f'<tuv xml:lang="kk">\n<seg>{sentence(KAZAKH, number)} {said}.</seg>\n</tuv>\n'
                f'<tuv xml:lang="ru">\n<seg>{sentence(RUSSIAN, number)} {said}.</seg>\n</tuv>\n'
                "</tu>\n"
            )
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


def dedupe(path: str) -> int:
    """Each unit once, into another file."""
    from tmx.tools.dedupe import dedupe as run

    report = run(Path(path), Path(f"{path}.deduped.tmx"))
    Path(f"{path}.deduped.tmx").unlink()
    return report.read


READERS: dict[str, tuple[Callable[[str], int], str]] = {
    "lxml.iterparse, bare": (bare, "nothing is kept"),
    "tmx (Egiz)": (egiz, "keeps all"),
    "lokit": (lokit, "keeps tags"),
    "translate-toolkit": (translate_toolkit, "flattens tags"),
    "tmxutil": (tmxutil, "loses text after tags"),
}
WORK = {name: run for name, (run, _) in READERS.items()} | {"dedupe": dedupe}


def measure(name: str, path: Path, repeat: int) -> dict[str, float] | None:
    """Run one piece of work in a process of its own; None if it is not installed."""
    done = subprocess.run(
        [sys.executable, __file__, "--work", name, str(path), "--repeat", str(repeat)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def work(name: str, path: str, repeat: int) -> None:
    """Do it here, and print what it took."""
    seconds, units = [], 0
    for _ in range(repeat):
        before = time.process_time()
        units = WORK[name](path)
        seconds.append(time.process_time() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(seconds), "mib": peak, "units": units}))


def table(path: Path, repeat: int) -> Iterator[str]:
    """A line for each reader."""
    yield f"{'':24} {'s':>7} {'x bare':>7} {'MiB':>6} {'units':>9}"
    first = None
    for name, (_, keeps) in READERS.items():
        took = measure(name, path, repeat)
        if took is None:
            yield f"{name:24} not installed"
            continue
        first = first or took["seconds"]
        ratio = took["seconds"] / first
        yield (
            f"{name:24} {took['seconds']:7.2f} {ratio:7.2f} {took['mib']:6.0f} "
            f"{took['units']:9,.0f}  {keeps}"
        )


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--work", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(*given.work, given.repeat)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memory.tmx")
        generate(path, given.units)
        print(f"{given.units:,} units, {path.stat().st_size / 1e6:.0f} MB")
        for line in table(path, given.repeat):
            print(line, flush=True)
        if given.large:
            generate(path, 1_000_000)
            print(f"\n1,000,000 units, {path.stat().st_size / 1e6:.0f} MB")
            for name in ("lxml.iterparse, bare", "tmx (Egiz)", "dedupe"):
                took = measure(name, path, 1)
                if took:
                    print(f"{name:24} {took['seconds']:7.2f} s {took['mib']:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
