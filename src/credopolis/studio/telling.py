"""The server's side of the process that tells and finds lives: one a run, begun when the first is asked for."""

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
    """Tells lives of a run, and whom something happened to, one after the other, and remembers what it told last."""

    def __init__(self, scenario: Scenario, tape: Tape, more: Callable[[], Started]) -> None:
        self.scenario, self.tape, self.more = scenario, tape, more
        self.known: OrderedDict[tuple[int | str, int], dict[str, Any]] = OrderedDict()
        self.progress: dict[int | str, int] = {}
        self._answers: dict[int | str, asyncio.Future[dict[str, Any]]] = {}
        self._started: Started | None = None

    async def told(self, what: int | str, ticks: int) -> dict[str, Any]:
        """The dossier of a life after so many ticks, or lives to whom something happened by then.

        what : the number of the life, or words for what happened, one of `lives.find.askable`.

        Raises
        ------
        CredopolisError
            If there is no such life, nothing of the kind can happen, too much is asked for, or the process ended.
        """
        if (what, ticks) in self.known:
            self.known.move_to_end((what, ticks))
            return self.known[what, ticks]
        if what not in self._answers:
            if len(self._answers) >= _WAITING:
                raise Misuse("Too many lives are being told at once. Wait for one of them.")
            line = self._begin().line
            self._answers[what] = asyncio.get_running_loop().create_future()
            self.progress[what] = 0
            line.send((what, ticks))
        found = await asyncio.shield(self._answers[what])
        self.known[what, found["ticks"]] = found
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
                kind, asked, what = (*started.line.recv(), None)[:3]
                if kind == "stage":
                    continue
                if kind == "done":
                    self.progress[asked] = what
                else:
                    self._answer(asked, what if kind == "answer" else Misuse(what))
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(started.line.fileno())
            self._started = None
            for asked in list(self._answers):
                self._answer(asked, CredopolisError("The process that tells lives has ended. Ask again."))

    def _answer(self, asked: int | str, what: dict[str, Any] | CredopolisError) -> None:
        answer = self._answers.pop(asked, None)
        self.progress.pop(asked, None)
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
            for asked in list(self._answers):
                self._answer(asked, CredopolisError("The run has ended."))
            await asyncio.to_thread(started.end)
