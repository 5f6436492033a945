"""Learning: own experience fades in closed form, is kept in whole steps without a bias, and off it does not move."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.compile import compile_dials
from credopolis.mechanisms.learning import STEPS, experience_now, moved, stored

from .made import small

CHANCE = st.floats(0, 1)
OWN = st.floats(-1, 1)


@given(OWN)
def test_experience_halves(own: float) -> None:
    assert experience_now(own, 0, 100.0) == pytest.approx(own, abs=1e-12)
    assert experience_now(own, 100, 100.0) == pytest.approx(own / 2, abs=1e-9)
    assert experience_now(own, 3000, 100.0) == pytest.approx(0, abs=1e-8)


@given(OWN, st.integers(0, 2000), st.integers(0, 2000))
def test_fading_twice_is_fading_once(own: float, first: int, second: int) -> None:
    twice = experience_now(experience_now(own, first, 730.5), second, 730.5)
    assert twice == pytest.approx(experience_now(own, first + second, 730.5), abs=1e-9)


def test_switched_off_nothing_is_learned() -> None:
    off = compile_dials(small(off=("learning",)))
    assert (off["caught_step"], off["missed_step"], off["wronged_step"]) == (0, 0, 0)


@given(OWN, CHANCE, CHANCE)
def test_a_step_goes_its_share_of_the_way(own: float, told: float, step: float) -> None:
    chance = min(1.0, max(0.0, own + told))
    up, down = (moved(own, chance, step, towards) for towards in (1.0, 0.0))
    if 0 < own + told < 1:  # else it is held at an end already
        assert 1 - (told + up) == pytest.approx((1 - step) * (1 - chance), abs=1e-12)
        assert told + down == pytest.approx((1 - step) * chance, abs=1e-12)
    assert -1 <= down <= own <= up <= 1


@pytest.mark.parametrize("domain", range(4))
@given(OWN)
def test_what_is_kept_is_a_step_beside_it_and_right_in_the_mean(domain: int, own: float) -> None:
    draws = np.arange(0, 65536, 64, dtype=np.uint64) << np.uint64(16 * domain)
    kept = np.array([stored(own, bits, domain) for bits in draws])
    assert set(kept.tolist()) <= {math.floor(own * STEPS), math.floor(own * STEPS) + 1}
    assert kept.mean() == pytest.approx(own * STEPS, abs=2e-3)
    assert kept.min() >= -STEPS and kept.max() <= STEPS


def test_many_small_changes_are_not_lost() -> None:
    """A week fades 0.2 by less than a step: rounded to the nearest it would never fade at all."""
    rng = np.random.default_rng(5)
    lives = np.full(4000, round(0.2 * STEPS), np.int64)
    start = lives[0] / STEPS
    for _ in range(52):
        bits = rng.integers(0, 2**63, len(lives), dtype=np.uint64)
        lives = np.array([stored(experience_now(k / STEPS, 7, 730.5), b, 1) for k, b in zip(lives, bits, strict=True)])
    assert round(experience_now(start, 7, 730.5) * STEPS) == round(start * STEPS)
    spread = lives.std() / math.sqrt(len(lives))
    assert abs(lives.mean() - STEPS * start * 2 ** (-364 / 730.5)) < 4.5 * spread
