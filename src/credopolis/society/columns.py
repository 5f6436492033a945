"""What the kernels of this room read and write: plain arrays, gathered in named tuples."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

F8 = npt.NDArray[np.float64]


class Members(NamedTuple):
    """Columns that the household kernel writes, each (n_lives,); see core.schema for units."""

    birth_day: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint16]
    place: npt.NDArray[np.uint8]
    household_size: npt.NDArray[np.uint8]
    mother: npt.NDArray[np.int8]
    father: npt.NDArray[np.int8]
    eldest_child: npt.NDArray[np.int8]
    children: npt.NDArray[np.uint8]


class Persons(NamedTuple):
    """Columns that the people kernel reads (the first three) and writes (all but birth_day and place)."""

    birth_day: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint16]
    place: npt.NDArray[np.uint8]
    education: npt.NDArray[np.uint8]
    occupation: npt.NDArray[np.uint8]
    income: npt.NDArray[np.uint8]
    honesty: npt.NDArray[np.uint8]
    prosociality: npt.NDArray[np.uint8]
    dissent: npt.NDArray[np.uint8]
    risk_aversion: npt.NDArray[np.uint8]
    guanxi: npt.NDArray[np.uint8]


FIXED_COLUMNS = tuple(dict.fromkeys(Members._fields + Persons._fields))


class Kin(NamedTuple):
    """Columns of lives from which potential births are drawn, each (n_lives,)."""

    birth_day: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint16]
    household_size: npt.NDArray[np.uint8]
    income: npt.NDArray[np.uint8]


class Unborn(NamedTuple):
    """Columns that potential births fill, each (n_places,); and mark : (n_unborn,), in [0, 1)."""

    birth_day: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint16]
    place: npt.NDArray[np.uint8]
    household_size: npt.NDArray[np.uint8]
    mother: npt.NDArray[np.int8]
    father: npt.NDArray[np.int8]
    income: npt.NDArray[np.uint8]
    mark: F8


class Found(NamedTuple):
    """Potential births of one household, scratch, each (most of a household,).

    due : day of birth. mother : her place in the household. mark : in [0, 1). key : of the child's own stream.
    """

    due: npt.NDArray[np.int64]
    female: npt.NDArray[np.bool_]
    mother: npt.NDArray[np.int64]
    mark: F8
    key: npt.NDArray[np.uint64]


class BirthTables(NamedTuple):
    """edges : (n,), a woman's ages in days; hazard : (n,), births that are possible up to each; male_share : (1,)."""

    edges: F8
    hazard: F8
    male_share: F8


class Grids(NamedTuple):
    """Consecutive grids to draw, and the life to which index 0 of the columns belongs.

    start : (n + 1,) int64, global index of the first life of each grid; urban : (n,) uint8; province : (n,) int16
    """

    start: npt.NDArray[np.int64]
    urban: npt.NDArray[np.uint8]
    province: npt.NDArray[np.int16]
    base: int


# Entries of a province's row of `HouseholdTables.rates`: those of `roles.Roles`, then those common to the nation.
(
    ONE_PERSON, ALONE_ELDER, COUPLE_ELDER, MINOR, ELDER, ELDER_65, FREE_MALE, MALE_SHARE, MINORITY, PAIRED_LEAN,
    SINGLE_LEAN, COUPLE_OF_TWO, COUPLE_OF_LARGER, MINOR_0_14, MALE_MINOR, MALE_PARENT, MALE_ELDER_ALONE,
    MALE_GRANDPARENT, OLDER_MALE, GAP_MEAN, GAP_SPREAD, RANK_SPREAD,
) = range(22)  # fmt: skip
# Then lists: how the chance of a further minor or elder falls with those already there, and household sizes.
MORE_MINORS, MORE_ELDERS, SIZES = 22, 26, 30
N_DAMPING, N_SIZES = 4, 9
N_RATES = SIZES + N_SIZES
# Rows of `HouseholdTables.quantile` and of `HouseholdTables.cumulative`.
CHILDREN, ALONE, COUPLES, ELDERS, ELDERS_AT_HOME = range(5)
FIRST_BIRTH, CARERS, GROWN = range(3)


class HouseholdTables(NamedTuple):
    """Tables of the household kernel.

    rates : (n_provinces, 39), probabilities, years and lists as named above; the sizes are cumulative shares of
        households of 2, 3, ... 10 lives among those of two or more
    quantile : (5, 257), ages in years at the 256ths
    cumulative : (3, 106), shares younger than each whole year
    """

    rates: F8
    quantile: F8
    cumulative: F8


class PeopleTables(NamedTuple):
    """Tables of the people kernel; chances are in 65,536ths unless another unit is given.

    cohort_of_age : (130,), cohort of schooling, by age in years
    schooling : (n_provinces, 2, n_cohorts, 4), cumulative chances of the levels, by area
    retired : (3, 130), chance by age, for rural lives, urban men, urban women
    work : (2, 5, 6), cumulative chances of the seven occupations, by area and schooling
    party : (2, 6), men and women by schooling, officials last
    internet : (2, 130), by area and age
    rank : (4, 3, 256), lattice values of the factors of each trait
    level : (4, 8192), level of each trait at each lattice point
    guanxi : (3, 4096), levels at even ranks, for others, party members, officials
    standing : (3,), points for urban and for each level of schooling, and the number of bytes of luck
    province_points : (n_provinces,), points of a household's province
    cuts : (4,), points at which the income classes 2 to 5 begin
    """

    cohort_of_age: npt.NDArray[np.uint8]
    schooling: npt.NDArray[np.int32]
    retired: npt.NDArray[np.int32]
    work: npt.NDArray[np.int32]
    party: npt.NDArray[np.int32]
    internet: npt.NDArray[np.int32]
    rank: npt.NDArray[np.int16]
    level: npt.NDArray[np.uint8]
    guanxi: npt.NDArray[np.uint8]
    standing: npt.NDArray[np.int32]
    province_points: npt.NDArray[np.int32]
    cuts: npt.NDArray[np.int32]
