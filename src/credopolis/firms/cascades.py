"""Cascades of falls: who fell because a partner had fallen the month before, and who began it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from credopolis.firms.course import Falls


@dataclass(frozen=True)
class Cascades:
    """Trees of falls. root : (falls,) the fall that began the cascade of each, itself if no partner brought it. first :
    (cascades,) the falls that began one, in their order. size : (cascades,) falls in it. lasts : (cascades,) months
    from the first to the last."""

    root: NDArray[np.int64]
    first: NDArray[np.int64]
    size: NDArray[np.int64]
    lasts: NDArray[np.int64]


def cascades(falls: Falls) -> Cascades:
    """The cascades of some falls. A fall by a partner whose own lies before the first month begins one."""
    root, at = np.arange(len(falls.firm)), dict[tuple[int, int], int]()
    for k, (month, firm, partner) in enumerate(zip(falls.month, falls.firm, falls.partner, strict=True)):
        at[int(month), int(firm)] = k
        if partner >= 0:
            root[k] = root[at.get((int(month) - 1, int(partner)), k)]
    first, index, size = np.unique(root, return_inverse=True, return_counts=True)
    lasts = np.zeros(len(first), np.int64)
    np.maximum.at(lasts, index, falls.month - falls.month[root] if len(root) else root)
    return Cascades(root, first, size.astype(np.int64), lasts)
