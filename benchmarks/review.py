"""The review page on a large store: queue, decisions, memory, beside the store's own work.

    python benchmarks/review.py [--pairs 100000] [--decisions 200]

Makes a store of so many pairs (sample sentences, numbered), serves it with `egiz review` in a
process of its own, and speaks to it as a browser does. The peer is what lies under the page, in
this process: a count of all beads, and a decision written by `Store.decide`; the ratios say what
the page adds. Prints medians and worst cases in milliseconds, and the server's memory.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import corpora
from corpora import read_document
from corpora.store import BeadRecord, Store
from corpora.store import alignments as kept

SAMPLES = Path(corpora.__file__).parent / "samples"
PER_DOCUMENT = 100
KINDS = ("translation", "translation", "translation", "partial", "related")


def make_store(path: Path, folder: Path, count: int) -> None:
    """A store of so many pairs, of all classes and confidences."""
    texts = [
        [t for f in sorted((SAMPLES / side).glob("*.txt")) for t in read_document(f).sentence_texts]
        for side in ("kk", "ru")
    ]
    for side, sentences in zip(("kk", "ru"), texts, strict=True):
        (folder / side).mkdir(parents=True)
        for first in range(0, count, PER_DOCUMENT):
            lines = (
                f"{number}: {' '.join(sentences[number % len(sentences)].split())}"
                for number in range(first, min(first + PER_DOCUMENT, count))
            )
            (folder / side / f"{first:07}.{side}.txt").write_text("\n".join(lines), "utf-8")
    from corpora import ReadOptions
    from corpora.store import AddOptions

    with Store.create(path) as store:
        for side in ("kk", "ru"):
            options = AddOptions(reading=ReadOptions(lines=True, language=side))
            store.add([folder / side], options)
        versions = {record.name: record.version_id for record in store.documents()}
        by_name = {Path(name).name: version for name, version in versions.items()}
        with store.operation("align") as operation, store.database.transaction():
            for first in range(0, count, PER_DOCUMENT):
                ends = [by_name[f"{first:07}.{side}.txt"] for side in ("kk", "ru")]
                number = kept.add_pair(operation, (ends[0], ends[1]), 0.9, "parallel", "", "test")
                beads = [
                    BeadRecord(
                        range(place, place + 1),
                        range(place, place + 1),
                        *(0.6, 0.2, (first + place) * 37 % 1000 / 1000 + 1e-4),
                        *(KINDS[place % len(KINDS)], "numbers differ: 25 / 40; names agree"),
                    )
                    for place in range(min(PER_DOCUMENT, count - first))
                ]
                kept.save_beads(operation, number, beads)


class Browser:
    """What a browser does, without drawing."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._host = f"{parts.hostname}:{parts.port}"
        self._cookie = ""
        answer = self._ask("GET", f"/?{parts.query}")
        self._cookie = (answer[1].get("set-cookie") or "").partition(";")[0]

    def _ask(self, method: str, path: str, body: str | None = None):
        headers = {"Host": self._host, "Cookie": self._cookie}
        if body is not None:
            headers |= {
                "Origin": f"http://{self._host}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def get(self, path: str) -> str:
        """A page."""
        status, _, text = self._ask("GET", path)
        assert status == 200, status
        return text

    def decide(self, page: str, action: str) -> str:
        """Send a form of the page; gives the address of the next one."""
        fields = dict(
            re.findall(r'name="(form|bead|version|last|newest|next)" value="([^"]*)"', page)
        )
        status, headers, _ = self._ask("POST", "/decide", urlencode(fields | {"action": action}))
        assert status == 303, status
        return headers["location"]


def timed(run: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each of several runs."""
    out = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        out.append((time.perf_counter() - start) * 1000)
    return out


def told(name: str, times: list[float]) -> float:
    """Print median and worst; gives the median."""
    middle = statistics.median(times)
    print(f"{name:44} {middle:8.1f} ms, {max(times):7.1f} at worst")
    return middle


def memory(process: int) -> float:
    """MiB that a process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "many.egiz")
        start = time.perf_counter()
        make_store(path, Path(folder, "texts"), arguments.pairs)
        print(f"{arguments.pairs:,} pairs put in within {time.perf_counter() - start:.0f} s")
        command = [sys.executable, "-m", "aligner.cli", "review", str(path), "--no-browser"]
        with subprocess.Popen(
            [*command, "--who", "b"], stdout=subprocess.PIPE, text=True
        ) as server:
            browser = Browser(server.stdout.readline().split()[-1])
            try:
                measure(browser, path, arguments.decisions)
                print(f"{'memory of the server, at most':44} {memory(server.pid):8.0f} MiB")
            finally:
                server.terminate()


def measure(browser: Browser, path: Path, decisions: int) -> None:
    """All figures but the memory."""
    with Store.open(path) as store:
        every = "SELECT state, count(*) FROM bead WHERE confidence > 0 GROUP BY state"
        bare = told("all beads counted, by a query", timed(lambda: store.database.rows(every), 20))
    first = told("queue: the page, first time", timed(lambda: browser.get("/"), 1))
    usual = told("queue: the page", timed(lambda: browser.get("/"), 20))
    for query in ("order=worst", "order=document", "kind=partial&least=0.3&most=0.6"):
        told(f"queue: {query}", timed(lambda q=query: browser.get(f"/?{q}"), 5))
    for query in ("text=вокзал", "document=0000500", "reason=numbers differ"):
        path_of = "/?" + urlencode([tuple(part.split("=")) for part in query.split("&")])
        told(f"queue: {query}", timed(lambda p=path_of: browser.get(p), 5))
    saved, shown = [], []
    address = "/"
    for number in range(decisions):
        start = time.perf_counter()
        page = browser.get(address)
        between = time.perf_counter()
        address = browser.decide(page, "reject" if number % 4 == 3 else "accept")
        shown.append((between - start) * 1000)
        saved.append((time.perf_counter() - between) * 1000)
    with Store.open(path) as store:
        pair = store.pairs()[-1]
        open_ones = iter([b for b in store.beads(pair.id) if b.state == "open"][:50])

        def accept() -> None:
            bead = next(open_ones)
            accepted = [replace(bead, state="accepted")]
            store.decide(pair.id, [(bead.id, bead.version)], accepted, "accept", "b")

        written = told("decision: Store.decide alone", timed(accept, 50))
    page = told("decision: saved, acknowledged", saved)
    told("decision: the next page", shown)
    undone = []
    for _ in range(20):
        page_text = browser.get("/")
        undone += timed(lambda p=page_text: browser.decide(p, "undo"), 1)
    told("undo", undone)
    print(f"queue / counting all beads: {usual / bare:.1f} (first time {first / bare:.1f})")
    print(f"decision through the page / Store.decide: {page / written:.1f}")


if __name__ == "__main__":
    main()
