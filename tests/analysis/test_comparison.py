"""Comparisons: measures are those of a run's tables, differences are paired, twins are the same lives."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import credopolis as cp
from credopolis.analysis.charts.stills import still
from credopolis.analysis.comparisons.ablate import ablate_scenario, mechanisms_to_switch
from credopolis.analysis.comparisons.compare import Comparison, compare_regimes, compare_variants
from credopolis.analysis.comparisons.picture import difference_dots
from credopolis.analysis.comparisons.twins import GATES, RANK, Pair, example_lives, pair, row_of
from credopolis.analysis.comparisons.variants import Variant, check_twins, load_variants, split_changes
from credopolis.analysis.measures.headlines import headlines, measures_for
from credopolis.analysis.measures.intervals import student
from credopolis.analysis.measures.measured import SHAPE, Measured, gather
from credopolis.analysis.pages.comparison import ablation_html, comparison_html, side_by_side
from credopolis.analysis.pages.figures import heat_map
from credopolis.core.errors import BadValue, Misuse, UnknownName
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.rulebook.compile import CompiledRulebook
from credopolis.store.run import Run

MILD = "popular-account,rulebook.acts.negative_post.points=-20"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("popular-account", people=4000, years=2, seed=11)


@pytest.fixture(scope="module")
def measured(scenario: Scenario) -> Measured:
    return gather(scenario, 1, keep_fields=True)


@pytest.fixture(scope="module")
def kept(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return cp.execute(scenario, out=tmp_path_factory.mktemp("run") / "run", threads=1)


@pytest.fixture(scope="module")
def mild() -> Comparison:
    return compare_regimes(
        ["popular-account", MILD], people=4000, years=2, seeds=3, seed=5, level=0.9, off=("quotas",), threads=1
    )


def test_measures_are_those_of_the_runs_tables(measured: Measured, kept: Run) -> None:
    """Two ways to the same numbers: counts in memory, and the tables of a run on disk."""
    found, summary = headlines(measured), kept.summary
    for line in summary.grades[:-1]:
        assert line.share_end is not None
        assert found[f"grade {line.grade}"] == pytest.approx(100 * line.share_end)
    years = sum(kept_years for (kept_years,) in _life_years(kept))
    assert found["entries"] == pytest.approx(1000 * summary.false_entries.entries / years)
    assert found["false_entries"] == pytest.approx(1000 * summary.false_entries.count / years)
    assert found["falls"] == pytest.approx(1000 * summary.false_falls.entries / years)
    assert found["false_share"] == pytest.approx(100 * summary.false_entries.share.value)
    ratio = next(d for d in summary.disparities if d.measure == "false entries" and d.group == "minority")
    assert found["false_ratio_group"] == pytest.approx(ratio.ratio.value, nan_ok=True)
    scores = kept.scan("scores").filter(pl.col("day") == pl.col("day").max()).select(pl.all().exclude("date")).collect()
    assert found["mean_score"] == pytest.approx(scores["score_sum"].sum() / scores["lives"].sum())


def _life_years(run: Run) -> list[tuple[float]]:
    from credopolis.analysis.measures.metrics import life_years

    return [(value,) for value in life_years(run)["life_years"].to_list()]


def test_lives_end_where_the_census_says(measured: Measured) -> None:
    lives = measured.lives
    assert lives is not None
    counted = np.bincount(lives.grade, minlength=measured.grades.shape[-1])
    assert counted.tolist() == measured.grades.sum(axis=(0, 1, 2, 3)).astype(int).tolist()
    below = lives.grade < measured.scenario.rulebook.start_grade
    assert (lives.ever_below | ~below).all() and lives.ever_below.sum() >= below.sum()
    assert np.bincount(lives.cell, minlength=math.prod(SHAPE)).sum() == measured.scenario.people


def test_cells_of_lives_are_those_that_the_engine_counts(scenario: Scenario) -> None:
    """On day 0 lives by cell are the census's, so groups of twins are the groups of every other table."""
    from credopolis.engine.records import Period
    from tests.living import simulate

    periods: list[Period] = []
    simulate(replace(scenario, days=1), threads=1, on_period=periods.append)
    lives = gather(replace(scenario, days=1), 1).lives
    assert lives is not None
    census = periods[0].census.sum(axis=(0, 2))
    assert np.bincount(lives.cell, minlength=len(census)).tolist() == census.tolist()


def test_a_regime_beside_itself_differs_in_nothing() -> None:
    found = compare_regimes(["popular-account"] * 2, people=2000, years=0.5, seeds=2, threads=1)
    assert found.regimes == ("popular-account (1)", "popular-account (2)")
    assert found.differences and all(d.difference.value == 0.0 and d.same and not d.clear for d in found.differences)
    assert found.stories == () and found.twins[0].groups[0].better.value == 0.0
    assert "No headline measure differs" in comparison_html(found)


def test_differences_are_paired_over_seeds(mild: Comparison) -> None:
    base = load_scenario("popular-account", people=4000, years=2, off=("quotas",))
    other = load_scenario(
        "popular-account", people=4000, years=2, off=("quotas",), set={"rulebook.acts.negative_post.points": -20}
    )
    values = np.array(
        [[headlines(gather(replace(s, seed=k), 1))["mean_score"] for s in (base, other)] for k in (5, 6, 7)]
    )
    found = next(d for d in mild.differences if d.measure == "mean_score")
    expected = student(values[:, 1] - values[:, 0], 0.9)
    assert (found.value_against, found.value) == pytest.approx(tuple(values.mean(axis=0)))
    assert (found.difference.value, found.difference.low, found.difference.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )
    apart = values[:, 0].var(ddof=1) + values[:, 1].var(ddof=1)
    assert found.variance_ratio == pytest.approx(apart / (values[:, 1] - values[:, 0]).var(ddof=1))
    assert found.difference.low > 0, "a lighter price leaves a higher mean score"


def test_level_decides_the_width() -> None:
    wide, narrow = (
        compare_regimes(["popular-account", MILD], people=2000, years=1, seeds=3, level=level, threads=1, stories=False)
        for level in (0.95, 0.9)
    )
    for a, b in zip(wide.differences, narrow.differences, strict=True):
        assert a.difference.value == b.difference.value
        assert a.difference.high - a.difference.low >= b.difference.high - b.difference.low


def test_twins_are_told_side_by_side(mild: Comparison) -> None:
    twins = mild.twins[0]
    everyone = twins.groups[0]
    assert twins.yardstick == GATES and everyone.group == "all lives"
    assert everyone.better.value > everyone.worse.value, "more lives keep their gates under a lighter price"
    assert 1 <= len(mild.stories) <= 3 and {s.seed for s in mild.stories} == {5}
    for story in mild.stories:
        assert story.first.facts == story.second.facts and story.first.life == story.life
        rows = side_by_side(story.first, story.second)
        assert [day for day, *_ in rows[:-1]] == sorted(day for day, *_ in rows[:-1])
        assert any(a != b for _, a, b in rows), "a life whose standing differs has a story that differs"
    page = comparison_html(mild)
    assert page.count("data-credopolis-chart>") == 1 and not re.search(r"\bnan\b", page) and "side by side" not in page
    assert all(f"Life {s.life:,}" in page for s in mild.stories)


def test_a_story_is_the_dossier_of_the_same_run(scenario: Scenario, measured: Measured, kept: Run) -> None:
    from credopolis.analysis.lives.dossier import dossier_of

    assert measured.fields is not None
    assert dossier_of(scenario, 123, measured.fields) == kept.life(123)


def test_without_gates_twins_are_ranked_by_grade(measured: Measured) -> None:
    flat = _without_gates(measured.scenario.rulebook)
    bare = replace(measured, scenario=replace(measured.scenario, rulebook=flat))
    found = pair(measured, bare)
    assert found.yardstick == RANK and not found.change.any()
    assert found.a.min() >= 0.0 and found.a.max() <= 1.0


def _without_gates(rulebook: CompiledRulebook) -> CompiledRulebook:
    return replace(rulebook, worth=np.zeros_like(rulebook.worth))


def test_rows_and_examples_of_made_up_twins() -> None:
    a, b = np.array([0.5, 0.5, 0.5, 0.5, 0.5, 0.0]), np.array([0.9, 0.2, 0.4, 0.502, 0.5, 1.0])
    counted = np.array([True, True, True, True, True, False])
    twins = Pair(GATES, a, b, counted, np.zeros(6, np.int64))
    lives, better, worse, change, gain, loss = row_of(twins)[0]
    assert (lives, better, worse) == (5, 20.0, 40.0)  # a change by 0.002 is small, and the last life does not count
    assert (change, gain, loss) == pytest.approx((100 * (0.4 - 0.3 - 0.1) / 5, 40.0, -20.0))
    assert [life for _, life in example_lives(twins)] == [1, 0, 2]
    assert example_lives(replace(twins, b=a)) == ()


def test_frame_and_json(mild: Comparison) -> None:
    frame = mild.frame()
    assert set(frame["measure"]) == {d.measure for d in mild.differences}
    assert {"value", "value_against", "difference", "low", "high", "level", "variance_ratio"} <= set(frame.columns)
    plain = json.loads(json.dumps(mild.as_json(), allow_nan=False))
    assert plain["regimes"] == list(mild.regimes) and plain["stories"][0]["first"]["life"] == mild.stories[0].life
    assert difference_dots(mild.differences, 0.9).rows


def test_a_comparison_has_a_chart(mild: Comparison) -> None:
    """Its numbers are the frame's, its dots those of the measures that are drawn; other names are told."""
    chart = mild.chart()
    assert chart.name == "differences" and mild.chart(mild.regimes[1]).data == chart.data
    rows = list(csv.DictReader(io.StringIO(chart.csv)))
    frame = {row["measure"]: row for row in mild.frame().iter_rows(named=True)}
    assert [row["measure"] for row in rows] == list(frame)
    for row in rows:
        assert float(row["difference"]) == frame[row["measure"]]["difference"]
    dots = chart.data["drawn"]["rows"]
    assert {dot["name"] for dot in dots} <= {d.title for d in mild.differences} and len(dots) > 5
    for dot in dots:
        assert 0 <= dot["at"] <= 1 and -0.01 <= dot["low"] <= dot["at"] <= dot["high"] <= 1.01, "with an arrow beyond"
    json.dumps(chart.data, allow_nan=False)
    with pytest.raises(UnknownName, match="Known: "):
        mild.chart(mild.regimes[0])
    with pytest.raises(BadValue, match="Several were compared"):
        replace(mild, regimes=(*mild.regimes, "another")).chart()


def test_public_functions_give_frames() -> None:
    options = {"people": 1000, "years": 0.2, "seeds": 2, "threads": 1}
    assert isinstance(cp.compare("popular-account", "popular-account,off=quotas", **options), pl.DataFrame)
    found = cp.ablate("popular-account", only=("quotas",), **options)
    assert set(found["mechanism_off"]) == {"quotas"}


def test_regimes_of_other_people_are_refused(scenario: Scenario, tmp_path: Path) -> None:
    first = Variant("first", scenario)
    with pytest.raises(Misuse, match="people, seed"):
        check_twins([first, Variant("second", replace(scenario, people=5000, seed=1))])
    with pytest.raises(Misuse, match="society"):
        check_twins([first, Variant("second", replace(scenario, grid_lives=500))])
    with pytest.raises(BadValue, match="two or more"):
        compare_regimes(["popular-account"])
    with pytest.raises(BadValue, match="2 to"):
        compare_variants([first, first], seeds=1)
    with pytest.raises(BadValue, match="level"):
        compare_variants([first, first], seeds=2, level=0.99)
    with pytest.raises(UnknownName, match="regime"):
        load_variants(["popular-account", "unpopular"], "popular-account")


def test_changes_of_a_regime_stand_behind_commas() -> None:
    assert split_changes("dangan,off=quotas,regime.faces.gallery=10") == (
        "dangan",
        ("quotas",),
        {"regime.faces.gallery": 10},
    )
    with pytest.raises(BadValue, match="path=value"):
        split_changes("dangan,quotas")
    with pytest.raises(BadValue, match="once"):
        split_changes("dangan,regime.faces.gallery=10,regime.faces.gallery=20")


def test_a_scenarios_file_is_taken_for_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "format: credopolis-scenario/1\ntitle: Mine\nsummary: A test\nsociety: china-2020\nregime: dangan\n"
        "off: [quotas]\n",
        encoding="utf-8",
    )
    found = load_variants(["popular-account", str(file)], "popular-account", people=1000, years=1, seed=3)
    assert found[1].scenario.rulebook.name == "dangan" and "quotas" in found[1].scenario.off
    assert found[0].scenario.days == found[1].scenario.days


def test_grades_count_if_all_ladders_have_them() -> None:
    names = [m.name for m in measures_for([("D", "C", "A"), ("D", "A")])]
    assert names[:2] == ["grade A", "grade D"] and "grade C" not in names
    assert "grade none" not in [m.name for m in measures_for([("none",), ("D", "A")])]


def test_ablation_switches_each_mechanism_once(scenario: Scenario) -> None:
    small = replace(scenario, people=2000, days=180, off=("platform",))
    found = ablate_scenario(small, seeds=2, only=("quotas", "locks", "due_process"), level=0.9, threads=1)
    assert found.mechanisms == ("locks", "quotas", "due_process") and found.off_already == ("platform",)
    locks = found.effect("locks", "lock_days")
    assert locks is not None and locks.value == 0.0 < locks.value_against
    figure = heat_map(found)
    assert len(figure.drawn["cells"]) == len(found.comparison.differences) > 3 * 10
    assert still(figure).count("<rect") == len(found.comparison.differences)
    page = ablation_html(found)
    assert "nan" not in page and "Off in all of them: platform" in page
    assert json.loads(json.dumps(found.as_json(), allow_nan=False))["mechanisms"] == list(found.mechanisms)
    assert "platform" not in mechanisms_to_switch(small)
    with pytest.raises(BadValue, match="off already"):
        mechanisms_to_switch(small, ("platform",))
    with pytest.raises(UnknownName):
        mechanisms_to_switch(small, ("gravity",))
