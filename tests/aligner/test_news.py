"""`benchmarks/news.py`: the labelled pages cut and moved about, and what counts as right."""

import subprocess
import sys
from pathlib import Path

import pytest
import quality
from news import CLASSES, LANGUAGES, PARTS, News, is_source, make_news

from aligner.evaluation import Counts

FILES = {"primeminister": 868, "minplan": 733, "nationalbank": 528, "afn": 1556}
COPY = 331  # of primeminister: in the test the same text as line 330, on both sides


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages whose lines say where they stand."""
    folder = tmp_path_factory.mktemp("pages")
    for name, count in FILES.items():
        for side in LANGUAGES:
            places = [min(n, COPY - 1) if n == COPY else n for n in range(1, count + 1)]
            lines = [f"{side} {name} {n}\n" for n in places]
            (folder / f"{name}.{side}.txt").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("part", PARTS)
def test_links_keep_to_their_lines_wherever_these_go(pages, part):
    news, moved = make_news(pages, part, 0.0), make_news(pages, part, 1.0)
    assert news == make_news(pages, part, 0.0) != make_news(pages, part, 0.0, seed=2)
    assert news.lines[0] == moved.lines[0]
    assert news.lines[1] != moved.lines[1]
    assert sorted(news.lines[1]) == sorted(moved.lines[1])
    said = [
        sorted((n.lines[0][i], n.lines[1][j], kind) for (i, j), kind in n.links.items())
        for n in (news, moved)
    ]
    assert said[0] == said[1]
    assert {kind for _, _, kind in said[0]} <= set(CLASSES)
    assert all(200 < len(side) <= 370 for side in news.lines)
    assert len(said[0]) > 80


def test_copies_are_linked_each_with_each(pages):
    news = make_news(pages, "A", 0.0, seed=3)
    kept = [
        [n for n, line in enumerate(lines) if line == f"{side} primeminister {COPY - 1}"]
        for side, lines in zip(LANGUAGES, news.lines, strict=True)
    ]
    assert kept[0]
    assert kept[1]
    links = {(i, j): news.links[i, j] for i in kept[0] for j in kept[1]}
    assert "translation" in links.values()


def test_what_is_no_fault_is_neither_right_nor_wrong():
    news = News(
        (["бір", "екі", "бір", "мәзір", "үш"], ["один", "два", "меню", "три"]),
        {(0, 0): "translation", (2, 0): "copy", (1, 1): "partial", (3, 2): "furniture"}
        | {(4, 3): "unsure"},
    )
    assert news.counts([(0, 0), (1, 1)]) == Counts(2, 2, 2, 2)
    assert news.counts([(2, 0), (3, 2), (4, 3)]) == Counts(1, 1, 1, 2)  # the same text as (0, 0)
    assert news.counts([(1, 0), (0, 0)]) == Counts(1, 2, 1, 2)
    assert news.counts([]) == Counts(0, 0, 0, 2)


def test_pages_are_known_and_written_as_sets(pages, tmp_path):
    assert is_source(pages)
    assert quality.kinds_of(pages) == ("news",)
    assert not is_source(tmp_path)
    script = Path(quality.__file__).with_name("news.py")
    subprocess.run([sys.executable, script, pages, tmp_path / "out"], check=True)
    assert [quality.kinds_of(tmp_path / "out" / part) for part in PARTS] == [("comparable",)] * 3
