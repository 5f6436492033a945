"""Exact intervals against SciPy's, and their coverage of known truths, rare and common."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from credopolis.analysis.measures.exact import chance_of_split, exact_poisson, ratio_of_rates, share_of

EXPECTED = (0.5, 2.0, 5.0, 50.0)
DRAWS = 4000


@given(st.integers(0, 150))
def test_counts_have_garwoods_interval(count: int) -> None:
    found = exact_poisson(count)
    assert found.low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0, abs=1e-9)
    assert found.high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=1e-9)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, min(n, 150)), st.just(n), st.booleans())))
def test_rare_shares_have_clopper_and_pearsons_interval(case: tuple[int, int, bool]) -> None:
    count, total, mirrored = case
    count = total - count if mirrored else count
    found = share_of(count, total)
    if min(count, total - count) < 150:
        theirs = stats.binomtest(count, total).proportion_ci(0.95, method="exact")
        assert (found.low, found.high) == (pytest.approx(theirs.low, abs=1e-9), pytest.approx(theirs.high, abs=1e-9))
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(st.integers(0, 300), st.integers(0, 900), st.floats(0.05, 0.95))
def test_a_split_has_the_binomial_tests_chance(a: int, b: int, share: float) -> None:
    """Twice the smaller tail is what SciPy's one-sided tests give."""
    one = [stats.binomtest(a, a + b, share, alternative=side).pvalue for side in ("less", "greater")] if a + b else [1]
    tolerance = 1e-9 if a + b <= 1000 else 0.02
    assert chance_of_split(a, b, share) == pytest.approx(min(1.0, 2 * min(one)), abs=tolerance)


@pytest.mark.parametrize("mean", EXPECTED)
def test_counts_cover_their_mean(mean: float) -> None:
    counts = np.random.default_rng(1).poisson(mean, DRAWS)
    intervals = {int(k): exact_poisson(int(k)) for k in np.unique(counts)}
    covered = np.mean([intervals[int(k)].low <= mean <= intervals[int(k)].high for k in counts])
    assert 0.945 < covered <= 1 and (mean < 50 or covered < 0.975)


@pytest.mark.parametrize("mean", (*EXPECTED, 1000.0))
def test_shares_cover_the_truth(mean: float) -> None:
    """Among 100,000 lives; Wilson's interval alone covers outcomes expected half a time in 0.91 of cases."""
    total = 100_000
    counts = np.random.default_rng(2).binomial(total, mean / total, DRAWS)
    intervals = {int(k): share_of(int(k), total) for k in np.unique(counts)}
    covered = np.mean([intervals[int(k)].low <= mean / total <= intervals[int(k)].high for k in counts])
    assert 0.94 < covered <= 1 and (mean < 50 or covered < 0.975)


@pytest.mark.parametrize("mean", EXPECTED)
def test_ratios_of_rates_cover_the_truth(mean: float) -> None:
    draws = np.random.default_rng(3)
    pairs = list(zip(draws.poisson(mean, DRAWS).tolist(), draws.poisson(1.5 * mean, DRAWS).tolist(), strict=True))
    found = {pair: ratio_of_rates(pair[0], 100.0, pair[1], 300.0) for pair in set(pairs) if sum(pair)}
    told = [found[pair] for pair in pairs if pair in found]
    covered = np.mean([one.low <= 2.0 <= one.high for one in told])
    assert 0.945 < covered <= 1 and (mean < 50 or covered < 0.975)


def test_no_event_is_no_proof_of_none() -> None:
    assert share_of(0, 1000).high == pytest.approx(1 - 0.025 ** (1 / 1000))
    assert exact_poisson(0).high == pytest.approx(-math.log(0.025))
    assert ratio_of_rates(0, 1.0, 5, 1.0).low == 0.0 < ratio_of_rates(0, 1.0, 5, 1.0).high < 1.2
    assert ratio_of_rates(5, 1.0, 0, 1.0).high == math.inf
