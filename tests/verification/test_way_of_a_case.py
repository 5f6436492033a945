"""The way of a case: how long papers lie, what gets lost, what a decision dismisses, and what a copied error breeds.

Theory: cases that wait to be closed are the customers of a queue with infinitely many servers, so after t days there
are r m (1 - exp(-t / m)) of them for delays of mean m (Takacs 1962, chapter 3; Little 1961 in the long run). What is
lost and dismissed is a thinning. Where a false entry gives rise to another one with chance s, and that to another,
there are 1 / (1 - s) in the end (Harris 1963, The Theory of Branching Processes, chapter 1).
"""

from __future__ import annotations

import math

import pytest

from credopolis.core.labels import BENEFITS

from .plain import FAR, cases_of, rules, scene, years_of, z_of
from .tools import YEAR, Watched, watch

PEOPLE, YEARS, RATE = 20_000, 2, 2.0
TRUE, MISTAKEN = 0, 1
EASY = {
    "office__lost_share": 0.0, "office__true_dismissed_desk": 0.0, "office__true_dismissed_office": 0.0,
    "office__true_dismissed_court": 0.0, "office__decisions_a_day": 1e6, "office__longest_days": 7300,
    "records__delay_days": 0.0, "office__desk_days": 0.0, "office__office_days": 0.0, "office__court_days": 0.0,
}  # fmt: skip
"""An office that loses, dismisses and delays nothing but what a test says."""


def filed(
    decision: str, *, mistakes: float = 0.0, on: tuple[str, ...] = (), years: float = YEARS, rate: float = RATE,
    **settings: object,
) -> Watched:  # fmt: skip
    """Cases of one act, which needs a decision."""
    return watch(scene(
        rules({"harm": f"{{points: -1, seen_by: {{records: 1}}, decision: {decision}}}"}), {"harm": rate},
        people=PEOPLE, years=years, seed=43, room={"records": mistakes} if mistakes else None,
        on=("office", *(("false_alarms",) if mistakes else ()), *on), records__mistakes_a_year=mistakes,
        **{**EASY, **settings},
    ))  # fmt: skip


DELAYS = {"records__delay_days": 30.0, "office__desk_days": 20.0, "office__office_days": 70.0,
          "office__court_days": 270.0}  # fmt: skip


@pytest.mark.parametrize(("decision", "mean"), [("none", 50.0), ("office", 100.0), ("court", 300.0)])
@pytest.mark.parametrize("platform", [1.0, 0.5])
def test_as_many_cases_wait_as_come_in_their_mean_delay(decision: str, mean: float, platform: float) -> None:
    """A channel's delay and a decision's add up; one platform for all takes half of the decision's."""
    stands = {} if platform == 1.0 else {"platform__stands": True, "platform__delay_factor": platform,
                                         "platform__spread": 0.0}  # fmt: skip
    watched = filed(decision, on=("platform",) if stands else (), **DELAYS, **stands)
    if stands:
        mean = 30.0 + platform * (mean - 30.0)
    found, days = cases_of(watched, "harm", TRUE), watched.scenario.days
    waiting = RATE * PEOPLE / YEAR * mean * -math.expm1(-days / mean)
    # Days are whole: half a day of each delay is cut off.
    half_a_day = RATE * PEOPLE / YEAR / 2
    assert abs(z_of(found["filed"] - found["posted"], waiting, f"waiting, {decision}")) < FAR + half_a_day / math.sqrt(
        waiting
    )


def test_no_case_waits_longer_than_the_longest() -> None:
    """With delays of a thousand days on average, a share exp(-0.365) would be older than a year, and is closed then."""
    watched = filed("none", office__desk_days=1000.0, office__longest_days=365)
    found, mean = cases_of(watched, "harm", TRUE), 1000.0
    waiting = RATE * PEOPLE / YEAR * mean * -math.expm1(-365 / mean)
    assert abs(z_of(found["filed"] - found["posted"], waiting, "waiting, a year at most")) < FAR + 0.5


@pytest.mark.parametrize(("lost", "platform"), [(0.1, False), (0.1, True), (0.0, False)])
def test_papers_get_lost_and_fewer_where_there_is_one_platform(lost: float, platform: bool) -> None:
    stands = {"platform__stands": True, "platform__lost_factor": 0.3, "platform__spread": 0.0} if platform else {}
    watched = filed("none", on=("platform",) if platform else (), office__lost_share=lost, **stands)
    found = cases_of(watched, "harm", TRUE)
    theory = RATE * PEOPLE * years_of(watched) * lost * (0.3 if platform else 1.0)
    if theory == 0.0:
        assert found["lost"] == 0 and found["posted"] == found["filed"]
    else:
        assert abs(z_of(found["lost"], theory, f"lost, platform {platform}")) < FAR
        assert found["posted"] == found["filed"] - found["lost"]


@pytest.mark.parametrize(
    ("decision", "true", "false"), [("none", 0.02, 0.0), ("office", 0.1, 0.4), ("court", 0.3, 0.9)]
)
def test_a_decision_dismisses_true_and_false_cases_by_their_shares(decision: str, true: float, false: float) -> None:
    watched = filed(
        decision, mistakes=0.5, office__lost_share=0.1, office__true_dismissed_desk=0.02,
        office__true_dismissed_office=0.1, office__true_dismissed_court=0.3, office__false_past_office=0.6,
        office__false_past_court=0.1,
    )  # fmt: skip
    for truth, share, rate in ((TRUE, true, RATE), (MISTAKEN, false, 0.5)):
        found, cases = cases_of(watched, "harm", truth), rate * PEOPLE * years_of(watched)
        assert abs(z_of(found["filed"], cases, f"filed, truth {truth}")) < FAR
        assert found["lost"] / found["filed"] == pytest.approx(0.1, abs=FAR * math.sqrt(0.09 / cases))
        if share == 0.0:
            assert found["dismissed"] == 0
        else:
            theory = 0.9 * share * cases
            assert abs(z_of(found["dismissed"], theory, f"dismissed, {decision}, truth {truth}")) < FAR
        assert found["posted"] == found["filed"] - found["lost"] - found["dismissed"]


@pytest.mark.parametrize("spread", [0.3, 0.5])
def test_a_false_entry_breeds_as_a_branching_process(spread: float) -> None:
    watched = filed("none", mistakes=0.3, on=("platform",), rate=0.5, platform__stands=True, platform__spread=spread,
                    platform__spread_days=1.0)  # fmt: skip
    first = 0.3 * PEOPLE * years_of(watched)
    found = cases_of(watched, "harm", MISTAKEN)["posted"]
    theory = first / (1.0 - spread)
    # Families of mean 1 / (1 - s) are geometric: their square has mean (1 + s) / (1 - s)^2.
    deviation = math.sqrt(first * (1.0 + spread)) / (1.0 - spread)
    z = z_of(found, theory, f"bred, spread {spread}") * math.sqrt(theory) / deviation
    assert abs(z) < FAR + 0.01 * theory / deviation
    true = cases_of(watched, "harm", TRUE)["posted"]
    assert abs(z_of(true, 0.5 * PEOPLE * years_of(watched), "true entries, which breed nothing")) < FAR


def test_counter_robots_free_hours_that_close_cases() -> None:
    """A thousand counter robots per million answer 6 questions an hour, 8 hours a day: 48,000 questions a day, half of
    which save a clerk 5 minutes. So 2,000 hours a day per million; a quarter of them closes a case each half-hour:
    1,000 cases, and with the 2,000 that the office can decide 3,000 a day and million."""
    watched = filed(
        "office", on=("robots",), years=1, office__decisions_a_day=200.0, robots__from_year=1990.0,
        robots__ramp_years=0.0, robots__counters_per_million=1000.0, robots__counter_hours=8.0,
        robots__questions_an_hour=6.0, robots__answered=0.5, robots__clerk_minutes=5.0, office__freed_to_cases=0.25,
        office__clerk_hours_a_case=0.5,
    )  # fmt: skip
    days, millions = watched.scenario.days, PEOPLE / 1e6
    capacity = float(watched.total("offices")[:, 2].sum())
    assert capacity == pytest.approx(3000 * millions * days, rel=1e-9)
    saved = float(watched.total("benefits")[:, BENEFITS.index("desk_hours_saved")].sum())
    assert saved == pytest.approx(2000 * millions * days, rel=1e-9)
