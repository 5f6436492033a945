"""Face matching: duty, capacity, and false matches against theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.faces import (
    FacesParameters,
    alarms_a_year,
    duty_cycle,
    false_match_chance,
    ready_engines,
    search,
    searches_a_day,
)

P = FacesParameters()
LIVES = np.array([1e6, 3e5])
HALF = np.array([0.5, 0.5])


def engines(p: FacesParameters = P, days: int = 7, coverage: float = 0.5):
    """Engines of two provinces in 2030."""
    return ready_engines(2030.0, days, LIVES, np.full(2, coverage), np.full(2, 0.9), p)


@given(st.floats(0.1, 1e4), st.floats(0, 1e4), st.floats(0, 1))
def test_duty_is_the_share_of_time_that_an_engine_searches(runs: float, restarts: float, available: float) -> None:
    p = FacesParameters(runs_hours=runs, restart_hours=restarts, availability=available)
    cycles = 50_000.0 / (runs + restarts)
    assert duty_cycle(p) == pytest.approx(cycles * runs * available / 50_000.0)
    assert 0 <= duty_cycle(p) <= available


def test_capacity_is_engines_times_searches_times_duty() -> None:
    expected = LIVES / 1e6 * P.engines_per_million * P.searches_an_hour * 24 * duty_cycle(P)
    np.testing.assert_allclose(searches_a_day(2030.0, LIVES, P), expected)
    np.testing.assert_allclose(engines().capacity, expected * 7)
    assert not searches_a_day(P.from_year, LIVES, P).any()


@pytest.mark.parametrize(("gallery", "rate"), [(1000, 3e-6), (1, 0.01), (100_000, 1e-5)])
def test_a_search_compares_with_every_face(gallery: int, rate: float) -> None:
    p = FacesParameters(gallery=gallery, false_match_rate=rate)
    assert false_match_chance(p) == pytest.approx(1 - (1 - rate) ** gallery, rel=1e-9)
    assert false_match_chance(p) == pytest.approx(1 - math.exp(-gallery * rate), rel=0.006)


def test_false_matches_of_many_searches_are_poisson() -> None:
    """Of a million searches of strangers about 3,000 match; counts of batches vary as much as their mean."""
    rng, batches, size = np.random.default_rng(11), 1_000, 1_000
    matched = (rng.binomial(P.gallery, P.false_match_rate, (batches, size)) > 0).sum(axis=1)
    expected = size * false_match_chance(P)
    assert 2_900 < batches * expected < 3_100
    assert matched.sum() == pytest.approx(batches * expected, abs=4.5 * math.sqrt(batches * expected))
    assert matched.var(ddof=1) / matched.mean() == pytest.approx(1, abs=4.5 * math.sqrt(2 / batches))


def test_the_ratio_between_groups_comes_back_from_counts() -> None:
    rng, years = np.random.default_rng(5), 400_000.0
    rates = alarms_a_year(P)
    counts = rng.poisson(rates * years)
    for who, ratio in ((1, P.female_multiplier), (2, P.minority_multiplier)):
        error = math.sqrt(1 / counts[0] + 1 / counts[who])
        assert math.log(counts[who] / counts[0]) == pytest.approx(math.log(ratio), abs=4.5 * error)


def test_enough_engines_serve_all_at_once() -> None:
    found = search(engines(), np.zeros(2), np.zeros(2), 1.0)
    assert found.served.tolist() == found.identified.tolist() == [1, 1]
    assert not found.backlog.any()
    assert not found.dropped.any()
    np.testing.assert_allclose(found.used, engines().at_once)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1), st.sampled_from([0.0, 3.0, 14.0, 365.0]))
def test_searches_are_conserved(seen: float, waiting: float, left: float, keep: float) -> None:
    p = P.model_copy(update={"keep_days": keep})
    ready = engines(p)
    backlog = np.array([waiting, 0.0])
    found = search(ready, np.array([seen, seen / 2]), backlog, left)
    np.testing.assert_allclose(found.used + found.backlog + found.dropped, found.demand + backlog, rtol=1e-9)
    assert (found.used <= ready.capacity * (1 + 1e-9)).all()
    assert ((found.served >= 0) & (found.served <= 1)).all()
    assert ((found.identified >= 0) & (found.identified <= 1)).all()
    assert (found.wait_days <= keep + 1e-6).all()


def test_the_queue_settles_where_wait_meets_patience() -> None:
    backlog, seen = np.zeros(2), LIVES * 0.004
    for _ in range(200):
        found = search(engines(), seen, backlog, 1.0)
        backlog = found.backlog
    np.testing.assert_allclose(found.wait_days, P.keep_days, rtol=1e-6)
    new = seen * P.candidates / P.gallery
    np.testing.assert_allclose(found.identified, found.served * (backlog + new) / new, rtol=1e-6)


def test_a_longer_gallery_takes_fewer_searches_and_errs_more() -> None:
    long = P.model_copy(update={"gallery": 10_000})
    seen, none = LIVES * 0.001, np.zeros(2)
    short_work = search(engines(), seen, none, 1.0).demand - engines().at_once
    long_work = search(engines(long), seen, none, 1.0).demand - engines(long).at_once
    np.testing.assert_allclose(short_work, long_work * 10)
    assert false_match_chance(long) > 9 * false_match_chance(P)
