"""`egiz inspect`: the worst first, chosen by document, class and expression; JSON; pictures."""

import json

import pytest
from PIL import Image
from road import ROAD, road, unit, write
from typer.testing import CliRunner

from aligner.cli import app


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    road(tmp_path / "road.tmx")
    runner = CliRunner(env={"COLUMNS": "160"})
    return lambda *arguments: runner.invoke(app, ["inspect", *arguments])


def pairs(result):
    assert result.exit_code == 0, result.output
    return [pair["confidence"] for pair in json.loads(result.output)["pairs"]]


def test_the_least_sure_come_first(run):
    shown = run("road.tmx")
    assert shown.exit_code == 0
    places = [shown.output.index(source) for source, *_ in sorted(ROAD, key=lambda p: p[-1])]
    assert places == sorted(places)
    assert "numbers differ: 25 / 40" in shown.output
    assert pairs(run("road.tmx", "--json")) == [0.12, 0.4, 0.91, 0.97]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--class", "translation"], [0.91, 0.97]),
        (["--class", "partial,related"], [0.12, 0.4]),
        (["--where", 'score < 0.95 and text(ru) ~ "мост"'], [0.91]),
        (["--document", "doroga"], [0.12, 0.4, 0.91, 0.97]),
        (["--document", "zhol*"], [0.12, 0.4, 0.91, 0.97]),
        (["--document", "kopir"], []),
        (["--limit", "1"], [0.12]),
    ],
)
def test_what_is_shown_can_be_chosen(run, options, found):
    assert pairs(run("road.tmx", "--json", *options)) == found


def test_json_tells_all(run):
    told = json.loads(run("road.tmx", "--json").output)
    assert told["classes"] == {"translation": 2, "partial": 1, "related": 1}
    assert [b["count"] for b in told["histogram"]] == [0, 1, 0, 0, 1, 0, 0, 0, 0, 2]
    assert told["documents"][0]["confidence"] == pytest.approx(0.6)
    assert told["pairs"][2]["sides"][1] == {
        "document": "doroga.txt",
        "sentences": [1, 2],
        "text": "Обновят и мост.",
    }


def test_a_memory_of_another_tool(run, tmp_path):
    plain = [unit(*line[:4], "", 0.5) for line in ROAD]
    stripped = [type(u)(tuple(type(v)(v.language, v.segment) for v in u.variants)) for u in plain]
    write(tmp_path / "plain.tmx", stripped, "")
    assert pairs(run("plain.tmx", "--json")) == [None] * 4
    assert "Without a confidence: 4" in run("plain.tmx").output


def test_nothing_found_is_told(run):
    shown = run("road.tmx", "--where", "score > 0.99")
    assert shown.exit_code == 0
    assert "Nothing here is what was asked for." in shown.output


@pytest.mark.parametrize("name", ["scores.png", "scores.svg"])
def test_a_picture(run, tmp_path, name):
    assert run("road.tmx", "--plot", name).exit_code == 0
    if name.endswith(".png"):
        with Image.open(tmp_path / name) as picture:
            picture.verify()
    else:
        assert b"confidence" not in (tmp_path / name).read_bytes()[:20]
        assert (tmp_path / name).read_text().count("<path") > 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.tmx"], "missing.tmx: cannot be read"),
        (["road.tmx", "--where", "colour = 1"], "there is no 'colour'"),
        (["road.tmx", "--plot", "a.pdf"], "pictures are SVG or PNG"),
    ],
)
def test_what_is_wrong_is_one_line(run, arguments, said):
    shown = run(*arguments)
    assert shown.exit_code == 1
    assert said in shown.output
    assert "Traceback" not in shown.output


def test_an_unknown_class_is_told(run):
    shown = run("road.tmx", "--class", "good")
    assert shown.exit_code == 2
    assert "known: translation, partial, related" in shown.output
