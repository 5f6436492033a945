"""What news did to support: sums of the table, told in the summary, the report and `--json`, and in dossiers."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.measures.news import EVERYBODY, news_lines
from credopolis.analysis.pages.report import report_html
from credopolis.analysis.told.news import HEADING, news_row

TOLD = {
    "regime.news.stands": True, "regime.news.repression_from": 2021.1, "regime.news.repression_reach": 0.4,
    "regime.news.order_from": 2021.1, "regime.news.order_reach": 0.4,
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    folder = tmp_path_factory.mktemp("news") / "run"
    return cp.run("quiet-streets", people=3000, years=0.3, seed=5, threads=1, out=folder, set=TOLD)


def test_lines_are_sums_of_the_first_interval(run: cp.Run) -> None:
    lines = {(line.news, line.informed): line for line in news_lines(run)}
    table = run.table("news").filter(pl.col("amount") > 0)
    first = table.filter(pl.col("day") == table["day"].min()).with_columns(pl.col("news", "summed").cast(pl.String))
    for news in ("told nothing", "repression", "order"):
        mine, line = first.filter(pl.col("news") == news), lines[news, EVERYBODY]
        sums = dict(mine.group_by("summed").agg(pl.col("amount").sum()).iter_rows())
        assert line.lives == sums["lives"] == lines[news, "less"].lives + lines[news, "more"].lives
        assert line.stated == pytest.approx(sums["expressed"] / sums["lives"] / 10) and 0 < line.thought < 10
        assert len(news_row(line)) == 6
    nothing, repression = lines["told nothing", EVERYBODY], lines["repression", EVERYBODY]
    assert nothing.change is None and repression.change == pytest.approx(100 * (repression.stated / nothing.stated - 1))
    assert repression.thought < nothing.thought - 0.3


def test_summary_report_and_dossier_tell_it(run: cp.Run) -> None:
    assert HEADING in str(run.summary) and HEADING in report_html(run)
    assert [line["news"] for line in run.summary.as_json()["news"]] == [line.news for line in news_lines(run)]
    events = cp.panel(run, 100, threads=1).events
    heard = events.filter(pl.col("kind") == "repression_news")["life"].to_list()
    assert len(heard) > 10
    assert "hears news of repression" in [line.in_words() for line in run.life(heard[0]).happenings]


def test_where_nobody_is_told_there_are_none(tmp_path: Path) -> None:
    run = cp.run("quiet-streets", people=1000, years=0.1, threads=1, out=tmp_path / "run")
    assert news_lines(run) == ()
    told = cp.run(
        "quiet-streets", people=1000, years=0.1, threads=1, out=tmp_path / "told", set={"regime.news.stands": True}
    )
    assert news_lines(told) == () and HEADING not in str(told.summary)
