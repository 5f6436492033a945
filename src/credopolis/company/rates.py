"""How often something would be entered about a company, times a year, and on what ground: never without one.

Grounds, the first that there is: what the company's file says under `rates`; its own record, if the file says from when
on it is whole, by how often it was and the exact interval of a Poisson count (Garwood 1936); the rulebook's own
`conduct`, which is about all companies alike. Without any the rate is unknown, and so is what hangs on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.exact import exact_poisson
from credopolis.company.history import CompanyHistory
from credopolis.company.shapes import Rate
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES

FEWEST_YEARS: Final = 1.0
"""A record of less than a year says nothing of a rate: assumption."""
_JEFFREYS: Final = 0.5
LEVEL_OF_DOUBT: Final = 0.9


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
    found = exact_poisson(times, LEVEL_OF_DOUBT)
    told = f"the company's own record, {times} in {years:.1f} years"
    return RateGround(times / years, found.low / years, found.high / years, told, "record", times, years)


def rates_drawn(ground: RateGround, draws: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """(draws,) rates from where one may lie, times a year: of a record by what its count leaves open (Jeffreys' prior),
    else straight through the range, half of them below the value. Nothing where there is no ground.
    """
    if ground.value is None or ground.low is None or ground.high is None:
        return np.zeros(draws)
    if ground.kind == "record":
        return generator.gamma(ground.times + _JEFFREYS, size=draws) / ground.years
    return np.interp(generator.random(draws), (0.0, 0.5, 1.0), (ground.low, ground.value, ground.high))


def _times(history: CompanyHistory, act: str) -> int:
    since = history.company.record_since
    return sum(1 for posted in history.posted if posted.entry.act == act and since is not None and posted.day >= since)
