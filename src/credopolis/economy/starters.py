"""Who starts cascades of falls, beside how many companies there are of the same kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from credopolis.firms.cascades import Cascades
from credopolis.firms.course import OWNERS, SIZES, Falls, FirmCourse
from credopolis.firms.generate import LARGE


@dataclass(frozen=True)
class StartedBy:
    """Companies of an owner and a size: their share of all, of falls that no partner brought, of cascades of two and
    more that they began, and of the falls in these, %; and their ties in the mean."""

    owner: str
    size: str
    companies: float
    falls: float
    cascades: float
    in_them: float
    ties: float


def started_by(course: FirmCourse, falls: Falls, found: Cascades) -> tuple[StartedBy, ...]:
    """Who began the cascades of some falls."""
    firms = course.firms
    size = (firms["size"] >= 10).astype(np.int64) + (firms["size"] > LARGE)
    kind = firms["owner"].astype(np.int64) * len(SIZES) + size
    n = len(firms)
    supplied = course.links.supplier[course.links.supplier >= 0]
    ties = np.diff(course.links.start) + np.bincount(supplied, minlength=n)
    first = falls.firm[found.first] if len(found.first) else np.zeros(0, np.int64)
    several = found.size > 1
    counted = (
        np.ones(n), np.bincount(first, minlength=n), np.bincount(first[several], minlength=n),
        np.bincount(first[several], weights=found.size[several].astype(np.float64), minlength=n),
    )  # fmt: skip
    rows = []
    for k, owner in enumerate(OWNERS):
        for j, name in enumerate(SIZES):
            held = kind == k * len(SIZES) + j
            of_all, alone, began, inside = (
                100.0 * float(one[held].sum()) / max(float(one.sum()), 1e-9) for one in counted
            )
            tied = float(ties[held].mean()) if held.any() else 0.0
            rows.append(StartedBy(owner, name, of_all, alone, began, inside, tied))
    return tuple(rows)
