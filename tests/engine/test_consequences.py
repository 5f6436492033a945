"""What gates do in lives holds as all else does: for any threads, frozen, thawed, replayed, and under other rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.errors import BadValue
from credopolis.engine.build import build
from credopolis.engine.replay import replay_life
from credopolis.engine.scenario import Era, Scenario
from credopolis.engine.world import FIELDS
from credopolis.rulebook import Rulebook

from .calendars import check_calendars
from .cases import BEARING, ENTITLED, Ran, fertile, run, under
from .test_exact import assert_same, threaded
from .test_freeze import frozen_at, thawed
from .test_twin import agree
from .twin import Twin

NO_QUEUES = {"queues": BEARING.queues.model_copy(update={"stands": False})}
CHANGE = 70


def bearing(text: str = ENTITLED, **changes: object) -> tuple[Scenario, Rulebook]:
    """A busy society in which gates bear on lives."""
    regime = BEARING.model_copy(update=NO_QUEUES)
    scenario, rulebook = under(text, regime=regime, **{"people": 2000, "days": 420, "tick_days": 7, **changes})  # type: ignore[arg-type]
    return fertile(scenario), rulebook


@cache
def ran() -> Ran:
    return run(bearing()[0])


def test_much_happens_here() -> None:
    lines = {line.kind for life in ran().numbers for line in ran().story(life)}
    assert {"kept_out", "earns", "delay", "refusal", "death"} <= lines
    times = ran().engine.world.blocks.care["times"]
    assert len(np.unique(times)) > 3


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_and_order_change_nothing(threads: int) -> None:
    scenario = bearing()[0]
    alone = threaded(scenario, 1)
    order = np.random.default_rng(threads).permutation(alone.engine.layout.n_districts)
    assert_same(alone, threaded(scenario, threads))
    assert_same(alone, threaded(scenario, threads, order=order))


@pytest.mark.parametrize("tick", [1, 13])
def test_a_thawed_run_is_the_run(tick: int) -> None:
    scenario = bearing()[0]
    frozen = frozen_at(scenario, tick)
    assert {"block_care", "block_chances", "income"} <= frozen.arrays.keys()
    assert thawed(scenario, frozen, 2).outcome.state_digest == threaded(scenario, 1).outcome.state_digest


def test_dossiers_are_replayed() -> None:
    kinds = {"kept_out", "let_in", "earns", "delay"}
    told = [life for life in ran().numbers if kinds & {line.kind for line in ran().story(life)}]
    recorded = np.stack([tick.fields for tick in ran().ticks])
    for life in told[:: max(1, len(told) // 12)]:
        assert replay_life(ran().scenario, life, recorded) == ran().story(life)


def crowded() -> Scenario:
    """The same with queues, so that waits for care act on lives; there lists decide nothing."""
    text = ENTITLED.replace("lists: [shame, black], decides", "grades: [D], decides")
    return fertile(under(text, regime=BEARING, people=2000, days=180, tick_days=7)[0])


def test_waits_that_act_on_lives_are_the_same_however_they_are_lived() -> None:
    """For any threads, thawed and replayed; some lives live on when their threshold has run out."""
    scenario = crowded()
    alone, lived = threaded(scenario, 1), run(scenario)
    assert_same(alone, threaded(scenario, 3))
    assert thawed(scenario, frozen_at(scenario, 9), 2).outcome.state_digest == alone.outcome.state_digest
    of_deaths = lived.engine.world.blocks.deaths
    again = [
        life
        for life in lived.numbers
        if 0 < of_deaths["left_on"][lived.place(life)] < of_deaths["dies_on"][lived.place(life)]
    ]
    recorded = np.stack([tick.fields for tick in lived.ticks])
    assert len(again) > 20 and np.ptp(recorded[..., FIELDS.index("care_others_days")]) > 0.1
    for life in again[:: max(1, len(again) // 6)]:
        assert replay_life(scenario, life, recorded) == lived.story(life)


def test_whether_waits_act_on_lives_is_no_matter_of_a_reform() -> None:
    with pytest.raises(BadValue, match="whether waits act on lives"):
        build(replace(crowded(), eras=(Era(0, replace(crowded(), off=("crowding",)).rules),)), 1)


@pytest.mark.parametrize("days", [CHANGE, 91])
def test_the_twin_changes_gates_amid_a_run(days: int) -> None:
    """Other rules of gates: hazards change for who stands where they do, and nothing is drawn anew."""
    (before, book), (after, its) = (
        bearing(text, people=1000, days=140) for text in (ENTITLED, ENTITLED.replace("by: 20d", "by: 300d"))
    )
    lived = run(replace(before, eras=(Era(days, after.rules),)))
    agree(lived, Twin(before, book, {days: (after, its)}).run())
    assert check_calendars(lived.engine, 140) == 0


def test_whether_gates_bear_on_lives_is_no_matter_of_a_reform() -> None:
    scenario = bearing()[0]
    still = replace(scenario, off=("consequences",))
    with pytest.raises(BadValue, match="whether gates have consequences"):
        build(replace(scenario, eras=(Era(0, still.rules),)), 1)
