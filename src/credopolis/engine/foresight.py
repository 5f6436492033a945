"""What people foresee of a rulebook, worked out before a run: where locks lead in the end, and how late losses come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from credopolis.core.jit import plain
from credopolis.core.maths import exp
from credopolis.engine.scenario import Scenario
from credopolis.engine.world import Array, Row
from credopolis.mechanisms.stakes import discount_a_day, kept, worth_released
from credopolis.rulebook.compile import NOT_SET


def compile_released(scenario: Scenario, rules: Row, by_cycle: bool) -> Array:
    """What the end of each grade's lock leads to, (n_grades, n_grades, 2^n_lists) float64, see `worth_released`.

    by_cycle : whether the end of a cycle sets grades under any of a run's rules; then there are as many rows again, of
    lives that no lock holds, and what is told is what the day leads to on which a grade is set.
    """
    if by_cycle and rules["sets_grade"]:
        return _by_cycle(scenario, rules)
    found = _by_locks(scenario, rules)
    return np.concatenate([found, np.zeros_like(found)]) if by_cycle else found


def _by_cycle(scenario: Scenario, rules: Row) -> Array:
    n, worth = int(rules["n_grades"]), rules["worth"][:, : 2 ** int(rules["n_lists"])]
    rate, found = discount_a_day(scenario), np.zeros((2 * n, n, worth.shape[1]))
    for held in (True, False):
        for grade in range(n):
            for band in range(n):
                row, at = grade + n * (not held), (grade, held, band)
                value, weight, met = np.zeros(worth.shape[1]), 1.0, dict[tuple[int, bool, int], tuple[Array, float]]()
                while at not in met:
                    met[at] = value, weight
                    at, days = _next_set(scenario, rules, *at)
                    later = exp(-rate * days)
                    value = value + weight * (1.0 - later) * worth[at[0]]
                    weight *= later
                then, was = met[at]
                found[row, band] = then + (value - then) / (1.0 - weight / was)
    return found


def _next_set(scenario: Scenario, rules: Row, grade: int, held: bool, band: int) -> tuple[tuple[int, bool, int], int]:
    """Once a grade is set by a score of a band: the grade, whether a lock holds, the band when the next one is set, and
    in how many days that is; see `prospects_by_cycle.next_set`."""
    rung, then = int(rules["release_to"][grade]) if held else -1, band
    if held:
        then = rung if rung >= 0 else min(band, int(rules["release_most"][grade]))
    cycles = int(rules["lock_cycles"][then]) if then < grade or rung >= 0 else 0
    score = int(rules["score_start"]) + (int(rules["next_start"][then]) if cycles <= 1 else 0)
    low = int(rules["score_min"])
    there = int(scenario.rulebook.band_of[min(max(score, low), int(rules["score_max"])) - low])
    return (then, cycles > 0, there), int(rules["resets_every"]) * max(cycles, 1)


def _by_locks(scenario: Scenario, rules: Row) -> Array:
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
    weight_after: Callable[[float, float], float] = plain(kept)
    return [float(weight_after(days, rate)) for days in mean.tolist()]
