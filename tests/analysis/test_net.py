"""What became of posts, by category: sums of the table, a chart of them, and nothing where nobody filters."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.charts.of_run import figures_of
from credopolis.analysis.measures.net import net_lines
from credopolis.mechanisms.content import CATEGORIES, content


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> cp.Run:
    folder = tmp_path_factory.mktemp("net") / "run"
    return cp.run("clean-up-2009", people=2000, years=0.2, threads=1, out=folder)


def test_categories_are_sums_of_their_kinds(run: cp.Run) -> None:
    lines = {line.category: line for line in net_lines(run)}
    assert tuple(lines) == (*CATEGORIES, "harmless")
    posts = run.table("posts").with_columns(pl.col("content").cast(pl.String))
    for name in CATEGORIES:
        kinds = [row["kind"] for row in content() if row["category"] == name]
        of = posts.filter(pl.col("content").is_in(kinds))
        assert lines[name].deleted == pytest.approx(of["deleted"].sum()) and lines[name].deleted > 0
        assert (lines[name].swept > 0) == (name not in ("political", "rumour"))
    assert lines["harmless"].posts > 100 * sum(lines[name].posts for name in CATEGORIES)


def test_it_has_a_chart_with_a_table(run: cp.Run) -> None:
    assert "net" in run.charts
    figure = next(figure for figure in figures_of(run, run.summary, None) if figure.name == "net")
    assert [row[0] for row in figure.rows][-1] == "harmless" and len(figure.rows) == 7
    assert all(float(row[2].replace(",", "")) > 0 for row in figure.rows)


def test_where_nobody_filters_there_is_neither(tmp_path: Path) -> None:
    run = cp.run("ladder", people=1000, years=0.1, threads=1, out=tmp_path / "run")
    assert net_lines(run) == () and "net" not in run.charts
