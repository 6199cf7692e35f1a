"""What docs/reading.md shows is what the command prints."""

import re
from pathlib import Path

from typer.testing import CliRunner

from aligner.cli import app
from corpora.clean import RULES
from corpora.readers import READERS

PAGE = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")


def block(name):
    return re.search(rf"<!-- {name} -->\n```text\n(.*?)```\n<!-- /{name} -->", PAGE, re.DOTALL)[1]


def test_the_example_is_what_the_command_prints(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(block("input"), encoding="utf-8")
    run = CliRunner().invoke
    assert run(app, ["corpus", "clean", "--explain", str(path)]).output == block("explained")
    assert run(app, ["corpus", "clean", str(path)]).output == block("clean")


def test_every_repair_and_suffix_is_told():
    for rule in RULES:
        assert f"| `{rule}` |" in PAGE
    for suffix in READERS:
        assert f"`{suffix}`" in PAGE
