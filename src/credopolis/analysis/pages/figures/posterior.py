"""A calibration: each parameter's prior and posterior, and each target beside what runs from the posterior gave."""

from __future__ import annotations

from typing import Any

from credopolis.analysis import words
from credopolis.analysis.studies.calibrate import Marginal, Posterior, TargetCheck
from credopolis.core.drawn import along
from credopolis.core.figure import Figure


def marginals(found: Posterior) -> Figure:
    """For each parameter the middle 90 % of its prior, and before it that of the posterior with its median."""
    title = "What the targets say of the parameters"
    caption = (
        "Wide bar, orange: the middle 90 % of the prior. Blue: the median and the middle 90 % of the posterior. Every "
        "line has a scale of its own, from the lowest to the highest value that the prior allows."
    )
    rows = tuple(
        (m.parameter, f"{m.low:.4g} to {m.high:.4g}", words.points(m.prior), words.points(m.posterior))
        for m in found.marginals
    )
    header = ("parameter", "range", "prior, 50 % (5 % to 95 %)", "posterior, 50 % (5 % to 95 %)")
    ends = [{"at": at, "text": text, "main": False} for at, text in ((0.0, "lowest"), (1.0, "highest"))]
    drawn = {
        "kind": "dots", "rows": [_marginal(m) for m in found.marginals], "marks": ends, "axis": "",
        "keys": ("posterior: median, middle 90 %", "prior: middle 90 %"),
    }  # fmt: skip
    columns = ("parameter", "low", "high", *(f"{of} {q} %" for of in ("prior", "posterior") for q in (5, 50, 95)))
    numbers = tuple((m.parameter, m.low, m.high, *m.prior, *m.posterior) for m in found.marginals)
    return Figure("marginals", title, caption, header, rows, drawn, (columns, numbers))


def predictions(found: Posterior) -> Figure:
    """For each target the stretch within its tolerance, and the middle 90 % of runs from the posterior."""
    title = "Runs from the posterior against the targets"
    caption = (
        "Wide bar, orange: what was reported, with its tolerance. Blue: median and middle 90 % of runs from the "
        "posterior, on seeds that the fit has not seen. The fit saw nothing of the targets that are marked as held "
        "out. Every line has a scale of its own."
    )
    rows = tuple(
        (c.measure, "held out" if c.held_out else "fitted", f"{c.value:.4g} ± {c.tolerance:.4g}",
         words.points(c.predicted), f"{100 * c.within:.0f} %") for c in found.checks
    )  # fmt: skip
    header = ("target", "", "reported", "predicted, 50 % (5 % to 95 %)", "runs within the tolerance")
    drawn = {
        "kind": "dots", "rows": [_prediction(c) for c in found.checks], "marks": [], "axis": "",
        "keys": ("runs: median, middle 90 %", "reported, with its tolerance"),
    }  # fmt: skip
    columns = ("target", "held out", "reported", "tolerance", *(f"predicted {q} %" for q in (5, 50, 95)), "within")
    numbers = tuple((c.measure, c.held_out, c.value, c.tolerance, *c.predicted, c.within) for c in found.checks)
    return Figure("predictions", title, caption, header, rows, drawn, (columns, numbers))


def _marginal(m: Marginal) -> dict[str, Any]:
    says = f"{m.parameter}: {{}} {{}}, of a range from {m.low:.4g} to {m.high:.4g}"
    behind = m.prior[0], m.prior[2], says.format("prior", words.points(m.prior))
    return _row(m.parameter, m.posterior, behind, says.format("posterior", words.points(m.posterior)), (m.low, m.high))


def _prediction(c: TargetCheck) -> dict[str, Any]:
    low, high = c.value - c.tolerance, c.value + c.tolerance
    known = [low, high, *(v for v in c.predicted if v == v)]
    margin = 0.05 * (max(known) - min(known))
    behind = low, high, f"{c.measure}: reported {c.value:.4g} ± {c.tolerance:.4g}"
    name = c.measure + (" (held out)" if c.held_out else "")
    says = f"{c.measure}: runs {words.points(c.predicted)}"
    return _row(name, c.predicted, behind, says, (min(known) - margin, max(known) + margin))


def _row(
    name: str, three: tuple[float, float, float], behind: tuple[float, float, str], says: str, ends: tuple[float, float]
) -> dict[str, Any]:
    """A row on a scale of its own. three : the end, the middle and the other end; no dot for what is not defined."""
    low, middle, high = ((along(value, *ends) if value == value else None) for value in three)
    return {
        "name": name, "text": words.points(three), "at": middle, "low": low or 0.0, "high": high or 0.0,
        "clear": True, "says": says,
        "behind": {"low": along(behind[0], *ends), "high": along(behind[1], *ends), "says": behind[2]},
    }  # fmt: skip
