"""The kernel that draws the lives of grids: households first, then the people in them.

Men and members of minorities are kept near their shares within a grid: the chance of the next free life, or
household, leans gently against the deviation so far. This takes sampling noise out of provinces with few grids.
"""

import numpy as np

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.purposes import ATTRIBUTES, HOUSEHOLDS, TRAITS
from credopolis.core.schema import EMPLOYED, FEMALE, INTERNET, MINORITY as MINORITY_FLAG, PARTNERED, PARTY, STUDENT, URBAN
from credopolis.society.columns import COUPLE_OF_LARGER, COUPLE_OF_TWO, FREE_MALE, MALE_SHARE, MINORITY
from credopolis.society.households import (
    AGE, AT_GROUP, AT_KIND, CHILDREN_HERE, ELDEST, FATHER, FLAGS, MOTHER, alone, couple, shared,
    size_of,
)  # fmt: skip
from credopolis.society.people import (
    ADULT_AGE, FIRST_WORK, GUANXI_AT, GUANXI_MASK, IN_SCHOOL, OFFICIAL, OUT_OF_WORK, byte, field16, level_of, luck,
    occupation_of, school, trait,
)  # fmt: skip

LEAN_MALE, LEAN_MINORITY, FARTHEST_LEAN = 0.05, 0.02, 0.2


@hot
def leaned(share, lean):
    """A share moved by `lean`, but at most four fifths of the way to 0 or 1."""
    return min(max(share + lean, share * FARTHEST_LEAN), 1.0 - (1.0 - share) * FARTHEST_LEAN)


@hot
def draw_household(h, key, r, q, cumulative, room, free_male, span):
    """Draw one household of at most `room` lives into `h`; returns how many lives it has."""
    n = min(size_of(key, r), room)
    h[:n] = 0
    couples = r[COUPLE_OF_TWO] if n == 2 else r[COUPLE_OF_LARGER]
    core = 2 if n > 1 and unit(draw_at(key, AT_KIND)) < couples else 1
    if n == 1:
        alone(h, key, r, q, free_male)
    elif n == 2 and core == 2:
        couple(h, key, r, q)
    else:
        shared(h, key, r, q, cumulative, n, core, free_male, span)
    return n


@hot
def fill_households(seed, first, lives, at, n_lives, urban, r, q, cumulative, h, span):
    """Households of one grid: global index of its first life `first`, local index `at`; h and span are scratch."""
    male_owed, minority_owed = 0.0, 0.0
    done = 0
    while done < n_lives:
        key = key_of(seed, HOUSEHOLDS, first + done, 0)
        free_male = leaned(r[FREE_MALE], LEAN_MALE * male_owed)
        n = draw_household(h, key, r, q, cumulative, n_lives - done, free_male, span)
        minority = unit(draw_at(key, AT_GROUP)) < leaned(r[MINORITY], LEAN_MINORITY * minority_owed)
        minority_owed += n * (r[MINORITY] - (1.0 if minority else 0.0))
        common = (URBAN if urban else 0) | (MINORITY_FLAG if minority else 0)
        for j in range(n):
            i = at + done + j
            male_owed += r[MALE_SHARE] - (0.0 if h[j, FLAGS] & FEMALE else 1.0)
            lives.birth_day[i] = -h[j, AGE]
            lives.flags[i] = h[j, FLAGS] | common
            lives.place[i], lives.household_size[i] = j, n
            lives.mother[i], lives.father[i] = h[j, MOTHER], h[j, FATHER]
            lives.eldest_child[i], lives.children[i] = h[j, ELDEST], h[j, CHILDREN_HERE]
        done += n


@hot
def fill_people(seed, first, lives, at, n_lives, area, schooling, t):
    """Schooling, work, party and internet of the lives of one grid."""
    for i in range(at, at + n_lives):
        key = key_of(seed, ATTRIBUTES, first + i - at, 0)
        bits = draw_at(key, 0)
        flags = np.int64(lives.flags[i])
        age = min(-np.int64(lives.birth_day[i]) * 4 // 1461, 129)
        female = 1 if flags & FEMALE else 0
        education = school(age, schooling, t.cohort_of_age, field16(bits, 0))
        retired = t.retired[0 if area == 0 else 1 + female, age]
        more = field16(draw_at(key, 1), 0)
        occupation = occupation_of(age, education, retired, t.work[area], field16(bits, 1), more)
        if occupation == IN_SCHOOL:
            flags |= STUDENT
        elif FIRST_WORK <= occupation < OUT_OF_WORK:
            flags |= EMPLOYED
        if age >= ADULT_AGE and field16(bits, 2) < t.party[female, 5 if occupation == OFFICIAL else education]:
            flags |= PARTY
        if field16(bits, 3) < t.internet[area, age]:
            flags |= INTERNET
        lives.flags[i] = flags
        lives.education[i] = education
        lives.occupation[i] = occupation


@hot
def fill_traits(seed, first, lives, at, n_lives, t):
    """Traits and guanxi of the lives of one grid."""
    household = np.uint64(0)
    for i in range(at, at + n_lives):
        life = first + i - at
        key = key_of(seed, TRAITS, life, 0)
        if lives.place[i] == 0:
            household = draw_at(key, 1)
        bits = draw_at(key, 0)
        own = byte(bits, 0)
        lives.honesty[i] = trait(t.rank[0], t.level[0], byte(household, 0), own, byte(bits, 1))
        lives.prosociality[i] = trait(t.rank[1], t.level[1], byte(household, 1), own, byte(bits, 2))
        lives.dissent[i] = trait(t.rank[2], t.level[2], byte(household, 2), own, byte(bits, 3))
        lives.risk_aversion[i] = trait(t.rank[3], t.level[3], byte(household, 3), own, byte(bits, 4))
        kind = 2 if lives.occupation[i] == OFFICIAL else (1 if lives.flags[i] & PARTY else 0)
        lives.guanxi[i] = t.guanxi[kind, np.int64((bits >> GUANXI_AT) & GUANXI_MASK)]


@hot
def fill_income(seed, first, lives, at, n_lives, origin, t, points):
    """Income class of the households of one grid, from area, schooling of the core, province (`origin`) and luck."""
    done = 0
    while done < n_lives:
        i = at + done
        n = np.int64(lives.household_size[i])
        levels = 2 * np.int64(lives.education[i])
        if n > 1 and lives.flags[i] & PARTNERED:
            levels = np.int64(lives.education[i]) + np.int64(lives.education[i + 1])
        total = origin + t.standing[1] * levels
        total += luck(draw_at(key_of(seed, ATTRIBUTES, first + done, 0), 2), t.standing[2])
        income = 1 + level_of(t.cuts, total)
        for j in range(i, i + n):
            lives.income[j] = income
            if len(points) > 0:
                points[j] = total
        done += n


@hot_kernel
def draw_lives(seed, lives, grid_start, grid_urban, grid_province, base, households, people, points, h, span):
    """Draw the lives of consecutive grids.

    lives : columns whose index 0 is life `base`
    grid_start : (n + 1,) int64, global index of the first life of each grid
    grid_urban : (n,) uint8; grid_province : (n,) int16
    points : (n_lives,) int32 to receive the standing of each life, or (0,)
    h : (10, 6) int64, scratch for a household; span : (2, 2) int64, scratch
    """
    q, cumulative = households.quantile, households.cumulative
    for g in range(len(grid_urban)):
        first = grid_start[g]
        at, n = first - base, grid_start[g + 1] - first
        p, area = np.int64(grid_province[g]), np.int64(grid_urban[g])
        fill_households(seed, first, lives, at, n, area, households.rates[p], q, cumulative, h, span)
        fill_people(seed, first, lives, at, n, area, people.schooling[p, area], people)
        fill_traits(seed, first, lives, at, n, people)
        origin = np.int64(people.province_points[p] + people.standing[0] * area)
        fill_income(seed, first, lives, at, n, origin, people, points)
