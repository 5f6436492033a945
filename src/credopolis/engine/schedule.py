"""The order of a tick: one tuple of steps, named as the mechanisms are. It is what is executed, timed and documented.

`engine.ticks` binds each name to what it runs and puts the steps together in this order, for threads and for workers
alike: change the order here, and the tick changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class TickStep:
    """One step of a tick: what runs, on what, reading and writing what.

    where : `districts`, in the process that holds the lives, and with workers in theirs; `provinces`, in the driver;
    `results`, at the end of a recording interval.
    """

    name: str
    where: Literal["districts", "provinces", "results"]
    unit: str
    reads: str
    writes: str
    summary: str


STEPS: Final[tuple[TickStep, ...]] = (
    TickStep(
        "watch", "provinces", "province", "date, urban share, what the last tick asked of shared capacities",
        "fields reach and alarms by channel, visit_share, search_share", "every channel's reach with the capacity left",
    ),
    TickStep(
        "lives", "districts", "district, in parallel", "fields of the last tick; state of the district",
        "state of the district; its tallies",
        "locks end, cases are posted, people act, channels see, the office takes cases in",
    ),
    TickStep(
        "exchange", "districts", "province", "tallies of the districts, in district order",
        "province sums; lives by grade", "contributions are added up",
    ),
    TickStep(
        "demand", "provinces", "province", "province sums; lives by grade", "what was asked of shared capacities",
        "acts on file and in sight, and lives to be visited and searched, are counted for the next watch",
    ),
    TickStep(
        "offices", "provinces", "province", "cases filed, entries posted; lives by grade",
        "fields wait_days, alarms_office, care_first_days, care_others_days; who waits for places; requests at gates",
        "queues are served, quotas padded, figures reported upward",
    ),
    TickStep(
        "net", "provinces", "province", "lives by grade; date; share of the tick that campaigns last; jolts",
        "posts, sites, who gets around the firewall, offers, rumours, who leaves out what",
        "what is posted, filtered, blocked, told and left out",
    ),
    TickStep(
        "perception", "provinces", "province", "province sums", "fields detection, climate",
        "what people can know of their province",
    ),
    TickStep(
        "record", "results", "province, cell", "tallies; at the end of an interval a census of lives", "results",
        "tables are filled",
    ),
)  # fmt: skip


def before_lives() -> tuple[str, ...]:
    """Steps of the provinces that come before lives are lived."""
    return _of("provinces", slice(None, _first("districts")))


def of_districts() -> tuple[str, ...]:
    """Steps in the process that holds the lives."""
    return _of("districts", slice(None))


def after_lives() -> tuple[str, ...]:
    """Steps of the provinces that come after the districts' contributions are added up."""
    return _of("provinces", slice(_first("districts"), None))


def _first(where: str) -> int:
    return next(k for k, step in enumerate(STEPS) if step.where == where)


def _of(where: str, part: slice) -> tuple[str, ...]:
    return tuple(step.name for step in STEPS[part] if step.where == where)
