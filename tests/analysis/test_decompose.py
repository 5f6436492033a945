"""Decomposition: parts add up, switches do what they say, and an effect that was put in is found again."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from credopolis.analysis.charts.stills import still
from credopolis.analysis.comparisons.decompose import MEASURES, PARTS, Decomposition, Split, decompose, evened, split
from credopolis.analysis.comparisons.telling import differences_in_words
from credopolis.analysis.measures.intervals import defined, student, student_critical
from credopolis.analysis.pages.figures import split_dots
from credopolis.core.errors import BadValue
from credopolis.engine.compile import compile_dials
from credopolis.library.catalogue import load_scenario

YEARS = 1000.0


def parts_of(entries: np.ndarray, measure: str = "false entries") -> Split:
    """The split of entries, (n_seeds, 4, 2), in as many life-years of either group."""
    return split(measure, "female", "male", entries, np.full(entries.shape, YEARS))


def test_parts_add_up_and_are_shapley_values() -> None:
    entries = np.random.default_rng(1).integers(0, 1000, (5, 4, 2)).astype(float)
    found = parts_of(entries)
    assert [part.name for part in found.parts] == list(PARTS)
    assert math.fsum(p.difference.value for p in found.parts) == pytest.approx(found.difference.value)
    d = 1000 / YEARS * (entries[..., 0] - entries[..., 1]).mean(axis=0)  # on-on, on-even, even-on, even-even
    seeing_first, offices_first = d[1] - d[3], d[0] - d[2]
    assert found.parts[1].difference.value == pytest.approx((seeing_first + offices_first) / 2)
    assert found.parts[0].difference.value == pytest.approx(d[3])
    assert found.events == entries[:, 0].sum() and not found.few


def test_no_entries_are_too_few_and_leave_open_what_the_next_might_show() -> None:
    found = parts_of(np.zeros((3, 4, 2)))
    assert found.few and math.isnan(found.ratio.value) and found.difference.value == 0.0
    assert found.difference.low < 0.0 < found.difference.high, "three empty seeds prove no equality"
    assert differences_in_words(found)[0] == "too few (0)"


COUNT = st.sampled_from((0, 0, 1, 12, 3000))


@given(st.lists(st.lists(COUNT, min_size=8, max_size=8), min_size=2, max_size=4))
def test_groups_without_an_entry_in_any_seed_and_corner(counts: list[list[int]]) -> None:
    entries = np.array(counts, float).reshape(-1, 4, 2)
    found = parts_of(entries)
    assert math.isnan(found.ratio.value) == bool(entries[:, 0].sum() == 0)
    assert math.isinf(found.ratio.high) == bool(entries[:, 0, 1].sum() == 0 < entries[:, 0, 0].sum())
    assert math.isnan(found.even_ratio.value) == bool(entries[:, 3].sum() == 0)
    assert math.fsum(p.difference.value for p in found.parts) == pytest.approx(found.difference.value, abs=1e-9)
    json.dumps(defined(asdict(found)), allow_nan=False)


@pytest.mark.parametrize("mean", [0.02, 0.05, 0.3, 5.0, 60.0])
def test_intervals_hold_the_truth_for_rare_and_common_entries(mean: float) -> None:
    """Two groups, one with twice the other's rate, 800 studies of five seeds each: at least 93 % are right."""
    rng, studies, right = np.random.default_rng(5), 800, np.zeros(2)
    for _ in range(studies):
        entries = rng.poisson([2 * mean, mean], (5, 4, 2)).astype(float)
        found = parts_of(entries)
        right[0] += found.difference.low <= 1000 * mean / YEARS <= found.difference.high
        right[1] += not entries[:, 0].any() or found.ratio.low <= 2 <= found.ratio.high
    assert (right / studies >= 0.93).all(), right / studies


@given(st.lists(st.sampled_from((-math.inf, math.inf, math.nan, 0.0, 1.0)), max_size=4))
def test_an_interval_of_values_that_are_not_finite_is_undefined(values: list[float]) -> None:
    found = student(values)
    if not all(map(math.isfinite, values)) or not values:
        assert all(map(math.isnan, (found.value, found.low, found.high)))


def test_student_agrees_with_scipy() -> None:
    for freedom in (1, 2, 3, 4, 7, 30, 101):
        assert student_critical(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)
    values = [1.0, 4.0, 2.5, 3.0]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    found = student(values)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert math.isnan(student([1.0]).low) and math.isnan(student([1.0, math.nan]).value)


def test_even_seeing_treats_groups_alike() -> None:
    """Also if a later channel brings a factor between groups: rates and reach are read as the engine reads them."""
    scenario = load_scenario(people=1000)
    as_is, even = compile_dials(scenario), compile_dials(evened(scenario, False, True))
    assert np.ptp(as_is["alarm_rate"], axis=1).max() > 0
    assert np.ptp(even["alarm_rate"], axis=1).max() == 0
    seen = even["alarm_rate"].max(axis=1) > 0
    assert np.ptp(even["group_reach"][seen], axis=1).max() == 0
    assert evened(scenario, True, True).regime == scenario.regime


def test_even_offices_post_everything() -> None:
    even = evened(load_scenario(people=1000), True, False)
    seeing = compile_dials(even)
    assert seeing["lost"] == 0 and seeing["corruption"] == 0
    assert {"office", "quotas", "discretion"} <= set(even.off)


@pytest.fixture(scope="module")
def unequal() -> Decomposition:
    """Faces that match the minority by mistake twenty times as often as the majority."""
    overrides = {"regime.faces.minority_multiplier": 20.0, "regime.faces.false_match_rate": 0.00002,
                 "conduct.alarms.faces": 0.7}  # fmt: skip
    return decompose(people=12_000, years=1.5, seeds=3, set=overrides, off=("officers", "informants"))


def test_unequal_false_matches_are_found_in_seeing(unequal: Decomposition) -> None:
    at = {(s.measure, s.group): s for s in unequal.splits}
    found = at["false entries", "minority"]
    seeing = next(part for part in found.parts if part.name == "seeing")
    assert seeing.difference.low > 0
    assert found.ratio.value > 2 > found.even_ratio.value
    assert abs(found.parts[0].difference.value) < seeing.difference.value / 4
    assert len(at) == len(MEASURES) * 3 and unequal.runs == 12


def test_it_is_json_and_a_picture(unequal: Decomposition) -> None:
    plain = json.loads(json.dumps(unequal.as_json(), allow_nan=False))
    assert plain["unit"] == "entries per 1,000 life-years" and plain["seeds"] == list(unequal.seeds)
    figure = split_dots(unequal)
    dots = [row for row in figure.drawn["rows"] if "name" in row]
    told = [split for split in unequal.splits if not split.few]
    assert len(figure.rows) == len(unequal.splits) and len(dots) == 4 * len(told) > 0
    assert "nan" not in still(figure)
    gone = replace(unequal, splits=(parts_of(np.zeros((2, 4, 2))),))
    assert "<svg" in still(split_dots(gone))


def test_one_seed_gives_no_interval() -> None:
    with pytest.raises(BadValue, match="2 to 1,000"):
        decompose(people=1000, seeds=1)
