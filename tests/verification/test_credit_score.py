"""The credit score settles: once the first entries have expired, grades keep their shares.

Theory: entries arrive at rates that hardly change and leave after at most ten years, so those that count are the
customers of an infinite-server queue, which is stationary once the longest service has passed (Takács 1962,
Introduction to the Theory of Queues). Before that the shares move away from the common start.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.engine.records import Period
from credopolis.library.catalogue import load_scenario
from tests.living import simulate

from .tools import report

PEOPLE = 20_000


@pytest.fixture(scope="module")
def shares() -> dict[int, NDArray[np.float64]]:
    """Shares of scored lives by grade, lowest first, at the end of each year."""
    by_year: dict[int, NDArray[np.float64]] = {}

    def keep(period: Period) -> None:
        lives = period.census.sum(axis=(0, 1))[:-1]
        by_year[len(by_year)] = lives / lives.sum()

    scenario = load_scenario("us-bank-score", people=PEOPLE, years=14, interval="year")
    simulate(scenario, threads=2, on_period=keep)
    return by_year


def test_no_grade_holds_all_and_none_is_empty(shares: dict[int, NDArray[np.float64]]) -> None:
    report("credit score after ten years", **{f"grade_{k}": share for k, share in enumerate(shares[10])})
    assert shares[10].min() > 0.05
    assert shares[10].max() < 0.45


def test_shares_are_stationary_after_ten_years_and_not_before(shares: dict[int, NDArray[np.float64]]) -> None:
    late = max(float(np.abs(shares[year] - shares[10]).max()) for year in (11, 12, 13, 14))
    early = float(np.abs(shares[5] - shares[10]).max())
    report("credit score, shift of a share", after_year_10=late, from_year_5_to_10=early)
    assert late < 0.03
    assert early > 0.05
