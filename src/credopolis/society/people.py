"""The people kernel: schooling, work, party, internet, income, traits and guanxi of lives already in households."""

import numpy as np

from credopolis.core.draws import draw_at, key_of
from credopolis.core.jit import kernel, scalar
from credopolis.core.purposes import ATTRIBUTES, TRAITS
from credopolis.core.schema import EMPLOYED, FEMALE, INTERNET, PARTNERED, PARTY, STUDENT, URBAN
from credopolis.society.households import fill_grid

# Indices into core.schema.OCCUPATIONS.
CHILD_AT_HOME, IN_SCHOOL, FIRST_WORK, OFFICIAL, OUT_OF_WORK, RETIRED = 0, 1, 2, 6, 8, 9
SCHOOL_AGE, JUNIOR_AGE, ADOLESCENT_AGE, ADULT_AGE, GRADUATE_AGE = 6, 12, 15, 18, 22
SENIOR, TERTIARY = 3, 4
LATTICE_ZERO = 4096


@scalar
def field16(bits, k):
    """The k-th 16 bits of a draw, 0..65535."""
    return np.int64((bits >> np.uint64(16 * k)) & np.uint64(0xFFFF))


@scalar
def byte(bits, k):
    """The k-th byte of a draw, 0..255."""
    return np.int64((bits >> np.uint64(8 * k)) & np.uint64(0xFF))


@scalar
def level_of(chances, u):
    """First k with u below the k-th cumulative chance."""
    k = 0
    while k < len(chances) and u >= chances[k]:
        k += 1
    return k


@scalar
def school(age, p, area, t, u):
    """Highest level of schooling attended."""
    if age < SCHOOL_AGE:
        return 0
    if age < JUNIOR_AGE:
        return 1
    if age < ADOLESCENT_AGE:
        return 2
    return level_of(t.schooling[p, area, t.cohort_of_age[age]], u)


@scalar
def studies(age, education):
    """Whether a life of this age and highest level is still in school."""
    if age < ADOLESCENT_AGE:
        return age >= SCHOOL_AGE
    if age < ADULT_AGE:
        return education >= SENIOR
    return age < GRADUATE_AGE and education == TERTIARY


@scalar
def work(age, female, area, education, t, u, v):
    """Occupation of a life out of school."""
    if age < SCHOOL_AGE:
        return CHILD_AT_HOME
    if u < t.retired[0 if area == 0 else 1 + female, age]:
        return RETIRED
    return FIRST_WORK + level_of(t.work[area, education], v)


@scalar
def draw_person(seed, life, i, p, lives, t):
    """Schooling, work, party and internet of one life: global index `life`, local index i."""
    key = key_of(seed, ATTRIBUTES, life, 0)
    bits, more = draw_at(key, 0), draw_at(key, 1)
    flags = np.int64(lives.flags[i])
    age = min(-np.int64(lives.birth_day[i]) * 4 // 1461, 129)
    area = 1 if flags & URBAN else 0
    female = 1 if flags & FEMALE else 0
    education = school(age, p, area, t, field16(bits, 0))
    if studies(age, education):
        flags |= STUDENT
        occupation = IN_SCHOOL
    else:
        occupation = work(age, female, area, education, t, field16(bits, 1), field16(more, 0))
    if FIRST_WORK <= occupation < OUT_OF_WORK:
        flags |= EMPLOYED
    if age >= ADULT_AGE and field16(bits, 2) < t.party[female, 5 if occupation == OFFICIAL else education]:
        flags |= PARTY
    if field16(bits, 3) < t.internet[area, age]:
        flags |= INTERNET
    lives.flags[i] = flags
    lives.education[i] = education
    lives.occupation[i] = occupation


@scalar
def draw_traits(seed, life, i, household, lives, t):
    """Traits and guanxi of one life, given its household's draw."""
    bits = draw_at(key_of(seed, TRAITS, life, 0), 0)
    own = byte(bits, 0)
    rank = t.rank
    lives.honesty[i] = t.level[
        0, LATTICE_ZERO + rank[0, 0, byte(household, 0)] + rank[0, 1, own] + rank[0, 2, byte(bits, 1)]
    ]
    lives.prosociality[i] = t.level[
        1, LATTICE_ZERO + rank[1, 0, byte(household, 1)] + rank[1, 1, own] + rank[1, 2, byte(bits, 2)]
    ]
    lives.dissent[i] = t.level[
        2, LATTICE_ZERO + rank[2, 0, byte(household, 2)] + rank[2, 1, own] + rank[2, 2, byte(bits, 3)]
    ]
    lives.risk_aversion[i] = t.level[
        3, LATTICE_ZERO + rank[3, 0, byte(household, 3)] + rank[3, 1, own] + rank[3, 2, byte(bits, 4)]
    ]
    kind = 2 if lives.occupation[i] == OFFICIAL else (1 if lives.flags[i] & PARTY else 0)
    lives.guanxi[i] = t.guanxi[kind, np.int64((bits >> np.uint64(40)) & np.uint64(0xFFF))]


@scalar
def standing(bits, i, p, lives, t):
    """Points of a household's standing: area, schooling of its core, province, and luck."""
    first = np.int64(lives.education[i])
    second = first
    if lives.household_size[i] > 1 and lives.flags[i] & PARTNERED:
        second = np.int64(lives.education[i + 1])
    points = t.standing[1] * (first + second) + t.province_points[p]
    if lives.flags[i] & URBAN:
        points += t.standing[0]
    for k in range(t.standing[2]):
        points += byte(bits, k)
    return points


@scalar
def fill_people(seed, first, lives, at, n_lives, p, t, points):
    """Everything but the household of the lives of one grid; `points`: (n,) int32 or (0,), standing of each life."""
    done = 0
    while done < n_lives:
        i = at + done
        n = np.int64(lives.household_size[i])
        household = draw_at(key_of(seed, TRAITS, first + done, 0), 1)
        for j in range(n):
            draw_person(seed, first + done + j, i + j, p, lives, t)
            draw_traits(seed, first + done + j, i + j, household, lives, t)
        luck = draw_at(key_of(seed, ATTRIBUTES, first + done, 0), 2)
        total = standing(luck, i, p, lives, t)
        income = 1 + level_of(t.cuts, total)
        for j in range(i, i + n):
            lives.income[j] = income
            if len(points) > 0:
                points[j] = total
        done += n


@kernel
def draw_lives(seed, lives, grid_start, grid_urban, grid_province, base, households, people, points):
    """Draw the lives of consecutive grids.

    lives : columns whose index 0 is life `base`
    grid_start : (n + 1,) int64, global index of the first life of each grid
    grid_urban : (n,) uint8; grid_province : (n,) int16
    points : (n_lives,) int32 to receive the standing of each life, or (0,)
    """
    ages = np.zeros(10, np.int64)
    span = np.zeros((2, 2), np.int64)
    for g in range(len(grid_urban)):
        first = grid_start[g]
        n = grid_start[g + 1] - first
        p = np.int64(grid_province[g])
        fill_grid(seed, first, lives, first - base, n, p, grid_urban[g], households, ages, span)
        fill_people(seed, first, lives, first - base, n, p, people, points)
