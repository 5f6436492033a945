"""Provinces, districts and grids of any number of people."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.errors import BadValue
from credopolis.society.layout import Layout, largest_remainder, plan
from credopolis.society.tables import SocietyTables


def lives_of_provinces(layout: Layout) -> np.ndarray:
    grids = np.repeat(layout.district_province, np.diff(layout.district_grid_start))
    return np.bincount(grids, np.diff(layout.grid_start), minlength=len(layout.province_names)).astype(int)


@settings(max_examples=60, deadline=None)
@given(people=st.integers(1_000, 3_000_000), grid_lives=st.integers(200, 3000), district_grids=st.integers(4, 128))
def test_a_plan_is_whole(china: SocietyTables, people: int, grid_lives: int, district_grids: int) -> None:
    layout = plan(china, people, grid_lives, district_grids)
    sizes = np.diff(layout.grid_start)
    assert layout.grid_start[0] == 0 and layout.grid_start[-1] == people and sizes.min() > 0
    assert sizes.max() <= 1.5 * grid_lives
    grids = np.diff(layout.district_grid_start)
    assert layout.district_grid_start[0] == 0 and layout.district_grid_start[-1] == layout.n_grids and grids.min() > 0
    assert grids.max() <= 1.5 * district_grids
    assert (np.diff(layout.district_province) >= 0).all()
    whole = sum(r.population for r in china.provinces)
    quotas = np.array([r.population * people / whole for r in china.provinces])
    assert (np.abs(lives_of_provinces(layout) - quotas) < 1).all()
    provinces = np.repeat(layout.district_province, grids)
    for p in set(layout.district_province.tolist()):
        here = sizes[provinces == p]
        assert here.max() - here.min() <= 1


@settings(max_examples=60, deadline=None)
@given(people=st.integers(1_000, 5_000_000), shares=st.lists(st.floats(0, 1), min_size=31, max_size=31))
def test_urban_shares_hold_within_one_grid(china: SocietyTables, people: int, shares: list[float]) -> None:
    rows = tuple(replace(r, urban_share=s) for r, s in zip(china.provinces, shares, strict=True))
    layout = plan(replace(china, provinces=rows), people)
    sizes = np.diff(layout.grid_start)
    provinces = np.repeat(layout.district_province, np.diff(layout.district_grid_start))
    urban = np.bincount(provinces, sizes * layout.grid_urban, minlength=31)
    wanted = lives_of_provinces(layout) * np.array(shares)
    largest = np.array([sizes[provinces == p].max(initial=0) for p in range(31)])
    assert (np.abs(urban - wanted) <= largest + 1).all()
    assert abs(urban.sum() - wanted.sum()) <= sizes.max() + 1


def test_districts_know_their_lives(china: SocietyTables) -> None:
    layout = plan(china, 3_000_000)
    assert layout.n_districts > 31
    ends = [layout.lives_of_district(d) for d in range(layout.n_districts)]
    assert ends[0][0] == 0 and ends[-1][1] == 3_000_000
    assert all(a[1] == b[0] for a, b in zip(ends, ends[1:], strict=False))
    for d, (low, high) in enumerate(ends):
        assert layout.district_of_life(low) == layout.district_of_life(high - 1) == d
    with pytest.raises(BadValue):
        layout.district_of_life(3_000_000)


def test_largest_remainder_is_exact() -> None:
    assert largest_remainder([1, 1, 1], 10) == [4, 3, 3]
    assert largest_remainder([10**9, 1], 1000) == [1000, 0]


@pytest.mark.parametrize(("people", "options"), [(999, {}), (2_000_000_001, {}), (5000, {"grid_lives": 5})])
def test_absurd_sizes_are_refused(china: SocietyTables, people: int, options: dict[str, int]) -> None:
    with pytest.raises(BadValue):
        plan(china, people, **options)


@pytest.mark.alone
def test_planning_is_quick_at_any_size(china: SocietyTables) -> None:
    start = time.process_time()
    assert plan(china, 20_000_000).n_grids == pytest.approx(20_000, abs=40)
    assert plan(china, 1_400_000_000).people == 1_400_000_000
    assert time.process_time() - start < 2.0
