"""Whether Python runs a source as it stands, or what it compiled from it before: `.pyc` files are believed too easily.

Python takes a `.pyc` file for current if it names the time (in whole seconds) and the size of its source, or if it is
one of those that are not checked at all. So an edit of the same length within a second, one that keeps the time of the
file, or any under unchecked files, leaves the old code running, and results would tell of sources that made them not.
"""

from __future__ import annotations

import contextlib
import importlib.util
import marshal
import os
from pathlib import Path
from typing import Final

_HEAD: Final = 16
_BY_HASH, _CHECKED = 1, 2


def runs_other_code(source: Path) -> bool:
    """Whether Python would take a `.pyc` file for a source that was compiled from another text."""
    try:
        kept = Path(importlib.util.cache_from_source(source))
        with kept.open("rb") as file:
            head = file.read(_HEAD)
            if len(head) < _HEAD or head[:4] != importlib.util.MAGIC_NUMBER:
                return False
            flags = int.from_bytes(head[4:8], "little")
            if flags & _BY_HASH:
                return not flags & _CHECKED and head[8:] != importlib.util.source_hash(source.read_bytes())
            about, then = source.stat(), os.fstat(file.fileno())
            if head[8:] != _stamp(int(about.st_mtime)) + _stamp(about.st_size):
                return False  # Python does not take it
            if about.st_ctime_ns <= max(then.st_ctime_ns, then.st_mtime_ns):
                return False  # nothing happened to the source since
            return not _is_of(file.read(), source, kept)
    except (OSError, NotImplementedError):
        return False


def _stamp(number: int) -> bytes:
    return (number & 0xFFFFFFFF).to_bytes(4, "little")


def _is_of(code: bytes, source: Path, kept: Path) -> bool:
    """Whether compiled code is that of a source; if so it is marked as seen, so that it costs this once."""
    try:
        same = bool(marshal.loads(code) == compile(source.read_bytes(), str(source), "exec", dont_inherit=True))
    except (EOFError, ValueError, TypeError, SyntaxError):
        return False
    if same:
        with contextlib.suppress(OSError):
            os.utime(kept)
    return same
