"""Small matrix products on one thread: several wait for each other longer than they work.

On a busy machine the threads of a product of some thousand numbers spend many times what they save.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from contextlib import AbstractContextManager, nullcontext
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

_SMALL = 250_000
"""Pairs of sentences of two documents, 500 × 500, up to which one thread does their products."""

Two = TypeVar("Two", bound=tuple[Sized, Sized])
Others = ParamSpec("Others")
Result = TypeVar("Result")


def on_one_thread_where_small(
    work: Callable[Concatenate[Two, Others], Result],
) -> Callable[Concatenate[Two, Others], Result]:
    """Do what is done to two documents, its first argument, on one thread unless they are long."""

    @wraps(work)
    def done(documents: Two, /, *others: Others.args, **named: Others.kwargs) -> Result:
        with _threads(len(documents[0]) * len(documents[1])):
            return work(documents, *others, **named)

    return done


def _threads(pairs: int) -> AbstractContextManager[Any]:
    if pairs > _SMALL:
        return nullcontext()
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> Any:
    """What numpy computes with; found once, in a millisecond."""
    import numpy  # noqa: F401 - it has to be there to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
