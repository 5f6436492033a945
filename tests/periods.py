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
    assert (mine.by_district is None) == (its.by_district is None)
    if mine.by_district is not None and its.by_district is not None:
        np.testing.assert_array_equal(mine.by_district.provinces, its.by_district.provinces)
        np.testing.assert_array_equal(mine.by_district.counts, its.by_district.counts)
