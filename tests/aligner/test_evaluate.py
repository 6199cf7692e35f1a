"""`egiz evaluate`: what it prints, and that another scorer, where it is at hand, finds the same."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVAL = ROOT.parent / "shared" / "eval"
beside = pytest.mark.skipif(not (EVAL / "score.py").is_file(), reason="no ../shared/eval")

GOLD = "[0]:[0]\n[1]:[1, 2]\n[2]:[]\n"
OUT = "[0]:[0]\n[1]:[1]\n[]:[2]\n[2]:[]\n"


@pytest.fixture
def ladders(tmp_path):
    """Two documents: one as its gold, one not quite."""
    for folder, suffix, texts in (("out", "align", (GOLD, OUT)), ("gold", "gold", (GOLD, GOLD))):
        (tmp_path / folder).mkdir()
        for name, text in zip(("00", "01"), texts, strict=True):
            (tmp_path / folder / f"{name}.{suffix}").write_text(text, encoding="utf-8")
    return tmp_path / "out", tmp_path / "gold"


def test_a_table_by_document_and_in_all(egiz, ladders):
    result = egiz("evaluate", *ladders)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[1] == ["document", *("precision", "recall", "F1") * 2, "output", "gold"]
    assert rows[2:] == [
        ["00", *["1.000"] * 6, "3", "2"],
        ["01", ".500", ".500", ".500", ".750", "1.000", ".857", "4", "2"],
        ["all", ".714", ".750", ".732", ".857", "1.000", ".923", "7", "4"],
    ]


def test_json_is_for_scripts(egiz, ladders):
    result = egiz("evaluate", *ladders, "--json")
    told = json.loads(result.stdout)
    assert set(told) == {"kind", "documents", "all", "calibration", "remarks"}
    assert (told["kind"], told["calibration"], told["remarks"]) == ("ladder", None, [])
    page = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert all(f"| `{key}` |" in page for key in told)
    assert list(told["documents"]) == ["00", "01"]
    strict = {"right": 2, "out": 4, "found": 1, "gold": 2}
    assert told["documents"]["01"]["strict"] == strict | dict.fromkeys(
        ("precision", "recall", "f1"), 0.5
    )


def test_confidences_are_judged(egiz, tmp_path):
    out, gold, plot = (tmp_path / name for name in ("out.tsv", "gold.tsv", "plot.svg"))
    out.write_text("0\t0\t0.95\n1\t1\t0.95\n2\t3\t0.35\n", encoding="utf-8")
    gold.write_text("0\t0\n1\t1\n2\t2\n", encoding="utf-8")
    result = egiz("evaluate", out, gold, "--plot", plot)
    assert "Expected calibration error .150, Brier score .043 (0 is best)." in result.stdout
    assert "With a confidence of 0.9 or more: 2 of 3, of them right 1.000." in result.stdout
    assert re.search(r"0\.3–0\.4 +1 +\.350 +\.000", result.stdout)
    assert plot.read_text(encoding="utf-8").startswith("<?xml")
    calibration = json.loads(egiz("evaluate", out, gold, "--json").stdout)["calibration"]
    assert calibration["error"] == pytest.approx(0.15)
    assert [bin_["count"] for bin_ in calibration["bins"]] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 2]


def test_what_a_run_writes_can_be_evaluated(egiz, reports, tmp_path):
    """A ladder against itself; the same beads as a table, with their confidences."""
    gold, table = tmp_path / "a.gold", tmp_path / "a.tsv"
    egiz("align", *reports, "-o", gold, "--to", "ladder", "-q")
    options = ("--route", "parallel", "--include", "partial,related", "-q")
    egiz("align", *reports, "-o", table, "--to", "tsv", *options)
    told = json.loads(egiz("evaluate", table, gold, "--json").stdout)
    assert told["all"]["strict"]["precision"] == told["all"]["lax"]["precision"] == 1
    assert told["calibration"]["count"] == told["all"]["strict"]["out"] > 0


def test_bad_input_is_one_line(egiz, ladders, tmp_path):
    out, gold = ladders
    (out / "01.align").write_text("[0]:[0]\nсөйлем\n", encoding="utf-8")
    broken, sentences = tmp_path / "a.tmx", tmp_path / "a.tsv"
    broken.write_text("<tmx", encoding="utf-8")
    sentences.write_text("Бір\tРаз\n", encoding="utf-8")
    for arguments, what in (
        ((out, gold), f"egiz: {out / '01.align'}, line 2: 'сөйлем' is no bead"),
        ((out, tmp_path / "no"), "no: is not there. Check the name"),
        ((out, gold, "--plot", "a.jpg"), "pictures are SVG or PNG"),
        ((broken, sentences), "a.tmx, line 1: "),
    ):
        result = egiz("evaluate", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert what in result.stderr
        assert result.stderr.count("\n") == 1
    assert egiz("evaluate", out, gold, "--kind", "fish").exit_code == 2


def score(*arguments):
    """Figures of the other scorer, by measure."""
    done = subprocess.run(
        [sys.executable, EVAL / "score.py", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = re.findall(r"^(\w+): P (\S+) R (\S+) F1 (\S+)", done.stdout, re.MULTILINE)
    return {name: tuple(map(float, rest)) for name, *rest in found}


def ours(egiz, *arguments):
    """Our figures by measure, rounded as the other scorer prints them."""
    told = json.loads(egiz("evaluate", *arguments, "--json").stdout)["all"]
    return {
        measure: tuple(round(counts[name], 4) for name in ("precision", "recall", "f1"))
        for measure, counts in told.items()
    }


@beside
def test_another_scorer_finds_the_same_of_ladders(egiz, tmp_path):
    """One that a run makes, and one of single sentences without those that stand alone."""
    gold, out = tmp_path / "gold", tmp_path / "out"
    gold.mkdir()
    out.mkdir()
    for name in ("00", "08"):
        shutil.copy(EVAL / "ladder" / f"{name}.gold", gold)
    sides = [EVAL / "ladder" / f"08.{language}" for language in ("kk", "ru")]
    egiz("align", *sides, "--lines", "--to", "ladder", "-o", out / "08.align", "-q")
    rungs = re.findall(r"\[(\d+).*\]:\[(\d+).*\]", (gold / "00.gold").read_text(encoding="utf-8"))
    singles = "".join(f"[{a}]:[{b}]\n" for a, b in rungs)
    (out / "00.align").write_text(singles, encoding="utf-8")
    found = score("ladder", gold, out)
    assert set(found) == {"strict", "lax"}
    assert 0 < found["strict"][2] < found["lax"][2]
    assert ours(egiz, out, gold) == found


@beside
def test_another_scorer_finds_the_same_of_a_memory(egiz, tmp_path):
    gold, out = EVAL / "raw" / "08.gold.tsv", tmp_path / "08.tmx"
    sides = [EVAL / "raw" / f"08.{language}.txt" for language in ("kk", "ru")]
    egiz("align", *sides, "-o", out, "-q")
    found = score("tmx", gold, out, "kk", "ru")
    assert 0 < found["tmx"][2] < 1
    assert ours(egiz, out, gold) == {"units": found["tmx"]}


@beside
@pytest.mark.parametrize(
    ("mode", "kind", "gold"),
    [("mine", "pairs", "mine/gold.tsv"), ("pages", "links", "pages/links.tsv")],
)
def test_another_scorer_finds_the_same_of_sets(egiz, tmp_path, mode, kind, gold):
    """Every other gold row, and wrong ones: each source with the target of the next."""
    rows = [row.split("\t") for row in (EVAL / gold).read_text(encoding="utf-8").splitlines()]
    wrong = [(a, b) for (a, _), (_, b) in zip(rows[1::3], rows[2::3], strict=False)]
    out = tmp_path / "out.tsv"
    out.write_text("".join(f"{a}\t{b}\t0.5\n" for a, b in [*rows[::2], *wrong]), encoding="utf-8")
    found = score(mode, EVAL / gold, out)
    assert 0 < found[mode][2] < 1
    assert ours(egiz, out, EVAL / gold) == {kind: found[mode]}
