"""Predictions in words, the same in the terminal and in the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from credopolis.analysis import words
from credopolis.analysis.studies.outputs import units

if TYPE_CHECKING:
    from credopolis.analysis.studies.predict import PredictionResult

COLUMNS: Final = ("pattern", "", "reported", "model", "50 % (5 % to 95 %)", "within", "verdict")


def rows_of(found: PredictionResult) -> list[tuple[str, ...]]:
    """What was fitted, then what was predicted, each with every model: rows of `COLUMNS`."""
    rows: list[tuple[str, ...]] = []
    known = units()
    for place, check in enumerate(next(iter(found.fits.values())).checks):
        title, unit = known.get(check.measure, (check.measure, ""))
        head = f"{title}, {unit}", "fitted", f"{check.value:.4g} ± {check.tolerance:.3g}"
        for model, fit in found.fits.items():
            its = fit.checks[place]
            verdict = "" if fit.reached else "not reached"
            rows.append((*head, model, words.points(its.predicted), words.percent(its.within, 0), verdict))
            head = "", "", ""
    for one in found.predictions:
        unit = known.get(one.measure, ("", ""))[1]
        head = f"{one.title}, {unit}", "predicted", f"{one.value:.4g} ± {one.tolerance:.3g}"
        for look in one.outlooks:
            rows.append((*head, look.model, words.points(look.predicted), words.percent(look.within, 0), look.verdict))
            head = "", "", ""
    return rows
