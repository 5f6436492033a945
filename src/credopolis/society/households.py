"""The household kernel: fills a grid with households, who is in them, their ages, sex, partners and parents.

Each household draws from its own stream, keyed by the seed and the index of its first life, at fixed counters, so
it can be drawn by itself. The model is that of `roles`; a plain twin of this kernel stands in the tests.

Men and minority members are kept near their shares within a grid: the chance of the next free life, or household,
leans gently against the deviation so far. This takes sampling noise out of provinces with few grids.
"""

import numpy as np

from credopolis.core.draws import draw_at, key_of, unit
from credopolis.core.jit import scalar
from credopolis.core.purposes import HOUSEHOLDS
from credopolis.core.schema import FEMALE, MINORITY as MINORITY_FLAG, PARENT, PARTNERED, URBAN
from credopolis.society.columns import (
    ALONE,
    ALONE_ELDER,
    CARERS,
    CHILDREN,
    COUPLE_ELDER,
    COUPLE_OF_LARGER,
    COUPLE_OF_TWO,
    COUPLES,
    ELDER,
    ELDER_65,
    ELDERS,
    ELDERS_AT_HOME,
    FIRST_BIRTH,
    FREE_MALE,
    GAP_MEAN,
    GAP_SPREAD,
    GROWN,
    MALE_ELDER_ALONE,
    MALE_GRANDPARENT,
    MALE_MINOR,
    MALE_PARENT,
    MALE_SHARE,
    MINOR,
    MINOR_0_14,
    MINORITY,
    OLDER_MALE,
    ONE_PERSON,
    RANK_SPREAD,
)

YEAR = 365.25
# Ages in days. A mother is 16 to 48 years older than her child, a father 16 to 60.
Y16, Y18, Y20, Y30, Y34, Y43 = 5844, 6575, 7305, 10957, 12419, 15705
Y48, Y60 = 17532, 21915
NEVER = 100_000
FIRST_GROWN_AFTER = 365
MOST_GROWN = 3

# Counters of a household's stream.
AT_SIZE, AT_GROUP, AT_KIND, AT_AGE, AT_GAP, AT_PARTNER, AT_SEX, AT_OLDER = range(8)
AT_MINOR_AGE = 8
AT_ROLE, AT_ELDER_AGE, AT_GROWN_AGE, AT_MEMBER_SEX, AT_SPACING = 16, 32, 48, 64, 80

# Siblings under 18 are at least this far apart, as a share of the minors' age distribution (15 months).
CLOSEST, WIDEST = 0.07, 0.33
LEAN_MALE, LEAN_MINORITY = 0.05, 0.02


@scalar
def quantile(row, u):
    """Age in years at rank u in [0, 1) of a row of 257 quantiles."""
    x = u * 256.0
    k = min(int(x), 255)
    return row[k] + (row[k + 1] - row[k]) * (x - k)


@scalar
def age_between(cumulative, low, high, u):
    """Age in days, low <= age <= high (days), at rank u of the part of a distribution within these bounds."""
    first, last = low / YEAR, high / YEAR
    k = int(first)
    start = cumulative[k] + (cumulative[k + 1] - cumulative[k]) * (first - k)
    m = int(last)
    end = cumulative[m] + (cumulative[m + 1] - cumulative[m]) * (last - m)
    if end - start < 1e-9:
        return low + int(u * (high - low))
    target = start + u * (end - start)
    while k < m and cumulative[k + 1] <= target:
        k += 1
    share = cumulative[k + 1] - cumulative[k]
    years = k + (target - cumulative[k]) / share if share > 0.0 else float(k)
    return min(max(int(years * YEAR), low), high)


@scalar
def elder_age(row, share_65, u):
    """Age in days of an elder at rank u: 60 to 64 even, 65+ by a row of quantiles."""
    younger = 1.0 - share_65
    if u < younger:
        return int((60.0 + 5.0 * (u / younger)) * YEAR)
    return int(quantile(row, (u - younger) / share_65) * YEAR)


@scalar
def adult_age(quantiles, row, share_elder, share_65, u):
    """Age in days at rank u where a share are elders and the others are as a row of quantiles says."""
    younger = 1.0 - share_elder
    if u < younger:
        return int(quantile(quantiles[row], u / younger) * YEAR)
    return elder_age(quantiles[ELDERS], share_65, (u - younger) / share_elder)


@scalar
def near_rank(u, spread, v):
    """A rank close to u: a symmetric step, reflected at 0 and 1, so that even ranks stay even."""
    moved = u + spread * (2.0 * v - 1.0)
    if moved < 0.0:
        moved = -moved
    if moved >= 1.0:
        moved = 2.0 - moved
    return min(moved, 0.9999999999999999)


@scalar
def partners(lives, one, two, first, second, older_male, u):
    """Make two lives partners aged first and second (days); the older one is male with a given chance."""
    lives.flags[one] |= PARTNERED
    lives.flags[two] |= PARTNERED
    if (u < older_male) == (first >= second):
        first, second = second, first
    # One is now the woman: her age is `first`.
    lives.flags[one] |= FEMALE
    lives.birth_day[one] = -first
    lives.birth_day[two] = -second


@scalar
def sex(lives, i, u, male):
    """Give a life its sex."""
    if u >= male:
        lives.flags[i] |= FEMALE


@scalar
def link(lives, child, parent):
    """Make a life the parent of another; the eldest child must come first."""
    if lives.flags[parent] & FEMALE:
        lives.mother[child] = parent - child
    else:
        lives.father[child] = parent - child
    if lives.children[parent] == 0:
        lives.eldest_child[parent] = child - parent
    lives.children[parent] += 1
    lives.flags[parent] |= PARENT


@scalar
def place_elders(lives, key, p, t, at, n_elders, core, span):
    """Elders of a shared household from index `at` on: ages, sex, and in `span` the youngest and oldest linked.

    span : (2, 2) int64, for the parents of the man (or only adult) and of the woman: youngest, oldest, in days
    """
    row, share = t.quantile[ELDERS_AT_HOME], t.province[p, ELDER_65]
    for j in range(0, n_elders, 2):
        u = unit(draw_at(key, AT_ELDER_AGE + j))
        first = elder_age(row, share, u)
        second = first
        if j + 1 < n_elders:
            v = near_rank(u, t.nation[RANK_SPREAD], unit(draw_at(key, AT_ELDER_AGE + j + 1)))
            second = elder_age(row, share, v)
            older = unit(draw_at(key, AT_MEMBER_SEX + core + j))
            partners(lives, at + j, at + j + 1, first, second, t.nation[OLDER_MALE], older)
        else:
            lives.birth_day[at + j] = -first
            sex(lives, at + j, unit(draw_at(key, AT_MEMBER_SEX + core + j)), t.nation[MALE_GRANDPARENT])
        if j < 2 * core:
            span[j // 2, 0] = min(first, second)
            span[j // 2, 1] = max(first, second)


@scalar
def minor_ages(key, t, n, ages):
    """Ages in days of n siblings under 18, eldest first: even ranks, spaced, so that each alone is as the table."""
    rank = unit(draw_at(key, AT_MINOR_AGE))
    widest = WIDEST if n < 2 else min(WIDEST, (1.0 - CLOSEST) / (n - 1))
    younger = t.nation[MINOR_0_14]
    for j in range(n):
        if rank < younger:
            age = int(quantile(t.quantile[CHILDREN], rank / younger) * YEAR)
        else:
            age = min(int((15.0 + 3.0 * ((rank - younger) / (1.0 - younger))) * YEAR), Y18 - 1)
        k = j
        while k > 0 and ages[k - 1] < age:
            ages[k] = ages[k - 1]
            k -= 1
        ages[k] = age
        rank += CLOSEST + (widest - CLOSEST) * unit(draw_at(key, AT_SPACING + j))
        if rank >= 1.0:
            rank -= 1.0


@scalar
def grown_ages(key, t, n, low, high, ages):
    """Ages in days of n grown children between low and high (days), eldest first."""
    if n == 1:
        ages[0] = age_between(t.cumulative[GROWN], low, high, unit(draw_at(key, AT_GROWN_AGE)))
        return
    for j in range(n):
        rank = (n - 1 - j + 0.2 + 0.6 * unit(draw_at(key, AT_GROWN_AGE + j))) / n
        ages[j] = low + int((high - low) * rank)


@scalar
def core_ages(key, t, core, eldest, youngest, span):
    """Ages in days of the woman (or only adult) and of the man of the core, given their children and parents."""
    low = max(Y20, eldest + Y16)
    gap = 0
    if core == 2:
        spread = unit(draw_at(key, AT_GAP)) + unit(draw_at(key, AT_PARTNER)) - 1.0
        gap = int((t.nation[GAP_MEAN] + t.nation[GAP_SPREAD] * spread) * YEAR)
        low_man, high_man = max(low, span[0, 1] - Y48), min(Y60 - 1, span[0, 0] - Y16)
        low_woman, high_woman = max(low, span[1, 1] - Y48), min(Y60 - 1, youngest + Y48, span[1, 0] - Y16)
        high_man = min(high_man, youngest + Y60)
        low, high = max(low_woman, low_man - gap), min(high_woman, high_man - gap)
        if low > high:
            # The bounds on elders and grown children leave room for partners of one age.
            gap, low, high = 0, max(low_woman, low_man), min(high_woman, high_man)
    else:
        low, high = max(low, span[0, 1] - Y48), min(Y60 - 1, youngest + Y48, span[0, 0] - Y16)
    u = unit(draw_at(key, AT_AGE))
    if youngest < NEVER:
        age = eldest + age_between(t.cumulative[FIRST_BIRTH], low - eldest, high - eldest, u)
    else:
        age = age_between(t.cumulative[CARERS], low, high, u)
    return age, age + gap


@scalar
def alone(lives, key, p, t, at, free_male):
    """A household of one."""
    u = unit(draw_at(key, AT_AGE))
    elder = u >= 1.0 - t.province[p, ALONE_ELDER]
    age = adult_age(t.quantile, ALONE, t.province[p, ALONE_ELDER], t.province[p, ELDER_65], u)
    lives.birth_day[at] = -max(age, Y18)
    sex(lives, at, unit(draw_at(key, AT_SEX)), t.nation[MALE_ELDER_ALONE] if elder else free_male)


@scalar
def couple(lives, key, p, t, at):
    """Partners living by themselves."""
    elder, share_65 = t.province[p, COUPLE_ELDER], t.province[p, ELDER_65]
    u = unit(draw_at(key, AT_AGE))
    v = near_rank(u, t.nation[RANK_SPREAD], unit(draw_at(key, AT_PARTNER)))
    first = adult_age(t.quantile, COUPLES, elder, share_65, u)
    second = adult_age(t.quantile, COUPLES, elder, share_65, v)
    partners(lives, at, at + 1, first, second, t.nation[OLDER_MALE], unit(draw_at(key, AT_OLDER)))


@scalar
def place_core(lives, key, t, at, core, n_minors, free_male):
    """Partners and sex of the core: the woman, or only adult, at index `at`, the man after her."""
    if core == 2:
        lives.flags[at] |= PARTNERED | FEMALE
        lives.flags[at + 1] |= PARTNERED
    else:
        male = t.nation[MALE_PARENT] if n_minors > 0 else free_male
        sex(lives, at, unit(draw_at(key, AT_SEX)), male)


@scalar
def count_roles(key, p, t, places):
    """How many of the places beside the core are taken by minors and by elders."""
    minor = t.province[p, MINOR]
    elder = minor + t.province[p, ELDER]
    n_minors, n_elders = 0, 0
    for j in range(places):
        u = unit(draw_at(key, AT_ROLE + j))
        if u < minor:
            n_minors += 1
        elif u < elder:
            n_elders += 1
    return n_minors, n_elders


@scalar
def shared(lives, key, p, t, at, n, core, free_male, ages, span):
    """A core of one or two adults with minors, elders and grown children, in this order: core, elders, grown, minors."""
    n_minors, n_elders = count_roles(key, p, t, n - core)
    n_others = n - core - n_minors - n_elders
    n_grown = min(n_others, MOST_GROWN)
    place_core(lives, key, t, at, core, n_minors, free_male)
    span[:, 0], span[:, 1] = NEVER, 0
    elders = at + core
    place_elders(lives, key, p, t, elders, n_elders, core, span)
    eldest, youngest = 0, NEVER
    grown, minors = elders + n_elders, at + n - n_minors
    if n_minors > 0:
        minor_ages(key, t, n_minors, ages)
        eldest, youngest = ages[0], ages[n_minors - 1]
        for j in range(n_minors):
            lives.birth_day[minors + j] = -ages[j]
            sex(lives, minors + j, unit(draw_at(key, AT_MEMBER_SEX + minors + j - at)), t.nation[MALE_MINOR])
    if n_grown > 0:
        low = max(Y18, eldest + FIRST_GROWN_AFTER) if n_minors > 0 else Y18
        high = min(Y43, min(span[0, 0], span[1, 0]) - Y34, youngest + Y30)
        grown_ages(key, t, n_grown, low, high, ages)
        eldest, youngest = ages[0], min(youngest, ages[n_grown - 1])
    for j in range(n_others):
        age = ages[j]
        if j >= n_grown:
            u = unit(draw_at(key, AT_GROWN_AGE + j))
            age = max(int(quantile(t.quantile[ALONE], u) * YEAR), Y18)
        lives.birth_day[grown + j] = -age
        sex(lives, grown + j, unit(draw_at(key, AT_MEMBER_SEX + grown + j - at)), free_male)
    woman, man = core_ages(key, t, core, eldest, youngest, span)
    lives.birth_day[at] = -woman
    if core == 2:
        lives.birth_day[at + 1] = -man
    link_shared(lives, at, n, core, n_elders, n_grown, n_minors)


@scalar
def link_shared(lives, at, n, core, n_elders, n_grown, n_minors):
    """Parents of the core among the elders, and the core as parents of grown children and minors."""
    for j in range(min(n_elders, 2 * core)):
        # The man stands last in the core; the first two elders are his parents.
        child = at + core - 1 if j < 2 else at
        link(lives, child, at + core + j)
    for j in range(n):
        grown = core + n_elders <= j < core + n_elders + n_grown
        if grown or j >= n - n_minors:
            for parent in range(core):
                link(lives, at + j, at + parent)


@scalar
def clear(lives, at, n):
    """Set what links write to nothing."""
    for j in range(n):
        lives.flags[at + j] = 0
        lives.place[at + j] = j
        lives.household_size[at + j] = n
        lives.mother[at + j] = 0
        lives.father[at + j] = 0
        lives.eldest_child[at + j] = 0
        lives.children[at + j] = 0


@scalar
def size_of(key, p, t, room):
    """Lives in a household, cut to the room left in the grid."""
    u = unit(draw_at(key, AT_SIZE))
    single = t.province[p, ONE_PERSON]
    if u < single:
        return 1
    rank = (u - single) / (1.0 - single)
    n = 2
    while n < 10 and rank >= t.sizes[p, n - 2]:
        n += 1
    return min(n, room)


@scalar
def leaned(share, lean):
    """A share moved by `lean`, but by no more than a part of the way to 0 or 1."""
    return min(max(share + lean, share * 0.2), 1.0 - (1.0 - share) * 0.2)


@scalar
def fill_grid(seed, first, lives, at, n_lives, p, urban, t, ages, span):
    """Fill one grid: global index of its first life `first`, local index `at`, province p, urban 0 or 1.

    ages : (10,) int64, scratch; span : (2, 2) int64, scratch
    """
    male_owed, minority_owed = 0.0, 0.0
    done = 0
    while done < n_lives:
        key = key_of(seed, HOUSEHOLDS, first + done, 0)
        n = size_of(key, p, t, n_lives - done)
        i = at + done
        clear(lives, i, n)
        free_male = leaned(t.province[p, FREE_MALE], LEAN_MALE * male_owed)
        core = 1
        if n > 1:
            chance = t.nation[COUPLE_OF_TWO] if n == 2 else t.nation[COUPLE_OF_LARGER]
            core = 2 if unit(draw_at(key, AT_KIND)) < chance else 1
        if n == 1:
            alone(lives, key, p, t, i, free_male)
        elif n == 2 and core == 2:
            couple(lives, key, p, t, i)
        else:
            shared(lives, key, p, t, i, n, core, free_male, ages, span)
        share = t.province[p, MINORITY]
        minority = unit(draw_at(key, AT_GROUP)) < leaned(share, LEAN_MINORITY * minority_owed)
        common = np.uint16((URBAN if urban else 0) | (MINORITY_FLAG if minority else 0))
        for j in range(i, i + n):
            lives.flags[j] |= common
            male_owed += t.province[p, MALE_SHARE] - (0.0 if lives.flags[j] & FEMALE else 1.0)
        minority_owed += n * (share - (1.0 if minority else 0.0))
        done += n
