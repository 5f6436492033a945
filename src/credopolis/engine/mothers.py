"""Who may give birth in a society as it is drawn: women by age and children, and the births that are drawn for them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from credopolis.core.schema import FEMALE
from credopolis.mechanisms.births import FIRST_AGE, GROUP_YEARS, GROUPS, N_AGES, ORDERS
from credopolis.society.tables import SocietyTables
from credopolis.society.typical import typical_lives


@lru_cache(maxsize=8)
def women_of(tables: SocietyTables) -> tuple[tuple[float, ...], ...]:
    """Women by age group of mothers and by children that live with them: 0, 1, more."""
    lives = typical_lives(tables)
    group = (lives.age * 4 // 1461 - FIRST_AGE) // GROUP_YEARS
    able = (lives.flags & FEMALE > 0) & (group >= 0) & (group < len(GROUPS))
    at = group[able] * len(ORDERS) + np.minimum(lives.children[able], len(ORDERS) - 1)
    counts = np.bincount(at, lives.weight[able], len(GROUPS) * len(ORDERS))
    return tuple(tuple(row) for row in counts.reshape(len(GROUPS), len(ORDERS)).tolist())


@lru_cache(maxsize=8)
def births_drawn(tables: SocietyTables) -> tuple[float, ...]:
    """Potential births a woman and year by year of age; 0 where there are none, or the society has no vital rates."""
    births = tables.params.births
    if births is None:
        return (0.0,) * N_AGES
    bands, most = births.fertility.value, births.at_most.value
    edges = (*bands.starts, bands.end)
    found = []
    for age in range(FIRST_AGE, FIRST_AGE + N_AGES):
        rates = [w for low, high, w in zip(edges, edges[1:], bands.weights, strict=False) if low <= age < high]
        found.append(rates[0] / 1000.0 * most if rates else 0.0)
    return tuple(found)
