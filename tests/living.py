"""A scenario lived to its end by the engine alone, for tests of the engine and of what it should do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from credopolis.engine.build import TRACE_ROWS, Engine
from credopolis.engine.cluster import Cluster
from credopolis.engine.records import Outcome, Period, Tick
from credopolis.engine.run import begin, begin_spread
from credopolis.engine.scenario import Scenario


def dropped(result: Any) -> None:
    """Take a result and keep nothing of it."""


def simulate(
    scenario: Scenario,
    *,
    threads: int = 2,
    on_built: Callable[[Engine], None] = dropped,
    on_tick: Callable[[Tick], None] = dropped,
    on_period: Callable[[Period], None] = dropped,
    order: np.ndarray | None = None,
    traced: np.ndarray | None = None,
    cluster: Cluster | None = None,
    most_ticks: int | None = None,
    strides: int | None = None,
    trace_rows: int = TRACE_ROWS,
) -> Outcome:
    """Live a scenario.

    order : of districts. traced : lives whose dossier is written into `Engine.world.trace`. cluster : workers to spread
    the districts over. most_ticks : of a stride; with 1, `on_tick` finds the engine as that tick left it.
    strides : after so many it is stopped, and the interval in hand closed. trace_rows : of dossiers that a
    district has room for.
    """
    course = (
        begin(scenario, threads, order, traced, trace_rows)
        if cluster is None
        else begin_spread(scenario, threads, cluster)
    )
    try:
        on_built(course.engine)
        on_period(course.take())
        lived = 0
        while not course.over and lived != strides:
            for tick in course.stride(most_ticks):
                on_tick(tick)
            lived += 1
            if course.records or lived == strides:
                on_period(course.take())
        return course.outcome()
    finally:
        course.close()
