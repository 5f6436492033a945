"""A process that reads rulebooks of pages, so that none, however large or strange, keeps the server from others.

It does one thing at a time, has a time for each, and is ended and begun anew if it takes longer.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from multiprocessing.connection import Connection
from typing import Any, Final

from credopolis.core.errors import CredopolisError, Misuse
from credopolis.core.faults import FaultyFile
from credopolis.studio import companies, rulebooks
from credopolis.studio.started import END, Started, end_with_parent, left_alone, start

SECONDS: Final = {"check": 15.0, "audit": 90.0, "diff": 30.0, "company": 60.0}
_DOES: Final = {**rulebooks.DOES, **companies.DOES}
_FIRST_SECONDS: Final = 30.0
"""More for the first, while the process begins."""
_WAITING: Final = 6
_REMEMBERED: Final = 32
_LONGEST_REMEMBERED: Final = 200_000
"""Characters of texts whose answer is remembered; rulebooks have some ten thousand."""


def work(folder: str, line: Connection) -> None:
    """Do what is asked until told to end. The target of a started process.

    folder : of the server, which goes with it. line : it asks (what, arguments); it is told (True, answer) or (False,
    message).
    """
    end_with_parent(folder)
    try:
        while (asked := line.recv()) != END:
            what, arguments = asked
            line.send(_done(what, arguments))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        left_alone(folder)


def _done(what: str, arguments: tuple[str, ...]) -> tuple[bool, Any]:
    try:
        return True, _DOES[what](*arguments)
    except FaultyFile as refused:
        return False, f"This rulebook cannot be used yet. {refused}"
    except CredopolisError as refused:
        return False, str(refused)


class Clerk:
    """The server's side of the process; begun when first asked."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._started: Started | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._known: OrderedDict[tuple[str, ...], Any] = OrderedDict()

    async def ask(self, what: str, *arguments: str) -> Any:
        """Have something done, or say again what came of it. what : one of `_DOES`.

        Raises
        ------
        CredopolisError
            If it cannot be done, takes too long, or too much is asked at once.
        """
        asked = (what, *arguments)
        if asked in self._known:
            self._known.move_to_end(asked)
            return self._known[asked]
        if self._waiting >= _WAITING:
            raise CredopolisError("Too many rulebooks are being read at once. Try again in a moment.")
        self._waiting += 1
        try:
            async with self._turn:
                more = 0.0 if self._started is not None else _FIRST_SECONDS
                started = self._started = self._started or start(work, self._folder)
                done, answer = await asyncio.to_thread(self._have, started, what, arguments, SECONDS[what] + more)
        finally:
            self._waiting -= 1
        if not done:
            raise Misuse(answer)
        if sum(map(len, arguments)) <= _LONGEST_REMEMBERED:
            self._known[asked] = answer
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return answer

    def _have(self, started: Started, what: str, arguments: tuple[str, ...], seconds: float) -> tuple[bool, Any]:
        try:
            started.line.send((what, arguments))
            if started.line.poll(seconds):
                done: tuple[bool, Any] = started.line.recv()
                return done
            told = f"This took more than {seconds:.0f} seconds and was given up. Is it the right file?"
        except (EOFError, OSError):
            told = "The process that reads rulebooks has ended. Try again."
        self._started = None
        started.process.kill()
        started.end()
        return False, told

    async def end(self) -> None:
        """End the process."""
        started, self._started = self._started, None
        if started is not None:
            started.process.kill()  # it holds nothing that could be lost
            await asyncio.to_thread(started.end)
