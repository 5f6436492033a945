"""Families: whether disadvantage compounds from parents to children, by what gates do in lives.

Each seed is lived twice on the same draws: once gates bear on lives (`regime.consequences`), and once everything is the
same but that they bear on none (`NOTHING`). Children who stood at the door of senior secondary school are grouped by
the grades of their parents until then, as the first of the two runs has them, and the same children are compared in
both: how many went on to senior secondary school and to college, and with which income class they started work. So a
child whose parents' grade is followed from its birth on is 15 to 22 years old when it works.

Three kinds of numbers stand beside one another: what the gates do (the difference within the same children), with an
interval over seeds; how far it moves when all assumptions of the scenario that have a range are drawn at once (a Latin
hypercube on the first seed); and mobility, the slope of a child's rank by income on that of its parents' household,
with what surveys tell of it.

Parents are followed by the year: a fall that is over within one is not seen. Good standing is the lowest grade above
every locked one, or the grade of the start. Ranks are those of classes, which are fifths, and not of incomes.

Source
------
Chetty and others 2014, Quarterly Journal of Economics 129, for the slope of ranks on ranks; inc-016 to inc-018.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from credopolis.analysis.comparisons.compare import rules_of_scenarios
from credopolis.analysis.measures.doubt import paired
from credopolis.analysis.measures.intervals import student
from credopolis.analysis.studies.children import follow_children, means_of
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.families_result import GROUPS, OUTCOMES, Families, FamilyLine, Mobility
from credopolis.analysis.studies.hinges import latin_hypercube
from credopolis.analysis.studies.robust import drawn_scenario, factors_of
from credopolis.analysis.studies.study import Where, open_study
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.library.overrides import Value
from credopolis.library.rooms import in_order, rooms_of, thresholds_of

if TYPE_CHECKING:
    from credopolis.engine.scenario import Scenario

PEOPLE, YEARS, SEEDS, DRAWS = 20_000, 22.0, 5, 20
FEWEST_YEARS: Final = 8.0
STANDS: Final = ("deaths", "stages", "consequences")
"""What must stand for lives to be followed from parents to children."""
NOTHING: Final = {
    f"regime.consequences.{name}": value
    for name, value in {
        "care_risk_a_day": 0.0, "school_first": 1.0, "school_refused": 1.0, "school_late": 0.0, "school_private": 1.0,
        "door_points": 0.0,
    }.items()
}  # fmt: skip
"""With these, gates bear on no lives."""


def families(
    scenario: str | Path = "popular-account",
    *,
    people: int | None = PEOPLE,
    years: float | None = YEARS,
    seeds: int = SEEDS,
    draws: int = DRAWS,
    seed: int | None = None,
    regime: str | Path | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, Value] | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Families:
    """Children's schooling and income class by their parents' grades, where gates bear on lives and where they do not.

    years : of each run; who stood at the door in it, and works by its end, is counted. seeds : for the interval.
    draws : of all assumptions at once, 0 for none. Deaths, stages of life and consequences stand, whatever the scenario
    says. workers : processes; the results are the same for any number.

    Raises
    ------
    BadValue
        If there are too few years or seeds, or consequences are off.
    """
    _check(years, seeds, draws, off)
    from credopolis.library.catalogue import load_scenario

    stands = {f"regime.{name}.stands": True for name in STANDS}
    options: dict[str, Any] = {"people": people, "years": years, "seed": seed, "regime": regime, "off": tuple(off)}
    built = load_scenario(scenario, **options, set={**stands, **(set or {})})
    values, assumptions = _drawn(built, draws)
    source = {**built.source, "rooms": rooms_of(built)}
    numbers = tuple(range(built.seed, built.seed + seeds))
    tasks: dict[str, tuple[Any, ...]] = {f"seed/{s}": (source, {}, s) for s in numbers}
    tasks |= {f"draw/{k}": (source, one, built.seed) for k, one in enumerate(values)}
    with open_study(None, {}, "", "families") as study, Runners(workers) as hands:
        found = study.make(one_pair, tasks, Where(hands, progress))
        if refused := [study.failed[key] for key in tasks if key.startswith("seed/") and key in study.failed]:
            raise CredopolisError(refused[0])
    by_seed = [found[f"seed/{s}"] for s in numbers]
    drawn = [found[f"draw/{k}"] for k in range(len(values)) if found[f"draw/{k}"]]
    refusals = tuple(dict.fromkeys(study.failed.values()))
    return Families(
        built.name, built.people, built.days, numbers, len(values), len(drawn), refusals,
        assumptions, tuple(_line(group, outcome, by_seed, drawn) for group in GROUPS for outcome in OUTCOMES),
        _mobility(by_seed, drawn), rules_of_scenarios({built.name: built}),
    )  # fmt: skip


def _check(years: float | None, seeds: int, draws: int, off: Sequence[str]) -> None:
    if years is not None and years < FEWEST_YEARS:
        raise BadValue("the years of each run", years, f"at least {FEWEST_YEARS:g}", "Children must reach the door.")
    if not 2 <= seeds <= 10_000:
        raise BadValue("the number of seeds", seeds, "2 to 10,000", "Intervals are taken over seeds.")
    if not 0 <= draws <= 100_000:
        raise BadValue("the number of draws", draws, "0 to 100,000")
    for name in STANDS:
        if name in off:
            raise BadValue("off", name, "anything else", "Families are followed through it.")


def _drawn(scenario: Scenario, draws: int) -> tuple[list[dict[str, Any]], int]:
    """The values of all assumptions in each draw, and how many assumptions there are."""
    factors = factors_of(scenario, {*scenario.source["overrides"]})
    paths = sorted(factors)
    places = latin_hypercube(draws, len(paths), scenario.seed) if draws and paths else np.zeros((0, len(paths)))
    values: list[dict[str, Any]] = []
    for row in places:
        drawn = {path: factors[path].at(float(place)) for path, place in zip(paths, row, strict=True)}
        values.append({**drawn, **in_order(thresholds_of(scenario), drawn)})
    return values, len(paths)


Means = Sequence[Mapping[str, float]]
"""What `children.means_of` found, one a run of both kinds."""


def _line(group: str, outcome: str, by_seed: Means, drawn: Means) -> FamilyLine:
    """One outcome of one group: means over seeds with their intervals, and what the draws do to the difference."""
    on, without = (np.array([one[f"{group} {outcome} {way}"] for one in by_seed]) for way in ("on", "off"))
    spread = [one[f"{group} {outcome} on"] - one[f"{group} {outcome} off"] for one in drawn]
    spread = [value for value in spread if math.isfinite(value)]
    here = np.isfinite(on) & np.isfinite(without)
    return FamilyLine(
        group, outcome, sum(one[f"{group} children"] for one in by_seed), student(without[here]), student(on[here]),
        paired((on - without)[here]).estimate, min(spread, default=math.nan), max(spread, default=math.nan),
    )  # fmt: skip


def _mobility(by_seed: Means, drawn: Means) -> Mobility:
    """The slope of ranks on ranks, without gates and with them."""
    on, without = (np.array([one[f"slope {way}"] for one in by_seed]) for way in ("on", "off"))
    spread = [one["slope on"] - one["slope off"] for one in drawn]
    return Mobility(
        student(without), student(on), paired(on - without).estimate,
        min(spread, default=math.nan), max(spread, default=math.nan),
    )  # fmt: skip


def one_pair(source: Mapping[str, Any], values: Mapping[str, Value], seed: int) -> Result:
    """One seed, where gates bear on lives and where they do not: means by group and outcome, or why there are none."""
    try:
        on, off = (drawn_scenario(source, {**values, **more}, seed) for more in ({}, NOTHING))
        return means_of(follow_children(on), follow_children(off), on.rulebook.standing_grade)
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0][:500])
