"""Small records for kernels: a ladder of four grades, an act, and the parameters of seeing."""

from __future__ import annotations

from typing import Any

import numpy as np

from credopolis.engine.scenario import Scenario
from credopolis.engine.world import ACT, DIALS, RULES
from credopolis.library.catalogue import load_scenario

STARTS = (0, 40, 60, 80)  # lowest scores of grades 0 to 3


def small(**options: Any) -> Scenario:
    """The popular account, small."""
    return load_scenario("popular-account", people=1000, years=1, **options)


def rules(worth: tuple[float, ...] = (0.0, 0.3, 0.5, 1.0), listed_costs: float = 0.0) -> Any:
    """Rules of a ladder from 0 to 100 points with one list; locks on grades 0 (to 1) and 1 (to the band)."""
    record = np.zeros(1, RULES)[0]
    record["n_grades"], record["n_lists"] = len(STARTS), 1
    record["score_min"], record["score_max"] = 0, 100
    record["grade_from"][: len(STARTS)] = STARTS
    record["lock_days"][:2] = (50, 20)
    record["release_to"][: len(STARTS)] = (1, -1, -1, -1)
    record["worth"][: len(STARTS), 0] = worth
    record["worth"][: len(STARTS), 1] = np.array(worth) - listed_costs
    return record


def bands() -> Any:
    """The grade that each score from 0 to 100 deserves."""
    return (np.searchsorted(np.array(STARTS), np.arange(101), side="right") - 1).astype(np.uint8)


def act(**values: Any) -> Any:
    """A priced act that does nothing but what is given."""
    record = np.zeros(1, ACT)[0]
    record["falls_to"] = record["adds_to"] = record["removes_from"] = -1
    for name, value in values.items():
        record[name] = value
    return record


def seeing(**values: float) -> Any:
    """Parameters of perception and informants at their defaults."""
    defaults = {
        "malice": 0.1, "temptation": 0.3, "prior": 0.3, "records_weight": 0.8,
        "half_life_days": 730.5, "caught_step": 0.4, "missed_step": 0.1, "pseudo_count": 5.0,
    }  # fmt: skip
    record = np.zeros(1, DIALS)[0]
    for name, value in {**defaults, **values}.items():
        record[name] = value
    return record


def whole(number: int) -> np.int64:
    """A number as kernels hold it."""
    return np.int64(number)
