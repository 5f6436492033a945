"""Informants: neighbours rewarded for reporting (MODEL 5 and 6).

True reports raise the grid's attention, so that more of what happens there is seen; false ones strike innocents of
the same grid. The chance that a report is false rises with the reporter's dishonesty and with what the points bring.

chance of being seen = sensitivity * (1 - exp(-attention * true reports a life and year in the grid))
chance that a report is false = (1 - honesty) * (malice + temptation * V)

Source: seed-027 (informing as a pillar), seed-006 (reward); spy-004: no quantified source, all free parameters.
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from credopolis.core.jit import formula
from credopolis.core.maths import exp, kept_in_a_tick
from credopolis.mechanisms.declare import Dial
from credopolis.mechanisms.parameters import Parameters


class InformantsParameters(Parameters):
    """The channel of neighbours. All are assumptions (spy-004 names the gap in knowledge)."""

    attention: float = Field(
        4.0, ge=0, le=100, description="gain of the grid's attention, years a report; assumption, range 1 to 20"
    )
    malice: float = Field(
        0.10, ge=0, le=1, description="false share of a fully dishonest reporter; assumption, range 0.02 to 0.4"
    )
    temptation: float = Field(
        0.30, ge=0, le=1, description="added false share when the points win all; assumption, range 0 to 0.6"
    )
    memory_years: float = Field(
        0.5, gt=0, le=50, description="memory of the grid's reports; assumption, range 0.1 to 2"
    )
    delay_days: float = Field(
        7.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 1 to 30"
    )


@formula
def grid_attention(reports_a_year, attention):
    """Share of what happens in a grid that its informants notice: true reports a life and year -> [0, 1)."""
    return 1.0 - exp(-attention * reports_a_year)


@formula
def false_share(honesty, gain, p):
    """Chance that a report is false: honesty in [0, 1], gain = value that the points bring in [0, 1]."""
    return min(1.0, (1.0 - honesty) * (p["malice"] + p["temptation"] * gain))


DIALS: Final = (
    Dial("attention", lambda s: 0.0 if "informants" in s.off else s.regime.informants.attention),
    Dial("malice", lambda s: s.regime.informants.malice),
    Dial("temptation", lambda s: s.regime.informants.temptation),
    Dial("reports_keep", lambda s: kept_in_a_tick(s.regime.informants.memory_years, s.tick_days)),
)
