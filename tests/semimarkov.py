"""The ladder solved without lives: grade occupancy over time as a semi-Markov process, integrated numerically.

Entries of act j are posted to a life at a constant rate, so its score is a compound Poisson process and its grade a
semi-Markov one: how long it stays in a locked grade depends on how long the lock has run. The solution is exact on a
grid of days. Each day has two parts: in the morning the locks that end are released, then a Poisson number of
entries is posted, one after another.

A lock needs no axis of its own. Whoever entered grade g's lock on day t0 and has not fallen since is spread over the
scores as `entered(t0) M_g^(n-1)` when the lock of n days ends, M_g being one day in the lock that leads to no fall.
So it is enough to remember who entered which lock on which day, and at what score.

Source
------
Cinlar 1969, Markov renewal theory, Advances in Applied Probability 1(2), for the process; Jensen 1953, Markoff chains
as an aid in the study of Markoff processes, for the expansion of a day in its number of entries (uniformization).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from credopolis.core.errors import BadValue
from credopolis.rulebook.compile import NOT_SET, CompiledRulebook

DAYS_A_YEAR = 365.25
FREE, HELD, FRESH = 0, 1, 2
"""Layers of the state: no lock, a lock from an earlier day, a lock that began today."""
_TAIL = 1e-13
_MOST_SCORES = 2500

Mass = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Lattice:
    """The scores that can be reached: `low`, `low + step`, ..., `high`, points."""

    low: int
    high: int
    step: int

    @property
    def scores(self) -> Places:
        """(n_scores,) int64, points."""
        return np.arange(self.low, self.high + 1, self.step)


@dataclass(frozen=True)
class Ladder:
    """A rulebook, and how often each act is entered, ready to be stepped through.

    rates : (n_moves,) float64, entries a day of those acts that move score or grade; points, falls_to : (n_moves,);
    band : (n_scores,) the grade that each score deserves. sets : (n_grades,) index of the score that the release of
    each lock sets, -1 if it sets none.
    """

    lattice: Lattice
    band: Places
    lock_days: Places
    release_to: Places
    sets: Places
    rates: Mass
    points: Places
    falls_to: Places

    @property
    def n_grades(self) -> int:
        """Grades, lowest first."""
        return len(self.lock_days)


def ladder_of(rulebook: CompiledRulebook, entries_a_year: Mapping[str, float]) -> Ladder:
    """A rulebook under constant rates of posted entries.

    entries_a_year : by act, entries a life and year (acts left out are never entered).

    Raises
    ------
    BadValue
        If an act is unknown, if entries expire or are capped (the state would need their history), or if there are
        more scores than a dense day-to-day matrix should have.
    """
    unknown = sorted(set(entries_a_year) - set(rulebook.act_names))
    if unknown:
        raise BadValue("the acts entered", ", ".join(unknown), ", ".join(rulebook.act_names))
    if rulebook.act_expires_days.any() or rulebook.act_cap.any():
        raise BadValue("the rulebook", rulebook.name, "one whose entries neither expire nor are capped",
                       "Simulate it instead.")  # fmt: skip
    moves = [k for k in range(len(rulebook.act_names)) if rulebook.act_points[k] or rulebook.act_falls_to[k] >= 0]
    lattice = _lattice(rulebook)
    return Ladder(
        lattice=lattice,
        band=rulebook.band_of[lattice.scores - rulebook.score_min].astype(np.int64),
        lock_days=rulebook.lock_days.astype(np.int64),
        release_to=rulebook.release_to.astype(np.int64),
        sets=np.where(rulebook.sets_score == NOT_SET, -1, (rulebook.sets_score - lattice.low) // lattice.step),
        rates=np.array([entries_a_year.get(rulebook.act_names[k], 0.0) / DAYS_A_YEAR for k in moves]),
        points=rulebook.act_points[moves].astype(np.int64),
        falls_to=rulebook.act_falls_to[moves].astype(np.int64),
    )


def _lattice(rulebook: CompiledRulebook) -> Lattice:
    """The coarsest lattice that holds the start, the bounds and every sum of points."""
    bounds = (rulebook.score_start - rulebook.score_min, rulebook.score_max - rulebook.score_start)
    sets = [int(score) - rulebook.score_start for score in rulebook.sets_score if score != NOT_SET]
    step = reduce(math.gcd, (int(abs(p)) for p in (*bounds, *rulebook.act_points, *sets)), 0) or 1
    lattice = Lattice(rulebook.score_min, rulebook.score_max, step)
    if len(lattice.scores) > _MOST_SCORES:
        raise BadValue("the number of scores that can be reached", len(lattice.scores), f"at most {_MOST_SCORES}",
                       "Narrow score.min and score.max.")  # fmt: skip
    return lattice


def flat(ladder: Ladder, layer: Places, grade: Places, score: Places) -> Places:
    """Place in the flattened state of a layer, a grade and a score's index."""
    return (layer * ladder.n_grades + grade) * len(ladder.band) + score


def moved_scores(ladder: Ladder, points: int) -> Places:
    """Index of each score after an entry of so many points, kept inside the bounds: (n_scores,)."""
    n = len(ladder.band)
    return np.clip(np.arange(n) + points // ladder.lattice.step, 0, n - 1)


def after_entry(ladder: Ladder, points: int, falls_to: int) -> Places:
    """Where one entry leads from every place of the flattened state: (3 * n_grades * n_scores,).

    The rules of `rulebook.automaton`: a straight drop from the grade named or above; a fall to a band below, lock or
    no lock; a rise to a band above only without a lock. A fall begins the lock of the grade fallen to, if it has one.
    """
    shape = (3, ladder.n_grades, len(ladder.band))
    layer, grade, before = np.indices(shape).reshape(3, -1)
    score = moved_scores(ladder, points)[before]
    band = ladder.band[score]
    drops = (grade >= falls_to) & (falls_to >= 0)
    falls = ~drops & (points < 0) & (band < grade)
    rises = ~drops & ~falls & (band > grade) & (layer == FREE)
    then = np.where(drops, falls_to, np.where(falls | rises, band, grade))
    lock = np.where(ladder.lock_days[then] > 0, FRESH, FREE)
    return flat(ladder, np.where(drops | falls, lock, np.where(rises, FREE, layer)), then, score)


def poisson_shares(mean: float) -> list[float]:
    """P(N = k) for k = 0, 1, ... until what is left is negligible."""
    shares = [math.exp(-mean)]
    while 1.0 - sum(shares) > _TAIL and len(shares) < 100:
        shares.append(shares[-1] * mean / len(shares))
    return shares


def post_a_day(ladder: Ladder, targets: Places, state: Mass) -> Mass:
    """State after a day's entries: a Poisson number of them, one after another.

    targets : (n_moves, n_places), where each act's entry leads. state : (n_places,).
    """
    total = float(ladder.rates.sum())
    out = np.zeros_like(state)
    for k, share in enumerate(poisson_shares(total)):
        if k:
            here = np.flatnonzero(state)
            weights = np.outer(ladder.rates / total, state[here])
            state = np.bincount(targets[:, here].ravel(), weights.ravel(), len(state)).astype(np.float64)
        out += share * state
    return out


def stay_matrix(ladder: Ladder, targets: Places, grade: int) -> Mass:
    """One day inside a grade's lock without falling or locking anew, (n_scores, n_scores), rows are the day before."""
    n, total = len(ladder.band), float(ladder.rates.sum())
    first = (HELD * ladder.n_grades + grade) * n
    once = np.zeros((n, n))
    for rate, target in zip(ladder.rates, targets, strict=True):
        to = target[first : first + n] - first
        inside = (to >= 0) & (to < n)
        np.add.at(once, (np.flatnonzero(inside), to[inside]), rate / total if total > 0 else 0.0)
    day, power = np.zeros((n, n)), np.eye(n)
    for k, share in enumerate(poisson_shares(total)):
        power = power @ once if k else power
        day += share * power
    return day


def released_to(ladder: Ladder, grade: int) -> Places:
    """Where the end of a grade's lock leads at each score: (n_scores,) places of the state."""
    n, rung = len(ladder.band), int(ladder.release_to[grade])
    at = np.arange(n) if ladder.sets[grade] < 0 else np.full(n, ladder.sets[grade])
    then = np.full(n, rung) if rung >= 0 else ladder.band[at]
    begins = (then < grade) | (rung >= 0)
    layer = np.where(begins & (ladder.lock_days[then] > 0), FRESH, FREE)
    return flat(ladder, layer, then, at)


@dataclass(frozen=True)
class Lock:
    """A grade's lock: what is left of those who entered it when it ends, and where they go.

    place : first place of the grade's held layer in the state. stays : (n_scores, n_scores), spread of a life that
    entered and never fell, over the whole lock. leads_to : (n_scores,) places.
    """

    days: int
    place: int
    stays: Mass
    leads_to: Places


def lock_of(ladder: Ladder, targets: Places, grade: int) -> Lock:
    """The lock of a grade that has one."""
    days, n = int(ladder.lock_days[grade]), len(ladder.band)
    stays = np.linalg.matrix_power(stay_matrix(ladder, targets, grade), days - 1)
    return Lock(days, (HELD * ladder.n_grades + grade) * n, stays, released_to(ladder, grade))


def distributions(
    rulebook: CompiledRulebook, entries_a_year: Mapping[str, float], days: Sequence[int]
) -> tuple[Lattice, Mass]:
    """Distribution over grade and score of a life scored from day 0, after so many days.

    entries_a_year : by act, posted entries a life and year; days : rising. Returns the scores and
    (len(days), 2, n_grades, n_scores) float64: without a lock, in a lock.
    """
    ladder = ladder_of(rulebook, entries_a_year)
    n, layer = len(ladder.band), ladder.n_grades * len(ladder.band)
    pairs = zip(ladder.points.tolist(), ladder.falls_to.tolist(), strict=True)
    targets = np.array([after_entry(ladder, points, falls_to) for points, falls_to in pairs])
    locks = [lock_of(ladder, targets, g) for g in range(ladder.n_grades) if ladder.lock_days[g] > 0]
    entered: list[list[Mass]] = [[] for _ in locks]
    state = np.zeros(3 * layer)
    state[rulebook.start_grade * n + (rulebook.score_start - ladder.lattice.low) // ladder.lattice.step] = 1.0
    results = []
    for day in range(max(days, default=-1) + 1):
        held = state[HELD * layer : FRESH * layer]
        if day in days:
            results.append(np.stack([state[:layer], held + state[FRESH * layer :]]).reshape(2, ladder.n_grades, n))
        held += state[FRESH * layer :]
        state[FRESH * layer :] = 0.0
        for lock, history in zip(locks, entered, strict=True):
            if day >= lock.days:
                out = history[day - lock.days] @ lock.stays
                state[lock.place : lock.place + n] -= out
                np.add.at(state, lock.leads_to, out)
        state = post_a_day(ladder, targets, state)
        for lock, history in zip(locks, entered, strict=True):
            history.append(state[lock.place + layer : lock.place + layer + n].copy())
    return ladder.lattice, np.array(results)


def occupancy(rulebook: CompiledRulebook, entries_a_year: Mapping[str, float], days: Sequence[int]) -> Mass:
    """Share of lives in each grade after so many days, (len(days), n_grades); see `distributions`."""
    return np.asarray(distributions(rulebook, entries_a_year, days)[1].sum(axis=(1, 3)))
