"""Slots: where lives and the potential births beside them have their places.

Without potential births a life's place is its number. With them a household's places are its members' and, behind
these, those of who may be born in it, so households stay together. A life keeps its number, which is the key of its
draws; only where it lies moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from credopolis.core.errors import BadValue
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.society.births import MOST_OF_A_HOUSEHOLD, count_births, place_births
from credopolis.society.columns import FIXED_COLUMNS, BirthTables, Found, Kin, Unborn
from credopolis.society.tables import SocietyTables

_FERTILE_WOMEN = 0.26  # of lives, rather more than in any province
MOST_GRID_PLACES = 2**16 - 1
"""A scheduled event names the place of its life within the grid by 16 bits; the last of these names nobody."""


@dataclass(frozen=True)
class Slots:
    """Places of the lives of some grids, and of who may be born.

    start : (n_grids + 1,) int64, the first place of each grid, and the one after the last. places : (n_lives,) int64,
    the place of each life. columns : the fixed columns of all places. marks : (n_unborn,) float64 in [0, 1), of who may
    be born, in the order of their places.
    """

    start: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    columns: dict[str, Any]
    marks: npt.NDArray[np.float64]


def holds_slots(tables: SocietyTables) -> bool:
    """Whether a society holds places for lives who are not born yet."""
    return tables.params.births is not None and tables.params.births.potential


@lru_cache(maxsize=8)
def birth_tables(tables: SocietyTables) -> BirthTables:
    """The most births that vital rates allow, by a woman's age."""
    births = tables.params.births
    if births is None:
        raise BadValue("the society's vital rates", "none", "a part `births` in society.yaml")
    bands = births.fertility.value
    edges = np.array([*bands.starts, bands.end]) * DAYS_PER_YEAR_OF_RATES
    rates = np.array(bands.weights) / 1000.0 / DAYS_PER_YEAR_OF_RATES * births.at_most.value
    hazard = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    return BirthTables(edges, hazard, np.array([tables.params.households.male_share_of_minors.value]))


def slots_a_life(tables: SocietyTables, days: int) -> float:
    """Potential births a life in a run of so many days, roughly and rather more."""
    t = birth_tables(tables)
    return _FERTILE_WOMEN * float(t.hazard[-1] / (t.edges[-1] - t.edges[0])) * days


def lay_out(
    tables: SocietyTables, lives: Mapping[str, Any], grid_start: npt.NDArray[np.int64], seed: int, days: int
) -> Slots:
    """Draw the potential births of the lives of whole grids in a run of so many days, and give everybody a place.

    lives : the fixed columns, by name. grid_start : (n_grids + 1,), number of the first life of each grid.

    Raises
    ------
    BadValue
        If a household may have more than there is room for, or a grid more places than events can name.
    """
    t, n_lives, first = birth_tables(tables), int(grid_start[-1] - grid_start[0]), int(grid_start[0])
    kin = Kin(*(np.ascontiguousarray(lives[name]) for name in Kin._fields))
    found = Found(*(np.zeros(MOST_OF_A_HOUSEHOLD, dtype) for dtype in (np.int64, np.bool_, np.int64, "f8", np.uint64)))
    counts = np.zeros(n_lives, np.uint8)
    if count_births(seed, kin, first, days, t, found, counts) >= 0:
        remedy = "Run fewer years, or lower births.at_most of the society."
        raise BadValue("the potential births of a household", f"over {MOST_OF_A_HOUSEHOLD}", "fewer", remedy)
    behind = np.cumsum(counts, dtype=np.int64)
    of_household = np.arange(n_lives) - lives["place"]
    places = np.arange(n_lives) + (behind - counts)[of_household]
    total = n_lives + int(behind[-1]) if n_lives else 0
    start = np.append(places, total)[grid_start - first]
    if np.diff(start).max(initial=0) > MOST_GRID_PLACES:
        remedy = "Use smaller grids (grid_lives), or fewer years."
        raise BadValue("the places of a grid", int(np.diff(start).max()), f"at most {MOST_GRID_PLACES:,}", remedy)
    columns = {name: np.zeros(total, lives[name].dtype) for name in FIXED_COLUMNS}
    for name, column in columns.items():
        column[places] = lives[name]
    marks = np.zeros(total - n_lives)
    out = Unborn(mark=marks, **{name: columns[name] for name in Unborn._fields if name in columns})
    place_births(seed, kin, first, days, t, found, counts, places, out)
    return Slots(start, places, columns, marks)
