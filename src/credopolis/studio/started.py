"""Starting a process that serves this one: by `spawn`, with a line to it, and out of reach of the terminal's Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import parent_process
from typing import Any, Final

END: Final = "end"
"""What a process is sent for it to end."""
COMPILING: Final = "compiling"
"""What a process tells before it is ready."""
_PATIENCE_SECONDS: Final = 1


@dataclass(frozen=True)
class Started:
    """A process, and the line to it."""

    process: Any
    line: Connection

    def end(self) -> None:
        """End it, by force if it does not answer; it may take a few seconds."""
        with suppress(OSError, ValueError):
            self.line.send(END)
        self.process.join(_PATIENCE_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.line.close()

    def how_it_ended(self) -> str:
        """Of a process that has ended: by which signal, or with which code."""
        self.process.join(_PATIENCE_SECONDS)
        code = self.process.exitcode
        return f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"


def start(target: Callable[..., None], *arguments: Any) -> Started:
    """Start a process that runs a function of a module, with arguments and, after them, its end of the line."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(*arguments, theirs), daemon=True)
    # The terminal's Ctrl-C is for the server, which then ends its processes itself.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    theirs.close()
    return Started(process, ours)


def left_alone(folder: str) -> None:
    """End this process, for the server is gone, and its folder goes too. It is noticed on the line, or by the watch."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def end_with_parent(folder: str = "") -> None:
    """See that this process ends when the one that started it does, however that ends. folder : to go with it."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        left_alone(folder)

    threading.Thread(target=watch, daemon=True).start()
