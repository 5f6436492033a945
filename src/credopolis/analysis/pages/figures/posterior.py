"""A calibration: each parameter's prior and posterior, and each target beside what runs from the posterior gave."""

from __future__ import annotations

from credopolis.analysis import words
from credopolis.analysis.studies.calibrate import Marginal, Posterior, TargetCheck
from credopolis.core.svg import BLUE, GREY, ORANGE, WIDTH, Drawing, Figure

_LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 300, 170, 34, 30, 16


def marginals(found: Posterior) -> Figure:
    """For each parameter its prior's range as a line, and the middle 90 % and the median of the posterior on it."""
    caption = (
        "Grey: the prior's range, the middle 90 % of it darker. Blue: the middle 90 % of the posterior, with its "
        "median. "
        "Every line has a scale of its own, from the lowest to the highest value that the prior allows."
    )
    drawing = Drawing(
        "marginals", "What the targets say of the parameters", caption, _TOP + _ROW * len(found.marginals) + _BOTTOM
    )
    for k, m in enumerate(found.marginals):
        y = _TOP + _ROW * k
        drawing.text(
            _LEFT - 10, y + 8, m.parameter if len(m.parameter) < 44 else "…" + m.parameter[-42:], "end", "small"
        )
        drawing.line(_LEFT, y, WIDTH - _RIGHT, y, "lead")
        drawing.rect(_place(m, m.prior[0]), y - 2, _place(m, m.prior[2]) - _place(m, m.prior[0]), 4, GREY)
        drawing.rect(_place(m, m.posterior[0]), y + 5, _place(m, m.posterior[2]) - _place(m, m.posterior[0]), 5, BLUE)
        drawing.circle(_place(m, m.posterior[1]), y + 7.5, 4.5, BLUE)
        drawing.text(WIDTH - _RIGHT + 12, y + 8, words.points(m.posterior), kind="small")
    rows = tuple(
        (m.parameter, f"{m.low:.4g} to {m.high:.4g}", words.points(m.prior), words.points(m.posterior))
        for m in found.marginals
    )
    header = ("parameter", "range", "prior, 50 % (5 % to 95 %)", "posterior, 50 % (5 % to 95 %)")
    return Figure("marginals", drawing.title, caption, drawing.render(), header, rows)


def _place(m: Marginal, value: float) -> float:
    return _LEFT + (value - m.low) / (m.high - m.low) * (WIDTH - _LEFT - _RIGHT)


def predictions(found: Posterior) -> Figure:
    """For each target the stretch within its tolerance, and the middle 90 % of runs from the posterior."""
    caption = (
        "Orange: what was reported, with its tolerance. Blue: median and middle 90 % of runs from the posterior, "
        "on seeds "
        "that the fit has not seen. The fit saw nothing of the targets that are marked as held out."
    )
    drawing = Drawing(
        "predictions", "Runs from the posterior against the targets", caption, _TOP + _ROW * len(found.checks) + _BOTTOM
    )
    for k, c in enumerate(found.checks):
        y, ends = _TOP + _ROW * k, _reach(c)
        drawing.text(_LEFT - 10, y + 8, c.measure + (" (held out)" if c.held_out else ""), "end", "small")
        low, high = (_along(c.value + side * c.tolerance, ends) for side in (-1, 1))
        drawing.rect(low, y - 4, high - low, 6, ORANGE, f"reported {c.value:.4g} ± {c.tolerance:.4g}")
        low, mid, high = (_along(value, ends) for value in c.predicted)
        drawing.rect(low, y + 5, high - low, 5, BLUE, words.points(c.predicted))
        drawing.circle(mid, y + 7.5, 4.5, BLUE)
        drawing.text(WIDTH - _RIGHT + 12, y + 8, words.points(c.predicted), kind="small")
    rows = tuple(
        (c.measure, "held out" if c.held_out else "fitted", f"{c.value:.4g} ± {c.tolerance:.4g}",
         words.points(c.predicted), f"{100 * c.within:.0f} %") for c in found.checks
    )  # fmt: skip
    header = ("target", "", "reported", "predicted, 50 % (5 % to 95 %)", "runs within the tolerance")
    return Figure("predictions", drawing.title, caption, drawing.render(), header, rows)


def _reach(c: TargetCheck) -> tuple[float, float]:
    values = [c.value - c.tolerance, c.value + c.tolerance, *(v for v in c.predicted if v == v)]
    return min(values), max(values)


def _along(value: float, ends: tuple[float, float]) -> float:
    return _LEFT + (value - ends[0]) / (ends[1] - ends[0]) * (WIDTH - _LEFT - _RIGHT) if value == value else _LEFT
