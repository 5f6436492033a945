"""The office's queue: fluid, M/D/c at three loads against two independent solutions, and saturation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.mechanisms.office import OfficeParameters, capacity_a_day, dismissal_chances, serve, wait_days

from .queues import chance_of_no_queue, fluid, mean_queue, mean_queue_by_chain

AMOUNT = st.floats(0, 1e6)
P = OfficeParameters()


def simulated(load: float, servers: float, ticks: int = 2_000, offices: int = 400) -> np.ndarray:
    """Mean backlog and share of ticks with none, per office, once the queue has settled; (2, offices)."""
    rng = np.random.default_rng(7)
    backlog, capacity = np.zeros(offices), np.full(offices, servers)
    total, empty, settled = np.zeros(offices), np.zeros(offices), 500
    for tick in range(settled + ticks):
        backlog = serve(backlog, rng.poisson(load * servers, offices).astype(float), capacity)
        if tick >= settled:
            total += backlog
            empty += backlog < 1e-9
    return np.array([total, empty]) / ticks


@pytest.mark.parametrize("servers", [1, 20])
@pytest.mark.parametrize("load", [0.5, 0.8, 0.95])
def test_the_two_solutions_agree(load: float, servers: int) -> None:
    assert mean_queue(load * servers, servers) == pytest.approx(
        mean_queue_by_chain(load * servers, servers, 400), rel=1e-6, abs=1e-9
    )


@pytest.mark.parametrize("load", [0.5, 0.8, 0.95])
def test_with_one_server_the_mean_is_pollaczeks(load: float) -> None:
    assert mean_queue(load, 1) == pytest.approx(load**2 / (2 * (1 - load)), rel=1e-9)
    assert chance_of_no_queue(load, 1) == pytest.approx((1 - load) * math.exp(load), rel=1e-3)


@pytest.mark.parametrize("servers", [1.0, 5.6, 20.0])
@pytest.mark.parametrize("load", [0.5, 0.8, 0.95])
def test_the_backlog_is_that_of_m_d_c(load: float, servers: float) -> None:
    """Also for capacities that are no whole number, where Spitzer's identity still holds."""
    backlog, empty = simulated(load, servers)
    for found, expected in (
        (backlog, mean_queue(load * servers, servers)),
        (empty, chance_of_no_queue(load * servers, servers)),
    ):
        error = found.std(ddof=1) / math.sqrt(len(found))
        assert found.mean() == pytest.approx(expected, abs=4.5 * error + 1e-12)


def test_in_saturation_the_backlog_grows_as_a_fluid() -> None:
    rng, ticks, servers, offices = np.random.default_rng(3), 500, 20.0, 200
    backlog = np.zeros(offices)
    for _ in range(ticks):
        backlog = serve(backlog, rng.poisson(1.25 * servers, offices).astype(float), np.full(offices, servers))
    expected = fluid(0.0, 1.25 * servers / 7, servers / 7, ticks * 7)
    assert expected == pytest.approx(0.25 * servers * ticks)
    error = math.sqrt(1.25 * servers * ticks / offices)
    assert backlog.mean() == pytest.approx(expected, abs=5 * error + mean_queue(servers / 1.25, servers))
    assert (wait_days(backlog, np.full(offices, servers / 7), 10_000) > 0.24 * 7 * ticks * 0.8).all()


@given(AMOUNT, AMOUNT, AMOUNT)
def test_every_case_is_waiting_or_served(backlog: float, arrivals: float, capacity: float) -> None:
    left = float(serve(np.array([backlog]), np.array([arrivals]), np.array([capacity]))[0])
    served = backlog + arrivals - left
    assert left >= 0
    assert -1e-6 <= served <= capacity + 1e-6
    assert left == 0 or served == pytest.approx(capacity, abs=1e-6)


@given(AMOUNT, st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=20))
def test_with_arrivals_that_do_not_vary_it_is_the_fluid(backlog: float, ticks: list[tuple[float, float]]) -> None:
    arrivals, capacity = ticks[0]
    found = np.array([backlog])
    for _ in ticks:
        found = serve(found, np.array([arrivals]), np.array([capacity]))
    assert found[0] == pytest.approx(fluid(backlog, arrivals, capacity, len(ticks)), rel=1e-9, abs=1e-5)


def test_waits_are_backlog_over_capacity_and_at_most_the_longest() -> None:
    backlog, per_day = np.array([0.0, 70.0, 70.0, 5.0]), np.array([10.0, 10.0, 0.001, 0.0])
    np.testing.assert_allclose(wait_days(backlog, per_day, 365.0), [0.0, 7.0, 365.0, 365.0])


def test_capacity_is_per_life_and_decisions_err_both_ways() -> None:
    assert capacity_a_day(np.array([1e5, 2e5]), P).tolist() == [P.decisions_a_day, 2 * P.decisions_a_day]
    chances = dismissal_chances(P)
    assert chances.shape == (3, 2)
    assert chances[:, 1].tolist() == [0, 1 - P.false_past_office, 1 - P.false_past_court]
    assert (np.diff(chances, axis=0) > 0).all()
    assert (chances[1:, 1] > chances[1:, 0]).all()
