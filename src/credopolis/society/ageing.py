"""Scalars that turn ranks in [0, 1) into ages in days, for the household kernel."""

from math import sqrt

from credopolis.core.jit import hot

YEAR = 365.25
Y18 = 6575
BELOW_ONE = 0.9999999999999999


@hot
def quantile(row, u):
    """Age in years at rank u in [0, 1) of a row of 257 quantiles."""
    x = u * 256.0
    k = min(int(x), 255)
    return row[k] + (row[k + 1] - row[k]) * (x - k)


@hot
def age_between(cumulative, low, high, u):
    """Age in days, low <= age <= high (days), at rank u of the part of a distribution within these bounds."""
    first, last = low / YEAR, high / YEAR
    k, m = int(first), int(last)
    start = cumulative[k] + (cumulative[k + 1] - cumulative[k]) * (first - k)
    end = cumulative[m] + (cumulative[m + 1] - cumulative[m]) * (last - m)
    if end - start < 1e-9:
        return low + int(u * (high - low))
    target = start + u * (end - start)
    while k < m and cumulative[k + 1] <= target:
        k += 1
    share = cumulative[k + 1] - cumulative[k]
    years = float(k)
    if share > 0.0:
        years += (target - cumulative[k]) / share
    return min(max(int(years * YEAR), low), high)


@hot
def leaning(u, lean):
    """Rank whose density is 1 + lean * (1 - 2 rank), from an even rank u: young for lean > 0, old for lean < 0."""
    b = 1.0 + lean
    return min(2.0 * u / (b + sqrt(b * b - 4.0 * lean * u)), BELOW_ONE)


@hot
def elder_age(row, share_65, u):
    """Age in days of an elder at rank u: 60 to 64 even, 65+ by a row of quantiles."""
    younger = 1.0 - share_65
    if u < younger:
        return int((60.0 + 5.0 * (u / younger)) * YEAR)
    return int(quantile(row, (u - younger) / share_65) * YEAR)


@hot
def adult_age(row, elder_row, share_elder, share_65, lean, u):
    """Age in days at rank u, where a share are elders, leaning young or old, and the others are as a row says."""
    younger = 1.0 - share_elder
    if u < younger:
        return max(int(quantile(row, u / younger) * YEAR), Y18)
    return elder_age(elder_row, share_65, leaning((u - younger) / share_elder, lean))


@hot
def near_rank(u, spread, v):
    """A rank close to u: a symmetric step, reflected at 0 and 1, so that even ranks stay even."""
    moved = u + spread * (2.0 * v - 1.0)
    if moved < 0.0:
        moved = -moved
    if moved >= 1.0:
        moved = 2.0 - moved
    return min(moved, BELOW_ONE)


@hot
def sibling_rank(u, step, down, closest):
    """A rank `step` below or above u, reflected at 0 and 1; to the far end if that came closer than `closest`.

    For even u it is even: the reflection maps the ranks near an end onto one another, and those that it leaves
    too close are exchanged with their mirror images near the other end.
    """
    other = u - step if down else u + step
    if other < 0.0:
        other = -other
    if other >= 1.0:
        other = 2.0 - other
    if abs(other - u) < closest:
        other = 1.0 - other
    return min(other, BELOW_ONE)
