"""Entitlements by grade, as mechanisms read them that count lives and not requests.

Where people ask one by one (`services`), gates decide by grade and list, in every state. Queues and prices know how many
live in each grade of a province, and not who is on a list besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from credopolis.rulebook.model import MOST_GRADES


def grades_that(scenario: Any, hold: str, gates: tuple[str, ...]) -> list[int]:
    """For each gate the grades that hold it, a bit each. hold : `grade_opens` or `grade_refuses` of the rulebook."""
    of_grades = getattr(scenario.rulebook, hold)
    return [sum(1 << g for g, names in enumerate(of_grades) if gate in names) for gate in gates]


def refused_at(scenario: Any, gates: tuple[str, ...], closed_by: Mapping[str, str]) -> list[int]:
    """For each gate the grades whose requests it refuses where people queue for it, a bit each.

    closed_by : by gate at which people queue, the one that refuses what is asked for there, "" for none.
    """
    by_others = grades_that(scenario, "grade_refuses", tuple(closed_by.get(gate, "") for gate in gates))
    own = grades_that(scenario, "grade_refuses", tuple(gate if gate in closed_by else "" for gate in gates))
    return [one | other for one, other in zip(by_others, own, strict=True)]


def days_delayed(scenario: Any, gates: tuple[str, ...]) -> NDArray[np.float64]:
    """Days by which each gate delays each grade, (len(gates), MOST_GRADES)."""
    found = np.zeros((len(gates), MOST_GRADES))
    for g, its in enumerate(scenario.rulebook.grade_delays):
        found[:, g] = [its.get(gate, 0) for gate in gates]
    return found


def states_that(scenario: Any, gate: str, hold: str) -> NDArray[np.bool_]:
    """In which states a gate is held, (n_grades, 2 ** n_lists): `grade_opens`, or refused (`grade_refuses`)."""
    book = scenario.rulebook
    masks = np.arange(2 ** len(book.list_names))
    found = np.zeros((len(book.grade_names), len(masks)), bool)
    found[[gate in names for names in getattr(book, hold)]] = True
    if hold == "grade_refuses":
        for which, names in enumerate(book.list_refuses):
            found[:, masks >> which & 1 > 0] |= gate in names
        found = book.states_refused.get(gate, found)
    return found


def refused_in_states(scenario: Any, gates: tuple[str, ...]) -> NDArray[np.bool_]:
    """In which states any of some gates is refused, (n_grades, 2 ** n_lists)."""
    return np.asarray(np.any([states_that(scenario, gate, "grade_refuses") for gate in gates], axis=0))
