"""Scalars that draw one household: who is in it, their ages, sex, partners and parents (the model of `roles`).

A household draws from its own stream, keyed by the seed and the index of its first life, at fixed counters, and is
laid out in a small array `h`: one row a member, in the order core (woman first), elders, grown children and other
adults, minors. A plain twin of this module stands in the tests.
"""

import numpy as np

from credopolis.core.draws import draw_at, unit
from credopolis.core.jit import hot
from credopolis.core.schema import FEMALE, PARENT, PARTNERED
from credopolis.society.ageing import (
    Y18,
    YEAR,
    adult_age,
    age_between,
    elder_age,
    leaning,
    near_rank,
    quantile,
    sibling_rank,
)  # fmt: skip
from credopolis.society.columns import (
    ALONE,
    ALONE_ELDER,
    CARERS,
    CHILDREN,
    COUPLE_ELDER,
    COUPLES,
    ELDER,
    ELDER_65,
    ELDERS,
    ELDERS_AT_HOME,
    FIRST_BIRTH,
    GAP_MEAN,
    GAP_SPREAD,
    GROWN,
    MALE_ELDER_ALONE,
    MALE_GRANDPARENT,
    MALE_MINOR,
    MALE_PARENT,
    MINOR,
    MINOR_0_14,
    MORE_ELDERS,
    MORE_MINORS,
    N_DAMPING,
    N_SIZES,
    OLDER_MALE,
    ONE_PERSON,
    PAIRED_LEAN,
    RANK_SPREAD,
    SINGLE_LEAN,
    SIZES,
)  # fmt: skip

# Columns of `h`: age in days, flags, offsets to mother, father and eldest child, number of children.
AGE, FLAGS, MOTHER, FATHER, ELDEST, CHILDREN_HERE = range(6)
N_FIELDS = 6

# Ages in days. A mother is 16 to 48 years older than her child, a father 16 to 60.
Y8, Y15, Y16, Y20, Y30, Y34, Y43, Y48, Y60 = 2922, 5478, 5844, 7305, 10957, 12419, 15705, 17532, 21915
NEVER = 100_000
FIRST_GROWN_AFTER = 365
MOST_GROWN = 3

# Counters of a household's stream. (Typed, here and below: the compiler makes a copy of a function for each plain
# number that it is called with.)
AT_SIZE, AT_GROUP, AT_KIND, AT_AGE, AT_GAP, AT_PARTNER, AT_SEX, AT_OLDER, AT_MINOR_AGE = np.arange(9)
AT_ROLE, AT_ELDER_AGE, AT_GROWN_AGE, AT_MEMBER_SEX, AT_SPACING = np.arange(16, 96, 16)
FIRST_MEMBER = np.int64(0)

# Steps between siblings under 18, as a share of the minors' age distribution: the least is 15 months.
CLOSEST, WIDEST, WIDEST_OF_MANY = 0.07, 0.33, 0.17


@hot
def size_of(key, r):
    """Lives in a household."""
    u = unit(draw_at(key, AT_SIZE))
    single = r[ONE_PERSON]
    if u < single:
        return 1
    rank = (u - single) / (1.0 - single)
    k = 0
    while k < N_SIZES - 1 and rank >= r[SIZES + k]:
        k += 1
    return 2 + k


@hot
def give_sex(h, i, u, male):
    """Give a member its sex: a man with chance `male`."""
    if u >= male:
        h[i, FLAGS] |= FEMALE


@hot
def partners(h, i, first, second, u, older_male):
    """Make members i and i + 1 partners aged first and second (days); the older one is male with a given chance.

    The second is brought within 15 years of the first (where ages are thinly spread, near ranks may be far ages).
    """
    second = min(max(second, first - Y15), first + Y15)
    youngest, oldest = min(first, second), max(first, second)
    man_older = u < older_male
    h[i, FLAGS] |= PARTNERED | FEMALE
    h[i + 1, FLAGS] |= PARTNERED
    h[i, AGE] = youngest if man_older else oldest
    h[i + 1, AGE] = oldest if man_older else youngest


@hot
def link(h, child, parent):
    """Make a member the parent of another; the eldest child must come first."""
    if h[parent, FLAGS] & FEMALE:
        h[child, MOTHER] = parent - child
    else:
        h[child, FATHER] = parent - child
    if h[parent, CHILDREN_HERE] == 0:
        h[parent, ELDEST] = child - parent
    h[parent, CHILDREN_HERE] += 1
    h[parent, FLAGS] |= PARENT


@hot
def alone(h, key, r, q, free_male):
    """A household of one."""
    u = unit(draw_at(key, AT_AGE))
    elder = u >= 1.0 - r[ALONE_ELDER]
    h[0, AGE] = adult_age(q[ALONE], q[ELDERS], r[ALONE_ELDER], r[ELDER_65], r[SINGLE_LEAN], u)
    give_sex(h, FIRST_MEMBER, unit(draw_at(key, AT_SEX)), r[MALE_ELDER_ALONE] if elder else free_male)


@hot
def couple(h, key, r, q):
    """Partners living by themselves."""
    u = unit(draw_at(key, AT_AGE))
    v = near_rank(u, r[RANK_SPREAD], unit(draw_at(key, AT_PARTNER)))
    first = adult_age(q[COUPLES], q[ELDERS], r[COUPLE_ELDER], r[ELDER_65], r[PAIRED_LEAN], u)
    second = adult_age(q[COUPLES], q[ELDERS], r[COUPLE_ELDER], r[ELDER_65], r[PAIRED_LEAN], v)
    partners(h, FIRST_MEMBER, first, second, unit(draw_at(key, AT_OLDER)), r[OLDER_MALE])


@hot
def count_roles(key, r, places):
    """How many of the places beside the core are taken by minors and by elders."""
    n_minors, n_elders = 0, 0
    for j in range(places):
        u = unit(draw_at(key, AT_ROLE + j))
        minor = r[MINOR] * r[MORE_MINORS + min(n_minors, N_DAMPING - 1)]
        if u < minor:
            n_minors += 1
        elif u < minor + r[ELDER] * r[MORE_ELDERS + min(n_elders, N_DAMPING - 1)]:
            n_elders += 1
    return n_minors, n_elders


@hot
def place_elders(h, key, r, q, core, n_elders, span):
    """Elders of a shared household: ages and sex, and in `span` the youngest and oldest of the linked pairs.

    span : (2, 2) int64, days, for the parents of the man (or only adult) and of the woman: youngest, oldest
    """
    span[:, 0], span[:, 1] = NEVER, 0
    row, share = q[ELDERS_AT_HOME], r[ELDER_65]
    for j in range(0, n_elders, 2):
        i = core + j
        u = unit(draw_at(key, AT_ELDER_AGE + j))
        v = unit(draw_at(key, AT_MEMBER_SEX + i))
        if j + 1 < n_elders:
            w = near_rank(u, r[RANK_SPREAD], unit(draw_at(key, AT_ELDER_AGE + j + 1)))
            first = elder_age(row, share, leaning(u, r[PAIRED_LEAN]))
            second = elder_age(row, share, leaning(w, r[PAIRED_LEAN]))
            partners(h, i, first, second, v, r[OLDER_MALE])
        else:
            h[i, AGE] = elder_age(row, share, leaning(u, r[SINGLE_LEAN]))
            give_sex(h, i, v, r[MALE_GRANDPARENT])
        if j < 2 * core:
            last = core + min(j + 1, n_elders - 1)
            span[j // 2, 0] = min(h[i, AGE], h[last, AGE])
            span[j // 2, 1] = max(h[i, AGE], h[last, AGE])


@hot
def minor_age(r, q, rank):
    """Age in days of a minor at a rank in [0, 1)."""
    younger = r[MINOR_0_14]
    if rank < younger:
        return int(quantile(q[CHILDREN], rank / younger) * YEAR)
    return min(int((15.0 + 3.0 * ((rank - younger) / (1.0 - younger))) * YEAR), Y18 - 1)


@hot
def place_minors(h, key, r, q, first, n):
    """Siblings under 18 in rows first to first + n - 1, eldest first: spaced, each alone as old as the table says."""
    start = unit(draw_at(key, AT_MINOR_AGE))
    widest = WIDEST if n == 2 else min(WIDEST_OF_MANY, (1.0 - CLOSEST) / max(n - 1, 1))
    rank = start
    for j in range(n):
        age = minor_age(r, q, rank)
        k = first + j
        while k > first and h[k - 1, AGE] < age:
            h[k, AGE] = h[k - 1, AGE]
            k -= 1
        h[k, AGE] = age
        u = unit(draw_at(key, AT_SPACING + j))
        if n == 2:
            step = CLOSEST + (widest - CLOSEST) * abs(2.0 * u - 1.0)
            rank = sibling_rank(start, step, u < 0.5, CLOSEST)
        else:
            rank += CLOSEST + (widest - CLOSEST) * u
            rank = rank - 1.0 if rank >= 1.0 else rank
    for i in range(first, first + n):
        give_sex(h, i, unit(draw_at(key, AT_MEMBER_SEX + i)), r[MALE_MINOR])


@hot
def place_adults(h, key, q, cumulative, first, n, n_grown, low, high, free_male):
    """Grown children aged low to high (days), eldest first, then other adults, from row `first` on."""
    for j in range(n):
        i = first + j
        u = unit(draw_at(key, AT_GROWN_AGE + j))
        if j >= n_grown:
            h[i, AGE] = max(int(quantile(q[ALONE], u) * YEAR), Y18)
        elif n_grown == 1:
            h[i, AGE] = age_between(cumulative[GROWN], low, high, u)
        else:
            h[i, AGE] = low + int((high - low) * ((n_grown - 1 - j + 0.2 + 0.6 * u) / n_grown))
        give_sex(h, i, unit(draw_at(key, AT_MEMBER_SEX + i)), free_male)


@hot
def place_core(h, key, r, cumulative, core, eldest, youngest, span):
    """Ages of the core, given the ages in days of its eldest and youngest child and the `span` of its parents."""
    low, high = max(Y20, eldest + Y16), Y60 - 1
    u = unit(draw_at(key, AT_AGE))
    gap = 0
    if core == 2:
        low_man, high_man = max(low, span[0, 1] - Y48), min(high, youngest + Y60, span[0, 0] - Y16)
        low_woman, high_woman = max(low, span[1, 1] - Y48), min(high, youngest + Y48, span[1, 0] - Y16)
        spread = unit(draw_at(key, AT_GAP)) + unit(draw_at(key, AT_PARTNER)) - 1.0
        gap = int((r[GAP_MEAN] + r[GAP_SPREAD] * spread) * YEAR)
        low, high = max(low_woman, low_man - gap), min(high_woman, high_man - gap)
        if low > high:
            # The bounds on elders and grown children leave room for partners of one age.
            gap, low, high = 0, max(low_woman, low_man), min(high_woman, high_man)
    else:
        low, high = max(low, span[0, 1] - Y48), min(high, youngest + Y48, span[0, 0] - Y16)
    if youngest < NEVER:
        age = eldest + age_between(cumulative[FIRST_BIRTH], low - eldest, high - eldest, u)
    else:
        age = age_between(cumulative[CARERS], low, high, u)
    h[0, AGE] = age
    if core == 2:
        h[1, AGE] = age + gap
        h[0, FLAGS] |= PARTNERED
        h[1, FLAGS] |= PARTNERED


@hot
def link_all(h, n, core, n_elders, n_grown, n_minors):
    """Elders as parents of the core, and the core as parents of grown children and minors."""
    for j in range(min(n_elders, 2 * core)):
        # The man stands last in the core; the first two elders are his parents.
        link(h, core - 1 if j < 2 else 0, core + j)
    for i in range(core + n_elders, n):
        if i < core + n_elders + n_grown or i >= n - n_minors:
            for parent in range(core):
                link(h, i, parent)


@hot
def shared(h, key, r, q, cumulative, n, core, free_male, span):
    """A core of one or two adults with minors, elders and other adults."""
    n_minors, n_elders = count_roles(key, r, n - core)
    n_others = n - core - n_minors - n_elders
    if core == 2:
        h[0, FLAGS] |= FEMALE
    else:
        give_sex(h, FIRST_MEMBER, unit(draw_at(key, AT_SEX)), r[MALE_PARENT] if n_minors > 0 else free_male)
    place_elders(h, key, r, q, core, n_elders, span)
    eldest, youngest = 0, NEVER
    if n_minors > 0:
        place_minors(h, key, r, q, n - n_minors, n_minors)
        eldest, youngest = h[n - n_minors, AGE], h[n - 1, AGE]
    # Beside small children, other adults are relatives of the core rather than its grown children.
    n_grown = min(n_others, MOST_GROWN) if youngest >= Y8 else 0
    low = max(Y18, eldest + FIRST_GROWN_AFTER) if n_minors > 0 else Y18
    high = min(Y43, min(span[0, 0], span[1, 0]) - Y34, youngest + Y30)
    grown = core + n_elders
    place_adults(h, key, q, cumulative, grown, n_others, n_grown, low, high, free_male)
    if n_grown > 0:
        eldest, youngest = h[grown, AGE], min(youngest, h[grown + n_grown - 1, AGE])
    place_core(h, key, r, cumulative, core, eldest, youngest, span)
    link_all(h, n, core, n_elders, n_grown, n_minors)
