"""Makes the pictures of pages in docs/pictures out of the sample reports, in Debian's Chromium.

    python docs/make_screenshots.py

The samples are aligned, so this takes half a minute; it needs `.[dev]` and Chromium.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "benchmarks"))

from chromium import launch  # noqa: E402

from aligner.corpus import align_store  # noqa: E402
from aligner.inspection.load import load  # noqa: E402
from aligner.inspection.report import write_report  # noqa: E402
from corpora.store import Store  # noqa: E402

PICTURES = Path(__file__).parent / "pictures"
LARGEST = 200 * 1024
"""Bytes of a picture: they are part of every clone."""


def store_of_samples(path: Path) -> None:
    """A corpus store of the samples, aligned as `egiz corpus align` does."""
    with Store.create(path) as store:
        store.add([ROOT / "corpora" / "samples" / side for side in ("kk", "ru")])
        align_store(store)


def reports(browser: Browser, folder: Path, store: Path) -> None:
    """The report: wide, and as narrow as a telephone in the dark."""
    inspected = load(store, topics=True)
    for name, language, size, scheme, place in (
        ("report", "en", (1080, 640), "light", "body"),
        ("report-texts", "en", (1080, 620), "light", "#p7"),
        ("report-narrow", "kk", (360, 640), "dark", "#p7 li.k-partial"),
    ):
        path = folder / f"{name}.html"
        write_report(inspected, path, language)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
        )
        page = context.new_page()
        page.goto(path.as_uri())
        page.locator("#least").fill("50")
        page.locator(".out").first.wait_for(state="attached")
        page.evaluate(
            "async place => { for (let n = 0; n < 5; n++) {"
            " document.querySelector(place).scrollIntoView();"
            " await new Promise(requestAnimationFrame); } scrollBy(0, -60); }",
            place,
        )
        page.screenshot(path=PICTURES / f"{name}.png")
        context.close()


def reviews(browser: Browser, store: Path) -> None:
    """The review page: wide, and as narrow as a telephone in the dark."""
    command = [sys.executable, "-m", "aligner.cli", "review", str(store), "--no-browser"]
    with subprocess.Popen(  # noqa: S603  # our own command
        [*command, "--who", "Айгерім"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as served:
        line = served.stdout.readline() if served.stdout else ""
        address = line.split()[-1]
        for name, query, size, scheme, keys in (
            ("review", "?language=en", (1180, 740), "light", "aar"),
            ("review-narrow", "?language=kk", (360, 700), "dark", ""),
        ):
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
            )
            page = context.new_page()
            page.goto(address)
            page.goto(address.partition("?")[0] + query)
            for key in keys:
                with page.expect_navigation():
                    page.keyboard.press(key)
            page.screenshot(path=PICTURES / f"{name}.png")
            context.close()
        served.terminate()


def main() -> None:
    """Make all of them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = launch(driver)
        store = Path(folder, "reports.egiz")
        store_of_samples(store)
        reports(browser, Path(folder), store)
        reviews(browser, store)
        browser.close()
    for picture in sorted(PICTURES.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.name}: {size / 1024:.0f} KiB")
        if size > LARGEST:
            sys.exit(f"{picture.name} is too large; show less in it")


if __name__ == "__main__":
    main()
