"""Calibration: which values of the assumptions agree with what was reported, and what they say of what was held out.

Priors are uniform (or log-uniform) over the ranges; the algorithm is `analysis.studies.smc`. The posterior is then run
again on seeds that the fit has not seen: the predictive check says of every target, fitted or held out, where those
runs lie.

Why an algorithm of our own: pyABC (0.13, July 2026) is kept, but brings 470 MB with Redis, SQLAlchemy, Dask, scikit-
learn and IPython, and draws from each worker's global state, so that a fit with two workers gives other numbers at
each repetition and an interrupted population is lost. Here every run is keyed, journalled and the same on any
executor.

Source
------
Talts and others 2018, Validating Bayesian inference algorithms with simulation-based calibration, arXiv 1804.06788,
for the test; see `analysis.studies.smc` for the algorithm.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.measures.intervals import defined
from credopolis.analysis.studies.design import Model
from credopolis.analysis.studies.executors import Runners
from credopolis.analysis.studies.models import check_sent
from credopolis.analysis.studies.smc import Population, populations, weighted_quantile
from credopolis.analysis.studies.study import Study, Tell, Where, identity_of, open_study
from credopolis.analysis.studies.sweep import tried_run
from credopolis.analysis.studies.targets import Calibration, read_targets
from credopolis.core.errors import CredopolisError
from credopolis.core.standard_input import stem_of
from credopolis.library.overrides import Value
from credopolis.library.settings import MOST_SEED, read_path
from credopolis.store.folder import write_file

if TYPE_CHECKING:
    from concurrent.futures import Executor

CALIBRATIONS: Final = "calibrations"
POSTERIOR: Final = "posterior.parquet"
_QUANTILES: Final = (0.05, 0.5, 0.95)
_OUTERMOST: Final = 0.05
_LEANING: Final = 0.25


@dataclass(frozen=True)
class Marginal:
    """One parameter: its prior's range, and the 5, 50 and 95 % points of prior and posterior.

    pressed : `low` or `high` if the posterior leans on that end of the range: a quarter of it lies in the outermost
    twentieth of the prior, so that the data may want values that the range leaves out; else "".
    """

    parameter: str
    low: float
    high: float
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    pressed: str = ""


@dataclass(frozen=True)
class TargetCheck:
    """One target against runs from the posterior: their 5, 50 and 95 % points, and the share within the tolerance."""

    measure: str
    value: float
    tolerance: float
    held_out: bool
    predicted: tuple[float, float, float]
    within: float


@dataclass(frozen=True)
class Generation:
    """One population: its epsilon in tolerances, runs made for it, and its effective number of particles."""

    epsilon: float
    runs: int
    effective: float


@dataclass(frozen=True)
class Posterior:
    """What a calibration found. reached : whether the last population lies within all tolerances.

    particles : a frame of the last population: the parameters, `weight`, `distance` (in tolerances), and what its runs
    found.
    """

    title: str
    reached: bool
    marginals: tuple[Marginal, ...]
    checks: tuple[TargetCheck, ...]
    generations: tuple[Generation, ...]
    particles: pl.DataFrame = dataclasses.field(repr=False)

    @property
    def runs(self) -> int:
        """Runs that the fit took."""
        return sum(g.runs for g in self.generations)

    def as_json(self) -> dict[str, Any]:
        """All but the particles as plain data."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "particles"}
        for name in ("marginals", "checks", "generations"):
            plain[name] = [dataclasses.asdict(item) for item in plain[name]]
        return defined({**plain, "runs": self.runs, "quantiles": list(_QUANTILES)} | {"generations": [
            defined(g) for g in plain["generations"]], "checks": [defined(c) for c in plain["checks"]]})  # fmt: skip


def calibrate(
    targets: str | Path | Calibration,
    *,
    out: str | Path | None = None,
    workers: int = 1,
    model: Model | None = None,
    executor: Executor | None = None,
    progress: Tell | None = None,
) -> Posterior:
    """Fit a calibration's parameters to its targets, and check the posterior against all of them.

    targets : a file, the name of a shipped one, or one made by `make_targets` (which then stays in memory unless `out`
    is given). progress : runs done and runs in all of the batch in hand. The rest as for `sweep`; what was interrupted
    goes on.

    Raises
    ------
    FaultyFile
        With every fault of the file.
    """
    if not isinstance(targets, Calibration):
        path = read_path(targets, "the targets", "the name of a shipped calibration, or the path of a file")
        out = out or Path(CALIBRATIONS) / stem_of(path)
        targets = read_targets(path, of_a_scenario=model is None)
    check_sent(model, workers, executor)
    folder = None if out is None else Path(out)
    identity = {} if folder is None and model is not None else _identity(targets, model)
    with open_study(folder, identity, targets.text, "targets.yaml") as study, Runners(workers, executor) as hands:
        return _fit(study, targets, model, Where(hands, progress))


def _identity(wanted: Calibration, model: Model | None) -> dict[str, Any]:
    reported = {name: dataclasses.astuple(target) for name, target in wanted.targets.items()}
    text = repr((reported, wanted.particles, wanted.most_runs, wanted.checks))
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return {**identity_of(wanted.design, model), "kind": "calibration", "targets": digest}


def _fit(study: Study, wanted: Calibration, model: Model | None, where: Where) -> Posterior:
    design, names, fitted = wanted.design, list(wanted.targets), wanted.fitted

    def values_at(place: NDArray[np.float64]) -> dict[str, Value]:
        return {name: f.at(float(u)) for (name, f), u in zip(wanted.parameters.items(), place, strict=True)}

    def runs(places: NDArray[np.float64], head: str, first: int) -> NDArray[np.float64]:
        keys = [f"{head}/{first + k}" for k in range(len(places))]
        tasks = {key: (design, model, values_at(at), seed_of(wanted.seed, key))
                 for key, at in zip(keys, places, strict=True)}  # fmt: skip
        found = study.make(tried_run, tasks, where)
        if study.failed and not study.results:
            raise CredopolisError(next(iter(study.failed.values())))
        return np.array([[found[key].get(name, np.nan) for name in names] for key in keys])

    def distance(found: NDArray[np.float64]) -> NDArray[np.float64]:
        away = [
            np.abs(found[:, names.index(n)] - wanted.targets[n].value) / wanted.targets[n].tolerance for n in fitted
        ]
        return np.asarray(np.nan_to_num(np.max(away, axis=0), nan=np.inf), np.float64)

    past = populations(
        lambda generation, first, places: runs(places, str(generation), first), distance,
        len(wanted.parameters), wanted.particles, wanted.most_runs, wanted.seed,
    )  # fmt: skip
    last = past[-1]
    rng = np.random.default_rng([wanted.seed, 2**31])
    again = last.places[rng.choice(len(last.places), wanted.checks, p=last.weights)]
    posterior = _posterior(wanted, past, runs(again, "check", 0), [values_at(at) for at in last.places])
    if study.folder is not None:
        data = BytesIO()
        posterior.particles.write_parquet(data)
        write_file(study.folder, POSTERIOR, data.getvalue())
    study.write_state(status="complete", result=posterior.as_json())
    return posterior


def seed_of(seed: int, key: str) -> int:
    """The seed of one run of a calibration: its own, the same whenever it is made, and one that scenarios take."""
    return int.from_bytes(hashlib.blake2b(f"{seed}/{key}".encode(), digest_size=8).digest()) % (MOST_SEED + 1)


def _posterior(
    wanted: Calibration, past: list[Population], checked: NDArray[np.float64], values: list[dict[str, Value]]
) -> Posterior:
    last = past[-1]
    marginals = []
    for k, (name, factor) in enumerate(wanted.parameters.items()):
        places = [weighted_quantile(last.places[:, k], last.weights, q) for q in _QUANTILES]
        prior, posterior = (_three(_number(factor.at(u)) for u in at) for at in (_QUANTILES, places))
        leans = pressed(last.places[:, k], last.weights)
        marginals.append(Marginal(name, factor.low, factor.high, prior, posterior, leans))
    checks = []
    for k, (name, target) in enumerate(wanted.targets.items()):
        column = checked[:, k]
        within = float(np.mean(np.abs(column - target.value) <= target.tolerance))
        predicted = _three(map(float, np.quantile(column, _QUANTILES)))
        checks.append(TargetCheck(name, target.value, target.tolerance, target.held_out, predicted, within))
    frame = pl.DataFrame(values).with_columns(pl.Series("weight", last.weights), pl.Series("distance", last.distances))
    frame = frame.with_columns(pl.Series(f"found {n}", last.found[:, k]) for k, n in enumerate(wanted.targets))
    return Posterior(
        wanted.title, last.epsilon <= 1.0, tuple(marginals), tuple(checks),
        tuple(Generation(p.epsilon, p.tried, p.effective) for p in past), frame,
    )  # fmt: skip


def pressed(places: NDArray[np.float64], weights: NDArray[np.float64]) -> str:
    """The end of the prior that a posterior leans on, or "". places : in [0, 1], quantiles of the prior."""
    for end, there in (("low", places < _OUTERMOST), ("high", places > 1 - _OUTERMOST)):
        if float(weights[there].sum()) >= _LEANING * float(weights.sum()):
            return end
    return ""


def _three(points: Iterable[float]) -> tuple[float, float, float]:
    """The points at `_QUANTILES`."""
    low, mid, high = points
    return low, mid, high


def _number(value: Value) -> float:
    """A parameter's value as a number: days of a duration."""
    return float(value[:-1]) if isinstance(value, str) else float(value)
