"""What must follow when many values of a scenario are drawn at once, so that it can still be lived.

Two things hang together with others and are no assumptions of their own: the room that a society's table keeps for
false alarms, visits and searches, which only has to suffice, and the order of the grades, whose thresholds must rise.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.library.names import resolve_rulebook
from credopolis.library.overrides import Value
from credopolis.library.rules import read_regime
from credopolis.mechanisms.channels import SEEING
from credopolis.mechanisms.false_alarms import alarm_rates

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

_SPARE: Final = 1.001
_MOST: Final = 10.0


def rooms_of(scenario: Scenario) -> dict[str, float]:
    """The room that a scenario's society keeps, a life and year, by name of channel, visits or searches."""
    return {name: float(room) for name, room in vars(scenario.conduct.alarms).items()}


def widened(
    regime: str, off: tuple[str, ...], rooms: Mapping[str, float], drawn: Mapping[str, Value]
) -> dict[str, Value]:
    """Changes that give as much room as the values drawn of a regime need."""
    file = Path(resolve_rulebook(regime)).parent / "regime.yaml"
    own = {path: value for path, value in drawn.items() if path.startswith("regime.")}
    if not file.is_file():
        return {}
    parameters = read_regime(file, own)[0].parameters
    most = dict(zip(SEEING, alarm_rates(parameters, off).max(axis=1).tolist(), strict=True))
    most["office"] = parameters.quotas.most_a_year
    most["visits"], most["searches"] = parameters.officers.visits_a_year, parameters.officers.searches_a_year
    return {
        f"conduct.alarms.{name}": min(_SPARE * rate, _MOST)
        for name, rate in most.items()
        if rate > rooms.get(name, 0.0)
    }


def thresholds_of(scenario: Scenario) -> dict[str, int]:
    """Where each grade begins, by its path, the lowest grade (which begins at the score's minimum) left out."""
    book: Any = scenario.rulebook
    first = {int(g): int(k) for k, g in reversed(list(enumerate(book.band_of.tolist())))}
    return {
        f"rulebook.grades.{name}.from": book.score_min + first[g]
        for g, name in enumerate(book.grade_names)
        if g > 0 and g in first
    }


def in_order(thresholds: Mapping[str, int], drawn: Mapping[str, Value]) -> dict[str, Value]:
    """Thresholds that rise with the grade: those drawn and those that stand, in order.

    thresholds : the lowest first.
    """
    if not any(path in drawn for path in thresholds):
        return {}
    values = np.sort([int(drawn.get(path, stands)) for path, stands in thresholds.items()])
    for k in range(1, len(values)):
        values[k] = max(values[k], values[k - 1] + 1)
    moved = dict(zip(thresholds, values.tolist(), strict=True))
    return {path: value for path, value in moved.items() if path in drawn or value != thresholds[path]}
