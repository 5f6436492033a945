"""Which factors a result depends on: Sobol indices with intervals, or Morris's elementary effects, from a sweep.

Sobol: first order is the share of a measure's variance over the factors' ranges that one factor alone accounts for;
total adds all that it does together with others. Morris: the mean size of the change when one factor moves by two
thirds of its range, and its spread, which grows with interactions and curvature. Every point is run on the same seeds
and
the measures averaged over them, so that the runs' own noise is shared. Intervals are SALib's bootstrap over the sample.

Source
------
Sobol 2001, Mathematics and Computers in Simulation 55; Saltelli and others 2010, Computer Physics Communications 181;
Morris 1991, Technometrics 33; Campolongo, Cariboni and Saltelli 2007, Environmental Modelling and Software 22; Herman
and Usher 2017, SALib, Journal of Open Source Software 2(9).
"""

from __future__ import annotations

import dataclasses
import math
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from credopolis.analysis.measures.intervals import LEVEL, Estimate, defined
from credopolis.analysis.studies.checks import FAILED, KEYS
from credopolis.analysis.studies.design import Design, Model, problem, read_design
from credopolis.analysis.studies.study import Tell
from credopolis.analysis.studies.sweep import SWEEPS, sweep
from credopolis.core.errors import BadValue, CredopolisError
from credopolis.core.extras import need
from credopolis.core.standard_input import stem_of
from credopolis.library.settings import read_path

if TYPE_CHECKING:
    from concurrent.futures import Executor

METHODS: Final = {"sobol": "saltelli", "morris": "morris"}
"""Methods, and the kind of design whose sample each needs."""
FIRST, TOTAL, EFFECT, SPREAD = "first order", "total", "mean effect", "spread of effects"
_RESAMPLES: Final = 1000


@dataclass(frozen=True)
class Index:
    """One index of one factor on one measure, with its interval; not a number if the measure does not vary."""

    measure: str
    factor: str
    index: str
    estimate: Estimate


@dataclass(frozen=True)
class Sensitivity:
    """Indices of every factor on every measure, and the sample behind them."""

    method: str
    title: str
    factors: tuple[str, ...]
    measures: tuple[str, ...]
    points: int
    replicates: int
    indices: tuple[Index, ...]

    @property
    def frame(self) -> pl.DataFrame:
        """The indices as a Polars frame."""
        rows = [(i.measure, i.factor, i.index, *dataclasses.astuple(i.estimate)) for i in self.indices]
        return pl.DataFrame(rows, ["measure", "factor", "index", "value", "low", "high"], orient="row")

    def of(self, measure: str, index: str) -> dict[str, Estimate]:
        """One index of all factors on a measure."""
        return {i.factor: i.estimate for i in self.indices if (i.measure, i.index) == (measure, index)}

    @property
    def undefined(self) -> tuple[str, ...]:
        """Measures without an index: they were the same at every point, or not a number at one."""
        known = {i.measure for i in self.indices if math.isfinite(i.estimate.value)}
        return tuple(name for name in self.measures if name not in known)

    @property
    def leading(self) -> str:
        """The index that factors are ranked by."""
        return TOTAL if self.method == "sobol" else EFFECT

    def as_json(self) -> dict[str, Any]:
        """The indices as plain data; numbers that are not defined are null."""
        return defined({**dataclasses.asdict(self), "level": LEVEL, "undefined": list(self.undefined)})


def sensitivity(
    design: str | Path | Design,
    *,
    method: str | None = None,
    points: int | None = None,
    out: str | Path | None = None,
    workers: int = 1,
    model: Model | None = None,
    executor: Executor | None = None,
    progress: Tell | None = None,
) -> Sensitivity:
    """Make (or go on with) the sweep that a method needs, and work out its indices.

    method : `sobol` or `morris`; None takes the one that the design's kind is for. points : another base number. The
    rest as for `sweep`.

    Raises
    ------
    BadValue
        If the design's kind is for neither and no method is named.
    """
    given = design if isinstance(design, Design) else None
    if given is None:
        path = read_path(design, "a design", "the path of its file")
        given = read_design(path, of_a_scenario=model is None)
        out = out or Path(SWEEPS) / stem_of(path)
    chosen = _with_method(given, method, points)
    frame = sweep(chosen, out=out, workers=workers, model=model, executor=executor, progress=progress)
    return analyse(frame, chosen)


def _with_method(design: Design, method: str | None, points: int | None) -> Design:
    if method is not None and method not in METHODS:
        raise BadValue("--method", method, ", ".join(METHODS))
    kind = METHODS[method] if method else design.kind
    if kind not in METHODS.values():
        raise BadValue("the kind of the design", kind, ", ".join(METHODS.values()), "Or name a --method.")
    number = points or design.points
    if number < 2 or (kind == "saltelli" and number & (number - 1)):
        raise BadValue("points", number, "at least 2, and for Sobol indices a power of two", "Give --points 64.")
    return replace(design, kind=kind, points=number)


def analyse(frame: pl.DataFrame, design: Design) -> Sensitivity:
    """Indices from the frame of a whole sweep of kind `saltelli` or `morris`."""
    if FAILED in frame.columns:
        lost = frame.filter(pl.col(FAILED).is_not_null())
        raise CredopolisError(
            f"{lost.height} of {frame.height} runs failed, and indices need every point. The first: "
            f"{lost[FAILED].item(0)} Narrow the factors' ranges, or mend what failed and go on."
        )
    names = [n for n in frame.columns if n not in KEYS and n not in design.factors]
    means = frame.group_by("point").agg(pl.col(names).mean()).sort("point")
    method = "sobol" if design.kind == "saltelli" else "morris"
    work = _sobol if method == "sobol" else _morris
    sample = design.sample()
    found = [index for name in names for index in work(design, sample, name, means[name].to_numpy())]
    return Sensitivity(
        method, design.title, tuple(design.factors), tuple(names), means.height, design.replicates, tuple(found)
    )


def _sobol(design: Design, sample: NDArray[np.float64], name: str, y: NDArray[np.float64]) -> list[Index]:
    analyze = need("SALib.analyze.sobol", "Sobol indices").analyze
    si = None
    if _varies(y):
        si = _quietly(analyze, problem(design), y, calc_second_order=False, num_resamples=_RESAMPLES,
                      conf_level=LEVEL, seed=design.seed)  # fmt: skip
    return [
        *_indices(design, name, FIRST, si, "S1", "S1_conf"),
        *_indices(design, name, TOTAL, si, "ST", "ST_conf"),
    ]


def _morris(design: Design, sample: NDArray[np.float64], name: str, y: NDArray[np.float64]) -> list[Index]:
    analyze = need("SALib.analyze.morris", "Elementary effects").analyze
    si = None
    if _varies(y):
        si = _quietly(analyze, problem(design), sample, y, num_resamples=_RESAMPLES, conf_level=LEVEL,
                      num_levels=4, seed=design.seed)  # fmt: skip
    return [
        *_indices(design, name, EFFECT, si, "mu_star", "mu_star_conf"),
        *_indices(design, name, SPREAD, si, "sigma", None),
    ]


def _indices(design: Design, measure: str, index: str, si: Any, value: str, half: str | None) -> list[Index]:
    found = []
    for k, factor in enumerate(design.factors):
        middle = float(si[value][k]) if si is not None else math.nan
        width = float(si[half][k]) if si is not None and half else math.nan
        found.append(Index(measure, factor, index, Estimate(middle, middle - width, middle + width)))
    return found


def _varies(y: NDArray[np.float64]) -> bool:
    """Whether a measure is defined in all runs and not the same in all."""
    return bool(np.isfinite(y).all() and np.ptp(y) > 0)


def _quietly(function: Any, *arguments: Any, **named: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*arguments, **named)
