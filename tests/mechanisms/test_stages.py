"""Stages: by how much the reform moves a pension, what work a draw means, and that tables are those of the society."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.schema import OCCUPATIONS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.stages import (
    DIALS,
    FIRST_WORK,
    N_WORK,
    STAGES,
    StagesParameters,
    days_later,
    months_later,
    people_grow,
    work_of,
)
from credopolis.society.generate import calibrated

START = date(2020, 1, 1)
REFORM = (date(2025, 1, 1) - START).days


def dial(name: str, **settings: object) -> object:
    """What a dial of stages holds under the popular account."""
    scenario = load_scenario("popular-account", people=1000, set=settings or None)
    return next(d for d in DIALS if d.name == name).of(scenario)


# Of the annex to the decision of 13 September 2024, from memory: who is born in a month, and by how much it is later.
@pytest.mark.parametrize(
    ("female", "years", "born", "later"),
    [
        (0, 60, (1964, 12), 0), (0, 60, (1965, 1), 1), (0, 60, (1965, 4), 1), (0, 60, (1965, 5), 2),
        (0, 60, (1966, 5), 5), (0, 60, (1976, 9), 36), (0, 60, (1980, 1), 36),
        (1, 55, (1969, 12), 0), (1, 55, (1970, 1), 1), (1, 55, (1971, 9), 6), (1, 55, (1981, 9), 36),
        (1, 50, (1974, 12), 0), (1, 50, (1975, 1), 1), (1, 50, (1975, 3), 2), (1, 50, (1984, 11), 60),
        (1, 50, (1990, 1), 60), (0, 50, (1980, 1), 0), (0, 65, (1970, 1), 0), (1, 60, (1970, 1), 0),
    ],
)  # fmt: skip
def test_pensions_begin_later_month_by_month(female: int, years: int, born: tuple[int, int], later: int) -> None:
    year, month = born
    assert months_later(female, years, (year + years - 2025) * 12 + month) == later
    due = (date(year + years, month, 15) - START).days
    assert days_later(female, years, due, REFORM) == int(later * 30.4375)


@given(st.integers(0, 1), st.sampled_from([50, 55, 60, 65]), st.integers(-4000, 20_000))
def test_a_pension_never_begins_earlier_than_that_of_who_is_older(female: int, years: int, due: int) -> None:
    first, next_day = (day + days_later(female, years, day, REFORM) for day in (due, due + 1))
    assert due <= first <= next_day <= due + 1 + 60 * 31


def test_the_last_step_is_reached_in_2040() -> None:
    """Men of 60 in 2039 retire in 2042 at 63; women of 50 at 55, both for ever after."""
    for day in (date(2037, 1, 1), date(2060, 1, 1)):
        due = (day - START).days
        assert timedelta(days_later(0, 60, due, REFORM)).days // 365 == 3
        assert round(days_later(1, 50, due, REFORM) / 365.25) == 5


@given(st.lists(st.integers(0, 900), min_size=N_WORK, max_size=N_WORK), st.integers(0, 2**N_WORK - 1))
def test_what_is_refused_leaves_the_rest_in_the_same_proportions(weights: list[int], refused: int) -> None:
    """Over all 65,536 draws: counted one by one, but for the rounding of each share."""
    weights[0] += 1
    ends = np.array([round(65_536 * sum(weights[: k + 1]) / sum(weights)) for k in range(N_WORK - 1)])
    sizes = np.diff([0, *ends, 65_536])
    found = np.bincount([work_of(ends, v, refused) - FIRST_WORK for v in range(0, 65_536, 16)], minlength=N_WORK) * 16
    left = np.array([0 if refused >> k & 1 else size for k, size in enumerate(sizes)])
    if left.sum():
        gone = sizes.sum() - left.sum()
        wanted = left + gone * left / left.sum()
        np.testing.assert_allclose(found, wanted, atol=16 * (N_WORK + 1) ** 2)
        assert not found[left == 0].any()


@given(st.integers(0, 65_535))
def test_who_is_refused_nothing_does_what_the_draw_means(v: int) -> None:
    ends = np.array([10_000, 20_000, 20_000, 40_000, 41_000, 60_000])
    assert work_of(ends, v, 0) == FIRST_WORK + int(np.searchsorted(ends, v, side="right"))
    if not 40_000 <= v < 41_000:
        assert work_of(ends, v, 1 << (OCCUPATIONS.index("official") - FIRST_WORK)) == work_of(ends, v, 0)


def test_tables_are_those_by_which_the_society_is_drawn() -> None:
    people = calibrated(load_scenario("popular-account", people=1000).tables)
    np.testing.assert_array_equal(dial("retired"), people.retired)
    np.testing.assert_array_equal(dial("work"), people.work)


def test_stages_are_passed_only_where_they_are_to() -> None:
    assert not StagesParameters().stands and len({*STAGES}) == 9
    scenario = load_scenario("popular-account", people=1000, set={"regime.stages.stands": True})
    assert people_grow(scenario) and not people_grow(load_scenario("popular-account", people=1000))
    assert dial("reform_day") == (date(2025, 1, 1) - scenario.start).days
    assert int(str(dial("reform_day", **{"regime.stages.reform_of_2025": False}))) > 100_000
