"""Logarithm and exponential agree with those of the mathematics library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from credopolis.core.jit import plain, scalar
from credopolis.core.maths import LN2, exp, log


@given(st.floats(2.3e-308, 1.7e308))
@example(1.0)
@example(0.5 / 2**32)
@example(math.sqrt(2))
def test_log(x: float) -> None:
    assert log(x) == pytest.approx(math.log(x), rel=1e-12, abs=1e-12)


@given(st.floats(-700, 700))
@example(0.0)
@example(LN2 / 2)
@example(-LN2 / 2)
@example(1e-300)
def test_exp(x: float) -> None:
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-11)


def test_exact_where_it_must_be() -> None:
    assert exp(0.0) == 1.0
    assert log(1.0) == 0.0
    assert math.log(2) == LN2


def test_outside_its_range_exp_is_flat() -> None:
    assert exp(-701.0) == exp(-1e300) == 0.0
    assert exp(701.0) == exp(1e300) == exp(700.0)


@given(st.floats(-600, 600))
def test_log_undoes_exp(x: float) -> None:
    assert log(exp(x)) == pytest.approx(x, rel=1e-10, abs=1e-10)


@given(st.floats(-700, 699), st.floats(1e-9, 1))
def test_exp_rises(x: float, more: float) -> None:
    assert exp(x + more) >= exp(x)


@pytest.mark.parametrize("function", [log, exp])
def test_compiled_is_python_to_the_last_bit(function: object) -> None:
    plain = getattr(function, "py_func", function)
    for k in range(1, 2000):
        x = k * 0.0317
        assert float(function(x)) == float(plain(x))  # type: ignore[operator]


def test_compiled_and_plain_they_have_the_same_bits() -> None:
    """Kernels have them compiled; who asks a few times in a run has them plain."""
    random = np.random.default_rng(35)
    for function, values in (
        (exp, random.uniform(-710, 710, 20_000)),
        (log, np.exp(random.uniform(-700, 700, 20_000))),
    ):
        compiled = scalar(plain(function))
        assert [float(compiled(x)).hex() for x in values] == [float(function(x)).hex() for x in values]
