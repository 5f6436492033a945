"""A run as the server holds it: its process, its tape, what the process told, and who looks at it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from credopolis.core.errors import BadValue, Misuse
from credopolis.core.units import date_of
from credopolis.studio.layer import Layer
from credopolis.studio.layers import layers_of
from credopolis.studio.shelf import Shelf
from credopolis.studio.spells import Spells
from credopolis.studio.standby import LIVE, stand_by
from credopolis.studio.started import COMPILING, Started, start
from credopolis.studio.tape import Tape, TapeSize
from credopolis.studio.telling import LifeTeller

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

MOST_LIVES: Final = 1_000_000
MOST_RUNS: Final = 8
AHEAD: Final = 52
"""Frames that are lived beyond the one that somebody looks at."""
_APART_SECONDS: Final = 4
_STAGES: Final = {
    COMPILING: "The simulation is being loaded. The first time it is compiled, which takes a minute or two …",
    "building": "The people are being drawn, and their first day prepared …",
}
STARTING, LIVING, OVER, FAILED, LOST = "starting", "living", "over", "failed", "lost"


@dataclass
class StudioRun:
    """A run that a process lives.

    state : one of those above. told : why it failed or was lost. looking : how many pages are open on it.
    unseen_since : when the last one closed.
    """

    scenario: Scenario
    layers: tuple[Layer, ...]
    tape: Tape
    started: Started
    teller: LifeTeller
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: str = STARTING
    told: str = ""
    digest: str = ""
    spells: Spells = field(default_factory=lambda: Spells())
    looking: int = 0
    unseen_since: float = field(default_factory=time.monotonic)

    @classmethod
    def begin(cls, scenario: Scenario, started: Started, more: Callable[[], Started]) -> StudioRun:
        """Let a process that stands by live a scenario. more : gives another one, to tell lives.

        Raises
        ------
        BadValue
            If there are more lives than a wall shows.
        """
        from credopolis.mechanisms import all as mechanisms

        if scenario.people > MOST_LIVES:
            remedy = "`credopolis run` takes more; --scale lets one life stand for several people."
            raise BadValue("the number of lives in the studio", scenario.people, f"up to {MOST_LIVES:,}", remedy)
        scenario = replace(scenario, shows_entries=True)
        layers, dims = layers_of(scenario), scenario.dimensions
        extent = TapeSize(
            lives=scenario.people, frames=scenario.ticks + 1, provinces=len(dims.provinces),
            fields=len(mechanisms.FIELDS) + len(scenario.act_names),
            values=tuple(len(layer.labels) for layer in layers),
        )  # fmt: skip
        tape = Tape(extent)
        tape.wanted = 1 + AHEAD
        started.line.send((LIVE, scenario, tape))
        return cls(scenario, layers, tape, started, LifeTeller(scenario, tape, more))

    @property
    def frames(self) -> int:
        """Frames of the whole run."""
        return self.tape.extent.frames

    def listen(self) -> None:
        """Take what the process has told."""
        try:
            while self.started.line.poll():
                self._take(*self.started.line.recv())
        except (EOFError, OSError):
            self._gone()

    def _gone(self) -> None:
        if self.state in (STARTING, LIVING):
            self.state = LOST
            self.told = (
                f"The process that lived this society ended {self.started.how_it_ended()} after "
                f"{max(self.tape.done - 1, 0)} ticks. What is recorded can still be seen. Begin it again: the same "
                "seed gives the same lives."
            )

    def _take(self, kind: str, what: Any) -> None:
        if kind == "stage":
            self.state, self.told = (LIVING, "") if what == "living" else (STARTING, _STAGES[what])
        elif kind == "period":
            self.spells.add(**what)
        elif kind == "over":
            self.state, self.digest = OVER, what["state_digest"]
        elif kind == "failed":
            self.state, self.told = FAILED, what["message"]

    def look(self, frame: int) -> None:
        """Somebody looks at a frame: live on so far beyond it."""
        self.tape.wanted = max(self.tape.wanted, min(frame + 1 + AHEAD, self.frames))

    def as_json(self) -> dict[str, Any]:
        """How it stands."""
        about, dims = self.scenario, self.scenario.dimensions
        return {
            "id": self.id, "state": self.state, "told": self.told, "title": about.title, "scenario": about.name,
            "account": about.source.get("account", ""), "regime": about.source.get("regime_title", ""),
            "regime_name": about.source.get("own") or about.source.get("named", ""),
            "people": about.people, "scale": about.scale, "seed": about.seed, "days": about.days,
            "tick_days": about.tick_days, "start": about.start.isoformat(),
            "end": date_of(about.start, about.days).isoformat(),
            "rulebook_hash": about.source.get("digests", {}).get("rulebook", ""),
            "frames": self.frames, "done": self.tape.done, "bytes": self.tape.used,
            "layers": [layer.as_json() for layer in self.layers], "provinces": list(dims.provinces),
            "grades": list(dims.grades), "start_grade": int(about.rulebook.start_grade),
            "changes": list(about.source.get("timeline") or ()), "digest": self.digest,
        }  # fmt: skip

    async def end(self) -> None:
        """End its processes, and let the tape go. It may take a few seconds."""
        await asyncio.gather(self.teller.end(), asyncio.to_thread(self.started.end))
        self.tape.close()


class Runs:
    """The runs that a server holds, by their ids."""

    def __init__(self, keep_seconds: float, threads: int | None = None) -> None:
        self.keep_seconds, self.threads = keep_seconds, threads
        self.shelf = Shelf()
        self._held: dict[str, StudioRun] = {}
        self._spare: Started | None = None
        self._later: asyncio.TimerHandle | None = None

    def keep_spare(self) -> Started:
        """See that a process stands by. To be called from the main thread."""
        if self._spare is None or not self._spare.process.is_alive():
            self._spare = start(stand_by, self.threads, str(self.shelf.folder))
        return self._spare

    def take_spare(self) -> Started:
        """The process that stands by; another is started in its place, once this one has had its time to begin."""
        taken, self._spare = self.keep_spare(), None
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(_APART_SECONDS, self.keep_spare)
        return taken

    def __iter__(self) -> Iterator[StudioRun]:
        return iter(list(self._held.values()))

    def get(self, run_id: str) -> StudioRun | None:
        """A run by its id."""
        return self._held.get(run_id)

    def begin(self, scenario: Scenario) -> StudioRun:
        """Begin one; the event loop takes what its process tells.

        Raises
        ------
        Misuse
            If there are too many.
        """
        if len(self._held) >= MOST_RUNS:
            raise Misuse(
                f"{MOST_RUNS} societies are open already, and no more fit. Close the page of one; it ends "
                f"{self.keep_seconds:.0f} seconds later."
            )
        run = StudioRun.begin(scenario, self.take_spare(), self.take_spare)
        self._held[run.id] = run
        loop, number = asyncio.get_running_loop(), run.started.line.fileno()

        def listen() -> None:
            run.listen()
            if run.state in (LOST, FAILED):
                loop.remove_reader(number)

        loop.add_reader(number, listen)
        return run

    async def end(self, run: StudioRun) -> None:
        """End one."""
        if self._held.pop(run.id, None) is not None:
            asyncio.get_running_loop().remove_reader(run.started.line.fileno())
            await run.end()

    async def sweep(self, now: Callable[[], float] = time.monotonic) -> None:
        """End those at which nobody has looked for a while; goes on for ever."""
        while True:
            await asyncio.sleep(min(1.0, self.keep_seconds / 4))
            for run in self:
                if not run.looking and now() - run.unseen_since > self.keep_seconds:
                    await self.end(run)

    async def end_all(self) -> None:
        """End them all, the process that stands by, and what pages brought."""
        if self._later is not None:
            self._later.cancel()
        spare, self._spare = self._spare, None
        ends = [asyncio.to_thread(spare.end)] if spare is not None else []
        await asyncio.gather(*ends, *(self.end(run) for run in self))
        self.shelf.end()
