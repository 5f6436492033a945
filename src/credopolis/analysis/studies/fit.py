"""Fitting a scenario to what is on record: the nearest values of its free parameters, found by repeated runs.

    residual of a row    =  log(found / middle) / (log(most / least) / 2),  middle = sqrt(least * most)
    step                 =  damped least squares of the residuals, linear in the logs of the parameters (Gauss, Newton)
    slopes               =  differences of runs on the same draws, then corrected step by step (Broyden)

least, most : what counts as agreement, so that a row that may be off by much pulls little. All trials share their
seeds, so slopes are hardly noisier than the counts. A parameter stays within its stretch. What comes out is one set of
values and no distribution: how far chance and the other assumptions move what it gives is told by `validate`.

Source
------
Levenberg 1944, Quarterly of Applied Mathematics 2, for the damping; Broyden 1965, Mathematics of Computation 19.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.intervals import defined
from credopolis.analysis.measures.on_record import found_of
from credopolis.analysis.measures.trajectories import follow
from credopolis.analysis.studies.executors import Failed, Result, Runners
from credopolis.analysis.studies.study import Study, Where, open_study
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.yamlfile import load_text
from credopolis.library.fits import Fit, read_fit, text_of_scenario, value_at, with_values
from credopolis.library.on_record import OnRecord, record_of

if TYPE_CHECKING:
    from credopolis.analysis.studies.study import Tell

Values = NDArray[np.float64]
_STEP: Final = 0.15
"""By how much of itself a parameter is moved for its slopes."""
_DAMPING: Final = 0.02
_LONGEST: Final = 0.7  # a parameter is at most halved or doubled in one step
_STILL: Final = 0.01
_POLISHES: Final = 2
_FEWEST: Final = 5e-4  # of the middle: what a count of none is taken for, so that its log is a number
_PRESSED: Final = 0.02


@dataclass(frozen=True)
class FittedParameter:
    """A parameter before and after. pressed : `low` or `high` if it lies at that end of its stretch."""

    name: str
    before: float
    after: float
    low: float
    high: float
    pressed: str


@dataclass(frozen=True)
class FittedRow:
    """A row of the record that was fitted: what runs gave before and after, and what counts as agreement."""

    name: str
    value: float
    least: float
    most: float
    before: float
    after: float

    @property
    def met(self) -> bool:
        """Whether it agrees now."""
        return self.least <= self.after <= self.most


@dataclass(frozen=True)
class Fitted:
    """What a fit found. distance : root mean square of the residuals, in tolerances. text : the scenario's file with
    the values put in.
    """

    name: str
    title: str
    scenario: str
    people: int
    seeds: tuple[int, ...]
    runs: int
    parameters: tuple[FittedParameter, ...]
    rows: tuple[FittedRow, ...]
    before: float
    after: float
    text: str = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        """All but the file as plain data."""
        plain = {key: value for key, value in vars(self).items() if key not in ("text", "parameters", "rows")}
        rows = [{**asdict(row), "met": row.met} for row in self.rows]
        return defined({**plain, "parameters": [asdict(one) for one in self.parameters], "rows": rows})


def fit(
    name: str | Path | Fit, *, workers: int = 1, people: int | None = None, out: str | Path | None = None,
    progress: Tell | None = None,
) -> Fitted:  # fmt: skip
    """Fit a scenario's free parameters to the numbers on record that a fit's file names.

    name : a shipped fit, a file, or one that was read. people : of each run, instead of the file's. out : a folder in
    which runs are kept, so that an interrupted fit goes on. workers : processes; what comes out is the same for any
    number.

    Raises
    ------
    FaultyFile
        With every fault of the file.
    CredopolisError
        If no run can be made.
    """
    wanted = name if isinstance(name, Fit) else read_fit(name)
    text, scenario = text_of_scenario(wanted.scenario)
    trials = _Trials(wanted, text, scenario, people or wanted.people)
    folder = None if out is None else Path(out)
    with open_study(folder, trials.identity(), text, "scenario.yaml") as study, Runners(workers) as hands:
        found = trials.search(study, Where(hands, progress))
        study.write_state(status="complete", result=found.as_json())
    return found


@dataclass
class _Trials:
    """The search: places are logs of the parameters' values, (n_parameters,)."""

    wanted: Fit
    text: str
    scenario: str
    people: int
    made: int = 0

    def __post_init__(self) -> None:
        self.names = [*self.wanted.parameters]
        self.rows = {row.name: row for row in record_of(self.scenario) if row.name in self.wanted.fitted}
        stretches = self.wanted.parameters.values()
        self.low = np.log([one.low for one in stretches])
        self.high = np.log([one.high for one in stretches])
        self.seeds = tuple(range(1, self.wanted.seeds + 1))

    def identity(self) -> dict[str, Any]:
        """What decides the results of one run."""
        from credopolis.analysis.studies.study import code_digest

        code = code_digest(
            "analysis/studies/fit.py", "analysis/measures/trajectories.py", "analysis/measures/on_record.py"
        )
        return {"kind": "fit", "design": repr((self.wanted, self.people, self.text)), "code": code}

    def search(self, study: Study, where: Where) -> Fitted:
        located = load_text(self.text, self.scenario)
        first = np.clip(np.log([float(str(value_at(located, name))) for name in self.names]), self.low, self.high)
        before = self.found(study, where, [first])[0]
        residuals = self.residuals(study, where, [first])[0]
        slopes = self.slopes(study, where, first, residuals)
        best, slopes = self.descend(study, where, first, residuals, slopes, self.wanted.rounds)
        if self.wanted.polish > len(self.seeds):
            self.seeds = tuple(range(1, self.wanted.polish + 1))
            residuals = self.residuals(study, where, [best])[0]
            best, slopes = self.descend(study, where, best, residuals, slopes, _POLISHES)
        return self.conclude(before, self.found(study, where, [best])[0], first, best)

    def descend(
        self, study: Study, where: Where, place: Values, residuals: Values, slopes: Values, rounds: int
    ) -> tuple[Values, Values]:
        """Steps from a place on -> the best place met, and the slopes as they were corrected."""
        best, least = place, float(residuals @ residuals)
        for _ in range(rounds):
            step = self.step(place, residuals, slopes)
            if np.abs(step).max() < _STILL:
                break
            after = self.residuals(study, where, [place + step])[0]
            slopes = slopes + np.outer(after - residuals - slopes @ step, step) / float(step @ step)
            place, residuals = place + step, after
            if float(residuals @ residuals) < least:
                best, least = place, float(residuals @ residuals)
        return best, slopes

    def step(self, place: Values, residuals: Values, slopes: Values) -> Values:
        """The damped step towards the least squares, no longer than halving or doubling, within the stretches."""
        square = slopes.T @ slopes
        damped = square + _DAMPING * np.eye(len(place)) * max(float(np.diag(square).mean()), 1e-12)
        step = np.linalg.solve(damped, -slopes.T @ residuals)
        step = np.clip(step, -_LONGEST, _LONGEST)
        return np.asarray(np.clip(place + step, self.low, self.high) - place, np.float64)

    def slopes(self, study: Study, where: Where, place: Values, residuals: Values) -> Values:
        """Slopes of all residuals along all parameters, (n_rows, n_parameters); away from an end of a stretch."""
        size = math.log1p(_STEP)
        moves = [(-size if place[k] + size > self.high[k] else size) for k in range(len(place))]
        places = [place + move * np.eye(len(place))[k] for k, move in enumerate(moves)]
        found = self.residuals(study, where, places)
        return np.stack([(one - residuals) / move for one, move in zip(found, moves, strict=True)], axis=1)

    def residuals(self, study: Study, where: Where, places: list[Values]) -> list[Values]:
        """Residuals of all rows at each place, of the mean over the seeds."""
        return [
            np.array([residual(found[name], row) for name, row in self.rows.items()])
            for found in self.found(study, where, places)
        ]

    def found(self, study: Study, where: Where, places: list[Values]) -> list[dict[str, float]]:
        """What runs give for each row at each place, the mean over the seeds."""
        tasks: dict[str, tuple[Any, ...]] = {}
        keys = [[f"{_key(place)}/{seed}" for seed in self.seeds] for place in places]
        for place, its in zip(places, keys, strict=True):
            text = with_values(self.text, self.values(place))
            tasks |= {k: (text, self.scenario, self.people, s) for k, s in zip(its, self.seeds, strict=True)}
        self.made += len({*tasks} - {*study.results})
        found = study.make(one_trial, tasks, where)
        if study.failed:
            raise CredopolisError(next(iter(study.failed.values())))
        means = [{row: float(np.mean([found[k][row] for k in its])) for row in self.rows} for its in keys]
        for row in {row for mean in means for row, much in mean.items() if not math.isfinite(much)}:
            raise BadValue(
                f"what {self.people:,} people and {len(self.seeds)} seeds give for '{row}'", "no number",
                "a number in every run", "Take more people, for too few come under it, or leave the row out.",
            )  # fmt: skip
        return means

    def values(self, place: Values) -> dict[str, float]:
        """Values by parameter, rounded to three digits."""
        return {name: float(f"{math.exp(x):.3g}") for name, x in zip(self.names, place.tolist(), strict=True)}

    def conclude(self, before: Mapping[str, float], after: Mapping[str, float], first: Values, best: Values) -> Fitted:
        """What was found. before, after : what runs give for each row at the first place and at the best."""
        old, new = self.values(first), self.values(best)
        parameters = tuple(
            FittedParameter(name, old[name], new[name], one.low, one.high, _pressed(new[name], one.low, one.high))
            for name, one in self.wanted.parameters.items()
        )
        rows = tuple(
            FittedRow(name, row.value, row.least, row.most, before[name], after[name])
            for name, row in self.rows.items()
        )
        away = [
            math.sqrt(float(np.mean([residual(one[name], row) ** 2 for name, row in self.rows.items()])))
            for one in (before, after)
        ]
        return Fitted(
            self.wanted.name, self.wanted.title, self.scenario, self.people, self.seeds, self.made, parameters, rows,
            away[0], away[1], with_values(self.text, new),
        )  # fmt: skip


def residual(found: float, row: OnRecord) -> float:
    """How far a number is from the middle of what counts as agreement, in halves of its width, on a log scale."""
    middle, half = math.sqrt(row.least * row.most), math.log(row.most / row.least) / 2
    return math.log(max(found / middle, _FEWEST)) / half


def one_trial(text: str, scenario: str, people: int, seed: int) -> Result:
    """One run of a scenario's file: the numbers of its record, or why there are none."""
    from credopolis.library.catalogue import load_scenario

    try:
        with tempfile.TemporaryDirectory(prefix="credopolis-fit-") as folder:
            file = Path(folder) / f"{scenario}.yaml"
            file.write_text(text, encoding="utf-8")
            courses = follow(load_scenario(str(file), people=people, seed=seed))
        return {row.name: found_of(courses, row) for row in record_of(scenario)}
    except CredopolisError as error:
        return Failed(str(error).splitlines()[0][:500])


def _key(place: Values) -> str:
    return ",".join(f"{x:.6f}" for x in place.tolist())


def _pressed(value: float, low: float, high: float) -> str:
    """The end of a stretch at which a value lies, or ""."""
    at = math.log(value / low) / math.log(high / low)
    return "low" if at < _PRESSED else "high" if at > 1 - _PRESSED else ""
