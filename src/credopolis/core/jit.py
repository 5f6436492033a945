"""The only door to the compiler: scalar functions, and kernels cached by the content of the sources they use.

Importing this module imports Numba (about half a second), so light commands must not reach it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs

F = TypeVar("F", bound=Callable[..., Any])

_KERNEL_ROOMS = ("core", "mechanisms", "engine", "society")


def scalar(function: F) -> F:
    """Compile a function of scalars and arrays that kernels call; the compiler inlines it."""
    return numba.njit(nogil=True, error_model="numpy")(function)  # type: ignore[no-any-return]


@cache
def _cache_folder() -> str:
    """A cache folder of its own for each state of the kernels' sources, so that none is ever stale."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.blake2b(numba.__version__.encode(), digest_size=8)
    for room in _KERNEL_ROOMS:
        for path in sorted((package / room).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    root = os.environ.get("CREDOPOLIS_CACHE_DIR") or platformdirs.user_cache_dir("credopolis")
    return str(Path(root) / f"kernels-{digest.hexdigest()}")


def kernel(function: F) -> F:
    """Compile a top-level kernel without the interpreter lock and keep it on disk for the next process."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _cache_folder()
    try:
        return numba.njit(nogil=True, cache=True, error_model="numpy")(function)  # type: ignore[no-any-return]
    finally:
        numba.config.CACHE_DIR = before
