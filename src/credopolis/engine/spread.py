"""One population spread over the workers of a cluster by district: fields go out, sums by province come back.

A tick costs one message to each worker and one back, whose size does not depend on the number of lives. The fields of
past ticks are kept here, a few kilobytes each, and give a lost worker's districts back, bit for bit.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError, NotEnoughMemory
from credopolis.core.memory import Room
from credopolis.engine.build import Engine, build
from credopolis.engine.cluster import Cluster, room_there
from credopolis.engine.institutions import Sums
from credopolis.engine.messages import Messages, Order, Reply, pack_day, read_counts
from credopolis.engine.needs import need_of
from credopolis.engine.records import Counts
from credopolis.engine.scenario import Scenario
from credopolis.engine.share import Share
from credopolis.engine.switchboard import Switchboard
from credopolis.engine.tally import OUTCOMES
from credopolis.engine.workers import Fields
from credopolis.engine.workplaces import ToldOfMonth
from credopolis.engine.world import SUMS
from credopolis.mechanisms.companies import companies_stand
from credopolis.society.layout import Layout

_MOST_LOSSES: Final = 8  # in one call
_ASK_SECONDS: Final = 1.0
_REPLACEMENT_SECONDS: Final = 20.0
_Call = tuple[str, tuple[Any, ...]]


class Lost(Exception):
    """A worker that does not answer and is not alive."""


class Spread:
    """The lives of a run on workers; stands where `engine.workers.Workers` stands in one process.

    engine : all of a run's engine but lives. shares : districts [first, last) of each share. homes : address of each.
    losses : workers lost so far. switchboard : lines, over which ticks and counts go; all else, and what no line
    brings, is a call through the cluster. sent, received : bytes of the messages of ticks.
    """

    def __init__(self, scenario: Scenario, cluster: Cluster, threads: int) -> None:
        self.scenario, self.cluster, self.thread_count = scenario, cluster, threads
        self.engine: Engine = build(scenario, 1, (0, 0))
        addresses = cluster.addresses()
        self.shares = cut(self.engine.layout, len(addresses))
        self.homes = addresses[: len(self.shares)]
        self.past: list[Order] = []
        self.losses = self.sent = self.received = 0
        self._begins_interval = False
        self._told: ToldOfMonth | None = None
        self._replies: list[Reply] = []
        province = self.engine.layout.district_province
        self._own = [slice(int(province[first]), int(province[last - 1]) + 1) for first, last in self.shares]
        n_provinces, extent = len(scenario.tables.provinces), self.engine.extent
        told = self.engine.layout.n_districts if scenario.asks(companies_stand) else 0
        self._messages = [Messages(n_provinces, own.stop - own.start, extent, told) for own in self._own]
        self.switchboard = Switchboard(len(self.shares), cluster.folder)
        self._check_memory()
        self._actors: list[Any] = [None] * len(self.shares)
        self._recover(self._place(list(range(len(self.shares)))), 0)
        self.state_bytes = sum(self._ask(("state_bytes", ())))

    def live(self, fields: Fields, tick: int) -> None:
        """Step `lives` on every worker."""
        order = Order(fields.copy(), self._begins_interval, self._told)
        self._begins_interval, self._told = False, None
        message = self._messages[0].pack_order(tick, order)
        replies = self.switchboard.ask(message, lambda k, answer: self._messages[k].read_reply(answer, tick))
        self._replies = self._ask(("live", (tick, order)), replies)
        self.past.append(order)
        self.sent += sum(messages.order_bytes for messages in self._messages)
        self.received += sum(messages.reply_bytes for messages in self._messages)

    def gather(self) -> tuple[Sums, Counts, Counts]:
        """Step `exchange`: the workers' sums added up. Whole numbers, so that no order matters."""
        n, extent = len(self.scenario.tables.provinces), self.engine.extent
        sums: Sums = np.zeros((n, len(SUMS)), np.int64)
        outcomes: Counts = np.zeros((n, extent.n_acts, len(OUTCOMES)), np.int64)
        grades: Counts = np.zeros((n, extent.n_standings), np.int64)
        for own, reply in zip(self._own, self._replies, strict=True):
            sums[own] += reply.sums
            outcomes[own] += reply.outcomes
            grades[own] += reply.grades
        return sums, outcomes, grades

    def count(self, day: int) -> dict[str, Counts]:
        """Census and tallies of all provinces, and of all districts where the scenario asks for them."""
        counts = self.switchboard.ask(pack_day(day), lambda k, answer: read_counts(answer))
        parts = self._ask(("count", (day,)), counts)
        districts = [part.pop("districts") for part in parts] if self.scenario.by_district else []
        whole = {
            name: np.zeros((len(self.scenario.tables.provinces), *rows.shape[1:]), rows.dtype)
            for name, rows in parts[0].items()
        }
        for own, part in zip(self._own, parts, strict=True):
            for name, rows in part.items():
                whole[name][own] += rows
        if districts:  # shares are contiguous and in the order of districts
            whole["districts"] = np.concatenate(districts)
        return whole

    def begin_interval(self) -> None:
        """Tell the workers with the next tick that an interval begins."""
        self._begins_interval = True

    def be_told(self, told: ToldOfMonth, fields: Fields, tick: int) -> None:
        """Tell districts of their companies with the next tick, which this is."""
        self._told = told

    def employed(self) -> NDArray[np.int64]:
        """(n_districts,) who works for a legal entity, before the first tick."""
        return np.concatenate(self._ask(("employed", ())))

    def digests(self) -> NDArray[np.uint8]:
        """A hash of each district, in the order of districts."""
        return np.concatenate(self._ask(("digests", ())))

    def close(self) -> None:
        """Let the workers forget the lives."""
        self.switchboard.close()
        self._actors = []

    def _open_line(self, k: int) -> None:
        home = self.homes[k]

        def open_there(place: str, caller: bytes) -> tuple[str, bytes] | None:
            found: tuple[str, bytes] | None = self._wait(self._begin(k, ("open_line", (place, caller))), home)
            return found

        with suppress(Lost):  # the next call finds it lost, too
            self.switchboard.open(k, home, open_there, lambda: home not in self.cluster.threads())

    def _check_memory(self) -> None:
        """Refuse a run that the memory of the workers' machines cannot hold; workers of one machine share it."""
        layout, needs, free = self.engine.layout, dict[str, int](), dict[str, Room]()
        found = self.cluster.everywhere(room_there)
        for home, (first, last) in zip(self.homes, self.shares, strict=True):
            machine, room, held = found[home]
            free[machine] = min(free.get(machine, room), room, key=lambda room: room.left)
            people = layout.lives_of_district(last - 1)[1] - layout.lives_of_district(first)[0]
            need = need_of(self.scenario, people, self.thread_count)
            needs[machine] = needs.get(machine, 0) + need.arrays + max(0, need.base - held)
        for machine, needed in needs.items():
            room = free[machine]
            if needed > room.left:
                fits = int(self.scenario.people * 0.9 * room.left / needed)
                raise NotEnoughMemory(
                    self.scenario.people, needed, room.left, fits, limit=f"{room.of} ({machine})",
                    scale=self.scenario.scale,
                )  # fmt: skip

    def _place(self, which: list[int]) -> list[int]:
        """Build shares on their workers, all at once, up to the last tick lived -> those whose worker was lost."""
        futures = [
            self.cluster.client.submit(
                Share, self.scenario, *self.shares[k], self.thread_count, self.past, actor=True, pure=False,
                workers=[self.homes[k]], key=f"share-{id(self)}-{k}-{self.losses}",
            )
            for k in which
        ]  # fmt: skip
        lost = []
        for k, future in zip(which, futures, strict=True):
            try:
                self._actors[k] = self._wait(future, self.homes[k])
                self._open_line(k)
            except Lost:
                lost.append(k)
        return lost

    def _wait(self, future: Any, home: str) -> Any:
        """The result of a call, or Lost once its worker is."""
        if future is None:
            raise Lost(home)
        while True:
            try:
                return future.result(timeout=_ASK_SECONDS)
            except TimeoutError:
                if home not in self.cluster.threads():
                    raise Lost(home) from None
            except OSError:
                raise Lost(home) from None
            except CredopolisError:
                raise
            except Exception as error:
                # A task that was lost with its worker is cancelled, and Dask may stumble over saying so.
                gone = type(error).__name__ in ("KilledWorker", "CancelledError")
                if gone or getattr(future, "status", "") in ("cancelled", "lost") or home not in self.cluster.threads():
                    raise Lost(home) from None
                raise

    def _ask(self, what: _Call, known: dict[int, Any] | None = None) -> list[Any]:
        """Call every share whose answer is not known -> all answers; lost ones are built again and asked again.

        Raises
        ------
        CredopolisError
            If workers keep being lost.
        """
        answers: dict[int, Any] = dict(known or {})
        losses = self.losses
        while len(answers) < len(self.shares):
            left = [k for k in range(len(self.shares)) if k not in answers]
            calls = {k: self._begin(k, what) for k in left}
            lost = []
            for k, begun in calls.items():
                try:
                    answers[k] = self._wait(begun, self.homes[k])
                except Lost:
                    lost.append(k)
            self._recover(lost, losses)
        return [answers[k] for k in range(len(self.shares))]

    def _begin(self, k: int, what: _Call) -> Any:
        try:
            return getattr(self._actors[k], what[0])(*what[1])
        except RuntimeError:  # Dask knows already that the worker is lost
            return None

    def _recover(self, lost: list[int], before: int) -> None:
        """Build lost shares again on other workers. before : workers lost when the call began.

        Raises
        ------
        CredopolisError
            If workers keep being lost.
        """
        while lost:
            self.losses += 1
            if self.losses - before > _MOST_LOSSES:
                raise CredopolisError(
                    f"{self.losses - before} workers were lost in a row, the last at {self.homes[lost[0]]}. "
                    f"The run stopped; look at the workers' own messages and memory, and run it again."
                )
            for k in lost:
                self.homes[k] = self._home_for(k, lost)
            lost = self._place(lost)

    def _home_for(self, k: int, lost: list[int]) -> str:
        """A living worker for a share: a free one, if one is there in time, else the one with the fewest shares."""
        until = time.monotonic() + _REPLACEMENT_SECONDS
        gone = self.homes[k]
        while True:
            held = {address: 0 for address in self.cluster.threads() if address != gone}
            for other, home in enumerate(self.homes):
                if home in held and (other not in lost or other < k):
                    held[home] += 1
            free = [address for address, shares in held.items() if shares == 0]
            if free or (held and time.monotonic() > until):
                return min(held, key=lambda address: (held[address], address))
            if time.monotonic() > until and gone in self.cluster.threads():
                return gone  # it lives: only what it held was lost
            if time.monotonic() > until:
                raise CredopolisError(
                    f"No worker is left, the last was lost at {gone}. The run stopped; start workers, and run it again."
                )
            time.sleep(0.1)


def cut(layout: Layout, parts: int) -> list[tuple[int, int]]:
    """Districts [first, last) of each share: contiguous, with about equally many lives, at least one district each."""
    starts = layout.grid_start[layout.district_grid_start]
    parts = min(parts, layout.n_districts)
    cuts = [0]
    for k in range(1, parts):
        nearest = int(np.abs(starts - layout.people * k / parts).argmin())
        cuts.append(min(max(nearest, cuts[-1] + 1), layout.n_districts - parts + k))
    return list(zip(cuts, [*cuts[1:], layout.n_districts], strict=True))
