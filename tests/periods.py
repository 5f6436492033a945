"""Two intervals compared, array by array."""

from __future__ import annotations

import numpy as np

from credopolis.engine.records import AXES, Period


def assert_same_period(mine: Period, its: Period) -> None:
    """Every array of two intervals is the same, bit for bit."""
    assert (mine.start_day, mine.end_day) == (its.start_day, its.end_day)
    np.testing.assert_array_equal(mine.pairs, its.pairs)
    for name in AXES:
        np.testing.assert_array_equal(mine.arrays[name], its.arrays[name], err_msg=name)
