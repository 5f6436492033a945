"""A fork amid a run: its past lived to a day, and futures that begin there, each under rules of its own.

What a reform does to lives that stand amid something is said in `engine.reform`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from credopolis.engine.build import Engine, build
from credopolis.engine.digests import digest_state, states_by_owner
from credopolis.engine.freeze import lives_arrays
from credopolis.engine.places import find_place
from credopolis.engine.records import Outcome, Period, Tick, unused
from credopolis.engine.reform import carry_lives, carry_over, check_reform
from credopolis.engine.replay import TraceEvent, read_trace
from credopolis.engine.run import Course, begin
from credopolis.engine.scenario import Scenario
from credopolis.engine.workers import Workers, by_province, check_invariants
from credopolis.engine.world import TRACED
from credopolis.society.layout import plan

REFORM = "reform"
"""Kind of the line in a dossier that says where a life stands once a reform has taken effect."""


@dataclass
class Branch:
    """A run between two ticks, and what it cost so far; its threads live until it is closed.

    build_seconds, compile_seconds, seconds : of building, compiling and ticks.
    """

    course: Course
    build_seconds: float
    compile_seconds: float
    seconds: float = 0.0
    interrupted: bool = False
    closed: bool = False

    def live(
        self,
        through_tick: int,
        on_tick: Callable[[Tick], None] = unused,
        on_period: Callable[[Period], None] = unused,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        """Go on until so many ticks are done, or until told to stop: then the interval in hand is closed first."""
        course, began = self.course, time.perf_counter()
        while course.tick < through_tick and not self.interrupted:
            for tick in course.stride(through_tick - course.tick):
                on_tick(tick)
            self.interrupted = should_stop is not None and not course.over and should_stop()
            if course.records or self.interrupted:
                on_period(course.take())
        self.seconds += time.perf_counter() - began

    def outcome(self) -> Outcome:
        """How the run stands, as a run that ends here would say."""
        course, digests = self.course, self.course.workers.digests()
        return Outcome(
            days_done=course.day, interrupted=self.interrupted, build_seconds=self.build_seconds,
            compile_seconds=self.compile_seconds, seconds=course.lived + self.seconds, step_seconds=course.seconds,
            state_digest=digest_state(digests), states=states_by_owner(course.engine, digests),
            state_bytes=course.workers.state_bytes,
            open_spells=course.open_spells,
        )  # fmt: skip

    def close(self) -> None:
        """End the threads; nothing happens the second time."""
        if not self.closed:
            self.closed = True
            self.course.workers.close()


def live_past(
    scenario: Scenario,
    threads: int,
    through_tick: int,
    *,
    take_up: Callable[[Course], object] | None = None,
    on_tick: Callable[[Tick], None] = unused,
    on_period: Callable[[Period], None] = unused,
    should_stop: Callable[[], bool] | None = None,
) -> Branch:
    """Live a scenario to the end of a recording interval, from its start or from where a run of it was frozen.

    take_up : may put the course that is begun to where a run of it was frozen.

    Raises
    ------
    NotEnoughMemory, BadValue
        Before the first tick.
    """

    def start(past: Branch) -> None:
        if take_up is not None:
            take_up(past.course)
        if past.course.tick == 0:
            on_period(past.course.take())
        past.live(through_tick, on_tick, on_period, should_stop)

    return _begun(scenario, threads, start)


def branch_off(past: Branch, scenario: Scenario, threads: int) -> Branch:
    """The same lives at the same moment, about to go on under the rules of another scenario; the past stays as it is.

    Raises
    ------
    NotEnoughMemory, BadValue
        Before the first tick.
    """
    old, frozen = past.course.engine, past.course.freeze()
    return _begun(scenario, threads, lambda future: carry_over(old, frozen, future.course))


def _begun(scenario: Scenario, threads: int, start: Callable[[Branch], None]) -> Branch:
    """A branch that is begun, or closed if it cannot be."""
    branch = Branch(*begin(scenario, threads))
    try:
        start(branch)
    except BaseException:
        branch.close()
        raise
    return branch


def replay_across(
    before: Scenario, after: Scenario, fork_tick: int, life_id: int, fields: NDArray[np.float64]
) -> list[TraceEvent]:
    """Everything that happened to a life that lived under two sets of rules, with a line where the second begins.

    before, after : until and from so many ticks. fields : (n_ticks, n_provinces, n_fields) float64, what the provinces'
    lives read in each tick of the run.

    Raises
    ------
    BadValue
        If there is no such life, or the rules do not fit.
    """
    check_reform(before, after)
    layout = plan(before.tables, before.people, before.grid_lives, before.district_grids)
    district = layout.district_of_life(life_id)
    traced = np.array([life_id])
    old, new = (build(s, 1, (district, district + 1), traced) for s in (before, after))
    _live_district(old, fields, 0, fork_tick)
    day = min(fork_tick * before.tick_days, before.days)
    carry_lives(old, lives_arrays(old), by_province(old.world.tally, old), new, fork_tick, day)
    at = find_place(new.world, life_id - layout.lives_of_district(district)[0])
    new.world.person["flags"][at] |= TRACED
    moved = int(new.world.standing[at]["score"]) - int(old.world.standing[at]["score"])
    line = _line_of_reform(new, at, day, moved)
    _live_district(new, fields, fork_tick, len(fields))
    return [*read_trace(old, life_id), line, *read_trace(new, life_id)]


def _live_district(engine: Engine, fields: NDArray[np.float64], first_tick: int, end_tick: int) -> None:
    workers = Workers(engine, 1)
    for tick in range(first_tick, end_tick):
        workers.advance(np.ascontiguousarray(fields[tick]), tick)
        check_invariants(engine, tick)


def _line_of_reform(engine: Engine, at: int, day: int, moved: int) -> TraceEvent:
    """Where a life stands under the new rules before it does anything under them."""
    life, grades = engine.world.standing[at], engine.scenario.dimensions.grades
    grade = int(life["grade"])
    return TraceEvent(
        day=day, kind=REFORM, act="", channel="", truth="", points=moved, score=int(life["score"]),
        grade=grades[grade] if grade < len(grades) else "unscored", lock_until=int(life["lock_until"]), due_day=day,
    )  # fmt: skip
