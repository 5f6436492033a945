"""False matches: searches times gallery times rate, as Poisson, and the ratio between groups from the results.

Theory: a search that compares one face with n others, each a false match with chance m, alarms with chance
1 - (1 - m)^n, about n m. Searches of people who are not in the gallery come as a Poisson process, so alarms do, thinned
(Kingman 1993, Poisson Processes, chapter 5). Nobody does anything here: every alarm strikes an innocent.

Source: fr-003 (0.003 a search at the operating point of NIST's tests, so about 3,000 in a million searches); fr-001
(false matches differ between groups). The exact interval of a Poisson mean is Garwood's (1936).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from credopolis.core.schema import FEMALE, MINORITY
from credopolis.mechanisms.channels import FACES
from credopolis.mechanisms.conduct_table import AlarmBounds

from .one_act import society
from .tools import ALPHA, Watched, poisson_z, report, watch, z_limit

MISTAKEN = 1
USED = 2
OFF = ("records", "office")
EVERYWHERE = {
    "regime.cameras.saturation_per_1000": 0.5,
    "regime.cameras.rural_factor": 1.0,
    "regime.cameras.mistaken_a_year": 0.0,
    "regime.faces.engines_per_million": 100_000.0,
    "regime.faces.missing_per_1000": 0.0,
    "regime.faces.trips_a_year": 0.0,
}
"""Cameras see every place, engines never run short, and nothing but routine searches is asked of them."""
EVEN = {"regime.faces.minority_multiplier": 1.0, "regime.faces.female_multiplier": 1.0}
SETTINGS = [
    (1000, 3e-6, 4.0, 100_000.0),
    (1000, 2e-5, 2.0, 100_000.0),
    (5000, 3e-6, 1.0, 100_000.0),
    (20_000, 1e-6, 3.0, 100_000.0),
    (1000, 2e-5, 4.0, 1.0),
]
"""Gallery, false matches a comparison, routine searches a life and year, engines per million; the last are too few."""
CHECKS = len(SETTINGS) + 4


def searched(
    gallery: int, rate: float, searches: float, engines: float = 100_000.0, *, people: int, years: float, seed: int,
    even: bool = True,
) -> Watched:  # fmt: skip
    """A run in which nobody does anything and faces are searched for."""
    overrides = {
        **EVERYWHERE,
        **(EVEN if even else {}),
        "regime.faces.gallery": gallery,
        "regime.faces.false_match_rate": rate,
        "regime.faces.searches_a_year": searches,
        "regime.faces.engines_per_million": engines,
    }
    room = AlarmBounds(faces=3.0 * searches * gallery * rate)
    scenario = society(
        "cameras", 1e-9, people=people, years=years, seed=seed, off=OFF, overrides=overrides, room=room, chance=0.5
    )
    return watch(scenario)


def alarms_and_searches(watched: Watched) -> tuple[int, float]:
    """False matches that became entries, and searches that the engines made."""
    faces = watched.periods[-1].pairs[:, 1] == FACES
    alarms = int(watched.total("entries")[:, :, faces, MISTAKEN].sum())
    return alarms, float(watched.total("watched")[:, USED, FACES].sum())


def garwood(count: int, level: float) -> tuple[float, float]:
    """Exact interval of a Poisson mean."""
    tail = (1.0 - level) / 2.0
    return float(stats.chi2.ppf(tail, 2 * count) / 2.0), float(stats.chi2.isf(tail, 2 * count + 2) / 2.0)


@pytest.mark.parametrize(("gallery", "rate", "searches", "engines"), SETTINGS)
def test_alarms_are_searches_times_gallery_times_rate(
    gallery: int, rate: float, searches: float, engines: float
) -> None:
    watched = searched(gallery, rate, searches, engines, people=60_000, years=2, seed=31)
    alarms, made = alarms_and_searches(watched)
    expected = made * (1.0 - (1.0 - rate) ** gallery)
    asked = 60_000 * 2 * searches
    report("false matches", gallery=gallery, rate=rate, searches=round(made), share_made=made / asked, observed=alarms,
           expected=expected, z=poisson_z(alarms, expected))  # fmt: skip
    assert expected == pytest.approx(made * gallery * rate, rel=0.02)
    assert made < 0.6 * asked if engines < 10 else made > 0.98 * asked
    assert expected > 100
    assert abs(poisson_z(alarms, expected)) < z_limit(CHECKS)


def test_a_million_searches_of_innocents_alarm_about_three_thousand_times() -> None:
    """Ten times a million searches: each count by itself, and all together."""
    counts, total = [], 0.0
    for seed in range(37, 47):
        alarms, made = alarms_and_searches(searched(1000, 3e-6, 10.0, people=50_000, years=2, seed=seed))
        assert made == pytest.approx(1e6, rel=0.01)
        low, high = garwood(alarms, 1.0 - ALPHA / CHECKS)
        assert low < 0.003 * made < high
        counts.append(alarms)
        total += made
    low, high = (bound * 1e6 / total for bound in garwood(sum(counts), 0.95))
    report(
        "a million searches", least=min(counts), most=max(counts), mean=sum(counts) * 1e6 / total, low=low, high=high
    )
    assert low < 3000 < high


def test_counts_of_provinces_scatter_as_poisson_counts_do() -> None:
    watched = searched(1000, 2e-5, 2.0, people=62_000, years=2, seed=41)
    faces = watched.periods[-1].pairs[:, 1] == FACES
    counts = watched.total("entries")[:, :, faces, MISTAKEN].sum(axis=(1, 2))
    made = watched.total("watched")[:, USED, FACES]
    expected = made / made.sum() * counts.sum()
    p = float(stats.chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts) - 1))
    report("false matches by province", provinces=len(counts), mean=float(counts.mean()), p=p)
    assert ALPHA / CHECKS < p < 1 - ALPHA / CHECKS


@pytest.fixture(scope="module")
def uneven() -> Watched:
    return searched(1000, 2e-5, 2.0, people=200_000, years=2, seed=43, even=False)


@pytest.mark.parametrize(("who", "multiplier"), [("women", 1.5), ("minority", 2.0)])
def test_the_ratio_between_groups_comes_back_from_the_results(uneven: Watched, who: str, multiplier: float) -> None:
    """Within strata of the other group (Mantel and Haenszel's estimate for rates; Rothman 2008, chapter 15)."""
    faces = uneven.periods[-1].pairs[:, 1] == FACES
    entries = uneven.total("entries")[:, :, faces, MISTAKEN].sum(axis=(0, 2)).reshape(2, 6, 2, 2).sum(axis=(1, 3))
    flags = uneven.person["flags"]
    sex, group = (flags & FEMALE > 0).astype(int), (flags & MINORITY > 0).astype(int)
    lives = np.zeros((2, 2))
    np.add.at(lives, (sex, group), 1.0)
    if who == "minority":
        entries, lives = entries.T, lives.T
    (a0, a1), (t0, t1) = entries.astype(float), lives
    top, bottom = (a1 * t0 / (t0 + t1)).sum(), (a0 * t1 / (t0 + t1)).sum()
    spread = ((a0 + a1) * t0 * t1 / (t0 + t1) ** 2).sum() / (top * bottom)
    ratio, half = top / bottom, 1.959964 * math.sqrt(spread)
    low, high = ratio * math.exp(-half), ratio * math.exp(half)
    report("ratio of false matches", who=who, ratio=ratio, low=low, high=high, configured=multiplier)
    assert low < multiplier < high
    assert high / low < 1.35, "the interval must be narrow enough to tell the ratio from one"
    assert low > 1.1
