"""Waiting for what may never return."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def in_time(function: Callable[[], T], seconds: float) -> T:
    """What a function returns or raises; one that takes longer is left to itself, in a thread that keeps nothing alive.

    Raises
    ------
    TimeoutError
        If it takes longer.
    """
    found: Future[T] = Future()

    def work() -> None:
        try:
            found.set_result(function())
        except BaseException as error:
            found.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return found.result(timeout=seconds)
