"""What the twin reads while it runs, worked out of a scenario in plain Python: acts, worths, alarms, weights.

Formulas are those of the model's description; nothing here comes from the engine's compiled tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations

from credopolis.core.schema import TRAITS
from credopolis.engine.scenario import Scenario
from credopolis.rulebook import Rulebook
from credopolis.rulebook.compile import NO_GRADE, open_gates
from credopolis.rulebook.conduct import ActConduct
from credopolis.rulebook.model import Act
from credopolis.society.traits import trait_levels

CHANNELS = ("records", "informants", "cameras")


@dataclass(frozen=True)
class TwinAct:
    """An act as the twin knows it; `rates` a year by level of the driver, `charge` cumulative by channel."""

    name: str
    conduct: ActConduct
    priced: Act | None
    rates: tuple[float, ...]
    deterrence: float
    ambition: float
    ceiling: float
    climate: float
    negative: bool
    sensitivity: dict[str, float]
    delay: dict[str, float]
    width: float


@dataclass(frozen=True)
class Tables:
    """Everything fixed. grades: lowest first; worth: by grade and set of lists, scaled to [0, 1]."""

    rulebook: Rulebook
    grades: tuple[str, ...]
    lists: tuple[str, ...]
    worth: dict[tuple[str, frozenset[str]], float]
    acts: tuple[TwinAct, ...]
    charges: dict[str, tuple[float, ...]]  # by channel: cumulative chance that a false alarm charges each act
    alarm_rates: dict[str, dict[tuple[bool, bool], float]]  # by channel, then (female, minority)
    slots: tuple[tuple[float, float, str, int], ...]  # (from, to, "alarm" or "act", index) along the bound
    bound: float
    standing_grade: int


def without_locks(rulebook: Rulebook) -> Rulebook:
    """The same rulebook, in which no grade holds anybody."""
    return replace(rulebook, grades={name: replace(grade, lock=None) for name, grade in rulebook.grades.items()})


def work_out(scenario: Scenario, rulebook: Rulebook) -> Tables:
    """Every table of a scenario; `rulebook` is the one that the scenario holds in compiled form."""
    grades = tuple(reversed(rulebook.grades)) or (NO_GRADE,)
    worth = worths(rulebook, grades)
    acts = tuple(_act(scenario, rulebook, name, worth) for name in scenario.act_names)
    alarms = [getattr(scenario.conduct.alarms, channel) for channel in CHANNELS]
    widths = [("alarm", k, w) for k, w in enumerate(alarms)] + [("act", k, a.width) for k, a in enumerate(acts)]
    bound = scenario.conduct.bound
    while sum(w for _, _, w in widths) > bound:
        bound *= 2
    slots, at = [], 0.0
    for kind, index, width in widths:
        slots.append((at, at + width, kind, index))
        at += width
    locked = [k for k, name in enumerate(grades) if name in rulebook.grades and rulebook.grades[name].lock]
    if "informants" in scenario.off:
        acts = tuple(replace(a, rates=(0.0,) * 256) if a.conduct.informs else a for a in acts)
    return Tables(
        rulebook=without_locks(rulebook) if "locks" in scenario.off else rulebook,
        grades=grades,
        lists=tuple(rulebook.lists),
        worth=worth,
        acts=acts,
        charges={channel: _charges(scenario, acts, channel) for channel in CHANNELS},
        alarm_rates=_alarm_rates(scenario),
        slots=tuple(slots),
        bound=bound,
        standing_grade=locked[-1] + 1 if locked else start_grade(rulebook, grades),
    )


def start_grade(rulebook: Rulebook, grades: tuple[str, ...]) -> int:
    """The band of the starting score."""
    return band(rulebook, grades, rulebook.score.start) if rulebook.score else 0


def band(rulebook: Rulebook, grades: tuple[str, ...], score: int) -> int:
    """The highest grade whose lowest score is reached."""
    reached = [
        k
        for k, name in enumerate(grades)
        if name in rulebook.grades and (low := rulebook.grades[name].lowest) is not None and score >= low
    ]
    return max(reached, default=0)


def worths(rulebook: Rulebook, grades: tuple[str, ...]) -> dict[tuple[str, frozenset[str]], float]:
    """Value of the gates open in every state, the worst 0 and the best 1."""
    values = {}
    for grade in grades:
        for size in range(len(rulebook.lists) + 1):
            for lists in combinations(rulebook.lists, size):
                gates = open_gates(rulebook, grade, lists)
                values[grade, frozenset(lists)] = math.fsum(rulebook.gates[gate].worth for gate in gates)
    low, high = min(values.values()), max(values.values())
    return {state: (value - low) / (high - low) if high > low else 0.0 for state, value in values.items()}


def _rates(scenario: Scenario, conduct: ActConduct) -> tuple[float, ...]:
    """rate * exp(slope * (level - 1/2)) / norm, with mean `rate` over the driver's distribution."""
    if conduct.driver == "none":
        return (conduct.rate,) * 256
    tilt = [math.exp(conduct.slope * (level / 255 - 0.5)) for level in range(256)]
    shares = trait_levels(scenario.tables.params)[TRAITS.index(conduct.driver)].tolist()
    norm = math.fsum(share * factor for share, factor in zip(shares, tilt, strict=True))
    return tuple(conduct.rate * factor / norm for factor in tilt)


def _act(scenario: Scenario, rulebook: Rulebook, name: str, worth: dict[tuple[str, frozenset[str]], float]) -> TwinAct:
    priced, off = rulebook.acts.get(name), scenario.off
    conduct = scenario.conduct.acts.get(name) or (priced.conduct if priced else None)
    assert conduct is not None
    rates, climate = _rates(scenario, conduct), scenario.conduct.climate.get(name, 1.0)
    ceiling = math.exp(conduct.ambition)
    negative, sensitivity, delay = False, dict.fromkeys(CHANNELS, 0.0), dict.fromkeys(CHANNELS, 0.0)
    if priced:
        start = (tuple(reversed(rulebook.grades)) or (NO_GRADE,))[
            start_grade(rulebook, tuple(reversed(rulebook.grades)))
        ]
        harm = priced.adds_to and worth[start, frozenset([priced.adds_to])] < worth[start, frozenset()]
        negative = bool(priced.points < 0 or priced.falls_to or harm)
        office = scenario.regime.office
        desk = {"none": office.desk_days, "office": office.office_days, "court": office.court_days}[priced.decision]
        for channel in CHANNELS:
            sensitivity[channel] = 0.0 if channel in off else priced.seen_by.get(channel, 0.0)
            delay[channel] = 0.0 if "office" in off else getattr(scenario.regime, channel).delay_days + desk
    return TwinAct(
        name=name,
        conduct=conduct,
        priced=priced,
        rates=rates,
        deterrence=0.0 if "deterrence" in off else conduct.deterrence,
        ambition=0.0 if "ambition" in off else conduct.ambition,
        ceiling=ceiling,
        climate=scenario.conduct.climate.get(name, 0.0),
        negative=negative,
        sensitivity=sensitivity,
        delay=delay,
        width=max(rates) * ceiling * climate,
    )


def _charges(scenario: Scenario, acts: tuple[TwinAct, ...], channel: str) -> tuple[float, ...]:
    """Shares of the negative acts that a channel sees, by how often they are done; decisions dismiss some."""
    office = scenario.regime.office
    passes = {"none": 1.0, "office": office.false_past_office, "court": office.false_past_court}
    weight = [a.priced.seen_by.get(channel, 0.0) * a.conduct.rate if a.priced and a.negative else 0.0 for a in acts]
    whole, running, out = sum(weight), 0.0, []
    for act, w in zip(acts, weight, strict=True):
        running += w * passes[act.priced.decision] / whole if act.priced and whole > 0 else 0.0
        out.append(running)
    return tuple(out)


def _alarm_rates(scenario: Scenario) -> dict[str, dict[tuple[bool, bool], float]]:
    off, cameras = scenario.off, scenario.regime.cameras
    rates = {channel: {(f, m): 0.0 for f in (False, True) for m in (False, True)} for channel in CHANNELS}
    if "false_alarms" in off:
        return rates
    for female, minority in rates["records"]:
        if "records" not in off:
            rates["records"][female, minority] = scenario.regime.records.mistakes_a_year
        if "cameras" not in off:
            rate = cameras.searches_a_year * cameras.false_positive_rate
            rate *= cameras.female_multiplier if female else 1.0
            rates["cameras"][female, minority] = rate * (cameras.minority_multiplier if minority else 1.0)
    return rates
