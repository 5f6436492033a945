"""Numbers and names in words, the same way in the terminal and in the report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from credopolis.analysis.measures.intervals import Estimate
from credopolis.core.digits import digits_known, digits_of, figures, rounded, with_digits

DAYS_PER_YEAR = 365.0


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage: `0.123` is `12.3 %`."""
    if share is None or math.isnan(share):
        return "-"
    return f"{100 * share:.{digits}f} %"


def count(number: float) -> str:
    """A count with thousands set apart."""
    return f"{round(number):,}"


def places(names: Sequence[str], most: int = 3) -> str:
    """Provinces by name, or how many they are; none named means all."""
    if not names:
        return "everywhere"
    return ", ".join(names) if len(names) <= most else f"{len(names)} provinces"


def years(days: float) -> str:
    """Days in years, or in days when under half a year."""
    if days < 183:
        return f"{round(days)} days"
    return f"{days / DAYS_PER_YEAR:.1f} years"


def bucket(days: tuple[int, int] | None) -> str:
    """A duration known to its bucket, or that it was not reached within the run."""
    if days is None:
        return "not reached"
    if days[0] == days[1]:
        return years(days[0])
    if days[1] <= 365:
        return f"{days[0]} to {days[1] - 1} days"
    return years(sum(days) / 2)


def ratio(estimate: Estimate) -> str:
    """A ratio with its interval."""
    if math.isnan(estimate.value):
        return "- (too few)"
    if math.isinf(estimate.high):
        return f"at least {figures(estimate.low, 2)}"
    return with_interval(estimate)


def share_with_interval(estimate: Estimate) -> str:
    """A share with its interval, as percentages."""
    return with_interval(Estimate(100 * estimate.value, 100 * estimate.low, 100 * estimate.high), " %")


def difference(estimate: Estimate) -> str:
    """A difference with its interval, each with its sign; alone if it has none."""
    return with_interval(estimate, signed=True)


def with_interval(estimate: Estimate, unit: str = "", signed: bool = False) -> str:
    """A number with its interval, `12.3 (11.8 to 12.9)`, to the digits that the interval leaves known (`core.digits`);
    alone without one, and `-` where it is not defined. unit : after the number, with its blank.
    """
    value, low, high = estimate.value, estimate.low, estimate.high
    if math.isfinite(value) and math.isnan(low):
        return rounded(value, math.nan, signed) + unit
    if not all(map(math.isfinite, (value, low, high))):
        return "-"
    said, least, most = (rounded(v, high - low, signed) for v in (value, low, high))
    return f"{said}{unit} ({least} to {most})"


def points(of: tuple[float, float, float]) -> str:
    """The middle of draws, with the points between which most of them lie. of : low, middle, high."""
    return with_interval(Estimate(of[1], of[0], of[2]))


def within(estimate: Estimate, unit: str = "", signed: bool = False) -> str:
    """A number to the digits that its interval leaves known, without the interval; `-` where it is not defined."""
    said = rounded(estimate.value, estimate.high - estimate.low, signed)
    return said if said == "-" else said + unit


def share_within(estimate: Estimate) -> str:
    """A share as a percentage, to the digits that its interval leaves known, without the interval."""
    return within(Estimate(100 * estimate.value, 100 * estimate.low, 100 * estimate.high), " %")


def ends(low: float, high: float) -> tuple[str, str]:
    """Both ends of an interval, to the digits that it leaves known."""
    return rounded(low, high - low), rounded(high, high - low)


def spread(low: float, high: float) -> str:
    """Between what draws of assumptions lie: as `ends`, but the nearer end to 0 to two figures if that takes no more
    than two digits more, for such ranges are often lopsided.
    """
    if not high > low:
        return " to ".join(ends(low, high))
    known = digits_known(high - low)
    return " to ".join(with_digits(v, min(max(known, digits_of(v, 2)), known + 2)) for v in (low, high))


def weight(people: int, scale: int) -> str:
    """What a simulated life stands for, as sentences with a blank before them; nothing if for itself alone."""
    if scale == 1:
        return ""
    return (
        f" Each simulated life stands for {scale:,} people, {people * scale:,} in all: counts are of simulated lives, "
        f"to be multiplied by {scale:,}; shares, rates and ratios hold as they are."
    )


def title(name: str) -> str:
    """A name of the rulebook or a label as words: `tax_evasion` is `tax evasion`."""
    return name.replace("_", " ")
