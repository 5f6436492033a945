"""Companies in a run: the months of `firms` for the same society, told to districts, exact however they are lived."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.errors import UnknownName
from credopolis.engine import workplaces
from credopolis.engine.build import build
from credopolis.engine.freeze import Frozen
from credopolis.engine.places import places_of_districts
from credopolis.engine.replay import read_trace, replay_life, ticks_again
from credopolis.engine.replay_many import replay_many
from credopolis.engine.run import Course, begin
from credopolis.engine.scenario import Scenario
from credopolis.engine.workplaces import ToldAgain, Workplaces, employed, months_over, nothing_heard
from credopolis.engine.world import FIELDS
from credopolis.firms.course import WARM_UP, day_of
from credopolis.firms.course import begin as begin_firms
from credopolis.firms.course import live as live_firms
from credopolis.firms.month import BEGUN, CLOSED, FELL
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.companies import FIGURES, LOCAL
from credopolis.society.layout import plan

Lived = tuple[str, list[np.ndarray], list[np.ndarray]]
"""The hash of a run's lives, and its tables of companies and of dismissals by interval."""


@cache
def scenario() -> Scenario:
    """A year of 6,000 people in several districts, with companies."""
    loaded = load_scenario("generations", people=6_000, years=1, companies="popular-company")
    return replace(loaded, grid_lives=100, district_grids=2)


def lived(course: Course, most: int | None = None) -> Lived:
    """A run to its end: the hash of its lives, and the tables of companies and of dismissals by interval."""
    sheets, dismissed = [], []
    try:
        course.take()
        while not course.over:
            course.stride(most)
            if course.records:
                period = course.take()
                sheets.append(period.companies)
                dismissed.append(period.dismissed)
        return course.outcome().state_digest, sheets, dismissed
    finally:
        course.close()


@cache
def alone() -> Lived:
    """The run on one thread."""
    return lived(begin(scenario(), 1))


def same(one: Lived, other: Lived) -> None:
    assert one[0] == other[0]
    for mine, its in zip([*one[1], *one[2]], [*other[1], *other[2]], strict=True):
        np.testing.assert_array_equal(mine, its)


@given(st.integers(0, 40_000))
def test_a_month_is_over_on_a_day_of_its_own(day: int) -> None:
    over = months_over(day)
    assert day_of(over) <= day < day_of(over + 1)


def test_a_year_of_companies_is_that_of_companies_asked_alone() -> None:
    """Whatever people do, without anything heard of them: falls and closings of `credopolis company society`."""
    s = replace(scenario(), off=("staff",))
    layout = plan(s.tables, s.people, s.grid_lives, s.district_grids)
    work = Workplaces(s, layout, employed(s.tables, layout, s.seed))
    work.tell(12, np.zeros((31, len(FIELDS))), nothing_heard(s))
    assert s.companies is not None
    other = begin_firms(s.companies, work.town, s.seed)
    (year,) = live_firms(other, 1, WARM_UP)
    np.testing.assert_array_equal(work.course.firms, other.firms)
    flows = work.figures.sum(axis=0)
    assert flows[FIGURES.index("fell")] == year.counts[FELL]
    assert flows[FIGURES.index("closed")] == year.counts[CLOSED]
    assert flows[FIGURES.index("begun")] == year.counts[BEGUN]


def test_what_districts_are_told_is_what_companies_gave_up() -> None:
    """Shares of places of work, times these, add up to what all companies gave up, and took in again."""
    s = scenario()
    layout = plan(s.tables, s.people, s.grid_lives, s.district_grids)
    work = Workplaces(s, layout, employed(s.tables, layout, s.seed))
    before = work.figures[:, FIGURES.index("places")].sum()
    for month in range(1, 25):
        told = work.tell(month, np.zeros((31, len(FIELDS))), np.zeros((24, 31)))
        assert told is work.tell(month, np.zeros((31, len(FIELDS))), np.zeros((24, 31)))
        places = work.town.employed @ told.local
        sheet = np.zeros_like(work.figures)
        work.show(sheet)
        lost, back = (sheet[:, FIGURES.index(name)].sum() for name in ("places_lost", "places_back"))
        np.testing.assert_allclose(places[:2], [lost, back], rtol=1e-12, atol=1e-12)
        now = sheet[:, FIGURES.index("places")].sum()
        assert now == before + back - lost
        before = now
        assert told.local.shape == (layout.n_districts, len(LOCAL)) and (told.local[:, :2] <= 1 + 1e-12).all()


def test_as_many_work_on_day_0_as_companies_have_places() -> None:
    course = begin(scenario(), 1)
    s, layout = scenario(), course.engine.layout
    np.testing.assert_array_equal(course.workers.employed(), employed(s.tables, layout, s.seed))
    assert course.workplaces is not None
    assert course.workplaces.course.firms["size"].sum() == course.workers.employed().sum()
    course.close()


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_and_strides_change_nothing(threads: int) -> None:
    same(alone(), lived(begin(scenario(), threads), most=threads - 1))


def test_whoever_is_dismissed_seeks_work_and_whoever_is_taken_on_has_some() -> None:
    sheets, dismissed = alone()[1], sum(part.sum(axis=(0, 1)) for part in alone()[2])
    lost = sum(sheet[:, FIGURES.index("places_lost")].sum() for sheet in sheets)
    assert dismissed[0] > 20 and dismissed[1] > 10
    assert dismissed[0] == pytest.approx(0.8 * lost, abs=4 * np.sqrt(lost) + 0.1 * lost)


@settings(max_examples=2)
@given(st.integers(2, 51))
def test_a_frozen_run_goes_on_as_if_it_never_was(tick: int) -> None:
    """Also amid a month: what companies heard and told is frozen, and they live again."""
    first = begin(scenario(), 1)
    while first.tick < tick:
        first.stride(tick - first.tick)
        if first.records:
            first.take()
    frozen = first.freeze()
    arrays = {name: array.copy() for name, array in frozen.arrays.items()}
    first.close()
    other = begin(scenario(), 2)
    other.take_up(Frozen(**{**frozen.about(), "arrays": arrays}))
    while not other.over:
        other.stride()
        if other.records:
            last = other.take()
    np.testing.assert_array_equal(last.companies, alone()[1][-1])
    assert other.outcome().state_digest == alone()[0]
    other.close()


def test_a_life_that_was_dismissed_is_told_of_again() -> None:
    """One district is lived again under the recorded fields, and companies beside it."""
    s, fields = scenario(), []
    course = begin(s, 1, traced=np.arange(s.people))
    while not course.over:
        fields += [tick.fields for tick in course.stride()]
    of = next(k for k in range(s.people) if any(line.kind == "laid_off" for line in read_trace(course.engine, k)))
    story = read_trace(course.engine, of)
    course.close()
    assert replay_life(s, of, np.stack(fields)) == story


def test_districts_that_are_lived_again_stand_where_they_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, as measures of recovery do it; where lives of many districts are asked for, companies live once."""
    s, fields = scenario(), []
    course = begin(s, 2)
    while not course.over:
        fields += [tick.fields for tick in course.stride()]
    world, recorded = course.engine.world, np.stack(fields)
    ends, companies = places_of_districts(world), ToldAgain(s, recorded)
    for district in range(0, len(ends) - 1, 3):
        engine = build(s, 1, (district, district + 1))
        assert [*ticks_again(engine, recorded, companies)] == [*range(s.ticks)]
        mine = slice(ends[district], ends[district + 1])
        np.testing.assert_array_equal(engine.world.standing, world.standing[mine])
        np.testing.assert_array_equal(engine.world.person["occupation"], world.person["occupation"][mine])
    course.close()
    asked = []
    monkeypatch.setattr(workplaces, "employed", lambda *of: asked.append(of) or employed(*of))
    stories = [found.events for found in replay_many(s, np.arange(0, s.people, 500), recorded, [0], 2)]
    assert len(stories) > 5 and len(asked) == 1


def test_nothing_lives_a_district_again_by_itself() -> None:
    """Whoever does so forgets what is told between ticks: it is done in one place."""
    package = Path(workplaces.__file__).parents[1]
    makers = {
        path.name for path in package.rglob("*.py") if re.search(r"(?<![A-Za-z_])Workers\(", path.read_text("utf-8"))
    }
    assert makers == {"run.py", "share.py", "replay.py"}


def test_without_companies_nothing_of_them_is_there() -> None:
    s = scenario()
    for other in (replace(s, companies=None), replace(s, off=("companies",))):
        assert {"companies", "dismissed"} <= set(other.dimensions.without)
    assert not {"companies", "dismissed"} & set(s.dimensions.without)
    off, none = (lived(begin(other, 1)) for other in (replace(s, off=("companies",)), replace(s, companies=None)))
    assert off[0] == none[0] != alone()[0]
    assert not any(sheet.size for sheet in off[1])


def test_a_scenario_names_a_rulebook_of_companies_that_ships() -> None:
    with pytest.raises(UnknownName, match="rulebook of companies"):
        load_scenario("generations", companies="popular-account")
    assert load_scenario("generations", companies="").companies is None
    assert load_scenario("generations", companies="tax-credit").source["companies"] == "tax-credit"


def test_what_is_heard_of_staff_moves_companies_and_is_frozen() -> None:
    """In each month as often a place as the province showed; mechanisms `companies`, `staff`, `representatives`."""
    course, on = begin(scenario(), 1), scenario().regime.staff
    while course.tick < 20:
        course.stride()
    work, town = course.workplaces, course.engine.layout
    assert work is not None
    heard = course.institutions.heard
    assert (heard[:4].sum(axis=1) > 0).all() and not heard[4:].any()
    places = np.bincount(work.town.province, work.town.employed, len(town.province_names))
    lives = np.bincount(work.town.province, work.town.people, len(town.province_names))
    np.testing.assert_allclose(work.course.ways.staff_rate, on.reaches * heard[3] * lives / places)
    np.testing.assert_array_equal(course.freeze().arrays["heard"], heard)
    course.close()
