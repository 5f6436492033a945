"""Conduct: how often a life does an act, and how the rulebook's gates move it.

    hazard of act j by life i, a year  =  rate_j * trait_j(i) * demography_j(i) * response_j(i)
    trait_j(i)       =  exp(slope_j * (driver_i - 1/2)) / norm_j      mean 1 over the driver's distribution

How common an act is by sex and age is demography's. An act of a couple, such as the birth of a child, is done by both
partners at once, whichever of them it comes from: each has an entry of its own, the partner's from the next tick on. Each
of them comes to it at half the rate, so that each does it at the rate that the table states.

The response is what deterrence and ambition make of the gates that the act would lose or win over the years to come: `L_i`
and `V_i` (stakes). Since traits have mean 1, the population does j at `rate_j` where no rule moves it.

Source: that a trait tilts the rate exponentially is an assumption; rates and slopes stand, each with its source or range,
in the society's conduct table.
"""

from typing import Final

from credopolis.core.axes import ACT, CELL, SEEN_OR_NOT, TableColumn, Tally
from credopolis.mechanisms.declare import Card, Event, Line

TALLIES: Final = (
    Tally(
        "acts", (SEEN_OR_NOT, ACT, CELL), (CELL, ACT, SEEN_OR_NOT),
        TableColumn("acts", "int64", "person-times", "acts committed"),
        "acts committed, whether any channel saw them or not", "acts (person-times)",
    ),
)  # fmt: skip


EVENTS: Final = (Event("joint", 8, "a partner's part in an act of a couple"),)
LINES: Final = (Line("act", "did: {}; {}"),)


CARDS: Final = (
    Card(
        "conduct",
        "Conduct",
        "what people do, at yearly rates moved by a trait, by sex and by age",
        "docs/model.md, Conduct; rates in the society's conduct table",
        can_be_off=False,
    ),
)
