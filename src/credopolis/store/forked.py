"""A forked process must not read frames: Polars keeps threads, a fork copies none of them, and reading waits for ever.

Forking is how `multiprocessing` starts processes on Linux before Python 3.14. A process that forks after Polars has
started its threads marks its children; there reading is refused in words.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import Final

from credopolis.core.errors import Misuse

_THREADS: Final = "/proc/self/task"
_POOL: Final = re.compile(r"polars-\d")  # its other threads are there from the import on
_SAID: Final = (
    "This process was forked from one in which Polars had read tables already; its threads were not copied, and "
    "reading here would wait for ever. Start processes afresh: multiprocessing.get_context('spawn') (or 'forkserver'), "
    "or ProcessPoolExecutor(mp_context=...). Or read no frames before the fork."
)


class _State:
    """used : whether a frame was read in this process. threaded : whether it had threads of Polars when it last forked.
    bereft : whether it lost such threads in a fork.
    """

    used = False
    threaded = False
    bereft = False


def check_not_forked() -> None:
    """Refuse to use Polars in a process that lost its threads in a fork; otherwise note that it is used.

    Raises
    ------
    Misuse
        If so.
    """
    if _State.bereft:
        raise Misuse(_SAID)
    _State.used = True


def _has_threads() -> bool:
    """Whether Polars runs threads in this process: as the system lists them, else whether we have used it."""
    if "polars" not in sys.modules:
        return False
    with suppress(OSError):
        return any(_POOL.match(_name(task)) for task in os.listdir(_THREADS))
    return _State.used


def _name(task: str) -> str:
    with suppress(OSError), open(f"{_THREADS}/{task}/comm", encoding="utf-8", errors="replace") as file:
        return file.read()
    return ""


def _note() -> None:
    _State.threaded = _has_threads()


def _in_child() -> None:
    _State.bereft = _State.bereft or _State.threaded


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_note, after_in_child=_in_child)
