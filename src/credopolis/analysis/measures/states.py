"""Which gates stand open in each state that a rulebook knows: a grade, and a set of lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import CredopolisError

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario
    from credopolis.rulebook import Rulebook


def book_of(scenario: Scenario) -> Rulebook | None:
    """The rulebook of a scenario with its gates by name; None if no file describes it any more."""
    from credopolis.library.catalogue import rulebook_of

    try:
        return rulebook_of(scenario)
    except CredopolisError:
        return None


def states_where(scenario: Scenario, book: Rulebook, holds: Callable[[Sequence[str]], bool]) -> NDArray[np.bool_]:
    """Whether something holds of the open gates of each state: (n_grades, 2 ** n_lists) bool."""
    from credopolis.rulebook.gates import open_gates

    names, lists = scenario.rulebook.grade_names, scenario.rulebook.list_names
    found = np.zeros((len(names), 1 << len(lists)), bool)
    for g, grade in enumerate(names):
        for mask in range(1 << len(lists)):
            on = tuple(name for k, name in enumerate(lists) if mask >> k & 1)
            found[g, mask] = holds(open_gates(book, grade, on))
    return found


def restricted_states(scenario: Scenario) -> NDArray[np.bool_] | None:
    """Whether some service is closed in each state, which is a restriction of the rulebook; None if nobody knows."""
    book = book_of(scenario)
    if book is None:
        return None
    restrictions = {name for name, gate in book.gates.items() if gate.kind == "restriction"}
    return states_where(scenario, book, lambda gates: not restrictions <= set(gates))
