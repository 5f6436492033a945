"""Statistics: figures reported upward are bent towards what is wanted; the recorded ones are kept beside them.

    reported upward  =  recorded + bend * (target - recorded);   recorded where there is no target

The target of negative entries is the quota. Where `careers` hang on reported figures they are bent further.

Source: gov-001 to gov-004 (growth overstated by an eighth to a third over a decade), seed-067. That entries are bent as
growth is, is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import scalar
from credopolis.mechanisms.declare import Card, terms_of
from credopolis.mechanisms.headline import Quantity, own_rate
from credopolis.mechanisms.parameters import Parameters, share


class StatisticsParameters(Parameters):
    """How far figures are bent."""

    bend: float = share(
        0.3,
        "share of the way to the target that a reported figure is moved",
        low=0,
        high=0.6,
        source=("gov-001", "gov-004"),
    )


@scalar
def reported(recorded: Any, target: Any, bend: float) -> Any:
    """Figures as reported upward, of the shape and unit of the recorded ones."""
    return recorded + bend * (target - recorded)


TERMS: Final = terms_of(lambda s: s.regime.statistics, "bend", unless_off="statistics")
HEADLINES: Final = (
    own_rate(
        "reported_upward", "negative entries, by the figures sent upward", "provinces", Quantity("offices", "reported")
    ),
)


CARDS: Final = (
    Card(
        "statistics",
        "Statistics",
        "figures reported upward are bent towards the target; true ones are kept",
        "gov-001, gov-004, seed-067; assumptions",
    ),
)
