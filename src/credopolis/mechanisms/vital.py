"""Vital rates as tables: how many die and are born, by sex, age and period, and how provinces differ from the nation.

The tables are files beside this one (`tables/`), each row with its source. Before the first period the first holds, and
after the last the last. A province that no table knows is as the nation is.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.maths import exp

_FOLDER: Final = Path(__file__).parent / "tables"
PERIODS: Final = ("2010-2015", "2015-2020", "2020-2025")
"""Five calendar years each; a period ends where the next begins."""
SEXES: Final = ("male", "female")
AGES: Final = (0, 1, *range(5, 101, 5))
"""Ages in completed years at which the groups of the life table begin; the last has no end."""
_NATION_2010: Final = 74.83  # life expectancy of the census of 2010, of which the provinces' are
_STEPS: Final = 60


def first_day(years: int) -> int:
    """The first day of life on which somebody has completed so many years of 365.25 days."""
    return -(-1461 * years // 4)


AGE_DAYS: Final = np.array([first_day(years) for years in AGES])
"""Days of life at which the groups begin, (22,) int64."""


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this folder."""
    with open(_FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def death_rates() -> NDArray[np.float64]:
    """Deaths a life and year by period, sex and age group: (3, 2, 22)."""
    rates = np.zeros((len(PERIODS), len(SEXES), len(AGES)))
    for row in table("life_table"):
        at = PERIODS.index(row["period"]), SEXES.index(row["sex"]), AGES.index(int(row["age_from"]))
        rates[at] = float(row["central_death_rate"])
    return rates


def period_ends(start: date) -> list[int]:
    """Days from the start of a run to the end of each period but the last; the last goes on."""
    return [(date(int(name[-4:]), 1, 1) - start).days for name in PERIODS[:-1]]


def life_expectancy(rates: NDArray[np.float64], times: float = 1.0) -> float:
    """Years that a newborn lives on average. rates : (22,), deaths a life and year, constant within an age group."""
    alive, years = 1.0, 0.0
    for k, rate in enumerate(rates.tolist()):
        hazard = rate * times
        left = float(exp(-hazard * (AGES[k + 1] - AGES[k]))) if k + 1 < len(AGES) else 0.0
        years += alive * (1.0 - left) / hazard
        alive *= left
    return years


@cache
def mortality_of(code: str) -> float:
    """How many times the nation's the death rates of a province are, at every age: 1 where no table knows its code.

    So that in the life table of 2010-2015 life expectancy, the mean of both sexes, is as many years above or below the
    nation's as it was in the census of 2010.
    """
    known = {row["code"]: float(row["life_expectancy_2010"]) for row in table("provinces")}
    if code not in known:
        return 1.0
    men, women = death_rates()[0]
    wanted = (life_expectancy(men) + life_expectancy(women)) / 2.0 + known[code] - _NATION_2010
    low, high = 0.1, 10.0
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if (life_expectancy(men, middle) + life_expectancy(women, middle)) / 2.0 > wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def birth_rate_of(code: str) -> float | None:
    """Births a life and year of a province in 2021, None where no table knows its code."""
    known = {row["code"]: float(row["birth_rate_2021_per_1000"]) / 1000.0 for row in table("provinces")}
    return known.get(code)
