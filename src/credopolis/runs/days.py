"""Days of a run as people say them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from credopolis.core.errors import BadValue
from credopolis.core.numerals import read_whole
from credopolis.core.units import DAYS_PER_YEAR, date_of, parse_duration

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

Day = str | int | datetime.date
"""A date (2023-01-01), a number of days from the start, or a duration from the start such as 2y, 18mo or 90d."""


def day_of(scenario: Scenario, at: Day, name: str) -> int:
    """A day of a scenario, counted from its start; it may lie before or after it. name : of what was given.

    Raises
    ------
    BadValue
        If it is no day.
    """
    if isinstance(at, datetime.date):
        return at.toordinal() - scenario.start.toordinal()
    text = str(at).strip()
    days = read_whole(text)
    if days is not None and 0 <= days < 1_000_000:
        return days
    try:
        return (datetime.date.fromisoformat(text) - scenario.start).days
    except ValueError:
        pass
    try:
        return parse_duration(text)
    except ValueError:
        first = date_of(scenario.start, DAYS_PER_YEAR).isoformat()
        raise BadValue(
            name, str(at), f"a date such as {first}, a number of days, or a duration such as 2y or 18mo"
        ) from None


def ticks_until(scenario: Scenario, tick: int, until: Day | None, ticks: int | None) -> int:
    """Ticks that are done once a day has passed, after so many more, or at the end. tick : ticks done now.

    Raises
    ------
    BadValue
        If that is not ahead.
    """
    length = scenario.tick_days
    if ticks is not None:
        if until is not None or isinstance(ticks, bool) or not isinstance(ticks, int) or ticks < 1:
            raise BadValue("ticks", ticks, "a whole number of 1 or more, and no day besides")
        return min(tick + ticks, scenario.ticks)
    if until is None:
        return scenario.ticks
    day, today = day_of(scenario, until, "until"), min(tick * length, scenario.days)
    if not today <= day <= scenario.days:
        raise BadValue("until", str(until), f"a day from {today}, where it stands, to {scenario.days}, the end")
    return -(-day // length)
