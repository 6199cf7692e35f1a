"""Writes docs/cli.md out of the commands' own help: python docs/make_cli.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command
from typer.testing import CliRunner

import aligner.memories  # noqa: F401 - registers its reader
from aligner.cli import app
from corpora.readers import READERS

PLACE = Path(__file__).with_name("cli.md")
WIDTH = 88  # columns of the help, whatever terminal this runs in

HEAD = """\
# The command `egiz`

Made by `make docs` from the commands' own help; do not edit it by hand.

Files that are read: {suffixes}. In a folder others are passed over, tables too; a file that is
named itself is read as plain text whatever it is called.
"""

TAIL = """\
## Exit codes

| code | what happened |
|---|---|
| 0 | Done. |
| 1 | Nothing was written, and one line on the error stream says why and what to do. |
| 2 | The command was not understood: an unknown option, a value out of range, no `-o`. |
| 3 | Done, but a document could not be read and was left out; the summary names it. |
| 130 | Interrupted with Ctrl-C. Nothing was written. |

## The summary as JSON

`egiz align … --json` prints one object instead of the table. Texts are Unicode, times are seconds,
and sentences count from 0.

| key | what it holds |
|---|---|
| `languages` | `[source, target]`, primary tags such as `"kk"` and `"ru"`. |
| `output` | The file written; `null` with `--dry-run`. |
| `units` | How many units were written, or would have been. |
| `pairs` | The document pairs, in the order of the source documents; see below. |
| `left_out` | Documents that take no part: `document`, `why`, `unreadable` (exit code 3). |
| `notes` | What to know of a file, such as pages that are pictures: `document`, `note`. |
| `repairs` | What cleaning changed: `document`, `rule`, `before`, `after`. |
| `furniture` | Lines taken for the site's: `document`, `rule`, `text`. |
| `other_language` | Twins not in their document's language: `document`, `language`, `text`. |
| `sentences` | `[source, target]`: sentences of report text in all documents. |
| `sentences_embedded` | Distinct sentences, each embedded once, or known from an earlier run. |
| `model` | Name of the model. |
| `signature` | How the scores were made, as one line; the TMX header carries it too. |
| `seconds` | How long each step took, by its name, in their order. |

Each of `pairs`:

| key | what it holds |
|---|---|
| `source`, `target` | The documents: their paths below the folders given, or their file names. |
| `route` | `parallel`, `comparable` or `unrelated`. |
| `explanation` | What the route rests on, one line. |
| `score` | How surely the two belong together, 0 to 1. |
| `sentences` | `[source, target]`: sentences of each document; with `--lines` its lines. |
| `beads` | How many beads of each class were found: `translation`, `partial`, `related`. |
| `written` | How many of its beads were written, or would have been. |
"""


def commands() -> dict[str, Any]:
    """The commands by their names, in the order of the help; "tmx validate" for one in a group."""

    def below(group: Any, words: str) -> Iterator[tuple[str, Any]]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                if command.invoke_without_command:
                    yield f"{words}{name}", command
                yield from below(command, f"{words}{name} ")
            else:
                yield f"{words}{name}", command

    return dict(below(get_command(app), ""))


def help_of(*words: str) -> str:
    """What `egiz WORDS --help` prints, on a terminal of WIDTH columns."""
    context = {**app.info.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}
    told = CliRunner().invoke(app, [*words, "--help"], prog_name="egiz", color=False, **context)
    if told.exit_code:
        raise typer.Exit(told.exit_code)
    return "\n".join(line.rstrip() for line in told.output.splitlines()).strip("\n")


def sections() -> Iterator[str]:
    """The parts of the page."""
    yield HEAD.format(suffixes=", ".join(f"`{suffix}`" for suffix in READERS))
    for words in ([], *(name.split() for name in commands())):
        yield f"## `{' '.join(['egiz', *words])}`\n\n```text\n{help_of(*words)}\n```\n"
    yield TAIL


def page() -> str:
    """The whole of docs/cli.md."""
    return "\n".join(sections())


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
    print(f"wrote {PLACE}")
