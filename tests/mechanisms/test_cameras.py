"""Cameras: the curve at its landmarks, saturation, and false matches by group."""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.mechanisms.cameras import CamerasParameters, covered, platform_per_1000, stock_per_1000
from credopolis.mechanisms.channels import CAMERAS
from credopolis.mechanisms.false_alarms import full_alarm_rates as alarm_rates

from .made import small

P = CamerasParameters()
SHARES = np.array([0.0, 0.25, 0.6, 1.0])


def test_a_stock_as_large_as_saturation_covers_63_percent() -> None:
    p = CamerasParameters(saturation_per_1000=platform_per_1000(2030.0, P))
    assert covered(2030.0, np.array([1.0]), p)[0] == pytest.approx(1 - math.exp(-1))


def test_no_cameras_no_coverage() -> None:
    assert covered(2050.0, SHARES, CamerasParameters(ceiling_per_1000=0.0)).tolist() == [0, 0, 0, 0]


def test_operators_mistake_the_minority_more() -> None:
    rates, p = alarm_rates(small())[CAMERAS], small().regime.cameras
    base, minority = p.mistaken_a_year, p.mistaken_minority_multiplier
    np.testing.assert_allclose(rates, [base, base, base * minority, base * minority])


@pytest.mark.parametrize("off", ["cameras", "false_alarms"])
def test_off_means_none(off: str) -> None:
    assert not alarm_rates(small(off=(off,)))[CAMERAS].any()


YEARS = np.arange(2000.0, 2060.0, 0.5)


def test_two_programmes_add_up_and_start_on_their_dates() -> None:
    stock = [stock_per_1000(year, P) for year in YEARS]
    assert stock == sorted(stock)
    assert stock_per_1000(P.skynet_from, P) == 0
    alone = P.model_copy(update={"skynet_share": 0.0})
    assert stock_per_1000(P.sharp_eyes_from, alone) == 0 < stock_per_1000(P.sharp_eyes_from + 1, alone)
    assert stock[-1] == pytest.approx(P.ceiling_per_1000, rel=1e-3)


@pytest.mark.parametrize(("year", "millions", "off_by"), [(2017, 170, 0.3), (2018, 200, 0.3)])
def test_the_stock_is_about_what_was_estimated(year: int, millions: float, off_by: float) -> None:
    """cam-008, of 1.4 billion people; the estimates themselves differ by more."""
    assert stock_per_1000(year + 0.5, P) * 1400 / 1000 == pytest.approx(millions, rel=off_by)


def test_by_2020_everything_is_merged_and_before_mostly_public_cameras_count() -> None:
    apart = P.model_copy(update={"merged": False})
    for year in (2016.0, 2018.0, 2020.0, 2030.0):
        assert platform_per_1000(year, apart) == pytest.approx(stock_per_1000(year, P) * (1 - P.private_share))
        assert platform_per_1000(year, P) <= stock_per_1000(year, P)
    assert platform_per_1000(2014.0, P) == platform_per_1000(2014.0, apart)
    assert platform_per_1000(2021.0, P) == stock_per_1000(2021.0, P)
    assert (covered(2030.0, SHARES, apart) < covered(2030.0, SHARES, P)).all()


def test_what_stands_covers_and_saturates() -> None:
    by_year = np.stack([covered(year, SHARES, P) for year in YEARS])
    assert (np.diff(by_year, axis=0) >= 0).all()
    assert (np.diff(by_year[-1]) > 0).all()
    assert ((by_year >= 0) & (by_year < 1)).all()
    factor = SHARES + (1 - SHARES) * P.rural_factor
    expected = 1 - np.exp(-platform_per_1000(2019.3, P) * factor / P.saturation_per_1000)
    np.testing.assert_allclose(covered(2019.3, SHARES, P), expected, rtol=1e-9)
    assert not covered(P.skynet_from, SHARES, P).any()
