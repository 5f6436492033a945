"""Charts drawn in Python, a kind a file, for where no script runs: a notebook that is exported, a picture in a paper.

All draw from the same data as the bundle (`web/src/charts/kinds.ts`), so that nothing is worked out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from credopolis.analysis.charts.stills.areas import areas
from credopolis.analysis.charts.stills.bars import bars
from credopolis.analysis.charts.stills.curves import curves
from credopolis.analysis.charts.stills.dots import dots
from credopolis.analysis.charts.stills.flows import flows
from credopolis.analysis.charts.stills.matrix import matrix
from credopolis.analysis.charts.stills.path import path
from credopolis.analysis.charts.stills.tiles import tiles
from credopolis.core.figure import Figure
from credopolis.core.svg import Drawing

KINDS: Final[dict[str, Callable[[Drawing, Mapping[str, Any]], None]]] = {
    "areas": areas, "bars": bars, "curves": curves, "dots": dots, "flows": flows, "matrix": matrix, "path": path,
    "tiles": tiles,
}  # fmt: skip


def still(figure: Figure) -> str:
    """The SVG element of a chart."""
    drawing = Drawing(figure.name, figure.title, figure.caption, 0)
    KINDS[figure.drawn["kind"]](drawing, figure.drawn)
    return drawing.render()
