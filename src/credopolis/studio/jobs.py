"""Work that a page waits for, each in a process: comparisons, lessons, validations; what it told, and who asked."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from credopolis.core.errors import Misuse
from credopolis.studio.started import Started

MOST_JOBS: Final = 4
WORKING, DONE, FAILED = "working", "done", "failed"


@dataclass
class Job:
    """Work that is under way or done. runs : done, and in all."""

    started: Started
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: str = WORKING
    message: str = ""
    runs: tuple[int, int] = (0, 0)
    result: dict[str, Any] | None = None
    unseen_since: float = field(default_factory=time.monotonic)

    def listen(self) -> bool:
        """Take what the process has told -> whether more may come."""
        try:
            while self.started.line.poll():
                kind, what, more = (*self.started.line.recv(), None)[:3]  # that it gets ready has two parts
                if kind == "runs":
                    self.runs = (what, more)
                elif kind == "result":
                    self.state, self.result = DONE, what
                elif kind == "failed":
                    self.state, self.message = FAILED, what
        except (EOFError, OSError):
            if self.state == WORKING:
                self.state = FAILED
                self.message = f"The process that did this ended {self.started.how_it_ended()}. Begin again."
        return self.state == WORKING

    def as_json(self) -> dict[str, Any]:
        """How it stands, and what came of it."""
        return {
            "id": self.id, "state": self.state, "message": self.message, "done": self.runs[0], "of": self.runs[1],
            "result": self.result,
        }  # fmt: skip


class Jobs:
    """The jobs of a server, by their ids."""

    def __init__(self, keep_seconds: float, take_spare: Callable[[], Started]) -> None:
        self.keep_seconds, self._take_spare = keep_seconds, take_spare
        self._held: dict[str, Job] = {}
        self._asked: dict[str, str] = {}

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._held.values()))

    def begin(self, asked: str, order: tuple[Any, ...], of: int) -> Job:
        """Begin one, or find the one that another page began: what is asked twice is worked out once.

        asked : the whole of what is asked, in words. order : of a process that stands by. of : runs that it takes.

        Raises
        ------
        Misuse
            If there are too many.
        """
        there = self._held.get(self._asked.get(asked, ""))
        if there is not None and there.state != FAILED:
            there.unseen_since = time.monotonic()
            return there
        if sum(one.state == WORKING for one in self) >= MOST_JOBS:
            raise Misuse(f"{MOST_JOBS} comparisons, lessons or validations are under way already. Close a page.")
        one = Job(self._take_spare())
        one.runs = (0, of)
        one.started.line.send(order)
        self._held[one.id] = one
        self._asked[asked] = one.id
        loop, number = asyncio.get_running_loop(), one.started.line.fileno()

        def listen() -> None:
            if not one.listen():
                loop.remove_reader(number)

        loop.add_reader(number, listen)
        return one

    def get(self, number: str) -> Job:
        """A job by its id; that it was asked for keeps it.

        Raises
        ------
        Misuse
            If it is not there.
        """
        found = self._held.get(number)
        if found is None:
            raise Misuse("This is no longer kept here. Begin again: the same seeds give the same.")
        found.unseen_since = time.monotonic()
        return found

    async def end(self, one: Job) -> None:
        """End one, and forget it."""
        if self._held.pop(one.id, None) is None:
            return
        self._asked = {asked: number for asked, number in self._asked.items() if number != one.id}
        if one.state == WORKING:
            asyncio.get_running_loop().remove_reader(one.started.line.fileno())
        one.started.process.kill()  # it holds nothing that could be lost
        await asyncio.to_thread(one.started.end)

    async def sweep(self) -> None:
        """End those that no page has asked for in a while; goes on for ever."""
        while True:
            await asyncio.sleep(min(1.0, self.keep_seconds / 4))
            for one in self:
                if time.monotonic() - one.unseen_since > self.keep_seconds:
                    await self.end(one)

    async def end_all(self) -> None:
        """End them all."""
        await asyncio.gather(*(self.end(one) for one in self))
