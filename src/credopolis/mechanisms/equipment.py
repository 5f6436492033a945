"""Equipment that spreads over the years: what robots, drones, engines, checkpoints, recorders and crossings have in common.

    stands in a year             =  (year - from_year) / ramp_years, between 0 and 1
    mistakes about an innocent   =  mistaken_a_year * female_multiplier (women) * minority_multiplier (the minority)

Where a mechanism has no such multiplier it is 1.

Source: that equipment is put up evenly over some years is an assumption; years and numbers stand with each mechanism.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from credopolis.mechanisms.parameters import a_life_and_year, days, given
from credopolis.mechanisms.programme import ramped

Source = str | tuple[str, ...]


class Spreading(Protocol):
    """Parameters of equipment that spreads."""

    @property
    def from_year(self) -> float:
        """Year of the first."""

    @property
    def ramp_years(self) -> float:
        """Years until all stand."""


class Mistaken(Protocol):
    """Parameters of what is mistaken about the minority more often, and about women as about men."""

    @property
    def mistaken_a_year(self) -> float:
        """Mistakes about an innocent of the majority a year at full reach."""

    @property
    def minority_multiplier(self) -> float:
        """Mistakes about the minority relative to the majority."""


def standing(year: float, equipment: Spreading) -> float:
    """Share of the equipment that stands in a year, in [0, 1]."""
    return ramped(year, equipment.from_year, equipment.ramp_years)


def by_group(mistakes: float, female: float, minority: float) -> NDArray[np.float64]:
    """Mistakes about an innocent a year at full reach, (4,) by female + 2 * minority. female, minority : multipliers."""
    return mistakes * np.array([1.0, female, minority, female * minority])


def mistakes(of: Mistaken) -> NDArray[np.float64]:
    """Mistakes about an innocent a year at full reach, about women as about men, (4,) as `by_group` has them."""
    return by_group(of.mistaken_a_year, 1.0, of.minority_multiplier)


# Each of the following makes one parameter; the mechanism that has it says its value, its range and what it rests on.


def first_year(year: float, of: str, *, low: float, high: float, source: Source) -> Any:
    """The year of the first of something: `from_year`."""
    return calendar_year(year, f"year of the first {of}", low=low, high=high, source=source)


def calendar_year(
    year: float, meaning: str, *, low: float | None = None, high: float | None = None, source: Source
) -> Any:
    """A year in which something happens; without a range it is documented."""
    return given(year, meaning, low=low, high=high, source=source, unit="calendar year", least=1980, most=2100)


def ramp_years(years: float, of: str = "all stand", *, low: float, high: float, source: Source = ()) -> Any:
    """The years until all of it stands."""
    return given(years, f"years until {of}", low=low, high=high, source=source, unit="years", least=0, most=50)


def per_million(number: float, of: str, *, low: float, high: float, source: Source = ()) -> Any:
    """How many there are in the end."""
    return given(number, f"{of} per million lives", low=low, high=high, source=source, least=0, most=1e5)


def hours_a_day(hours: float, of: str, *, low: float, high: float) -> Any:
    """How long it works."""
    return given(hours, f"hours a day {of}", low=low, high=high, unit="hours a day", least=0, most=24)


def mistaken_a_year(rate: float, meaning: str, *, low: float, high: float, source: Source = ()) -> Any:
    """How often it strikes innocents, a life and year."""
    return a_life_and_year(rate, meaning, low=low, high=high, source=source, most=1)


def minority_multiplier(
    times: float, mistakes: str = "mistakes about", *, low: float = 1, high: float, source: Source = ()
) -> Any:
    """How much more often it is mistaken about the minority."""
    return _multiplier(times, f"{mistakes} the minority relative to the majority", low, high, source)


def female_multiplier(
    times: float, mistakes: str = "mistakes about", *, low: float = 1, high: float, source: Source = ()
) -> Any:
    """How much more often it is mistaken about women."""
    return _multiplier(times, f"{mistakes} women relative to men", low, high, source)


def _multiplier(times: float, meaning: str, low: float, high: float, source: Source) -> Any:
    return given(times, meaning, low=low, high=high, source=source, least=0, most=100)


def delay_days(mean: float, since: str = "observation", *, low: float, high: float) -> Any:
    """How long what it sees takes to the office's desk."""
    return days(mean, f"mean days from {since} to the office's desk", low=low, high=high)
