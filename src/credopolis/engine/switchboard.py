"""The driver's lines to its shares: all are asked at once, and a line that fails is given up."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from credopolis.engine.line import LineEnd, call, new_keys

_PATIENCE_SECONDS: Final = 0.25
T = TypeVar("T")


class Switchboard:
    """Lines by the number of the share.

    shares : how many there are. folder : of this machine's own workers, which nobody else can open, for lines that no
    port leads to; None: lines are TCP connections. works : False once a line could not be had.
    """

    def __init__(self, shares: int, folder: Path | None = None) -> None:
        self.shares, self.folder, self.works = shares, folder, True
        self.lines: dict[int, LineEnd] = {}

    def open(
        self,
        k: int,
        home: str,
        open_there: Callable[[str, bytes], tuple[str, bytes] | None],
        lost: Callable[[], bool],
    ) -> None:
        """Open a line to share k, unless one could not be had before.

        home : address of its worker. open_there : asks the share to listen at a place for the owner of a public key ->
        address to call and the share's public key. lost : whether the worker is gone, asked of one that is silent.
        """
        self.hang_up(k)
        place = self._place_at(home)
        if place is None or not self.works:
            return
        mine = new_keys()
        found = open_there(place, mine[0])
        try:
            if found is None:
                raise OSError(f"no line at {place}")
            self.lines[k] = call(*found, mine, _PATIENCE_SECONDS, lost)
        except OSError:
            self.works = False

    def _place_at(self, home: str) -> str | None:
        if self.folder is not None:
            return f"ipc://{self.folder / secrets.token_hex(8)}"
        scheme, host = urlsplit(home).scheme, urlsplit(home).hostname
        if scheme not in ("tcp", "tls") or host is None:
            return None
        return f"tcp://[{host}]:*" if ":" in host else f"tcp://{host}:*"

    def ask(self, message: bytes, read: Callable[[int, bytes], T]) -> dict[int, T]:
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
