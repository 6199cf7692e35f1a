"""`egiz model benchmark`: what is measured, and how it is told."""

import json

import pytest

from aligner import model_benchmark


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """A few sentences, once."""
    sides = model_benchmark.sample_pairs()
    monkeypatch.setattr(model_benchmark, "sample_pairs", lambda: (sides[0][:6], sides[1][:6]))
    monkeypatch.setattr(model_benchmark, "ROUNDS", 1)


def test_the_sample_pairs_are_whole():
    source, target = model_benchmark.sample_pairs()
    assert len(source) == len(target) == 6
    assert all((*source, *target))


def test_figures_of_each_precision(egiz):
    first, second = json.loads(egiz("model", "benchmark", "--json").stdout)
    assert (first["model"], first["precision"]) == ("bundled:float32", "float32")
    assert (first["ratio"], round(first["cosine"], 5)) == (1.0, 1.0)
    assert second["model"] == "bundled:int8"
    assert 0.995 < second["cosine"] < 0.99999
    assert 0 < second["retrieval"] <= 1
    assert second["ratio"] == pytest.approx(second["a_second"] / first["a_second"])


def test_the_table(egiz):
    told = egiz("model", "benchmark").stdout
    assert "bundled:float32" in told
    assert "cosine to float32" in told
