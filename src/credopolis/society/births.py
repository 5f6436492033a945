"""Potential births, drawn with the household: who may be born, when, and a place for each beside its mother.

The births that a woman may have come from a Poisson process over her age, at the most that vital rates allow
(thinning, Lewis and Shedler 1979). Each has a mark in [0, 1), by which its day can decide whether it happens: it does
if the mark is below the share of that most which holds then. What regime a society lives under plays no part. A mother
draws from a stream of her own, keyed by the seed and her number among the lives of day 0, a daughter who is not born
yet from one keyed by her mother's. The k-th birth stands at the k-th counters, so a longer run only adds to the later
ones. A plain twin of this module stands in the tests.
"""

import numpy as np

from credopolis.core.draws import draw_at, high_exponential, key_of, low_unit, unit
from credopolis.core.jit import hot, hot_kernel
from credopolis.core.purposes import BIRTHS
from credopolis.core.schema import FEMALE, MINORITY, MOST_BORN, PARTNERED, UNBORN, URBAN

OF_BIRTHS, ON_DAY_0 = np.int64(BIRTHS), np.int64(0)
# Counters of a mother's stream: when and which sex, the mark, and the child's own stream, for each birth.
AT_BIRTH, AT_MARK, AT_CHILD = np.arange(3) << 20
MOST_OF_A_HOUSEHOLD = MOST_BORN
"""Potential births of one household."""
NEVER = 1e9


@hot
def hazard_at(edges, hazard, age):
    """Expected births of a woman up to an age in days. edges, hazard : see `columns.BirthTables`."""
    if age <= edges[0]:
        return 0.0
    k = 1
    while k < len(edges) - 1 and edges[k] < age:
        k += 1
    share = min((age - edges[k - 1]) / (edges[k] - edges[k - 1]), 1.0)
    return hazard[k - 1] + share * (hazard[k] - hazard[k - 1])


@hot
def age_at(edges, hazard, expected):
    """Age in days up to which so many births are expected; `NEVER` if there is none."""
    for k in range(1, len(edges)):
        if hazard[k] > expected:
            return edges[k - 1] + (expected - hazard[k - 1]) / (hazard[k] - hazard[k - 1]) * (edges[k] - edges[k - 1])
    return NEVER


@hot
def births_of(key, born, place, days, t, found, n):
    """Potential births of one mother after day 0, appended to the n that are found -> how many there are; -1 if they
    are more than there is room for. born : her day of birth; place : hers in the household."""
    expected = hazard_at(t.edges, t.hazard, float(max(-born, 0)))
    number = 0
    while True:
        bits = draw_at(key, AT_BIRTH + number)
        expected += high_exponential(bits)
        age = age_at(t.edges, t.hazard, expected)
        if age >= NEVER or born + 1 + int(age) >= days:
            return n
        if n == len(found.due):
            return -1
        found.due[n], found.female[n] = born + 1 + int(age), low_unit(bits) >= t.male_share[0]
        found.mother[n] = place
        found.mark[n] = unit(draw_at(key, AT_MARK + number))
        found.key[n] = draw_at(key, AT_CHILD + number)
        number += 1
        n += 1


@hot
def births_of_household(seed, lives, i, life, days, t, found):
    """Potential births of a household, of its women first, then of daughters not born yet -> how many; see `births_of`.

    i : index of its first life in the columns; life : number of that life among those of day 0.
    """
    n, size = 0, np.int64(lives.household_size[i])
    for place in range(size):
        if lives.flags[i + place] & FEMALE:
            key = key_of(seed, OF_BIRTHS, life + place, ON_DAY_0)
            n = births_of(key, np.int64(lives.birth_day[i + place]), place, days, t, found, n)
            if n < 0:
                return n
    k = 0
    while k < n:
        if found.female[k]:
            n = births_of(found.key[k], found.due[k], size + k, days, t, found, n)
        if n < 0:
            return n
        k += 1
    return n


@hot_kernel
def count_births(seed, lives, first_life, days, t, found, counts):
    """Count the potential births of households -> number of the life whose household has too many, or -1.

    lives : `columns.Kin` of whole households, of which the first life is number `first_life`. found : `columns.Found`,
    scratch. counts : (n_lives,) uint8, filled in at the first life of each household.
    """
    i = 0
    while i < len(counts):
        n = births_of_household(seed, lives, i, first_life + i, days, t, found)
        if n < 0:
            return first_life + i
        counts[i] = n
        i += np.int64(lives.household_size[i])
    return -1


@hot_kernel
def place_births(seed, lives, first_life, days, t, found, counts, places, out):
    """Write the potential births of households into the places behind their members.

    lives, found : as of `count_births`, which gives the counts. places : (n_lives,) int64, place of each life. out :
    `columns.Unborn`, filled in.
    """
    i = 0
    while i < len(counts):
        size = np.int64(lives.household_size[i])
        if counts[i]:
            births_of_household(seed, lives, i, first_life + i, days, t, found)
        common = np.int64(lives.flags[i]) & (URBAN | MINORITY)
        for k in range(counts[i]):
            at, mother = places[i] + size + k, found.mother[k]
            out.birth_day[at] = found.due[k]
            out.flags[at] = UNBORN | common | (FEMALE if found.female[k] else 0)
            out.place[at], out.household_size[at] = size + k, size
            out.mother[at] = mother - (size + k)
            if mother < size and lives.flags[i + mother] & PARTNERED:
                out.father[at] = mother + 1 - (size + k)  # of partners the woman comes first
            out.income[at] = lives.income[i]
            out.mark[places[i] - i + k] = found.mark[k]  # so many places before it are of the unborn
        i += size
