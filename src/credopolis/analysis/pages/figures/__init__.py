"""Pictures as inline SVG: the only room that draws, one picture a file; each comes with the table behind it."""

from __future__ import annotations

from credopolis.analysis.pages.figures.bars import entry_bars
from credopolis.analysis.pages.figures.differences import difference_dots
from credopolis.analysis.pages.figures.flows import flow_ribbons
from credopolis.analysis.pages.figures.gates import gate_bars
from credopolis.analysis.pages.figures.grades import grade_areas
from credopolis.analysis.pages.figures.heat import heat_map
from credopolis.analysis.pages.figures.offices import case_bars, funnel_bars
from credopolis.analysis.pages.figures.path import list_path
from credopolis.analysis.pages.figures.ratios import ratio_dots
from credopolis.analysis.pages.figures.seeing import channel_bars
from credopolis.analysis.pages.figures.split import split_dots
from credopolis.analysis.pages.figures.survival import standing_curves, survival_curves
from credopolis.analysis.pages.figures.tiles import province_tiles
from credopolis.analysis.pages.figures.waits import wait_bars
from credopolis.core.svg import Figure

__all__ = [
    "Figure", "case_bars", "channel_bars", "difference_dots", "entry_bars", "flow_ribbons", "funnel_bars",
    "gate_bars", "grade_areas", "heat_map", "list_path", "province_tiles", "ratio_dots", "split_dots",
    "standing_curves", "survival_curves", "wait_bars",
]  # fmt: skip
