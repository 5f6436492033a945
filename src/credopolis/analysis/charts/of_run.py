"""The charts of a run by name: each is drawn when it is asked for. The report has them all, in this order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final

import polars as pl

from credopolis.analysis.charts.bars import entry_bars
from credopolis.analysis.charts.flows import flow_ribbons
from credopolis.analysis.charts.gates import gate_bars
from credopolis.analysis.charts.grades import grade_areas, grade_areas_of_place
from credopolis.analysis.charts.net import net_bars
from credopolis.analysis.charts.offices import case_bars, funnel_bars
from credopolis.analysis.charts.path import list_path
from credopolis.analysis.charts.ratios import ratio_dots
from credopolis.analysis.charts.seeing import channel_bars
from credopolis.analysis.charts.strain import strain_bars
from credopolis.analysis.charts.survival import standing_curves, survival_curves
from credopolis.analysis.charts.tiles import province_tiles
from credopolis.analysis.charts.waits import wait_bars
from credopolis.analysis.measures import metrics
from credopolis.analysis.measures.net import net_lines
from credopolis.analysis.measures.on_record import path_of
from credopolis.analysis.measures.standing import TimeBelow, time_below_if_any
from credopolis.analysis.measures.summary import Summary
from credopolis.analysis.measures.trajectories import of_run
from credopolis.core.figure import Figure
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.library.on_record import record_of
from credopolis.rulebook.gates import NO_GRADE
from credopolis.store.run import Run
from credopolis.store.tables import without_grade


class ChartSources:
    """What charts of a run are made of, worked out once and when it is first needed."""

    def __init__(self, run: Run, summary: Summary | None = None, below: TimeBelow | None = None) -> None:
        self.run, self._summary, self._below = run, summary, below
        self.grades = metrics.graded(run)
        self.provinces = run.labels["province"]

    @cached_property
    def summary(self) -> Summary:
        """The findings of the run in brief."""
        found: Summary = self._summary or self.run.summary
        return found

    @cached_property
    def below(self) -> TimeBelow | None:
        """How long lives stay below good standing, from districts that are lived again."""
        if self._below is None and self._summary is None:
            return time_below_if_any(self.run)
        return self._below


def _standing(of: ChartSources) -> Figure | None:
    return standing_curves(of.below, of.grades) if of.below is not None and of.below.below else None


def _grades(of: ChartSources) -> Figure | None:
    if len(of.grades) < 2:
        return None
    changes = [line.day for line in of.summary.changes if line.day and line.modelled]
    return grade_areas(metrics.grade_counts(of.run), of.grades, changes)


def _places(of: ChartSources) -> Figure | None:
    return next(iter(place_figures(of.run)), None)


def _flows(of: ChartSources) -> Figure | None:
    return flow_ribbons(metrics.flow_matrix(of.run), of.grades) if len(of.grades) > 1 else None


def _record(of: ChartSources) -> Figure | None:
    return next(iter(record_figures(of.run)), None)


def _provinces(of: ChartSources) -> Figure:
    trouble = metrics.troubled(of.run, metrics.last_day(of.run), "province").with_columns(
        (100 * pl.col("troubled") / pl.col("lives")).alias("value"),
        pl.col("troubled").alias("count"), pl.col("lives").cast(pl.Float64).alias("exposure"),
    )  # fmt: skip
    title = f"Lives {of.summary.trouble} on the last day, by province"
    return province_tiles(trouble, of.provinces, "map-standing", title, metrics.of_lives(of.run))


def _false(of: ChartSources) -> Figure | None:
    if not of.summary.false_entries.entries:
        return None
    name, unit = "False entries, by province", "per 1,000 life-years"
    return province_tiles(_false_by_province(of.run), of.provinces, "map-false", name, unit)


def _entries(column: str) -> Callable[[ChartSources], Figure | None]:
    def drawn(of: ChartSources) -> Figure | None:
        return entry_bars(metrics.entries_by(of.run, column), column) if of.summary.false_entries.entries else None

    return drawn


def _channels(of: ChartSources) -> Figure | None:
    working = [line for line in of.summary.channels if line.worked]
    return channel_bars(working) if working else None


def _cases(of: ChartSources) -> Figure | None:
    return case_bars(of.summary.cases) if of.summary.cases else None


def _process(of: ChartSources) -> Figure | None:
    followed = any(line.learned or line.repaired or line.expired for line in of.summary.process)
    return funnel_bars(of.summary.process) if followed else None


def _waits(of: ChartSources) -> Figure | None:
    return wait_bars(of.summary.waits) if of.summary.waits else None


def _gates(of: ChartSources) -> Figure | None:
    return gate_bars(of.summary.gates) if of.summary.gates else None


def _strain(of: ChartSources) -> Figure | None:
    return strain_bars(of.summary.strain) if of.summary.strain else None


def _net(of: ChartSources) -> Figure | None:
    lines = net_lines(of.run)
    lived = int(of.run.manifest["scenario"]["people"]) * metrics.last_day(of.run) / DAYS_PER_YEAR_OF_RATES
    return net_bars(lines, lived) if lines and lived else None


def _groups(of: ChartSources) -> Figure:
    return ratio_dots(of.summary.disparities)


def _survival(of: ChartSources) -> Figure | None:
    return survival_curves(list(of.summary.locks), of.grades) if of.summary.locks else None


CHARTS: Final[dict[str, tuple[Callable[[ChartSources], Figure | None], str]]] = {
    "standing": (_standing, "nobody was below good standing, or the run cannot be lived again"),
    "grades": (_grades, "the rulebook has no ladder of grades"),
    "grades-of-cities": (_places, "no place has grades beside others that have none"),
    "flows": (_flows, "the rulebook has no ladder of grades"),
    "list-path": (_record, "nothing is on record of its lists in its time"),
    "map-standing": (_provinces, ""),
    "map-false": (_false, "no entry was posted"),
    "entries-act": (_entries("act"), "no entry was posted"),
    "entries-channel": (_entries("channel"), "no entry was posted"),
    "channels": (_channels, "no channel was at work"),
    "cases": (_cases, "no case was filed"),
    "process": (_process, "nobody was told of an entry, and none ended"),
    "waits": (_waits, "no benefit of these rules has a queue"),
    "gates": (_gates, "these rules have no benefits and no restrictions"),
    "strain": (_strain, "hours of compliance are not counted under these rules"),
    "net": (_net, "no posts are counted under these rules"),
    "groups": (_groups, ""),
    "survival": (_survival, "no life was in a lock"),
}
"""Of each chart what draws it (None: there is nothing to draw), and why there may be nothing."""
ALSO: Final = {"provinces": "map-standing"}
"""What the studio calls them."""


def figures_of(run: Run, summary: Summary, below: TimeBelow | None) -> list[Figure]:
    """All charts of a run that have something to show, in the report's order."""
    of = ChartSources(run, summary, below)
    drawn = {name: [draw(of)] for name, (draw, _) in CHARTS.items()}
    drawn["list-path"] = [*record_figures(run)]  # all of them, where several lists are on record
    drawn["grades-of-cities"] = [*place_figures(run)]  # one a place
    return [figure for some in drawn.values() for figure in some if figure is not None]


def place_figures(run: Run) -> list[Figure]:
    """The grades of each place whose people have some, in a run in which those of other places have none."""
    grades = (*metrics.graded(run), NO_GRADE)
    if NO_GRADE not in without_grade(run.labels["grade"]) or len(grades) < 3:
        return []
    keys = ("day", "date", "province", "grade")
    counts = run.scan("grades").group_by(*keys).agg(pl.col("lives").sum()).sort(*keys).collect()
    held = counts.filter(pl.col("grade").is_in(grades[:-1]), pl.col("lives") > 0)["province"].unique().to_list()
    if len(held) == len(run.labels["province"]):
        return []
    return [
        grade_areas_of_place(counts.filter(pl.col("province") == place), grades, place)
        for place in run.labels["province"]
        if place in held
    ]


def record_figures(run: Run) -> list[Figure]:
    """The path of each list whose size on some day is on record."""
    if not record_of(run.manifest["scenario"]["name"]):
        return []
    courses = of_run(run)
    paths = {name: path_of(courses, name) for name in run.labels["list"]}
    return [list_path(name, path) for name, path in paths.items() if any(row is not None for _, _, row in path)]


def _false_by_province(run: Run) -> pl.DataFrame:
    false = (
        run.scan("entries")
        .filter(pl.col("truth") != "true")
        .group_by("province")
        .agg(pl.col("entries").sum())
        .collect()
    )
    joined = metrics.life_years(run, "province").join(false, on="province", how="left")
    rate = 1000 * pl.col("entries").fill_null(0) / pl.col("life_years")
    return joined.with_columns(
        pl.when(pl.col("life_years") > 0).then(rate).alias("value"),
        pl.col("entries").fill_null(0).alias("count"), pl.col("life_years").alias("exposure"),
    )  # fmt: skip
