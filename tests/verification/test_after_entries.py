"""What ends an entry: its term, its repair or its correction; who learns of it, appeals, and is heard.

Entries of a life come as a Poisson process, and each counts for a time of its own: those that count are the customers
of a queue with infinitely many servers. At time t they are Poisson with mean r x the integral of P(life > u) from 0 to
t, whatever the law of a life (Takacs 1962, Introduction to the Theory of Queues, chapter 3), and the score lies below
its start by as many points. Who is told, appeals and is heard is one thinning after the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import quad

from credopolis.core.labels import PROCESS_STEPS

from .plain import FAR, HIGH_AND_LOW, cases_of, rules, scene, years_of, z_of
from .tools import YEAR, Watched, report, watch

PEOPLE, YEARS, RATE = 20_000, 3, 2.0
TRUE, MISTAKEN = 0, 1


def lived(
    act: str = "points: -1", *, safeguards: str = "", years: float = YEARS, rate: float = RATE, mistakes: float = 0.0,
    lists: str = "", grades: str = HIGH_AND_LOW, **settings: object,
) -> Watched:  # fmt: skip
    """Entries at a rate, always seen and posted on the day. safeguards : of the rulebook's `due_process`."""
    blocks = {"due_process": f"{{{safeguards}}}"} if safeguards else {}
    if lists:
        blocks |= {"lists": lists, "gates": "{travel: {kind: restriction, worth: 1}}"}
    return watch(scene(
        rules({"harm": f"{{{act}, seen_by: {{records: 1}}}}"}, grades=grades, **blocks), {"harm": rate},
        people=PEOPLE, years=years,
        seed=41, tick=7, on=("due_process", "repair", *(("false_alarms",) if mistakes else ())),
        room={"records": mistakes} if mistakes else None, records__mistakes_a_year=mistakes, **settings,
    ))  # fmt: skip


def counting(watched: Watched, survives: Callable[[float], float], what: str, rate: float = RATE) -> None:
    """Hold the scores against the entries that should count. survives : that one does after so many days."""
    days = watched.scenario.days
    # An entry is posted on a day and struck on a day: on average half a day of each is not lived.
    mean = rate / YEAR * quad(survives, 0, days, limit=200, points=(30, 100, 120, 200))[0]
    lost = 1000.0 - watched.standing["score"].astype(float)
    z = (lost.sum() - PEOPLE * mean) / math.sqrt(PEOPLE * mean)
    allowed = FAR + PEOPLE * rate / YEAR / math.sqrt(PEOPLE * mean)
    report("entries that count", of=what, mean=float(lost.mean()), theory=mean, z=z)
    assert abs(z) < allowed
    assert lost.var() == pytest.approx(lost.mean(), rel=0.08)


def steps(watched: Watched, truth: int) -> dict[str, int]:
    """What became of entries of a truth."""
    counts = watched.total("process")[:, watched.scenario.act_names.index("harm"), truth].sum(axis=0)
    return dict(zip(PROCESS_STEPS, counts.tolist(), strict=True))


def binomial_z(found: int, of: int, share: float, what: str) -> float:
    """How far a count is from its share, in standard deviations."""
    z = (found - of * share) / math.sqrt(of * share * (1.0 - share))
    report("due process", of=what, found=found, among=of, share=found / of, theory=share, z=z)
    return z


def test_an_entry_counts_for_its_term() -> None:
    watched = lived("points: -1, counts_for: 200d")
    counting(watched, lambda u: float(u < 200), "term of 200 days")
    expired = RATE * PEOPLE * (years_of(watched) - 200 / YEAR)
    assert abs(z_of(steps(watched, TRUE)["expired"], expired, "expired")) < FAR


def test_without_a_term_an_entry_counts_for_ever() -> None:
    counting(lived(), lambda u: 1.0, "no term")


@pytest.mark.parametrize(("wait", "days_a_step"), [(120, 20.0), (30, 50.0)])
def test_a_repair_takes_its_steps_and_waits_for_its_term(wait: int, days_a_step: float) -> None:
    """Begun at a rate of three a year after the entry, two steps long, and not over before the wait is."""
    begun, steps_take = 3.0 / YEAR, 2 * days_a_step
    watched = lived(
        safeguards=f"repair: 1, repair_after: {wait}d, repair_steps: 2", repair__uses_a_year=3.0,
        repair__days_a_step=days_a_step,
    )  # fmt: skip
    counting(watched, lambda u: 1.0 if u < max(wait, steps_take) else math.exp(-begun * (u - steps_take)),
             f"repair after {wait} days")  # fmt: skip


def test_who_is_told_appeals_and_is_heard_by_the_stated_shares() -> None:
    watched = lived(
        safeguards="notice: 0.5, notice_within: 30d, appeal: 0.8, human_review: 0.5, reasons: 0.25, access: 0",
        mistakes=0.5, due_process__appeals_if_true=0.2, due_process__appeals_if_false=0.6,
        due_process__upholds_if_true=0.1, due_process__upholds_if_false=0.8, due_process__without_reasons=0.4,
        due_process__without_review=0.5, due_process__correction_days=60.0,
    )  # fmt: skip
    # Reasons are given in a quarter of cases, and without them four tenths as many appeal; a person looks at half of
    # the appeals, and without one half as many succeed.
    asks, succeeds = 0.8 * (0.25 + 0.75 * 0.4), 0.5 + 0.5 * 0.5
    for truth, appeals, upholds in ((TRUE, 0.2, 0.1), (MISTAKEN, 0.6, 0.8)):
        posted, what = cases_of(watched, "harm", truth)["posted"], steps(watched, truth)
        # Who would be told after the run's end does not learn.
        told = 0.5 * (1.0 - 30 / watched.scenario.days)
        assert abs(binomial_z(what["learned"], posted, told, f"told, truth {truth}")) < FAR
        assert abs(binomial_z(what["appealed"], what["learned"], asks * appeals, f"appeals, truth {truth}")) < FAR
        refused = 1.0 - succeeds * upholds
        assert abs(binomial_z(what["refused"], what["appealed"], refused, f"refused, truth {truth}")) < FAR


def test_a_corrected_entry_counts_until_it_is_corrected() -> None:
    """All are told after thirty days and appeal the day after; half succeed, after sixty days more on average."""
    watched = lived(
        safeguards="notice: 1, notice_within: 30d, appeal: 1", due_process__appeals_if_true=1.0,
        due_process__upholds_if_true=0.5, due_process__correction_days=60.0,
    )  # fmt: skip
    counting(watched, lambda u: 1.0 if u < 31 else 0.5 + 0.5 * math.exp(-(u - 31) / 60), "corrections")


def test_a_deadline_makes_corrections_sooner_and_never_later() -> None:
    for deadline, mean in ((20, 20.0), (300, 60.0)):
        watched = lived(
            safeguards=f"notice: 1, appeal: 1, appeal_within: {deadline}d", due_process__appeals_if_true=1.0,
            due_process__upholds_if_true=1.0, due_process__correction_days=60.0,
        )  # fmt: skip
        counting(watched, lambda u, mean=mean: 1.0 if u < 1 else math.exp(-(u - 1) / mean), f"deadline {deadline}")


def test_who_is_not_told_learns_by_looking() -> None:
    """Looks at the own file are a Poisson process: an entry of age u is known with chance 1 - exp(-a u)."""
    watched = lived(safeguards="notice: 0, access: 0.5", due_process__checks_a_year=2.0,
                    due_process__learns_by_refusal=0.0)  # fmt: skip
    t = years_of(watched)
    posted = RATE * PEOPLE * t
    theory = posted * (1.0 + math.expm1(-t) / t)
    learned = steps(watched, TRUE)["learned"]
    assert abs(z_of(learned, theory, "learned by looking")) < FAR + theory**0.5 / 365
    assert steps(watched, TRUE)["appealed"] == 0


def test_a_fall_tells_of_itself_at_the_next_refusal_and_nothing_else_does() -> None:
    """Every life falls once, at its first entry; later ones cost it no gate."""
    watched = lived("falls_to: low", safeguards="notice: 0, access: 1", rate=1.0, due_process__checks_a_year=0.0,
                    due_process__learns_by_refusal=0.5)  # fmt: skip
    fallen = int((watched.standing["grade"] == 0).sum())
    assert 0.9 * PEOPLE < fallen < PEOPLE
    assert abs(binomial_z(steps(watched, TRUE)["learned"], fallen, 0.5, "learned at a refusal")) < FAR


@pytest.mark.parametrize(("safeguards", "off_the_list"), [
    ("repair: 1, repair_after: 50d, repair_steps: 1", True), ("notice: 0", False),
])  # fmt: skip
def test_a_repair_ends_the_listing_too(safeguards: str, off_the_list: bool) -> None:
    barred = "{barred: {lasts: 4y, restrictions: [travel]}}"
    watched = lived("adds_to: barred", safeguards=safeguards, rate=0.3, lists=barred,
                    repair__uses_a_year=100.0, repair__days_a_step=1.0)  # fmt: skip
    # Listed are those with an entry in the last 50 days, or with any.
    u = 50 / YEAR if off_the_list else years_of(watched)
    listed = int((watched.standing["listed"] & 1).sum())
    share = -math.expm1(-0.3 * u)
    assert abs(binomial_z(listed, PEOPLE, share, f"listed, {safeguards}")) < FAR + (0.3 * PEOPLE / YEAR) / math.sqrt(
        PEOPLE * share
    )


def test_what_an_entry_began_ends_with_its_correction() -> None:
    """A fall that is corrected ends its lock of ten years: who fell by one entry alone is back."""
    watched = lived("points: -2000", safeguards="notice: 1, appeal: 1, appeal_within: 20d", rate=0.1,
                    grades="{high: {from: 0}, low: {lock: {lasts: 10y, release: band}}}",
                    due_process__appeals_if_true=1.0, due_process__upholds_if_true=1.0,
                    due_process__correction_days=20.0)  # fmt: skip
    low = float((watched.standing["grade"] == 0).mean())
    share = -math.expm1(-0.1 / YEAR * (1 + 20))
    assert abs(low - share) < FAR * math.sqrt(share / PEOPLE) + 0.15 * share
    assert np.all(watched.standing["score"][watched.standing["grade"] == 1] == 1000)
