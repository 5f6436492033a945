"""Weighting: a life that stands for k people; what is per head stays, what is absolute is brought to scale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import credopolis as cp
from credopolis.analysis.measures.headlines import headlines
from credopolis.analysis.measures.measured import gather
from credopolis.analysis.pages.report import report_html
from credopolis.core.errors import BadValue
from credopolis.engine.build import build
from credopolis.engine.institutions import Institutions
from credopolis.engine.provinces import perceive
from credopolis.engine.tally import DESERVED, VIOLATED
from credopolis.engine.world import OF_ACTS, SUMS
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.office import capacity_a_day


def test_people_are_divided_among_lives() -> None:
    scenario = load_scenario("popular-account", people=1_400_000, scale=100)
    assert (scenario.people, scenario.scale) == (14_000, 100)
    assert load_scenario("popular-account", people=1_400_000).scale == 1
    with pytest.raises(BadValue, match="number of lives to simulate"):
        load_scenario("popular-account", people=50_000, scale=100)
    with pytest.raises(BadValue, match="scale"):
        load_scenario("popular-account", people=50_000, scale=0)


def test_capacities_are_per_life() -> None:
    """Offices, engines, officers and devices come per head, so a tenth of the lives has a tenth of them."""
    p = load_scenario("popular-account", people=1000).regime.office
    few, many = (capacity_a_day(np.array([lives]), p) for lives in (1e4, 1e5))
    assert many == pytest.approx(10 * few)


def test_a_provinces_record_weighs_violations_by_what_lives_stand_for() -> None:
    """The prior counts as violations of so many years: of k-fold lives with k-fold violations one share is known."""

    def detection(people: int, scale: int, violations: int, charged: int) -> float:
        scenario = replace(load_scenario("popular-account", people=people), scale=scale)
        institutions = Institutions(build(scenario, 1))
        sums = {"scored": 100, "score_sum": 100}
        of_all = dict.fromkeys(SUMS, 0) | sums
        tick = institutions.between(0, 1)
        tick.sums[...] = list(of_all.values())
        tick.outcomes[:, 3, VIOLATED], tick.outcomes[:, 3, DESERVED] = violations, charged
        perceive(tick.sums, tick.outcomes, tick.terms, tick.weights, tick.known, institutions.fields)
        return float(institutions.fields[0, OF_ACTS + 3])

    few = detection(31_000, 1, 4, 1)
    assert few == detection(31_000, 100, 4, 1)
    assert few == pytest.approx(detection(310_000, 1, 40, 10), rel=1e-3)
    assert abs(few - 0.25) > 1.02 * abs(detection(31_000, 1, 40, 10) - 0.25)


def test_a_run_says_its_weight_and_can_be_replayed(tmp_path: Path) -> None:
    run = cp.run("popular-account", people=200_000, scale=100, years=0.3, out=tmp_path / "run", threads=1)
    assert run.summary.people == 2000 and run.summary.scale == 100
    page = report_html(run)
    assert "Each simulated life stands for 100 people, 200,000 in all" in page
    assert "2,000 lives for 100 people each" in page
    assert run.life(1999).life == 1999
    alone = cp.run("popular-account", people=2000, years=0.3, out=tmp_path / "alone", threads=1)
    assert "<td>people that each stands for</td><td>1</td>" in report_html(alone)


def test_scale_one_changes_nothing(tmp_path: Path) -> None:
    runs = [
        cp.run("popular-account", people=2000, years=0.3, out=tmp_path / str(k), threads=1, **options)
        for k, options in enumerate(({}, {"scale": 1}))
    ]
    assert runs[0].fingerprint == runs[1].fingerprint


def test_a_grid_that_is_not_full_weighs_its_violations() -> None:
    """31 small grids at scale 400: each violation counts as in a full grid; at scale 1 and in full grids it is one."""
    base = load_scenario("popular-account", people=2000)
    small = build(replace(base, scale=400), 1).world.grids
    assert small["weight"] == pytest.approx(np.clip(base.grid_lives / small["lives"], 1.0, 400.0))
    assert small["weight"].max() > 2.0
    assert build(replace(base, scale=3), 1).world.grids["weight"].max() == 3.0
    assert (build(base, 1).world.grids["weight"] == 1.0).all()


@pytest.mark.parametrize("measure", ["mean_score", "negative_entries", "gates_open", "lock_days"])
def test_means_agree_across_scales(measure: str, means: dict[int, list[dict[str, float]]]) -> None:
    values = {scale: np.array([found[measure] for found in runs]) for scale, runs in means.items()}
    error = float(np.sqrt(sum(v.var(ddof=1) / len(v) for v in values.values())))
    assert abs(values[1].mean() - values[20].mean()) < 4 * error
    assert values[20].std() > 1.5 * values[1].std(), "a sample of a twentieth spreads more"


@pytest.fixture(scope="module")
def means() -> dict[int, list[dict[str, float]]]:
    """Headlines of the same 100,000 people, by scale, over seeds of their own."""
    found: dict[int, list[dict[str, float]]] = {}
    for scale in (1, 20):
        scenario = load_scenario("popular-account", people=100_000, years=1, scale=scale, interval="year")
        found[scale] = [headlines(gather(replace(scenario, seed=100 * scale + k), 2)) for k in range(8)]
    return found
