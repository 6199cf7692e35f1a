"""How long commands take to start, beside what loading the model by its usual library takes.

    python benchmarks/startup.py [--rounds 7] [--json]

Each run is a process of its own; rounds alternate, figures are medians. `CPU` is the time of all
threads: on a machine with other work to do it says more than the seconds. `loads` names what of the
large libraries the process imported. The peer imports sentence-transformers, loads the same weights
and embeds one sentence. The ratio is the peer's CPU time to that of the row.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from encoder import machine, print_json
from end_to_end import Took, timed
from rich.console import Console
from rich.table import Table

import corpora
from aligner import bundled

SAMPLES = Path(corpora.__file__).parent / "samples"
PAIR = (
    SAMPLES / "kk" / "sarybulak-kanaly-iske-qosyldy.txt",
    SAMPLES / "ru" / "orositelnyy-kanal-zhambyl.txt",
)
LARGE = ("torch", "sentence_transformers", "transformers", "onnxruntime", "numpy", "lxml")
WATCH = f"import atexit, sys; atexit.register(lambda: print(*(set({LARGE}) & set(sys.modules))))"
RUN = f"{WATCH}; sys.argv[0] = 'egiz'; from aligner.cli import main; main()"
LOAD = (
    f"{WATCH}; from sentence_transformers import SentenceTransformer as Model; "
    "Model(sys.argv[1], device='cpu').encode(['Снег'])"
)


@dataclass(frozen=True)
class Row:
    """A command and its medians."""

    what: str
    seconds: float
    cpu: float
    memory: float
    ratio: float
    loads: str


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    folder = bundled.ensure_unpacked()
    with tempfile.TemporaryDirectory() as scratch:
        cache, memory = Path(scratch, "cache"), Path(scratch, "memory.tmx")
        cache.mkdir()
        (cache / "models").symlink_to(folder.parent)
        environment = {"EGIZ_CACHE": str(cache), "EGIZ_VECTORS_MB": "100"}
        align = [RUN, "align", *map(str, PAIR), "-o", str(memory), "-q"]
        commands = {
            "sentence-transformers, one sentence": [LOAD, str(folder)],
            "egiz --help": [RUN, "--help"],
            "egiz align, two reports, nothing kept": [*align, "--no-cache"],
            "egiz align, two reports, once more": align,
            "egiz tmx stats": [RUN, "tmx", "stats", str(memory)],
            "egiz tmx validate": [RUN, "tmx", "validate", str(memory)],
        }
        timed([sys.executable, "-c", *align], environment)  # keeps the vectors, warms the disk
        took: dict[str, list[Took]] = {name: [] for name in commands}
        loads = {}
        for _ in range(options.rounds):
            for name, words in commands.items():
                one, said = timed([sys.executable, "-c", *words], environment)
                took[name].append(one)
                loads[name] = said.splitlines()[-1]
    peer = statistics.median(one.cpu for one in next(iter(took.values())))
    rows = []
    for name, runs in took.items():
        cpu = statistics.median(one.cpu for one in runs)
        rows.append(
            Row(
                what=name,
                seconds=statistics.median(one.seconds for one in runs),
                cpu=cpu,
                memory=statistics.median(one.memory for one in runs),
                ratio=peer / cpu,
                loads=loads[name],
            )
        )
    if options.json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("")
    for heading in ("seconds", "CPU s", "MB", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("loads")
    for row in rows:
        times = f"{row.seconds:.2f}", f"{row.cpu:.2f}", f"{row.memory:.0f}", f"{row.ratio:.1f}"
        table.add_row(row.what, *times, row.loads)
    console = Console(highlight=False, width=110)
    console.print(table)
    console.print(machine())


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    main()
