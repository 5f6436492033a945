"""Removal: a life that the rulebook lists in a camp is taken out of civic life, and its days of liberty are counted.

It has no grade, does no act and is seen by nobody until its time is up; while it lasts each day counts as a person-day of
liberty lost. Nothing else is made of it: it is reported as what it is.

A list of the rulebook may do it (`removal`). Where acts of speech follow what people express (`speaking`), it also follows
what is said:

    taken away on the day of an act of speech    if a channel saw it, the life's opinion is `-beyond` or less, and by a
                                                 draw with the chance `share_taken`
    put on                                       the rulebook's first list that removes; if it has none, on one called
                                                 `removed`, for `lasts_days`
    absent in a grid                             taken away a life and year there, smoothed over `memory_years`
    exposure of the grid                         1 - (1 - exposure) * exp(-witness_gain * absent), see `fear`

So those who remain fear more, where they see that somebody is gone. An example: where one in a thousand was taken away within
a year, and the gain is 50, an exposure of 0.1 becomes 1 - 0.9 * exp(-0.05) = 0.144. Where the account tells of removal
(`regime.removal.stands`), that stands by default, and begins with opinions; with `removal` off nobody is taken away for
what it says, and a rulebook's own lists go on.

Source: seed-023, seed-061; every value is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.axes import CELL, TableColumn, Tally
from credopolis.core.jit import formula
from credopolis.core.maths import exp, kept_in_a_tick
from credopolis.mechanisms.declare import AT_END, Card, Dial, Line, Sum, Table, Value, dials_of
from credopolis.mechanisms.headline import GROWTH, Quantity, rate
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.speaking import speak_out

LIST: Final = "removed"
"""The list of who is taken away for what it says, where a rulebook has none that removes."""


class RemovalParameters(Parameters):
    """Who is taken away for what it says, for how long, and what the others make of it. All are assumptions."""

    stands: bool = given(
        False, "whether who is seen to dissent beyond a threshold is removed", assumed=True, no_range="off and on"
    )
    beyond: float = share(
        0.8, "how far against the message an opinion lies that is beyond the threshold", low=0.5, high=1
    )
    share_taken: float = share(
        0.02, "share of acts of speech seen beyond the threshold that end so", low=0.001, high=0.2
    )
    lasts_days: int = given(
        365, "days on the list of those removed, where the rulebook has none", low=15, high=1461, least=1, most=36_525,
        unit="days",
    )  # fmt: skip
    witness_gain: float = given(
        50.0, "exposure by removals a life and year in the grid", low=0, high=200, least=0, most=10_000
    )
    memory_years: float = given(1.0, "memory of who was taken away", low=0.25, high=3, unit="years", above=0, most=50)


def _of(scenario: Any) -> RemovalParameters:
    parameters: RemovalParameters = scenario.regime.removal
    return parameters


def takes_away(scenario: Any) -> bool:
    """Whether people are removed for what they say in a scenario, or under a set of rules."""
    return _of(scenario).stands and "removal" not in scenario.off and speak_out(scenario)


@formula
def witnessed(exposure, absent, gain):
    """Exposure in a grid from which people are taken away: absent : removals a life and year -> share in [0, 1]."""
    return 1.0 - (1.0 - exposure) * exp(-gain * absent)


SUMS: Final = (
    Sum("removed", "lives removed from civic life", lasting=True),
    Sum(
        "liberty", "person-days of liberty lost, less the days that lives still removed have yet to serve", lasting=True
    ),
)
DIALS: Final = (
    Dial("takes_away", takes_away, dtype="i8"),
    *dials_of(_of, taken_beyond="beyond", taken_share="share_taken", witness_gain="witness_gain"),
    Dial("absent_keep", lambda s: kept_in_a_tick(_of(s).memory_years, s.tick_days)),
)
TALLIES: Final = (
    Tally(
        "taken", (CELL,), (CELL,), TableColumn("lives", "int64", "person-times", "lives removed for what they said"),
        "lives removed from civic life for what they said", "lives (person-times)", needed=takes_away,
    ),
)  # fmt: skip
TABLES: Final = (
    Table(
        "removals", "lives removed from civic life", "lives (persons)",
        (
            Value(TableColumn("removed", "int64", "persons", "lives removed at the end of the interval"), "removed"),
            Value(
                TableColumn("days_lost", "int64", "person-days", "person-days of liberty lost since the start of the run"),
                "liberty",
            ),
        ),
        when=AT_END, rows_where="days_lost",
    ),
)  # fmt: skip
LINES: Final = (Line("removal", "removed from civic life: no grade, no acts", "nothing"),)


HEADLINES: Final = (
    rate(
        "removal_days", "removal from civic life", "liberty", Quantity("removals", "days_lost", GROWTH),
        unit="person-days per 1,000 life-years", note="of liberty lost",
    ),
    rate("taken_away", "removed for what was said", "speech", Quantity("taken", "lives"), asked=True),
)  # fmt: skip


CARDS: Final = (
    Card(
        "removal",
        "Removal",
        "a life is taken out of civic life, with no grade, counted in person-days of liberty; off: nobody for what it said",
        "seed-023, seed-061; assumptions",
    ),
)
