"""What the auditor proves of the shipped rulebooks holds in the engine: no way up is shorter, and shares are as solved.

Theory: `least_time_days[f, t]` is the least time from entering grade f to holding grade t over every course of entries
that the rules allow, so no life may do it faster; and under constant conduct a life's grade is the process that
`audit.proofs` solves, or draws where entries expire.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.audit.proofs import prove
from credopolis.audit.proofs.course import DRAWN, years_of
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.sampled import LIVES
from credopolis.engine.build import Engine
from credopolis.engine.records import Tick
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import REGIMES, resolve_rulebook
from credopolis.rulebook import load_rulebook

from .tools import QUIET, posted_rates, report, snapshots, watch, with_constant_conduct, z_limit

_BOOKS = {name: load_rulebook(resolve_rulebook(name)) for name in REGIMES}
SCORED = tuple(name for name, book in _BOOKS.items() if book.score is not None and book.consent == 1)
"""Regimes in which everybody of age is scored; who does not agree to it has nothing that a proof speaks of."""
RAISED = {"popular-account": {"conduct.acts.intentional_crime.rate": 0.05}}
UNBOUNDED = 32_767


@dataclass
class Ways:
    """The shortest time seen from entering each grade to entering each other, (n_grades, n_grades) days."""

    shortest: NDArray[np.int64] = field(init=False)
    _entered: NDArray[np.int16] = field(init=False)  # (n_grades, n_lives) day of the latest entering, -1 before any
    _since: NDArray[np.int16] = field(init=False)

    def __call__(self, engine: Engine, tick: Tick) -> None:
        """Take in what happened since the last tick."""
        grade, since = engine.world.standing["grade"], engine.world.standing["grade_since"]
        n_grades = engine.extent.n_grades
        if tick.index == 0:
            self.shortest = np.full((n_grades, n_grades), UNBOUNDED, np.int64)
            self._entered = np.full((n_grades, len(grade)), -1, np.int16)
            self._since = np.full(len(grade), -1, np.int16)
        moved = np.flatnonzero((since != self._since) & (grade < n_grades))
        to, day = grade[moved].astype(np.int64), since[moved].astype(np.int64)
        for start in range(n_grades):
            was = self._entered[start, moved].astype(np.int64)
            known = was >= 0
            np.minimum.at(self.shortest[start], to[known], (day - was)[known])
        self._entered[to, moved] = day
        self._since[moved] = since[moved]


def proved_days(name: str) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Grades, lowest first, and the proved least times between them, (n_grades, n_grades); infinite for never."""
    book = load_rulebook(resolve_rulebook(name))
    times = prove(book, None).least_time_days
    grades = tuple(reversed(book.grades))
    known = [[times[a, b] for b in grades] for a in grades]
    return grades, np.array([[math.inf if days is None else days for days in row] for row in known], np.float64)


def check_no_shorter(name: str, people: int, years: float, off: tuple[str, ...] = ()) -> Ways:
    scenario = load_scenario(name, people=people, years=years, seed=91, off=off, set=RAISED.get(name))
    seen = Ways()
    watch(scenario, on_tick=seen)
    grades, least = proved_days(name)
    ways = np.argwhere((seen.shortest < UNBOUNDED) & ~np.eye(len(grades), dtype=bool))
    shorter = [(grades[a], grades[b], int(seen.shortest[a, b]), least[a, b]) for a, b in ways
               if seen.shortest[a, b] < least[a, b]]  # fmt: skip
    report("ways between grades", rulebook=name, life_years=people * years, seen=len(ways), shorter=len(shorter))
    assert not shorter, f"from, to, days seen, days proved: {shorter}"
    assert len(ways) >= 4
    return seen


@pytest.mark.parametrize("name", SCORED)
def test_no_life_finds_a_shorter_way_than_proved(name: str) -> None:
    check_no_shorter(name, 20_000, 10 if name == "popular-account" else 3)


def test_without_locks_shorter_ways_are_seen() -> None:
    """The check can fail."""
    with pytest.raises(AssertionError, match="days seen, days proved"):
        check_no_shorter("popular-account", 5_000, 3, off=("locks",))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", SCORED)
def test_none_in_ten_million_life_years(name: str) -> None:
    check_no_shorter(name, 1_000_000, 10)


def constant_rates(name: str) -> Mapping[str, float]:
    """Each act of a regime at the rate that its conduct gives, whoever does it; rare ones more often."""
    scenario = load_scenario(name, people=1000)
    own = dict(zip(scenario.rulebook.act_names, scenario.rulebook.act_conduct, strict=True))
    return {act: max(0.05, (own[act] or scenario.conduct.acts[act]).rate) for act in scenario.rulebook.act_names}


@pytest.mark.parametrize("name", [name for name in SCORED if name != "ladder"])
def test_shares_are_those_that_the_audit_finds(name: str) -> None:
    rates = constant_rates(name)
    base = load_scenario(name, people=40_000, years=8, seed=92, off=QUIET, tick=7)
    bare = replace(base, rulebook=replace(base.rulebook, act_conduct=(None,) * len(base.rulebook.act_names)))
    scenario = with_constant_conduct(bare, rates)
    days = (364, 1092, 2184, 2912)
    watched, grades = snapshots(scenario, days, "grade")
    of_age = watched.person["birth_day"] + scenario.rulebook.scored_from_days <= 0
    of_age |= scenario.rulebook.scored_from_days == 0
    machine = machine_of(load_rulebook(resolve_rulebook(name)))
    found = years_of(machine, posted_rates(scenario, rates), [day / 365.25 for day in days], 1)
    lives, worst = int(of_age.sum()), 0.0
    for day, shares in zip(days, found.grades, strict=True):
        counts = np.bincount(grades[day][of_age], minlength=len(shares))[: len(shares)]
        for count, share in zip(counts, shares, strict=True):
            if share * lives < 10:
                continue
            spread = share * (1 - share) * (1 / lives + (1 / LIVES if found.method == DRAWN else 0.0))
            z = (count / lives - share) / math.sqrt(spread)
            worst = max(worst, abs(z))
            assert abs(z) < z_limit(len(days) * len(shares)), f"day {day}: {count / lives:.4f} against {share:.4f}"
    report(
        "audited occupancy", rulebook=name, lives=lives, worst_z=worst, limit=z_limit(len(days) * len(machine.names))
    )
