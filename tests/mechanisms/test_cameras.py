"""Cameras: the curve at its landmarks, saturation, and false matches by group."""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.engine.compile import alarm_rates
from credopolis.mechanisms.cameras import CamerasParameters, coverage
from credopolis.mechanisms.channels import CAMERAS

from .made import small

P = CamerasParameters()
SHARES = np.array([0.0, 0.25, 0.6, 1.0])


def test_at_midyear_half_the_ceiling_stands() -> None:
    factor = SHARES + (1 - SHARES) * P.rural_factor
    expected = 1 - np.exp(-P.ceiling_per_1000 / 2 * factor / P.saturation_per_1000)
    np.testing.assert_allclose(coverage(P.midyear, SHARES, P), expected, rtol=1e-9)


def test_coverage_rises_with_time_and_towns_towards_its_limit() -> None:
    by_year = np.stack([coverage(year, SHARES, P) for year in np.arange(2000.0, 2060.0, 0.5)])
    assert (np.diff(by_year, axis=0) > 0).all()
    assert (np.diff(by_year, axis=1) > 0).all()
    assert by_year[0, -1] < 0.001
    assert by_year[-1, -1] == pytest.approx(1 - math.exp(-P.ceiling_per_1000 / P.saturation_per_1000), rel=1e-6)
    assert ((by_year >= 0) & (by_year < 1)).all()


def test_a_stock_as_large_as_saturation_covers_63_percent() -> None:
    p = CamerasParameters(ceiling_per_1000=500.0, saturation_per_1000=250.0)
    assert coverage(p.midyear, np.array([1.0]), p)[0] == pytest.approx(1 - math.exp(-1))


def test_no_cameras_no_coverage() -> None:
    assert coverage(2050.0, SHARES, CamerasParameters(ceiling_per_1000=0.0)).tolist() == [0, 0, 0, 0]


def test_false_matches_by_group() -> None:
    rates, p = alarm_rates(small())[CAMERAS], small().regime.cameras
    base = p.searches_a_year * p.false_positive_rate
    women, minority = p.female_multiplier, p.minority_multiplier
    np.testing.assert_allclose(rates, [base, base * women, base * minority, base * women * minority])


@pytest.mark.parametrize("off", ["cameras", "false_alarms"])
def test_off_means_none(off: str) -> None:
    assert not alarm_rates(small(off=(off,)))[CAMERAS].any()
