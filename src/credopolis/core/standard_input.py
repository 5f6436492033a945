"""The standard input in place of a file: `-` on the command line, `<stdin>` in what is said and kept.

It can be read once only, and readers look at a file several times; so it is read whole when a command asks for it, and
kept until the next command begins.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from credopolis.core.errors import Misuse
from credopolis.core.faults import Fault, FaultyFile
from credopolis.core.terminal import safe_line

DASH: Final = "-"
NAME: Final = "<stdin>"
STEM: Final = "stdin"
"""What a scenario or a folder is called that was read from it."""


class _Kept:
    """What was read, or None. descriptor : the one that it came from, if any."""

    content: bytes | None = None
    descriptor: int | None = None


_kept = _Kept()


def take(most: int) -> str:
    """Read the standard input, `most` bytes of it and one more -> the name that stands for it from now on.

    Raises
    ------
    Misuse
        If it has been taken already.
    FaultyFile
        If it cannot be read.
    """
    if _kept.content is not None:
        raise Misuse(f"`{DASH}` stands for the standard input, which can be one file only. Name the other files.")
    try:
        stream = sys.stdin.buffer
        _kept.descriptor = _descriptor_of_stdin()
        _kept.content = stream.read(most + 1)
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = "there is no standard input" if sys.stdin is None else f"it cannot be read: {reason.lower()}"
        raise FaultyFile([Fault(NAME, 0, 0, "", problem, remedy="Pipe a file in.")]) from None
    return NAME


def forget() -> None:
    """Begin a command that has read nothing."""
    _kept.content = _kept.descriptor = None


def hand_on(content: bytes | None) -> None:
    """Know what another process has read, for files that this one is asked to read."""
    _kept.content = content


def content_of(path: str | Path) -> bytes | None:
    """What was read if a path stands for the standard input, else None."""
    return _kept.content if str(path) == NAME else None


def status() -> os.stat_result | None:
    """What the standard input was read from, or None."""
    return None if _kept.descriptor is None else os.fstat(_kept.descriptor)


def stem_of(path: str | Path) -> str:
    """The name of a file without its ending, for what is called after it; what could steer a terminal as escapes."""
    return STEM if str(path) == NAME else safe_line(Path(path).stem)


def _descriptor_of_stdin() -> int | None:
    try:
        return sys.stdin.fileno()
    except (OSError, ValueError):
        return None  # a program that runs commands in itself may have put something else there
