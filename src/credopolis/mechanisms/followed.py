"""What of a rulebook's entitlements a run would not follow, and so refuses."""

from __future__ import annotations

from typing import Any

from credopolis.core.errors import NotSimulated
from credopolis.mechanisms.consequences import CARE_GATE, SCHOOL_GATE, gates_bear
from credopolis.mechanisms.jobs import HIRING, RISING, people_change_work
from credopolis.mechanisms.prices import PRICES, others_pay
from credopolis.mechanisms.queues import QUEUE_NAMES, people_queue
from credopolis.mechanisms.services import NAMES
from credopolis.rulebook.entitled import FIRST, PRICED


def check_followed(scenario: Any) -> None:
    """Refuse rules by lists where a run only counts grades or grades alone put first, and prices of what has no usual one.

    Raises
    ------
    NotSimulated
        With the key of the first.
    """
    for gate, rule, decides, by_lists in scenario.rulebook.rules_of_gates:
        key = f"entitlements.{gate}.{rule}"
        if by_lists and gate in QUEUE_NAMES and people_queue(scenario):
            raise NotSimulated(scenario.rulebook.name, f"{key}, which goes by lists where people queue")
        if by_lists and decides == FIRST and gate in (CARE_GATE, SCHOOL_GATE) and gates_bear(scenario):
            raise NotSimulated(scenario.rulebook.name, f"{key}, which puts first by lists")
        if by_lists and decides == FIRST and gate in (HIRING, RISING) and people_change_work(scenario):
            raise NotSimulated(scenario.rulebook.name, f"{key}, which puts first by lists")
        if decides == PRICED and others_pay(scenario):
            if gate not in PRICES and gate in (*NAMES, *QUEUE_NAMES):
                raise NotSimulated(scenario.rulebook.name, f"{key}, the price of what has no usual one")
            if by_lists and gate in PRICES:
                raise NotSimulated(scenario.rulebook.name, f"{key}, which goes by lists where prices differ")
