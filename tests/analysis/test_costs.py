"""What a regime costs, of a whole run: sums of its tables times unit costs, told by summary, report and command."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import credopolis as cp
from credopolis.analysis.measures.costs import UNIT_COSTS, cost_lines
from credopolis.cli.app import app
from credopolis.store.run import Run


def test_costs_are_sums_of_the_tables(run: Run, tmp_path: Path) -> None:
    lines = {line.item: line for line in cost_lines(run)}
    life_years = run.manifest["scenario"]["people"] * run.manifest["parts"][-1]["through_day"] / 365.25
    rows = run.table("channels").with_columns(pl.col("channel").cast(pl.String))
    for name, column in (("cameras", "capacity"), ("officers", "capacity"), ("faces", "used")):
        one = UNIT_COSTS[name]
        quantity = rows.filter(pl.col("channel") == name)[column].sum() / one.per
        if quantity:
            assert lines[one.item].yuan == pytest.approx(quantity * one.yuan / life_years, rel=1e-9)
        else:
            assert one.item not in lines
    assert [one.yuan for one in lines.values()] == sorted((one.yuan for one in lines.values()), reverse=True)
    assert run.summary.costs == tuple(lines.values())
    page = tmp_path / "page.html"
    cp.write_report(run, page)
    assert ("What it costs to run" in page.read_text(encoding="utf-8")) == bool(lines)
    told = CliRunner().invoke(app, ["apparatus", str(run.folder), "--draws", "2", "--json"])
    assert told.exit_code == 0 and [one["item"] for one in json.loads(told.stdout)["costs"]] == [*lines]
