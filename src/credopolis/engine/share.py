"""A share: the contiguous districts that one worker of a cluster holds, lived tick by tick at the driver's word.

Only fields come in, and only sums by province go out. What a share did is a function of the scenario and the fields it
was given, so a share that was lost is had again by giving another worker the same fields.
"""

from __future__ import annotations

import signal
import sys
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError
from credopolis.engine.build import build
from credopolis.engine.provinces import SUMMED
from credopolis.engine.records import Counts
from credopolis.engine.scenario import Scenario
from credopolis.engine.warm import compile_life_loop
from credopolis.engine.workers import Fields, Workers

_SWITCH_SECONDS: Final = 1e-4


class Order(NamedTuple):
    """What a share is told about a tick: what its lives read, and whether a recording interval begins with it."""

    fields: Fields  # (n_provinces, n_fields)
    begins_interval: bool


class Reply(NamedTuple):
    """What a share answers about a tick, of all provinces: those that it has no part of are zero."""

    sums: NDArray[np.int64]  # (n_provinces, len(SUMMED))
    grades: Counts  # (n_provinces, n_grades + 1) lives by grade


class Share:
    """The districts [first, last), after the ticks of `past`.

    threads : of this worker. A call that is repeated (because its answer was lost on the way) is answered as before.
    """

    def __init__(self, scenario: Scenario, first: int, last: int, threads: int, past: list[Order]) -> None:
        engine = build(scenario, threads, (first, last))
        compile_life_loop()
        self.workers = Workers(engine, threads)
        self.provinces = np.unique(engine.layout.district_province[first:last])
        self.tick = 0
        self.reply: Reply | None = None
        for tick, order in enumerate(past):
            self.live(tick, order)

    def live(self, tick: int, order: Order) -> Reply:
        """Live one tick."""
        if self.reply is not None and tick == self.tick - 1:
            return self.reply
        if tick != self.tick:
            raise CredopolisError(f"A worker was asked for tick {tick} and stands at {self.tick}. Please report it.")
        if order.begins_interval:
            self.workers.begin_interval()
        self.workers.live(np.ascontiguousarray(order.fields), tick)
        sums, grades = self.workers.gather()
        n = len(order.fields)
        self.reply = Reply(np.zeros((n, len(SUMMED)), np.int64), np.zeros((n, grades.shape[1]), grades.dtype))
        self.reply.sums[self.provinces] = sums
        self.reply.grades[self.provinces] = grades
        self.tick += 1
        return self.reply

    def count(self, day: int) -> dict[str, Counts]:
        """Census and tallies of the share's own provinces, (provinces of the share, ...); nothing is emptied."""
        return self.workers.count(day)

    def digests(self) -> NDArray[np.uint8]:
        """A hash of each district."""
        return self.workers.digests()

    def state_bytes(self) -> int:
        """Bytes of all arrays that grow with the number of lives."""
        return self.workers.state_bytes


def dask_setup(worker: Any) -> None:
    """Called in each worker of a local cluster.

    Ctrl-C reaches them too, but is the driver's to answer. An answer is not to wait for the interpreter as long as
    Python lets a thread go on by default, which is a whole tick of a small share.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(_SWITCH_SECONDS)
