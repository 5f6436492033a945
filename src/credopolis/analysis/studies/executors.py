"""Where the runs of an experiment are made: in this process, in processes of this machine, or on a cluster.

Anything with the interface of `concurrent.futures.Executor` will do, such as Dask's `Client.get_executor()`. Runs are
independent, and each is the same wherever and whenever it is made.
"""

from __future__ import annotations

import concurrent.futures as cf
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from credopolis.core import standard_input
from credopolis.core.errors import CredopolisError, Misuse

T = TypeVar("T")
_AHEAD = 4
_MOST_BREAKS = 3
_UNGUARDED = 91
_A_MOMENT = 5.0
_UNGUARDED_SAID = (
    "This script starts worker processes, each of which runs the script again. Put what it does under the guard `if "
    '__name__ == "__main__":`, or use workers=1.'
)


@dataclass(frozen=True)
class Failed:
    """A run that could not be made, and why."""

    reason: str


Result = Mapping[str, float] | Failed
Work = Callable[..., Result]


class Serial(cf.Executor):
    """Runs in this process, one after another, each when it is asked for."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> cf.Future[T]:
        """The result of a call, made at once."""
        future: cf.Future[T] = cf.Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def processes(workers: int) -> cf.Executor:
    """Processes of this machine, started afresh (`spawn`), which end when this one does, however it ends."""
    context, read = multiprocessing.get_context("spawn"), standard_input.content_of(standard_input.NAME)
    return cf.ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(read,))


def _begin_worker(read: bytes | None) -> None:
    """Leave Ctrl-C to the parent, and end when it has ended, or without a word when it says so.

    read : what the parent's standard input held.
    """
    standard_input.hand_on(read)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the command's own answer, which a process takes over, is "Stopped."
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


class Runners:
    """Who makes the runs, for the time of a `with` block: this process, processes of this machine, or an executor.

    number : processes, 1 for this one. executor : of one's own, instead; it is left open. Processes are started at the
    first task and kept for all that follow; if the block is left by a failure or by Ctrl-C they are ended at once.
    """

    def __init__(self, number: int = 1, executor: cf.Executor | None = None) -> None:
        self.number, self.executor = number, executor
        self._pool: cf.Executor | None = None
        self._before: set[Any] = set()

    def __enter__(self) -> Runners:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(whole=error is None)

    def perform(self, work: Work, tasks: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[str, Result]]:
        """Do all tasks and give each key and result as it comes, in any order.

        Raises
        ------
        CredopolisError
            If worker processes die again and again, or as a task raises it.
        """
        if self.executor is not None:
            yield from _drain(self.executor, work, tasks, 64 * _AHEAD)
            return
        if self.number == 1:
            yield from _drain(Serial(), work, tasks, 1)
            return
        left, codes = dict(tasks), list[int]()
        for _ in range(_MOST_BREAKS):
            try:
                for key, result in _drain(self._processes(), work, dict(left), _AHEAD * self.number):
                    left.pop(key)
                    yield key, result
                return
            except BrokenProcessPool:
                codes = self._ends()
                self._close(whole=False)
                if _UNGUARDED in codes:
                    raise Misuse(_UNGUARDED_SAID) from None
        killed = not any(code > 0 for code in codes)  # a pool that is broken ends the others by a signal
        why = "were killed" if killed else f"ended at their start or amid a run (exit code {max(codes, default=1)})"
        perhaps = "perhaps for want of memory" if killed else "which a script that they import, or a model, can cause"
        raise CredopolisError(
            f"Worker processes {why} {_MOST_BREAKS} times, {perhaps}. What was finished is kept: start again with "
            "fewer --workers, and it goes on from there."
        )

    def _ends(self) -> list[int]:
        """Exit codes of the processes that ended, negative for those that a signal ended."""
        children = [*(getattr(self._pool, "_processes", None) or {}).values()]
        for child in children:
            child.join(_A_MOMENT)
        return [child.exitcode for child in children if child.exitcode]

    def _processes(self) -> cf.Executor:
        if self._pool is None:
            if getattr(multiprocessing.current_process(), "_inheriting", False):
                os._exit(_UNGUARDED)  # a worker that is still importing the script must not start workers of its own
            self._before = set(multiprocessing.active_children())
            self._pool = processes(self.number)
        return self._pool

    def _close(self, whole: bool) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        if not whole:
            for child in set(multiprocessing.active_children()) - self._before:
                child.terminate()
        pool.shutdown(wait=whole, cancel_futures=True)


def _drain(executor: cf.Executor, work: Work, tasks: Mapping[str, tuple[Any, ...]], ahead: int
           ) -> Iterator[tuple[str, Result]]:  # fmt: skip
    """Keep so many tasks with an executor, and give what is done."""
    waiting = iter(tasks.items())
    futures: dict[cf.Future[Any], str] = {}

    def fill() -> None:
        while len(futures) < ahead:
            task = next(waiting, None)
            if task is None:
                return
            futures[executor.submit(work, *task[1])] = task[0]

    try:
        fill()
        while futures:
            done, _ = cf.wait(futures, return_when=cf.FIRST_COMPLETED)
            for future in sorted(done, key=lambda f: futures[f]):
                yield futures.pop(future), future.result()
            fill()
    finally:
        for future in futures:
            future.cancel()
