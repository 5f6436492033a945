"""Draws: the same bits for ever, equidistributed, and independent between neighbouring keys."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core import draws, purposes
from credopolis.core.draws import below, draw_at, high_exponential, key_of, low_unit, mix, unit
from tests.engine import twin

MANY = 40_000
KEY = 0xB610CE15FA9E7104
WORD = st.integers(0, 2**64 - 1)


def plain(function: Any) -> Callable[..., Any]:
    """The Python behind a compiled function, or the function itself without the compiler."""
    return getattr(function, "py_func", function)


def word(bits: Any) -> np.uint64:
    """64 bits as kernels hold them; the compiler hands them back as a plain integer."""
    return np.uint64(int(bits))


def draw(key: Any, counter: int) -> np.uint64:
    """A draw of a stream."""
    return word(draw_at(word(key), counter))


def units(key: int, n: int = MANY) -> np.ndarray:
    return np.array([unit(draw(key, k)) for k in range(n)])


def chi_square(counts: np.ndarray) -> float:
    """Standardised chi-square of counts that should be even: standard normal for many cells, nearly."""
    expected = counts.sum() / counts.size
    free = counts.size - 1
    return float((((counts - expected) ** 2 / expected).sum() - free) / math.sqrt(2 * free))


@pytest.mark.parametrize(
    ("x", "mixed"), [(0, 0x0), (1, 0x5692161D100B05E5), (2**64 - 1, 0xB4D055FCF2CBBD7B)]
)  # fmt: skip
def test_the_mixer_never_changes(x: int, mixed: int) -> None:
    assert int(mix(np.uint64(x))) == mixed


@pytest.mark.parametrize(
    ("seed", "purpose", "who", "when", "key"),
    [(0, 10, 0, 0, 0x51E077FB47E14590), (7, 10, 123, 45, KEY), (2**62, 1, 2_000_000_000, 29_000, 0x3ACF7FE2EE08CB7C)],
)  # fmt: skip
def test_keys_never_change(seed: int, purpose: int, who: int, when: int, key: int) -> None:
    assert int(key_of(seed, purpose, who, when)) == key


@pytest.mark.parametrize(
    ("counter", "bits"),
    [(0, 0x64C91DB4BF9CCDCE), (1, 0x5C4D47D15F3DCE5A), (2, 0xCF260B13B7AE0F66), (44, 0x68AC7C384EF49C4E)],
)
def test_draws_never_change(counter: int, bits: int) -> None:
    assert int(draw(KEY, counter)) == bits


@given(WORD, st.integers(0, 2**62), st.integers(1, 60), st.integers(0, 2**31), st.integers(0, 30_000))
def test_compiled_draws_are_those_of_plain_integers(x: int, seed: int, purpose: int, who: int, when: int) -> None:
    assert int(mix(np.uint64(x))) == twin.mix(x)
    key = key_of(seed, purpose, who, when)
    assert int(key) == twin.key_of(seed, purpose, who, when)
    bits = draw(key, when)
    assert int(bits) == twin.draw(int(key), when)
    assert unit(bits) == twin.uniform(int(bits))
    assert high_exponential(bits) == pytest.approx(twin.exponential(int(bits)), rel=1e-9, abs=1e-11)


@given(WORD)
def test_compiled_is_python(x: int) -> None:
    bits = np.uint64(x)
    with np.errstate(over="ignore"):
        for function in (mix, unit, low_unit, high_exponential):
            assert function(bits) == plain(function)(bits)
        assert draw_at(bits, 5) == plain(draw_at)(bits, 5)


@given(WORD, st.integers(1, 2**31 - 1))
def test_ranges(x: int, n: int) -> None:
    bits = np.uint64(x)
    assert 0 <= unit(bits) < 1
    assert 0 <= low_unit(bits) < 1
    assert 0 <= below(bits, n) < n
    assert 0 < high_exponential(bits) < 22.9


@pytest.mark.parametrize("key", [0, 1, 2**63])
def test_units_are_uniform(key: int) -> None:
    counts, _ = np.histogram(units(key), bins=100, range=(0, 1))
    assert abs(chi_square(counts)) < 4


def test_each_bit_is_fair() -> None:
    bits = np.array([int(draw(3, k)) for k in range(MANY)], np.uint64)
    for place in range(64):
        ones = int(((bits >> np.uint64(place)) & np.uint64(1)).sum())
        assert abs(ones - MANY / 2) < 5 * math.sqrt(MANY) / 2, place


@pytest.mark.parametrize("step", ["seed", "purpose", "who", "when"])
def test_neighbouring_keys_are_independent(step: str) -> None:
    """First draws of streams whose keys differ by one in one part: even in pairs, and uncorrelated."""
    first = []
    for k in range(MANY):
        parts = {"seed": 5, "purpose": 10, "who": 77, "when": 3, step: k}
        first.append(_first(parts))
    x = np.array(first)
    assert abs(np.corrcoef(x[:-1], x[1:])[0, 1]) < 5 / math.sqrt(MANY)
    counts, _, _ = np.histogram2d(x[:-1], x[1:], bins=10, range=((0, 1), (0, 1)))
    assert abs(chi_square(counts)) < 4.5


def _first(parts: dict[str, int]) -> float:
    return float(unit(draw(key_of(parts["seed"], parts["purpose"], parts["who"], parts["when"]), 0)))


def test_both_halves_of_a_draw_are_independent() -> None:
    bits = [draw(9, k) for k in range(MANY)]
    high = np.array([math.exp(-high_exponential(b)) for b in bits])
    low = np.array([low_unit(b) for b in bits])
    assert abs(np.corrcoef(high, low)[0, 1]) < 5 / math.sqrt(MANY)
    for x in (high, low):
        assert abs(chi_square(np.histogram(x, bins=100, range=(0, 1))[0])) < 4


def test_exponentials_have_mean_and_variance_one() -> None:
    x = np.array([high_exponential(draw(2, k)) for k in range(MANY)])
    assert x.mean() == pytest.approx(1, abs=5 / math.sqrt(MANY))
    assert x.var() == pytest.approx(1, abs=5 * math.sqrt(8 / MANY))


def test_no_two_purposes_are_one() -> None:
    given_out = [int(value) for name, value in vars(purposes).items() if name.isupper()]
    assert len(set(given_out)) == len(given_out)
    seen = range(int(purposes.SEEN), int(purposes.SEEN) + 16)
    assert [number for number in given_out if number in seen] == [int(purposes.SEEN)]


def test_draws_are_scalar_functions_of_their_key_only() -> None:
    """Asking for other draws in between changes nothing."""
    key = key_of(1, 2, 3, 4)
    forwards = [int(draw(key, k)) for k in range(50)]
    backwards = [int(draw(key, k)) for k in reversed(range(50))]
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == 50
    assert draws.GOLDEN.dtype == np.uint64
