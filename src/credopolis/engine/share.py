"""A share: the contiguous districts that one worker of a cluster holds, lived tick by tick at the driver's word.

Only fields come in, and only sums by province go out. What a share did is a function of the scenario and the fields it
was given, so a share that was lost is had again by giving another worker the same fields.
"""

from __future__ import annotations

import signal
import sys
import threading
import weakref
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError
from credopolis.engine.build import build
from credopolis.engine.line import Door, serve
from credopolis.engine.messages import TO_COUNT, Messages, Order, Reply, pack_counts, read_day
from credopolis.engine.records import Counts
from credopolis.engine.scenario import Scenario
from credopolis.engine.warm import compile_life_loop
from credopolis.engine.workers import Workers
from credopolis.engine.workplaces import ToldOfMonth
from credopolis.mechanisms.companies import companies_stand

_SWITCH_SECONDS: Final = 1e-4


class Share:
    """The districts [first, last), after the ticks of `past`.

    threads : of this worker. A call that is repeated (because its answer was lost on the way) is answered as before,
    also with the same error.
    """

    def __init__(self, scenario: Scenario, first: int, last: int, threads: int, past: list[Order]) -> None:
        engine = build(scenario, threads, (first, last))
        self._districts = slice(first, last)
        compile_life_loop()
        self.workers = Workers(engine, threads)
        weakref.finalize(self, self.workers.close)
        told = engine.layout.n_districts if scenario.asks(companies_stand) else 0
        self.messages = Messages(len(scenario.tables.provinces), len(engine.province_rows), engine.extent, told)
        self.tick = 0
        self.reply: Reply | None = None
        self._failure: Exception | None = None
        self._turn = threading.Lock()
        for tick, order in enumerate(past):
            self.live(tick, order)

    def live(self, tick: int, order: Order) -> Reply:
        """Live one tick."""
        with self._turn:
            if self._failure is not None:
                raise self._failure
            if self.reply is not None and tick == self.tick - 1:
                return self.reply
            if tick != self.tick:
                raise CredopolisError(
                    f"A worker was asked for tick {tick} and stands at {self.tick}. Please report it."
                )
            try:
                self.reply = self._live(order)
            except Exception as failure:
                self._failure = failure
                raise
            self.tick += 1
            return self.reply

    def _live(self, order: Order) -> Reply:
        if order.begins_interval:
            self.workers.begin_interval()
        if order.told is not None:
            its = ToldOfMonth(order.told.month, order.told.local[self._districts])
            self.workers.be_told(its, np.array(order.fields), self.tick)
        self.workers.live(np.array(order.fields), self.tick)
        return Reply(*self.workers.gather())

    def open_line(self, place: str, caller: bytes) -> tuple[str, bytes] | None:
        """Answer orders over a line, too, in a thread of its own -> where to call, and a public key, if anywhere."""
        try:
            door = Door(place, caller, self.messages.order_bytes)
        except OSError:
            return None
        address, key = door.address, door.key
        answer = weakref.WeakMethod(self._answer)
        threading.Thread(target=serve, args=(door, self.messages.order_bytes, answer), daemon=True).start()
        return address, key

    def _answer(self, message: bytes) -> bytes:
        if message.startswith(TO_COUNT):
            return pack_counts(self.count(read_day(message)))
        tick, order = self.messages.read_order(message)
        return self.messages.pack_reply(tick, self.live(tick, order))

    def count(self, day: int) -> dict[str, Counts]:
        """Census and tallies of the share's own provinces, (provinces of the share, ...); nothing is emptied."""
        with self._turn:
            return self.workers.count(day)

    def employed(self) -> Counts:
        """Who works for a legal entity in each district, before the first tick."""
        with self._turn:
            return self.workers.employed()

    def digests(self) -> NDArray[np.uint8]:
        """A hash of each district."""
        with self._turn:
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
