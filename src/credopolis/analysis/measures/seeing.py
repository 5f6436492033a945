"""How acts were seen: each channel at work, its useful side, and officers' visits and searches.

Acts and cases are person-times. What a channel can do and did is in the channel's own unit, and uses are expected
numbers in theirs; the three are never added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Any, Final

import polars as pl

from credopolis.analysis.measures.exact import exact_poisson, share_of
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.metrics import last_day
from credopolis.core.labels import BENEFITS, ENCOUNTERS
from credopolis.core.schema import TRUE, TRUTHS
from credopolis.mechanisms.channels import SEEING, UNITS
from credopolis.mechanisms.quarter import BENEFIT_UNITS
from credopolis.store.run import Run

UNIT_OF: Final = dict(zip(SEEING, UNITS, strict=True))
UNIT_OF_USE: Final = dict(zip(BENEFITS, BENEFIT_UNITS, strict=True))
_SUMMED: Final = ("seen", "first", "missed", "false_alarms", "capacity", "demand", "used", "dropped")


@dataclass(frozen=True)
class ChannelLine:
    """A channel over the whole run.

    seen : acts that it saw, whoever else did; first : true cases that it opened, as the first to see; missed : acts
    within its reach that it did not see, an expected number, since nobody counts which acts a channel could have
    seen; false_alarms : cases that it opened against innocents (person-times). used_share : use over capacity, None
    where nothing is scarce; demand, used, dropped, backlog : in `unit`; backlog and wait_days on the last day, the
    wait as the mean over provinces by what they were asked to do; reach : mean over provinces on the last day.
    """

    channel: str
    seen: int
    first: int
    missed: float
    false_alarms: int
    unit: str
    capacity: float
    demand: float
    used: float
    dropped: float
    used_share: float | None
    backlog: float
    wait_days: float
    reach: float

    @property
    def worked(self) -> bool:
        """Whether the channel did or could do anything."""
        return self.seen + self.false_alarms > 0 or self.capacity > 0 or self.demand > 0


@dataclass(frozen=True)
class UseLine:
    """A useful side of the channels: an expected number over the whole run."""

    use: str
    unit: str
    expected: float


@dataclass(frozen=True)
class ActLine:
    """An act and a channel that met it over the whole run (person-times), as in `ChannelLine`."""

    channel: str
    act: str
    seen: int
    first: int
    missed: float
    false_alarms: int


@dataclass(frozen=True)
class IncidentLine:
    """Incidents drawn in the provinces over the whole run, with the interval of their mean, and the share helped.

    helped : accidents avoided, missing people found, risk reports looked into and right.
    """

    incident: str
    incidents: int
    helped: int
    number: Estimate
    share: Estimate


@dataclass(frozen=True)
class Encounters:
    """Officers' visits and searches (person-times), and what came of them."""

    visits: int
    deeds: int
    searches: int
    finds: int


def channel_lines(run: Run) -> tuple[ChannelLine, ...]:
    """Every channel that sees, in the order in which they are asked."""
    sums = run.scan("channels").group_by("channel").agg(pl.col(*_SUMMED).sum()).collect()
    on_last = run.scan("channels").filter(pl.col("day") == last_day(run))
    asked = pl.col("demand").sum()
    waited = (pl.col("wait_days") * pl.col("demand")).sum()
    levels = on_last.group_by("channel").agg(
        pl.col("backlog").sum(),
        pl.col("reach").mean(),
        pl.when(asked > 0).then(waited / asked).otherwise(0.0).alias("wait_days"),
    )
    joined = sums.join(levels.collect(), on="channel", how="left")
    within = _within_reach(run)
    rows: dict[str, dict[str, Any]] = {row["channel"]: row for row in joined.iter_rows(named=True)}
    found = []
    for channel in run.labels["channel"]:
        if (row := rows.get(channel)) is None:
            continue
        plain: dict[str, Any] = {name: 0.0 if value is None else value for name, value in row.items()}
        plain["unit"] = UNIT_OF.get(channel, "")
        plain["used_share"] = row["used"] / row["capacity"] if _scarce(row) else None
        plain["missed"] = _rest(within.get(channel, 0.0), row["seen"])
        found.append(ChannelLine(**plain))
    return tuple(found)


def _rest(within: float, seen: int) -> float:
    """What is left of an expected number, to a tenth: sums of Polars differ in their last digits from time to time."""
    return max(round(within - seen, 1), 0.0)


def _scarce(row: dict[str, Any]) -> bool:
    """Whether a channel could do less, or more, than it was asked for: where use is what was asked nothing is
    scarce.
    """
    ends = row["capacity"], row["demand"], row["used"]
    return bool(row["capacity"] > 0 and (row["dropped"] > 0 or max(ends) - min(ends) > 1e-6 * max(ends)))


def _within_reach(run: Run) -> dict[str, float]:
    """Acts of the kinds that a channel sees at all, each by the share of its province that the channel reaches."""
    its = pl.col("reach") * (pl.col("seen") + pl.col("missed"))
    return dict(run.scan("channels").group_by("channel").agg(its.sum()).collect().iter_rows())


def _acts_within_reach(run: Run) -> dict[tuple[str, str], float]:
    """The same by channel and act, for every act that was done."""
    reach = run.scan("channels").select("day", "province", "channel", "reach")
    done = run.scan("acts").group_by("day", "province", "act").agg(pl.col("acts").sum())
    its = (pl.col("reach") * pl.col("acts")).sum()
    rows = done.join(reach, on=["day", "province"]).group_by("channel", "act").agg(its).collect()
    return {(channel, act): value for channel, act, value in rows.iter_rows()}


def use_lines(run: Run) -> tuple[UseLine, ...]:
    """The useful sides that came to more than nothing."""
    parts = run.scan("uses").group_by("use").agg(pl.col("expected")).collect().iter_rows()
    sums = {use: fsum(numbers) for use, numbers in parts}
    return tuple(UseLine(use, UNIT_OF_USE[use], sums[use]) for use in run.labels["use"] if sums.get(use, 0.0) > 0)


def act_lines(run: Run) -> tuple[ActLine, ...]:
    """Every act and channel that saw it or accused an innocent of it, by channel."""
    by_channel = pl.col("channel") != "office"  # which sees nothing itself
    sighted = (
        run.scan("sightings").filter(by_channel).group_by("channel", "act").agg(pl.col("sightings").sum().alias("seen"))
    )
    filed = run.scan("cases").filter((pl.col("stage") == "filed") & by_channel)
    true = pl.col("truth") == TRUTHS[TRUE]
    counts = filed.group_by("channel", "act").agg(
        pl.col("cases").filter(true).sum().alias("first"), pl.col("cases").filter(~true).sum().alias("false_alarms")
    )
    both = sighted.join(counts, on=["channel", "act"], how="full", coalesce=True).fill_null(0)
    within = _acts_within_reach(run)
    rows = {(row["channel"], row["act"]): row for row in both.collect().iter_rows(named=True)}
    return tuple(
        ActLine(missed=_rest(within.get((channel, act), 0.0), row["seen"]), **row)
        for channel in run.labels["channel"]
        for act in run.labels["act"]
        if (row := rows.get((channel, act))) is not None
    )


def incident_lines(run: Run) -> tuple[IncidentLine, ...]:
    """The kinds of incidents of which there was any."""
    table = run.scan("incidents").group_by("incident").agg(pl.col("incidents", "helped").sum()).collect()
    sums = {name: (happened, helped) for name, happened, helped in table.iter_rows()}
    return tuple(
        IncidentLine(name, *sums[name], exact_poisson(sums[name][0]), share_of(sums[name][1], sums[name][0]))
        for name in run.labels["incident"]
        if name in sums
    )


def encounters(run: Run) -> Encounters:
    """Visits, the deeds they led to, searches without cause, and acts that these found."""
    table = run.scan("encounters").group_by("encounter").agg(pl.col("encounters").sum()).collect()
    sums = dict(table.iter_rows())
    return Encounters(*(int(sums.get(name, 0)) for name in ENCOUNTERS))
