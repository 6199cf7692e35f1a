"""Runs OmegaT 3.6 over a project made for one test, and tells what it translated."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tmx.omegat.project import project_file
from tmx.omegat.rulefiles import conf
from tmx.omegat.segmentation import Rule

OMEGAT = shutil.which("omegat")
INSTALL = "install it with: apt-get install omegat"

KAZAKH_EXCEPTIONS = (
    r"(?<!\p{L})\p{Lu}\.",  # Б. Момышұлы
    r"(?<!\p{L})(ж|жж|ғ|ғғ|б|қ|обл|млн|млрд|мың|тг|см|т\.б|т\.с\.с|т\.ғ\.к)\.",
)
"""What OmegaT must not end a sentence after; its own rules know no Kazakh."""

_COMPLAINT = re.compile(r"\d: (?:Error|Warning): \S")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What OmegaT made of a project.

    ``targets`` has the text of each target file by its name. OmegaT ends with 0 even when it
    refuses a memory, so look at ``complaints``: the lines of its log that tell of errors and
    warnings, such as ``TF_TM_LOAD_ERROR``.
    """

    targets: Mapping[str, str]
    complaints: tuple[str, ...]
    log: str


def translate(
    folder: Path,
    sources: Mapping[str, str],
    memories: Iterable[Path],
    *,
    languages: tuple[str, str] = ("kk", "ru"),
    sentences: bool = True,
    exceptions: Iterable[str] = KAZAKH_EXCEPTIONS,
    timeout: float = 300,
) -> Outcome:
    """Make a project in an empty folder, let OmegaT translate it from the memories alone.

    Memories go into ``tm/auto``, so that exact matches are inserted. A source file is read by
    paragraphs, which empty lines separate. With ``sentences`` each paragraph is split after
    ``.?!…`` and white space, but not after what matches one of the ``exceptions`` (regular
    expressions of Java); without, each paragraph is one segment. Untranslated segments stay in
    the source language.
    """
    project = folder / "project"
    settings = folder / "settings"
    for name in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
        (project / name).mkdir(parents=True)
    settings.mkdir()
    _write(project / "omegat.project", project_file(languages, sentences=sentences))
    rules = [Rule(False, exception, r"\s") for exception in exceptions]
    rules.append(Rule(True, r"[.?!…]+[»”\"')]*", r"\s"))
    _write(project / "omegat" / "segmentation.conf", conf([("Test", ".*", tuple(rules))]))
    for name, text in sources.items():
        _write(project / "source" / name, text)
    for memory in memories:
        shutil.copy(memory, project / "tm" / "auto")
    return run(project, settings, timeout=timeout)


def run(project: Path, settings: Path, *, timeout: float = 300) -> Outcome:
    """Let OmegaT translate a project that is there; ``settings`` is a folder for its own use."""
    settings = settings.resolve()
    done = subprocess.run(
        [
            *("omegat", ".", "--mode=console-translate"),
            f"--config-dir={os.path.relpath(settings, project)}",
        ],
        cwd=project,  # its launcher cannot stand spaces in paths, so it gets none
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(settings),
            "LC_ALL": "C.UTF-8",
            # Java takes the home folder from the system, not from HOME
            "JDK_JAVA_OPTIONS": f'"-Duser.home={settings}" -Duser.language=en '
            "-Dfile.encoding=UTF-8 -Djava.awt.headless=true",
        },
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=True,
    )
    log = done.stdout + done.stderr
    return Outcome(
        targets={
            path.name: path.read_text(encoding="utf-8-sig")
            for path in sorted((project / "target").iterdir())
        },
        complaints=tuple(line for line in log.splitlines() if _COMPLAINT.search(line)),
        log=log,
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
