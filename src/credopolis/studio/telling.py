"""The server's side of the process that tells lives: one a run, begun when the first life is asked for."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import CredopolisError, Misuse
from credopolis.studio.standby import TELL
from credopolis.studio.started import Started

if TYPE_CHECKING:
    from collections.abc import Callable

    from credopolis.engine.scenario import Scenario
    from credopolis.studio.tape import Tape

_REMEMBERED: Final = 64
_WAITING: Final = 8


class LifeTeller:
    """Tells lives of a run, one after the other, and remembers what it told last."""

    def __init__(self, scenario: Scenario, tape: Tape, more: Callable[[], Started]) -> None:
        self.scenario, self.tape, self.more = scenario, tape, more
        self.known: OrderedDict[tuple[int, int], dict[str, Any]] = OrderedDict()
        self.progress: dict[int, int] = {}
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._started: Started | None = None

    async def dossier(self, life: int, ticks: int) -> dict[str, Any]:
        """The dossier of a life after so many ticks.

        Raises
        ------
        CredopolisError
            If there is no such life, too many are asked for, or the process ended.
        """
        if (life, ticks) in self.known:
            self.known.move_to_end((life, ticks))
            return self.known[life, ticks]
        if life not in self._answers:
            if len(self._answers) >= _WAITING:
                raise Misuse("Too many lives are being told at once. Wait for one of them.")
            line = self._begin().line
            self._answers[life] = asyncio.get_running_loop().create_future()
            self.progress[life] = 0
            line.send((life, ticks))
        found = await asyncio.shield(self._answers[life])
        self.known[life, found["ticks"]] = found
        while len(self.known) > _REMEMBERED:
            self.known.popitem(last=False)
        return found

    def _begin(self) -> Started:
        """The process, started if it is not there."""
        if self._started is None:
            self._started = self.more()
            self._started.line.send((TELL, self.scenario, self.tape))
            asyncio.get_running_loop().add_reader(self._started.line.fileno(), self._listen, self._started)
        return self._started

    def _listen(self, started: Started) -> None:
        try:
            while started.line.poll():
                kind, life, what = (*started.line.recv(), None)[:3]
                if kind == "stage":
                    continue
                if kind == "ticks":
                    self.progress[life] = what
                else:
                    self._answer(life, what if kind == "dossier" else Misuse(what))
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(started.line.fileno())
            self._started = None
            for life in list(self._answers):
                self._answer(life, CredopolisError("The process that tells lives has ended. Ask again."))

    def _answer(self, life: int, what: dict[str, Any] | CredopolisError) -> None:
        answer = self._answers.pop(life, None)
        self.progress.pop(life, None)
        if answer is None or answer.done():
            return
        if isinstance(what, CredopolisError):
            answer.set_exception(what)
        else:
            answer.set_result(what)

    async def end(self) -> None:
        """End the process."""
        started, self._started = self._started, None
        if started is not None:
            asyncio.get_running_loop().remove_reader(started.line.fileno())
            for life in list(self._answers):
                self._answer(life, CredopolisError("The run has ended."))
            await asyncio.to_thread(started.end)
