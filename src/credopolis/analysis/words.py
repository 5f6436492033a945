"""Numbers and names in words, the same way in the terminal and in the report."""

from __future__ import annotations

import math

from credopolis.analysis.measures.intervals import Estimate

DAYS_PER_YEAR = 365.0


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage: `0.123` is `12.3 %`."""
    if share is None or math.isnan(share):
        return "-"
    return f"{100 * share:.{digits}f} %"


def count(number: float) -> str:
    """A count with thousands set apart."""
    return f"{round(number):,}"


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
        return f"at least {estimate.low:.2f}"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def share_with_interval(estimate: Estimate) -> str:
    """A share with its interval, as percentages, to the digits that the interval leaves known."""
    if math.isnan(estimate.value):
        return "-"
    width = 100 * (estimate.high - estimate.low)
    value, low, high = (rounded(100 * v, width) for v in (estimate.value, estimate.low, estimate.high))
    return f"{value} % ({low} to {high})"


def difference(estimate: Estimate) -> str:
    """A difference with its interval, to as many digits as the interval's width is worth; alone if it has none."""
    if math.isfinite(estimate.value) and math.isnan(estimate.low):
        return f"+{number(estimate.value)}" if estimate.value > 0 else number(estimate.value)
    if not all(math.isfinite(v) for v in (estimate.value, estimate.low, estimate.high)):
        return "-"
    width = estimate.high - estimate.low
    digits = min(max(0, 1 - math.floor(math.log10(width))), 6) if width > 0 else (0 if estimate.value == 0 else 3)
    low, high = (f"{v:+,.{digits}f}" for v in (estimate.low, estimate.high))
    return f"{estimate.value:+,.{digits}f} ({low} to {high})"


def number(value: float) -> str:
    """A number to four figures, thousands set apart."""
    if not math.isfinite(value):
        return "-"
    if value == 0:
        return "0"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(digits, 6)}f}"


def rounded(value: float, width: float) -> str:
    """A number to as many digits as an interval of this width leaves known: the last digit is half of it or less."""
    if not (math.isfinite(value) and math.isfinite(width)) or width <= 0:
        return number(value)
    return f"{value:,.{min(max(0, math.ceil(-math.log10(width / 2))), 6)}f}"


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
