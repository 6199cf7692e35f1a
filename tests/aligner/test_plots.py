"""Pictures are drawn, whole, the same each time; what cannot be drawn is told."""

import pytest
from lxml import etree
from PIL import Image

from aligner.errors import OutputError
from aligner.evaluation import Counts, DocumentScore, Evaluation, Kind
from aligner.plots import MOST_BARS, draw_evaluation, reliability_diagram

JUDGED = ((0.95, 1.0), (0.9, 1.0), (0.7, 0.5), (1.0, 1.0), (0.0, 0.0))


def ladders(count, judged=()):
    counts = {"strict": Counts(8, 10, 8, 9), "lax": Counts(10, 10, 9, 9)}
    named = [f"баспасөз-хабарламасы-туралы-{n:03}" for n in range(count)]
    return Evaluation(Kind.LADDER, tuple(DocumentScore(name, counts, judged) for name in named))


def size(path):
    with Image.open(path) as picture:
        picture.verify()
        return picture.size


def test_the_same_figures_give_the_same_picture(tmp_path):
    drawn = []
    for name in ("a.svg", "b.SVG"):
        path = tmp_path / name
        draw_evaluation(ladders(3, JUDGED), path)
        assert etree.parse(path).getroot().tag.endswith("svg")
        drawn.append(path.read_bytes())
    assert drawn[0] == drawn[1]


def test_more_documents_make_a_longer_picture_up_to_a_limit(tmp_path):
    heights = []
    for count in (1, MOST_BARS, MOST_BARS + 50):
        path = tmp_path / f"{count}.png"
        draw_evaluation(ladders(count), path)
        heights.append(size(path)[1])
    assert heights[0] < heights[1] == heights[2]


def test_confidences_stand_beside_the_bars(tmp_path):
    for name, judged in (("with.png", JUDGED), ("without.png", ())):
        draw_evaluation(ladders(2, judged), tmp_path / name)
    assert size(tmp_path / "with.png")[0] > size(tmp_path / "without.png")[0]


def test_a_reliability_diagram_by_itself(tmp_path):
    path = tmp_path / "diagram.png"
    reliability_diagram(*zip(*JUDGED, strict=True), path)
    width, height = size(path)
    assert height > width


def test_a_picture_that_cannot_be_made_is_told(tmp_path):
    for path, what in (
        (tmp_path / "a.pdf", r"a\.pdf: pictures are SVG or PNG. Call it a\.svg or \.png"),
        (tmp_path / "no" / "a.svg", "a.svg: cannot be written .*Choose another place"),
    ):
        with pytest.raises(OutputError, match=what):
            reliability_diagram([0.5], [1], path)
    assert not list(tmp_path.iterdir())
