"""The documented record run from 2005: targets V01, V03 and V04 hold, and nothing on record is clearly missed.

Counts of the Supreme People's Court and the national credit centre, each with its fact, stand in `on_record.csv`. To
which of them parameters were fitted is marked there; the others check. The seed is none that the fit has seen.
"""

from __future__ import annotations

from functools import cache

from credopolis.analysis.measures.on_record import MISSED, lines_of
from credopolis.analysis.measures.trajectories import Trajectories, follow
from credopolis.analysis.targets.all import TARGETS
from credopolis.library.catalogue import load_scenario

from .tools import report

PEOPLE = 200_000
_CHANCE = 0.1  # of what was reported, for numbers that have no interval of their own


@cache
def lived() -> Trajectories:
    return follow(load_scenario("china-2005-2025", people=PEOPLE, seed=205), threads=None)


def check(target: str) -> None:
    """Every number of a target within its tolerance, as far as chance lets one run tell."""
    lines = {line.name: line.found for line in lines_of(lived())}
    for asked in TARGETS[target].asked:
        found = asked.of(lived())
        report("the record", of=f"{target} {asked.name}", found=found, known=asked.value)
        low, high = (lines[asked.name].low, lines[asked.name].high) if asked.name in lines else (found, found)
        room = _CHANCE * abs(asked.value)
        assert low <= asked.most + room and asked.least - room <= high, asked.name


def test_nothing_on_record_is_clearly_missed() -> None:
    lines = lines_of(lived())
    assert len(lines) > 20 and {line.name for line in lines if line.verdict == MISSED} == set()


def test_v01_the_stock_and_its_growth() -> None:
    check("V01")


def test_v03_who_leaves_for_each_who_enters() -> None:
    check("V03")


def test_v04_refused_tickets_add_up() -> None:
    check("V04")
