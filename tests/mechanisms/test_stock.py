"""A stock that things come to and leave is the solution of its equation, and so is its integral."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from credopolis.mechanisms.stock import stock_after, stock_days


@settings(max_examples=20)
@given(st.floats(0, 500), st.floats(0, 500), st.floats(0.001, 2), st.integers(1, 90))
def test_it_is_the_solution_of_its_equation(stock: float, inflow: float, leaves: float, days: int) -> None:
    found = solve_ivp(
        lambda t, y: [inflow - leaves * y[0], y[0]], (0, days), [stock, 0.0], rtol=1e-9, atol=1e-9
    ).y[:, -1]  # fmt: skip
    assert stock_after(stock, inflow, leaves, days) == pytest.approx(found[0], rel=1e-5, abs=1e-5)
    assert stock_days(stock, inflow, leaves, days) == pytest.approx(found[1], rel=1e-5, abs=1e-5)


@given(st.floats(0, 1e6), st.floats(0, 1e4), st.floats(0.001, 2), st.integers(1, 90))
def test_nothing_is_lost(stock: float, inflow: float, leaves: float, days: int) -> None:
    gone = leaves * stock_days(stock, inflow, leaves, days)
    assert stock + inflow * days - gone == pytest.approx(stock_after(stock, inflow, leaves, days), rel=1e-9, abs=1e-6)
