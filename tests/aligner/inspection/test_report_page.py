"""The report in a real browser: complete, readable by all, harmless whatever is in the texts."""

import re

import pytest
from browsing import barriers
from playwright.sync_api import expect
from road import ROAD, road, unit, write
from typer.testing import CliRunner

from aligner.cli import app
from aligner.inspection.load import load
from aligner.inspection.report import write_report


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.html"
    assert write_report(load(road(tmp_path / "road.tmx")), path) == 4
    return path


def shown(page, selector="li.b"):
    return [item.inner_text() for item in page.locator(selector).all() if item.is_visible()]


def test_the_texts_stand_in_reading_order_with_their_gaps(page, report):
    page.goto(report.as_uri())
    rows = [re.sub(r"\s+", " ", text) for text in shown(page, ".rows li")]
    assert "Ремонт начался" in rows[0]
    assert rows[1].startswith("2 Not in this file: 2")
    assert "Обновят и мост" in rows[2]
    assert page.locator("li.moved").count() == 1
    assert page.title() == "Alignment of road.tmx"
    assert "egiz:0.1.0" in page.inner_text("footer")
    assert page.locator("svg.dots path").count() == 3


def test_the_threshold_tells_what_would_be_kept(page, report):
    page.goto(report.as_uri())
    assert "kept: 4 of 4" in page.inner_text("#kept")
    page.locator("#least").fill("50")
    expect(page.locator(".out")).to_have_count(2)
    assert "kept: 2 of 4" in page.inner_text("#kept")
    page.get_by_label("Show what is left out").uncheck()
    assert len(shown(page)) == 2
    page.locator("#least").fill("0")
    page.get_by_label("partial").uncheck()
    expect(page.locator(".out")).to_have_count(1)
    assert "kept: 3 of 4" in page.inner_text("#kept")


def test_search_finds_either_language(page, report):
    page.goto(report.as_uri())
    for wanted, found in (("көпір", 1), ("МОСТ", 1), ("осенью", 1), ("теңіз", 0)):
        page.locator("#find").fill(wanted)
        expect(page.locator("#found")).to_have_text(f"found: {found}")
        assert len(shown(page)) == found


def test_without_scripts_everything_can_be_read(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    for source, target, *_ in ROAD:
        assert page.get_by_text(source).is_visible()
        assert page.get_by_text(target).is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280, 3840])
def test_no_barriers(page, report, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(report.as_uri())
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_whole(page, report):
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert len(shown(page)) == 4
    assert not page.locator(".bar").is_visible()
    assert page.pdf()[:5] == b"%PDF-"


HOSTILE = '"><script>window.ran=1</script><img src=x onerror=window.ran=1>'


@pytest.mark.parametrize("guarded", [True, False])
def test_what_texts_hold_never_runs(page, tmp_path, guarded):
    documents = (f"a{HOSTILE}.txt", "javascript:window.ran=1")
    units = [
        unit(
            HOSTILE,
            "</p></li></script><svg onload=window.ran=1>",
            "0",
            "0",
            "translation",
            0.9,
            documents,
            reason=HOSTILE,
        ),
        unit("{{ 7*7 }}", "{% raw %}", "1", "1", HOSTILE, 0.9, documents),
    ]
    memory = write(tmp_path / "a<img src=x onerror=window.ran=1>.tmx", units, HOSTILE)
    path = tmp_path / "report.html"
    write_report(load(memory), path)
    if not guarded:  # escaping has to suffice without the page's policy
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"<meta http-equiv=[^>]*>", "", text), encoding="utf-8")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert page.locator("img, script:not(:last-child)").count() == 0
    assert asked == [path.as_uri()]
    assert HOSTILE in page.inner_text("li.b >> nth=0")
    assert "{{ 7*7 }}" in page.inner_text("main")


def test_the_command(tmp_path):
    memory, output = road(tmp_path / "road.tmx"), tmp_path / "есеп.html"
    runner = CliRunner()
    told = runner.invoke(app, ["report", str(memory), "-o", str(output), "--language", "kk"])
    assert told.exit_code == 0
    assert "4 pairs written to" in told.output
    page = output.read_text(encoding="utf-8")
    assert '<html lang="kk">' in page
    assert "сандар сәйкес емес: 25 / 40" in page


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["road.tmx"], 2, "say where to write"),
        (["road.tmx", "-o", "a.html", "--language", "xx"], 2, "known: en, kk, ru"),
        (["none.tmx", "-o", "a.html"], 1, "none.tmx: cannot be read"),
        (["road.tmx", "-o", "no/a.html"], 1, "Make it first"),
        (["empty.tmx", "-o", "a.html"], 1, "holds no unit with a text in two languages"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, monkeypatch, arguments, code, said):
    monkeypatch.chdir(tmp_path)
    road(tmp_path / "road.tmx")
    write(tmp_path / "empty.tmx", [])
    told = CliRunner().invoke(app, ["report", *arguments])
    assert told.exit_code == code
    assert said in told.output
    assert not (tmp_path / "a.html").exists()
