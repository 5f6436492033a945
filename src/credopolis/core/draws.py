"""Counter-based draws: every random number is a function of (seed, who, when, purpose), never of order.

The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood 2014, variant 13 of Stafford); a stream is the
mixer over a Weyl sequence. Constants are typed because uint64 with a plain int becomes a float in Numba.
"""

import numpy as np

from credopolis.core.jit import scalar
from credopolis.core.maths import LN2, log

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32), np.uint64(11)
_LOW32 = np.uint64(0xFFFFFFFF)
TO_UNIT32 = 1.0 / 4294967296.0
TO_UNIT53 = 1.0 / 9007199254740992.0


@scalar
def mix(x):
    """Mix 64 bits: x, uint64 -> uint64, a bijection that passes statistical test batteries as a counter hash."""
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)


@scalar
def key_of(seed, purpose, who, when):
    """The key of a stream: seed, purpose, who and when (non-negative integers) -> uint64."""
    k = mix(np.uint64(seed) + GOLDEN)
    k = mix(k ^ (np.uint64(purpose) * GOLDEN))
    k = mix(k + np.uint64(who) * _M1)
    return mix(k ^ (np.uint64(when) * _M2 + GOLDEN))


@scalar
def draw_at(key, counter):
    """The counter-th 64-bit draw of a stream: key uint64, counter non-negative integer -> uint64."""
    return mix(key + (np.uint64(counter) + np.uint64(1)) * GOLDEN)


@scalar
def unit(bits):
    """Uniform in [0, 1) with 53 bits from a 64-bit draw."""
    return np.float64(bits >> _S11) * TO_UNIT53


@scalar
def low_unit(bits):
    """Uniform in [0, 1) from the low 32 bits of a draw."""
    return np.float64(bits & _LOW32) * TO_UNIT32


@scalar
def high_unit(bits):
    """Uniform in [0, 1) from the high 32 bits of a draw."""
    return np.float64(bits >> _S32) * TO_UNIT32


@scalar
def high_exponential(bits):
    """Standard exponential variate from the high 32 bits of a draw (at most 22.9)."""
    return 32.0 * LN2 - log(np.float64(bits >> _S32) + 0.5)


@scalar
def below(bits, n):
    """Uniform integer in [0, n) from a draw, n < 2**31; the bias is below n / 2**53."""
    return np.int64(unit(bits) * n)
