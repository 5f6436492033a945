"""The semi-Markov solution against the automaton, a twin with an axis for the lock's age, and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.core.errors import BadValue
from credopolis.rulebook import Rulebook, compile_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing
from tests.closed_forms import listed_share
from tests.semimarkov import DAYS_A_YEAR, distributions, occupancy

SMALL = """
format: credopolis-rulebook/1
name: small
title: Three grades, two locks
account: hypothetical
source: assumption
score: {start: 30, min: 0, max: 60}
scored_from_age: 0d
grades:
  good: {from: 30}
  fair: {from: 10, lock: {lasts: 40d, release: band}}
  poor: {lock: {lasts: 70d, release: fair}}
acts:
  lose: {points: -20, seen_by: {records: 1}}
  gain: {points: 10, seen_by: {records: 1}}
  crime: {falls_to: poor, seen_by: {records: 1}}
"""
RATES = {"lose": 6.0, "gain": 9.0, "crime": 2.0}
DAYS = (0, 1, 39, 40, 41, 69, 70, 71, 110, 180)


def small() -> Rulebook:
    return parse_rulebook(SMALL, "small.yaml")


def one_entry(grade: int, locked: bool, score: int, act: str) -> tuple[int, int | None, int]:
    """(grade, lock age 0 if one begins, None if the old one goes on, score) after an entry, by the rules in words."""
    band_of = lambda s: 2 if s >= 30 else 1 if s >= 10 else 0  # noqa: E731
    if act == "crime":
        return 0, 0, score
    score = min(max(score + (-20 if act == "lose" else 10), 0), 60)
    band = band_of(score)
    if act == "lose" and band < grade:
        return band, 0, score
    return (band, None, score) if band > grade and not locked else (grade, None, score)


def brute_force(days: int) -> list[np.ndarray]:
    """Occupancy by a dictionary of (grade, days left in the lock, score), one entry or two a day; twin for reading."""
    lock_days = {0: 70, 1: 40, 2: 0}
    band_of = lambda s: 2 if s >= 30 else 1 if s >= 10 else 0  # noqa: E731
    total = sum(RATES.values()) / DAYS_A_YEAR
    state = {(2, 0, 30): 1.0}
    result = []
    for _ in range(days + 1):
        shares = np.zeros(3)
        for (grade, _left, _score), mass in state.items():
            shares[grade] += mass
        result.append(shares)
        morning: dict[tuple[int, int, int], float] = {}
        for (grade, left, score), mass in state.items():
            if left == 1:
                then = 1 if grade == 0 else band_of(score)
                key = (then, lock_days[then] if grade == 0 or then < grade else 0, score)
            else:
                key = (grade, max(left - 1, 0), score)
            morning[key] = morning.get(key, 0.0) + mass
        state, power = {}, morning
        for k in range(7):
            weight = math.exp(-total) * total**k / math.factorial(k)
            for key, mass in power.items():
                state[key] = state.get(key, 0.0) + weight * mass
            after: dict[tuple[int, int, int], float] = {}
            for (grade, left, score), mass in power.items():
                for act, rate in RATES.items():
                    then, begins, moved = one_entry(grade, left > 0, score, act)
                    key = (then, lock_days[then] if begins == 0 else left, moved)
                    after[key] = after.get(key, 0.0) + mass * rate / DAYS_A_YEAR / total
            power = after
    return result


def test_it_is_the_brute_force_twin() -> None:
    solved = occupancy(compile_rulebook(small()), RATES, DAYS)
    twin = brute_force(DAYS[-1])
    assert np.abs(solved - np.array([twin[day] for day in DAYS])).max() < 1e-9
    assert solved[-1].min() > 0.05


def test_it_is_what_the_automaton_does() -> None:
    draws, lives, day, book = np.random.default_rng(8), 3000, 200, small()
    counts = np.zeros(3)
    names = ["poor", "fair", "good"]
    rates = np.array(list(RATES.values()))
    for _ in range(lives):
        standing = Standing(book)
        for when in np.sort(draws.integers(0, day, draws.poisson(rates.sum() * day / DAYS_A_YEAR))):
            standing.post(str(draws.choice(list(RATES), p=rates / rates.sum())), int(when))
        standing.advance(day - 1)
        counts[names.index(standing.grade)] += 1
    shares = occupancy(compile_rulebook(small()), RATES, (day,))[0]
    assert (np.abs(counts - lives * shares) < 4.0 * np.sqrt(lives * shares * (1 - shares))).all()


def test_mass_is_kept_and_scores_stay_on_the_lattice() -> None:
    lattice, mass = distributions(compile_rulebook(small()), RATES, DAYS)
    assert mass.shape == (len(DAYS), 2, 3, len(lattice.scores))
    assert lattice.step == 10 and lattice.scores[-1] == 60
    assert np.abs(mass.sum(axis=(1, 2, 3)) - 1).max() < 1e-9
    assert mass.min() > -1e-12
    assert mass[:, 1, 2].max() == 0.0, "the good grade has no lock"


def test_without_locks_the_score_alone_decides() -> None:
    book = SMALL.replace(", lock: {lasts: 40d, release: band}", "").replace("lock: {lasts: 70d, release: fair}", "")
    lattice, mass = distributions(compile_rulebook(parse_rulebook(book, "s")), {"lose": 6.0, "gain": 9.0}, (100,))
    by_score = mass[0].sum(axis=(0, 1))
    for grade, low, high in ((0, 0, 9), (1, 10, 29), (2, 30, 60)):
        inside = (lattice.scores >= low) & (lattice.scores <= high)
        assert mass[0, :, grade].sum() == pytest.approx(float(by_score[inside].sum()), abs=1e-12)


def test_nothing_happens_without_entries() -> None:
    assert occupancy(compile_rulebook(small()), {}, (0, 400)).tolist() == [[0, 0, 1], [0, 0, 1]]


def test_what_it_cannot_solve_is_refused() -> None:
    with pytest.raises(BadValue, match="theft"):
        occupancy(compile_rulebook(small()), {"theft": 1.0}, (1,))
    expiring = SMALL.replace("{points: -20,", "{points: -20, counts_for: 1y,")
    with pytest.raises(BadValue, match="expire"):
        occupancy(compile_rulebook(parse_rulebook(expiring, "s")), RATES, (1,))
    wide = SMALL.replace("max: 60", "max: 15001").replace("start: 30", "start: 31")
    with pytest.raises(BadValue, match="Narrow"):
        occupancy(compile_rulebook(parse_rulebook(wide, "s")), RATES, (1,))


def test_listed_share() -> None:
    assert listed_share(0.0, 0.0, 730, 100) == 0.0
    assert listed_share(0.1, 0.0, 0, 365250) == pytest.approx(1.0)
    assert listed_share(0.1, 0.3, 0, 10**6) == pytest.approx(0.25)
    assert listed_share(0.1, 0.3, 730, 900) == listed_share(0.1, 0.3, 730, 730)
    # One listing a term at most when listings are rare: the share is rate times term.
    assert listed_share(1e-6, 0.0, 730, 10**4) == pytest.approx(1e-6 * 730 / DAYS_A_YEAR, rel=1e-5)
