"""A disk of a stated size, or one whose n-th write fails, by a fake of the one function through which all writes go."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from credopolis.core import writing

_PUT = writing.put


def limit(monkeypatch: pytest.MonkeyPatch, disk: Path, size: int) -> None:
    """Let a folder and all in it hold no more than `size` bytes, as a disk of that size would."""

    def used() -> int:
        return sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())

    def put_if_it_fits(handle: int, data: Any) -> int:
        if used() + memoryview(data).nbytes > size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return _PUT(handle, data)

    monkeypatch.setattr(writing, "put", put_if_it_fits)
    monkeypatch.setattr(
        "credopolis.store.checkpoint.os.statvfs",
        lambda path: SimpleNamespace(f_bavail=max(0, size - used()), f_frsize=1),
    )


def fail_at(monkeypatch: pytest.MonkeyPatch, n: int, number: int = errno.ENOSPC) -> list[int]:
    """Let the n-th write (from 0) and all after it fail -> a list with one entry a write that was tried."""
    tried: list[int] = []

    def put_until(handle: int, data: Any) -> int:
        tried.append(memoryview(data).nbytes)
        if len(tried) > n:
            raise OSError(number, os.strerror(number))
        return _PUT(handle, data)

    monkeypatch.setattr(writing, "put", put_until)
    return tried
