"""Strides of ticks: one by one or many at once, and wherever a stride must end early, it is the same run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from credopolis.core.errors import MemoryRanOut
from credopolis.core.memory import Room
from credopolis.core.units import date_of
from credopolis.engine import room
from credopolis.engine.digests import digest_state
from credopolis.engine.records import Period, Tick
from credopolis.engine.run import begin
from credopolis.engine.scenario import Scenario
from credopolis.engine.workers import Workers
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.settled import quarter_of

from .cases import Ran
from .test_exact import assert_same, busy, threaded


def stepped(scenario: Scenario, most: int | None, threads: int = 2) -> tuple[Ran, list[int]]:
    """A run in strides of at most so many ticks, and how long each was."""
    course = begin(scenario, threads)
    periods: list[Period] = [course.take()]
    ticks: list[Tick] = []
    lengths = []
    while not course.over:
        ahead = course.stride() if most is None else course.stride(min(most, len(course.records_at) - course.tick))
        lengths.append(len(ahead))
        ticks += ahead
        if course.records:
            periods.append(course.take())
    outcome = replace(threaded(scenario, 1).outcome, state_digest=digest_state(course.workers.digests()))
    course.workers.close()
    return Ran(scenario, course.engine, outcome, periods, ticks), lengths


@contextmanager
def stingy() -> Iterator[list[int]]:
    """Every district gets the nodes that it waits for, and not one more -> how many waited, each time that some did."""
    waited: list[int] = []
    go = Workers._go

    def counted(workers: Workers, *arguments: Any) -> int:
        lived = go(workers, *arguments)
        if workers.waits:
            order, cuts = workers._waiting()
            rows = [set(workers.engine.world.districts["row"][order[a:b]].tolist()) for a, b in pairwise(cuts)]
            assert sum(map(len, rows)) == len(set().union(*rows)), "two threads would count in one row"
            waited.append(int(np.count_nonzero(workers.engine.world.districts["node_need"])))
        return lived

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "STEP", 2**40)
        patch.setattr(Workers, "_go", counted)
        yield waited


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_one_by_one_or_in_strides_it_is_the_same_run(threads: int) -> None:
    one_by_one, singles = stepped(busy(), 1, threads)
    in_strides, lengths = stepped(busy(), None, threads)
    assert set(singles) == {1} and max(lengths) > 3
    assert_same(one_by_one, in_strides)
    assert_same(in_strides, threaded(busy(), threads))


@pytest.mark.parametrize("most", [None, 1])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_room_for_one_event_more_at_a_time_is_the_same_run(threads: int, most: int | None) -> None:
    """A tick that waits for room in many districts again and again, in the midst of their grids, is the same tick."""
    free, lengths = stepped(busy(), most)
    with stingy() as waited:
        tight, same = stepped(busy(), most, threads)
    assert len(waited) > 15 and max(waited) > 10
    assert tight.engine.world.nodes.size < free.engine.world.nodes.size
    assert same == lengths
    assert_same(free, tight)


def test_wide_districts_wait_between_their_grids() -> None:
    scenario = replace(busy(), district_grids=20)
    with stingy() as waited:
        tight = threaded(scenario, 2)
    assert waited
    assert_same(threaded(scenario, 2), tight)


def test_memory_that_ends_in_the_midst_of_a_tick_leaves_nothing_to_freeze() -> None:
    course = begin(busy(), 2)
    with stingy() as waited, pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "least_room", lambda: Room(2**30 if len(waited) < 8 else 1000, "in a small box"))
        with pytest.raises(MemoryRanOut, match="in a small box"):
            while not course.over:
                course.stride()
    assert course.waits
    course.close()


def test_a_stride_ends_with_its_interval_and_with_its_quarter() -> None:
    scenario = load_scenario("popular-account", people=2000, years=1, interval="year")
    ran, lengths = stepped(scenario, None)
    ends = np.cumsum(lengths)
    assert ends[-1] == scenario.ticks and len(ran.periods) == 2
    for first, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        days = [date_of(scenario.start, tick * scenario.tick_days) for tick in range(first, end)]
        assert len({(day.year, quarter_of(day)) for day in days}) == 1


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
