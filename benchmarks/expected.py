"""The exact answer to the ladder task, which every peer is checked against.

In a large population the mean score of a region is a number, not a chance; with it the law of one agent can be
carried forward day by day. While no lock ends (up to 730 days), whoever has fallen to B, C or D is in a lock, so an
agent's state is its score and one of four conditions: free (its grade is the band of its score), or held in B, C
or D. No random numbers, no agents; nothing in common with the peers' code but the task's constants.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from peers import task

LAST_EXACT_DAY = 730
_LOWEST, _HIGHEST = -4000, 4000
_FREE = 3


def exact_shares(days: int) -> tuple[dict[str, float], float]:
    """Share of each grade and mean score after a number of days, in an endless population.

    Parameters
    ----------
    days : 1 to 730; beyond that locks end, and the law is no longer this simple

    Raises
    ------
    ValueError
        If days is out of that range.
    """
    if not 1 <= days <= LAST_EXACT_DAY:
        raise ValueError(f"days must be from 1 to {LAST_EXACT_DAY}, not {days}")
    scores = np.arange(_LOWEST, _HIGHEST + 1)
    band = np.searchsorted(task.THRESHOLDS, scores, side="right")
    law = np.zeros((4, scores.size))
    law[_FREE, task.START_SCORE - _LOWEST] = 1.0
    for _ in range(days):
        mean = float(law.sum(axis=0) @ scores)
        law = _settle(_strike(law, task.EVENT_CHANCE * mean / task.START_SCORE), band)
    shares = [float(law[grade].sum()) for grade in range(3)]
    shares += [float(law[_FREE, band == grade].sum()) for grade in range(3, task.N_GRADES)]
    return dict(zip(task.GRADES, shares, strict=True)), float(law.sum(axis=0) @ scores)


def _strike(law: NDArray[np.float64], chance: float) -> NDArray[np.float64]:
    """Add the day's deltas: law (4, scores)."""
    after = law * (1.0 - chance)
    for delta, weight in zip(task.DELTAS, task.WEIGHTS, strict=True):
        after += chance * weight * np.roll(law, delta, axis=1)  # the ends of the range hold nobody
    return after


def _settle(law: NDArray[np.float64], band: NDArray[np.int64]) -> NDArray[np.float64]:
    """Let grades fall to their band; nobody held rises: law (4, scores), band (scores,)."""
    after = law.copy()
    for held in (_FREE, 2, 1):
        for target in range(held):
            falls = band == target
            after[target, falls] += after[held, falls]
            after[held, falls] = 0.0
    return after
