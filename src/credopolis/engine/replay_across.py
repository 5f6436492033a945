"""Replay across a reform: one life's whole story under the rules before it and those after it.

What a reform does to lives that stand amid something is said in `engine.reform`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.build import Engine, build
from credopolis.engine.freeze import lives_arrays
from credopolis.engine.places import home_of
from credopolis.engine.reform import act_map, carry_lives, check_reform, knowing
from credopolis.engine.replay import TraceEvent, lists_in, place_of_life, read_trace, ticks_again
from credopolis.engine.scenario import Scenario
from credopolis.engine.workers import by_province
from credopolis.engine.workplaces import ToldAgain
from credopolis.engine.world import OF_ACTS, TRACED
from credopolis.mechanisms.companies import companies_stand
from credopolis.society.layout import plan

REFORM = "reform"
"""Kind of the line in a dossier that says where a life stands once a reform has taken effect."""


def replay_across(
    before: Scenario, after: Scenario, fork_tick: int, life_id: int, fields: NDArray[np.float64],
    seen: Callable[[Engine, int], None] = lambda engine, tick: None,
) -> list[TraceEvent]:  # fmt: skip
    """Everything that happened to a life that lived under two sets of rules, with a line where the second begins.

    before, after : until and from so many ticks. fields : (n_ticks, n_provinces, n_fields) float64, what the provinces'
    lives read in each tick of the run, with acts as `knowing(before, after)` numbers them. seen : see `replay_life`.

    Raises
    ------
    BadValue
        If there is no such life, or the rules do not fit.
    """
    check_reform(before, after)
    layout = plan(before.tables, before.people, before.grid_lives, before.district_grids)
    district = layout.district_of_life(home_of(before, life_id))
    traced = np.array([life_id])
    old, new = (build(s, 1, (district, district + 1), traced) for s in (before, knowing(before, after)))
    places = act_map(before, new.scenario)[: old.extent.n_acts]
    of_old = np.concatenate([fields[:fork_tick, :, :OF_ACTS], fields[:fork_tick, :, OF_ACTS + places]], axis=2)
    companies = ToldAgain(before if before.asks(companies_stand) else after, fields)
    for tick in ticks_again(old, of_old, companies, 0, fork_tick):
        seen(old, tick)
    day = min(fork_tick * before.tick_days, before.days)
    carry_lives(old, lives_arrays(old), by_province(old.world.tally, old), new, fork_tick)
    at = place_of_life(new, life_id)
    new.world.person["flags"][at] |= TRACED
    moved = int(new.world.standing[at]["score"]) - int(old.world.standing[at]["score"])
    line = _line_of_reform(new, at, day, moved)
    for tick in ticks_again(new, fields, companies, fork_tick):
        seen(new, tick)
    return [*read_trace(old, life_id), line, *read_trace(new, life_id)]


def _line_of_reform(engine: Engine, at: int, day: int, moved: int) -> TraceEvent:
    """Where a life stands under the new rules before it does anything under them."""
    life, grades = engine.world.standing[at], engine.scenario.dimensions.grades
    grade = int(life["grade"])
    return TraceEvent(
        day=day, kind=REFORM, act="", channel="", truth="", points=moved, score=int(life["score"]),
        grade=grades[grade] if grade < len(grades) else "unscored", lock_until=int(life["lock_until"]), due_day=day,
        lists=lists_in(engine.scenario.dimensions, int(life["listed"])),
    )  # fmt: skip
