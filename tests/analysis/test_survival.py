"""The survival of locks against a hand-worked example, SciPy, and a known law."""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from credopolis.analysis.charts.stills import still
from credopolis.analysis.charts.survival import survival_curves
from credopolis.analysis.measures.survival import LockSurvival, kaplan_meier, lock_survival
from credopolis.core.svg import WIDTH
from credopolis.store.run import Run


def test_by_hand() -> None:
    # 10 spells: 2 end in bucket 0; 1 ends and 2 are censored in bucket 1; 5 are left, of which 3 end in bucket 2
    curve = kaplan_meier([2, 1, 3], [0, 2, 2], 30)
    assert curve.days == (0, 30, 60, 90)
    assert curve.survival == pytest.approx((1, 8 / 10, 8 / 10 * 7 / 8, 7 / 10 * 2 / 5))
    greenwood = 2 / (10 * 8) + 1 / (8 * 7) + 3 / (5 * 2)
    s = 0.28
    shift = 1.959963984540054 * math.sqrt(greenwood) / math.log(s)
    assert (curve.low[3], curve.high[3]) == (pytest.approx(s ** math.exp(-shift)), pytest.approx(s ** math.exp(shift)))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30))
def test_is_scipys_estimate(buckets: list[tuple[int, int]]) -> None:
    ended, open_ = [d for d, _ in buckets], [c for _, c in buckets]
    if not sum(ended):
        assert set(kaplan_meier(ended, open_, 30).survival) == {1.0}
        return
    times = np.repeat(np.arange(1, len(buckets) + 1) * 30.0, ended)
    censored = np.repeat(np.arange(1, len(buckets) + 1) * 30.0, open_)
    theirs = stats.ecdf(stats.CensoredData(uncensored=times, right=censored)).sf
    curve = kaplan_meier(ended, open_, 30)
    assert curve.survival[1:] == pytest.approx(theirs.evaluate(np.array(curve.days[1:])), abs=1e-12)


def test_recovers_a_known_law_under_censoring() -> None:
    draws = np.random.default_rng(11)
    n, hazard = 20_000, 0.08
    life = draws.geometric(hazard, n) - 1
    watch = draws.integers(0, 40, n)
    ended = np.bincount(life[life <= watch], minlength=40)
    open_ = np.bincount(watch[life > watch], minlength=40)
    curve = kaplan_meier(ended.tolist(), open_.tolist(), 30)
    for k in (5, 15, 30):
        truth = (1 - hazard) ** k
        assert curve.low[k] <= truth <= curve.high[k]
        assert curve.high[k] - curve.low[k] < 0.03


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_falls_only_and_stays_within_its_band(buckets: list[tuple[int, int]]) -> None:
    curve = kaplan_meier([d for d, _ in buckets], [c for _, c in buckets], 30)
    assert all(a >= b for a, b in zip(curve.survival, curve.survival[1:], strict=False))
    for low, s, high in zip(curve.low, curve.survival, curve.high, strict=True):
        assert 0 <= low <= s + 1e-12 <= high + 2e-12 <= 1 + 3e-12


def test_quantiles_are_buckets_or_not_reached() -> None:
    curve = kaplan_meier([0, 5, 0, 3], [0, 0, 0, 2], 30)
    assert curve.quantile(0.5) == (30, 60)
    assert curve.quantile(0.75) == (90, 120)
    assert curve.quantile(0.9) is None


def test_unequal_lists_are_refused() -> None:
    with pytest.raises(ValueError, match="one count a bucket"):
        kaplan_meier([1], [], 30)


def test_locks_of_a_run(run: Run) -> None:
    by_grade = {lock.grade: lock for lock in lock_survival(run)}
    assert set(by_grade) == {"B", "C", "D"}
    assert by_grade["D"].still_open == 6
    total = sum(lock.spells for lock in by_grade.values())
    assert total == run.locks["spells"].sum()
    assert by_grade["B"].curve.survival[-1] == 0.0
    assert by_grade["B"].curve.quantile(0.5) == (720, 750)


@given(
    st.integers(31, 200),
    st.lists(st.tuples(st.integers(0, 199), st.booleans()), min_size=1, max_size=60),
    st.integers(1, 20),
)
def test_nothing_outlasts_a_lock_and_what_is_still_open_is_not_at_risk_of_its_end(
    lasts: int, spells: list[tuple[int, bool]], released: int
) -> None:
    before = [(day, over) for day, over in spells if day < lasts]
    ended = np.bincount([d // 30 for d, over in before if over] + [lasts // 30] * released, minlength=lasts // 30 + 1)
    open_ = np.bincount([d // 30 for d, over in before if not over], minlength=lasts // 30 + 1)
    curve = kaplan_meier(ended.tolist(), open_.tolist(), 30, released=released, release=lasts)
    assert curve.survival[-1] == 0.0 and curve.days[-1] == lasts == curve.release
    assert curve.quantile(1.0) == (lasts, lasts)
    # SciPy on the exact days, with ends of whole buckets moved to their edges, as the curve has them
    at = [(min((d // 30 + 1) * 30, lasts) - (d // 30 == lasts // 30), over) for d, over in before]
    times = [float(d) for d, over in at if over] + [float(lasts)] * released
    theirs = stats.ecdf(stats.CensoredData(uncensored=times, right=[float(d) for d, over in at if not over])).sf
    for day, going in zip(curve.days, curve.survival, strict=True):
        if day < lasts:
            assert going == pytest.approx(theirs.evaluate(day), abs=1e-12)


def test_a_lock_that_nobody_has_sat_out_is_not_drawn_beyond_its_length() -> None:
    curve = kaplan_meier([0, 0], [3, 2], 30, release=50)
    assert curve.days == (0, 30, 50) and curve.survival[-1] == 1.0 and curve.quantile(0.5) is None


def test_locks_of_a_real_run_end_on_their_day(tmp_path: Path) -> None:
    import credopolis as cp

    run = cp.run("popular-account", people=5_000, years=3, threads=1, out=tmp_path / "run")
    assert run.manifest["lock_days"] == {"D": 1825, "C": 730, "B": 730}
    lock = next(lock for lock in lock_survival(run) if lock.grade == "B")
    assert lock.still_open and lock.ended_by["release"]
    assert lock.curve.days[-1] == 730 and lock.curve.survival[-1] == 0.0


LONGEST = st.lists(st.integers(1, 60), min_size=1, max_size=6)


@given(LONGEST, st.sampled_from(("B", "model citizen")))
def test_names_of_locks_lie_on_no_other_and_within_the_picture(buckets: list[int], word: str) -> None:
    """In the still picture; in a run shorter than its locks too."""
    locks = [
        LockSurvival(f"{word}{k}", 3, 2, {}, kaplan_meier([0] * (n - 1) + [1], [0] * (n - 1) + [2], 30))
        for k, n in enumerate(buckets)
    ]
    figure = survival_curves(locks, tuple(lock.grade for lock in locks))
    found = re.findall(r'<text x="([0-9.]+)" y="([0-9.]+)"[^>]*>(lock of [^<]*)<', still(figure))
    boxes = [(float(x) - 32, float(x) + 7 * len(name), float(y)) for x, y, name in found]
    assert len(boxes) == len(locks)
    assert all(left >= 0 and right <= WIDTH and y > 300 for left, right, y in boxes)
    for one, other in combinations(boxes, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= 16
