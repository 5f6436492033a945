"""Cameras: stock per province along two programmes' curves, coverage that saturates, what operators know by eye (MODEL 6).

cameras per 1,000 (year) = ceiling * (skynet_share * Skynet(year) + (1 - skynet_share) * Sharp Eyes(year)), see `programme`
on the platform          = public share + private share * merged(year) * whether private ones are merged in
coverage                 = 1 - exp(-cameras per 1,000 on the platform * urban factor / saturation)
seen by eye              = sensitivity * coverage * by_eye;   what operators do not know goes to `faces`

Source: seed-079 (Skynet from 2005), seed-086 and cam-011 (Sharp Eyes from 2015, all public space), seed-087 (private
and public cameras integrated by 2020), cam-007 and cam-008 (public stock against all cameras), cam-010 (14.36
cameras per 100 in 2019).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from credopolis.core.maths import exp
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.programme import grown, ramped


class CamerasParameters(Parameters):
    """The channel of cameras: what they could see, as an error channel, never a detector."""

    ceiling_per_1000: float = Field(
        200.0,
        ge=0,
        le=2000,
        description="cameras per 1,000 in the end; assumption, range 150 to 500 (cam-008, cam-010)",
    )
    saturation_per_1000: float = Field(
        250.0, gt=0, le=1e5, description="stock that covers 63 % of public acts; assumption, range 100 to 1000"
    )
    rural_factor: float = Field(
        0.4, ge=0, le=1, description="stock in the countryside relative to towns; assumption, range 0.1 to 0.8"
    )
    skynet_share: float = Field(
        0.5,
        ge=0,
        le=1,
        description="share of the ceiling that Skynet puts up, the rest is Sharp Eyes; assumption, range 0.2 to 0.8",
    )
    skynet_from: float = Field(2005.0, ge=1980, le=2100, description="year in which Skynet starts (seed-079)")
    skynet_midyear: float = Field(
        2012.0,
        ge=1980,
        le=2100,
        description="year of half of Skynet's stock; assumption, range 2010 to 2015 (seed-080)",
    )
    skynet_steepness: float = Field(
        0.4, ge=0, le=5, description="growth a year; assumption, range 0.2 to 0.8 (seed-083)"
    )
    sharp_eyes_from: float = Field(2015.0, ge=1980, le=2100, description="year in which Sharp Eyes starts (cam-011)")
    sharp_eyes_midyear: float = Field(
        2018.3,
        ge=1980,
        le=2100,
        description="year of half of its stock; assumption, range 2017 to 2020 (seed-086, cam-008)",
    )
    sharp_eyes_steepness: float = Field(
        0.48, ge=0, le=5, description="growth a year; assumption, range 0.3 to 1.5 (seed-083)"
    )
    private_share: float = Field(
        0.8,
        ge=0,
        le=1,
        description="share of all cameras that are private; assumption, range 0.5 to 0.9 (cam-007, cam-008)",
    )
    merged: bool = Field(True, description="whether private cameras are joined to the public platform (seed-087)")
    merged_from: float = Field(
        2015.0, ge=1980, le=2100, description="year in which joining starts; assumption, range 2015 to 2018 (cam-011)"
    )
    merged_years: float = Field(
        5.0, ge=0, le=50, description="years until all are joined; assumption, range 3 to 15 (seed-087)"
    )
    by_eye: float = Field(
        0.3,
        ge=0,
        le=1,
        description="share of sightings in which operators know the person; assumption, range 0.05 to 0.5 (cam-004)",
    )
    mistaken_a_year: float = Field(
        0.0005,
        ge=0,
        le=1,
        description="lives mistaken by operators, a life and year under full coverage; assumption, range 0 to 0.005",
    )
    mistaken_minority_multiplier: float = Field(
        1.5,
        ge=0,
        le=100,
        description="mistakes by eye about the minority relative to the majority; assumption, range 1 to 2",
    )
    delay_days: float = Field(
        3.0, ge=0, le=2000, description="mean days from observation to the office's desk; assumption, range 0 to 14"
    )


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
