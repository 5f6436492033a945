"""Rules by province and by day: each province lives as if its rules held everywhere, and a day's change is a reform."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.core.errors import BadValue, UnknownName
from credopolis.engine.bounds import Unsound
from credopolis.engine.build import Engine, build
from credopolis.engine.calendar import CASE
from credopolis.engine.change import enter_era
from credopolis.engine.columns import columns_of
from credopolis.engine.eras import variants_at
from credopolis.engine.freeze import tables_digest
from credopolis.engine.places import places_of_districts
from credopolis.engine.records import AXES, Period
from credopolis.engine.reform import check_reform
from credopolis.engine.replay import replay_life
from credopolis.engine.run import Course, begin
from credopolis.engine.scenario import Era, Scenario
from credopolis.engine.tally import FILED, POSTED
from credopolis.engine.world import ALARMS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.channels import CHANNELS, OFFICE
from credopolis.rulebook import Rulebook
from credopolis.runs.branching import carried

from .calendars import check_calendars
from .cases import BUSY, EVERYTHING, Ran, run, under
from .test_exact import assert_same, held, threaded
from .test_freeze import frozen_at, thawed
from .test_twin import agree
from .twin import Twin
from .wrapped import event_of, kind_of, unpack_case

OTHERWISE = (
    ("lie: {points: -15", "lie: {points: -40"), ("C: {from: 50, lock: {lasts: 40d", "C: {from: 60, lock: {lasts: 9d"),
    ("E: {restrictions: [loans, travel], lock: {lasts: 60d", "E: {restrictions: [loans, travel], lock: {lasts: 25d"),
    ("max: 150,", "max: 130,"), ("tell: {points: 4, cap_per_year: 2", "tell: {points: 4"),
    ("jaywalk: {points: -3", "jaywalk: {points: -3, cap_per_year: 4"), ("adds_after: 2", "adds_after: 3"),
    ("checkpoints: 0.5}", "informants: 0.5}"), ("cap: {times: 1}", "cap: {times: 2}"),
    ("gives_back: {points: 7, after: 35d, up_to: 105}", "gives_back: {points: 4, after: 20d}"),
    ("each: 500d}, from: {A: 120", "each: 300d}, from: {A: 110"),
    ("within: 90d", "within: 200d"), ("points: [-5, -8]", "points: [-9]"), ("lasts: [45d, 50d]", "lasts: [31d]"),
    ("soon: {lost: 18, within: 60d, falls_to: D}", "soon: {lost: 12, within: 90d, falls_to: E}"),
    ("resets: {after: 100d}", "resets: {every: 60d}"), ("at_once: {lost: 40}", "at_once: {lost: 17, gained: 5}"),
)  # fmt: skip
"""Other points, bands, bounds, locks, caps, counts towards lists and channels: the last drops a pair, and adds one."""
OFF = ("cameras", "quotas", "learning", "repair", "fear")


@cache
def society(otherwise: bool = False, **changes: object) -> tuple[Scenario, Rulebook]:
    """A society in which everything happens within months, under its rules or under others."""
    text, off, regime = EVERYTHING, (), BUSY
    if otherwise:
        for old, new in OTHERWISE:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        officers = BUSY.officers.model_copy(update={"per_1000": 3.0, "search_finds": 0.2})
        off, regime = OFF, BUSY.model_copy(update={"officers": officers})
    size: dict[str, object] = {"people": 3000, "days": 196, "tick_days": 7, "grid_lives": 60, "district_grids": 1}
    return under(text, **{**size, "off": off, "regime": regime, **changes})  # type: ignore[arg-type]


def one() -> Scenario:
    return society()[0]


def other() -> Scenario:
    return society(True)[0]


def with_eras(*eras: Era) -> Scenario:
    return replace(one(), eras=eras)


THIRD = tuple(province.name for province in one().tables.provinces)[::3]
INTERVAL_END = next(k + 1 for k, ends in enumerate(one().records_at()) if ends and k > 8)
AMID = INTERVAL_END + 1
assert not one().records_at()[AMID - 1]


@cache
def ran(name: str) -> Ran:
    """A run under one set of rules, under others, with both side by side, or one after the other in some provinces."""
    day = AMID * one().tick_days
    scenario = {
        "one": one, "other": other, "apart": lambda: with_eras(Era(0, other().rules, THIRD)),
        "after": lambda: with_eras(Era(day, other().rules)),
        "there and back": lambda: with_eras(
            Era(day, other().rules, THIRD), Era(0, other().rules, THIRD[1:3]), Era(day + 56, one().rules)
        ),
    }[name]()  # fmt: skip
    return threaded(scenario, 2)


def provinces_of(engine: Engine) -> np.ndarray:
    return np.repeat(engine.layout.district_province, np.diff(places_of_districts(engine.world)))


def counts_of(engine: Engine) -> dict[str, np.ndarray]:
    """Listings and counts of every life by what they count; 0 where the rules of the life count none."""
    columns, found = columns_of(engine.scenario), dict[str, np.ndarray]()
    names = {name: k for k, name in enumerate(engine.scenario.rulebook.list_names)}
    names |= {f"{act} counted": k for act, k in columns.counted.items()}
    names |= {f"{act} capped": k for act, k in columns.capped.items()}
    for name, column in names.items():
        found[name] = engine.world.extra[:, column]
    for name, (first, width) in columns.windows.items():
        found |= {f"{name} {k} within": engine.world.extra[:, first + k] for k in range(width)}
    if columns.cleared >= 0:
        found["cleared"] = engine.world.extra[:, columns.cleared]
    if columns.resets >= 0:
        found["resets"] = engine.world.extra[:, columns.resets]
    return found | {"year": engine.world.extra[:, columns.year]}


def by_name(period: Period, name: str) -> np.ndarray:
    """An array of a period with acts and channels in place of their pairs, (..., n_acts, n_channels) last."""
    array, axes = period.arrays[name], AXES[name]
    if "pair" not in axes:
        return array
    array = np.moveaxis(array, axes.index("pair"), -1)
    spread = np.zeros((*array.shape[:-1], 1 + int(period.pairs[:, 0].max()), len(CHANNELS)), array.dtype)
    spread[..., period.pairs[:, 0], period.pairs[:, 1]] = array
    return spread


def padded(*arrays: np.ndarray) -> list[np.ndarray]:
    """Arrays of one shape: buckets of longer locks, and acts without pairs, hold nothing."""
    shape = np.max([array.shape for array in arrays], axis=0)
    return [np.pad(array, [(0, n - m) for n, m in zip(shape, array.shape, strict=True)]) for array in arrays]


# Provinces apart


@pytest.mark.parametrize("alone", ["one", "other"])
def test_each_province_lives_as_if_its_rules_held_everywhere(alone: str) -> None:
    mixed, its = ran("apart"), ran(alone)
    names = [province.name for province in one().tables.provinces]
    there = np.isin(names, THIRD) == (alone == "other")
    lives = there[provinces_of(mixed.engine)]
    assert 500 < lives.sum() < 2600
    np.testing.assert_array_equal(mixed.engine.world.standing[lives], its.engine.world.standing[lives])
    np.testing.assert_array_equal(mixed.engine.world.person["flags"][lives], its.engine.world.person["flags"][lives])
    for name, counts in counts_of(its.engine).items():
        np.testing.assert_array_equal(counts_of(mixed.engine)[name][lives], counts[lives], err_msg=name)
    for mine, theirs in zip(mixed.ticks, its.ticks, strict=True):
        np.testing.assert_array_equal(mine.fields[there], theirs.fields[there])
        np.testing.assert_array_equal(mine.grades[there], theirs.grades[there])
    for mine, theirs in zip(mixed.periods, its.periods, strict=True):
        for name in AXES:
            if len(getattr(mine, name)) == len(getattr(theirs, name)) == 0:
                continue  # what neither set of rules asks for
            both = padded(by_name(mine, name)[there], by_name(theirs, name)[there])
            np.testing.assert_array_equal(*both, err_msg=name)
    open_spells = padded(mixed.outcome.open_spells[there], its.outcome.open_spells[there])
    np.testing.assert_array_equal(*open_spells)


def test_the_rules_differ_in_all_that_they_can() -> None:
    """Else the test above would say little."""
    a, b = ran("one"), ran("other")
    assert (a.engine.world.standing["score"] != b.engine.world.standing["score"]).sum() > 1000
    assert (a.engine.world.standing["lock_until"] != b.engine.world.standing["lock_until"]).sum() > 200
    assert {tuple(pair) for pair in a.periods[0].pairs} ^ {tuple(pair) for pair in b.periods[0].pairs}
    law = build(ran("apart").scenario, 1).law
    for name in ("rules", "dials", "acts", "bands"):
        assert not np.array_equal(getattr(law, name)[0], getattr(law, name)[1]), name
    for tick in (20, 27):
        assert (a.ticks[tick].fields != b.ticks[tick].fields).any(axis=1).all()


# A day's change


def forked(after: Scenario, tick: int) -> tuple[Course, list[Period]]:
    """The same change made by a fork, at the end of a recording interval."""
    course = begin(one(), 2)
    course.take()
    while course.tick < tick:
        course.step()
        if course.records:
            course.take()
    future = carried(course, after, 2)
    course.close()
    periods = list[Period]()
    while not future.over:
        future.stride()
        if future.records:
            periods.append(future.take())
    future.close()
    return future, periods


def test_rules_from_a_day_on_are_a_fork_on_that_day() -> None:
    dated = threaded(with_eras(Era(INTERVAL_END * one().tick_days, other().rules)), 2)
    future, periods = forked(other(), INTERVAL_END)
    mine, its = dated.engine, future.engine
    np.testing.assert_array_equal(mine.world.standing, its.world.standing)
    np.testing.assert_array_equal(mine.world.person["flags"], its.world.person["flags"])
    assert len(its.world.blocks.fear) == 0 and not any(
        mine.world.blocks.fear[name].any() for name in ("fear", "fear_on")
    )
    np.testing.assert_array_equal(mine.world.grids, its.world.grids)
    for name, counts in counts_of(its).items():
        np.testing.assert_array_equal(counts_of(mine)[name], counts, err_msg=name)
    state, theirs = (c.institutions.state() for c in (_course_of(dated), future))
    for name in ("fields", "_books", "watch_backlog", "demand_exposure"):
        np.testing.assert_array_equal(state[name], theirs[name], err_msg=name)
    for a, b in zip(dated.periods[-len(periods) :], periods, strict=True):
        for name in AXES:
            np.testing.assert_array_equal(*padded(by_name(a, name), by_name(b, name)), err_msg=name)


def _course_of(dated: Ran) -> Course:
    """The run again, to look at its provinces."""
    course = begin(dated.scenario, 1)
    while not course.over:
        course.stride()
        if course.records:
            course.take()
    course.close()
    return course


def test_an_act_that_only_later_rules_know_is_done_from_then_on() -> None:
    """As in a fork on that day; before it nobody does the act, and what is drawn for all others is as without it."""
    text = (
        f"{EVERYTHING.split('due_process')[0]}  boast: {{points: 2, seen_by: {{records: 0.9}}, conduct: {{rate: 3}}}}\n"
    )
    more = replace(one(), rulebook=under(text)[0].rulebook)
    dated = threaded(with_eras(Era(INTERVAL_END * one().tick_days, more.rules)), 2)
    future, _ = forked(more, INTERVAL_END)
    np.testing.assert_array_equal(dated.engine.world.standing, future.engine.world.standing)
    boast = dated.scenario.act_names.index("boast")
    done = [int(period.acts.sum(axis=(0, 1, 3))[boast]) for period in dated.periods]
    before = [period.end_day <= INTERVAL_END * one().tick_days for period in dated.periods]
    assert sum(n for n, early in zip(done, before, strict=True) if early) == 0 < sum(done)


@pytest.mark.parametrize("tick", [INTERVAL_END, AMID])
def test_rules_from_a_day_on_are_those_of_the_twin(tick: int) -> None:
    """Everything is told apart by the twin, which swaps its rules amid its run and reads its lives again."""
    (before, book), (after, its) = society(people=1000), society(True, people=1000)
    day = tick * before.tick_days
    agree(run(replace(before, eras=(Era(day, after.rules),))), Twin(before, book, {day: (after, its)}).run())


@pytest.mark.parametrize("name", ["apart", "there and back"])
def test_where_no_era_begins_nothing_changes(name: str) -> None:
    mixed, plain = ran(name), ran("one")
    never = ~np.isin([province.name for province in one().tables.provinces], THIRD)
    ends = AMID if name == "there and back" else one().ticks
    for mine, its in zip(mixed.ticks[:ends], plain.ticks[:ends], strict=True):
        np.testing.assert_array_equal(mine.grades[never], its.grades[never])
    lives = never[provinces_of(mixed.engine)]
    np.testing.assert_array_equal(
        mixed.engine.world.standing["score"][lives], plain.engine.world.standing["score"][lives]
    )


@pytest.mark.parametrize("name", ["apart", "after", "there and back"])
@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_nothing(name: str, threads: int) -> None:
    assert_same(ran(name), threaded(ran(name).scenario, threads))


@pytest.mark.parametrize("tick", [1, AMID - 1, AMID, AMID + 1, AMID + 8, AMID + 9])
def test_a_run_frozen_around_a_change_is_the_run(tick: int) -> None:
    whole = ran("there and back")
    rest = thawed(whole.scenario, frozen_at(whole.scenario, tick), 2)
    assert rest.outcome.state_digest == whole.outcome.state_digest
    for mine, its in zip(rest.ticks, whole.ticks[tick:], strict=True):
        np.testing.assert_array_equal(mine.fields, its.fields)


def test_a_change_is_made_once_though_the_stride_after_it_fails() -> None:
    """A run frozen after the change and before the tick goes on without changing anything again."""
    whole = ran("after")
    course = begin(whole.scenario, 1)
    course.take()
    while course.tick < AMID:
        course.stride(1)
        if course.records:
            course.take()
    course.institutions.change(enter_era(course.engine, course.tick))
    frozen = course.freeze()
    copied = replace(frozen, arrays={name: np.array(array) for name, array in frozen.arrays.items()})
    course.close()
    assert thawed(whole.scenario, copied, 1).outcome.state_digest == whole.outcome.state_digest


def test_rules_that_never_held_are_no_frozen_run() -> None:
    scenario = ran("there and back").scenario
    frozen = frozen_at(scenario, AMID)
    for wrong in (frozen.arrays["variants"] + 1, np.full_like(frozen.arrays["variants"], -1), np.zeros(3, np.int64)):
        course = begin(scenario, 1)
        with pytest.raises(Unsound, match="variants"):
            course.take_up(replace(frozen, arrays=frozen.arrays | {"variants": wrong}))
        np.testing.assert_array_equal(course.engine.law.variants, variants_at(scenario, 0))
        course.close()


def test_lives_are_replayed_through_changes() -> None:
    scenario = ran("there and back").scenario
    traced = run(scenario)
    recorded = np.stack([tick.fields for tick in traced.ticks])
    told = sorted(range(scenario.people), key=lambda life: -len(traced.story(life)))[:8]
    for life in [*told, *range(0, scenario.people, 600)]:
        assert replay_life(scenario, life, recorded) == traced.story(life)


def test_calendars_hold_together_after_every_change() -> None:
    course = begin(ran("there and back").scenario, 1)
    while not course.over:
        course.stride(1)
        assert check_calendars(course.engine, course.day) >= 0
        if course.records:
            course.take()
    course.close()


def test_a_case_filed_under_rules_that_are_gone_is_closed_where_it_was_counted() -> None:
    """The cameras are off, and nobody could file by them any more; what they filed is posted, dismissed or waits."""
    scenario = replace(with_eras(Era(INTERVAL_END * 7, other().rules)), days=1000)
    found = threaded(scenario, 1, strides=20)
    assert found.outcome.interrupted
    cases, pairs = found.total("cases"), found.periods[0].pairs
    waiting = np.zeros(cases.shape[:2], np.int64)
    for node in held(found.engine):
        if kind_of(event_of(node)) == CASE:
            act, channel, truth, _ = unpack_case(event_of(node))
            waiting[np.flatnonzero((pairs == (act, channel)).all(axis=1))[0], truth] += 1
    np.testing.assert_array_equal(2 * cases[..., FILED] - cases.sum(axis=-1), waiting)
    assert waiting.sum() > 100


def test_a_fork_closes_cases_where_they_were_counted() -> None:
    _, periods = forked(other(), INTERVAL_END)
    cases, pairs = sum(period.cases.sum(axis=0) for period in periods), periods[0].pairs
    by_cameras = cases[pairs[:, 1] == CHANNELS.index("cameras")]
    assert by_cameras[..., FILED].sum() == 0 < by_cameras[..., POSTED].sum()
    assert min(period.cases.min() for period in periods) == 0


def test_what_is_left_of_a_mechanism_that_is_off_comes_to_nothing() -> None:
    """Households were to hear of entries in the tick after the change: nobody is jolted, and nothing is written."""
    dated, before = ran("after"), AMID * one().tick_days
    jolts = [(period.start_day, int(period.jolts.sum())) for period in dated.periods]
    assert sum(n for day, n in jolts if day < before) > 100 and not any(n for day, n in jolts if day > before)
    future, periods = forked(other(), INTERVAL_END)
    assert len(future.engine.world.blocks.fear) == 0 == sum(period.jolts.sum() for period in periods)


def test_what_rules_switch_off_is_as_if_it_had_never_been() -> None:
    before, then = (ran("after").ticks[tick].fields[:, ALARMS + OFFICE] for tick in (AMID - 1, AMID))
    assert before.max() > 0.0 == then.max()


# Which rules


def test_the_digest_of_tables_knows_eras_and_not_the_day() -> None:
    plain, dated = begin(one(), 1), begin(ran("after").scenario, 1)
    begun = tables_digest(dated.engine)
    assert begun != tables_digest(plain.engine)
    later = replace(ran("after").scenario, eras=(replace(ran("after").scenario.eras[0], day=7),))
    assert tables_digest(build(later, 1)) != begun
    while dated.tick <= AMID:
        dated.stride(1)
    assert variants_at(dated.engine.scenario, dated.day).tolist() == dated.engine.law.variants.tolist() != [0] * 31
    assert tables_digest(dated.engine) == begun
    plain.close()
    dated.close()


def test_the_later_era_holds_and_of_one_day_the_one_further_down() -> None:
    scenario = with_eras(
        Era(70, one().rules, THIRD[:1]), Era(14, other().rules), Era(14, society(True, off=())[0].rules, THIRD[1:2])
    )
    places = {province.name: k for k, province in enumerate(scenario.tables.provinces)}
    a, b = places[THIRD[0]], places[THIRD[1]]
    at = {day: variants_at(scenario, day) for day in (0, 13, 14, 69, 70)}
    assert not at[0].any() and not at[13].any()
    assert at[14][a] == 2 and at[14][b] == 3 and (np.delete(at[14], b) == 2).all()
    assert at[70][a] == 1 and at[70][b] == 3
    assert pickle.loads(pickle.dumps(scenario)).eras[0].day == 70


@pytest.mark.parametrize(
    ("era", "said"),
    [
        (lambda: Era(10, other().rules), "whole number of ticks"),
        (lambda: Era(-7, other().rules), "whole number of ticks"),
        (lambda: Era(196, other().rules), "before day 196"),
        (lambda: Era(7, load_scenario("popular-account", people=2000).rules), "acts of the society|grades"),
        (lambda: Era(7, replace(one().rules, rulebook=load_scenario("suining-2010", people=2000).rulebook)), "grades"),
    ],
)
def test_eras_that_no_run_can_go_through_are_refused(era: object, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        build(with_eras(era()), 1)  # type: ignore[operator]


def test_a_province_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownName, match="Atlantis"):
        build(with_eras(Era(7, other().rules, ("Atlantis",))), 1)


def test_a_run_with_eras_is_not_reformed() -> None:
    with pytest.raises(BadValue, match="differ by place or day"):
        check_reform(with_eras(Era(7, other().rules)), other())
