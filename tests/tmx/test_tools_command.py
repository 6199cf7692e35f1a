"""The commands of `egiz tmx` that work on whole memories: where they write, how they end."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from memories import memory, pair, texts_of
from typer.testing import CliRunner, Result

from aligner.cli import app

UNITS = [pair("Иә.", "Да.", score=0.9), pair("Жоқ.", "Нет.", score=0.4), pair("Иә.", "Да.")]
CUT = b'<tmx><header srclang="kk"/><body><tu>'
WRITING = {
    "merge": [],
    "dedupe": [],
    "filter": ["score > 0"],
    "slice": ["--for", "report.txt"],
    "edit-lang": ["--rename", "kk=kk-KZ"],
}


@pytest.fixture
def egiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in a folder with a memory and a report."""
    memory(tmp_path / "m.tmx", UNITS)
    (tmp_path / "report.txt").write_text("Иә. Бүгін қар жауады.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["tmx", *arguments])

    return run


@pytest.mark.parametrize("command", WRITING)
def test_each_writes_and_sums_up(command: str, egiz: Callable, tmp_path: Path) -> None:
    done = egiz(command, "m.tmx", *WRITING[command], "-o", "out.tmx")
    assert done.exit_code == 0, done.output
    assert done.stdout.endswith("Written to out.tmx\n")
    assert texts_of(tmp_path / "out.tmx")


@pytest.mark.parametrize("command", WRITING)
def test_a_trial_run_writes_nothing(command: str, egiz: Callable, tmp_path: Path) -> None:
    real = egiz(command, "m.tmx", *WRITING[command], "-o", "out.tmx", "--json")
    (tmp_path / "out.tmx").unlink()
    trial = egiz(command, "m.tmx", *WRITING[command], "--dry-run", "--json")
    assert json.loads(trial.stdout) == json.loads(real.stdout) | {"output": None}
    assert {path.name for path in tmp_path.iterdir()} == {"m.tmx", "report.txt"}


@pytest.mark.parametrize("command", WRITING)
def test_the_input_is_never_written_over(command: str, egiz: Callable, tmp_path: Path) -> None:
    before = (tmp_path / "m.tmx").read_bytes()
    done = egiz(command, "m.tmx", *WRITING[command], "-o", "./m.tmx")
    assert done.exit_code == 1
    assert "would replace the file that is read" in done.stderr
    assert (tmp_path / "m.tmx").read_bytes() == before
    assert egiz(command, "m.tmx", *WRITING[command]).exit_code == 2


@pytest.mark.parametrize("command", [*WRITING, "stats"])
def test_bad_files_get_one_line(command: str, egiz: Callable, tmp_path: Path) -> None:
    output = [] if command == "stats" else ["-o", "out.tmx"]
    for name, text in (("none.tmx", None), ("bad.tmx", b"<tmx><body><tu>"), ("cut.tmx", CUT)):
        if text is not None:
            (tmp_path / name).write_bytes(text)
        done = egiz(command, name, *WRITING.get(command, []), *output)
        assert done.exit_code == 1
        assert done.stderr.startswith(f"egiz: {name}")
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "out.tmx").exists()


def test_what_is_left_out_shows_in_the_exit_code(egiz: Callable, tmp_path: Path) -> None:
    text = (tmp_path / "m.tmx").read_text(encoding="utf-8").replace("Нет.", " ")
    (tmp_path / "m.tmx.gz").write_bytes(gzip.compress(text.encode()))
    done = egiz("dedupe", "m.tmx.gz", "-o", "out.tmx")
    assert done.exit_code == 3
    assert "Left out, since no TMX can hold them: 1" in done.stdout
    assert "the ru segment is empty" in done.stdout


def test_quiet_says_nothing(egiz: Callable) -> None:
    for command, arguments in WRITING.items():
        assert egiz(command, "m.tmx", *arguments, "-o", f"{command}.tmx", "-q").output == ""


def test_folders(egiz: Callable, tmp_path: Path) -> None:
    assert egiz("split", "m.tmx", "-o", "parts", "--by", "units", "--units", "2").exit_code == 0
    assert [texts_of(path) for path in sorted((tmp_path / "parts").iterdir())] == [
        [("Иә.", "Да."), ("Жоқ.", "Нет.")],
        [("Иә.", "Да.")],
    ]
    done = egiz("omegat", "project", "--memory", "m.tmx", "--source", "report.txt", "--json")
    told = json.loads(done.stdout)
    assert told["placed"] == {"tm/auto": 1, "tm/penalty-10": 0, "tm/penalty-30": 1, "tm": 1}
    assert (tmp_path / "project" / "source" / "report.txt").exists()
    for again in (("split", "m.tmx", "-o", "parts"), ("omegat", "project", "-m", "m.tmx")):
        done = egiz(*again)
        assert done.exit_code == 1
        assert "is there already" in done.stderr


def test_convert_does_not_write_over_what_it_reads(egiz: Callable) -> None:
    assert egiz("convert", "m.tmx", "m.tmx").exit_code == 1
    assert egiz("convert", "m.tmx", "c", "--to", "moses").exit_code == 0
    both = ["--source-lang", "kk", "--target-lang", "ru"]
    for arguments in (["c", "c", "--from", "moses"], ["c.kk", "c", "--from", "tsv"]):
        done = egiz("convert", *arguments, "--to", "moses", *both)
        assert done.exit_code == 1
        assert "would replace the file that is read" in done.stderr
    assert egiz("convert", "m.tmx", "x.docx").exit_code == 1


def test_unknown_choices_are_named(egiz: Callable) -> None:
    for arguments in (
        ("dedupe", "m.tmx", "--compare", "x"),
        ("dedupe", "m.tmx", "--key", "x"),
        ("split", "m.tmx", "--by", "x"),
        ("diff", "m.tmx", "m.tmx", "--compare", "x"),
        ("edit-lang", "m.tmx", "--rename", "kk"),
    ):
        assert egiz(*arguments, *([] if arguments[0] == "diff" else ["--dry-run"])).exit_code == 2


def test_help_has_examples(egiz: Callable) -> None:
    for command in (*WRITING, "stats", "diff", "split", "convert", "omegat"):
        assert f"Example: egiz tmx {command} " in egiz(command, "--help").stdout
