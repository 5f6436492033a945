"""How many could do an act, by sex and year of age, in a society as it is drawn; and what of its rate falls to each.

Also how provinces differ in vital rates.
"""

from __future__ import annotations

from functools import lru_cache
from math import fsum
from typing import Final

import numpy as np

from credopolis.core.schema import FEMALE, FLAG_NAMES
from credopolis.engine.world import Array
from credopolis.mechanisms.births import FIRST_AGE, GROUP_YEARS, GROUPS, fertility
from credopolis.mechanisms.demography import YEARS, Table, factors, follows
from credopolis.mechanisms.vital import birth_rate_of, mortality_of
from credopolis.rulebook.conduct import ActConduct, Who
from credopolis.society.tables import SocietyTables
from credopolis.society.typical import TypicalLives, typical_lives

_YEAR_OF_PROVINCES: Final = 2021


@lru_cache(maxsize=256)
def could_do(tables: SocietyTables, who: Who) -> Table:
    """People who could do an act on day 0, by sex and year of age; of lists, which are a regime's, nothing is known."""
    lives = typical_lives(tables)
    year = np.minimum(lives.age * 4 // 1461, YEARS - 1)
    able = _able(lives, who)
    men, women = (
        np.bincount(year[of_sex], lives.weight[of_sex], YEARS).tolist()
        for of_sex in (able & (lives.flags & FEMALE == 0), able & (lives.flags & FEMALE > 0))
    )
    return tuple(men), tuple(women)


def _able(lives: TypicalLives, who: Who) -> Array:
    """Who can do an act by age, flags and children, as `engine.who` has it: (n_lives,) bool."""
    need, forbid = (sum(FLAG_NAMES[flag] for flag in flags) for flags in (who.is_, who.is_not))
    able = (lives.age >= who.min_age_days) & (lives.flags & need == need) & (lives.flags & forbid == 0)
    able &= lives.children >= who.min_children
    if who.max_age_days:
        able &= lives.age < who.max_age_days
    if who.child_age_days is not None:
        able &= (lives.eldest_age >= who.child_age_days[0]) & (lives.eldest_age <= who.child_age_days[1])
    return np.asarray(able)


def demography_of(tables: SocietyTables, conduct: ActConduct) -> Array | None:
    """The demographic factor of an act by sex and year of age, (2, YEARS) float64; None if it follows neither."""
    return np.array(factors(conduct, could_do(tables, conduct.who))) if follows(conduct) else None


@lru_cache(maxsize=8)
def mortality_by(tables: SocietyTables) -> Array:
    """How many times the nation's the death rates of each province are, with mean 1 over people: (n_provinces,)."""
    times = np.array([mortality_of(province.code) for province in tables.provinces])
    people = [float(province.population) for province in tables.provinces]
    return np.asarray(times * fsum(people) / fsum(t * n for t, n in zip(times.tolist(), people, strict=True)))


@lru_cache(maxsize=8)
def fertility_by(tables: SocietyTables) -> Array:
    """How many times the nation's the birth rates of each province are, at every age: (n_provinces,).

    So that, with the women of day 0 and the rates of 2021, provinces have the birth rates of 2021, and the nation the
    births that it would have without such differences. A province that no table knows is as the nation is.
    """
    lives, rates = typical_lives(tables), np.array(dict(fertility())[_YEAR_OF_PROVINCES])
    group = (lives.age * 4 // 1461 - FIRST_AGE) // GROUP_YEARS
    able = (lives.flags & FEMALE > 0) & (group >= 0) & (group < len(GROUPS))
    each = np.where(able, rates[np.clip(group, 0, len(GROUPS) - 1)], 0.0).reshape(len(tables.provinces), -1)
    born = [fsum(row) / len(row) for row in each.tolist()]
    known = [birth_rate_of(province.code) for province in tables.provinces]
    times = np.array([1.0 if k is None or b == 0.0 else k / b for k, b in zip(known, born, strict=True)])
    people = [b * province.population for b, province in zip(born, tables.provinces, strict=True)]
    whole = fsum(t * n for t, n in zip(times.tolist(), people, strict=True))
    return np.asarray(times * fsum(people) / whole) if whole > 0.0 else times
