"""Whatever may wait in a calendar is taken up with a frozen run, and taking up asks for little more than lives take."""

from __future__ import annotations

import tracemalloc
from functools import cache

import numpy as np
import pytest

from credopolis.engine.bounds import Unsound
from credopolis.engine.freeze import Frozen
from credopolis.engine.run import begin
from credopolis.engine.scenario import Scenario
from credopolis.engine.speech import SPOKEN
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.all import EVENTS

from .test_exact import busy, threaded
from .test_freeze import frozen_at, thawed

YEARS = {"generations": 0.5, "spoken-word": 0.5, "judgment-defaulters": 0.5, "us-bank-score": 3,
         "china-cities-2005-2025": 0.5}  # fmt: skip
"""Of shipped scenarios: as many as it takes until everything waits that they know."""


def scenario_of(name: str) -> Scenario:
    return busy() if name == "busy" else load_scenario(name, people=3000, years=YEARS[name], seed=1)


@cache
def midway(name: str) -> Frozen:
    scenario = scenario_of(name)
    return frozen_at(scenario, scenario.ticks // 2, 2)


def waiting(frozen: Frozen) -> list[int]:
    """Nodes of the calendar that hold an event to come."""
    nodes, found = frozen.arrays["nodes"], []
    reached = [int(head) for head in frozen.arrays["heads"].flat if head >= 0]
    while reached:
        found.append(reached.pop())
        reached += [int(nodes[found[-1]]["next"])] if nodes[found[-1]]["next"] >= 0 else []
    return found


@pytest.mark.parametrize("name", YEARS)
def test_a_run_frozen_midway_is_the_run(name: str) -> None:
    straight = threaded(scenario_of(name), 1)
    assert thawed(scenario_of(name), midway(name), 2).outcome.state_digest == straight.outcome.state_digest


def test_every_kind_of_event_has_waited_in_one_of_these_runs() -> None:
    """Otherwise one that taking up does not know, as an act of speech once was, would not be seen here."""
    frozen = [midway(name) for name in (*YEARS, "busy")]
    seen = {int(one.arrays["nodes"][node]["kind"]) for one in frozen for node in waiting(one)}
    assert [event.name for event in EVENTS if event.kind not in seen] == []


@pytest.mark.parametrize("act", [63, 255])
def test_an_act_of_speech_that_rules_do_not_know_is_refused(act: int) -> None:
    frozen = frozen_at(scenario_of("spoken-word"), 13)
    nodes = frozen.arrays["nodes"]
    node = next(node for node in waiting(frozen) if nodes[node]["kind"] == SPOKEN)
    nodes[node]["what"] = act << 20
    with pytest.raises(Unsound, match="calendar"):
        thawed(scenario_of("spoken-word"), frozen, 1)


@pytest.mark.parametrize("name", ["popular-account", "china-2005-2025", "us-bank-score", "generations"])
def test_taking_up_asks_for_little_more_than_lives_take(name: str) -> None:
    """All rules were once copied for each life, 100,000 bytes: 3 million lives asked for 296 GiB."""
    scenario = load_scenario(name, people=20_000, years=0.5, seed=1)
    frozen = frozen_at(scenario, scenario.ticks // 2)
    course = begin(scenario, 1)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        course.take_up(frozen)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
        course.close()
    state = sum(np.asarray(array).nbytes for array in frozen.arrays.values())
    assert peak < 2 * state, (peak, state)
