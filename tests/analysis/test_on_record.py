"""A run beside the record: counts by hand from the tables, verdicts, and where people see them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html import escape

import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.charts.path import list_path
from credopolis.analysis.charts.stills import still
from credopolis.analysis.measures.intervals import Estimate
from credopolis.analysis.measures.on_record import (
    MET,
    MISSED,
    UNKNOWN,
    line_of,
    path_of,
    record_lines,
    verdict_of,
)
from credopolis.analysis.measures.trajectories import of_run
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.on_record import HEADING, record_row
from credopolis.analysis.told.summary import summary_text
from credopolis.cli.run import run_json
from credopolis.library.on_record import RecordedCount, people_of, record_of

PEOPLE = 20_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return cp.run("china-2005-2025", people=PEOPLE, seed=3, threads=1, out=tmp_path_factory.mktemp("record") / "run")


def between(rows: list[tuple[date, float]], day: date) -> float:
    """A count between two ends of intervals, which grows evenly there."""
    before = max((row for row in rows if row[0] <= day), key=lambda row: row[0])
    after = min((row for row in rows if row[0] >= day), key=lambda row: row[0])
    if after[0] == before[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (day - before[0]).days / (after[0] - before[0]).days


def course(run: cp.Run, table: str, column: str, name: str, number: str, summed: bool) -> list[tuple[date, float]]:
    """Dates and counts, plainly."""
    frame, total, found = run.table(table), 0.0, []
    for day in sorted(run.table("grades")["date"].unique().to_list()):
        here = float(frame.filter((pl.col(column) == name) & (pl.col("date") == day))[number].sum())
        total += here
        found.append((day, total if summed else here))
    return found


def test_counts_and_ratios_are_those_of_the_tables(run: cp.Run) -> None:
    lines = {line.name: line for line in record_lines(run)}
    assert {*lines} == {row.name for row in record_of("china-2005-2025")}
    scale = people_of("china-2005") / PEOPLE
    listed = course(run, "listed", "list", "dishonest_debtors", "lives", False)
    entered = course(run, "entries", "act", "judgment_default", "entries", True)
    flights = course(run, "refusals", "service", "flights", "refusals", True)
    trains = course(run, "refusals", "service", "high_speed_rail", "refusals", True)
    stock = round(between(listed, date(2023, 12, 2)))
    assert lines["on the list on 2 December 2023"].found.value == pytest.approx(stock * scale)
    assert lines["on the list on 2 December 2023"].lives == stock > 100
    by_july = date(2019, 7, 9)
    assert lines["listings by 9 July 2019"].found.value == pytest.approx(round(between(entered, by_july)) * scale)
    ratio = round(between(flights, by_july)) / round(between(trains, by_july))
    assert lines["flights refused for each train by 9 July 2019"].found.value == pytest.approx(ratio)
    ends = date(2018, 1, 1), date(2019, 1, 1)
    came = between(entered, ends[1]) - between(entered, ends[0])
    left = came - (between(listed, ends[1]) - between(listed, ends[0]))
    assert lines["leaving for each listing in 2018"].found.value == pytest.approx(round(left) / round(came))
    for line in lines.values():
        assert line.found.low <= line.found.value < line.found.high


def test_a_verdict_is_given_only_where_chance_cannot_turn_it() -> None:
    row = record_of("china-2005-2025")[0]
    inside, across, outside = (
        Estimate(row.value, row.least * low, row.most * high) for low, high in ((1.01, 0.99), (0.9, 0.99), (3.0, 3.0))
    )
    told = [verdict_of(found, row) for found in (inside, across, outside)]
    assert told == [MET, UNKNOWN, MISSED]


def test_what_a_run_has_not_lived_through_is_left_out() -> None:
    early = cp.run("china-2005-2025", people=2000, years=10, threads=1)
    assert {line.name for line in record_lines(early)} == {"on the list on 10 March 2014"}
    assert record_lines(cp.run("popular-account", people=1000, years=0.5, threads=1)) == ()


def test_what_a_run_does_not_count_is_left_out_and_the_rest_is_told() -> None:
    asked = {row.name for row in record_of("china-2005-2025") if row.counted.count == "refused"}
    quiet = cp.run("china-2005-2025", people=6000, years=15, threads=1, off=["services"])
    told = {line.name for line in quiet.summary.record}
    assert told and not told & asked and HEADING in summary_text(quiet.summary)
    for other in ("no_such_act", "no_such_list"):
        counted = RecordedCount("left", other, other, None, date(2018, 1, 1))
        assert of_run(quiet).count(counted) is None


def test_a_ratio_to_none_is_no_number(run: cp.Run) -> None:
    (row,) = (row for row in record_of("china-2005-2025") if row.name == "bars for conduct for each listing in 2018")
    assert row.per is not None
    before = replace(row, per=replace(row.per, since=date(2006, 1, 1), on=date(2007, 1, 1)))
    assert line_of(of_run(run), before) is None and line_of(of_run(run), row) is not None


def test_the_record_stands_in_the_summary_the_report_and_the_json(run: cp.Run) -> None:
    text, page = summary_text(run.summary), report_html(run)
    assert HEADING in text and HEADING in page and "year by year, beside the record" in page
    for line in run.summary.record:
        assert escape(line.source) in page
        assert record_row(line)[3 if line.unit else 2] in page
    kept = json.loads(json.dumps(run.summary.as_json()))["record"]
    assert [line["name"] for line in kept] == [line.name for line in run.summary.record]
    assert kept[1]["found"]["low"] < kept[1]["found"]["value"]
    assert json.loads(json.dumps(run_json(run)))["record"] == kept


def test_the_picture_has_a_mark_for_each_number_on_record(run: cp.Run) -> None:
    path = path_of(of_run(run), "dishonest_debtors")
    known = [row for _, _, row in path if row is not None]
    assert {row.name for row in known} == {
        "on the list on 10 March 2014", "on the list early in 2020", "on the list on 2 December 2023",
    }  # fmt: skip
    assert [day for day, _, _ in path] == sorted({day for day, _, _ in path})
    figure = list_path("dishonest_debtors", path)
    assert still(figure).count("<circle") == len(figure.drawn["dots"]) == len(known) and len(figure.rows) == len(path)
    assert all(row is None for _, _, row in path_of(of_run(run), "barred_travellers"))
