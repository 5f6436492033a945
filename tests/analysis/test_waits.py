"""Waits and money as people read them, against the tables of a run."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.charts.stills import still
from credopolis.analysis.charts.waits import wait_bars
from credopolis.analysis.measures.waits import money_lines, wait_lines
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.summary import summary_text
from credopolis.analysis.told.waits import days, wait_row
from credopolis.mechanisms.queues import LONGEST

STANDS = {"regime.queues.stands": True, "regime.prices.stands": True}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    return cp.run("popular-account", people=4_000, years=3, seed=3, threads=1, set=STANDS,
                  out=tmp_path_factory.mktemp("waits") / "run")  # fmt: skip


def test_requests_and_waits_are_those_of_the_table(run: cp.Run) -> None:
    waits = run.table("waits")
    lines = {line.queue: line for line in wait_lines(run)}
    assert {*lines} == {"school_admission", "job_assignment", "healthcare", "public_housing"}
    for name, line in lines.items():
        mine = waits.filter(pl.col("queue") == name)
        for kind, asked in (
            ("put first", line.asked_first),
            ("others", line.asked_others),
            ("refused", line.asked_refused),
        ):
            assert asked == pytest.approx(mine.filter(pl.col("class") == kind)["asked"].sum())
        last = mine.filter((pl.col("day") == waits["day"].max()) & (pl.col("class") == "others"))
        longer = last.filter(pl.col("wait_days") > (line.others_days or LONGEST))["asked"].sum()
        shorter = last.filter(pl.col("wait_days") < (line.others_days or LONGEST))["asked"].sum()
        assert longer <= last["asked"].sum() / 2 >= shorter
    health = lines["healthcare"]
    assert health.first_days is not None and health.alike_days is not None and health.others_days is not None
    assert health.first_days < health.alike_days < health.others_days


def test_money_is_that_of_the_table_and_adds_up_to_nothing(run: cp.Run) -> None:
    table = run.table("transfers")
    assert abs(table["yuan"].sum()) < 1e-6
    for line in money_lines(run):
        mine = table.filter(pl.col("benefit") == line.benefit)
        assert line.yuan == pytest.approx(mine.filter(pl.col("side") == "gets")["yuan"].sum()) and line.yuan > 0
        years = mine.filter(pl.col("side") == "pays")["person_years"].sum()
        assert line.paid_a_year == pytest.approx(line.yuan / years)


def test_tables_keep_what_is_asked_served_and_given_up(run: cp.Run) -> None:
    """Over each interval and class: who asked is served, gave up or waits; between intervals nobody gets lost."""
    waits = run.table("waits").filter(pl.col("class") != "refused").sort("day")
    for _, part in waits.group_by("province", "queue"):
        by_day = part.group_by("day", maintain_order=True).agg(pl.col("asked", "served", "gave_up", "waiting").sum())
        left = by_day["asked"] - by_day["served"] - by_day["gave_up"]
        np.testing.assert_allclose(by_day["waiting"].diff()[1:], left[1:], rtol=1e-9, atol=1e-6)


def test_people_read_of_them(run: cp.Run) -> None:
    text, page = summary_text(run.summary), report_html(run)
    assert "if nobody were put first" in text and "each of the others pays a year" in text
    assert "healthcare" in text and "What a head start of some costs the others" in page
    plain = json.loads(json.dumps(run.summary.as_json()))
    assert {line["queue"] for line in plain["waits"]} >= {"healthcare"} and plain["money"][0]["yuan"] > 0


def test_without_them_nothing_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = cp.run(
        "popular-account", people=1_000, years=0.5, seed=3, threads=1, out=tmp_path_factory.mktemp("no") / "run"
    )
    assert not wait_lines(run) and not money_lines(run) and "waits" not in run.tables
    assert "put first" not in summary_text(run.summary) and "waits-others" not in report_html(run)


def test_never_is_told_as_never(run: cp.Run) -> None:
    from dataclasses import replace

    line = replace(wait_lines(run)[0], others_days=None)
    assert line.never and wait_row(line)[2] == "never" and "others: never" in still(wait_bars([line]))
    assert days(0.0) == "none" and days(None) == "" and days(1354.2) == "1,350" and days(0.42) == "0.4"
