"""The file of a prediction: what is fitted, what is predicted with nothing fitted anew, and null models beside it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from credopolis.analysis.studies.design import Design, load
from credopolis.analysis.studies.outputs import known_output
from credopolis.analysis.studies.targets import Calibration, read_targets
from credopolis.core.errors import CredopolisError
from credopolis.core.faults import FaultyFile
from credopolis.core.shapes import Choice, Key, ListOf, MapOf, Number, Reading, Record, Text, Truth, Whole, read_all
from credopolis.core.textfile import read_text
from credopolis.core.yamlfile import load_yaml
from credopolis.library.alike import alike
from credopolis.library.inputs import beside
from credopolis.library.overrides import Value
from credopolis.library.shapes import OFF
from credopolis.library.targets import CALIBRATIONS, prediction_file

FORMAT: Final = "credopolis-predictions/1"
THE_MODEL: Final = "the model"
"""What the model itself is called beside its null models."""


@dataclass(frozen=True)
class Predicted:
    """What was reported of something that the fit has not seen.

    measure : of a run of `scenario` with so many `people` over `years`; None keeps the fit's. value, tolerance : as
    reported, in the unit of the measure. takes : the fitted parameters that are carried over; none means all, and what
    else the scenario holds stays as its files say.
    """

    title: str
    measure: str
    value: float
    tolerance: float
    years: float | None = None
    people: int | None = None
    scenario: str | None = None
    takes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Null:
    """A simpler model that is fitted and tried in the same way. off : mechanisms. alike : all people do acts alike."""

    off: tuple[str, ...] = ()
    alike: bool = False


@dataclass(frozen=True)
class PredictionsFile:
    """A predictions file as it stands. fit : the name of a shipped calibration, or the path of a targets file."""

    format: str
    title: str
    fit: str
    predictions: dict[str, Predicted]
    nulls: dict[str, Null] = field(default_factory=dict)


@dataclass(frozen=True)
class Predictions:
    """What is asked for: the calibration that is fitted, what is predicted from it, and null models beside it.

    text, base : of the file, and its folder.
    """

    title: str
    calibration: Calibration
    predictions: dict[str, Predicted]
    nulls: dict[str, Null]
    text: str
    base: str

    def fit_of(self, null: Null | None) -> Calibration:
        """The calibration of the model itself (None), or of a null model."""
        fit = self.calibration
        return fit if null is None else replace(fit, off=(*fit.off, *null.off), settings=_nulled(fit.design, null))

    def design_of(self, predicted: Predicted, null: Null | None) -> Design:
        """The runs of one prediction."""
        fit, own = self.calibration, predicted.scenario is not None
        design = replace(
            fit.design, factors={}, scenario=predicted.scenario or fit.scenario,
            people=predicted.people or fit.people, years=predicted.years or fit.years,
            settings={} if own else fit.settings, outputs=(predicted.measure,), base=self.base if own else fit.base,
        )  # fmt: skip
        return design if null is None else replace(design, off=(*design.off, *null.off), settings=_nulled(design, null))

    def digest(self) -> str:
        """A hash of what decides the results."""
        fit = self.calibration
        targets = {name: dataclasses.astuple(target) for name, target in fit.targets.items()}
        plain = fit.design.digest(), targets, fit.most_runs, fit.checks, self.predictions, self.nulls
        return hashlib.blake2b(repr(plain).encode(), digest_size=16).hexdigest()

    def taken(self, predicted: Predicted, values: Mapping[str, Value]) -> dict[str, Value]:
        """The parameters that a prediction takes over, of a draw of all."""
        return {name: value for name, value in values.items() if not predicted.takes or name in predicted.takes}


def _nulled(design: Design, null: Null) -> dict[str, Value]:
    """Settings of a design under a null model."""
    if not null.alike:
        return design.settings
    varied = {*design.factors}
    even = alike(load(replace(design, factors={}), {}, design.seed))
    return {**design.settings, **{path: value for path, value in even.items() if path not in varied}}


_TITLE: Final = Text("a title of 1 to 200 characters", r"^.{1,200}\Z", "name")
_PREDICTED: Final = Record(
    Predicted,
    {
        "title": Key(_TITLE),
        "measure": Key(Text("a measure", holds="name")),
        "value": Key(Number(-1e10, 1e10)),
        "tolerance": Key(Number(1e-12, 1e10)),
        "years": Key(Number(0.003, 80), default=None),
        "people": Key(Whole(1_000, 2_000_000_000), default=None),
        "scenario": Key(Text(holds="free"), default=None),
        "takes": Key(ListOf(Text("a path of 1 to 200 characters", r"^.{1,200}\Z", "name"), 20), default=()),
    },
)
_NAME: Final = Text("a name of 1 to 60 characters", r"^.{1,60}\Z", "name")
PREDICTIONS: Final = Record(
    PredictionsFile,
    {
        "format": Key(Choice((FORMAT,))),
        "title": Key(_TITLE),
        "fit": Key(Text(holds="free")),
        "predictions": Key(MapOf(_NAME, _PREDICTED, 50, 1)),
        "nulls": Key(
            MapOf(_NAME, Record(Null, {"off": Key(OFF, default=()), "alike": Key(Truth(), default=False)}), 10),
            default={},
        ),
    },
)


def read_predictions(path: str | Path) -> Predictions:
    """Read a predictions file, by path or by the name of a shipped one, and what it fits.

    Raises
    ------
    FaultyFile
        With every fault, each at its line and column.
    """
    file = prediction_file(str(path))
    located = load_yaml(file)
    asked, reading = read_all(PREDICTIONS, located)
    base = str(file.absolute().parent)
    fit = None if reading.faults else _fit(asked, base, reading)
    if fit is None:
        raise FaultyFile(reading.faults)
    found = Predictions(asked.title, fit, asked.predictions, asked.nulls, read_text(file, located.file), base)
    _check(found, reading)
    if reading.faults:
        raise FaultyFile(reading.faults)
    return found


def _fit(asked: PredictionsFile, base: str, reading: Reading) -> Calibration | None:
    try:
        return read_targets(asked.fit if asked.fit in CALIBRATIONS else beside(base, asked.fit))
    except CredopolisError as error:
        reading.refuse(("fit",), "it cannot be read", asked.fit, remedy=str(error))
        return None


def _check(found: Predictions, reading: Reading) -> None:
    """Refuse unknown measures and parameters, and predictions and null models that no run could be made of."""
    fitted = found.calibration.parameters
    for name, one in found.predictions.items():
        if not known_output(one.measure):
            reading.refuse(("predictions", name, "measure"), "not a measure", one.measure,
                           "see `credopolis sweep --measures`")  # fmt: skip
        for path in (path for path in one.takes if path not in fitted):
            reading.refuse(("predictions", name, "takes"), "not a fitted parameter", path, ", ".join(fitted))
    if THE_MODEL in found.nulls:
        reading.refuse(("nulls", THE_MODEL), "the model itself is called so", ..., remedy="Give it another name.")
    if reading.faults:
        return
    middle = {name: factor.at(0.5) for name, factor in fitted.items()}
    for name, one in found.predictions.items():
        for null in (None, *found.nulls.values()):
            try:
                load(found.design_of(one, null), found.taken(one, middle), found.calibration.seed)
            except CredopolisError as error:
                reading.refuse(("predictions", name), "no run can be made of it", ..., remedy=str(error))
                break
