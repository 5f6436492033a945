"""Strides of ticks: one by one or many at once, and wherever a stride must end early, it is the same run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from credopolis.core.units import date_of
from credopolis.engine.digests import digest_state
from credopolis.engine.records import Period, Tick
from credopolis.engine.run import Course, begin
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.settled import quarter_of

from .cases import Ran
from .test_exact import assert_same, busy, threaded


def stepped(scenario: Scenario, most: int | None, threads: int = 2, tight: bool = False) -> tuple[Ran, list[int]]:
    """A run in strides of at most so many ticks, and how long each was. tight : calendars soon need room."""
    course = begin(scenario, threads)
    periods: list[Period] = [course.take()]
    ticks: list[Tick] = []
    lengths = []
    while not course.over:
        if tight and course.tick == 0:
            margins(course)
        ahead = course.stride() if most is None else course.stride(min(most, len(course.records_at) - course.tick))
        lengths.append(len(ahead))
        ticks += ahead
        if course.records:
            periods.append(course.take())
    outcome = replace(threaded(scenario, 1).outcome, state_digest=digest_state(course.workers.digests()))
    course.workers.close()
    return Ran(scenario, course.engine, outcome, periods, ticks), lengths


def margins(course: Course) -> None:
    """Let every district need as many free nodes as it has now, so that the next one taken makes it short."""
    course.engine.node_margin[:] = course.engine.world.districts["node_free"]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_one_by_one_or_in_strides_it_is_the_same_run(threads: int) -> None:
    one_by_one, singles = stepped(busy(), 1, threads)
    in_strides, lengths = stepped(busy(), None, threads)
    assert set(singles) == {1} and max(lengths) > 3
    assert_same(one_by_one, in_strides)
    assert_same(in_strides, threaded(busy(), threads))


def test_a_stride_that_runs_out_of_room_ends_there_and_goes_on() -> None:
    free, lengths = stepped(busy(), None)
    tight, shorter = stepped(busy(), None, tight=True)
    assert len(shorter) > len(lengths)
    assert tight.engine.world.nodes.size > free.engine.world.nodes.size
    assert_same(free, tight)


def test_a_stride_ends_with_its_interval_and_with_its_quarter() -> None:
    scenario = load_scenario("popular-account", people=2000, years=1, interval="year")
    ran, lengths = stepped(scenario, None)
    ends = np.cumsum(lengths)
    assert ends[-1] == scenario.ticks and len(ran.periods) == 2
    for first, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        days = [date_of(scenario.start, tick * scenario.tick_days) for tick in range(first, end)]
        assert len({(day.year, quarter_of(day)) for day in days}) == 1


def test_steps_are_timed_and_add_up() -> None:
    scenario = load_scenario("popular-account", people=20_000, years=1)
    outcome = threaded(scenario, 2).outcome
    assert outcome.step_seconds["lives"] > outcome.step_seconds["watch"] > 0
    assert min(outcome.step_seconds.values()) > 0
    assert 0.5 * outcome.seconds < sum(outcome.step_seconds.values()) <= outcome.seconds


def test_rows_that_somebody_holds_are_left_alone() -> None:
    course = begin(load_scenario("popular-account", people=20_000, years=1), 2)
    held = []
    while not course.over:
        course.stride()
        if course.records:
            entries = course.take().entries  # a view into the rows, and all that is left of the period
            held.append((entries, entries.copy()))
    course.workers.close()
    assert len(held) > 10
    for entries, copy in held:
        np.testing.assert_array_equal(entries, copy)


def test_rows_that_nobody_holds_are_used_again() -> None:
    course = begin(load_scenario("popular-account", people=20_000, years=1), 2)
    places = []
    while not course.over:
        course.stride()
        if course.records:
            course.take()
            places.append(course.engine.world.tally.ctypes.data)
    course.workers.close()
    assert len(set(places[2:])) == 2
