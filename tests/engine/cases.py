"""Scenarios that the engine's tests share: small, and busy enough that everything happens within months."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from credopolis.engine.build import Engine
from credopolis.engine.records import Outcome, Period, Tick
from credopolis.engine.replay import TraceEvent, read_trace
from credopolis.engine.run import simulate
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.library.names import resolve_rulebook
from credopolis.mechanisms.cameras import CamerasParameters
from credopolis.mechanisms.conduct_table import AlarmBounds
from credopolis.mechanisms.informants import InformantsParameters
from credopolis.mechanisms.office import OfficeParameters
from credopolis.mechanisms.records import RecordsParameters
from credopolis.mechanisms.regime import RegimeParameters
from credopolis.rulebook import Rulebook, compile_rulebook, load_rulebook, parse_rulebook

BUSY = RegimeParameters(
    records=RecordsParameters(mistakes_a_year=0.05, delay_days=5),
    informants=InformantsParameters(malice=0.6, temptation=0.6, delay_days=2),
    cameras=CamerasParameters(searches_a_year=10, delay_days=0),
    office=OfficeParameters(desk_days=0, office_days=10, court_days=20, false_past_court=0.5, longest_days=60),
)
ROOM = AlarmBounds(records=0.05, informants=0.0, cameras=0.2)


# Straight drops, rungs, releases to the band, caps, expiries, lists with and without a term, every kind of decision.
EVERYTHING = """
format: credopolis-rulebook/1
name: everything
title: A rulebook in which everything happens within months
account: hypothetical
score: {start: 100, min: 0, max: 150}
scored_from_age: 18y
gates:
  fast: {kind: benefit, worth: 2}
  loans: {kind: restriction, worth: 1}
  travel: {kind: restriction, worth: 3}
grades:
  A: {from: 110, benefits: [fast]}
  B: {from: 80}
  C: {from: 50, lock: {lasts: 40d, release: band}}
  D: {from: 20, restrictions: [loans], lock: {lasts: 30d, release: C}}
  E: {restrictions: [loans, travel], lock: {lasts: 60d, release: D}}
lists:
  black: {lasts: 90d, restrictions: [travel]}
  grey: {restrictions: [loans]}
acts:
  lie: {points: -15, counts_for: 120d, seen_by: {records: 0.4, informants: 0.5}, decision: office,
        conduct: {rate: 3, driver: honesty, slope: -2, deterrence: 1}}
  help: {points: 6, cap_per_year: 3, counts_for: 200d, seen_by: {records: 0.9},
         conduct: {rate: 4, driver: prosociality, slope: 1, ambition: 0.8}}
  tell: {points: 4, cap_per_year: 2, seen_by: {records: 1},
         conduct: {rate: 1.5, informs: true, ambition: 1}}
  crime: {falls_to: E, points: -20, seen_by: {records: 0.5, cameras: 0.8}, decision: court,
          conduct: {rate: 0.3, driver: risk_aversion, slope: -1, deterrence: 0.5}}
  slip: {falls_to: C, seen_by: {informants: 0.8, cameras: 0.9}, conduct: {rate: 0.8, who: {max_age: 60y}}}
  debt: {adds_to: black, seen_by: {records: 0.9}, decision: court, conduct: {rate: 1, deterrence: 1}}
  pay: {removes_from: black, seen_by: {records: 1}, conduct: {rate: 2, who: {on_list: black}, ambition: 0.5}}
  grudge: {adds_to: grey, seen_by: {informants: 0.9}, conduct: {rate: 0.5, who: {is: [urban], is_not: [minority]}}}
  medal: {points: 30, seen_by: {records: 1}, conduct: {rate: 0.3, who: {min_age: 30y, child_age: [8y, 24y]}}}
"""


@dataclass
class Ran:
    """A run with everything it told."""

    scenario: Scenario
    engine: Engine
    outcome: Outcome
    periods: list[Period]
    ticks: list[Tick]

    def story(self, life: int) -> list[TraceEvent]:
        """A traced life's lines."""
        return read_trace(self.engine, life)

    def total(self, name: str) -> Any:
        """A tally summed over intervals and provinces."""
        return sum(getattr(period, name).sum(axis=0) for period in self.periods)


def run(scenario: Scenario, *, trace: bool = True, **options: Any) -> Ran:
    """Run a scenario with every life traced."""
    built: list[Engine] = []
    periods: list[Period] = []
    ticks: list[Tick] = []
    outcome = simulate(
        scenario, threads=1, on_built=built.append, on_period=periods.append, on_tick=ticks.append,
        traced=np.arange(scenario.people) if trace else None, **options,
    )  # fmt: skip
    return Ran(scenario, built[0], outcome, periods, ticks)


@cache
def shipped(name: str, people: int, years: float) -> Scenario:
    """A scenario of the library at another size."""
    return load_scenario(name, people=people, years=years)


def shipped_rulebook(name: str) -> Rulebook:
    """A rulebook of the library, readable."""
    return load_rulebook(resolve_rulebook(name))


def under(
    text: str, *, people: int = 1000, days: int = 120, unpriced: bool = False, **changes: Any
) -> tuple[Scenario, Rulebook]:
    """A busy regime with a rulebook given as text -> scenario and the readable rulebook.

    unpriced : keep the acts of the society's table too, though the rulebook prices none of them.
    """
    rulebook = parse_rulebook(text, "a rulebook of a test")
    base = shipped("popular-account", people, 1.0)
    own = {name for name, act in rulebook.acts.items() if act.conduct is not None}
    kept = (
        base.conduct.acts
        if unpriced
        else {name: c for name, c in base.conduct.acts.items() if name in rulebook.acts and name not in own}
    )
    conduct = replace(base.conduct, acts=kept, alarms=ROOM)
    changes = {"regime": BUSY, "seed": 7, "off": (), **changes}
    return replace(base, days=days, conduct=conduct, rulebook=compile_rulebook(rulebook), **changes), rulebook


def busier(scenario: Scenario, times: float, **changes: Any) -> Scenario:
    """A scenario under a busy regime in which everything is done so many times as often."""
    acts = {name: replace(c, rate=c.rate * times) for name, c in scenario.conduct.acts.items()}
    return replace(scenario, conduct=replace(scenario.conduct, acts=acts, alarms=ROOM), regime=BUSY, **changes)
