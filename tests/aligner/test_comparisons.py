"""What else could be paired: tables of small documents, neighbours of large ones."""

import numpy as np
import pytest

from aligner.comparisons import compare_documents
from aligner.vectors import normalised

TWIN = 0.6


@pytest.fixture
def units():
    chance = np.random.default_rng(3)
    rows = chance.standard_normal((2, 40, 16)).astype(np.float32)
    rows[1, :30] = rows[0, :30][::-1] + 0.7 * rows[1, :30]
    return normalised(rows[0]), normalised(rows[1, :35])


def both(units, neighbours=40):
    return (compare_documents(units, TWIN, neighbours, largest) for largest in (10**6, 0))


def spans_of(chance, sizes):
    """Some single sentences a side, some stretches."""
    for length in (1, 1, 1, 1, 3, 2):
        start = [int(chance.integers(0, size - length)) for size in sizes]
        yield tuple(range(at, at + length) for at in start)


def test_neighbours_say_what_the_table_says(units):
    whole, nearest = both(units)
    assert type(whole) is not type(nearest)
    places = np.array([(i, j) for i in range(40) for j in range(35)])
    assert np.allclose(whole.at(places), nearest.at(places), atol=1e-6)
    table = units[0] @ units[1].T / np.float32(TWIN)
    assert np.allclose(whole.at(places), table.ravel())

    spans = list(spans_of(np.random.default_rng(1), (40, 35)))
    windows = tuple(
        normalised(np.stack([side[span[k].start : span[k].stop].mean(0) for span in spans]))
        for k, side in enumerate(units)
    )
    assert np.allclose(
        whole.best_others(windows, spans), nearest.best_others(windows, spans), atol=1e-6
    )
    chance = np.random.default_rng(2)
    near = tuple(chance.uniform(0, 0.3, len(side)).astype(np.float32) for side in units)
    found, wanted = nearest.mutual(near), whole.mutual(near)
    assert len(wanted[0]) > 20
    for a, b in zip(found, wanted, strict=True):
        assert np.allclose(a, b, atol=1e-6)


def test_of_a_single_sentence_the_best_other_is_the_best_but_its_twin(units):
    table = units[0] @ units[1].T / np.float32(TWIN)
    for compared in both(units, neighbours=2):
        for i, j in ((0, 34), (3, int(table[3].argmax()))):
            windows = units[0][i, None], units[1][j, None]
            (best,) = compared.best_others(windows, [(range(i, i + 1), range(j, j + 1))])
            wanted = max(np.delete(table[i], j).max(), np.delete(table[:, j], i).max())
            assert best == pytest.approx(wanted, abs=1e-6)
