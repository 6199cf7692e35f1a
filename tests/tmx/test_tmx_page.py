"""The examples of docs/tmx.md are run, and print what stands there."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aligner.cli import app
from aligner.cli.tmx import app as tmx_app
from tmx.convert.run import FORMS
from tmx.tools.fields import FIELDS

PAGE = (Path(__file__).parents[2] / "docs" / "tmx.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ egiz tmx ([\w-]+)", PAGE, re.MULTILINE)


def test_the_examples_print_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(env={"COLUMNS": "88"})
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            output = runner.invoke(app, shlex.split(command)[1:]).output
            assert [line.rstrip() for line in output.splitlines()] == expected.splitlines(), command


def test_each_command_has_an_example() -> None:
    made = {command.name for command in tmx_app.registered_commands}
    assert set(COMMANDS) == made - {"validate", "repair"}  # they have a page of their own


def test_each_name_and_format_is_told() -> None:
    for name, field in FIELDS.items():
        assert re.search(rf"^\| `{name}(\(…\))?` \| {re.escape(field.help)} \|$", PAGE, re.M)
    for form in FORMS:
        assert f"`{form}`" in PAGE
