"""Numbers and names in words, the same way in the terminal and in the report."""

from __future__ import annotations

import math

from credopolis.analysis.intervals import Estimate

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
    if days[1] <= 365:
        return f"{days[0]} to {days[1] - 1} days"
    return years(sum(days) / 2)


def ratio(estimate: Estimate) -> str:
    """A ratio with its interval."""
    if math.isnan(estimate.value):
        return "- (too few)"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def signed(estimate: Estimate) -> str:
    """A difference with its sign and half the width of its symmetric interval."""
    if math.isnan(estimate.value):
        return "-"
    return f"{estimate.value:+.2f} ± {(estimate.high - estimate.low) / 2:.2f}"


def share_with_interval(estimate: Estimate) -> str:
    """A share with its interval, as percentages."""
    if math.isnan(estimate.value):
        return "-"
    return f"{100 * estimate.value:.2f} % ({100 * estimate.low:.2f} to {100 * estimate.high:.2f})"


def title(name: str) -> str:
    """A name of the rulebook or a label as words: `tax_evasion` is `tax evasion`."""
    return name.replace("_", " ")
