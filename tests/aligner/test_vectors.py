"""Centring, windows of sentences, centres."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aligner.encoder import encode_distinct
from aligner.profile import profile_of
from aligner.vectors import centre_of, compose_windows, normalised

NUMBERS = st.floats(-5, 5, width=32)


def rows(least=0):
    shapes = st.tuples(st.integers(least, 9), st.just(4))
    return shapes.flatmap(lambda shape: arrays(np.float32, shape, elements=NUMBERS))


@given(rows())
def test_rows_get_length_1_and_zeros_stay(vectors):
    lengths = np.linalg.norm(normalised(vectors), axis=1)
    for before, after in zip(np.linalg.norm(vectors, axis=1), lengths, strict=True):
        assert after == pytest.approx(1 if before > 1e-6 else after, abs=1e-3)
    assert not normalised(np.zeros((2, 4), np.float32)).any()


@given(rows(), st.integers(1, 5), st.data())
def test_windows_are_weighted_means(vectors, size, data):
    weights = data.draw(arrays(np.float32, len(vectors), elements=st.floats(0.5, 9, width=32)))
    windows = compose_windows(vectors, weights, size)
    assert windows.shape == (max(len(vectors) - size + 1, 0), 4)
    assert windows.dtype == np.float32
    for at, window in enumerate(windows):
        cut = slice(at, at + size)
        expected = np.average(vectors[cut], axis=0, weights=weights[cut])
        np.testing.assert_allclose(window, expected, atol=1e-4)


def test_a_window_without_weight_is_zero():
    windows = compose_windows(np.ones((3, 4), np.float32), np.zeros(3, np.float32), 2)
    assert not windows.any()


def test_a_window_is_near_to_its_text_read_whole(bundled_encoder):
    """What makes it needless to embed windows; see the module."""
    texts = ["Таңертең қар жауды.", "Жолдар жабылып қалды, автобустар кешікті."]
    vectors, _ = encode_distinct(bundled_encoder, [*texts, " ".join(texts)])
    (window,) = compose_windows(vectors.pooled[:2], vectors.tokens[:2], 2)
    whole = vectors.pooled[2]
    assert normalised(np.stack([window, whole])).prod(0).sum() > 0.95


def test_the_centre_of_a_known_language_moves_with_the_texts(bundled_encoder):
    profile = profile_of(bundled_encoder.info.fingerprint, bundled_encoder.info.dim)
    none, _ = encode_distinct(bundled_encoder, [])
    few, _ = encode_distinct(bundled_encoder, ["Қар жауды.", "", "Жел тұрды."])
    known = profile.centres["kk"]
    np.testing.assert_allclose(centre_of([none], "kk", profile), known, atol=1e-5)
    expected = (few.pooled[[0, 2]].sum(0) + profile.weight * known) / (2 + profile.weight)
    np.testing.assert_allclose(centre_of([few], "kk", profile), expected, atol=1e-5)
    unknown = centre_of([none], "ky", profile)
    np.testing.assert_allclose(unknown, np.mean(list(profile.centres.values()), 0), atol=1e-5)


def test_the_centre_for_a_model_never_measured_is_that_of_the_texts(bundled_encoder):
    profile = profile_of("never measured", bundled_encoder.info.dim)
    texts, _ = encode_distinct(bundled_encoder, ["Қар жауды.", "Жел тұрды."])
    np.testing.assert_allclose(centre_of([texts], "kk", profile), texts.pooled.mean(0), atol=1e-5)
    nothing, _ = encode_distinct(bundled_encoder, [])
    assert not centre_of([nothing], "kk", profile).any()
