"""One difference in words, each number to the digits that its interval leaves known."""

from __future__ import annotations

from credopolis.analysis import words
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.measures.intervals import Estimate
from credopolis.core.digits import figures, rounded


def values_in_words(d: Difference) -> tuple[str, str]:
    """The value under the regime compared with, then under the other, each to the digits that its interval leaves."""
    return rounded(d.value_against, d.width_against), rounded(d.value, d.width)


def variances_in_words(d: Difference) -> str:
    """The ratio of variances to two figures: over so few seeds no more is known of it."""
    return figures(d.variance_ratio, 2)


def share_in_words(share: Estimate) -> str:
    """A difference as a share, in per cent."""
    return words.within(Estimate(100 * share.value, 100 * share.low, 100 * share.high), " %", signed=True)


def in_words(d: Difference) -> str:
    """A difference with its interval, or that there are too few events."""
    if d.few:
        return f"too few to tell ({words.count(d.events)} in all runs)"
    return words.difference(d.difference)
