"""What is known of models: the shipped profile, and the neutral one."""

import numpy as np

from aligner import bundled
from aligner.profile import TRACE_DIM, profile_of


def test_the_default_model_has_a_profile():
    profile = profile_of(bundled.FINGERPRINT, 384)
    assert set(profile.centres) >= {"kk", "ru"}
    assert {centre.shape for centre in profile.centres.values()} == {(384,)}
    assert profile.basis.shape == (384, TRACE_DIM)
    assert 0 < profile.twin < 1


def test_a_model_never_measured_has_a_neutral_one():
    profile = profile_of("never measured", 100)
    assert profile.centres == {}
    assert profile.basis.shape == (100, TRACE_DIM)
    profile_of.cache_clear()
    np.testing.assert_array_equal(profile_of("never measured", 100).basis, profile.basis)
