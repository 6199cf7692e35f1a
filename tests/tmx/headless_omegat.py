"""Runs OmegaT 3.6 over a project made for one test, and tells what it translated."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

OMEGAT = shutil.which("omegat")
INSTALL = "install it with: apt-get install omegat"

KAZAKH_EXCEPTIONS = (
    r"(?<!\p{L})\p{Lu}\.",  # Б. Момышұлы
    r"(?<!\p{L})(ж|жж|ғ|ғғ|б|қ|обл|млн|млрд|мың|тг|см|т\.б|т\.с\.с|т\.ғ\.к)\.",
)
"""What OmegaT must not end a sentence after; its own rules know no Kazakh."""

_PROJECT = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <glossary_file>__DEFAULT__</glossary_file>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>{source_language}</source_lang>
    <target_lang>{target_language}</target_lang>
    <sentence_seg>{sentences}</sentence_seg>
    <support_default_translations>true</support_default_translations>
    <remove_tags>false</remove_tags>
  </project>
</omegat>
"""
# OmegaT 3.6 keeps a project's segmentation rules as Java beans, not as SRX. Rules are tried in
# their order; version 0.2.2 is its newest: with an older one it would add its own rules.
_SEGMENTATION = """\
<?xml version="1.0" encoding="UTF-8"?>
<java version="17" class="java.beans.XMLDecoder">
 <object class="org.omegat.core.segmentation.SRX">
  <void property="mappingRules">
   <void method="add">
    <object class="org.omegat.core.segmentation.MapRule">
     <void property="language"><string>Test</string></void>
     <void property="pattern"><string>.*</string></void>
     <void property="rules">
      <object class="java.util.ArrayList">
{rules}      </object>
     </void>
    </object>
   </void>
  </void>
  <void property="version"><string>0.2.2</string></void>
 </object>
</java>
"""
_RULE = """\
       <void method="add">
        <object class="org.omegat.core.segmentation.Rule">
         <void property="breakRule"><boolean>{breaks}</boolean></void>
         <void property="beforebreak"><string>{before}</string></void>
         <void property="afterbreak"><string>{after}</string></void>
        </object>
       </void>
"""
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
    source_language, target_language = languages
    _write(
        project / "omegat.project",
        _PROJECT.format(
            source_language=source_language,
            target_language=target_language,
            sentences=str(sentences).lower(),
        ),
    )
    rules = [(exception, False) for exception in exceptions] + [(r"[.?!…]+[»”\"')]*", True)]
    _write(
        project / "omegat" / "segmentation.conf",
        _SEGMENTATION.format(
            rules="".join(
                _RULE.format(breaks=str(breaks).lower(), before=escape(before), after=r"\s")
                for before, breaks in rules
            )
        ),
    )
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
