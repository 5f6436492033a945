"""Where lives are: provinces by largest remainder, cut into districts, and these into urban or rural grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from credopolis.core.errors import BadValue
from credopolis.society.tables import SocietyTables

FEWEST_PEOPLE = 1_000
MOST_PEOPLE = 2_000_000_000
MOST_GRID_LIVES = 40_000
"""A grid may hold half as many again, and a scheduled event names its life within the grid by 16 bits."""


@dataclass(frozen=True)
class Layout:
    """Lives of a grid are contiguous, as are grids of a district and districts of a province.

    grid_start : (n_grids + 1,) int64, index of the first life of each grid; the last entry is `people`
    grid_urban : (n_grids,) uint8, 1 if the grid is urban
    district_grid_start : (n_districts + 1,) int64, index of the first grid of each district
    district_province : (n_districts,) int16, index into `province_names`
    """

    province_names: tuple[str, ...]
    people: int
    grid_start: npt.NDArray[np.int64] = field(repr=False)
    grid_urban: npt.NDArray[np.uint8] = field(repr=False)
    district_grid_start: npt.NDArray[np.int64] = field(repr=False)
    district_province: npt.NDArray[np.int16] = field(repr=False)

    @property
    def n_grids(self) -> int:
        """Number of grids."""
        return len(self.grid_urban)

    @property
    def n_districts(self) -> int:
        """Number of districts."""
        return len(self.district_province)

    def lives_of_district(self, district: int) -> tuple[int, int]:
        """First life of a district, and the first life after it."""
        first, last = self.district_grid_start[district : district + 2]
        return int(self.grid_start[first]), int(self.grid_start[last])

    def district_of_life(self, life: int) -> int:
        """District in which a life is.

        Raises
        ------
        BadValue
            If there is no such life.
        """
        if not 0 <= life < self.people:
            raise BadValue("The number of the life", life, f"0 to {self.people - 1}")
        grid = int(np.searchsorted(self.grid_start, life, side="right")) - 1
        return int(np.searchsorted(self.district_grid_start, grid, side="right")) - 1


def plan(tables: SocietyTables, people: int, grid_lives: int = 1000, district_grids: int = 64) -> Layout:
    """Lay out `people` lives over the provinces of the tables.

    Every province has its share of the lives by largest remainder. Its grids hold about `grid_lives` lives and
    differ by one at most; a province without lives has no grid. A grid is urban or rural as a whole, chosen by
    cumulative rounding over the nation, so that the urban share of the nation and of every province is met
    within one grid.

    Raises
    ------
    BadValue
        If people, grid_lives or district_grids are out of range.
    """
    _check("The number of people", people, FEWEST_PEOPLE, MOST_PEOPLE)
    _check("The number of lives in a grid", grid_lives, 10, MOST_GRID_LIVES)
    _check("The number of grids in a district", district_grids, 1, 10_000)
    lives = largest_remainder([row.population for row in tables.provinces], people)
    starts, urban, district_starts, district_province = [np.zeros(1, np.int64)], [], [np.zeros(1, np.int64)], []
    first_life = first_grid = 0
    owed = 0.0
    for province, (row, n_lives) in enumerate(zip(tables.provinces, lives, strict=True)):
        if n_lives == 0:
            continue
        n_grids = max(1, (2 * n_lives + grid_lives) // (2 * grid_lives))
        n_districts = max(1, (2 * n_grids + district_grids) // (2 * district_grids))
        cuts = _even_cuts(n_lives, n_grids)
        starts.append(first_life + cuts[1:])
        chosen, owed = _urban_grids(row.urban_share, cuts, owed)
        urban.append(chosen)
        district_starts.append(first_grid + _even_cuts(n_grids, n_districts)[1:])
        district_province.append(np.full(n_districts, province, np.int16))
        first_life, first_grid = first_life + n_lives, first_grid + n_grids
    return Layout(
        province_names=tuple(row.name for row in tables.provinces),
        people=people,
        grid_start=np.concatenate(starts),
        grid_urban=np.concatenate(urban),
        district_grid_start=np.concatenate(district_starts),
        district_province=np.concatenate(district_province),
    )


def largest_remainder(weights: Sequence[int], total: int) -> list[int]:
    """Whole numbers in proportion to integer weights that add up to `total`; ties go to the earlier one."""
    whole = sum(weights)
    shares = [weight * total // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(weights[i] * total % whole), i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _even_cuts(total: int, parts: int) -> npt.NDArray[np.int64]:
    """Cuts of 0..total into parts whose sizes differ by one at most: (parts + 1,) int64."""
    return total * np.arange(parts + 1, dtype=np.int64) // parts


def _urban_grids(share: float, cuts: npt.NDArray[np.int64], owed: float) -> tuple[npt.NDArray[np.uint8], float]:
    """Which grids of a province are urban, given the urban lives owed so far by rounding, and what is owed after."""
    n_lives, n_grids = int(cuts[-1]), len(cuts) - 1
    # Nearer to a whole than this, k shares would round to either side of k, and a grid be lost at each change of side.
    share = round(share, 12)
    carry = min(max(owed * n_grids / n_lives, -0.5), 0.5)
    due = np.floor(carry + share * np.arange(n_grids + 1) + 0.5)
    # With a carry of exactly one half the first rounding may already count a grid that no province has.
    due[0] = 0.0
    urban = np.clip(np.diff(due), 0.0, 1.0).astype(np.uint8)
    lived = int(np.dot(urban.astype(np.int64), np.diff(cuts)))
    return urban, owed + share * n_lives - lived


def _check(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BadValue(what, value, f"{least:,} to {most:,}")
