"""Cameras: their number in a province along two programmes' curves, coverage that saturates, and whom operators know.

    cameras per 1,000 in a year  =  ceiling * (skynet_share * Skynet(year) + (1 - skynet_share) * Sharp Eyes(year))
    on the platform              =  (1 - private_share) * cameras + private_share * cameras * merged(year),
                                    the latter only if private cameras are merged in
    coverage                     =  1 - exp(-cameras per 1,000 on the platform * urban factor / saturation)
    urban factor                 =  urban share + (1 - urban share) * rural_factor
    reach                        =  coverage * by_eye

Skynet and Sharp Eyes are logistic programmes, joining is a linear one. What operators do not know by eye goes to face
matching.

Source: seed-079 (Skynet from 2005), seed-086 and cam-011 (Sharp Eyes from 2015, all public space), seed-087 (private
and public cameras integrated by 2020), cam-007 and cam-008 (public stock against all cameras), cam-010 (14.36
cameras per 100 in 2019).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from credopolis.core.maths import exp
from credopolis.mechanisms import equipment
from credopolis.mechanisms.declare import Card, Channel
from credopolis.mechanisms.parameters import Parameters, given, share
from credopolis.mechanisms.programme import grown, ramped
from credopolis.mechanisms.quarter import Quarter


class CamerasParameters(Parameters):
    """The channel of cameras: what they could see, as an error channel, never a detector."""

    ceiling_per_1000: float = given(
        200.0, "cameras per 1,000 in the end", low=150, high=500, source=("cam-008", "cam-010"), least=0, most=2000
    )
    saturation_per_1000: float = given(
        250.0, "stock that covers 63 % of public acts", low=100, high=1000, above=0, most=1e5
    )
    rural_factor: float = share(0.4, "stock in the countryside relative to towns", low=0.1, high=0.8)
    skynet_share: float = share(
        0.5, "share of the ceiling that Skynet puts up, the rest is Sharp Eyes", low=0.2, high=0.8
    )
    skynet_from: float = equipment.calendar_year(2005.0, "year in which Skynet starts", source="seed-079")
    skynet_midyear: float = equipment.calendar_year(
        2012.0, "year of half of Skynet's stock", low=2010, high=2015, source="seed-080"
    )
    skynet_steepness: float = given(
        0.4, "growth a year", low=0.2, high=0.8, source="seed-083", unit="a year", least=0, most=5
    )
    sharp_eyes_from: float = equipment.calendar_year(2015.0, "year in which Sharp Eyes starts", source="cam-011")
    sharp_eyes_midyear: float = equipment.calendar_year(
        2018.3, "year of half of its stock", low=2017, high=2020, source=("seed-086", "cam-008")
    )
    sharp_eyes_steepness: float = given(
        0.48, "growth a year", low=0.3, high=1.5, source="seed-083", unit="a year", least=0, most=5
    )
    private_share: float = share(
        0.8, "share of all cameras that are private", low=0.5, high=0.9, source=("cam-007", "cam-008")
    )
    merged: bool = given(True, "whether private cameras are joined to the public platform", source="seed-087")
    merged_from: float = equipment.calendar_year(
        2015.0, "year in which joining starts", low=2015, high=2018, source="cam-011"
    )
    merged_years: float = equipment.ramp_years(5.0, "all are joined", low=3, high=15, source="seed-087")
    by_eye: float = share(
        0.3, "share of sightings in which operators know the person", low=0.05, high=0.5, source="cam-004"
    )
    mistaken_a_year: float = equipment.mistaken_a_year(
        0.0005, "lives mistaken by operators, a life and year under full coverage", low=0, high=0.005
    )
    mistaken_minority_multiplier: float = equipment.minority_multiplier(1.5, "mistakes by eye about", high=2)
    delay_days: float = equipment.delay_days(3.0, low=0, high=14)


def stock_per_1000(year: float, p: CamerasParameters) -> float:
    """Cameras per 1,000 lives that both programmes have put up, public and private."""
    skynet = grown(year, p.skynet_from, p.skynet_midyear, p.skynet_steepness)
    sharp_eyes = grown(year, p.sharp_eyes_from, p.sharp_eyes_midyear, p.sharp_eyes_steepness)
    return p.ceiling_per_1000 * (p.skynet_share * skynet + (1.0 - p.skynet_share) * sharp_eyes)


def platform_per_1000(year: float, p: CamerasParameters) -> float:
    """Cameras per 1,000 lives whose pictures the platform receives: public ones, and private ones as they are joined."""
    joined = ramped(year, p.merged_from, p.merged_years) if p.merged else 0.0
    return stock_per_1000(year, p) * (1.0 - p.private_share * (1.0 - joined))


def covered(year: float, urban_share: NDArray[np.float64], p: CamerasParameters) -> NDArray[np.float64]:
    """Share of public acts before a camera of the platform: (n_provinces,) urban shares -> (n_provinces,) in [0, 1)."""
    stock = platform_per_1000(year, p)
    factors = urban_share + (1.0 - urban_share) * p.rural_factor
    return np.array([1.0 - exp(-stock * factor / p.saturation_per_1000) for factor in factors.tolist()])


def put_up(q: Quarter, channel: int, p: CamerasParameters) -> None:
    """Cameras of the platform, which see whom operators know; the others are left to face matching."""
    urban = q.places.urban_share
    q.coverage = covered(q.now, urban, p)
    q.unknown = q.coverage * (1.0 - p.by_eye)
    factors = urban + (1.0 - urban) * p.rural_factor
    q.see(channel, q.coverage * p.by_eye, q.places.lives * factors * (platform_per_1000(q.now, p) * 1e-3))


CHANNEL: Final = Channel(
    "cameras",
    "days of a camera",
    put_up,
    mistakes=lambda p: equipment.by_group(p.mistaken_a_year, 1.0, p.mistaken_minority_multiplier),
)


CARDS: Final = (
    Card(
        "cameras",
        "Cameras",
        "coverage along a programme's curve times sensitivity",
        "seed-079, cam-007, cam-008, cam-010",
    ),
)
