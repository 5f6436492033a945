"""What people say beside what they think: levels of V09 and V13, to which two parameters were fitted, and their signs.

Signs for wealth, schooling and towns follow from what people have to lose, and hold. Those for age, the Party and women
are not met, as `credopolis validate` shows: traits do not differ by these in the society.
"""

from __future__ import annotations

from functools import cache

from credopolis.analysis.measures.trajectories import Trajectories, follow
from credopolis.analysis.targets.all import TARGETS
from credopolis.library.catalogue import load_scenario

from .tools import report

MET = ("richest", "university", "cities", "wealth", "urban", "young")


@cache
def lived() -> Trajectories:
    return follow(load_scenario("quiet-streets", people=20_000, seed=7), threads=None)


def check(target: str) -> None:
    level, *signs = TARGETS[target].asked
    found = {asked.name: asked.of(lived()) for asked in TARGETS[target].asked}
    report(target, **{name.replace(" ", "_"): value for name, value in found.items()})
    assert level.least <= found[level.name] <= level.most
    expected = [asked for asked in signs if any(word in asked.name for word in MET)]
    assert len(expected) >= 2
    assert [asked.name for asked in expected if not asked.least <= found[asked.name] <= asked.most] == []


def test_v09_high_stated_approval_rises_with_what_people_have_to_lose() -> None:
    check("V09")


def test_v13_people_over_report_their_support() -> None:
    check("V13")
