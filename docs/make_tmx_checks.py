"""Writes docs/tmx-checks.md out of the tables: python docs/make_tmx_checks.py."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from aligner.cli import app
from tmx.checks import CODES, PROFILES, Level, Profile

PLACE = Path(__file__).with_name("tmx-checks.md")

EXAMPLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"
 adminlang="en" datatype="plaintext"/>
<body>
<tu><tuv xml:lang="kk_KZ"><seg>Қар 2 күн&nbsp;жауды.</seg></tuv>
<tuv xml:lang="ru"><seg>Снег шёл 3 дня.</seg></tuv></tu>
<tu><prop type="file">есеп.txt</prop><tuv xml:lang="kk"><seg>Жел тұрды.</seg></tuv>
<tuv xml:lang="ru"><seg></seg></tuv></tu>
<tu><tuv xml:lang="kk"><seg>Жол ашылды.</seg></tuv>
"""

HEAD = """\
# Checking and mending translation memories

Made by `python docs/make_tmx_checks.py` from the tables of codes and tools and from the commands'
own output; do not edit it by hand.

A memory that a tool refuses, or loads and does not use, is worth nothing. `egiz tmx validate` finds
all that is wrong with a file, `egiz tmx repair` mends what can be mended. As a library:
`tmx.checks.validate` and `tmx.repair.repair`.

## A file that is broken

`broken.tmx` has a header without `srclang`, an underscore in a language code, an HTML entity,
numbers that differ, a property that OmegaT takes for its own, an empty segment, and it is cut off:

```xml
{example}```

### What is wrong

```console
$ egiz tmx validate broken.tmx --for omegat
{validated}
```

Each line is a finding: file, line, code, what it is, the unit, what stands there, and what the tool
does about it. `E` is an error, `W` a warning; without `--for` they mean that TMX 1.4b is not kept,
or that somebody should look. After the findings (`…`) each code is explained. A broken unit does
not keep the others from being checked. The exit code is 1 where there are errors, 0 where there are
only warnings.

Of each code the first 20 findings of a file are shown, all with `--limit 0`; the counts are of all.

For other programs: `--json`, `--format sarif` (SARIF 2.1.0, which code hosts show beside the
file) and `--format junit` (each file a test suite, errors are failures, warnings pass).

### What can be mended

```console
$ egiz tmx repair broken.tmx -o memory.tmx --for omegat
{repaired}
```

Each change is told with its line in the old file. *mended*: nothing is lost. *lost*: something is
left out, and this says what. *kept as it is*: nobody but you can tell what is right. The new file
is UTF-8 and TMX 1.4b; units that are whole are kept whatever is broken around them. `--dry-run`
only tells, `--in-place` replaces the file and keeps the old one as `broken.tmx.bak`. The exit code
is 3 where units were lost.

If the file is in another encoding than it says: `--encoding cp1251`.

"""

CODES_HEAD = """\
## The codes

The letter is that for a file which is for no tool in particular; `--for` can change it. Codes from
401 on are looked for only if the tool cares. Language tags are checked for their form (BCP 47), not
against the registry of languages.

| code | what | meaning | fix | repair |
|---|---|---|---|---|
"""

MATRIX_HEAD = """\
## Which tool minds what

● refuses the file or does not use the unit: an error with `--for`. ○ less bad: a warning.
Where nothing stands, nothing is known of the tool. Columns: {columns}.

"""

TOOLS_HEAD = """\
## The tools one by one

*Tested* was tried with the tool itself, and `tests/tmx/test_profiles.py` tries it again. *Manual*
follows what the makers write, and was not tried; expect gaps there.
"""


def commands_output() -> tuple[str, str]:
    """What the two commands of the example print."""
    run = CliRunner().invoke
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.chdir(folder)
        stack.callback(os.chdir, before)
        Path("broken.tmx").write_text(EXAMPLE, encoding="utf-8")
        told = run(app, ["tmx", "validate", "broken.tmx", "--for", "omegat"]).output
        findings = told.partition("\n\n")[0]
        last = told.rstrip().rpartition("\n")[2]
        repair = ["tmx", "repair", "broken.tmx", "-o", "memory.tmx", "--for", "omegat"]
        return f"{findings}\n…\n{last}", run(app, repair).output.rstrip()


def codes() -> Iterator[str]:
    """A row of the table for each code."""
    for code in CODES.values():
        cells = (str(code), code.name, code.meaning, code.fix, code.repair)
        yield f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def matrix() -> Iterator[str]:
    """A row of the table for each code that some tool minds."""
    yield f"| code | what | {' | '.join(f'`{key}`' for key in PROFILES)} |"
    yield f"|---|---|{':-:|' * len(PROFILES)}"
    for number, code in CODES.items():
        if any(profile.asks(number) for profile in PROFILES.values()):
            marks = " | ".join(_mark(profile, number) for profile in PROFILES.values())
            yield f"| {number} | {code.name} | {marks} |"


def tools() -> Iterator[str]:
    """A section for each tool."""
    for key, profile in PROFILES.items():
        yield f"\n### {profile.name}\n"
        yield f"`--for {key}`. {profile.basis.capitalize()}: {profile.source}.\n"
        for number in CODES:
            if profile.asks(number):
                what = f"{CODES[number].name}: {profile.effect(number)}"
                yield f"- {_mark(profile, number)} {number} {what}."


def page() -> str:
    """The whole of docs/tmx-checks.md."""
    validated, repaired = commands_output()
    columns = ", ".join(f"`{key}` {profile.name}" for key, profile in PROFILES.items())
    return "".join(
        (
            HEAD.format(example=EXAMPLE, validated=validated, repaired=repaired),
            CODES_HEAD,
            "\n".join(codes()),
            "\n\n",
            MATRIX_HEAD.format(columns=columns),
            "\n".join(matrix()),
            "\n\n",
            TOOLS_HEAD,
            "\n".join(tools()),
            "\n",
        )
    )


def _mark(profile: Profile, number: int) -> str:
    if not profile.asks(number):
        return " "
    return "●" if profile.level(number) is Level.ERROR else "○"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
    print(f"wrote {PLACE}")
