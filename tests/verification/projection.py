"""Who lives after some years, worked out twice without the engine: by cohorts, and household by household.

Cohort-component projection: the people of day 0 by province, sex and month of age, women of an age to give birth by
children at home as well, moved a month at a time. The microsimulation draws deaths and births of single people of whole
households, month by month, with a generator of its own. Rates are those that the model states, read from its tables by
the readers of the twin (`tests/engine/twin_lives.py`).

Source: Preston, Heuveline and Guillot 2001, Demography: Measuring and Modeling Population Processes, chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.core.schema import FEMALE
from credopolis.engine.scenario import Scenario
from tests.engine.twin_lives import AGES, births_a_year, death_rates, fertility, mortality, orders

MONTHS = 12 * 115
PARITIES = 3
MONTH_DAYS = 365.25 / 12
BOYS = 0.527  # share of boys among births, `male_share_of_minors` of the society
Values = NDArray[np.float64]


def year_of(start: date, month: int) -> int:
    """Calendar year in which a month of a run lies, by its middle."""
    return date.fromordinal(start.toordinal() + int((month + 0.5) * MONTH_DAYS)).year


def hazards(year: int) -> Values:
    """Deaths a life and year by sex and month of age, of the nation."""
    period = "2010-2015" if year < 2015 else "2015-2020" if year < 2020 else "2020-2025"
    groups = np.searchsorted([12 * age for age in AGES], np.arange(MONTHS), side="right") - 1
    return np.array([[death_rates()[period, sex, AGES[g]] for g in groups] for sex in ("male", "female")])


def births_by_age(scenario: Scenario, year: int) -> Values:
    """Births a woman and year by month of age and children at home, of the nation."""
    rates = births_a_year()[min(max(year, 2005), 2023)]
    p, found = scenario.regime.births, np.zeros((MONTHS, PARITIES))
    times = orders(scenario.tables, p.second_share, p.third_share)
    for age, rate in rates.items():
        for order in range(PARITIES):
            found[12 * age : 12 * (age + 5), order] = rate * times[age, order] * p.level
    return found


@dataclass
class Projected:
    """What a projection says. living : (provinces, 2, MONTHS). births, deaths : by calendar year, of each province."""

    living: Values
    births: dict[int, Values]
    deaths: dict[int, Values]
    of_order: dict[int, Values]


def people_of(scenario: Scenario, engine: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """People of day 0, and their provinces."""
    world = engine.world
    places = np.diff(np.append(world.grids["start"][world.districts["grid_start"]], len(world.person)))
    return world.person, np.repeat(world.districts["province"], places)


def project(scenario: Scenario, person: NDArray[Any], province: NDArray[np.int64]) -> Projected:
    """The cohort-component projection over a run. person : of day 0 alone."""
    n = len(scenario.tables.provinces)
    month = np.clip((-person["birth_day"] / MONTH_DAYS).astype(int), 0, MONTHS - 1)
    female = (person["flags"] & FEMALE) > 0
    men, women = np.zeros((n, MONTHS)), np.zeros((n, MONTHS, PARITIES))
    np.add.at(men, (province[~female], month[~female]), 1.0)
    parity = np.minimum(person["children"], PARITIES - 1)
    np.add.at(women, (province[female], month[female], parity[female]), 1.0)
    dying, bearing = np.array(mortality(scenario.tables)), np.array(fertility(scenario.tables))
    births: dict[int, Values] = {}
    deaths: dict[int, Values] = {}
    of_order: dict[int, Values] = {}
    for step in range(round(scenario.days / MONTH_DAYS)):
        year = year_of(scenario.start, step)
        rate = hazards(year) * (scenario.regime.deaths.level / 12)
        born = births_by_age(scenario, year)[None] / 12 * bearing[:, None, None] * women
        babies = born.sum(axis=(1, 2))
        left = [np.exp(-rate[sex][None] * dying[:, None]) for sex in (0, 1)]
        gone = (men * (1 - left[0])).sum(axis=1) + (women * (1 - left[1])[..., None]).sum(axis=(1, 2))
        women = women - born
        women[:, :, 1] += born[:, :, 0]
        women[:, :, 2] += born[:, :, 1] + born[:, :, 2]
        men, women = men * left[0], women * left[1][..., None]
        men, women = np.roll(men, 1, axis=1), np.roll(women, 1, axis=1)
        men[:, -1] += men[:, 0]
        women[:, -1] += women[:, 0]
        first = np.exp(-rate[:, 0] / 2)  # the newborn are half a month old on average
        men[:, 0], women[:, 0] = babies * BOYS * first[0], 0.0
        women[:, 0, 0] = babies * (1 - BOYS) * first[1]
        lost = babies * (BOYS * (1 - first[0]) + (1 - BOYS) * (1 - first[1]))
        births[year] = births.get(year, np.zeros(n)) + babies
        deaths[year] = deaths.get(year, np.zeros(n)) + gone + lost
        of_order[year] = of_order.get(year, np.zeros(PARITIES)) + born.sum(axis=(0, 1))
    return Projected(np.stack([men, women.sum(axis=2)], axis=1), births, deaths, of_order)


def households_after(scenario: Scenario, person: NDArray[Any], province: NDArray[np.int64], seed: int) -> Values:
    """Share of households by how many live in them after a run, 1 to 10 and more, by the microsimulation."""
    rng = np.random.default_rng(seed)
    number = np.cumsum(person["place"] == 0) - 1
    month = np.clip((-person["birth_day"] / MONTH_DAYS).astype(int), 0, MONTHS - 1)
    sex, children = ((person["flags"] & FEMALE) > 0).astype(int), person["children"].astype(int)
    home, place, alive = number.copy(), province.copy(), np.ones(len(person), bool)
    dying, bearing = np.array(mortality(scenario.tables)), np.array(fertility(scenario.tables))
    for step in range(round(scenario.days / MONTH_DAYS)):
        year = year_of(scenario.start, step)
        rate = hazards(year)[sex, month] * dying[place] / 12 * scenario.regime.deaths.level
        bears = births_by_age(scenario, year)[month, np.minimum(children, PARITIES - 1)] / 12 * bearing[place]
        mothers = np.flatnonzero(alive & (sex == 1) & (rng.random(len(sex)) < bears))
        alive &= rng.random(len(sex)) >= 1 - np.exp(-rate)
        children[mothers] += 1
        month = np.minimum(month + 1, MONTHS - 1)
        girls = (rng.random(len(mothers)) >= BOYS).astype(int)
        month, sex = np.append(month, np.zeros(len(mothers), int)), np.append(sex, girls)
        children, alive = (
            np.append(children, np.zeros(len(mothers), int)),
            np.append(alive, np.ones(len(mothers), bool)),
        )
        home, place = np.append(home, home[mothers]), np.append(place, place[mothers])
    return shares_of_sizes(np.bincount(home[alive], minlength=int(number[-1]) + 1))


def shares_of_sizes(sizes: NDArray[Any]) -> Values:
    """Share of households in which anybody lives, by how many do: 1 to 9, and 10 and more."""
    counts = np.bincount(np.minimum(sizes[sizes > 0], 10), minlength=11)[1:]
    return np.asarray(counts / counts.sum())
