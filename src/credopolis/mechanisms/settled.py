"""What holds for a quarter of a year: stocks, coverage and hours, as programmes have put them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.channels import FACES, OFFICERS, SEEING, SEERS
from credopolis.mechanisms.faces import Engines, ready_engines
from credopolis.mechanisms.incidents import ACCIDENTS, MISSING, REPORTS
from credopolis.mechanisms.officers import Shift, begin_shift
from credopolis.mechanisms.programme import year_of
from credopolis.mechanisms.quarter import CAPACITY, DROPPED, Places, Quarter
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.mechanisms.robots import accidents_a_day

Fields = NDArray[np.float64]
T = TypeVar("T")
QUARTERS_REMEMBERED: Final = 64


class Settled(NamedTuple):
    """What holds for a quarter: shares, and the flows and benefits of a tick that do not hang on what happens.

    Everything is by province, along the first axis but for flows; a regime's own numbers are, too, so that provinces can
    have regimes of their own (`settle_apart`).
    """

    reach: Fields
    alarm_reach: Fields
    flows: Fields  # (4, n_provinces, len(SEEING)) capacity, demand, used, dropped
    benefits: Fields
    incidents: Fields  # expected in a tick
    helped: Fields  # chance that a channel helps in one, as far as it does not hang on what happens
    findable: Fields  # share of missing people whom a search finds
    unknown: Fields  # share of acts that are before a camera whose operators do not know the person
    tickets_in_season: Fields  # by robots, a day
    engines: Engines
    shift: Shift
    on_file: Fields  # share of acts on file that records cover
    visit_burden: Fields  # hours that a visit costs the life visited
    faces: NDArray[np.bool_]  # whether the channel is on
    officers: NDArray[np.bool_]


class Same(Generic[T]):
    """A key of the cache: equal only to a wrapper of the very same object."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it


def quarter_of(day: date) -> int:
    """The quarter of a year, 0 to 3, in which a day lies."""
    return (day.month - 1) // 3


@lru_cache(maxsize=QUARTERS_REMEMBERED)
def settle_quarter(
    kept_places: Same[Places],
    kept_parameters: Same[RegimeParameters],
    off: tuple[str, ...],
    year: int,
    quarter: int,
    tick_days: int,
) -> Settled:
    """The settled part of a quarter, as of its middle."""
    places, p = kept_places.it, kept_parameters.it
    q = Quarter(
        places, year_of(date(year, 3 * quarter + 2, 15)), np.full(len(places.lives), p.faces.enrolled), len(SEEING)
    )
    q.incidents[:, ACCIDENTS] = accidents_a_day(places.lives, p.robots)
    for number, channel in enumerate(SEERS):
        if channel.put_up is not None and channel.name not in off:
            channel.put_up(q, number, getattr(p, channel.name))
    findable = q.coverage * q.enrolled * (1.0 - p.faces.miss_rate)
    if "faces" not in off:
        q.reach[:, FACES] = q.unknown * q.enrolled * (1.0 - p.faces.miss_rate)
        q.alarm_reach[:, FACES] = q.coverage
    q.flows *= tick_days
    q.benefits *= tick_days
    q.incidents *= tick_days
    engines = ready_engines(q.now, tick_days, places.lives, q.coverage, q.enrolled, p.faces)
    q.incidents[:, MISSING] = engines.reported
    shift = begin_shift(places.lives, tick_days, p.officers, q.incidents[:, REPORTS] * p.robots.report_hours)
    if "faces" not in off:
        q.flows[CAPACITY, :, FACES] = engines.capacity
    if "officers" not in off:
        q.flows[:DROPPED, :, OFFICERS] = shift.hours
    n = len(places.lives)
    return Settled(
        q.reach, q.alarm_reach, q.flows, q.benefits, q.incidents, q.helped, findable, q.unknown, q.tickets,
        Engines(*(_by_province(part, n) for part in engines)), Shift(*(_by_province(part, n) for part in shift)),
        np.full(n, 0.0 if "records" in off else p.records.coverage), np.full(n, p.officers.visit_burden_hours),
        np.full(n, "faces" not in off), np.full(n, "officers" not in off),
    )  # fmt: skip


def settle_apart(parts: Sequence[Settled], variants: NDArray[np.int64]) -> Settled:
    """What is settled where provinces live by several regimes: for each what its own would settle if it held everywhere.

    parts : of each variant. variants : (n_provinces,), place of each province's among them.
    """
    places = np.arange(len(variants))

    def own(of_each: Sequence[Any]) -> Any:
        if isinstance(of_each[0], tuple):
            return type(of_each[0])(*(own(members) for members in zip(*of_each, strict=True)))
        return np.stack(of_each)[variants, places]

    chosen: Settled = own([part._replace(flows=part.flows.swapaxes(0, 1)) for part in parts])
    return chosen._replace(flows=np.ascontiguousarray(chosen.flows.swapaxes(0, 1)))


def _by_province(part: Any, n: int) -> Fields:
    return np.broadcast_to(np.asarray(part, np.float64), (n,)).copy()
