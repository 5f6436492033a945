"""Who could do what in the society as it is drawn, and the heights that spare a look at lives who would not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.core.schema import FEMALE, FLAG_NAMES, TRAITS, UNBORN
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.build import Engine, build
from credopolis.engine.compile import conduct_of
from credopolis.engine.demography import could_do, demography_of
from credopolis.engine.replay import read_trace
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import REGIMES
from credopolis.mechanisms.conduct_table import ALARM_NAMES
from credopolis.mechanisms.demography import YEARS
from credopolis.rulebook.conduct import Who
from tests.living import simulate

from .cases import EVERYTHING, under
from .test_slots import expecting

PEOPLE = 60_000


@cache
def people() -> NDArray[Any]:
    """The 2020 society at a size of its own, (n_lives,) PERSON."""
    return build(load_scenario("popular-account", people=PEOPLE, years=0.1), 2).world.person


def able(person: NDArray[Any], who: Who) -> NDArray[np.bool_]:
    """Who can do an act on day 0: (n_lives,)."""
    age, flags = -person["birth_day"].astype(np.int64), person["flags"].astype(np.int64)
    eldest = np.where(person["eldest_child"] != 0, age[np.arange(len(age)) + person["eldest_child"]], -1)
    can = (age >= who.min_age_days) & (person["children"] >= who.min_children)
    if who.max_age_days:
        can &= age < who.max_age_days
    for names, wanted in ((who.is_, True), (who.is_not, False)):
        for name in names:
            can &= (flags & FLAG_NAMES[name] > 0) == wanted
    if who.child_age_days:
        can &= (eldest >= who.child_age_days[0]) & (eldest <= who.child_age_days[1])
    return np.asarray(can)


def acts_of(regime: str) -> dict[str, Any]:
    return conduct_of(load_scenario(regime, people=1000, years=0.1))


@pytest.mark.parametrize("regime", [name for name in REGIMES if name != "ladder"])
def test_the_mean_factor_over_those_who_can_is_one(regime: str) -> None:
    """Of each act that follows sex or age, in the society as drawn, as nearly as two random draws of it allow."""
    scenario, person = load_scenario(regime, people=1000, years=0.1), people()
    year = np.minimum(-person["birth_day"].astype(np.int64) * 4 // 1461, YEARS - 1)
    tables = {name: (demography_of(scenario.tables, c), c.who) for name, c in acts_of(regime).items()}
    assert any(table is not None for table, _ in tables.values())
    for name, (table, who) in tables.items():
        if table is not None:
            factor = table[person["flags"].astype(np.int64) & FEMALE, year][able(person, who)]
            error = factor.std() / np.sqrt(len(factor))  # of these lives; the typical ones are twice as many
            assert factor.mean() == pytest.approx(1.0, abs=4.5 * 1.3 * error + 0.002), name


@pytest.mark.parametrize("who", [
    Who(), Who(min_age_days=18 * 365), Who(max_age_days=40 * 365, is_=("partnered",), min_children=2),
    Who(is_=("employed", "urban"), is_not=("female",)), Who(min_age_days=36 * 365, child_age_days=(18 * 365, 24 * 365)),
])  # fmt: skip
def test_as_many_could_as_are_drawn(who: Who) -> None:
    person, could = people(), could_do(load_scenario("popular-account", people=1000).tables, who)
    share = sum(map(sum, could)) / sum(map(sum, could_do(load_scenario("popular-account", people=1000).tables, Who())))
    found = able(person, who).mean()
    assert found == pytest.approx(share, abs=6 * np.sqrt(share * (1 - share) / PEOPLE) + 1e-9)


def streams(**options: Any) -> tuple[NDArray[np.float64], Engine]:
    """Candidates a life and year of each slot in each part of each grid, (n_grids, n_parts, n_slots)."""
    engine = build(load_scenario(people=5000, years=1, **options), 1)
    world = engine.world
    shares = np.diff(world.ends[0], axis=-1, prepend=0.0)
    return shares * (DAYS_PER_YEAR_OF_RATES / world.spacing[0])[..., None], engine


def parts(engine: Engine, g: int) -> list[NDArray[np.int64]]:
    """The lives of each part of a grid, by their places among all."""
    world, grid = engine.world, engine.world.grids[g]
    order = world.order[grid["first"] : grid["first"] + grid["lives"]].astype(np.int64) + grid["start"]
    return np.split(order, world.stops[g].astype(int)[:-1])


def hazards(act: Any, person: Any) -> NDArray[np.float64]:
    """The highest hazard that an act can have for each life at an age to come."""
    year, sex = -person["birth_day"].astype(int) * 4 // 1461, person["flags"].astype(int) & FEMALE
    level = person[TRAITS[act["driver"]]] if act["driver"] >= 0 else np.zeros(len(person), int)
    ahead = [act["common"][s, y:].max() for s, y in zip(sex, year, strict=True)]
    flags = person["flags"].astype(int)
    could = (flags & act["need"] == act["need"]) & (flags & act["forbid"] == 0)
    could &= (-person["birth_day"] < act["max_age_days"]) & (person["children"] >= act["min_children"])
    return np.asarray(act["rate"][level] * ahead * act["ceiling"] * could)


@pytest.mark.parametrize("births", [False, True])
def test_each_life_stands_in_one_part_of_its_grid(births: bool) -> None:
    """Whoever is likely for one of the three widest acts stands apart, and lives of a part keep their order."""
    scenario = load_scenario(people=5000, years=1)
    engine = build(expecting(scenario, 600.0) if births else scenario, 1)
    world, acts = engine.world, engine.law.acts[0][: len(engine.scenario.conduct.acts)]
    for g, grid in enumerate(world.grids):
        places = np.arange(grid["start"], grid["start"] + grid["places"])
        places = places[world.person["flags"][places] & UNBORN == 0]
        found = parts(engine, g)
        assert sorted(np.concatenate(found).tolist()) == places.tolist()
        of_acts = np.array([hazards(act, world.person[places]) for act in acts])
        widest = np.argsort(-of_acts.max(axis=1), kind="stable")[:3]
        likely = of_acts[widest] > 0.4 * of_acts[widest].max(axis=1)[:, None]
        for k, lives in enumerate(found):
            its = (likely == np.array([[k >> bit & 1] for bit in range(3)])).all(axis=0)
            assert lives.tolist() == places[its].tolist()


def test_lives_who_are_all_alike_stand_in_one_part() -> None:
    world = build(load_scenario("ladder", people=5000), 1).world
    assert (len(world.order), world.stops.shape[1]) == (0, 1)
    assert (world.stops[:, 0] == world.grids["lives"]).all()


def test_nobody_of_a_part_ever_does_more_than_there_is_room_for() -> None:
    """The room of an act is the highest hazard of a life of the part at any age to come; common ones have no more."""
    widths, engine = streams()
    acts, close = engine.law.acts[0], 0
    for g in range(len(engine.world.grids)):
        for part, lives in enumerate(parts(engine, g)):
            for k, act in enumerate(acts if len(lives) else ()):
                highest = hazards(act, engine.world.person[lives]).max()
                width = widths[g, part, len(ALARM_NAMES) + k]
                assert width >= highest * (1 - 1e-9), act
                close += width < 1.000001 * highest
    assert close >= 20 * len(engine.world.grids)


def test_fewer_candidates_than_one_room_for_a_whole_grid() -> None:
    """Parts spare three of ten candidates at least of those that the likeliest life of each grid would ask for."""
    widths, engine = streams()
    lives = np.diff(engine.world.stops, axis=1, prepend=0.0)
    drawn = (lives[..., None] * widths).sum()
    assert drawn < 0.75 * (engine.world.grids["lives"] * np.where(lives[..., None] > 0, widths, 0).max(1).sum(1)).sum()


def test_no_regime_plays_a_part_in_the_streams() -> None:
    widths, engine = streams()
    for options in ({"regime": "rongcheng-2013"}, {"off": ("informants", "deterrence", "ambition", "officers")}):
        its, other = streams(**options)
        for name in ("order", "stops", "spacing"):
            np.testing.assert_array_equal(getattr(engine.world, name), getattr(other.world, name))
        np.testing.assert_array_equal(widths, its)


def test_the_first_slot_that_a_mark_can_mean() -> None:
    _, engine = streams()
    ends, guides = engine.world.ends[0], engine.world.guides[0]
    for u in np.random.default_rng(3).random(500):
        for g, part in np.ndindex(*ends.shape[:2]):
            slot = int(np.searchsorted(ends[g, part], u, side="right"))
            assert guides[g, part, int(u * guides.shape[-1])] <= slot


def test_who_grows_older_grows_along_the_curve() -> None:
    """An act that only people above 40 do is one of nobody younger, in a run in which many come to be 40."""
    scenario, _ = under(EVERYTHING, people=1000, days=900, tick_days=7)
    own = scenario.rulebook.act_conduct
    k = scenario.rulebook.act_names.index("jaywalk")
    assert own[k] is not None
    late = replace(own[k], ages=((40 * 365, 0.0), (42 * 365, 1.0)))
    book = replace(scenario.rulebook, act_conduct=(*own[:k], late, *own[k + 1 :]))
    engines: list[Engine] = []
    lives = np.arange(scenario.people)
    simulate(replace(scenario, rulebook=book), on_built=engines.append, traced=lives, threads=1)
    born = engines[0].world.person["birth_day"]
    ages = [(line.day - int(born[i])) / 365 for i in lives for line in read_trace(engines[0], int(i))
            if line.kind == "act" and line.act == "jaywalk"]  # fmt: skip
    at_first = [(-int(born[i])) / 365 for i in lives for line in read_trace(engines[0], int(i))
                if line.kind == "act" and line.act == "jaywalk"]  # fmt: skip
    assert len(ages) > 300
    assert min(ages) > 39.5
    assert min(at_first) < 39.5, "some of them were younger on day 0"
