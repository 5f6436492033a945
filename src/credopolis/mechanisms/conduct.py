"""Conduct: how often a life does an act, and how the rulebook's gates move it.

    hazard of act j by life i, a year  =  rate_j * trait_j(i) * response_j(i)
    trait_j(i)   =  exp(slope_j * (driver_i - 1/2)) / norm_j          mean 1 over the driver's distribution

The response is what deterrence and ambition make of the gates that the act would lose or win over the years to come: `L_i`
and `V_i` (stakes). Since traits have mean 1, the population does j at `rate_j` where no rule moves it.

Source: that a trait tilts the rate exponentially is an assumption; rates and slopes stand, each with its source or range,
in the society's conduct table.
"""

from typing import Final

from credopolis.core.axes import ACT, CELL, SEEN_OR_NOT, TableColumn, Tally
from credopolis.mechanisms.declare import Card, Line

TALLIES: Final = (
    Tally(
        "acts", (SEEN_OR_NOT, ACT, CELL), (CELL, ACT, SEEN_OR_NOT),
        TableColumn("acts", "int64", "person-times", "acts committed"),
        "acts committed, whether any channel saw them or not", "acts (person-times)",
    ),
)  # fmt: skip


LINES: Final = (Line("act", "did: {}; {}"),)


CARDS: Final = (
    Card(
        "conduct",
        "Conduct",
        "what people do, at yearly rates moved by a trait",
        "docs/model.md, Conduct; rates in the society's conduct table",
        can_be_off=False,
    ),
)
