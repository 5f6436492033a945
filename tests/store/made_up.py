"""A small made-up society of counts that obeys the engine's invariants; it stands in for the engine in store's tests.

Lives sit in grades and move between them at random; every total that two tables share agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from credopolis.core.labels import CASE_STAGES, ENCOUNTERS, ENDINGS, INCIDENTS, PROCESS_STEPS
from credopolis.core.schema import N_CELLS, TRUTHS
from credopolis.engine.records import Dimensions, Outcome, Period, Tick
from credopolis.engine.tally import Extent
from credopolis.mechanisms.all import SHEETS, TALLIES
from credopolis.mechanisms.locks import SPELL_DAYS
from credopolis.store.writer import RunWriter

BUCKETS = 40
RECOVERY_DAYS = 400
DIMENSIONS = Dimensions(
    provinces=("North", "South", "West"),
    grades=("D", "C", "B", "A"),
    acts=("tax_evasion", "community_help", "intentional_crime"),
    channels=("records", "informants", "cameras", "office"),
    lists=("debtors",),
    fields=("charged_anyway", "wait_days"),
    field_units=("probability", "cases"),
)
_P, _G, _A, _C, _L, _T = 3, 4, 3, 4, 1, len(TRUTHS)
_SEEING = _C - 1
PAIRS = np.array([(a, c) for a in range(_A) for c in range(_C)])
_EXTENT = Extent(_G, _A, len(PAIRS), RECOVERY_DAYS - 1, BUCKETS * SPELL_DAYS)


@dataclass(frozen=True)
class Assumption:
    """A value without a source."""

    path: str
    value: str
    why: str


@dataclass(frozen=True)
class MadeUpScenario:
    """What the store reads of a scenario."""

    name: str = "made-up"
    title: str = "A made-up run"
    people: int = 3_000
    days: int = 360
    tick_days: int = 10
    seed: int = 7
    start: date = date(2020, 11, 1)
    dimensions: Dimensions = DIMENSIONS
    off: tuple[str, ...] = ()
    source: dict[str, Any] = field(default_factory=lambda: {"scenario": "made-up", "people": 3_000, "seed": 7})
    assumptions: tuple[Assumption, ...] = (Assumption("conduct.shift", "0.5", "assumption, 0.2 to 0.8"),)


def periods(scenario: MadeUpScenario, every: int = 30) -> list[Period]:
    """The first count and one period each `every` days."""
    draws = np.random.default_rng(scenario.seed)
    census = np.zeros((_P, N_CELLS, _G + 1), np.int64)
    census[:, :, 3] = scenario.people // (_P * N_CELLS)
    census[:, :8, 4] = 5
    made = [_period(draws, 0, 0, census, np.zeros((_P, N_CELLS, _G + 1, _G + 1), np.int64))]
    for start in range(0, scenario.days, every):
        flows = np.zeros((_P, N_CELLS, _G + 1, _G + 1), np.int64)
        for g in range(_G + 1):
            moving = draws.binomial(census[:, :, g], 0.1)
            to = draws.integers(0, _G, moving.shape)
            keep = to != g
            np.put_along_axis(flows[:, :, g], to[..., None], (moving * keep)[..., None], axis=2)
        census = census - flows.sum(axis=3) + flows.sum(axis=2)
        made.append(_period(draws, start, min(start + every, scenario.days), census, flows))
    return made


def ticks(scenario: MadeUpScenario) -> list[Tick]:
    """One tick each `tick_days`."""
    draws = np.random.default_rng(scenario.seed + 1)
    count = scenario.days // scenario.tick_days
    return [
        Tick(i, (i + 1) * scenario.tick_days, draws.random((_P, 2)), draws.integers(0, 90, (_P, _G + 1)))
        for i in range(count)
    ]


def outcome(scenario: MadeUpScenario, interrupted: bool = False, seconds: float = 1.5) -> Outcome:
    """How the made-up run ended."""
    spells = np.zeros((_P, _G, BUCKETS), np.int64)
    spells[:, 0, 3] = 2
    return Outcome(
        days_done=scenario.days,
        interrupted=interrupted,
        build_seconds=0.1,
        compile_seconds=0.0,
        seconds=seconds,
        step_seconds={"lives": seconds},
        state_digest="d" * 32,
        states={"born": "d" * 32},
        state_bytes=50 * scenario.people,
        open_spells=spells,
    )


def _period(draws: np.random.Generator, start: int, end: int, census: np.ndarray, flows: np.ndarray) -> Period:
    happened = 1 if end > start else 0
    falls = np.zeros((_P, _A, _T, _G), np.int64)
    for to in range(_G - 1):
        falls[:, 0, 0, to] = flows[:, :, to + 1 : _G, to].sum(axis=(1, 2))
    spells = np.zeros((_P, _G, BUCKETS, len(ENDINGS) - 1), np.int64)
    spells[:, :3, 24, 0] = happened * draws.integers(0, 9, (_P, 3))
    spells[:, :3, 5, 1] = happened * draws.integers(0, 4, (_P, 3))
    recoveries = np.zeros((_P, RECOVERY_DAYS), np.int64)
    recoveries[:, 365] = happened
    entries = happened * draws.poisson(0.3, (_P, N_CELLS, len(PAIRS), _T))
    cases = _cases(draws, happened, entries.sum(axis=1))
    process = _process(draws, entries.sum(axis=1))
    removed = happened * draws.integers(0, 5, _P)
    made = {
        "census": census.copy(),
        "locked": census[:, :, :_G] // 2,
        "listed": draws.integers(0, 3, (_P, N_CELLS, _L)),
        "score_sum": census[:, :, :_G].sum(axis=2) * 900,
        "flows": flows,
        "falls": falls,
        "entries": entries,
        "acts": happened * draws.poisson(0.5, (_P, N_CELLS, _A, 2)),
        "spells": spells,
        "recoveries": recoveries,
        "cases": cases,
        "process": process,
        "encounters": happened * draws.poisson(0.2, (_P, N_CELLS, len(ENCOUNTERS))),
        "removed": removed,
        "liberty": removed * end,
        "incidents": happened * np.sort(draws.poisson(3.0, (_P, len(INCIDENTS), 2)), axis=2)[..., ::-1],
    }
    for sheet in (sheet for sheet in SHEETS if sheet.name not in made):
        sizes = (_SEEING if axis.name == "channel" else size
                 for axis, size in zip(sheet.axes, _EXTENT.shape(sheet.axes), strict=True))  # fmt: skip
        made[sheet.name] = happened * draws.random((_P, *sizes))
    others = [tally for tally in TALLIES if tally.name not in made]
    made |= {t.name: happened * draws.poisson(0.3, (_P, *_EXTENT.shape(t.shown))) for t in others}
    return Period(start, end, PAIRS, made)


def changed(period: Period, **arrays: np.ndarray) -> Period:
    """A period with other arrays."""
    return replace(period, arrays={**period.arrays, **arrays})


def _cases(draws: np.random.Generator, happened: int, posted: np.ndarray) -> np.ndarray:
    """Cases by stage, (P, pairs, T, stages): each is filed, and then posted, dismissed, waived, lost or pending."""
    cases = happened * draws.poisson(0.4, (*posted.shape, len(CASE_STAGES)))
    cases[..., CASE_STAGES.index("posted")] = posted
    closed = cases.sum(axis=3) - cases[..., CASE_STAGES.index("filed")]
    cases[..., CASE_STAGES.index("filed")] += closed
    return cases


def _process(draws: np.random.Generator, posted: np.ndarray) -> np.ndarray:
    """What became of entries, (P, A, T, steps): each step is taken by some of those that took the one before."""
    by_act = np.stack([posted[:, PAIRS[:, 0] == a].sum(axis=1) for a in range(_A)], axis=1)
    process = np.zeros((*by_act.shape, len(PROCESS_STEPS)), np.int64)
    for k in range(len(PROCESS_STEPS)):
        process[..., k] = draws.binomial(process[..., k - 1] if k in (1, 2) else by_act, 0.4)
    return process


def write_run(
    folder: Path, scenario: MadeUpScenario, *, fields: bool = True, seconds: float = 1.5, threads: int = 2
) -> Path:
    """Write a whole made-up run, ticks and periods in the order in which an engine hands them over."""
    with RunWriter(folder, scenario, "month", record_fields=fields, extra={"threads": threads}) as writer:
        feed(writer, scenario)
        writer.finish(outcome(scenario, seconds=seconds))
    return writer.folder


def feed(writer: RunWriter, scenario: MadeUpScenario, until: int = 10**9, after: int = -1) -> None:
    """Hand over all ticks and periods that end by a day, and after another."""
    waiting = [tick for tick in ticks(scenario) if tick.end_day > after]
    for period in periods(scenario):
        while waiting and waiting[0].end_day <= min(period.end_day, until):
            writer.on_tick(waiting.pop(0))
        if after < period.end_day <= until:
            writer.on_period(period)
