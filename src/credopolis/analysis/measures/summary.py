"""The findings of a run in brief: what the end of `credopolis run` prints and `--json` gives."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import polars as pl

from credopolis.analysis.measures.advantages import AdvantageLine, advantage_lines
from credopolis.analysis.measures.disparity import Disparity, disparities
from credopolis.analysis.measures.gates import GateLine, gate_lines, gate_lines_by_grade, gate_lines_by_group
from credopolis.analysis.measures.intervals import defined
from credopolis.analysis.measures.metrics import (
    FalseEntries,
    falls_by_act,
    falls_otherwise,
    false_entries,
    false_falls,
    grade_counts,
    last_day,
    trouble_of,
)
from credopolis.analysis.measures.news import NewsLine, news_lines
from credopolis.analysis.measures.offices import (
    CaseLine,
    OfficeLine,
    ProcessLine,
    Removals,
    case_lines,
    office_line,
    process_lines,
    removals,
)
from credopolis.analysis.measures.on_record import RecordLine, record_lines
from credopolis.analysis.measures.seeing import (
    ActLine,
    ChannelLine,
    Encounters,
    IncidentLine,
    UseLine,
    act_lines,
    channel_lines,
    encounters,
    incident_lines,
    use_lines,
)
from credopolis.analysis.measures.strain import StrainLine, strain_lines
from credopolis.analysis.measures.survival import LockSurvival, lock_survival
from credopolis.analysis.measures.waits import MoneyLine, WaitLine, money_lines, wait_lines
from credopolis.store.provenance import rules_of
from credopolis.store.run import Run
from credopolis.store.tables import UNSCORED, without_grade


@dataclass(frozen=True)
class GradeLine:
    """Lives (persons) in one grade at the start and at the end; shares are of scored lives, None for 'unscored'."""

    grade: str
    lives_start: int
    lives_end: int
    share_start: float | None
    share_end: float | None


@dataclass(frozen=True)
class ListLine:
    """Lives (persons) on one list at the start and at the end."""

    list: str
    lives_start: int
    lives_end: int


@dataclass(frozen=True)
class FallLine:
    """Falls to a lower grade (person-times) caused by entries of one act, by truth of the entry."""

    act: str
    falls: int
    true: int
    mistaken: int
    malicious: int
    fabricated: int


@dataclass(frozen=True)
class Recoveries:
    """Straight drops whose life came back to good standing (person-times); days it took."""

    recovered: int
    shortest_days: int | None
    median_days: int | None


@dataclass(frozen=True)
class ChangeLine:
    """A change of rules within the run: its date, and the day from which it holds, 0 if it had happened before.

    where : provinces, none named for all; source : its reference. modelled : False for what is on record and changes
    nothing in the model.
    """

    date: str
    day: int
    title: str
    where: tuple[str, ...]
    source: str
    modelled: bool = True


@dataclass(frozen=True)
class Summary:
    """A run in brief. people : lives that were simulated; scale : people that each of them stands for.

    process_negative : whether `process` is of negative entries alone. falls_otherwise : changes to a lower grade that
    no entry made, but the end, correction or removal of one that had counted in a life's favour. changes : of rules, as
    a timeline has them. record : what is on record of its time, beside it.
    """

    scenario: str
    people: int
    scale: int
    days: int
    days_done: int
    seed: int
    status: str
    trouble: str
    account: str
    rules: str
    off: tuple[str, ...]
    changed: dict[str, Any]
    remembered: bool
    version: str
    rulebook_hash: str
    grades: tuple[GradeLine, ...]
    lists: tuple[ListLine, ...]
    falls: tuple[FallLine, ...]
    locks: tuple[LockSurvival, ...]
    recoveries: Recoveries
    false_entries: FalseEntries
    false_falls: FalseEntries
    disparities: tuple[Disparity, ...]
    channels: tuple[ChannelLine, ...]
    channel_acts: tuple[ActLine, ...]
    uses: tuple[UseLine, ...]
    incidents: tuple[IncidentLine, ...]
    encounters: Encounters
    cases: tuple[CaseLine, ...]
    office: OfficeLine
    process: tuple[ProcessLine, ...]
    process_negative: bool
    removals: Removals
    falls_otherwise: int
    waits: tuple[WaitLine, ...]
    money: tuple[MoneyLine, ...]
    gates: tuple[GateLine, ...]
    gates_by_grade: tuple[GateLine, ...]
    gates_by_group: tuple[GateLine, ...]
    changes: tuple[ChangeLine, ...]
    record: tuple[RecordLine, ...]
    strain: tuple[StrainLine, ...]
    news: tuple[NewsLine, ...]
    advantages: tuple[AdvantageLine, ...]

    def as_json(self) -> dict[str, Any]:
        """The summary as plain data for JSON; numbers that are not defined are null."""
        plain = dataclasses.asdict(self)
        for lock, found in zip(plain["locks"], self.locks, strict=True):
            lock["days_to_end"] = {f"{round(100 * q)}%": found.curve.quantile(q) for q in (0.25, 0.5, 0.75)}
        return defined(plain)


def change_lines(run: Run) -> tuple[ChangeLine, ...]:
    """The changes of rules that a run went through, or had behind it on its first day."""
    steps = run.manifest["scenario"]["source"].get("timeline") or ()
    return tuple(
        ChangeLine(
            step["date"], step["day"], step["title"], tuple(step["provinces"]), step["source"],
            not step.get("not_modelled"),
        )
        for step in steps
    )  # fmt: skip


def summarise(run: Run) -> Summary:
    """Work out the summary of a run from its tables."""
    rules = rules_of(run.manifest)
    return Summary(
        scenario=run.manifest["scenario"]["name"],
        people=run.manifest["scenario"]["people"],
        scale=scale_of(run),
        days=run.manifest["scenario"]["days"],
        days_done=run.parts[-1]["through_day"],
        seed=run.manifest["scenario"]["seed"],
        status=run.status,
        trouble=trouble_of(run).words,
        account=rules.account,
        rules=rules.in_words(),
        off=rules.off,
        changed=dict(rules.changed),
        remembered=bool(run.manifest["scenario"]["source"].get("remembered")),
        version=run.manifest["versions"]["credopolis"],
        rulebook_hash=rules.digest,
        grades=_grade_lines(run),
        lists=_list_lines(run),
        falls=tuple(FallLine(*row) for row in falls_by_act(run).filter(pl.col("falls") > 0).iter_rows()),
        locks=tuple(lock_survival(run)),
        recoveries=_recoveries(run),
        false_entries=false_entries(run),
        false_falls=false_falls(run),
        disparities=tuple(disparities(run)),
        channels=channel_lines(run),
        channel_acts=act_lines(run),
        uses=use_lines(run),
        incidents=incident_lines(run),
        encounters=encounters(run),
        cases=case_lines(run),
        office=office_line(run),
        process=process_lines(run),
        process_negative=run.manifest.get("negative_acts") is not None,
        falls_otherwise=falls_otherwise(run),
        removals=removals(run),
        waits=wait_lines(run),
        money=money_lines(run),
        gates=gate_lines(run),
        gates_by_grade=gate_lines_by_grade(run),
        gates_by_group=gate_lines_by_group(run),
        changes=change_lines(run),
        record=record_lines(run),
        strain=strain_lines(run),
        news=news_lines(run),
        advantages=advantage_lines(run),
    )


def scale_of(run: Run) -> int:
    """People that one simulated life of a run stands for; 1 in runs kept before there was a choice."""
    return int(run.manifest["scenario"].get("scale", 1))


def _grade_lines(run: Run) -> tuple[GradeLine, ...]:
    counts = grade_counts(run)
    first, last = counts["day"].min(), counts["day"].max()
    at = {(row["day"], row["grade"]): row for row in counts.iter_rows(named=True)}
    lines = []
    for grade in (*reversed(run.labels["grade"][:-1]), UNSCORED):
        start, end = at.get((first, grade)), at.get((last, grade))
        shares = [
            None if grade in without_grade(run.labels["grade"]) else (row["share"] if row else 0.0)
            for row in (start, end)
        ]
        lines.append(GradeLine(grade, start["lives"] if start else 0, end["lives"] if end else 0, *shares))
    return tuple(lines)


def _list_lines(run: Run) -> tuple[ListLine, ...]:
    sums = run.scan("listed").group_by("day", "list").agg(pl.col("lives").sum()).collect()
    at = {(day, name): lives for day, name, lives in sums.iter_rows()}
    last = last_day(run)
    return tuple(ListLine(name, at.get((0, name), 0), at.get((last, name), 0)) for name in run.labels["list"])


def _recoveries(run: Run) -> Recoveries:
    counts = run.scan("recoveries").group_by("days").agg(pl.col("recoveries").sum()).sort("days").collect()
    total = int(counts["recoveries"].sum())
    if not total:
        return Recoveries(0, None, None)
    reached = counts.filter(pl.col("recoveries").cum_sum() * 2 >= total)
    return Recoveries(total, int(counts["days"][0]), int(reached["days"][0]))
