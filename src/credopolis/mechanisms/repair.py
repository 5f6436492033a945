"""Repair: an entry is worked off in steps, where the rulebook lets people, after a wait.

    repaired    begun at rate repair * uses_a_year;  done after the steps, and not before the rulebook's wait is over

Source: jd-024 (18,188 repaired exits), jd-022 and jd-023 (318,058 exits in a month). Everything else is an assumption.
"""

from __future__ import annotations

from typing import Any, Final

from credopolis.core.jit import formula
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.mechanisms.declare import Card, Dial, Event, Line
from credopolis.mechanisms.parameters import Parameters, a_life_and_year, days, given


class RepairParameters(Parameters):
    """How people work off an entry where the rulebook lets them."""

    uses_a_year: float = a_life_and_year(
        0.05,
        "rate at which a life that may begins repair, with a full right",
        low=0.01,
        high=0.5,
        source="jd-024",
        most=100,
    )
    steps: int = given(3, "steps: training, pledge, proof", low=1, high=5, source="jd-024", least=0, most=100)
    days_a_step: float = days(20.0, "days a step takes", low=5, high=90)


def repairs_a_day(scenario: Any) -> float:
    """Rate a day at which a life that has an entry begins to repair it."""
    right = 0.0 if "repair" in scenario.off else scenario.rulebook.due_process.repair
    return float(right * scenario.regime.repair.uses_a_year / DAYS_PER_YEAR_OF_RATES)


def days_of_steps(scenario: Any) -> float:
    """Days that the steps take: as many as the rulebook asks for, else as the regime has them."""
    its = scenario.regime.repair
    return float((scenario.rulebook.due_process.repair_steps or its.steps) * its.days_a_step)


@formula
def repair_day(posted, begun, wait_days, repair_days):
    """Day on which an entry is repaired: its steps done, and not before the rulebook's wait since posting is over.

    posted, begun : days of the run -> day of the run.
    """
    return max(begun + int(repair_days), posted + int(wait_days))


EVENTS: Final = (Event("repair", 4, "an entry is worked off"),)
LINES: Final = (Line("repair", "the entry is worked off: {}"),)
DIALS: Final = (
    Dial("repairs_a_day", repairs_a_day),
    Dial("repair_wait_days", lambda s: float(s.rulebook.due_process.repair_wait_days)),
    Dial("repair_days", days_of_steps),
)


CARDS: Final = (
    Card(
        "repair",
        "Repair",
        "an entry worked off in steps after a wait",
        "jd-024; assumptions",
    ),
)
