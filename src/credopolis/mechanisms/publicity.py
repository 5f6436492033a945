"""Publicity: entries are shown on screens and boards in the neighbourhood, and who lives there sees them.

    shown in a tick      =  shown * entries that lose points or gates, in the grid
    shame of a grid      =  shown a life and year, smoothed over `memory_years`
    exposure of a grid   =  1 - (1 - exposure of the province) * exp(-exposure_gain * shame)

So a grid in which many are shamed sees more than its province, and fears more (`fear`); what is shown also costs trust in
neighbours (`trust`). An example: where one life in four is shown in a year, and the gain is 0.5, a province's exposure
of 0.1 becomes 1 - 0.9 * exp(-0.125) = 0.206 in the grid. Expected numbers are counted, not draws: an entry that is shown with a
chance of 0.3 counts as 0.3. Lives read the shame that the grid had as the tick began, since nothing that one life does may
change what another reads within a tick.

The whole mechanism is off unless a regime asks for it (`regime.publicity.stands`).

Source: that blacklists are published and shown on screens, seed-052; no share of entries is documented, and that
shaming reaches the neighbourhood, and every value, are assumptions.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import formula
from credopolis.core.maths import exp, kept_in_a_tick
from credopolis.mechanisms.declare import Card, Dial
from credopolis.mechanisms.parameters import Parameters, given, share


class PublicityParameters(Parameters):
    """How much is shown, and what it does. All are assumptions."""

    stands: bool = given(False, "whether entries are shown in the neighbourhood", assumed=True, no_range="off and on")
    shown: float = share(0.3, "share of entries that are shown", low=0.05, high=1)
    exposure_gain: float = given(
        0.5, "exposure by entries shown a life and year in the grid", low=0.1, high=2, least=0, most=100
    )
    memory_years: float = given(0.5, "memory of what was shown", low=0.1, high=2, unit="years", above=0, most=50)


@formula
def shamed(exposure, shame, gain):
    """Exposure in a grid: that of the province, and what is shown there a life and year -> share in [0, 1]."""
    return 1.0 - (1.0 - exposure) * exp(-gain * shame)


def _of(scenario: Any) -> PublicityParameters:
    parameters: PublicityParameters = scenario.regime.publicity
    return parameters


def publishes(scenario: Any) -> bool:
    """Whether entries are shown in the neighbourhood in a scenario, or under a set of rules."""
    return _of(scenario).stands and "publicity" not in scenario.off


DIALS: Final = (
    Dial("publishes", publishes, dtype="i8"),
    Dial("shown", lambda s: _of(s).shown if publishes(s) else 0.0),
    Dial("shame_gain", lambda s: _of(s).exposure_gain),
    Dial("shame_keep", lambda s: kept_in_a_tick(_of(s).memory_years, s.tick_days)),
)


CARDS: Final = (
    Card(
        "publicity",
        "Publicity",
        "entries are shown in the neighbourhood, which fears and distrusts more; off unless `regime.publicity.stands`",
        "seed-052; assumptions",
    ),
)
