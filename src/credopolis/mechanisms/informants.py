"""Informants: neighbours rewarded for reporting.

    reach                          =  1 - exp(-attention * true reports a life and year in the grid)
    chance that a report is false  =  min(1, (1 - honesty) * (malice + temptation * V)), against another life of the grid

True reports raise the grid's attention, so that more of what happens there is seen; false ones strike innocents of
the same grid, on the first day of the next tick, by what they could have done and where they stand then. `V` is the value of what the points bring, as in conduct.

Source: seed-027 (informing as a pillar), seed-006 (reward). No quantity is documented (spy-004): all are assumptions with
their range.
"""

from __future__ import annotations

from typing import Final

from credopolis.core.jit import formula
from credopolis.core.maths import exp, kept_in_a_tick
from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card, Channel, Dial, Event, dials_of
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.quarter import Quarter


class InformantsParameters(Parameters):
    """The channel of neighbours. All are assumptions (spy-004 names the gap in knowledge)."""

    attention: float = given(
        4.0, "gain of the grid's attention, years a report", low=1, high=20, unit="years a report", least=0, most=100
    )
    malice: float = share(0.10, "false share of a fully dishonest reporter", low=0.02, high=0.4)
    temptation: float = share(0.30, "added false share when the points win all", low=0, high=0.6)
    memory_years: float = given(0.5, "memory of the grid's reports", low=0.1, high=2, unit="years", above=0, most=50)
    delay_days: float = equipment.delay_days(7.0, low=1, high=30)


@formula
def grid_attention(reports_a_year, attention):
    """Share of what happens in a grid that its informants notice: true reports a life and year -> [0, 1)."""
    return 1.0 - exp(-attention * reports_a_year)


@formula
def false_share(honesty, gain, p):
    """Chance that a report is false: honesty in [0, 1], gain = value that the points bring in [0, 1]."""
    return min(1.0, (1.0 - honesty) * (p["malice"] + p["temptation"] * gain))


EVENTS: Final = (Event("struck", 20, "a false report of a neighbour reaches the office"),)
DIALS: Final = (
    *dials_of(lambda s: s.regime.informants, "attention", unless_off="informants"),
    *dials_of(lambda s: s.regime.informants, "malice", "temptation"),
    Dial("reports_keep", lambda s: kept_in_a_tick(s.regime.informants.memory_years, s.tick_days)),
)


def put_up(q: Quarter, channel: int, p: InformantsParameters) -> None:
    """Neighbours are everywhere; how much they notice is their grid's attention. False reports are no false alarms."""
    q.reach[:, channel] = 1.0


CHANNEL: Final = Channel("informants", "none: neighbours are not counted", put_up)


CARDS: Final = (
    Card(
        "informants",
        "Informants",
        "neighbours report for points, truly or falsely",
        "seed-006, seed-027; spy-004: assumptions",
    ),
)
