"""Prediction: fit to what was reported until then or there, and see what comes out elsewhere, nothing fitted anew.

The model is fitted (`calibrate`), runs are made of its posterior for every prediction, and where they lie is told
beside what was reported. Null models, simpler ones that leave something out, are fitted and tried in the same way: what
they predict as well, the model has not explained by what they leave out.

Source
------
Grimm and Railsback 2012, Pattern-oriented modelling: a multi-scope for predictive systems ecology, doi:
10.1098/rstb.2011.0180, for patterns that were not fitted; Forster 2000, Key concepts in model selection, doi:
10.1006/jmps.1999.1284, for prediction against simpler models.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from credopolis.analysis.measures.intervals import defined
from credopolis.analysis.studies.calibrate import Posterior, calibrate, seed_of
from credopolis.analysis.studies.executors import Runners
from credopolis.analysis.studies.predictions import THE_MODEL, Null, Predicted, Predictions, read_predictions
from credopolis.analysis.studies.study import Study, Where, code_digest, open_study
from credopolis.analysis.studies.sweep import tried_run
from credopolis.core.errors import CredopolisError
from credopolis.core.standard_input import stem_of
from credopolis.library.overrides import Value
from credopolis.library.settings import read_path

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from credopolis.analysis.studies.study import Tell

FOLDER: Final = "predictions"
MET, MISSED, TOO_WIDE = "met", "missed", "too wide to tell"
BEATEN, NEARER, ALIKE = "beaten", "nearer than the model", "not told apart"
UNFITTED, UNDEFINED = "no fit reached", "not defined in these runs"
_QUANTILES: Final = (0.05, 0.5, 0.95)
_RARE: Final = 0.05


@dataclass(frozen=True)
class Outlook:
    """What one model makes of one prediction: the 5, 50 and 95 % points of its runs, and the share within the
    tolerance.

    verdict : of the model see `of_the_model`, of a null model `against`; of either `UNFITTED` if no fit was reached, or
    `UNDEFINED`, all numbers NaN, if there are runs without the measure, such as a score where nobody has one.
    """

    model: str
    predicted: tuple[float, float, float]
    within: float
    verdict: str


@dataclass(frozen=True)
class Prediction:
    """One prediction with what was reported and what each model makes of it, the model itself first."""

    name: str
    title: str
    scenario: str
    measure: str
    value: float
    tolerance: float
    outlooks: tuple[Outlook, ...]

    @property
    def verdict(self) -> str:
        """Of the model itself."""
        return self.outlooks[0].verdict


@dataclass(frozen=True)
class PredictionResult:
    """What came of a prediction: the fits by model, and the predictions. runs : of fits and predictions together."""

    title: str
    fits: dict[str, Posterior]
    predictions: tuple[Prediction, ...]
    runs: int

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        fits = {
            model: {"reached": fit.reached, "targets": [dataclasses.asdict(check) for check in fit.checks]}
            for model, fit in self.fits.items()
        }
        rows = [dataclasses.asdict(one) for one in self.predictions]
        return defined({
            "title": self.title, "quantiles": list(_QUANTILES), "runs": self.runs, "fits": fits, "predictions": rows,
        })  # fmt: skip


def predict(
    predictions: str | Path | Predictions,
    *,
    out: str | Path | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Tell | None = None,
) -> PredictionResult:
    """Fit, predict what the fit has not seen, and do the same with each null model.

    predictions : a file, the name of a shipped one, or one that was read (which then stays in memory unless `out` is
    given). out : a folder for the fits and runs, `predictions/NAME` unless given; what was interrupted goes on.
    progress : runs done and runs in all of the batch in hand.

    Raises
    ------
    FaultyFile
        With every fault of the file.
    RunFolderError
        If the folder holds something else.
    CredopolisError
        If no run of a prediction can be made.
    """
    if not isinstance(predictions, Predictions):
        allowed = "the name of a shipped prediction, or the path of a file"
        path = read_path(predictions, "the predictions", allowed)
        out = out or Path(FOLDER) / stem_of(path)
        predictions = read_predictions(path)
    models: dict[str, Null | None] = {THE_MODEL: None, **predictions.nulls}
    folder = None if out is None else Path(out)
    identity = {"kind": "prediction", "targets": predictions.digest(), "code": code_digest()}
    with open_study(folder, identity, predictions.text, "predictions.yaml") as study, Runners(workers, executor) as on:
        where = Where(on, progress)
        fits = {
            model: calibrate(
                predictions.fit_of(null), out=folder and folder / f"fit-{k}", workers=workers, executor=executor,
                progress=progress,
            )
            for k, (model, null) in enumerate(models.items())
        }  # fmt: skip
        found = {
            name: {model: _lived(study, where, predictions, name, model, fits[model]) for model in models}
            for name in predictions.predictions
        }
        study.write_state(status="complete")
    rows = tuple(
        _row(name, one, predictions, found[name], {model: fit.reached for model, fit in fits.items()})
        for name, one in predictions.predictions.items()
    )
    made = sum(fit.runs + predictions.calibration.checks for fit in fits.values())
    return PredictionResult(
        predictions.title, fits, rows, made + sum(len(r) for m in found.values() for r in m.values())
    )


def _lived(
    study: Study, where: Where, asked: Predictions, name: str, model: str, fit: Posterior
) -> NDArray[np.float64]:
    """What runs from a posterior give for one prediction, one of each draw."""
    one, seed, tasks = asked.predictions[name], asked.calibration.seed, dict[str, tuple[Any, ...]]()
    design = asked.design_of(one, asked.nulls.get(model))
    for k, values in enumerate(_draws(fit, asked.calibration.checks, seed, asked.calibration.parameters)):
        # Seeds go by prediction and draw alone, so that all models are tried on the same luck.
        tasks[f"{name}/{model}/{k}"] = design, None, asked.taken(one, values), seed_of(seed, f"{name}/{k}")
    found = study.make(tried_run, tasks, where)
    if study.failed:
        raise CredopolisError(next(iter(study.failed.values())))
    return np.array([found[key][one.measure] for key in tasks])


def _draws(fit: Posterior, number: int, seed: int, names: Mapping[str, Any]) -> list[dict[str, Value]]:
    """Draws of the posterior's particles, by weight."""
    rows = fit.particles.select(*names).to_dicts()
    weights = fit.particles["weight"].to_numpy()
    chosen = np.random.default_rng([seed, 2**31 + 1]).choice(len(rows), number, p=weights / weights.sum())
    return [rows[int(k)] for k in chosen]


def _row(
    name: str, one: Predicted, asked: Predictions, found: Mapping[str, NDArray[np.float64]], reached: Mapping[str, bool]
) -> Prediction:
    """One prediction with its verdicts."""
    outlooks = tuple(
        outlook(model, runs, found[THE_MODEL], one, reached[model] and reached[THE_MODEL])
        for model, runs in found.items()
    )
    scenario = one.scenario or asked.calibration.scenario
    return Prediction(name, one.title, scenario, one.measure, one.value, one.tolerance, outlooks)


def outlook(
    model: str, runs: NDArray[np.float64], of_model: NDArray[np.float64], one: Predicted, reached: bool
) -> Outlook:
    """What one model makes of a prediction: what its runs and those of the model itself give, (n,) each -> outlook.

    reached : whether both were fitted.
    """
    if not (np.isfinite(runs).all() and np.isfinite(of_model).all()):
        return Outlook(model, (math.nan,) * 3, math.nan, UNDEFINED)
    away, within = np.abs(runs - one.value), float(np.mean(np.abs(runs - one.value) <= one.tolerance))
    low, mid, high = (float(q) for q in np.quantile(runs, _QUANTILES))
    verdict = of_the_model(within) if model == THE_MODEL else against(np.abs(of_model - one.value), away)
    return Outlook(model, (low, mid, high), within, verdict if reached else UNFITTED)


def of_the_model(within: float) -> str:
    """The model's verdict: share of its runs within the tolerance -> met from a half on, missed below a twentieth."""
    if within >= 0.5:
        return MET
    return MISSED if within < _RARE else TOO_WIDE


def against(away: NDArray[np.float64], null: NDArray[np.float64]) -> str:
    """Whether the model beats a null model: distances of the runs of both from what was reported -> verdict.

    By the share of all pairs in which the model is nearer, pairs as near as each other counted half.
    """
    nearer = np.sign(null[None, :] - away[:, None])
    share = float(np.mean((nearer + 1.0) / 2.0))
    return BEATEN if share >= 1.0 - _RARE else NEARER if share <= _RARE else ALIKE
