"""The order of a tick: one tuple of steps, named as the mechanisms are, each timed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Step:
    """One step of a tick: what runs, on what, reading and writing what."""

    name: str
    unit: str
    reads: str
    writes: str
    summary: str


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "watch", "province", "date, urban share, what the last tick asked of shared capacities",
        "fields reach and alarms by channel, visit_share, search_share", "every channel's reach with the capacity left",
    ),
    Step(
        "lives", "district, in parallel", "fields of the last tick; state of the district",
        "state of the district; its tallies",
        "locks end, cases are posted, people act, channels see, the office takes cases in",
    ),
    Step(
        "exchange", "province", "tallies of the districts, in district order", "province sums", "contributions are added up",
    ),
    Step(
        "offices", "province", "cases filed, entries posted", "fields wait_days, alarms_office",
        "queues are served, quotas padded, figures reported upward",
    ),
    Step(
        "perception", "province", "province sums", "fields detection, climate", "what people can know of their province",
    ),
    Step("record", "province, cell", "tallies; at the end of an interval a census of lives", "results", "tables are filled"),
)  # fmt: skip
