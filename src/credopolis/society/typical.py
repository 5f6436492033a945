"""Typical lives: a society as it is drawn on day 0, the same for every size, seed and layout of a run.

What must hold in a society before it has a size is worked out of these, such as that an act's mean rate is what its
table says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from credopolis.society.generate import PILOT_GRID_LIVES, PILOT_GRIDS, calibrated, pilot
from credopolis.society.tables import SocietyTables


@dataclass(frozen=True)
class TypicalLives:
    """As many lives of each province, (n_lives,) each. weight : people for whom a life stands, int64, in the proportion
    of the provinces; eldest_age : of the eldest child in the household, days, -1 if there is none. dissent,
    risk_aversion : traits, 0 to 255; income : class."""

    age: npt.NDArray[np.int64]
    flags: npt.NDArray[np.int64]
    children: npt.NDArray[np.int64]
    eldest_age: npt.NDArray[np.int64]
    weight: npt.NDArray[np.int64]
    dissent: npt.NDArray[np.int64]
    risk_aversion: npt.NDArray[np.int64]
    income: npt.NDArray[np.int64]


@lru_cache(maxsize=8)
def typical_lives(tables: SocietyTables) -> TypicalLives:
    """The typical lives of a society."""
    lives, _ = pilot(tables, calibrated(tables))
    age = -lives["birth_day"].astype(np.int64)
    to_child = lives["eldest_child"].astype(np.int64)
    eldest = np.where(to_child != 0, age[np.arange(len(age)) + to_child], -1)
    weight = np.repeat([row.population for row in tables.provinces], PILOT_GRIDS * PILOT_GRID_LIVES)
    return TypicalLives(
        age, lives["flags"].astype(np.int64), lives["children"].astype(np.int64), eldest, weight.astype(np.int64),
        *(lives[name].astype(np.int64) for name in ("dissent", "risk_aversion", "income")),
    )  # fmt: skip
