"""Small products are done by one thread, large ones by all; and nothing stays changed."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from aligner.threads import on_one_thread_where_small


def counts():
    """Threads of what numpy computes with; other tests may have loaded libraries of scipy's."""
    return {
        pool["num_threads"]
        for pool in threadpool_info()
        if pool["user_api"] == "blas" and "numpy" in pool["filepath"]
    }


@on_one_thread_where_small
def looked(documents, *, more):
    return (counts(), more) if documents else None


def test_one_thread_for_small_documents_alone():
    assert np.ones((2, 2)).sum() == 4  # numpy is there
    before = counts()
    assert looked((range(30), range(30)), more=5) == ({1}, 5)
    assert looked((range(3000), range(3000)), more=6) == (before, 6)
    assert counts() == before


def test_an_error_leaves_the_threads_as_they_were():
    @on_one_thread_where_small
    def failing(documents):
        raise ValueError(f"so it is {documents}")

    before = counts()
    with pytest.raises(ValueError, match="so it is"):
        failing((range(3), range(3)))
    assert counts() == before
