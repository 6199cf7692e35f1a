"""`egiz corpus clean`: the clean text, or all that was done to it, replayable."""

import json
import re

import pytest
from typer.testing import CliRunner

from aligner.cli import app

TEXT = """Ауылда жаңа мектеп ашылды
1,220
оқылды

Қала әкімі бүгін тұрғындармен кездесіп,  олардың сұрақтарына жауап берді.
Cондай-ақ бұл жақсы мүмкін-дік екенін айтты.
Пікір қалдыру
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "есеп.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["corpus", "clean", *map(str, arguments)])


def test_the_clean_text_is_printed_without_the_sites_lines(report):
    result = run(report)
    assert result.exit_code == 0
    assert result.output == (
        "Ауылда жаңа мектеп ашылды\n\n"
        "Қала әкімі бүгін тұрғындармен кездесіп, олардың сұрақтарына жауап берді.\n"
        "Сондай-ақ бұл жақсы мүмкіндік екенін айтты.\n"
    )


def test_each_repair_is_explained_with_its_place(report):
    found = run("--explain", report).output
    for line in (
        '5:40  spaces: "  " → " "',
        '6:1  lookalikes: "Cондай-ақ" → "Сондай-ақ"',
        '6:21  hyphen: "мүмкін-дік" → "мүмкіндік"',
        "counter: 1,220",
        "comments: Пікір қалдыру",
    ):
        assert f"  {line}\n" in found
    assert "Repairs: 3 (spaces 1, lookalikes 1, hyphen 1)\n" in found
    assert "Lines dropped: 3 (counter 2, comments 1)\n" in found
    for line, column, before in re.findall(r"(\d+):(\d+)  \w+: \"(.+?)\"", found):
        assert TEXT.split("\n")[int(line) - 1][int(column) - 1 :].startswith(before)


def test_a_repair_can_be_left_out_and_the_sites_lines_kept(report):
    found = run(report, "--skip", "hyphen", "--skip", "spaces", "--keep-furniture").output
    assert "мүмкін-дік" in found
    assert "кездесіп,  олардың" in found
    assert found.endswith("Пікір қалдыру\n")
    result = run(report, "--skip", "hyphens")
    assert result.exit_code == 2
    assert "hyphen" in result.output


def test_the_plan_as_json_gives_the_clean_text_again(report):
    (told,) = json.loads(run("--explain", report, "--json").output)
    text = TEXT
    for repair in reversed(told["repairs"]):
        assert text[repair["start"] : repair["end"]] == repair["before"]
        text = text[: repair["start"]] + repair["after"] + text[repair["end"] :]
    assert text == told["text"]
    assert [line["rule"] for line in told["furniture"]] == ["counter", "counter", "comments"]
