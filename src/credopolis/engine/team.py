"""A team of threads that take pieces of work as they come free, the calling thread among them.

Handing work over costs microseconds, which a small society feels in every tick; a pool with futures costs ten times
as much.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Work = Callable[[Any, int], None]


class Team:
    """Threads that wait for work. `size` counts the calling thread."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._work: Work | None = None
        self._left: Iterator[Any] = iter(())
        self._failure: BaseException | None = None
        self._start = [threading.Lock() for _ in range(size - 1)]
        self._done = [threading.Lock() for _ in range(size - 1)]
        for lock in (*self._start, *self._done):
            lock.acquire()
        for k in range(1, size):
            threading.Thread(target=self._serve, args=(k,), daemon=True).start()

    def each(self, pieces: Sequence[Any], work: Work) -> None:
        """Call work(piece, number of the thread) for every piece; a failure in any thread is raised here."""
        self._work, self._left, self._failure = work, iter(pieces), None
        for lock in self._start:
            lock.release()
        self._take(0)
        for lock in self._done:
            lock.acquire()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """End the threads."""
        self._work = None
        for lock in self._start:
            lock.release()

    def _serve(self, thread: int) -> None:
        start, done = self._start[thread - 1], self._done[thread - 1]
        while True:
            start.acquire()
            if self._work is None:
                return
            self._take(thread)
            done.release()

    def _take(self, thread: int) -> None:
        work = self._work
        assert work is not None
        try:
            for piece in self._left:  # one step of the interpreter takes a piece, so that no two threads take the same
                work(piece, thread)
        except BaseException as failure:
            self._failure = failure
