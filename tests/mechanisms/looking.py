"""One tick of the watch on its own, as the engine asks for it tick by tick."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.quarter import CAPACITY, DEMAND, DROPPED, USED, Places
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.seeing import Demand, Watch, no_watch
from credopolis.mechanisms.settled import Same, quarter_of, settle_quarter
from credopolis.mechanisms.watch import days_taken, look_out

Fields = np.ndarray[Any, Any]


class Looked(Watch):
    """A tick whose flows have names, each (n_provinces, len(SEEING))."""

    capacity = property(lambda self: self.flows[CAPACITY])
    demand = property(lambda self: self.flows[DEMAND])
    used = property(lambda self: self.flows[USED])
    dropped = property(lambda self: self.flows[DROPPED])


def watch(
    places: Places, day: date, tick_days: int, demand: Demand, backlog: Fields, parameters: RegimeParameters,
    off: tuple[str, ...] = (),
) -> Looked:  # fmt: skip
    """The tick that begins on `day`. backlog : (n_provinces, len(SEEING)), of the last tick."""
    seen = no_watch(places)
    settled = settle_quarter(Same(places), Same(parameters), off, day.year, quarter_of(day), tick_days)
    taken = np.tile(days_taken(day, tick_days, parameters, off), (len(places.lives), 1))
    look_out(settled, demand, backlog, taken, seen)
    return Looked(*seen)


def no_backlog(places: Places) -> Fields:
    """Nothing waits."""
    return np.zeros((len(places.lives), len(SEEING)))
