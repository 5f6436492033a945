"""Differences over paired seeds cover known truths, rare and common, and hundreds of comparisons are held in check."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from credopolis.analysis.comparisons.compare import Comparison, compare_regimes
from credopolis.analysis.comparisons.difference import Difference
from credopolis.analysis.comparisons.difference_in_words import in_words, values_in_words
from credopolis.analysis.comparisons.picture import difference_dots
from credopolis.analysis.comparisons.telling import doubts_in_words
from credopolis.analysis.measures.doubt import FEWEST, adjusted, paired, width_of
from credopolis.analysis.measures.exact import exact_poisson
from credopolis.analysis.measures.headlines import measures_for
from credopolis.analysis.measures.intervals import Estimate, student
from credopolis.analysis.measures.measured import gather
from credopolis.analysis.measures.own import own_measures
from credopolis.analysis.pages.comparison import comparison_html
from credopolis.core.digits import rounded
from credopolis.library.catalogue import load_scenario
from credopolis.studio.comparing import told

DRAWS = 400
STEP = 1000 / 20_000  # an event more among 20,000 life-years, per 1,000


def draw(rng: np.random.Generator, mean: float, seeds: int, ratio: float, shared: float) -> NDArray[np.float64]:
    """Differences of counts of paired seeds: `mean` events in all under the one, `ratio` times as many under the other.

    shared : of the events of the one, those that both have.
    """
    both = rng.poisson(mean * shared * min(ratio, 1.0) / seeds, seeds)
    one = rng.poisson((mean - mean * shared * min(ratio, 1.0)) / seeds, seeds)
    other = rng.poisson((mean * ratio - mean * shared * min(ratio, 1.0)) / seeds, seeds)
    return np.asarray((both + other) - (both + one), np.float64)


@pytest.mark.parametrize("mean", (0.5, 2.0, 5.0, 50.0))
@pytest.mark.parametrize("seeds", (3, 10))
@pytest.mark.parametrize("ratio", (0.0, 1.0, 2.0))
@pytest.mark.parametrize("shared", (0.0, 0.8))
def test_intervals_cover_the_truth(mean: float, seeds: int, ratio: float, shared: float) -> None:
    rng = np.random.default_rng(int(1000 * mean + 10 * seeds + ratio))
    truth, steps = STEP * mean * (ratio - 1) / seeds, np.full(seeds, STEP)
    found = [paired(STEP * draw(rng, mean, seeds, ratio, shared), steps).estimate for _ in range(DRAWS)]
    assert np.mean([one.low <= truth <= one.high for one in found]) > 0.93


def test_students_interval_alone_does_not() -> None:
    """What the test above would have said before: most sets of seeds agree by accident."""
    rng = np.random.default_rng(4)
    found = [student(draw(rng, 0.5, 3, 2.0, 0.0)) for _ in range(DRAWS)]
    assert np.mean([one.low <= 0.5 / 3 <= one.high for one in found]) < 0.8


@pytest.mark.parametrize("seeds", (3, 5, 10))
def test_common_outcomes_keep_students_interval(seeds: int) -> None:
    """The paired gain is not given away: with many events the interval is hardly wider."""
    rng = np.random.default_rng(5)
    draws = [draw(rng, 5000.0, seeds, 1.1, 0.9) for _ in range(200)]
    wider = [paired(d, np.ones(seeds)).estimate for d in draws]
    ratio = [(w.high - w.low) / (student(d).high - student(d).low) for w, d in zip(wider, draws, strict=True)]
    assert np.median(ratio) < 1.02


def test_adjusted_chances_are_those_of_the_procedure_step_by_step() -> None:
    """Benjamini and Yekutieli as they write it: the largest k with p(k) <= k a / (n c(n))."""
    rng = np.random.default_rng(6)
    for _ in range(50):
        chances = list(rng.random(40) ** 4)
        harmonic = sum(1 / k for k in range(1, 41))
        by_rank = sorted(chances)
        kept = max((k for k in range(1, 41) if by_rank[k - 1] <= k * 0.05 / (40 * harmonic)), default=0)
        assert [p <= 0.05 for p in adjusted(chances)] == [p in by_rank[:kept] for p in chances]


def test_a_comparison_without_a_chance_takes_no_room() -> None:
    alone, among = adjusted([0.01, 0.2]), adjusted([math.nan, 0.01, math.nan, 0.2])
    assert math.isnan(among[0]) and [among[1], among[3]] == pytest.approx(alone)


def test_false_discoveries_stay_within_the_rate() -> None:
    """Three hundred measures that hang together, thirty of which differ: of the called, at most 5 % are false."""
    rng, seeds, false_share, found = np.random.default_rng(7), 10, [], []
    for _ in range(120):
        common = rng.standard_normal((3, seeds))
        values = rng.standard_normal((300, 3)) @ common + rng.standard_normal((300, seeds))
        values[:30] += 8.0
        called = np.array(adjusted([paired(v).chance for v in values])) <= 0.05
        false_share.append(called[30:].sum() / max(called.sum(), 1))
        found.append(called[:30].mean())
    assert np.mean(false_share) <= 0.05
    assert np.mean(found) > 0.5, "what is there is found"


def made(events: float, chance: float) -> Difference:
    return Difference(
        "m", "rare things", "per 1,000", "b", "a", 2.0, 1.0, Estimate(1.0, 0.5, 1.5), 1.0, events, chance, chance
    )


def test_too_few_events_are_no_difference() -> None:
    few, enough = made(FEWEST - 1, 1e-9), made(FEWEST, 1e-9)
    assert (few.few, few.clear, enough.clear) == (True, False, True)
    assert in_words(few) == "too few to tell (9 in all runs)" and in_words(enough) == "+1.0 (+0.5 to +1.5)"
    assert few.as_json()["too_few"] and not few.as_json()["clear"]
    figure = difference_dots([few, enough], 0.95)
    first, second = figure.drawn["rows"]
    assert first["text"] == "too few to tell" and "too few to tell" in first["says"]
    assert second["text"] == "+100 %"
    assert not replace(enough, adjusted=0.06).clear and not replace(enough, adjusted=math.nan).clear


@pytest.fixture(scope="module")
def found() -> Comparison:
    other = "popular-account,rulebook.acts.negative_post.points=-70"
    return compare_regimes(["popular-account", other], people=4000, years=2, seeds=6, threads=1, stories=False)


def test_events_behind_measures_are_counted(found: Comparison) -> None:
    """Counts of a comparison are those of its runs."""
    base = load_scenario("popular-account", people=4000, years=2)
    runs = [gather(replace(base, seed=seed), 1) for seed in found.seeds]
    measures = {m.name: m for m in measures_for([tuple(base.rulebook.grade_names)])}
    for run in runs:
        falls, worth = measures["falls"].rests(run)
        assert falls == run.events["falls"].sum() and worth == pytest.approx(measures["falls"].of(run) / falls)
        in_b, a_life = measures["grade B"].rests(run)
        assert in_b * a_life == pytest.approx(min(measures["grade B"].of(run), 100 - measures["grade B"].of(run)))
        assert measures["gates_open"].rests(run)[0] == math.inf
        assert measures["mean_score"].rests(run)[0] == run.ends["scored"].sum()
        assert measures["lock_days"].rests(run)[0] == run.ends["locked"].sum()
        assert all(math.isnan(measures[name].rests(run)[1]) for name in ("gates_open", "mean_score", "lock_days"))
        below = run.lives.ever_below.sum()  # type: ignore[union-attr]
        assert measures["ever_below"].rests(run)[0] == min(below, run.lives.ever_scored.sum() - below)  # type: ignore[union-attr]
    falls = next(d for d in found.differences if d.measure == "falls")
    assert falls.events > sum(measures["falls"].rests(run)[0] for run in runs)


def test_values_are_given_to_the_digits_that_are_known(found: Comparison) -> None:
    """By the spread over seeds, or the count behind it if that leaves more open; alike on a page and in the studio."""
    base = load_scenario("popular-account", people=4000, years=2)
    measures = {m.name: m for m in (*measures_for([tuple(base.rulebook.grade_names)]), *own_measures([base]))}
    runs = [gather(replace(base, seed=seed), 1) for seed in found.seeds]
    page, shown = comparison_html(found), {one["title"]: one for one in told(found)["differences"]}
    by_count = 0
    for d in found.differences:
        values = [measures[d.measure].of(run) for run in runs]
        over_seeds = student(values)
        assert d.width_against >= (over_seeds.high - over_seeds.low) * (1 - 1e-9)
        by_count += d.width_against > (over_seeds.high - over_seeds.low) * (1 + 1e-9)
        against, value = values_in_words(d)
        assert against == rounded(d.value_against, d.width_against)
        assert f"<td>{against}</td><td>{value}</td>" in page
        if d.title in shown:
            assert (shown[d.title]["a"], shown[d.title]["b"]) == (against, value)
    assert 0 < by_count < len(found.differences)


@pytest.mark.parametrize("counts", [[1], [0, 0, 0], [0, 1, 0, 0], [40, 38, 44]])
def test_the_width_of_a_mean_is_no_less_than_its_count_leaves_open(counts: list[int]) -> None:
    events, per = np.array(counts, float), 1000 / 20_000
    exact = exact_poisson(sum(counts))
    width = width_of(events * per, events, np.full(len(counts), per))
    spread = student(events * per)
    assert width == pytest.approx(
        max((exact.high - exact.low) * per / len(counts), np.nan_to_num(spread.high - spread.low))
    )
    assert math.isnan(width_of(events[:1], events[:1], np.full(1, math.nan))), "one seed of what is no count"


def test_a_page_says_how_many_stand_up(found: Comparison) -> None:
    clear = [d.measure for d in found.differences if d.clear]
    assert "mean_score" in clear and len(clear) < len(found.differences)
    assert all(d.adjusted >= d.chance for d in found.differences)
    assert f"{len(clear)} are clear" in doubts_in_words(found)
    rare = next(d for d in found.differences if d.measure == "grade D")
    assert rare.difference.low < rare.difference.high, "a grade that hardly anybody reaches has no interval of 0 to 0"
    plain = found.as_json()
    assert plain["fewest_events"] == FEWEST and {"events", "adjusted", "clear"} <= plain["differences"][0].keys()
