"""The driver's lines to its shares: all are asked at once, and a line that fails is given up."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar
from urllib.parse import urlsplit

from credopolis.engine.line import KEY_BYTES, NOT_LET_IN, Line, call

_PATIENCE_SECONDS: Final = 1.0
T = TypeVar("T")


class Switchboard:
    """Lines by the number of the share. shares : how many there are. works : False once a line could not be had."""

    def __init__(self, shares: int) -> None:
        self.shares, self.works = shares, True
        self.lines: dict[int, Line] = {}

    def open(self, k: int, home: str, open_there: Callable[[str, bytes], int], lost: Callable[[], bool]) -> None:
        """Open a line to share k, unless one could not be had before, or what is sent is to be encrypted (tls://).

        home : address of its worker. open_there : asks the share to listen on a host for who knows a key -> the port.
        lost : whether the worker is gone, asked of one that is silent.
        """
        self.hang_up(k)
        scheme, host = urlsplit(home).scheme, urlsplit(home).hostname
        if scheme != "tcp" or host is None or not self.works:
            return
        key = secrets.token_bytes(KEY_BYTES)
        port = open_there(host, key)
        try:
            self.lines[k] = call(host, port, key, _PATIENCE_SECONDS, lost)
        except NOT_LET_IN:
            self.works = False

    def ask(self, message: bytes, read: Callable[[int, bytearray], T]) -> dict[int, T]:
        """Send every share a message, then wait for all -> what `read` finds in the answers; none where a line failed.

        Shares are asked over lines all or none, so that none waits for another's turn.
        """
        if len(self.lines) < self.shares:
            return {}
        answers: dict[int, T] = {}
        for k in range(self.shares):
            with self._or_hang_up(k):
                self.lines[k].send_bytes(message)
        for k in list(self.lines):
            with self._or_hang_up(k):
                answers[k] = read(k, self.lines[k].recv_bytes())
        return answers

    @contextmanager
    def _or_hang_up(self, k: int) -> Iterator[None]:
        """Give a line up that fails; what its share has to say for itself, a call through the cluster brings."""
        try:
            yield
        except (OSError, EOFError, ValueError):
            self.hang_up(k)

    def hang_up(self, k: int) -> None:
        """Close the line to a share, if there is one."""
        line = self.lines.pop(k, None)
        if line is not None:
            line.close()

    def close(self) -> None:
        """Close all lines."""
        for k in list(self.lines):
            self.hang_up(k)
