"""Slots: where lives and the potential births beside them have their places.

Without potential births a life's place is its number. With them a household's places are its members' and, behind
these, those of who may be born in it, so households stay together. A life keeps its number, which is the key of its
draws; only where it lies moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from credopolis.core.errors import BadValue
from credopolis.society.births import MOST_OF_A_HOUSEHOLD, N_FIELDS, count_births, place_births
from credopolis.society.columns import FIXED_COLUMNS
from credopolis.society.tables import SocietyTables

YEAR = 365.25
_FERTILE_WOMEN = 0.26  # of lives, rather more than in any province
MOST_GRID_PLACES = 2**16 - 1
"""A scheduled event names the place of its life within the grid by 16 bits; the last of these names nobody."""


class Family(NamedTuple):
    """Columns that potential births are drawn from, and that they fill; each (n,), see core.schema for units."""

    birth_day: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint16]
    place: npt.NDArray[np.uint8]
    household_size: npt.NDArray[np.uint8]
    mother: npt.NDArray[np.int8]
    father: npt.NDArray[np.int8]
    income: npt.NDArray[np.uint8]


class BirthTables(NamedTuple):
    """edges : (n,) float64, ages in days; hazard : (n,) births that are possible up to each; male_share : (1,)."""

    edges: npt.NDArray[np.float64]
    hazard: npt.NDArray[np.float64]
    male_share: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Slots:
    """Places of the lives of some grids, and of who may be born.

    start : (n_grids + 1,) int64, the first place of each grid, and the one after the last. places : (n_lives,) int64,
    the place of each life. columns : the fixed columns of all places.
    """

    start: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    columns: dict[str, Any]


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
    edges = np.array([*bands.starts, bands.end]) * YEAR
    rates = np.array(bands.weights) / 1000.0 / YEAR * births.at_most.value
    hazard = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    return BirthTables(edges, hazard, np.array([tables.params.households.male_share_of_minors.value]))


def slots_a_life(tables: SocietyTables, days: int) -> float:
    """Potential births a life that a run of so many days holds, roughly and rather more; 0 where there are none."""
    if not holds_slots(tables):
        return 0.0
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
    family = Family(*(np.ascontiguousarray(lives[name]) for name in Family._fields))
    scratch = np.zeros((MOST_OF_A_HOUSEHOLD, N_FIELDS), np.int64), np.zeros(MOST_OF_A_HOUSEHOLD, np.uint64)
    counts = np.zeros(n_lives, np.uint8)
    if count_births(seed, family, first, days, t, *scratch, counts) >= 0:
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
    out = Family(*(columns[name] for name in Family._fields))
    place_births(seed, family, first, days, t, *scratch, counts, places, out)
    return Slots(start, places, columns)
