"""Limits of this process (`ulimit`), and those under which its libraries would hang or end it without a word."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from credopolis.core.errors import Misuse

resource: Any
try:
    import resource
except ImportError:  # Windows, which has no such limits
    resource = None

_LEAST: Final = 2_200 * 2**20  # bytes of addresses that a small run takes when its tables are read; as measured
_LEAST_WITHOUT_RUNS: Final = 256 * 2**20  # NumPy alone, on two processors; as measured
_MOST_ARENAS: Final = 2
_ARENA_MAX: Final = -8  # of mallopt, in malloc.h of the GNU C library


def limit_of(which: str) -> int | None:
    """A limit of this process, by its name in `resource`; None if there is none."""
    if resource is None or not hasattr(resource, which):
        return None
    most = resource.getrlimit(getattr(resource, which))[0]
    return None if most == resource.RLIM_INFINITY else int(most)


def check_address_space(runs: bool = True) -> None:
    """Refuse an address space in which libraries hang, as threads could not be started, or end the process without a
    word. With room enough, see that threads take little of it. To be called before they are loaded.

    runs : whether runs are made or read; audits need far less.

    Raises
    ------
    Misuse
        If `ulimit -v` is too low.
    """
    most = limit_of("RLIMIT_AS")
    if most is None:
        return
    least = _LEAST if runs else _LEAST_WITHOUT_RUNS
    if most < least:
        raise Misuse(
            f"`ulimit -v` is {most // 1024:,} KiB, and the libraries that this needs take {least // 1024:,} KiB before "
            f"anything is {'simulated' if runs else 'read'}. Raise it."
        )
    _share_arenas()


def _share_arenas() -> None:
    """Let the threads of this process share two arenas of memory; otherwise each sets 64 MiB of addresses aside."""
    import ctypes

    with suppress(OSError, AttributeError):  # another C library has no such thing
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _MOST_ARENAS)
