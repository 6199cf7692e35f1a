"""`egiz tmx validate` and `egiz tmx repair`: exit codes, forms, what is written where."""

import json
import subprocess
import sys
from pathlib import Path

import make_tmx_checks
import pytest
from typer.testing import CliRunner, Result

from aligner.cli import app
from tmx import Header, Segment, TranslationUnit, Variant, write_tmx

DOCS = Path(__file__).parents[2] / "docs"
BROKEN = (
    '<tmx version="1.4"><header srclang="kk"/><body>\n'
    '<tu><tuv xml:lang="kk_KZ"><seg>Қар&nbsp;</seg></tuv>'
    '<tuv xml:lang="ru"><seg>Снег</seg></tuv></tu>\n<tu><tuv>'
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["tmx", *map(str, arguments)])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.tmx"
    sides = (Variant("kk", Segment.of("Қар")), Variant("ru", Segment.of("Снег")))
    write_tmx(path, Header("kk", datatype="plaintext"), [TranslationUnit(sides)])
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.tmx"
    path.write_text(BROKEN)
    return path


def test_good_file(good: Path) -> None:
    told = run("validate", good)
    assert (told.exit_code, told.output) == (0, f"{good}: 0 errors, 0 warnings\n")


def test_warnings_are_no_failure(good: Path) -> None:
    told = run("validate", good, "--for", "matecat")
    assert told.exit_code == 0
    assert "W401" in told.output


def test_errors_are_a_failure(good: Path, broken: Path) -> None:
    told = run("validate", good, broken)
    assert told.exit_code == 1
    assert f"{broken}:2: E106 undeclared entity, unit 1: the entity &nbsp;" in told.output


def test_forms(good: Path, broken: Path) -> None:
    told = json.loads(run("validate", good, broken, "--format", "json").output)
    assert [Path(file["file"]).name for file in told["files"]] == ["good.tmx", "broken.tmx"]
    assert json.loads(run("validate", good, broken, "--json").output) == told
    assert json.loads(run("validate", broken, "--format", "sarif").output)["version"] == "2.1.0"
    assert run("validate", broken, "--format", "junit").output.startswith("<?xml")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_what_cannot_be_read_is_a_finding_and_the_report_goes_on(form: str, good: Path) -> None:
    told = run("validate", good.with_name("none.tmx"), good.parent, good, "--format", form)
    assert told.exit_code == 1
    assert told.output.count("it cannot be read (") in (2, 4)  # JUnit says it twice
    if form in ("json", "sarif"):
        json.loads(told.output)
    assert told.stderr == ""


def test_many_findings_of_one_kind_are_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "many.tmx"
    unit = '<tu><tuv xml:lang="k_z"><seg>Қар</seg></tuv></tu>'
    path.write_text(f"<tmx version='1.4'><body>{unit * 30}</body></tmx>", encoding="utf-8")
    shown = [run("validate", path, *limit).output for limit in ([], ["--limit", 2], ["--limit", 0])]
    assert [text.count("language code, unit") for text in shown] == [20, 2, 30]
    assert "E304 × 30 (the first 2 are shown): " in shown[1]
    assert "E304 × 30: " in shown[2]


def test_a_reader_that_has_had_enough_gets_no_complaint(broken: Path) -> None:
    command = [sys.executable, "-m", "aligner.cli", "tmx", "validate", *[broken] * 500]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.tmx"], 1, "cannot be read"),
        (["broken.tmx", "--for", "word"], 1, "known: omegat"),
        (["broken.tmx", "--format", "pdf"], 2, "known: text, json, sarif, junit"),
    ],
)
def test_what_cannot_be_done(
    broken: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(broken.parent)
    told = run("validate", *arguments)
    assert told.exit_code == code
    assert message in " ".join(told.output.replace("│", " ").split())


def test_repair(broken: Path, tmp_path: Path) -> None:
    output = tmp_path / "mended.tmx"
    told = run("repair", broken, "-o", output)
    assert told.exit_code == 3
    assert '2: E304, unit 1, mended: "kk_KZ" is now "kk-KZ"' in told.output
    assert told.output.endswith("Units written: 1; lost: 1\n")
    assert run("validate", output).exit_code == 0
    assert broken.read_text() == BROKEN


def test_repair_as_json_and_in_trial(broken: Path) -> None:
    told = run("repair", broken, "--dry-run", "--json")
    summary = json.loads(told.output)
    assert (summary["units"], summary["lost_units"]) == (1, 1)
    assert {change["outcome"] for change in summary["changes"]} == {"mended", "lost"}
    assert [*broken.parent.iterdir()] == [broken]


def test_repair_in_place(broken: Path) -> None:
    assert run("repair", broken, "--in-place", "-q").output == ""
    assert broken.with_name("broken.tmx.bak").read_text() == BROKEN
    assert run("validate", broken).exit_code == 0
    told = run("repair", broken, "--in-place")
    assert (told.exit_code, "is there already" in told.output) == (1, True)


@pytest.mark.parametrize("arguments", [[], ["-o", "a.tmx", "--in-place"]])
def test_repair_needs_one_place(broken: Path, arguments: list[str]) -> None:
    assert run("repair", broken, *arguments).exit_code == 2


def test_repair_never_replaces_its_input(broken: Path) -> None:
    told = run("repair", broken, "-o", broken)
    assert told.exit_code == 1
    assert broken.read_text() == BROKEN


def test_page_of_the_checks_is_up_to_date() -> None:
    up_to_date = make_tmx_checks.page() == (DOCS / "tmx-checks.md").read_text(encoding="utf-8")
    assert up_to_date, "run python docs/make_tmx_checks.py"
