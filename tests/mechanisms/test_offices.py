"""Favours, padding, choice of points, bent figures and the central platform."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.discretion import points_chosen, waiver_chance
from credopolis.mechanisms.quotas import padding_rate
from credopolis.mechanisms.statistics import StatisticsParameters, reported

SHARE = st.floats(0, 1)
RATE = st.floats(0, 5)


@given(SHARE, SHARE)
def test_favours_need_both_a_taker_and_a_giver(corruption: float, guanxi: float) -> None:
    chance = waiver_chance(corruption, guanxi)
    assert chance == corruption * guanxi
    assert chance <= min(corruption, guanxi)
    assert waiver_chance(0.0, guanxi) == waiver_chance(corruption, 0.0) == 0


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(0, 60), SHARE)
def test_points_stay_in_their_range_and_are_the_usual_ones_on_average(
    usual: int, below: int, above: int, harsher: float
) -> None:
    if below + above == 0:
        return
    fewest, most = usual - below, usual + above
    draws = np.random.default_rng(usual + 100).random((4000, 2))
    found = np.array([points_chosen(usual, fewest, most, 0.0, side, place) for side, place in draws])
    assert fewest <= found.min() and found.max() <= most
    assert found.mean() == pytest.approx(usual, abs=5 * (found.std() + 1e-9) / math.sqrt(len(found)) + 1e-9)
    harsh = np.array([points_chosen(usual, fewest, most, harsher, side, place) for side, place in draws])
    assert (harsh <= found).all()


@given(RATE, RATE, SHARE, SHARE)
def test_padding_fills_part_of_a_shortfall(quota: float, posted: float, padding: float, most: float) -> None:
    rate = padding_rate(quota, posted, padding, most)
    assert 0 <= rate <= most
    if posted >= quota:
        assert rate == 0
    elif rate < most:
        assert rate == pytest.approx(padding * (quota - posted))


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), SHARE)
def test_figures_bend_towards_the_target(recorded: float, target: float, bend: float) -> None:
    found = float(reported(np.array([recorded]), target, bend)[0])
    assert min(recorded, target) - 1e-9 <= found <= max(recorded, target) + 1e-9
    assert abs(found - target) == pytest.approx((1 - bend) * abs(recorded - target), abs=1e-9)
    assert 0 <= StatisticsParameters().bend < 1


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.5])
def test_an_error_spreads_as_a_branching_process(spread: float) -> None:
    """Each false entry gives rise to another one with a chance: a geometric number in all."""
    rng = np.random.default_rng(2)
    alive = np.ones(100_000, bool)
    total = alive.astype(float)
    while alive.any():
        alive = alive & (rng.random(len(alive)) < spread)
        total += alive
    expected = 1.0 / (1.0 - spread)
    assert expected == pytest.approx(sum(spread**k for k in range(200)))
    error = math.sqrt(spread) / (1 - spread) / math.sqrt(len(total))
    assert total.mean() == pytest.approx(expected, abs=4.5 * error + 1e-12)
