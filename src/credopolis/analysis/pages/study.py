"""Pages on experiments: charts, the table beside each, and what was run."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Final

from credopolis.analysis.pages.figures.posterior import marginals, predictions
from credopolis.analysis.pages.figures.tornado import tornado
from credopolis.analysis.studies.calibrate import Posterior
from credopolis.analysis.studies.outputs import units
from credopolis.analysis.studies.sensitivity import Sensitivity
from credopolis.analysis.studies.study import hashes_of_study
from credopolis.core.outputs import write_page
from credopolis.core.page import figure_section, page, table
from credopolis.store.provenance import origin_html, provenance

SENSITIVITY: Final = "sensitivity.html"
CALIBRATION: Final = "calibration.html"


def sensitivity_page(found: Sensitivity, path: Path | None, folder: Path) -> Path:
    """Write the page on an analysis of sensitivity, a picture for every measure that varies, to a path or in a folder.

    Raises
    ------
    NotWritten
        If the file cannot be written.
    """
    about = units()
    figures = []
    for measure in found.measures:
        if any(e.value == e.value for e in found.of(measure, found.leading).values()):
            title, unit = about.get(measure, (measure, ""))
            figures.append(tornado(found, measure, f"{title} ({unit})" if unit else title))
    still = [m for m in found.measures if all(e.value != e.value for e in found.of(m, found.leading).values())]
    seeds = f"{found.replicates} seed{'s' * (found.replicates != 1)}"
    lead = (
        f"<h1>{escape(found.title)}</h1><p>Analysis of sensitivity ({found.method}) over {len(found.factors)} factors: "
        f"{found.points:,} points, {seeds} each. It describes a model of synthetic people over the ranges that were "
        "given, and nothing outside them.</p>"
    )
    tail = (
        f"<p class='small'>Not varying, or not defined in every run: {escape(', '.join(still))}.</p>" if still else ""
    )
    pictures = "".join(map(figure_section, figures))
    return write_page(path, folder, SENSITIVITY, page(found.title, lead + pictures + tail + _origin(folder)))


def _origin(folder: Path) -> str:
    return origin_html(provenance(hashes=hashes_of_study(folder)))


def calibration_page(found: Posterior, path: Path | None, folder: Path) -> Path:
    """Write the page on a calibration (parameters, predictive check, how the fit went) to a path or in a folder.

    Raises
    ------
    NotWritten
        If the file cannot be written.
    """
    held = [c.measure for c in found.checks if c.held_out]
    end = (
        "The last population lies within every tolerance."
        if found.reached
        else f"<b>The fit ran out of runs at {found.generations[-1].epsilon:.3g} tolerances</b>: this is no posterior "
        "of the targets as they are given. Allow more runs, wider tolerances, or other parameters."
    )
    lead = (
        f"<h1>{escape(found.title)}</h1><p>{found.runs:,} runs in {len(found.generations)} populations. {end} Held out "
        f"of the fit: {escape(', '.join(held)) or 'nothing'}. A fit shows which assumptions agree with a report; it "
        "does not show that the model is right.</p>"
    )
    header = ("population", "epsilon, in tolerances", "runs", "effective particles")
    rows = [
        (str(k), f"{g.epsilon:.3g}" if math.isfinite(g.epsilon) else "no limit", f"{g.runs:,}", f"{g.effective:.0f}")
        for k, g in enumerate(found.generations)
    ]
    tail = f"<section><h2>How the fit went</h2>{table(header, rows)}</section>"
    body = lead + figure_section(marginals(found)) + figure_section(predictions(found)) + tail + _origin(folder)
    return write_page(path, folder, CALIBRATION, page(found.title, body))
