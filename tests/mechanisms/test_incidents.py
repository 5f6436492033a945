"""Incidents: Poisson in number, helped in proportion, the same on one seed whatever helps, and nobody's by order."""

from __future__ import annotations

import numpy as np
import pytest

from credopolis.core.labels import INCIDENTS
from credopolis.mechanisms.incidents import draw_incidents

N, TICKS = 20, 200


def drawn(expected: float, chance: float, seed: int = 5, ticks: int = TICKS) -> np.ndarray:
    """(ticks, N, kinds, 2) counts, a tick at a time."""
    rates, chances = np.full((N, len(INCIDENTS)), expected), np.full((N, len(INCIDENTS)), chance)
    out = np.zeros((ticks, N, len(INCIDENTS), 2), np.int64)
    for tick in range(ticks):
        draw_incidents(seed, tick, rates, chances, out[tick])
    return out


@pytest.mark.parametrize("expected", [0.003, 0.4, 3.0, 15.0])
def test_numbers_are_poisson_and_helped_ones_are_thinned(expected: float) -> None:
    found = drawn(expected, 0.3)
    happened, helped = found[..., 0], found[..., 1]
    n = happened.size
    assert happened.mean() == pytest.approx(expected, abs=4.5 * np.sqrt(expected / n))
    assert helped.mean() == pytest.approx(0.3 * expected, abs=4.5 * np.sqrt(0.3 * expected / n))
    # Var of the sample variance of a Poisson number: (mu + 2 mu^2) / n.
    assert happened.var() == pytest.approx(expected, abs=4.5 * np.sqrt((expected + 2 * expected**2) / n))
    missed = happened - helped
    spread = np.sqrt(0.3 * 0.7 * (expected**2) / n)
    assert np.cov(helped.ravel(), missed.ravel())[0, 1] == pytest.approx(0, abs=4.5 * spread + 1e-3)
    assert (helped <= happened).all()


def test_more_help_helps_the_same_and_more_and_changes_no_incident() -> None:
    none, some, all_ = (drawn(2.0, chance, ticks=60) for chance in (0.0, 0.5, 1.0))
    for other in (some, all_):
        np.testing.assert_array_equal(none[..., 0], other[..., 0])
    assert not none[..., 1].any()
    assert (some[..., 1] <= all_[..., 1]).all()
    np.testing.assert_array_equal(all_[..., 1], all_[..., 0])
    assert (some[..., 0] <= drawn(3.0, 0.5, ticks=60)[..., 0]).all()


def test_provinces_kinds_ticks_and_seeds_have_draws_of_their_own() -> None:
    found = drawn(3.0, 0.5)[..., 0].astype(float)
    flat = found.reshape(TICKS, -1)
    correlation = np.corrcoef(flat.T)[np.triu_indices(flat.shape[1], 1)]
    assert np.abs(correlation).mean() < 1.2 / np.sqrt(TICKS)
    assert abs(np.corrcoef(flat[1:].ravel(), flat[:-1].ravel())[0, 1]) < 0.03
    assert (drawn(3.0, 0.5, seed=6)[..., 0] != found).mean() > 0.5


def test_nothing_expected_is_nothing() -> None:
    assert not drawn(0.0, 1.0, ticks=3).any()
