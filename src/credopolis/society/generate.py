"""Drawing the people of a society on day 0, grid by grid, into the fixed columns of their state.

Every life is a function of the tables, the seed and its index, so any district can be drawn alone, by any number
of threads, with the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from credopolis.core.errors import BadValue
from credopolis.core.schema import BORN_WITH, MOST_MEMBERS
from credopolis.society.arrays import household_tables, people_tables
from credopolis.society.columns import FIXED_COLUMNS, Grids, HouseholdTables, Members, PeopleTables, Persons
from credopolis.society.grids import draw_households, draw_people
from credopolis.society.households import N_FIELDS
from credopolis.society.layout import Layout
from credopolis.society.people import ADULT_AGE
from credopolis.society.schooling import schooling_chances
from credopolis.society.tables import SocietyTables

PILOT_SEED = 2020
PILOT_GRID_LIVES = 1_000
PILOT_GRIDS = 4
LEAST_GRIDS_A_TASK = 8
_DTYPES = {column.name: column.dtype for column in BORN_WITH}


def populate(
    tables: SocietyTables,
    layout: Layout,
    lives: Any,
    seed: int,
    districts: tuple[int, int] | None = None,
    threads: int = 2,
) -> None:
    """Draw the people of some districts into arrays.

    lives : a mapping or object with one array for each fixed column of core.schema, (n_lives of the districts,);
        index 0 is the first life of the first district
    districts : first district and the one after the last; all if None

    Raises
    ------
    BadValue
        If the seed, the districts, the threads or an array do not fit.
    """
    first, last = (0, layout.n_districts) if districts is None else districts
    if not 0 <= first <= last <= layout.n_districts:
        raise BadValue("The range of districts", (first, last), f"within 0 to {layout.n_districts}")
    if not 0 <= seed < 2**63:
        raise BadValue("The seed", seed, "0 to 2**63 - 1")
    if threads < 1:
        raise BadValue("The number of threads", threads, "1 or more")
    low, high = int(layout.district_grid_start[first]), int(layout.district_grid_start[last])
    base = int(layout.grid_start[low])
    columns = _checked(lives, int(layout.grid_start[high]) - base)
    provinces = np.repeat(layout.district_province, np.diff(layout.district_grid_start))
    households, people = household_tables(tables), calibrated(tables)
    no_points = np.zeros(0, np.int32)

    def draw(start: int, end: int) -> None:
        grids = Grids(layout.grid_start[start : end + 1], layout.grid_urban[start:end], provinces[start:end], base)
        _draw(seed, columns, grids, households, people, no_points)

    if threads == 1 or high - low <= LEAST_GRIDS_A_TASK:
        draw(low, high)
        return
    step = max(LEAST_GRIDS_A_TASK, (high - low) // (8 * threads))
    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(draw, start, min(start + step, high)) for start in range(low, high, step)]
        for task in tasks:
            task.result()


def empty_lives(n_lives: int) -> dict[str, Any]:
    """Arrays for the fixed columns of some lives."""
    return {name: np.zeros(n_lives, _DTYPES[name]) for name in FIXED_COLUMNS}


def _checked(lives: Any, n_lives: int) -> dict[str, Any]:
    """The arrays of the fixed columns, once they are seen to fit."""
    arrays = {}
    for name in FIXED_COLUMNS:
        array = lives[name] if isinstance(lives, Mapping) else getattr(lives, name)
        if array.shape != (n_lives,) or array.dtype != _DTYPES[name] or not array.flags.c_contiguous:
            raise BadValue(
                f"The array of {name}", f"{array.dtype} of {array.shape}", f"{_DTYPES[name]} of ({n_lives},)"
            )
        arrays[name] = array
    return arrays


def _draw(
    seed: int,
    lives: dict[str, Any],
    grids: Grids,
    households: HouseholdTables,
    people: PeopleTables,
    points: npt.NDArray[np.int32],
) -> None:
    """Call both kernels, with scratch arrays of their own."""
    members = Members(*(lives[name] for name in Members._fields))
    persons = Persons(*(lives[name] for name in Persons._fields))
    scratch = np.zeros((MOST_MEMBERS, N_FIELDS), np.int64), np.zeros((2, 2), np.int64)
    draw_households(seed, members, *grids, *households, *scratch)
    draw_people(seed, persons, *grids, people, points)


@lru_cache(maxsize=8)
def calibrated(tables: SocietyTables) -> PeopleTables:
    """Tables of the people kernel, with schooling and the income classes fitted on a small pilot of every province.

    The pilot draws the same number of lives for each province, with a seed of its own, so it depends on the tables
    only: on no size, layout or seed of a run.
    """
    n_provinces = len(tables.provinces)
    n_cohorts = len(tables.params.schooling.cohort_starts)
    no_schooling = np.zeros((n_provinces, 2, n_cohorts, 4), np.int32)
    no_cuts = np.zeros(4, np.int32)
    lives, _ = pilot(tables, people_tables(tables, no_schooling, no_cuts))
    ages = (-lives["birth_day"].astype(np.int64) * 4 // 1461).reshape(n_provinces, -1)
    starts = np.array([*tables.params.schooling.cohort_starts, 1000])
    schooling = np.stack([
        schooling_chances(row, tables.params.schooling, np.histogram(ages[p], starts)[0])
        for p, row in enumerate(tables.provinces)
    ])  # fmt: skip
    people = people_tables(tables, schooling, no_cuts)
    _, points = pilot(tables, people)
    return people._replace(cuts=_fifths(tables, ages >= ADULT_AGE, points.reshape(n_provinces, -1)))


def pilot(tables: SocietyTables, people: PeopleTables) -> tuple[dict[str, Any], npt.NDArray[np.int32]]:
    """The same number of lives for each province: their fixed columns, and the standing of each."""
    n_grids = PILOT_GRIDS * len(tables.provinces)
    starts = PILOT_GRID_LIVES * np.arange(n_grids + 1, dtype=np.int64)
    provinces = np.repeat(np.arange(len(tables.provinces), dtype=np.int16), PILOT_GRIDS)
    urban = np.zeros(n_grids, np.uint8)
    for p, row in enumerate(tables.provinces):
        urban[PILOT_GRIDS * p : PILOT_GRIDS * p + round(PILOT_GRIDS * row.urban_share)] = 1
    lives = empty_lives(int(starts[-1]))
    points = np.zeros(int(starts[-1]), np.int32)
    _draw(PILOT_SEED, lives, Grids(starts, urban, provinces, 0), household_tables(tables), people, points)
    return lives, points


def _fifths(
    tables: SocietyTables, adult: npt.NDArray[np.bool_], points: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Points above which each higher fifth of the nation's adults begins: (4,) int32."""
    low = int(points.min())
    counts = np.zeros(int(points.max()) - low + 2, np.int64)
    for p, row in enumerate(tables.provinces):
        values, lives = np.unique(points[p][adult[p]], return_counts=True)
        counts[values - low] += lives * row.population
    total = np.cumsum(counts)
    targets = [int(total[-1]) * k // 5 for k in range(1, 5)]
    return (low + np.searchsorted(total, targets) + 1).astype(np.int32)
