"""Metrics and disparities of a run against sums done another way."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made_up
import numpy as np
import polars as pl
import pytest

from credopolis.analysis.measures import metrics
from credopolis.analysis.measures.disparity import disparities
from credopolis.analysis.measures.summary import summarise
from credopolis.analysis.open import open_run
from credopolis.store.run import Run


def test_shares_of_scored_lives_sum_to_one(run: Run) -> None:
    counts = metrics.grade_counts(run, by=("sex",))
    sums = counts.group_by("day", "sex").agg(pl.col("share").sum())["share"]
    assert sums.to_numpy() == pytest.approx(1.0)
    assert counts.filter(pl.col("grade") == "unscored")["share"].null_count() > 0


def test_flows_are_the_sum_of_the_periods(run: Run) -> None:
    dense = sum(p.flows.sum(axis=(0, 1)) for p in made_up.periods(made_up.MadeUpScenario()))
    labels = run.labels["grade"]
    for a, b, n in metrics.flow_matrix(run).iter_rows():
        assert dense[labels.index(a), labels.index(b)] == n


def test_false_entries_are_all_that_are_not_true(run: Run) -> None:
    dense = sum(p.entries.sum(axis=(0, 1, 2)) for p in made_up.periods(made_up.MadeUpScenario()))
    found = metrics.false_entries(run)
    assert found.entries == dense.sum()
    assert [found.mistaken, found.malicious, found.fabricated] == dense[1:].tolist()
    assert found.count == dense[1:].sum()
    assert found.share.low < found.share.value < found.share.high
    only = metrics.false_entries(run, pl.col("channel") == "cameras")
    assert 0 < only.entries < found.entries


def test_entries_by_channel_sum_to_all(run: Run) -> None:
    by = metrics.entries_by(run, "channel")
    assert by["entries"].sum() == metrics.false_entries(run).entries
    assert by.select(pl.sum_horizontal(run.labels["truth"])).to_series().to_list() == by["entries"].to_list()


def test_life_years_are_lives_times_years(run: Run) -> None:
    lives = run.scores.group_by("day").agg(pl.col("lives").sum()).sort("day")
    by_hand = np.trapezoid(lives["lives"].to_numpy(), lives["day"].to_numpy()) / 365.25
    assert metrics.life_years(run)["life_years"].item() == pytest.approx(by_hand)
    assert metrics.life_years(run, "sex")["life_years"].sum() == pytest.approx(by_hand)


def test_standing_is_a_lock_a_list_or_a_grade_below_the_first(make_run: Callable[..., Path], run: Run) -> None:
    assert metrics.trouble_of(run).kind == "locked"
    bare = [
        made_up.changed(p, locked=p.locked * 0, spells=p.spells * 0) for p in made_up.periods(made_up.MadeUpScenario())
    ]
    closed = replace(made_up.outcome(made_up.MadeUpScenario()), open_spells=np.zeros((3, 4, 40), np.int64))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: bare)
        patch.setattr(made_up, "outcome", lambda scenario, **_: closed)
        listed = open_run(make_run("listed"))
        unlisted = [made_up.changed(p, listed=p.listed[:, :, :0]) for p in bare]
        patch.setattr(made_up, "periods", lambda scenario: unlisted)
        plain = made_up.MadeUpScenario(dimensions=replace(made_up.DIMENSIONS, lists=()))
        lowest = open_run(make_run("lowest", plain))
    assert metrics.trouble_of(listed).kind == "listed"
    assert metrics.troubled(listed, 360)["troubled"].item() == bare[-1].listed.sum()
    assert metrics.troubled(listed, 360, "sex")["troubled"].sum() == bare[-1].listed.sum()
    assert metrics.trouble_of(lowest).kind == "below"
    assert metrics.starting_grade(lowest) == "A"
    assert metrics.troubled(lowest, 360)["troubled"].item() == bare[-1].census[:, :, :3].sum()


def test_disparities_are_ratios_of_their_values(run: Run) -> None:
    found = disparities(run)
    assert len(found) == 9
    for line in found:
        assert line.ratio.value == pytest.approx(line.value / line.value_against)
        assert line.ratio.low < line.ratio.value < line.ratio.high
    locked = run.grades.filter(pl.col("day") == 360, pl.col("grade") != "unscored", pl.col("group") == "minority")
    assert found[0].value == pytest.approx(100 * locked["locked"].sum() / locked["lives"].sum())


def test_a_group_without_anybody_has_no_ratio(make_run: Callable[..., Path]) -> None:
    made = made_up.periods(made_up.MadeUpScenario())
    for period in made:
        for name in ("census", "locked", "score_sum", "entries", "flows"):
            getattr(period, name)[:, [c for c in range(48) if c // 2 % 2 == 1]] = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "periods", lambda scenario: made)
        found = disparities(open_run(make_run()))
    assert all(math.isnan(line.ratio.value) for line in found if line.group == "minority")
    assert all(math.isfinite(line.ratio.value) for line in found if line.group == "urban")


def test_the_summary_is_json_without_nan(run: Run) -> None:
    import json

    text = json.dumps(summarise(run).as_json(), allow_nan=False)
    back = json.loads(text)
    assert back["recoveries"] == {"recovered": 36, "shortest_days": 365, "median_days": 365}
    assert [line["grade"] for line in back["grades"]] == ["A", "B", "C", "D", "unscored"]
    assert sum(line["lives_end"] for line in back["grades"]) == 3000
    listed = run.listed.filter(pl.col("day") == 360)["lives"].sum()
    assert [(line["list"], line["lives_end"]) for line in back["lists"]] == [("debtors", listed)]
