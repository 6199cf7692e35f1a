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
    found = run(
        report, "--skip-repair", "hyphen", "--skip-repair", "spaces", "--keep-furniture"
    ).output
    assert "мүмкін-дік" in found
    assert "кездесіп,  олардың" in found
    assert found.endswith("Пікір қалдыру\n")
    result = run(report, "--skip-repair", "hyphens")
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


def test_a_folder_is_explained_document_by_document(tmp_path):
    menu = "Ауыл тынысы\nЕгін мен мал\nМектеп қабырғасы\n"
    for number, where in enumerate(("Ақжар", "Қарасу", "Теректі", "Жосалы", "Майбұлақ")):
        text = f"{menu}{where} ауылында көпір ашылды. Оны жаз бойы салды.\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "bad.docx").write_bytes(b"PK")
    result = run("--explain", tmp_path)
    assert result.exit_code == 3
    assert "bad.docx: damaged" in result.output
    assert result.output.count("  repeated: Мектеп қабырғасы\n") == 5
    assert "\n4.txt:\n" in result.output


def test_an_input_is_never_replaced(report):
    result = run(report, "-o", report)
    assert result.exit_code == 1
    assert "would replace an input" in result.output
    assert report.read_text(encoding="utf-8") == TEXT
    clean = report.with_name("таза.txt")
    assert run(report, "-o", clean).exit_code == 0
    assert clean.read_text(encoding="utf-8") == run(report).output


def test_macros_are_named(tmp_path):
    import zipfile

    path = tmp_path / "a.odt"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f'<o:d xmlns:o="{office}" xmlns:t="{text}"><o:body><o:text><t:p>Сәлем, әлем!</t:p>'
            "</o:text></o:body></o:d>",
        )
        archive.writestr("Basic/Standard/Module1.xml", "Sub Main")
    assert "Note: It has macros; they were not run.\n" in run("--explain", path).output


def test_what_is_dropped_inside_a_line_leaves_the_rest(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "АСТАНА. ҚазАқпарат – Көпір ашылды. Толығырақ\n\nБөлісу:\nЖол салынды.\n", encoding="utf-8"
    )
    assert run(path).output == "Көпір ашылды.\n\nЖол салынды.\n"
