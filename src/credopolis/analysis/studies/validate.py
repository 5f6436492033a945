"""Validation: targets beside runs that are made now, with both kinds of doubt, and what was fitted told from what
checks.

Each setting that the targets name is lived on several seeds, for the interval of chance, and with all its assumptions
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
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.comparisons.compare import rules_of_scenarios
from credopolis.analysis.measures.intervals import Estimate, student
from credopolis.analysis.measures.on_record import MET, MISSED, UNKNOWN, path_of
from credopolis.analysis.measures.trajectories import Trajectories
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.hinges import latin_hypercube, spread_about
from credopolis.analysis.studies.robust import drawn_scenario, factors_of
from credopolis.analysis.studies.study import Where, code_digest, open_study
from credopolis.analysis.studies.validate_result import (
    CHECKED,
    FITTED,
    LivedSetting,
    ValidatedLine,
    ValidatedTarget,
    Validation,
    YearOfPath,
)
from credopolis.analysis.targets.all import MEASURES, SHARED, TARGETS
from credopolis.analysis.targets.target import Setting, TargetNumber, Validated
from credopolis.core.errors import BadValue, CredopolisError, UnknownName
from credopolis.library.overrides import Value
from credopolis.library.rooms import in_order, rooms_of, thresholds_of
from credopolis.library.targets import target_of

if TYPE_CHECKING:
    from credopolis.analysis.studies.study import Tell
    from credopolis.engine.scenario import Scenario

MOST_SEEDS, MOST_DRAWS = 10_000, 100_000
_SHARE: Final = 0.95
_ROOMS: Final = "rooms"
_PATH: Final = "path"
Found = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class _Made:
    """How a setting is made in this validation: its scenario, the values of each draw, and how many assumptions."""

    setting: Setting
    scenario: Scenario
    values: list[dict[str, Any]]
    assumptions: int
    seeds: int


def validate(
    *names: str,
    people: int | None = None,
    seeds: int | None = None,
    draws: int | None = None,
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
    of all assumptions at once, 0 for none. Of what is not given each target has its own. scenario : a file to run
    instead, of the same name as the targets' own (so a fit's result can be tried). off, set : changes to it. out : a
    folder in which runs are kept, so that an interrupted one goes on. workers : processes; the results are the same
    for any number.

    Raises
    ------
    UnknownName
        If there is no such target.
    BadValue
        If there are too few seeds or draws.
    """
    wanted = [_target(name) for name in dict.fromkeys(one.upper() for one in names or TARGETS)]
    if seeds is not None and not 2 <= seeds <= MOST_SEEDS:
        raise BadValue("the number of seeds", seeds, f"2 to {MOST_SEEDS:,}", "Intervals are taken over seeds.")
    if draws is not None and not 0 <= draws <= MOST_DRAWS:
        raise BadValue("the number of draws", draws, f"0 to {MOST_DRAWS:,}")
    options: dict[str, Any] = {"seed": seed, "off": tuple(off), "set": set}
    settings = dict.fromkeys(one for target in wanted for one in target.settings)
    made = [_made(one, scenario, {**options, "people": people}, seeds, draws) for one in settings]
    tasks = _tasks(wanted, made)
    folder = None if out is None else Path(out)
    with open_study(folder, _identity(tasks), "", "validate.txt") as study, Runners(workers) as hands:
        found = study.make(one_run, tasks, Where(hands, progress))
        for key, reason in study.failed.items():
            if "/seed/" in key:
                raise CredopolisError(reason)
        study.write_state(status="complete")
    first = made[0].scenario.seed
    return Validation(
        tuple(range(first, first + max(one.seeds for one in made))), tuple(dict.fromkeys(study.failed.values())),
        tuple(_lived(one, found) for one in made), tuple(_concluded(one, made, found) for one in wanted),
        rules_of_scenarios({one.setting.name: one.scenario for one in made}),
    )  # fmt: skip


def _made(
    setting: Setting, file: str | Path | None, options: Mapping[str, Any], seeds: int | None, draws: int | None
) -> _Made:
    own = {**options, "people": options["people"] or setting.people}
    if setting.years is not None:
        own["years"] = setting.years
    scenario = _built(setting.scenario, file, own)
    many = setting.draws if draws is None else draws
    own_ones = setting.assumed() if setting.assumed is not None else None
    values, assumptions = (
        _drawn(scenario, many, setting.fixed)
        if own_ones is None
        else (spread_about(own_ones, many, scenario.seed), len(own_ones))
    )
    return _Made(setting, scenario, values, assumptions, setting.seeds if seeds is None else seeds)


def _lived(one: _Made, found: Found) -> LivedSetting:
    """What was lived of a setting, with the draws of its assumptions that gave numbers."""
    draws = sum(bool(its) for key, its in found.items() if key.startswith(f"{one.setting.name}/draw/"))
    its = one.scenario
    return LivedSetting(one.setting.name, its.name, its.days / 365.25, its.people, one.seeds, draws, one.assumptions)


def _tasks(wanted: Sequence[Validated], made: Sequence[_Made]) -> dict[str, tuple[Any, ...]]:
    """The runs, by their keys: each setting on every seed as it stands, and on the first with every draw."""
    tasks: dict[str, tuple[Any, ...]] = {}
    for one in made:
        name, scenario = one.setting.name, one.scenario
        asked = tuple(t.id for t in wanted if one.setting in t.settings)
        source = {**scenario.source, _ROOMS: rooms_of(scenario)}
        tasks |= {f"{name}/seed/{k}": (source, {}, scenario.seed + k, name, asked) for k in range(one.seeds)}
        tasks |= {f"{name}/draw/{k}": (source, its, scenario.seed, name, asked) for k, its in enumerate(one.values)}
    return tasks


def _target(name: str) -> Validated:
    if name not in TARGETS:
        raise UnknownName("target", name, [*TARGETS], "`credopolis facts V` lists the table of targets.")
    return TARGETS[name]


def _built(name: str, file: str | Path | None, options: Mapping[str, Any]) -> Scenario:
    from credopolis.library.catalogue import load_scenario

    found = load_scenario(name if file is None else file, **options)
    if found.name != name:
        remedy = "Targets are looked up by the scenario's name: give the file that one."
        raise BadValue("the scenario's name", found.name, name, remedy)
    return found


def _drawn(scenario: Scenario, draws: int, fixed: Sequence[str] = ()) -> tuple[list[dict[str, Any]], int]:
    """The values of all assumptions in each draw, and how many there are. fixed : those that are left as they are."""
    from credopolis.library.catalogue import read_scenario

    own = read_scenario(str(scenario.source["scenario"]))[1].set
    factors = factors_of(scenario, {*scenario.source["overrides"], *own, *fixed})
    paths = sorted(factors)
    places = latin_hypercube(draws, len(paths), scenario.seed) if draws and paths else np.zeros((0, len(paths)))
    values: list[dict[str, Any]] = []
    for row in places:
        drawn = {path: factors[path].at(float(place)) for path, place in zip(paths, row, strict=True)}
        values.append({**drawn, **in_order(thresholds_of(scenario), drawn)})
    return values, len(paths)


def _identity(tasks: Mapping[str, Any]) -> dict[str, Any]:
    code = code_digest(
        "analysis/studies/validate.py", *(f"analysis/measures/{name}.py" for name in MEASURES),
        *(f"analysis/targets/{name}.py" for name in (*map(str.lower, TARGETS), *SHARED)),
    )  # fmt: skip
    return {"kind": "validation", "design": repr(sorted(tasks.items())), "code": code}


def one_run(
    source: Mapping[str, Any], values: Mapping[str, Value], seed: int, setting: str, targets: Sequence[str]
) -> Result:
    """One run of a setting: its numbers of the targets, and the paths of their lists, or why there are none."""
    asking = [TARGETS[name] for name in targets]
    made = next(one for target in asking for one in target.settings if one.name == setting)
    try:
        if made.assumed is None:
            lived = made.live(drawn_scenario(source, values, seed))
        else:
            lived = made.live(drawn_scenario(source, {}, seed), values)
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0][:500])
    found: dict[str, float] = {}
    for target in asking:
        found |= {f"{target.id} {one.name}": float(one.of(lived)) for one in target.asked_of(setting)}
        if target.list:
            found |= {f"{target.id} {_PATH} {day.isoformat()}": much for day, much in _years(lived, target.list)}
    return found


def _years(courses: Trajectories, name: str) -> list[tuple[date, float]]:
    """People on a list as every year begins, between the two counts beside that day, and on the days of the record."""
    first = courses.start
    last = date.fromordinal(first.toordinal() + courses.last_day)
    begins = (date(year, 1, 1) for year in range(first.year, last.year + 1))
    return [(day, much) for day, much, _ in path_of(courses, name, begins)]


def _concluded(target: Validated, made: Sequence[_Made], found: Found) -> ValidatedTarget:
    known = target_of(target.id)
    lines = tuple(_line(target, one, found) for one in target.asked)
    scenario = next(one.scenario for one in made if one.setting is target.setting)
    return ValidatedTarget(
        target.id, known.pattern if known else "", known.choice if known else "",
        tuple(one.name for one in target.settings), lines, target.untold, target.list,
        _path(target, scenario, found) if target.list else (),
    )  # fmt: skip


def _runs(setting: str, found: Found) -> tuple[list[Mapping[str, float]], list[Mapping[str, float]]]:
    """Numbers of a setting by seed, and by draw."""
    by_seed = [its for key, its in found.items() if key.startswith(f"{setting}/seed/")]
    return by_seed, [its for key, its in found.items() if key.startswith(f"{setting}/draw/") and its]


def _path(target: Validated, scenario: Scenario, found: Found) -> tuple[YearOfPath, ...]:
    from credopolis.library.on_record import LISTED, record_of

    on = {
        row.counted.on: row for row in record_of(scenario.name)
        if row.per is None and row.counted.count == LISTED and row.counted.listing == target.list
    }  # fmt: skip
    by_seed, by_draw = _runs(target.setting.name, found)
    head = f"{target.id} {_PATH} "
    path = []
    for key in (key for key in by_seed[0] if key.startswith(head)):
        day = date.fromisoformat(key.removeprefix(head))
        estimate = _from(student(_numbers(by_seed, key)), 0.0)
        path.append(YearOfPath(day, estimate, *_range(_numbers(by_draw, key)), on.get(day)))
    return tuple(path)


def _numbers(runs: Sequence[Mapping[str, float]], key: str) -> NDArray[np.float64]:
    return np.array([run.get(key, math.nan) for run in runs], np.float64)


def _line(target: Validated, asked: TargetNumber, found: Found) -> ValidatedLine:
    setting = target.setting_of(asked).name
    numbers, drawn = (_numbers(runs, f"{target.id} {asked.name}") for runs in _runs(setting, found))
    estimate = _from(student(numbers), asked.floor)
    inside = float(np.mean((asked.least <= drawn) & (drawn <= asked.most))) if len(drawn) else math.nan
    return ValidatedLine(
        asked.name, asked.unit, asked.value, asked.least, asked.most, FITTED if asked.fitted else CHECKED, estimate,
        *_range(drawn), inside, _verdict(estimate, asked), asked.facts, asked.note, setting,
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


def _from(found: Estimate, floor: float) -> Estimate:
    """Of what cannot be below a floor."""
    return Estimate(found.value, max(found.low, floor), found.high)
