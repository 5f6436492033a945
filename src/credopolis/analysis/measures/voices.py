"""Voices: who agrees, speaks against and is silent, in all and by group, of one interval of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from credopolis.core.schema import AGE_BANDS, AREAS, EDUCATION, GROUPS, SEXES
from credopolis.mechanisms.opinion import STANCES

if TYPE_CHECKING:
    from credopolis.engine.records import Period

VOICES: Final = "voices"
"""Kind of the counts: person-times at settling days, by group and stance, such as `urban silent`."""
ALL: Final = "all"
_OF_CELLS: Final = (("sex", SEXES, 0), ("age", AGE_BANDS, 1), ("group", GROUPS, 2), ("area", AREAS, 3))


def voices_of(period: Period) -> dict[str, float]:
    """Counts of an interval by group and stance; none where nobody has an opinion."""
    arrays = period.arrays
    by_cell = arrays["voices"].sum(axis=0)
    if not by_cell.size:
        return {}
    cells = by_cell.reshape(len(SEXES), len(AGE_BANDS), len(GROUPS), len(AREAS), len(STANCES))
    found = {ALL: cells.sum(axis=(0, 1, 2, 3))}
    for _, names, axis in _OF_CELLS:
        others = tuple(k for k in range(4) if k != axis)
        found |= dict(zip(names, cells.sum(axis=others), strict=True))
    strata, members = arrays["strata"].sum(axis=0), arrays["members"].sum(axis=0)
    found |= {f"income {k + 1}": row for k, row in enumerate(strata.sum(axis=1))}
    found |= {f"schooling {name}": row for name, row in zip(EDUCATION, strata.sum(axis=0), strict=True)}
    found |= {"others": members[0], "members": members[1]}
    return {f"{name} {stance}": float(row[k]) for name, row in found.items() for k, stance in enumerate(STANCES)}


def shares(counts: dict[str, float], group: str) -> np.ndarray:
    """Shares of those of a group who agree, speak against and are silent; NaN where there is nobody."""
    row = np.array([counts.get(f"{group} {stance}", 0.0) for stance in STANCES])
    return row / row.sum() if row.sum() > 0 else np.full(len(STANCES), np.nan)
