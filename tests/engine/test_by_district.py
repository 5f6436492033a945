"""Results by district: they add up to the provinces' in every cell, whoever counts, and change nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from credopolis.engine.records import Period

from .cases import Ran
from .test_exact import busy, threaded


def adds_up(period: Period) -> None:
    """Each district's counts, added up by province, are what the census and its companions say."""
    found = period.by_district
    assert found is not None
    n = len(period.census)
    sums = np.zeros((n, *found.counts.shape[1:]), np.int64)
    np.add.at(sums, found.provinces, found.counts)
    lives, locked, score_sum, listings = np.moveaxis(sums, -1, 0)
    np.testing.assert_array_equal(lives, period.census.sum(axis=1))
    np.testing.assert_array_equal(locked[:, :-1], period.locked.sum(axis=1))
    np.testing.assert_array_equal(score_sum.sum(axis=1), period.score_sum.sum(axis=1))
    np.testing.assert_array_equal(listings.sum(axis=1), period.listed.sum(axis=(1, 2)))
    assert not sums[:, -1, 1:].any()  # who is in no grade has no lock, score or list that counts


@cache
def by_threads(threads: int) -> Ran:
    return threaded(replace(busy(), by_district=True), threads)


@pytest.mark.parametrize("threads", [1, 3])
def test_districts_add_up_to_provinces(threads: int) -> None:
    ran = by_threads(threads)
    for period in ran.periods:
        adds_up(period)
    last = ran.periods[-1].by_district
    assert last is not None and len(last.counts) > 50
    assert (last.counts.sum(axis=(0, 1)) > 0).all()  # lives, locks, points and listings are all there
    assert len(np.unique(last.counts[:, :, 0], axis=0)) > 10  # and no district is like the other


def test_each_district_is_counted_by_itself() -> None:
    """Counted elsewhere, from where every life stands at the end: sums by province do not tell whose they are."""
    ran = by_threads(3)
    engine, found = ran.engine, ran.periods[-1].by_district
    assert found is not None
    layout, n, day = engine.layout, engine.extent.n_grades, ran.outcome.days_done
    np.testing.assert_array_equal(found.provinces, layout.district_province)
    starts = layout.grid_start[layout.district_grid_start]
    for d in range(len(found.counts)):
        life = engine.world.standing[starts[d] : starts[d + 1]]
        expected = np.zeros((n + 1, 4), np.int64)
        for one in life:
            scored = one["grade"] < n
            lists = int(one["listed"]).bit_count()
            expected[one["grade"]] += (
                1,
                scored and one["lock_until"] > day,
                scored * int(one["score"]),
                scored * lists,
            )
        np.testing.assert_array_equal(found.counts[d], expected, err_msg=f"district {d}")


def test_nothing_else_changes() -> None:
    plain, asked = threaded(busy(), 2), by_threads(3)
    assert plain.outcome.state_digest == asked.outcome.state_digest
    for mine, its in zip(plain.periods, asked.periods, strict=True):
        assert mine.by_district is None
        for name, array in mine.arrays.items():
            np.testing.assert_array_equal(array, its.arrays[name])
