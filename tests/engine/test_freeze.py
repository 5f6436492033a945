"""A run frozen between two ticks and thawed: the same bits; and a frozen run carried over to other rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.errors import BadValue
from credopolis.core.labels import OFFICES
from credopolis.engine.digests import digest_state
from credopolis.engine.freeze import Frozen
from credopolis.engine.records import Period, Tick
from credopolis.engine.reform import carry_over, knowing
from credopolis.engine.run import Course, begin
from credopolis.engine.scenario import Scenario
from credopolis.engine.sound_lives import highest_by_unit
from credopolis.engine.tally import BY_RELEASE
from credopolis.engine.workers import Workers
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.all import BLOCKS
from credopolis.mechanisms.locks import SPELL_DAYS
from tests.periods import assert_same_period

from .calendars import check_calendars
from .cases import EVERYTHING, Ran, under
from .test_exact import busy, threaded


def frozen_at(scenario: Scenario, tick: int, threads: int = 1) -> Frozen:
    """A run frozen after so many ticks; its arrays are copies."""
    course = begin(scenario, threads)
    course.take()
    while course.tick < tick:
        course.step()
        if course.records:
            course.take()
    frozen = course.freeze()
    course.workers.close()
    return replace(frozen, arrays={name: np.array(array) for name, array in frozen.arrays.items()})


def thawed(scenario: Scenario, frozen: Frozen, threads: int) -> Ran:
    """The rest of a run that was frozen."""
    course = begin(scenario, threads)
    periods: list[Period] = []
    ticks: list[Tick] = []
    try:
        course.take_up(frozen)
        while not course.over:
            ticks += course.stride()
            if course.records:
                periods.append(course.take())
        return Ran(scenario, course.engine, course.outcome(), periods, ticks)
    finally:
        course.close()


@pytest.mark.parametrize(("tick", "threads"), [(1, 1), (7, 1), (16, 1), (7, 2), (16, 3)])
def test_a_thawed_run_is_the_run(tick: int, threads: int) -> None:
    """With several threads a province has several rows of tallies, which are frozen as one."""
    straight = threaded(busy(), 1)
    later = thawed(busy(), frozen_at(busy(), tick, threads), 3)
    assert later.outcome.state_digest == straight.outcome.state_digest
    np.testing.assert_array_equal(later.outcome.open_spells, straight.outcome.open_spells)
    assert len(later.ticks) == busy().ticks - tick
    for mine, its in zip(later.periods, straight.periods[-len(later.periods) :], strict=True):
        assert_same_period(mine, its)


def test_another_scenario_is_refused() -> None:
    frozen = frozen_at(busy(), 1)
    for other in (replace(busy(), seed=2), replace(busy(), off=("drones",)), replace(busy(), people=4100)):
        with pytest.raises(BadValue, match="not the one that the run was begun with"):
            thawed(other, frozen, 1)


@cache
def society(**overrides: int | str) -> Scenario:
    scenario = load_scenario("popular-account", people=4000, years=1.5, set=overrides)
    return replace(scenario, grid_lives=200, district_grids=1)


def past(scenario: Scenario | None = None, months_lived: int = 7) -> Course:
    """The popular account, or another scenario, at the end of its seventh month or an earlier one."""
    course = begin(scenario or society(), 1)
    months = 0
    course.take()
    while months < months_lived:
        course.step()
        if course.records:
            course.take()
            months += 1
    course.workers.close()
    return course


def future(old: Course, scenario: Scenario, threads: int = 2) -> tuple[Course, list[Period]]:
    """What comes of it under the rules of a scenario."""
    course = begin(knowing(old.engine.scenario, scenario), threads)
    carry_over(old.engine, old.freeze(), course)
    assert check_calendars(course.engine, course.day) > 0
    periods = [course.take()]
    while not course.over:
        course.step()
        if course.records:
            periods.append(course.take())
    course.workers.close()
    return course, periods


def final(course: Course) -> str:
    """A hash of where the lives of a course that is over stand."""
    return digest_state(Workers(course.engine, 1).digests())


def test_an_empty_reform_changes_nothing() -> None:
    course, periods = future(past(), society())
    straight = threaded(society(), 1)
    assert final(course) == straight.outcome.state_digest
    for mine, its in zip(periods[1:], straight.periods[-len(periods) + 1 :], strict=True):
        assert_same_period(mine, its)


REFORMS: dict[str, dict[str, int | str]] = {
    "shorter locks": {"rulebook.grades.B.lock.lasts": "90d", "rulebook.grades.C.lock.lasts": "1000d"},
    "other bands": {"rulebook.grades.A-.from": 940, "rulebook.grades.AAA.from": 1100, "rulebook.grades.AA.from": 1020},
    "narrower scores": {"rulebook.score.max": 1060, "rulebook.score.min": 300, "rulebook.score.start": 990},
}


@pytest.mark.parametrize("name", REFORMS)
def test_a_reform_moves_lives_as_it_says_and_loses_none(name: str) -> None:
    before = past()
    old = before.engine.world.standing.copy()
    course = begin(knowing(society(), society(**REFORMS[name])), 2)
    carry_over(before.engine, before.freeze(), course)
    engine, day = course.engine, course.day
    life, book, n = engine.world.standing, engine.scenario.rulebook, course.engine.extent.n_grades
    scored, held = old["grade"] < n, old["lock_until"] > day
    np.testing.assert_array_equal(life["score"][scored], np.clip(old["score"], book.score_min, book.score_max)[scored])
    free = scored & ~held
    was, band = before.engine.scenario.rulebook, book.band_of[life["score"][free] - book.score_min]
    in_band = was.band_of[old["score"][free] - was.score_min] == old["grade"][free]
    np.testing.assert_array_equal(life["grade"][free][in_band], band[in_band])
    if name == "shorter locks":
        begun = old["lock_until"] - before.engine.rules["lock_days"][np.minimum(old["grade"], n - 1)]
        ends = np.maximum(begun + engine.rules["lock_days"][np.minimum(life["grade"], n - 1)], day)
        over = held & (ends == day)
        assert held.sum() > 20 and over.any() and (ends[held] > day).any()
        np.testing.assert_array_equal(life["lock_until"][held & ~over], ends[held & ~over])
        np.testing.assert_array_equal(life["grade"][held & ~over], old["grade"][held & ~over])
        assert (life["grade"][over] >= old["grade"][over]).all()
        served = np.bincount((day - begun[over]) // SPELL_DAYS, minlength=engine.extent.n_buckets)
        spells = course.take().spells.sum(axis=(0, 1))
        np.testing.assert_array_equal(spells[:, int(BY_RELEASE)], served)
    else:
        np.testing.assert_array_equal(life["grade"][held], old["grade"][held])
        assert (life[["score", "grade"]] != old[["score", "grade"]]).any()
    np.testing.assert_array_equal(life["lock_until"] > day, held & (life["lock_until"] > day))
    sums = np.bincount(
        np.repeat(np.arange(len(engine.world.districts)), lives_of(course)), np.where(scored, life["score"], 0)
    )
    np.testing.assert_array_equal(engine.world.districts["score_sum"], sums)


def lives_of(course: Course) -> np.ndarray:
    districts, grids = course.engine.world.districts, course.engine.world.grids
    return np.array([grids["lives"][d["grid_start"] : d["grid_stop"]].sum() for d in districts])


@pytest.mark.parametrize("name", REFORMS)
def test_after_a_reform_flows_account_for_every_life_and_threads_change_nothing(name: str) -> None:
    course, periods = future(past(), society(**REFORMS[name]))
    for before, after in zip(periods, periods[1:], strict=False):
        net = after.flows.sum(axis=2).sum(axis=(0, 1)) - after.flows.sum(axis=3).sum(axis=(0, 1))
        np.testing.assert_array_equal(after.census.sum(axis=(0, 1)) - before.census.sum(axis=(0, 1)), net)
    life = course.engine.world.standing
    assert life["grade"].max() <= course.engine.extent.n_grades
    assert final(future(past(), society(**REFORMS[name]), 1)[0]) == final(course)


@pytest.mark.parametrize("rung", [1, 3, 6, 7, 8, 90])
def test_a_lock_that_a_reform_ends_may_lead_to_one_shorter_than_a_tick(rung: int) -> None:
    """Between ticks no agenda is open, so the end of such a lock waits in the bucket of the tick to come."""
    text = EVERYTHING.replace("lasts: 30d", f"lasts: {rung}d").replace("lasts: 40d", f"lasts: {rung}d")
    text = text.replace("lasts: [55d]", "lasts: [95d]").replace("lasts: [45d, 50d]", "lasts: [91d, 97d]")
    old, new = (
        replace(under(rules, people=3000, days=180)[0], tick_days=7, grid_lives=200, district_grids=2)
        for rules in (text, text.replace("lasts: 60d", "lasts: 10d"))
    )
    before = past(old, 2)
    locked = before.engine.world.standing["lock_until"] > before.day
    assert (locked & (before.engine.world.standing["grade"] == 0)).sum() > 20
    course, _ = future(before, new)
    assert check_calendars(course.engine, course.day) == 0


def test_rules_that_do_not_fit_are_refused() -> None:
    other = load_scenario("popular-account", people=4000, years=1.5, regime="rongcheng-2013")
    course = begin(replace(other, grid_lives=200, district_grids=1), 1)
    with pytest.raises(BadValue, match="grades"):
        carry_over(past().engine, past().freeze(), course)


def test_a_reform_changes_what_offices_can_do() -> None:
    straight = future(past(), society())[1][-1].offices
    halved = future(past(), society(**{"regime.office.decisions_a_day": 40}))[1][-1].offices
    column = OFFICES.index("capacity")
    assert society().regime.office.decisions_a_day == 80
    np.testing.assert_allclose(halved[:, column], straight[:, column] / 2, rtol=0.05)


def test_of_every_column_it_is_known_how_high_it_may_be() -> None:
    """A unit that is not known would let a run be frozen, and never thawed."""
    assert {column.unit for block in BLOCKS for column in block.columns} <= highest_by_unit(100, 9).keys()
