"""How often something would be entered about a company, times a year, and on what ground: never without one.

Grounds, the first that there is: what the company's file says under `rates`; its own record, if the file says from when
on it is whole, by how often it was and the exact interval of a Poisson count (Garwood 1936); the rulebook's own
`conduct`, which is about all companies alike. Without any the rate is unknown, and so is what hangs on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from credopolis.company.history import CompanyHistory
from credopolis.company.shapes import Rate
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

FEWEST_YEARS: Final = 1.0
"""A record of less than a year says nothing of a rate: assumption."""
_JEFFREYS: Final = 0.5
_LEVEL: Final = 0.9


@dataclass(frozen=True)
class RateGround:
    """A rate with its ground. value : times a year, None if unknown. low, high : the range in which it lies. of : what
    it rests on, in words. kind : `stated`, `record`, `rulebook` or `unknown`. times, years : of a record."""

    value: float | None
    low: float | None
    high: float | None
    of: str
    kind: str
    times: int = 0
    years: float = 0.0

    @classmethod
    def unknown(cls) -> RateGround:
        """No ground at all."""
        return cls(
            None, None, None, "no ground: neither the company's file nor its record nor the rulebook says", "unknown"
        )


def rate_of(history: CompanyHistory, act: str) -> RateGround:
    """How often an act would be entered, of the company or, for an act about employees, of one of them."""
    company, about_staff = history.company, history.book.acts[act].about == "employee"
    if act in company.rates:
        return stated(company.rates[act])
    if company.record_since is not None and not about_staff:
        years = (history.on - company.record_since).days / DAYS_PER_YEAR_OF_RATES
        if years >= FEWEST_YEARS:
            return of_record(_times(history, act), years)
    conduct = history.book.acts[act].conduct
    if conduct is not None:
        source = history.book.source_of("acts", act, "conduct", "rate")
        low, high = source.range or (conduct.rate, conduct.rate)
        return RateGround(
            conduct.rate, low, high, f"the rulebook's conduct ({', '.join(source.source) or 'no source'})", "rulebook"
        )
    return RateGround.unknown()


def stated(rate: Rate, by: str = "the company's file") -> RateGround:
    """A rate that the company states."""
    low = rate.value if rate.low is None else rate.low
    high = rate.value if rate.high is None else rate.high
    return RateGround(rate.value, low, high, by, "stated")


def of_record(times: int, years: float) -> RateGround:
    """The rate of a count over some years, and its exact interval of 90 %: from none on if there was none."""
    end = (1 - _LEVEL) / 2
    low = gamma_quantile(times, end) / years if times else 0.0
    high = gamma_quantile(times + 1, 1 - end) / years
    told = f"the company's own record, {times} in {years:.1f} years"
    return RateGround(times / years, low, high, told, "record", times, years)


def drawn_of_record(ground: RateGround, share: float) -> float:
    """The rate below which a share of the doubt about a record's lies (Jeffreys' prior, between the interval's
    ends)."""
    return gamma_quantile(ground.times + _JEFFREYS, share) / ground.years


def _times(history: CompanyHistory, act: str) -> int:
    since = history.company.record_since
    return sum(1 for posted in history.posted if posted.entry.act == act and since is not None and posted.day >= since)


def gamma_share(shape: float, x: float) -> float:
    """The share of a Gamma distribution of unit scale below x: the series of the lower incomplete gamma function."""
    if x <= 0:
        return 0.0
    term = total = 1.0 / shape
    k = shape
    while term > total * 1e-16:
        k += 1.0
        term *= x / k
        total += term
    return min(1.0, total * math.exp(-x + shape * math.log(x) - math.lgamma(shape)))


def gamma_quantile(shape: float, share: float) -> float:
    """The value below which such a share of the distribution lies, by bisection."""
    low, high = 0.0, shape + 10.0 * math.sqrt(shape) + 20.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if gamma_share(shape, middle) < share else (low, middle)
    return (low + high) / 2
