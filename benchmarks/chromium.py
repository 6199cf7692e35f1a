"""Debian's Chromium without a screen, for tests, measurements and screenshots of our own pages."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
# The sandbox needs rights that a container has not; the rest keeps the browser from looking for
# its maker's servers.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def launch(driver: Playwright) -> Browser:
    """Start it; the caller closes it.

    Raises:
        FileNotFoundError: it is not installed.
    """
    if PROGRAM is None:
        raise FileNotFoundError("Chromium is not here: apt-get install chromium")
    return driver.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
