"""What the offices did with what was seen: cases, the queue, padding, figures reported upward, due process, removal.

Cases and entries are person-times; lives removed are persons, and what they lose is person-days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from credopolis.analysis.measures.metrics import last_day
from credopolis.core.labels import CASE_STAGES, PROCESS_STEPS
from credopolis.core.schema import TRUTHS
from credopolis.store.run import Run

CLOSED: Final = tuple(stage for stage in CASE_STAGES if stage != "filed")


@dataclass(frozen=True)
class CaseLine:
    """Cases of one truth over the whole run (person-times): filed, and where they went; the rest is pending."""

    truth: str
    filed: int
    posted: int
    dismissed: int
    waived: int
    lost: int

    @property
    def pending(self) -> int:
        """Cases that were not closed within the run."""
        return self.filed - self.posted - self.dismissed - self.waived - self.lost


@dataclass(frozen=True)
class ProcessLine:
    """Negative entries of one truth over the whole run (person-times): posted, and the steps they went through.

    Learning, appeals and refusals are counted on the day of the entry, its correction, repair or expiry on its own day.
    """

    truth: str
    posted: int
    learned: int
    appealed: int
    refused: int
    corrected: int
    repaired: int
    expired: int
    spread: int


@dataclass(frozen=True)
class OfficeLine:
    """The provinces' offices together.

    arrivals, closed, capacity : cases over the run; used_share : closed over capacity; backlog : cases on the last day;
    wait_days, longest_wait_days : days that a case waits in the queue on the last day, the mean by arrivals and the
    longest of any province; padding : fabricated entries a life and year on the last day, mean over provinces;
    negative, reported : negative entries recorded, and as reported upward.
    """

    arrivals: float
    closed: float
    capacity: float
    used_share: float | None
    backlog: float
    wait_days: float
    longest_wait_days: float
    padding: float
    negative: float
    reported: float


@dataclass(frozen=True)
class Removals:
    """Lives removed from civic life on the last day (persons), most on any day counted, and person-days lost."""

    removed: int
    most: int
    days_lost: int


def case_lines(run: Run) -> tuple[CaseLine, ...]:
    """Cases by truth; truths without a case are left out."""
    by = _by_truth(run, "cases", "stage", "cases")
    return tuple(CaseLine(t, *(by.get((t, s), 0) for s in CASE_STAGES)) for t in TRUTHS if by.get((t, "filed"), 0))


def process_lines(run: Run) -> tuple[ProcessLine, ...]:
    """The funnel of due process by truth, of negative entries; truths without an entry are left out.

    Nobody is told of a reward, or appeals against one. A run kept before its manifest named negative acts tells of all.
    """
    negative = run.manifest.get("negative_acts")
    where = pl.lit(True) if negative is None else pl.col("act").cast(pl.String).is_in(negative)
    entries = run.scan("entries").filter(where)
    posted = dict(entries.group_by("truth").agg(pl.col("entries").sum()).collect().iter_rows())
    by = _by_truth(run, "process", "step", "entries", where)
    return tuple(
        ProcessLine(t, posted[t], *(by.get((t, s), 0) for s in PROCESS_STEPS)) for t in TRUTHS if posted.get(t, 0)
    )


def _by_truth(
    run: Run, table: str, column: str, value: str, where: pl.Expr | None = None
) -> dict[tuple[str, str], int]:
    rows = run.scan(table) if where is None else run.scan(table).filter(where)
    sums = rows.group_by("truth", column).agg(pl.col(value).sum()).collect()
    return {(truth, name): count for truth, name, count in sums.iter_rows()}


def office_line(run: Run) -> OfficeLine:
    """Queue, capacity and reported figures of all provinces' offices."""
    flows = ("arrivals", "closed", "capacity", "negative", "reported")
    sums = run.scan("offices").select(pl.col(*flows).sum()).collect().row(0, named=True)
    last = run.scan("offices").filter(pl.col("day") == last_day(run)).collect()
    arrived, padding = float(last["arrivals"].sum()), last["padding"].to_list()
    waited = float((last["wait_days"] * last["arrivals"]).sum())
    return OfficeLine(
        **sums,
        used_share=sums["closed"] / sums["capacity"] if sums["capacity"] > 0 else None,
        backlog=float(last["backlog"].sum()),
        wait_days=waited / arrived if arrived > 0 else 0.0,
        longest_wait_days=max(last["wait_days"].to_list(), default=0.0),
        padding=sum(padding) / len(padding) if padding else 0.0,
    )


def removals(run: Run) -> Removals:
    """Lives removed and what they lost."""
    by_day = run.scan("removals").group_by("day").agg(pl.col("removed", "days_lost").sum()).collect()
    if by_day.is_empty():
        return Removals(0, 0, 0)
    last = by_day.filter(pl.col("day") == last_day(run))
    return Removals(int(last["removed"].sum()), max(by_day["removed"].to_list()), int(last["days_lost"].sum()))
