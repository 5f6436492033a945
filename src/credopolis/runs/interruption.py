"""Ctrl-C, and on the command line the signals that end a process, while a run goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from credopolis.core import signals


class Interruption:
    """Ctrl-C while a run goes: once, the ticks in hand end and their interval is closed; twice, only the former.

    Before the first tick, and from the third time on, Ctrl-C interrupts at once. (Only then is an exception raised from
    the signal's handler: raised at any moment it could land in code that must not fail.) Outside the main thread
    signals cannot be caught. On the command line SIGTERM and SIGHUP are answered like Ctrl-C.
    """

    def __init__(self) -> None:
        self.times = 0
        self.ticking = False
        self._insistence = signals.Insistence()
        self._answered = signals.answered(self._on_signal, signals.of_a_run())

    def __enter__(self) -> Interruption:
        signals.check()
        self._answered.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._insistence.stop()
        self._answered.__exit__(*exception)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        signals.note(number)
        self.times += 1
        if not self.ticking:
            self._insistence.begin(number)
        if self.times > 2 or not self.ticking:
            raise KeyboardInterrupt

    def asked(self) -> bool:
        """Whether the run shall end once the tick in hand is finished."""
        return self.times > 0

    def between_ticks(self) -> None:
        """Raise KeyboardInterrupt if the run shall end without closing its interval."""
        if not self.ticking:
            self._insistence.stop()
            self.ticking = True
        if self.times > 1:
            raise KeyboardInterrupt


@contextmanager
def answering(shared: Interruption | None) -> Iterator[Interruption]:
    """Ctrl-C, answered by somebody else, or for the time of this block."""
    if shared is not None:
        yield shared
        return
    with Interruption() as own:
        yield own
        if own.asked() and not own.ticking:  # it fell where exceptions are dropped
            raise KeyboardInterrupt
