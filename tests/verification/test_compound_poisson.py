"""With conduct constant and the office immediate, the score is a compound Poisson process.

Theory: a life's score on day t is `start + sum_j p_j N_j(t)` with independent Poisson counts of mean `r_ij t`, where
r_ij is its rate of posted entries. So, given who the lives are, E = start + t sum p_j r_ij, Var = t sum p_j^2 r_ij and
the fourth cumulant is t sum p_j^4 r_ij; over the population the mixed process adds Var_i(sum p_j r_ij) t^2.

Source: Feller 1971, An Introduction to Probability Theory and Its Applications II, chapter VI.4 (compound Poisson);
Grandell 1997, Mixed Poisson Processes, chapter 2 (the variance of the mixture).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.core.schema import TRAITS
from credopolis.library.catalogue import load_scenario

from .tools import QUIET, YEAR, _trait_shares, rate_of_lives, report, snapshots, with_rulebook, z_limit

DAYS = (28, 182, 364, 728, 1092)
POINTS = {"small_gain": 7, "large_gain": 60, "small_loss": -11, "large_loss": -90}
SEEN = {"small_gain": 0.5, "large_gain": 1.0, "small_loss": 0.8, "large_loss": 0.25}
RATES = {"small_gain": 8.0, "large_gain": 0.2, "small_loss": 6.0, "large_loss": 0.3}
DRIVERS = {
    "small_gain": "prosociality",
    "large_gain": "risk_aversion",
    "small_loss": "honesty",
    "large_loss": "dissent",
}
SLOPES = {"small_gain": 3.0, "large_gain": -1.0, "small_loss": -4.0, "large_loss": 2.5}
CHECKS = 2 * 2 * len(DAYS)


def book(mixed: bool) -> str:
    """A rulebook with bounds so wide that no score can reach them."""
    lines = ["format: credopolis-rulebook/1", "name: wide", "title: Wide bounds", "account: hypothetical",
             "source: assumption", "score: {start: 1000, min: -15000, max: 15000}", "scored_from_age: 0d",
             "grades: {high: {from: 1000}, low: {}}", "acts:"]  # fmt: skip
    for act, points in POINTS.items():
        driver = f"driver: {DRIVERS[act]}, slope: {SLOPES[act]}, " if mixed else ""
        conduct = f"{{{driver}rate: {RATES[act]}}}"
        lines.append(f"  {act}: {{points: {points}, seen_by: {{records: {SEEN[act]}}}, conduct: {conduct}}}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("mixed", [False, True], ids=["one rate for all", "rates by trait"])
def test_score_mean_and_variance(mixed: bool) -> None:
    people = 20_000
    base = load_scenario("popular-account", people=people, years=3, seed=41 + mixed, off=QUIET)
    scenario = with_rulebook(base, book(mixed))
    watched, scores = snapshots(scenario, DAYS, "score")
    conduct = dict(zip(scenario.rulebook.act_names, scenario.rulebook.act_conduct, strict=True))
    rates = {act: SEEN[act] * rate_of_lives(watched.person, conduct[act]) for act in POINTS}
    drift = sum(points * rates[act] for act, points in POINTS.items())
    spread = sum(points**2 * rates[act] for act, points in POINTS.items())
    fourth = sum(points**4 * rates[act] for act, points in POINTS.items())
    worst = {"mean": 0.0, "variance": 0.0}
    for day in DAYS:
        t = day / YEAR
        off = scores[day].astype(np.float64) - 1000.0 - t * drift
        z_mean = off.sum() / math.sqrt(t * spread.sum())
        excess = float((off**2).sum() - t * spread.sum())
        z_variance = excess / math.sqrt(float((t * fourth + 2 * (t * spread) ** 2).sum()))
        worst = {"mean": max(worst["mean"], abs(z_mean)), "variance": max(worst["variance"], abs(z_variance))}
        assert abs(z_mean) < z_limit(CHECKS), f"mean on day {day}: {off.mean():+.3f} points, z {z_mean:.2f}"
        assert abs(z_variance) < z_limit(CHECKS), f"variance on day {day}: z {z_variance:.2f}"
    assert off.var() == pytest.approx(t * spread.mean(), rel=0.05)
    last = {"mean": float(scores[DAYS[-1]].mean()), "theory": 1000.0 + t * float(drift.mean())}
    report("compound Poisson", mixed=mixed, limit=z_limit(CHECKS), **{f"z_{k}": v for k, v in worst.items()}, **last)
    if mixed:
        assert np.var(drift) * (DAYS[-1] / YEAR) ** 2 > 0.2 * t * spread.mean(), "the mixture must be felt"


def test_population_variance_is_the_mixture_of_the_stated_traits() -> None:
    people, day = 40_000, 1092
    scenario = with_rulebook(load_scenario("popular-account", people=people, years=3, seed=43, off=QUIET), book(True))
    watched, scores = snapshots(scenario, (day,), "score")
    t, shares = day / YEAR, _trait_shares()
    mean, within, between = 1000.0, 0.0, 0.0
    factors = {}
    for act, points in POINTS.items():
        tilt = np.exp(SLOPES[act] * (np.arange(256) / 255 - 0.5))
        share = shares[TRAITS.index(DRIVERS[act])]
        rate = SEEN[act] * RATES[act]
        factors[act] = points * rate * tilt / (share @ tilt)
        mean += points * rate * t
        within += points**2 * rate * t
        between += float(share @ factors[act] ** 2 - (share @ factors[act]) ** 2) * t**2
    # Traits of one person hang together, so their covariances enter as they are among the lives drawn.
    drift = np.stack([factors[act][watched.person[DRIVERS[act]]] for act in POINTS])
    covariance = np.cov(drift) * t**2
    between += float(covariance.sum() - np.trace(covariance))
    assert scores[day].mean() == pytest.approx(mean, abs=4.5 * math.sqrt((within + 3 * between) / people))
    report("mixed Poisson", variance=float(scores[day].var()), theory=within + between)
    assert scores[day].var() == pytest.approx(within + between, rel=0.06)
