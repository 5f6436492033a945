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
    return _compiled(function)


def formula(function: F) -> F:
    """As `scalar`, always inlined and without reference counts: what the life loop works out, and anybody may ask."""
    return _compiled(function, _nrt=False, forceinline=True)


def hot(function: F) -> F:
    """Compile a function of the life loop, which allocates nothing, without reference counts.

    Threads that count references to shared arrays slow one another down several times over. Only kernels may call it:
    wrappers for the interpreter, of which there is none here, take a quarter of all compiling.
    """
    return _compiled(function, _nrt=False, no_cpython_wrapper=True)


def inlined(function: F) -> F:
    """As `hot`, and always inlined: for the hot path, where few places call the function."""
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, forceinline=True)


def merged(function: F) -> F:
    """As `inlined`, but merged before types are inferred: called from one place, it is not compiled on its own."""
    return _compiled(function, _nrt=False, no_cpython_wrapper=True, inline="always")


def compiles() -> bool:
    """Whether the compiler is on (it is off under NUMBA_DISABLE_JIT=1, for reading and debugging)."""
    return not numba.config.DISABLE_JIT


@cache
def kernels_digest() -> str:
    """A hash of the sources that kernels are compiled from, and of the compiler's version."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.blake2b(numba.__version__.encode(), digest_size=8)
    for room in _KERNEL_ROOMS:
        for path in sorted((package / room).glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> str:
    """A cache folder of its own for each state of the kernels' sources, so that none is ever stale."""
    root = os.environ.get("CREDOPOLIS_CACHE_DIR") or platformdirs.user_cache_dir("credopolis")
    return str(Path(root) / f"kernels-{kernels_digest()}")


def kernel(function: F) -> F:
    """Compile a top-level kernel without the interpreter lock and keep it on disk for the next process."""
    return _kept(function, allocates=True)


def hot_kernel(function: F) -> F:
    """A kernel of the life loop: as `kernel`, but allocating nothing and without reference counts."""
    return _kept(function, allocates=False)


def _kept(function: F, allocates: bool) -> F:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = cache_folder()
    try:
        return _compiled(function, cache=True, _nrt=allocates)
    finally:
        numba.config.CACHE_DIR = before


def _compiled(function: F, **options: Any) -> F:
    return numba.njit(nogil=True, error_model="numpy", no_cfunc_wrapper=True, **options)(function)  # type: ignore[no-any-return]
