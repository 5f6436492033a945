"""What asks a command to stop: Ctrl-C, SIGTERM (the machine shuts down, a job's time is up) and SIGHUP (the terminal
is closed). All three are answered alike; what a command ends with says which it was.

Nothing is caught before the command line asks for it: in somebody's own program only Ctrl-C is, and only while a run
goes (`runs.interruption.Interruption`).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

STOPS: Final = (signal.SIGINT, signal.SIGTERM, *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()))
_KILLED_BY: Final = 128
_A_MOMENT: Final = 0.02
_AGAIN_SECONDS: Final = 0.5
Handler = Callable[[int, FrameType | None], Any]


class _Asked:
    """The signal that asked last, 0 for none."""

    number = 0


_asked = _Asked()


def note(number: int) -> None:
    """Keep which signal asked."""
    _asked.number = number


def forget() -> None:
    """Begin a command that nobody has asked to stop."""
    _asked.number = 0


def was_asked() -> bool:
    """Whether a signal has asked the command to stop."""
    return _asked.number != 0


def exit_code() -> int:
    """What a command that was stopped ends with: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP."""
    return _KILLED_BY + (_asked.number or signal.SIGINT)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Answer a signal as Python answers Ctrl-C."""
    note(number)
    raise KeyboardInterrupt


def check() -> None:
    """Raise KeyboardInterrupt if a command was asked to stop and goes on, since what `interrupt` raised was dropped."""
    if was_asked() and signal.getsignal(_asked.number) is interrupt:
        raise KeyboardInterrupt


def leave_at_once(word: Callable[[int], str]) -> Handler:
    """A handler for moments in which there is nothing to keep: one word on the error stream, and no more.

    word : of the exit code.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        with suppress(OSError):
            os.write(2, word(_KILLED_BY + number).encode())
        os._exit(_KILLED_BY + number)

    return leave


@contextmanager
def answered(handler: Handler, numbers: tuple[int, ...] = STOPS) -> Iterator[None]:
    """Answer signals with a handler for the time of a `with` block; those that are ignored (nohup) stay so.

    Outside the main thread signals cannot be caught, and nothing happens.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: was for number, was in before.items() if was not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def of_a_run() -> tuple[int, ...]:
    """Signals that a run answers itself: Ctrl-C, and those that the command line answers."""
    return tuple(n for n in STOPS if n == signal.SIGINT or signal.getsignal(n) is interrupt)


class Insistence:
    """Asks the main thread again and again, until it is told to stop asking.

    An exception that a signal raises may fall into code that drops it, such as a compiler's; until a run lives its
    first tick nothing else would ask whether it shall end.
    """

    def __init__(self) -> None:
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, number: int) -> None:
        """Send a signal every half second."""
        if self._thread is None and not self._enough.is_set():
            self._thread = threading.Thread(target=self._insist, args=(number,), daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._enough.set()
        if self._thread is not None:
            self._thread.join()

    def _insist(self, number: int) -> None:
        while not self._enough.wait(_AGAIN_SECONDS):
            os.kill(os.getpid(), number)


def tell_of_thread(failure: threading.ExceptHookArgs) -> None:
    """A hook for failures of threads: those of a pool whose processes were ended, once told to stop, are none."""
    if not was_asked():
        threading.__excepthook__(failure)


def ask_again(unraisable: sys.UnraisableHookArgs) -> None:
    """A hook for Ctrl-C that fell where Python drops exceptions (a callback of its own): ask again in a moment."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return

    def again() -> None:
        time.sleep(_A_MOMENT)
        os.kill(os.getpid(), _asked.number or signal.SIGINT)

    threading.Thread(target=again, daemon=True).start()
