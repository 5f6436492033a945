"""The two kernels that draw the lives of grids: households first, then the people in them.

Men and members of minorities are kept near their shares within a grid: the chance of the next free life, or
household, leans gently against the deviation so far. This takes sampling noise out of provinces with few grids.
"""

import numpy as np

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.purposes import ATTRIBUTES, HOUSEHOLDS, TRAITS
from credopolis.core.schema import EMPLOYED, FEMALE, INTERNET, PARTNERED, PARTY, STUDENT, URBAN
from credopolis.core.schema import MINORITY as MINORITY_FLAG
from credopolis.society.columns import COUPLE_OF_LARGER, COUPLE_OF_TWO, FREE_MALE, MALE_SHARE, MINORITY
from credopolis.society.households import (
    AGE,
    AT_GROUP,
    AT_KIND,
    CHILDREN_HERE,
    ELDEST,
    FATHER,
    FLAGS,
    MOTHER,
    alone,
    couple,
    shared,
    size_of,
)  # fmt: skip
from credopolis.society.people import (
    ADULT_AGE,
    DISSENT,
    FIRST_WORK,
    FOR_INTERNET,
    FOR_PARTY,
    FOR_RETIREMENT,
    FOR_SCHOOL,
    FOR_WORK,
    GUANXI_AT,
    GUANXI_MASK,
    HONESTY,
    IN_SCHOOL,
    OFFICIAL,
    OUT_OF_WORK,
    PROSOCIALITY,
    RISK_AVERSION,
    field16,
    level_of,
    luck,
    occupation_of,
    school,
    trait,
)  # fmt: skip

OF_HOUSEHOLD, OF_PERSON, OF_TRAITS = np.int64(HOUSEHOLDS), np.int64(ATTRIBUTES), np.int64(TRAITS)
ON_DAY_0 = np.int64(0)
# Counters of the streams: a person's two draws and its household's luck; traits of a person and of its household.
AT_PERSON, AT_PERSON_WORK, AT_LUCK = np.arange(3)
AT_TRAITS, AT_HOUSEHOLD_TRAITS = np.arange(2)
LEAN_MALE, LEAN_MINORITY, FARTHEST_LEAN = 0.05, 0.02, 0.2


@hot
def leaned(share, lean):
    """A share moved by `lean`, but at most four fifths of the way to 0 or 1."""
    return min(max(share + lean, share * FARTHEST_LEAN), 1.0 - (1.0 - share) * FARTHEST_LEAN)


@hot
def write_household(lives, at, h, n, common):
    """Copy a household of n from `h` to its columns from index `at` on; returns how many of it are men."""
    men = 0
    for j in range(n):
        i = at + j
        men += 0 if h[j, FLAGS] & FEMALE else 1
        lives.birth_day[i] = -h[j, AGE]
        lives.flags[i] = h[j, FLAGS] | common
        lives.place[i], lives.household_size[i] = j, n
        lives.mother[i], lives.father[i] = h[j, MOTHER], h[j, FATHER]
        lives.eldest_child[i], lives.children[i] = h[j, ELDEST], h[j, CHILDREN_HERE]
    return men


@hot_kernel
def draw_households(seed, lives, grid_start, grid_urban, grid_province, base, rates, q, cumulative, h, span):
    """Draw the households of consecutive grids.

    lives : `Members` whose index 0 is life `base`
    grid_start : (n + 1,) int64, global index of the first life of each grid
    grid_urban : (n,) uint8; grid_province : (n,) int16
    rates, q, cumulative : see `HouseholdTables`
    h : (10, 6) int64, scratch for a household; span : (2, 2) int64, scratch
    """
    for g in range(len(grid_urban)):
        r = rates[grid_province[g]]
        male_owed, minority_owed = 0.0, 0.0
        life, end = grid_start[g], grid_start[g + 1]
        while life < end:
            key = key_of(seed, OF_HOUSEHOLD, life, ON_DAY_0)
            n = min(size_of(key, r), end - life)
            h[:n] = 0
            free_male = leaned(r[FREE_MALE], LEAN_MALE * male_owed)
            couples = r[COUPLE_OF_TWO] if n == 2 else r[COUPLE_OF_LARGER]
            core = 2 if n > 1 and unit(draw_at(key, AT_KIND)) < couples else 1
            if n == 1:
                alone(h, key, r, q, free_male)
            elif n == 2 and core == 2:
                couple(h, key, r, q)
            else:
                shared(h, key, r, q, cumulative, n, core, free_male, span)
            minority = unit(draw_at(key, AT_GROUP)) < leaned(r[MINORITY], LEAN_MINORITY * minority_owed)
            minority_owed += n * (r[MINORITY] - (1.0 if minority else 0.0))
            common = (URBAN if grid_urban[g] else 0) | (MINORITY_FLAG if minority else 0)
            male_owed += n * r[MALE_SHARE] - write_household(lives, life - base, h, n, common)
            life += n


@hot
def attributes(bits, more, flags, education, age, area, retired, chances, party, internet):
    """Flags and occupation of a life from its draws, given its education; the tables are those of `PeopleTables`."""
    female = 1 if flags & FEMALE else 0
    share = retired[0 if area == 0 else 1 + female, age]
    work = field16(more, FOR_WORK)
    occupation = occupation_of(age, education, share, chances[area], field16(bits, FOR_RETIREMENT), work)
    if occupation == IN_SCHOOL:
        flags |= STUDENT
    elif FIRST_WORK <= occupation < OUT_OF_WORK:
        flags |= EMPLOYED
    if age >= ADULT_AGE and field16(bits, FOR_PARTY) < party[female, 5 if occupation == OFFICIAL else education]:
        flags |= PARTY
    if field16(bits, FOR_INTERNET) < internet[area, age]:
        flags |= INTERNET
    return flags, occupation


@hot
def place_income(seed, place, flags, education, income, first, last, base, origin, standing, cuts, points):
    """Income classes of the lives first to last - 1 of a grid, by household.

    Its points are those of its area and province (`origin`), of its core's schooling, and luck.
    """
    total = np.int64(0)
    for life in range(first, last):
        i = life - base
        if place[i] == 0:
            partner = i + 1 if flags[i] & PARTNERED else i
            levels = np.int64(education[i]) + np.int64(education[partner])
            key = key_of(seed, OF_PERSON, life, ON_DAY_0)
            total = origin + standing[1] * levels + luck(draw_at(key, AT_LUCK), standing[2])
        income[i] = 1 + level_of(cuts, total)
        if len(points) > 0:
            points[i] = total


@hot_kernel
def draw_people(seed, lives, grid_start, grid_urban, grid_province, base, t, points):
    """Draw the people of consecutive grids whose households are drawn.

    lives : `Persons` whose index 0 is life `base`; grids as for `draw_households`; t : `PeopleTables`
    points : (n_lives,) int32 to receive the standing of each life, or (0,)
    """
    for g in range(len(grid_urban)):
        p, area = np.int64(grid_province[g]), np.int64(grid_urban[g])
        household = np.uint64(0)
        for life in range(grid_start[g], grid_start[g + 1]):
            i = life - base
            key = key_of(seed, OF_PERSON, life, ON_DAY_0)
            age = min(-np.int64(lives.birth_day[i]) * 4 // 1461, 129)
            bits, more = draw_at(key, AT_PERSON), draw_at(key, AT_PERSON_WORK)
            education = school(age, t.schooling[p, area], t.cohort_of_age, field16(bits, FOR_SCHOOL))
            flags, occupation = attributes(
                bits, more, np.int64(lives.flags[i]), education, age, area, t.retired, t.work, t.party, t.internet
            )
            lives.flags[i], lives.education[i], lives.occupation[i] = flags, education, occupation
            key = key_of(seed, OF_TRAITS, life, ON_DAY_0)
            if lives.place[i] == 0:
                household = draw_at(key, AT_HOUSEHOLD_TRAITS)
            bits = draw_at(key, AT_TRAITS)
            lives.honesty[i] = trait(t.rank, t.level, HONESTY, household, bits)
            lives.prosociality[i] = trait(t.rank, t.level, PROSOCIALITY, household, bits)
            lives.dissent[i] = trait(t.rank, t.level, DISSENT, household, bits)
            lives.risk_aversion[i] = trait(t.rank, t.level, RISK_AVERSION, household, bits)
            kind = 2 if occupation == OFFICIAL else (1 if flags & PARTY else 0)
            lives.guanxi[i] = t.guanxi[kind, np.int64((bits >> GUANXI_AT) & GUANXI_MASK)]
        first, last = grid_start[g], grid_start[g + 1]
        origin = np.int64(t.province_points[p]) + t.standing[0] * area
        place_income(
            seed, lives.place, lives.flags, lives.education, lives.income,
            first, last, base, origin, t.standing, t.cuts, points,
        )  # fmt: skip
