"""Bands: which grade a score deserves, of newcomers and of everybody else.

`here` is what the life's grid has at hand, see `here`. Newcomers' bands lie behind everybody's in one array.
"""

from __future__ import annotations

import numpy as np

from credopolis.core.jit import inlined
from credopolis.engine.world import Array
from credopolis.rulebook.compile import CompiledRulebook

ZERO = np.int64(0)


def bands_of_rules(rulebook: CompiledRulebook) -> Array:
    """The grade that each score deserves, (n_scores,) uint8, and after those what it does of newcomers, if other."""
    if not rulebook.newcomers.lowest:
        return rulebook.band_of
    return np.concatenate([rulebook.band_of, rulebook.new_band_of])


def starts_of(bands: Array, score_min: int, n_grades: int) -> Array:
    """Where each grade's band begins, or one above it, (n_grades,) points; beyond all scores if none does."""
    reached = bands[None, :] >= np.arange(n_grades)[:, None]
    return np.where(reached.any(axis=1), reached.argmax(axis=1), len(bands)) + score_min


@inlined
def bands_begin(here, i, day):
    """Where the bands begin in `here.bands` that a life stands by on a day; what is added to a score to look it up."""
    rules = here.rules
    if rules["new_bands"] > 0 and day < here.world.extra[i, rules["new_column"]]:
        return rules["new_bands"]
    return ZERO
