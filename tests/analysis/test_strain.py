"""Hours of compliance and claimed advantages: sums of the tables, told in the summary and the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.measures.advantages import advantage_lines
from credopolis.analysis.measures.strain import strain_lines
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.strain import ADVANTAGES, HEADING, advantage_row, strain_row
from credopolis.mechanisms.strain import NEAR


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    folder = tmp_path_factory.mktemp("strain") / "run"
    return cp.run("spoken-word", people=3000, years=1, seed=5, threads=1, out=folder)


def test_lines_are_sums_of_the_table(run: cp.Run) -> None:
    table, lines = run.table("strain"), strain_lines(run)
    for by in ("grade", "distance"):
        of = [line for line in lines if line.by == by]
        assert sum(line.lives for line in of) == table["lives"].sum() > 500
        assert sum(line.lives * line.hours_care for line in of) == pytest.approx(table["hours_care"].sum())
    assert [line.where for line in lines if line.by == "distance"] == [
        name for name in NEAR if (table["distance"].cast(pl.String) == name).any()
    ]
    assert all(0 <= line.behind <= 1 and (line.stuck is None) == (line.behind == 0) for line in lines)
    assert all(len(strain_row(line)) == 5 for line in lines)


def test_the_chart_draws_the_lines(run: cp.Run) -> None:
    drawn: Any = run.chart("strain").data["drawn"]
    lines = strain_lines(run)
    longest = max(max(line.hours_points, line.hours_care) for line in lines)
    assert [row["name"] for row in drawn["rows"]] == [strain_row(line)[0] for line in lines]
    for row, line in zip(drawn["rows"], lines, strict=True):
        shares = [bar["parts"][0]["share"] for bar in row["bars"]]
        assert shares == pytest.approx([line.hours_points / longest, line.hours_care / longest], abs=1e-4)
        assert (row["end"] == "") == (line.stuck is None)


def test_advantages_stand_beside_what_they_cost(run: cp.Run) -> None:
    lines = {line.advantage: line for line in advantage_lines(run)}
    rumours = run.table("rumours").with_columns(pl.col("rumour").cast(pl.String))
    false = rumours.filter(pl.col("rumour") == "false")
    assert lines["rumours stopped"].claimed == pytest.approx((false["heard_undeleted"] - false["heard"]).sum())
    assert lines["rumours stopped"].claimed > 0 < lines["rumours stopped"].cost
    voices = run.table("voices").with_columns(pl.col("stance").cast(pl.String))
    silent = voices.filter(pl.col("stance") == "silent")["lives"].sum()
    against = voices.filter(pl.col("stance") != "agrees")["lives"].sum()
    assert lines["views shared"].cost == pytest.approx(100 * silent / against)
    assert lines["felt safety"].claimed > 0 and lines["time at counters"].claimed > 0
    assert all(line.gains and line.pays and len(advantage_row(line)) == 6 for line in lines.values())


def test_summary_and_report_tell_them(run: cp.Run) -> None:
    summary, page = run.summary, report_html(run)
    assert HEADING in str(summary) and HEADING in page and ADVANTAGES in page
    assert [line["where"] for line in summary.as_json()["strain"]] == [line.where for line in strain_lines(run)]
    assert len(summary.as_json()["advantages"]) == len(advantage_lines(run))


def test_where_nobody_counts_hours_there_are_none(tmp_path: Path) -> None:
    run = cp.run("ladder", people=1000, years=0.1, threads=1, out=tmp_path / "run")
    assert strain_lines(run) == () == advantage_lines(run)
    assert HEADING not in str(run.summary)
