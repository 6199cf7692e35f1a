"""The command: what it writes and says, how it ends, and one line for each bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tmx
from aligner.summary import as_json

KEYS = {
    *("languages", "output", "units", "pairs", "left_out", "notes", "repairs", "furniture"),
    *("sentences", "other_language", "searches"),
    *("sentences_embedded", "model", "signature", "seconds"),
}


def run(*arguments, **environment):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "aligner.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
    )


def test_help_has_an_example_and_the_exit_codes(egiz):
    for command in ("align", "model"):
        result = egiz(command, "--help")
        assert result.exit_code == 0
        assert f"Example: egiz {command}" in result.stdout
        assert "Exit codes" in " ".join(result.stdout.split())
    assert "align" in egiz("--help").stdout
    assert egiz("--version").stdout.startswith("egiz ")


@pytest.mark.parametrize("code", ["import aligner", "from aligner.cli import main; main()"])
def test_the_start_is_light(code):
    """Neither torch nor numpy is imported before it is needed."""
    told = "import atexit, sys; sys.argv[1:] = ['--help']; "
    told += "atexit.register(lambda: print(*sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{told}; {code}"], capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.splitlines()[-1].split())
    assert "aligner" in imported
    assert not imported & {"torch", "numpy", "transformers", "sentence_transformers", "lxml.etree"}


def test_the_public_names_are_there():
    import aligner

    assert {"align", "align_files", "write_alignment", "AlignConfig"} <= set(aligner.__all__)
    for name in aligner.__all__:
        assert getattr(aligner, name)
    with pytest.raises(AttributeError, match="nothing"):
        aligner.nothing  # noqa: B018


def test_two_files_become_a_memory(egiz, reports, tmp_path):
    output = tmp_path / "memory.tmx"
    result = egiz("align", *reports, "-o", output)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "kk.txt" in result.stdout
    assert f"written to {output}" in result.stdout
    with tmx.open_tmx(output) as units:
        pairs = {(unit.variant("kk").text, unit.variant("ru").text) for unit in units}
    assert (
        "Оның құрылысына облыстық бюджеттен 340 млн. теңге жұмсалды.",
        "На её строительство из областного бюджета потратили 340 млн. тенге.",
    ) in pairs


def test_the_same_run_twice_gives_the_same_bytes(reports, tmp_path):
    """Two processes, everything anew but the unpacked model."""
    written = []
    for number in (0, 1):
        output = tmp_path / f"{number}.tmx"
        done = run("align", *reports, "-o", output, "-q", SOURCE_DATE_EPOCH="1700000000")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        written.append(output.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("form", ["tmx", "tsv", "jsonl", "ladder"])
def test_each_form_is_written(egiz, reports, tmp_path, form):
    output = tmp_path / "out"
    result = egiz("align", *reports, "-o", output, "--to", form, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert output.read_bytes()


def test_json_is_for_scripts(egiz, reports, tmp_path):
    output = tmp_path / "memory.tmx"
    result = egiz("align", *reports, "-o", output, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert set(told) == KEYS
    assert told["output"] == str(output)
    assert told["languages"] == ["kk", "ru"]
    (pair,) = told["pairs"]
    assert pair["written"] == told["units"] == pair["beads"]["translation"]


def test_a_dry_run_writes_nothing(egiz, reports, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    for output in ((), ("-o", tmp_path / "memory.tmx")):
        result = egiz("align", *reports, *output, "--dry-run", "--json")
        assert result.exit_code == 0
        told = json.loads(result.stdout)
        assert told["output"] is None
        assert told["units"] > 0
    assert sorted(tmp_path.rglob("*")) == before


def rows(path):
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    names = header.split("\t")
    return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]


def test_confidence_and_classes_choose_what_is_written(egiz, reports, tmp_path):
    output = tmp_path / "pairs.tsv"

    def written(*options):
        assert egiz("align", *reports, "-o", output, "--to", "tsv", *options).exit_code == 0
        return rows(output)

    every = written("--include", "partial,related", "--route", "comparable")
    assert {row["class"] for row in written()} == {"translation"}
    assert {row["class"] for row in every} <= {"translation", "partial", "related"}
    scores = sorted(float(row["confidence"]) for row in written())
    least = scores[len(scores) // 2]
    kept = written("--min-confidence", least)
    assert 0 < len(kept) < len(scores)
    assert all(float(row["confidence"]) >= least for row in kept)


def test_an_unrelated_route_pairs_nothing(egiz, reports, tmp_path):
    result = egiz("align", *reports, "-o", tmp_path / "a.tmx", "--route", "unrelated", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["units"]) == (0, 0)
    assert told["pairs"][0]["explanation"].startswith("unrelated as told")


def test_lines_keep_their_numbers(egiz, reports, tmp_path):
    """Blank lines are counted: a unit's numbers are the line numbers of its file, from 0."""
    for report in reports:
        text = report.read_text(encoding="utf-8").replace("күн\n", "күн ").replace(". ", ".\n\n")
        report.write_text(text, encoding="utf-8")
    output = tmp_path / "pairs.tsv"
    result = egiz("align", *reports, "--lines", "-o", output, "--to", "tsv")
    assert result.exit_code == 0
    given = [report.read_text(encoding="utf-8").splitlines() for report in reports]
    found = [row for row in rows(output) if row["source_from"] == row["source_to"]]
    assert len(found) >= 6
    for row in found:
        for side, lines in zip(("source", "target"), given, strict=True):
            if row[f"{side}_from"] == row[f"{side}_to"]:
                assert lines[int(row[f"{side}_from"])] == row[side]
    result = egiz("align", *reports, "--lines", "-o", output, "--to", "ladder")
    rungs = [line.split(":") for line in output.read_text().splitlines()]
    for side, lines in enumerate(given):
        numbers = [number for rung in rungs for number in json.loads(rung[side])]
        assert numbers == list(range(len(lines)))


def test_languages_and_encoding_can_be_told(egiz, reports):
    for report in reports:
        text = report.read_text(encoding="utf-8")
        report.write_text(text, encoding="utf-16")
    result = egiz(
        *("align", reports[0], reports[1], "--dry-run", "--json", "--encoding", "utf-16"),
        *("--source-lang", "kk", "--target-lang", "ru"),
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["units"] > 0


def test_a_document_left_out_is_named_and_the_exit_code_tells(egiz, reports, tmp_path):
    (reports[0].parent / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 99)
    result = egiz("align", reports[0].parent, "-o", tmp_path / "memory.tmx")
    assert result.exit_code == 3
    assert "broken.txt: " in result.stdout
    assert (tmp_path / "memory.tmx").exists()
    result = egiz("align", reports[0].parent, "--dry-run", "--json")
    (left_out,) = json.loads(result.stdout)["left_out"]
    assert left_out["document"] == "broken.txt"
    assert left_out["unreadable"]


MISUSED = {
    "no arguments": ["align"],
    "no output": ["align", "a.txt", "b.txt"],
    "unknown option": ["align", "a.txt", "--colour"],
    "unknown class": ["align", "a.txt", "-o", "b.tmx", "--include", "best"],
    "unknown route": ["align", "a.txt", "-o", "b.tmx", "--route", "scenic"],
    "confidence above 1": ["align", "a.txt", "-o", "b.tmx", "--min-confidence", "70"],
    "unknown command": ["unite"],
}


@pytest.mark.parametrize("case", MISUSED)
def test_a_command_that_is_not_understood(egiz, case):
    result = egiz(*MISUSED[case])
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


BAD = {
    "missing path": (["nowhere.txt", "{ru}"], "no such file"),
    "empty file": (["empty.txt", "{ru}"], "empty"),
    "blank file": (["blank.txt", "{ru}"], "no text"),
    "folder with nothing to read": (["folder", "{ru}"], "nothing to read"),
    "binary file named .txt": (["binary.txt", "{ru}"], "binary"),
    "same language on both sides": (["{kk}", "also.kk.txt"], "Kazakh"),
    "one file in one language": (["{kk}"], "Kazakh"),
    "source given twice": (["{kk}", "{kk}"], "given twice"),
    "source and its folder": (["{kk}", "reports"], "given twice"),
    "output into no folder": (["{kk}", "{ru}", "-o", "nowhere/out.tmx"], "no folder"),
    "output is a folder": (["{kk}", "{ru}", "-o", "folder"], "is a folder"),
    "output over an input": (["{kk}", "{ru}", "-o", "{ru}"], "would replace"),
    "unknown form": (["{kk}", "{ru}", "--to", "xls"], "xls"),
    "unknown encoding": (["{kk}", "{ru}", "--encoding", "utf-99"], "utf-99"),
    "model folder that is not there": (["{kk}", "{ru}", "--model", "./no/model"], "./no/model"),
    "model folder without a model": (["{kk}", "{ru}", "--model", "{folder}"], "folder"),
    "unknown model": (["{kk}", "{ru}", "--model", "nobody/no-such-model"], "nobody/no-such-model"),
    "ladder of several pairs": (["samples", "--to", "ladder"], "one document pair"),
}
if Path("/proc").is_dir():  # not even root may write there
    BAD["unwritable output"] = (["{kk}", "{ru}", "-o", "/proc/out.tmx"], "cannot be written")


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line(egiz, reports, tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").touch()
    Path("blank.txt").write_text(" \n\n\t\n")
    Path("binary.txt").write_bytes(bytes(range(256)) * 20)
    Path("also.kk.txt").write_text("Қар түсті. Жол жабылып қалды, бірақ мектеп ашық тұрды.")
    Path("folder").mkdir()
    Path("samples").mkdir()
    for number, word in enumerate(("kk", "ru") if case.startswith("ladder") else ()):
        text = reports[number].read_text(encoding="utf-8")
        for name in ("a", "b"):
            Path("samples", f"{name}.{word}.txt").write_text(
                text if name == "a" else SNOW[number], encoding="utf-8"
            )
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    given, told = BAD[case]
    places = {"kk": reports[0], "ru": reports[1], "folder": Path("folder").resolve()}
    arguments = [argument.format(**places) for argument in given]
    output = [] if "-o" in arguments else ["-o", "out.tmx"]

    result = egiz("align", *arguments, *output)

    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("egiz: ")
    assert told in line
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


SNOW = (
    "Түнде қалың қар жауды. Таңертең көшелерді 30 трактор тазалады. Автобустар бір сағатқа "
    "кешікті. Мектептерде сабақ болмады. Кешке дейін күн жылынады деп күтілуде.",
    "Ночью выпал густой снег. Утром улицы чистили 30 тракторов. Автобусы опоздали на час. "
    "В школах не было уроков. К вечеру ожидается потепление.",
)


def test_bad_input_gets_one_line_in_a_process_of_its_own(reports, tmp_path):
    done = run("align", tmp_path / "nowhere.txt", reports[1], "-o", tmp_path / "out.tmx")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"egiz: {tmp_path / 'nowhere.txt'}: ")
    assert not (tmp_path / "out.tmx").exists()


def test_the_model_is_told(egiz):
    result = egiz("model", "--json")
    told = json.loads(result.stdout)
    assert told["name"] == "multilingual-e5-small"
    assert told["dim"] == 384
    assert told["mean_pooled"] is True
    assert Path(told["folder"]).is_dir()
    assert told["fingerprint"] in egiz("model").stdout


def test_keys_of_the_summary(library):
    from aligner import Selection

    assert set(as_json(library, Selection(), None, 0)) == KEYS
