"""How long a report of many pairs takes to write, to open and to scroll in Chromium.

    python benchmarks/report.py [--pairs 20000]

The pairs are the sample reports' sentences, numbered so that no two are the same, 30 to a document
pair. The peer is the same page laid out whole, as pages are that leave it to the browser: without
`content-visibility`. Prints seconds and ratios.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

from chromium import launch
from playwright.sync_api import Browser, sync_playwright

import corpora
from aligner.inspection.model import BeadView, DocumentView, Inspected, PairView
from aligner.inspection.report import write_report
from corpora import read_document

SAMPLES = Path(corpora.__file__).parent / "samples"
PER_DOCUMENT = 30
SCROLL = """async () => {
  // A fast wheel: 120 steps of half a screen; milliseconds from frame to frame.
  const waits = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step <= 120; step++) {
    scrollBy(0, innerHeight / 2);
    const now = await new Promise(requestAnimationFrame);
    waits.push(now - last);
    last = now;
  }
  return waits.slice(1);
}"""
SLIDE = """async () => {
  // Milliseconds until a moved threshold shows.
  const slider = document.getElementById("least");
  const start = performance.now();
  slider.value = 50;
  slider.dispatchEvent(new Event("input"));
  while (document.querySelectorAll(".out").length === 0) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


def many_pairs(count: int) -> Inspected:
    """A corpus of so many pairs, of all classes and confidences."""
    from aligner.bead import BeadClass

    texts = [
        [t for file in sorted((SAMPLES / side).glob("*.txt")) for t in read(file)]
        for side in ("kk", "ru")
    ]
    kinds = [*[BeadClass.TRANSLATION] * 3, BeadClass.PARTIAL, BeadClass.RELATED]
    pairs = []
    for first in range(0, count, PER_DOCUMENT):
        beads = tuple(
            BeadView(
                number + 1,
                (range(place, place + 1), range(place, place + 1)),
                tuple(f"{number}. {side[number % len(side)]}" for side in texts),
                kinds[number % 5],
                confidence=number * 37 % 1000 / 1000,
                reason="numbers differ: 25 / 40; names agree",
            )
            for place, number in enumerate(range(first, min(first + PER_DOCUMENT, count)))
        )
        names = (f"{first}.kk.txt", f"{first}.ru.txt")
        documents = tuple(DocumentView(name, {}, count=len(beads)) for name in names)
        pairs.append(PairView(documents, beads, "parallel"))
    return Inspected("many.tmx", ("kk", "ru"), "", tuple(pairs))


def read(path: Path) -> list[str]:
    """Sentences of a report."""
    return [text for text in read_document(path).sentence_texts if text]


def opened(browser: Browser, path: Path) -> tuple[float, ...]:
    """Seconds until the page is drawn; milliseconds of a frame in scrolling, and of the slider."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    start = time.perf_counter()
    page.goto(path.as_uri(), wait_until="load", timeout=120_000)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    seconds = time.perf_counter() - start
    waits = page.evaluate(SCROLL)
    slid = page.evaluate(SLIDE)
    page.close()
    return seconds, statistics.median(waits), max(waits), slid


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=20_000)
    arguments = parser.parse_args()
    corpus = many_pairs(arguments.pairs)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        ours, peer = Path(folder, "report.html"), Path(folder, "whole.html")
        start = time.perf_counter()
        write_report(corpus, ours)
        print(
            f"{arguments.pairs:,} pairs written in {time.perf_counter() - start:.1f} s, "
            f"{ours.stat().st_size / 1e6:.1f} MB"
        )
        page = ours.read_text(encoding="utf-8")
        style = re.compile(r"content-visibility: auto;[^}]*")
        # The policy names the style by its hash: without it the changed style counts.
        peer.write_text(
            re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", style.sub("", page)),
            encoding="utf-8",
        )
        browser = launch(driver)
        figures = {}
        for name, path in (("Egiz", ours), ("laid out whole", peer)):
            runs = [opened(browser, path) for _ in range(3)]
            figures[name] = [statistics.median(column) for column in zip(*runs, strict=True)]
            seconds, usual, worst, slid = figures[name]
            print(
                f"{name}: opens in {seconds:.2f} s; scrolling, a frame takes {usual:.0f} ms, "
                f"{worst:.0f} at worst; the threshold shows after {slid:.0f} ms"
            )
        ratios = [b / a for a, b in zip(*figures.values(), strict=True)]
        print("laid out whole / Egiz: " + " ".join(f"{ratio:.1f}" for ratio in ratios))
        browser.close()


if __name__ == "__main__":
    main()
