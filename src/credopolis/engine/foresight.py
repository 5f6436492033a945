"""What people foresee of a rulebook, worked out before a run: where locks lead in the end, and how late losses come."""

from __future__ import annotations

import numpy as np

from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Row
from credopolis.mechanisms.stakes import discount_a_day, kept, worth_released
from credopolis.rulebook.compile import NOT_SET


def compile_released(scenario: Scenario, rules: Row) -> Array:
    """What the end of each grade's lock leads to, (n_grades, n_grades, 2^n_lists) float64, see `worth_released`."""
    n, lists, bands = int(rules["n_grades"]), int(rules["n_lists"]), scenario.rulebook.band_of
    low, high = int(rules["score_min"]), int(rules["score_max"])
    sets = rules["sets_score"][:n].tolist()
    band_set = [-1 if score == NOT_SET else int(bands[min(max(score, low), high) - low]) for score in sets]
    days, release_to = rules["lock_days"][:n].tolist(), rules["release_to"][:n].tolist()
    worth = np.ascontiguousarray(rules["worth"][:n, : 2**lists])
    return worth_released(worth, days, release_to, band_set, discount_a_day(scenario))


def promptness(scenario: Scenario, acts: Array) -> list[float]:
    """What a loss weighs after the mean delay of an act's case, over its channels as well as they see it, (n_acts,)."""
    rate = discount_a_day(scenario)
    sees, delays = acts["sensitivity"], acts["delay"]
    whole = sees.sum(axis=1)
    mean = (sees * delays).sum(axis=1) / np.where(whole > 0, whole, 1.0)
    return [float(kept(days, rate)) for days in mean.tolist()]
