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
        "cameras", "province", "date, urban share", "field camera_coverage", "camera stock along the programme's curve",
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
        "perception", "province", "province sums", "fields detection, climate", "what people can know of their province",
    ),
    Step("record", "province, cell", "tallies; at the end of an interval a census of lives", "results", "tables are filled"),
)  # fmt: skip
