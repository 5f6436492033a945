"""Lives begin and end: with both, a run is still its twin's, and the same however it is cut, spread, stopped or
changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from credopolis.core.errors import BadValue
from credopolis.core.schema import ABSENT, DEAD, PARTNERED, UNBORN
from credopolis.engine.bounds import Unsound
from credopolis.engine.build import build
from credopolis.engine.places import of_day_0
from credopolis.engine.replay import describe_life, life_at, place_of_life, replay_life
from credopolis.engine.replay_many import replay_many
from credopolis.engine.scenario import Era, Scenario
from credopolis.mechanisms.births import BirthsParameters
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import Rulebook
from tests.periods import assert_same_period
from tests.strategies import rulebooks

from .calendars import check_calendars
from .cases import EVERYTHING, LIVELY, Ran, fertile, run, shipped, under
from .dials import regimes
from .invariants import Laws
from .test_exact import assert_same, threaded
from .test_freeze import final, frozen_at, future, past, thawed
from .test_twin import agree, case
from .twin import Twin

DATE_OF_CHANGE = 84


def lively(regime: RegimeParameters = LIVELY, **changes: object) -> tuple[Scenario, Rulebook]:
    """Everything on, many births and deaths, small districts."""
    scenario, rulebook = under(EVERYTHING, regime=regime, **{"people": 2000, "days": 210, "tick_days": 7, **changes})
    return fertile(replace(scenario, grid_lives=60, district_grids=1)), rulebook


def with_levels(births: float, deaths: float) -> RegimeParameters:
    """The regime with other hazards of giving birth and of dying."""
    changed = {"births": LIVELY.births.model_copy(update={"level": births}),
               "deaths": LIVELY.deaths.model_copy(update={"level": deaths})}  # fmt: skip
    return LIVELY.model_copy(update=changed)


@cache
def ran() -> Ran:
    return run(lively()[0])


@pytest.mark.parametrize("name", ["lively births", "lively deaths", "lively fear"])
def test_the_twin_knows_either_without_the_other(name: str) -> None:
    agree(*case(name))


@settings(max_examples=3, phases=[Phase.generate])
@given(rulebooks(removal=True), regimes(), st.integers(1, 12))
def test_the_twin_knows_them_under_random_rulebooks(text: str, regime: RegimeParameters, tick_days: int) -> None:
    regime = regime.model_copy(update={"births": LIVELY.births, "deaths": LIVELY.deaths})
    scenario, rulebook = under(text, days=120, tick_days=tick_days, regime=regime)
    scenario = fertile(scenario)
    lived = run(scenario)
    agree(lived, Twin(scenario, rulebook).run())
    Laws(lived, rulebook).hold()


def test_much_happens_in_these_cases() -> None:
    lived, twin = case("lively")
    assert lived.total("births").sum(axis=(1, 2)).min() > 5 and lived.total("deaths").sum() > 100
    assert lived.total("spells")[..., -1].sum() > 0, "locks end with lives"
    assert sum(life.widowed for life in twin.lives) > 20
    acts = Counter(line.kind for life in twin.lives for line in life.story if line.act == "birth")
    assert min(acts["act"], acts["entry"]) > 10
    stages = Counter(line.kind for life in twin.lives for line in life.story)
    assert min(stages["stage"], stages["work"]) > 0
    assert any(line.kind == "dismissed" and life.died_on is not None and line.day > life.died_on
               for life in twin.lives for line in life.story)  # fmt: skip


def test_the_twin_knows_of_lives_that_begin_and_end_within_months() -> None:
    scenario, rulebook = under(EVERYTHING, people=1000, days=180, tick_days=7, regime=with_levels(4, 300))
    lived, twin = run(fertile(scenario)), Twin(fertile(scenario), rulebook).run()
    agree(lived, twin)
    assert sum(life.born > 0 and life.died_on is not None for life in twin.lives) > 1


def test_what_must_hold_of_any_run_holds() -> None:
    scenario, rulebook = under(EVERYTHING, people=2000, days=210, regime=LIVELY)
    Laws(run(fertile(scenario)), rulebook).hold()


@pytest.mark.parametrize("days", [DATE_OF_CHANGE, 91])
def test_the_twin_changes_hazards_amid_a_run(days: int) -> None:
    """What is left of a threshold is lived through at the new hazard: nothing is drawn anew."""
    (before, book), (after, its) = (
        under(EVERYTHING, people=1000, days=140, tick_days=7, regime=regime) for regime in (LIVELY, with_levels(1, 60))
    )
    before, after = fertile(before), fertile(after)
    lived = run(replace(before, eras=(Era(days, after.rules),)))
    agree(lived, Twin(before, book, {days: (after, its)}).run())
    assert lived.total("deaths").sum() > 1.5 * run(before, trace=False).total("deaths").sum()


def test_a_hazard_that_changes_moves_the_day_of_death_and_nobody_else() -> None:
    """Under a hazard k times as high from a day on, a life dies after a k-th of the days that were left."""
    usual, other = lively(with_levels(4, 20))[0], lively(with_levels(4, 40))[0]
    first, later = run(usual, trace=False), run(replace(usual, eras=(Era(DATE_OF_CHANGE, other.rules),)), trace=False)
    dies, sooner = (r.engine.world.blocks.deaths["dies_on"].astype(int) for r in (first, later))
    early = dies < DATE_OF_CHANGE
    np.testing.assert_array_equal(sooner[early], dies[early])
    amid = of_day_0(first.engine.world) & (dies >= DATE_OF_CHANGE) & (dies < usual.days)
    assert amid.sum() > 50
    off = np.abs(sooner[amid] - DATE_OF_CHANGE - (dies[amid] - DATE_OF_CHANGE) / 2)
    assert (off <= 1.5).mean() > 0.9  # but for those whom a birthday brings into another group of the table
    assert (sooner[amid] <= dies[amid]).all()


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_and_order_change_nothing(threads: int) -> None:
    alone = threaded(lively()[0], 1)
    order = np.random.default_rng(threads).permutation(alone.engine.layout.n_districts)
    assert_same(alone, threaded(lively()[0], threads))
    assert_same(alone, threaded(lively()[0], threads, order=order))


@pytest.mark.parametrize(("tick", "threads"), [(1, 1), (12, 2), (25, 3)])
def test_a_thawed_run_is_the_run(tick: int, threads: int) -> None:
    scenario = lively()[0]
    straight, later = threaded(scenario, 1), thawed(scenario, frozen_at(scenario, tick, threads), 3)
    assert later.outcome.state_digest == straight.outcome.state_digest
    for mine, its in zip(later.periods, straight.periods[-len(later.periods) :], strict=True):
        assert_same_period(mine, its)


@pytest.mark.parametrize("name", ["flags", "children", "eldest_child", "dies_on", "present", "partner"])
def test_a_frozen_run_that_cannot_be_is_refused(name: str) -> None:
    scenario = lively()[0]
    frozen = frozen_at(scenario, 12)
    flags = frozen.arrays["flags"]
    dead, living = np.flatnonzero(flags & DEAD)[0], np.flatnonzero((flags & ABSENT) == 0)[0]
    unborn = np.flatnonzero(flags & UNBORN)[-1]
    if name == "flags":
        flags[unborn] |= DEAD
    elif name == "partner":
        flags[np.flatnonzero((flags & (PARTNERED | ABSENT)) == 0)[0]] |= PARTNERED
    elif name == "present":
        frozen.arrays["grids"]["present"][0] += 1
    elif name == "dies_on":
        frozen.arrays["block_deaths"]["dies_on"][living] = 5
    else:
        frozen.arrays[name][living] = 127
    with pytest.raises(Unsound, match={"partner": "flags"}.get(name, name)):
        thawed(scenario, frozen, 1)
    assert dead >= 0


def test_dossiers_of_the_dead_and_the_born_are_replayed() -> None:
    scenario = ran().scenario
    recorded = np.stack([tick.fields for tick in ran().ticks])
    world = ran().engine.world
    flags = world.person["flags"]
    born = np.flatnonzero(~of_day_0(world) & ((flags & UNBORN) == 0))
    chosen = [life_at(ran().engine, int(i)) for i in (*np.flatnonzero(flags & DEAD)[:8], *born[:8])]
    for life in chosen:
        story = ran().story(life)
        assert replay_life(scenario, life, recorded) == story
        assert story[-1].kind in ("death", "dismissed") or life >= scenario.people
    mothers = {int(line.act) for life in chosen[8:] for line in ran().story(life) if line.kind == "born"}
    for mother in mothers:
        children = [int(line.act) for line in ran().story(mother) if line.kind == "birth"]
        assert children and {mother} == {int(ran().story(child)[0].act) for child in children}
    numbers = np.array(sorted(chosen))
    for lived in replay_many(scenario, numbers, recorded, [scenario.days]):
        for life, events in zip(lived.lives.tolist(), lived.events, strict=True):
            assert events == ran().story(life)


def test_a_number_is_of_one_life_and_of_others_there_is_none() -> None:
    engine = build(lively()[0], 1)
    numbers = [life_at(engine, place) for place in range(len(engine.world.person))]
    assert len(set(numbers)) == len(numbers)
    assert all(place_of_life(engine, number) == place for place, number in enumerate(numbers))
    scenario, unborn = engine.scenario, np.flatnonzero(engine.world.person["flags"] & UNBORN)
    facts = describe_life(scenario, numbers[unborn[0]])
    assert facts.age == 0 and facts.occupation == "child" and "partnered" not in facts.flags
    with pytest.raises(BadValue, match="number of the life"):
        describe_life(scenario, 101 * scenario.people + 3)
    never = next(int(i) for i in unborn if ran().engine.world.person["flags"][i] & UNBORN)
    with pytest.raises(BadValue, match="that was born"):
        ran().story(numbers[never])


def test_an_empty_reform_changes_nothing_and_a_real_one_keeps_who_is_dead() -> None:
    usual = lively()[0]
    course, _ = future(past(usual, 3), usual)
    assert final(course) == threaded(usual, 1).outcome.state_digest
    old = past(usual, 3)
    dead = old.engine.world.person["flags"] & DEAD != 0
    course, periods = future(old, lively(with_levels(0, 90))[0])
    assert (course.engine.world.person["flags"][dead] & DEAD).all() and dead.sum() > 10
    assert sum(int(period.births.sum()) for period in periods[1:]) == 0
    assert sum(int(period.deaths.sum()) for period in periods[1:]) > 2 * dead.sum() / 3
    assert check_calendars(course.engine, course.day) == 0


def test_whether_lives_begin_and_end_is_no_matter_of_a_reform() -> None:
    still = lively(LIVELY.model_copy(update={"deaths": LIVELY.deaths.model_copy(update={"stands": False})}))[0]
    with pytest.raises(BadValue, match="whether lives end"):
        build(replace(lively()[0], eras=(Era(0, still.rules),)), 1)


def test_who_is_there_on_day_0_meets_the_same_candidates_whether_lives_begin_or_not() -> None:
    """Where nothing that anybody does reaches another, only births tell the two apart, and acts that are births."""
    base = shipped("us-bank-score", 2000, 2)
    base = replace(base, off=tuple({*base.off, "informants", "office", "learning", "innocence"}))
    births = base.regime.model_copy(update={"births": BirthsParameters(stands=True)})
    alone, together = run(base), run(replace(base, regime=births))
    not_compared = ("third_child", "family_planning_violation")
    compared = 0
    for life in range(base.people):
        mine, its = (
            [line for line in lived.story(life) if line.act not in not_compared and line.kind != "birth"]
            for lived in (alone, together)
        )
        if {"third_child", "family_planning_violation"}.isdisjoint(line.act for line in alone.story(life)):
            assert [x.act for x in mine if x.kind == "act"] == [x.act for x in its if x.kind == "act"], life
            compared += len(mine)
    assert compared > 2000 and together.total("births").sum() > 10


def test_births_that_the_society_has_no_room_for_are_refused() -> None:
    scenario = under(EVERYTHING, regime=LIVELY)[0]
    with pytest.raises(BadValue, match=r"births\.at_most of the society is 2\.5; allowed: at least"):
        build(scenario, 1)
