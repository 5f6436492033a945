"""Intervals against textbook values, SciPy and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from credopolis.analysis.measures.exact import exact_poisson, ratio_of_rates
from credopolis.analysis.measures.intervals import share_ratio, wilson


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys_wilson(case: tuple[int, int]) -> None:
    count, total = case
    ours = wilson(count, total)
    theirs = stats.binomtest(count, total).proportion_ci(0.95, method="wilson")
    assert ours.low == pytest.approx(theirs.low, abs=1e-9)
    assert ours.high == pytest.approx(theirs.high, abs=1e-9)


def test_wilson_by_hand() -> None:
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)  # Newcombe 1998, table I


def test_wilson_covers_at_its_level() -> None:
    draws = np.random.default_rng(5)
    p, n = 0.03, 400
    counts = draws.binomial(n, p, 4000)
    covered = np.mean([wilson(int(k), n).low <= p <= wilson(int(k), n).high for k in counts])
    assert 0.93 < covered < 0.975


def test_share_ratio_is_scipys_relative_risk() -> None:
    ours = share_ratio(30, 200, 50, 700)
    theirs = stats.contingency.relative_risk(30, 200, 50, 700)
    interval = theirs.confidence_interval(0.95)
    assert ours.value == pytest.approx(theirs.relative_risk)
    assert (ours.low, ours.high) == (pytest.approx(interval.low), pytest.approx(interval.high))


@pytest.mark.parametrize(
    "found", [wilson(0, 0), share_ratio(0, 10, 3, 10), share_ratio(1, 10, 0, 0), ratio_of_rates(1, 0.0, 1, 1.0)]
)
def test_what_is_not_defined_is_nan(found: object) -> None:
    assert math.isnan(found.value)  # type: ignore[attr-defined]


def test_all_and_none_stay_within_bounds() -> None:
    assert wilson(0, 50).low == 0.0 and wilson(50, 50).high == 1.0


@given(st.one_of(st.integers(0, 20), st.integers(0, 20_000)))
def test_poisson_counts_have_nearly_the_exact_interval(count: int) -> None:
    """The exact one by quantiles of chi-square (Garwood 1936, Biometrika 28); of small counts the sums themselves."""
    found = exact_poisson(count)
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    assert found.value == count
    assert found.low == pytest.approx(low, rel=0.01, abs=0.01)
    assert found.high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=0.01)
