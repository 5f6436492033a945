"""Validation: targets beside runs that are made now, with both kinds of doubt, and what was fitted told from what
checks.

Each scenario that the targets name is lived on several seeds, for the interval of chance, and with all its assumptions
that have a range drawn at once (a Latin hypercube, on the first seed), for what they move. Values that were fitted,
and those that the scenario or its timeline sets, are not drawn: a draw asks how far the other assumptions move what
the fit gives, not how well another fit would do. The verdict is by chance alone, and given only where chance could not
turn it.

Source
------
Grimm and Railsback 2012, Pattern-oriented modelling, doi:10.1098/rstb.2011.0180.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.compare import rules_of_scenarios
from credopolis.analysis.measures.intervals import Estimate, student
from credopolis.analysis.measures.on_record import MET, MISSED, UNKNOWN, path_of
from credopolis.analysis.measures.trajectories import Trajectories, follow
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.hinges import latin_hypercube
from credopolis.analysis.studies.robust import drawn_scenario, factors_of
from credopolis.analysis.studies.study import Where, code_digest, open_study
from credopolis.analysis.studies.validate_result import (
    CHECKED,
    FITTED,
    ValidatedLine,
    ValidatedTarget,
    Validation,
    YearOfPath,
)
from credopolis.analysis.targets.all import TARGETS
from credopolis.analysis.targets.target import TargetNumber, Validated
from credopolis.core.errors import BadValue, CredopolisError, UnknownName
from credopolis.library.overrides import Value
from credopolis.library.rooms import in_order, rooms_of, thresholds_of
from credopolis.library.targets import target_of

if TYPE_CHECKING:
    from credopolis.analysis.studies.study import Tell
    from credopolis.engine.scenario import Scenario

PEOPLE, SEEDS, DRAWS = 300_000, 5, 20
_SHARE: Final = 0.95
_ROOMS: Final = "rooms"
_PATH: Final = "path"
Found = Mapping[str, Mapping[str, float]]


def validate(
    *names: str,
    people: int = PEOPLE,
    seeds: int = SEEDS,
    draws: int = DRAWS,
    seed: int | None = None,
    scenario: str | Path | None = None,
    off: Sequence[str] = (),
    set: Mapping[str, Value] | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    progress: Tell | None = None,
) -> Validation:
    """Targets beside runs, with both doubts, tolerance, what was fitted and what checks, and a verdict.

    names : ids of targets; all, if none is named. people : of each run. seeds : for the interval of chance. draws :
    of all assumptions at once, 0 for none. scenario : a file to run instead, of the same name as the targets' own (so
    a fit's result can be tried). off, set : changes to it. out : a folder in which runs are kept, so that an
    interrupted one goes on. workers : processes; the results are the same for any number.

    Raises
    ------
    UnknownName
        If there is no such target.
    BadValue
        If there are too few seeds or draws.
    """
    wanted = [_target(name) for name in names or TARGETS]
    if not 2 <= seeds <= 10_000:
        raise BadValue("the number of seeds", seeds, "2 to 10,000", "Intervals are taken over seeds.")
    if not 0 <= draws <= 100_000:
        raise BadValue("the number of draws", draws, "0 to 100,000")
    options: dict[str, Any] = {"people": people, "seed": seed, "off": tuple(off), "set": set}
    built = {one.scenario: _built(one.scenario, scenario, options) for one in wanted}
    values = {name: _drawn(one, draws) for name, one in built.items()}
    tasks = _tasks(wanted, built, values, seeds)
    folder = None if out is None else Path(out)
    with open_study(folder, _identity(tasks), "", "validate.txt") as study, Runners(workers) as hands:
        found = study.make(one_run, tasks, Where(hands, progress))
        for key, reason in study.failed.items():
            if "/seed/" in key:
                raise CredopolisError(reason)
        study.write_state(status="complete")
    first = next(iter(built.values()))
    return Validation(
        people, tuple(range(first.seed, first.seed + seeds)), max(_draws_of(name, found) for name in built),
        tuple(dict.fromkeys(study.failed.values())), sum(number for _, number in values.values()),
        tuple(_concluded(one, built[one.scenario], found) for one in wanted), rules_of_scenarios(built),
    )  # fmt: skip


def _draws_of(scenario: str, found: Found) -> int:
    """Draws of a scenario's assumptions that gave numbers."""
    return sum(bool(its) for key, its in found.items() if key.startswith(f"{scenario}/draw/"))


def _tasks(
    wanted: Sequence[Validated], built: Mapping[str, Scenario], values: Mapping[str, Any], seeds: int
) -> dict[str, tuple[Any, ...]]:
    """The runs, by their keys: each scenario on every seed as it stands, and on the first with every draw."""
    tasks: dict[str, tuple[Any, ...]] = {}
    for name, one in built.items():
        source, asked = {**one.source, _ROOMS: rooms_of(one)}, tuple(t.id for t in wanted if t.scenario == name)
        tasks |= {f"{name}/seed/{k}": (source, {}, one.seed + k, asked) for k in range(seeds)}
        tasks |= {f"{name}/draw/{k}": (source, its, one.seed, asked) for k, its in enumerate(values[name][0])}
    return tasks


def _target(name: str) -> Validated:
    if name.upper() not in TARGETS:
        raise UnknownName("target", name, [*TARGETS], "`credopolis facts V` lists the table of targets.")
    return TARGETS[name.upper()]


def _built(name: str, file: str | Path | None, options: Mapping[str, Any]) -> Scenario:
    from credopolis.library.catalogue import load_scenario

    found = load_scenario(name if file is None else file, **options)
    if found.name != name:
        remedy = "Targets are looked up by the scenario's name: give the file that one."
        raise BadValue("the scenario's name", found.name, name, remedy)
    return found


def _drawn(scenario: Scenario, draws: int) -> tuple[list[dict[str, Any]], int]:
    """The values of all assumptions in each draw, and how many assumptions there are."""
    from credopolis.library.catalogue import read_scenario

    own = read_scenario(str(scenario.source["scenario"]))[1].set
    factors = factors_of(scenario, {*scenario.source["overrides"], *own})
    paths = sorted(factors)
    places = latin_hypercube(draws, len(paths), scenario.seed) if draws and paths else np.zeros((0, len(paths)))
    values: list[dict[str, Any]] = []
    for row in places:
        drawn = {path: factors[path].at(float(place)) for path, place in zip(paths, row, strict=True)}
        values.append({**drawn, **in_order(thresholds_of(scenario), drawn)})
    return values, len(paths)


def _identity(tasks: Mapping[str, Any]) -> dict[str, Any]:
    code = code_digest(
        "analysis/studies/validate.py", "analysis/measures/trajectories.py", "analysis/measures/on_record.py",
        *(f"analysis/targets/{name.lower()}.py" for name in TARGETS), "analysis/targets/target.py",
    )  # fmt: skip
    return {"kind": "validation", "design": repr(sorted(tasks.items())), "code": code}


def one_run(source: Mapping[str, Any], values: Mapping[str, Value], seed: int, targets: Sequence[str]) -> Result:
    """One run of a scenario: all numbers of the targets, and the paths of their lists, or why there are none."""
    try:
        courses = follow(drawn_scenario(source, values, seed))
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0][:500])
    found: dict[str, float] = {}
    for target in (TARGETS[name] for name in targets):
        found |= {f"{target.id} {one.name}": one.of(courses) for one in target.asked}
        if target.list:
            found |= {f"{target.id} {_PATH} {day.isoformat()}": much for day, much in _years(courses, target.list)}
    return found


def _years(courses: Trajectories, name: str) -> list[tuple[date, float]]:
    """People on a list as every year begins, between the two counts beside that day, and on the days of the record."""
    first = courses.start
    last = date.fromordinal(first.toordinal() + courses.last_day)
    begins = (date(year, 1, 1) for year in range(first.year, last.year + 1))
    return [(day, much) for day, much, _ in path_of(courses, name, begins)]


def _concluded(target: Validated, scenario: Scenario, found: Found) -> ValidatedTarget:
    from credopolis.library.on_record import LISTED, record_of

    by_seed = [its for key, its in found.items() if key.startswith(f"{target.scenario}/seed/")]
    by_draw = [its for key, its in found.items() if key.startswith(f"{target.scenario}/draw/") and its]
    known = target_of(target.id)
    on = {
        row.counted.on: row for row in record_of(scenario.name)
        if row.per is None and row.counted.count == LISTED and row.counted.listing == target.list
    }  # fmt: skip
    head = f"{target.id} {_PATH} "
    days = [key.removeprefix(head) for key in (by_seed[0] if target.list else {}) if key.startswith(head)]
    path = []
    for day in days:
        numbers, drawn = _numbers(by_seed, head + day), _numbers(by_draw, head + day)
        path.append(YearOfPath(date.fromisoformat(day), _bounded(student(numbers)), *_range(drawn),
                               on.get(date.fromisoformat(day))))  # fmt: skip
    lines = tuple(_line(target.id, one, by_seed, by_draw) for one in target.asked)
    return ValidatedTarget(
        target.id, known.pattern if known else "", scenario.name, lines, target.untold, target.list, tuple(path)
    )


def _numbers(runs: Sequence[Mapping[str, float]], key: str) -> NDArray[np.float64]:
    return np.array([run.get(key, math.nan) for run in runs], np.float64)


def _line(target: str, asked: TargetNumber, by_seed: Sequence[Any], by_draw: Sequence[Any]) -> ValidatedLine:
    numbers, drawn = (_numbers(runs, f"{target} {asked.name}") for runs in (by_seed, by_draw))
    found = student(numbers)
    inside = float(np.mean((asked.least <= drawn) & (drawn <= asked.most))) if len(drawn) else math.nan
    return ValidatedLine(
        asked.name, asked.unit, asked.value, asked.least, asked.most, FITTED if asked.fitted else CHECKED, found,
        *_range(drawn), inside, _verdict(found, asked), asked.facts, asked.note,
    )  # fmt: skip


def _verdict(found: Estimate, asked: TargetNumber) -> str:
    """By chance alone; not told where chance could turn it, or where there is no number."""
    if math.isnan(found.value):
        return UNKNOWN
    if asked.least <= found.low and found.high <= asked.most:
        return MET
    return MISSED if found.high < asked.least or found.low > asked.most else UNKNOWN


def _range(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """Between which 95 % of the draws lie."""
    whole = drawn[np.isfinite(drawn)]
    if not len(whole):
        return math.nan, math.nan
    low, high = np.quantile(whole, [(1 - _SHARE) / 2, (1 + _SHARE) / 2])
    return float(low), float(high)


def _bounded(found: Estimate) -> Estimate:
    """Of a count, which is never negative."""
    return Estimate(found.value, max(found.low, 0.0), found.high)
