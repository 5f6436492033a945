"""How many events the calendars of a run will hold, a life, worked out from the rules before anything is allocated.

Cases are filed at the acts' mean rates and wait as the office's queue makes them wait; each entry then keeps one node
until it expires, is repaired or is corrected; locks and listings keep one until they end. What would end after the
run's last day is never entered, as in `calendar.schedule`. Means over all lives, leaning to the high side. The shares
below are assumptions, chosen so that no shipped regime holds more than is expected.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.compile import conduct_of
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Row
from credopolis.mechanisms.channels import OFFICE, RECORDS
from credopolis.rulebook.conduct import Who

_MOST_STEPS = 240
_OF_AGE = 14 * 365
_ADULTS = 0.85
_REACH = 0.1  # of channels other than records, which see all who have a file
_OF_A_KIND = 0.7  # of adults, for each flag that an act asks for
_LISTED = 0.2  # of lives, where an act asks for a listing
_A_LIFE = 18_000.0  # days, over which newcomers are spread; no society is younger
_UNDETERRED = 0.5  # of acts that lose points and that a loss deters
Days = NDArray[np.float64]


def nodes_a_life(scenario: Scenario, acts: Array, dials: Row) -> float:
    """The most scheduled events a life that there will be at any time of the run, coming of age aside."""
    steps = min(scenario.ticks, _MOST_STEPS)
    step = scenario.days / steps
    filed = _cases_a_day(scenario, acts, dials)
    waits = _waits(scenario, float((filed * acts["queues"]).sum()), steps, step)
    times = (np.arange(steps) + 0.5) * step
    delays = acts["delay"].max(axis=1)[None, :]
    closed = times[:, None] + waits[:, None] * acts["queues"] + np.minimum(delays, float(dials["longest_days"]))
    each = np.broadcast_to(filed[None, :] * step, closed.shape)
    held = np.zeros(steps + 1)
    began = np.broadcast_to(times[:, None], closed.shape)
    _hold(held, began, closed, each, scenario.days, step)
    _hold_entries(held, closed, each, scenario, acts, dials, step)
    return float(np.cumsum(held)[:-1].max(initial=0.0)) + _locks(scenario, acts, each, closed) + _gifts(scenario)


def expected_a_year(scenario: Scenario) -> Days:
    """About how often each act would be done without rules, a life and year, (n_acts,)."""
    return np.array([c.done_a_year * _eligible(c.who) for c in conduct_of(scenario).values()])


def _cases_a_day(scenario: Scenario, acts: Array, dials: Row) -> Days:
    """Cases filed of each act, a life and day: those of acts that a channel sees, and false ones."""
    rates = expected_a_year(scenario) * np.sqrt(acts["ceiling"])
    rates *= np.where((acts["deterrence"] > 0) & (acts["negative"] > 0), _UNDETERRED, 1.0)
    reach = np.full(acts["sensitivity"].shape[1], _REACH)
    reach[RECORDS] = 1.0
    seen = 1.0 - np.prod(1.0 - acts["sensitivity"] * reach, axis=1)
    seen = np.where(acts["rate"].max(axis=1) > 0, seen, 0.0)
    share = acts["charge"]
    alarms = np.array(dials["alarm_most"])
    alarms[OFFICE] = 0.0 if "quotas" in scenario.off else scenario.regime.quotas.most_a_year
    false = share @ alarms
    return np.asarray((rates * seen * acts["priced"] + false) * (1.0 - float(dials["lost"])) / DAYS_PER_YEAR_OF_RATES)


def _eligible(who: Who) -> float:
    """Share of lives that can do an act, roughly."""
    adults = _ADULTS if who.min_age_days >= _OF_AGE else 1.0
    return adults * _OF_A_KIND ** len(who.is_) * (_LISTED if who.on_list else 1.0)


def _waits(scenario: Scenario, arrivals: float, steps: int, step: float) -> Days:
    """Days that a case waits to be decided beside its delay, at each step. arrivals : of cases that must be, a day."""
    office = scenario.regime.office
    capacity = office.decisions_a_day * 1e-5
    if "office" in scenario.off or arrivals <= capacity:
        return np.zeros(steps)
    backlog = (arrivals - capacity) * step * np.arange(steps)
    return np.asarray(np.minimum(backlog / max(capacity, 1e-12), float(office.longest_days)))


def _hold(held: Days, began: Days, ended: Days, amount: Days, last: float, step: float) -> None:
    """Add nodes that are there from `began` to `ended`; those that would end after the run are never made."""
    kept = ended < last
    if kept.any():
        place = np.minimum((began[kept] / step).astype(np.int64), len(held) - 1)
        until = np.minimum((ended[kept] / step).astype(np.int64) + 1, len(held) - 1)
        np.add.at(held, place, amount[kept])
        np.subtract.at(held, until, amount[kept])


def _hold_entries(
    held: Days, posted: Days, amount: Days, scenario: Scenario, acts: Array, dials: Row, step: float
) -> None:
    """Add the node of each entry that expires; of one that does not, those that are repaired or corrected in time."""
    last = float(scenario.days)
    expires = np.where((acts["points"] != 0) & (acts["expires_days"] > 0), acts["expires_days"], np.inf)
    counted = posted + expires[None, :]
    _hold(held, posted, counted, amount, last, step)
    if not dials["safeguards"]:
        return
    left = np.maximum(last - posted, 0.0)
    begun = 1.0 - np.exp(-float(dials["repairs_a_day"]) * left)
    repaired = np.where(acts["repairable"][None, :] > 0, begun, 0.0)
    corrected = float((dials["appeals"] * dials["upheld"])[0])
    share = np.where((acts["negative"][None, :] > 0) & (counted >= last), np.minimum(repaired + corrected, 1.0), 0.0)
    _hold(held, posted, np.full_like(posted, last - step / 2), np.where(posted < last, amount * share, 0.0), last, step)


def _locks(scenario: Scenario, acts: Array, each: Days, posted: Days) -> float:
    """Ends of locks and of listings, at most: one a lock's grade or list, and not more than there are such entries."""
    rulebook, inside = scenario.rulebook, posted < scenario.days
    negative = float((each * inside)[:, acts["negative"] > 0].sum())
    listing = float((each * inside)[:, acts["adds_to"] >= 0].sum())
    locks = 0 if "locks" in scenario.off else int((rulebook.lock_days > 0).sum())
    return min(float(locks), negative) + min(float((rulebook.list_days > 0).sum()), listing)


def _gifts(scenario: Scenario) -> float:
    """Days on which clean time gives points back, and ends of listings by a grade, at most one a life each; and what a
    newcomer gains, and the end of its time."""
    book = scenario.rulebook
    new = 2.0 * min(book.newcomers.days / _A_LIFE, 1.0)
    sets = 2.0 * book.resets.sets_grade  # the end of a cycle, and the day from which its grade holds
    return float(book.gives_back.points > 0) + float((book.grade_list >= 0).any()) + new + sets
