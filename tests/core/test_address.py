"""Tuples by their address: what is read through one is what stands in the tuple, and no address outlives its memory."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from credopolis.core.address import by_address, by_value, with_these
from credopolis.core.jit import compiles, hot, hot_kernel, merged

compiled_only = pytest.mark.skipif(not compiles(), reason="without the compiler a tuple is handed on as it is")


class Inner(NamedTuple):
    values: NDArray[Any]
    factor: int


class Outer(NamedTuple):
    inner: Inner
    plus: float


class Holder(NamedTuple):
    inner: Any
    plus: float


def outer() -> Outer:
    return Outer(Inner(np.arange(4), 3), 0.5)


@numba.njit(_nrt=False)
def read(place):
    inner = place.inner
    inner.values[0] = 7
    return inner.factor * inner.values[3] + place.plus + by_value(inner).values[0]


def test_members_are_read_and_arrays_written_through_an_address() -> None:
    @numba.njit(_nrt=False)
    def kernel(given):
        return read(by_address(by_address(given)))

    given = outer()
    assert kernel(given) == 3 * 3 + 0.5 + 7
    assert given.inner.values[0] == 7


def test_what_is_merged_into_its_caller_may_make_an_address_for_it() -> None:
    @merged
    def place_of(given):
        return by_address(given)

    @numba.njit(_nrt=False)
    def kernel(given):
        return read(place_of(given))

    assert kernel(outer()) == 3 * 3 + 0.5 + 7


class Part(NamedTuple):
    plus: float


class Stranger(NamedTuple):
    plus: int


@numba.njit(_nrt=False)
def plus_of(place):
    return place.plus


def test_members_are_replaced_by_those_of_a_smaller_tuple_and_the_others_stay() -> None:
    @numba.njit(_nrt=False)
    def kernel(given):
        place = by_address(given)
        before = plus_of(place)
        place = with_these(place, Part(before + 2.0))
        return before, plus_of(place), read(place)

    given = outer()
    assert kernel(given) == (0.5, 2.5, 3 * 3 + 2.5 + 7)
    assert given.plus == 0.5  # only the copy at the address was changed


@compiled_only
def test_a_member_of_another_type_is_refused() -> None:
    @numba.njit(_nrt=False)
    def kernel(given):
        return plus_of(with_these(by_address(given), Stranger(1)))

    with pytest.raises(NumbaError, match="other types"):
        kernel(outer())


def itself(given):
    return by_address(given)


def a_member(given):
    return by_address(given).inner


def inside_a_tuple(given):
    return Holder(by_address(given.inner), given.plus)


@compiled_only
@pytest.mark.parametrize("returns", [itself, a_member, inside_a_tuple])
@pytest.mark.parametrize("kind", [hot, hot_kernel])
def test_a_function_that_returns_an_address_does_not_compile(returns: Any, kind: Any) -> None:
    made = kind(returns)

    @numba.njit(_nrt=False)
    def kernel(given):
        found = made(given)
        return found is not None

    with pytest.raises(NumbaError, match="address of a tuple is returned"):
        kernel(outer())
