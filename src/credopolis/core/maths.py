"""Logarithm and exponential from IEEE additions, multiplications and divisions only.

A mathematics library may differ in the last bit between processors; these do not, so a run has the same
bits on every machine. Both are checked against `math` in the tests.
"""

import numpy as np

from credopolis.core.jit import seldom
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

LN2 = 0.6931471805599453
MOST_A_DAY = 0.99  # chance of an event on a day, at most
NEVER_NEAR = 1e9  # days
_SQRT2 = 1.4142135623730951
_MANTISSA = 0xFFFFFFFFFFFFF
_ONE_BITS = 0x3FF0000000000000


@seldom
def log(x):
    """Natural logarithm of a positive normal float; absolute error below 1e-12."""
    bits = np.float64(x).view(np.int64)
    exponent = (bits >> 52) - 1023
    fraction = np.int64((bits & _MANTISSA) | _ONE_BITS).view(np.float64)
    if fraction > _SQRT2:
        fraction *= 0.5
        exponent += 1
    s = (fraction - 1.0) / (fraction + 1.0)
    z = s * s
    series = 1.0 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13))))))
    return exponent * LN2 + 2.0 * s * series


@seldom
def exp(x):
    """Exponential, relative error below 1e-11 for -700 <= x <= 700; 0 below that range, exp(700) above it."""
    if x < -700.0:
        return 0.0
    if x > 700.0:
        x = 700.0
    k = int(x * 1.4426950408889634 + (0.5 if x >= 0.0 else -0.5))
    r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10
    tail = 1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880)))
    series = 1.0 + r * (1.0 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * tail)))))
    return series * np.int64((k + 1023) << 52).view(np.float64)


def days_between(a_year: float) -> float:
    """Mean of the exponential whose whole part is the days without an event of so many a year: days.

    A day has one with chance a_year / 365.25, or `MOST_A_DAY` if that is more; `NEVER_NEAR` days where there is none.
    """
    a_day = min(a_year / DAYS_PER_YEAR_OF_RATES, MOST_A_DAY)
    return -1.0 / float(log(1.0 - a_day)) if a_day > 0.0 else NEVER_NEAR


def kept_in_a_tick(memory_years: float, tick_days: int) -> float:
    """Share of a smoothed count that is kept over one tick."""
    return float(exp(-tick_days / (memory_years * DAYS_PER_YEAR_OF_RATES)))
