"""What the auditor proves of real schemes holds in the engine: no life finds a way that is shorter than proved.

The schemes of `examples/schemes` say nothing of how often acts are done; here everybody does each at a rate of its own,
all are entered at once, and nothing else happens. Theory: see `test_proofs`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from credopolis.audit.judge import audit
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.rulebook import Rulebook, compile_rulebook, load_rulebook
from tests.house.tree import ROOT

from .test_proofs import UNBOUNDED, Ways
from .tools import QUIET, report, watch, with_constant_conduct

SCHEMES = tuple(sorted(path.parent.name for path in (ROOT / "examples/schemes").glob("*/rulebook.yaml")))
RATES = {"five_stars": 60.0, "four_stars": 8.0, "three_stars": 5.0, "two_stars": 4.0, "one_star": 4.0}
USUAL, MOST_OF_ALL = 0.8, 12.0
"""Entries of an act a life and year, and of all acts of a scheme."""
LIFE_YEARS = 10_000_000


def book_of(name: str) -> Rulebook:
    return load_rulebook(ROOT / "examples/schemes" / name / "rulebook.yaml")


def lived(name: str, people: int, years: float, off: tuple[str, ...] = ()) -> Scenario:
    """A scheme in which everybody does everything, and all of it is seen."""
    book = compile_rulebook(book_of(name))
    seen = replace(book, act_seen_by=({"records": 1.0},) * len(book.act_names))
    base = load_scenario("popular-account", people=people, years=years, seed=94, off=(*QUIET, *off), tick=7)
    usual = min(USUAL, MOST_OF_ALL / len(book.act_names))
    return with_constant_conduct(replace(base, rulebook=seen), {act: RATES.get(act, usual) for act in book.act_names})


def shorter_ways(name: str, people: int, years: float, off: tuple[str, ...] = ()) -> tuple[int, list[object]]:
    """Ways between grades that a run shows, and those of them that are shorter than the audit has proved."""
    scenario, seen = lived(name, people, years, off), Ways()
    watch(scenario, on_tick=seen)
    least = audit(ROOT / "examples/schemes" / name / "rulebook.yaml").proofs.least_time_days
    grades = scenario.rulebook.grade_names
    ways = np.argwhere((seen.shortest < UNBOUNDED) & ~np.eye(len(grades), dtype=bool))
    found: list[object] = []
    for a, b in ways:
        days = least[grades[a], grades[b]]
        if seen.shortest[a, b] < (math.inf if days is None else days):
            found.append((grades[a], grades[b], int(seen.shortest[a, b]), days))
    report("ways in a scheme", rulebook=name, life_years=people * years, seen=len(ways), shorter=len(found))
    return len(ways), found


@pytest.mark.parametrize("name", SCHEMES)
def test_no_life_finds_a_shorter_way_than_proved(name: str) -> None:
    ways, shorter = shorter_ways(name, 4000, 6)
    assert not shorter, f"from, to, days seen, days proved: {shorter}"
    assert ways >= 1 or len(book_of(name).grades) < 2


def test_without_locks_shorter_ways_are_seen() -> None:
    """The check can fail."""
    assert shorter_ways("cn-tax-credit", 4000, 6, off=("locks",))[1]


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", SCHEMES)
def test_none_in_ten_million_life_years_of_all_schemes(name: str) -> None:
    years = 7  # no longer, for locks of eighty years must end within the calendar
    assert not shorter_ways(name, math.ceil(LIFE_YEARS / years / len(SCHEMES)), years)[1]
