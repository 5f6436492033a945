"""With every mechanism on: one run whatever the threads and order, lives that can be opened, cases that still wait."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from credopolis.engine.build import Engine
from credopolis.engine.calendar import CASE
from credopolis.engine.records import Period, Tick
from credopolis.engine.replay import replay_life
from credopolis.engine.scenario import Scenario
from credopolis.engine.tally import FILED
from credopolis.library.catalogue import load_scenario
from tests.living import simulate
from tests.periods import assert_same_period

from .cases import EVERYTHING, Ran, run, under
from .wrapped import event_of, kind_of, unpack_case

PLATFORM = {
    "regime.platform.stands": True, "regime.platform.spread": 0.5, "rulebook.due_process.appeal": 0.9,
    "rulebook.due_process.repair": 0.8, "regime.quotas.negative_a_year": 0.5,
}  # fmt: skip
REGIMES: dict[str, dict[str, Any]] = {"us-bank-score": {}, "dangan": {}, "popular-account": PLATFORM}


def assert_same(one: Ran, other: Ran) -> None:
    """The same state and the same results."""
    assert one.outcome.state_digest == other.outcome.state_digest
    for mine, its in zip(one.periods, other.periods, strict=True):
        assert_same_period(mine, its)
    assert all(np.array_equal(a.fields, b.fields) for a, b in zip(one.ticks, other.ticks, strict=True))


def threaded(scenario: Scenario, threads: int, **options: Any) -> Ran:
    """A run without dossiers by so many threads."""
    built: list[Engine] = []
    periods: list[Period] = []
    ticks: list[Tick] = []
    outcome = simulate(scenario, threads=threads, on_built=built.append, on_period=periods.append,
                       on_tick=ticks.append, **options)  # fmt: skip
    return Ran(scenario, built[0], outcome, periods, ticks)


@cache
def busy() -> Scenario:
    """Everything on, many small districts."""
    return under(EVERYTHING, people=4000, days=120, grid_lives=60, district_grids=1)[0]


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_and_order_change_nothing(threads: int) -> None:
    alone = threaded(busy(), 1)
    order = np.random.default_rng(threads).permutation(alone.engine.layout.n_districts)
    assert alone.total("process").sum() > 0
    assert_same(alone, threaded(busy(), threads))
    assert_same(alone, threaded(busy(), threads, order=order))


@pytest.mark.parametrize("name", REGIMES)
def test_fifty_lives_replayed_are_as_they_were_traced(name: str) -> None:
    scenario = load_scenario(name, people=4000, years=2, set=REGIMES[name])
    scenario = replace(scenario, grid_lives=200, district_grids=1)
    traced = run(scenario)
    recorded = np.stack([tick.fields for tick in traced.ticks])
    told = sorted(range(scenario.people), key=lambda life: -len(traced.story(life)))
    chosen = [*told[:25], *told[25 :: len(told) // 25][:25]]
    for life in chosen:
        assert replay_life(scenario, life, recorded) == traced.story(life)
    assert sum(len(traced.story(life)) for life in chosen) > 150


def held(engine: Engine) -> list[Any]:
    """The nodes that wait in the calendar."""
    world, found = engine.world, []
    for district in world.districts:
        for g in range(district["grid_start"], district["grid_stop"]):
            for head in world.heads[g].tolist():
                while head >= 0:
                    found.append(world.nodes[head])
                    head = int(found[-1]["next"])
    return found


def test_what_an_interrupted_run_leaves_pending_is_in_the_calendar() -> None:
    """Filed cases that are not closed are nodes of the calendar, by act, channel and truth."""
    scenario, _ = under(EVERYTHING, days=1000)  # stopped long before a case could fall beyond the run's end
    ran = run(scenario, trace=False, strides=20)
    assert ran.outcome.interrupted
    counts, pairs = ran.total("cases"), ran.periods[0].pairs
    pending = 2 * counts[..., FILED] - counts.sum(axis=-1)
    waiting = np.zeros_like(pending)
    for node in held(ran.engine):
        if kind_of(event_of(node)) == CASE:
            act, channel, truth, _ = unpack_case(event_of(node))
            waiting[np.flatnonzero((pairs == (act, channel)).all(axis=1))[0], truth] += 1
    np.testing.assert_array_equal(pending, waiting)
    assert pending.sum() > 100
