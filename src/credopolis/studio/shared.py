"""Memory that a server and the processes it starts look at together. It has no name, so none is ever left behind."""

from __future__ import annotations

import mmap
import os
import tempfile
from contextlib import suppress
from multiprocessing import reduction
from typing import Any


class SharedMemory:
    """Bytes that several processes see; all zero at first, and taken from the machine only where they are written.

    It is handed to a process when that is started. Once the last process that looks at it has ended, however it ended,
    the system takes it back.
    """

    def __init__(self, size: int) -> None:
        self.size, self._file = size, _nameless()
        os.ftruncate(self._file, size)
        self.bytes = mmap.mmap(self._file, size)

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent along to a process that is being started, it is the same memory there."""
        return _attached, (reduction.DupFd(self._file), self.size)

    def close(self) -> None:
        """Look at it no longer; views of it must be gone. A second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            with suppress(BufferError):  # somebody still looks: it goes with the last view
                self.bytes.close()


def _nameless() -> int:
    """A file in memory without a name; where the system has none, one on disk whose name is gone already."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("credopolis-studio")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _attached(handle: Any, size: int) -> SharedMemory:
    memory = SharedMemory.__new__(SharedMemory)
    memory.size, memory._file = size, handle.detach()
    memory.bytes = mmap.mmap(memory._file, size)
    return memory
