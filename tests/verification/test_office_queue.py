"""The office's backlog is that of the queue M/D/c at its service times, and a fluid beyond saturation.

Each of 31 equal provinces has an office that can close c cases a tick, and cases come as a Poisson process. What waits
at the ends of ticks then follows B' = max(0, B + Poisson(load c) - c), Crommelin's (1932) recursion for M/D/c with the
tick as service time; `queues` solves it by Spitzer's identity and as a Markov chain, and shares nothing with the
engine. Beyond saturation the backlog grows as arrivals less capacity, and so does what the ledger still has to close.

What differs from a queue of desks: nobody is served within a tick. A case that comes is told the wait of those that
were there when its tick began, so the mean wait is E[B] / c instead of Little's E[B] / (load c): shorter by the load.

Source: Tijms 2003, A First Course in Stochastic Models, section 9.6.2; Little 1961.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.engine.tally import FILED, POSTED
from credopolis.engine.world import WAIT_DAYS
from tests.mechanisms.queues import chance_of_no_queue, fluid, mean_queue, mean_queue_by_chain

from .one_act import society
from .tools import Watched, report, watch, z_limit

PROVINCES = 31
LIVES = 400
SERVERS = 20
LOADS = (0.5, 0.8, 0.95)
CHECKS = 3 * len(LOADS)
WARM_UP = 400
ARRIVALS, CLOSED, CAPACITY, BACKLOG = range(4)
ALONE = ("cameras", "faces", "false_alarms")
IMMEDIATE = {
    "regime.records.delay_days": 0.0,
    "regime.office.desk_days": 0.0,
    "regime.office.office_days": 0.0,
    "regime.office.court_days": 0.0,
    "regime.office.true_dismissed_office": 0.0,
    "regime.office.lost_share": 0.0,
    "regime.office.longest_days": 3000,
}
"""No delay and no loss but the queue's."""


def offices(load: float, years: float, seed: int, beside: str = "") -> Watched:
    """31 offices of one load. beside : decides on as many cases of another act; empty for none such."""
    capacity = SERVERS / 7.0
    overrides = {**IMMEDIATE, "regime.office.decisions_a_day": capacity / LIVES * 1e5}
    rate = load * capacity * DAYS_PER_YEAR_OF_RATES / LIVES
    people = PROVINCES * LIVES
    return watch(society("records", rate, people=people, years=years, seed=seed, off=ALONE, overrides=overrides,
                         decision="office", beside=beside))  # fmt: skip


def backlogs(watched: Watched) -> np.ndarray:
    """Cases waiting at the beginning of each tick, (ticks, provinces), from the waits that lives were told."""
    return watched.fields[:, :, WAIT_DAYS] * (SERVERS / 7.0)


@pytest.fixture(scope="module", params=LOADS)
def steady(request: pytest.FixtureRequest) -> tuple[float, Watched]:
    return request.param, offices(request.param, years=30, seed=51)


def test_the_mean_backlog_and_the_chance_of_none_are_those_of_m_d_c(steady: tuple[float, Watched]) -> None:
    load, watched = steady
    waiting = backlogs(watched)[WARM_UP:]
    for name, found, expected in (
        ("mean", waiting.mean(axis=0), mean_queue(load * SERVERS, SERVERS)),
        ("none", (waiting < 1e-9).mean(axis=0), chance_of_no_queue(load * SERVERS, SERVERS)),
    ):
        error = float(found.std(ddof=1)) / math.sqrt(PROVINCES)
        z = (float(found.mean()) - expected) / error
        half = 2.042 * error  # Student's t, 30 degrees of freedom
        report("office backlog", load=load, of=name, observed=float(found.mean()),
               low=float(found.mean()) - half, high=float(found.mean()) + half, theory=expected, z=z)  # fmt: skip
        assert abs(z) < z_limit(CHECKS)
    assert mean_queue(load * SERVERS, SERVERS) == pytest.approx(
        mean_queue_by_chain(load * SERVERS, SERVERS, 400), rel=1e-5
    )


def test_arrivals_scatter_as_poisson_counts_do(steady: tuple[float, Watched]) -> None:
    load, watched = steady
    arrived = watched.total("offices")[:, ARRIVALS]
    expected = load * SERVERS / 7.0 * watched.scenario.days
    z = float((arrived - expected).sum() / math.sqrt(PROVINCES * expected))
    spread = float(((arrived - expected) ** 2 / expected).mean())
    report("cases that arrive", load=load, mean=float(arrived.mean()), expected=expected, z=z, variance_to_mean=spread)
    assert abs(z) < z_limit(CHECKS)
    assert abs(spread - 1) < z_limit(CHECKS) * math.sqrt(2 / PROVINCES)


def test_the_wait_is_littles_times_the_load(steady: tuple[float, Watched]) -> None:
    load, watched = steady
    littles = mean_queue(load * SERVERS, SERVERS) / (load * SERVERS / 7.0)
    told = watched.fields[WARM_UP:, :, WAIT_DAYS].mean(axis=0) / littles
    mean, error = float(told.mean()), float(told.std(ddof=1)) / math.sqrt(PROVINCES)
    report("mean wait over Little's", load=load, ratio=mean, low=mean - 2.042 * error, high=mean + 2.042 * error)
    assert abs(mean - load) < z_limit(CHECKS) * error


@pytest.mark.parametrize("load", [1.1, 1.5])
def test_beyond_saturation_the_backlog_is_a_fluid(load: float) -> None:
    years = 4
    watched = offices(load, years, seed=57)
    days = watched.scenario.days
    backlog = watched.periods[-1].offices[:, BACKLOG]
    expected = fluid(0.0, load * SERVERS / 7.0, SERVERS / 7.0, days)
    error = math.sqrt(load * SERVERS / 7.0 * days / PROVINCES)
    early = mean_queue(SERVERS / load, SERVERS)  # what idle servers of the first ticks leave undone
    cases = watched.total("cases")[:, :, 0, :].sum(axis=1)
    pending = cases[:, int(FILED)] - cases[:, int(POSTED)]
    mean = float(backlog.mean())
    report("backlog beyond saturation", load=load, observed=mean, low=mean - 2 * error,
           high=mean + 2 * error, fluid=expected, pending_in_ledger=float(pending.mean()))  # fmt: skip
    assert abs(float(backlog.mean()) - expected) < 3.9 * error + early
    assert float(pending.mean()) == pytest.approx(float(backlog.mean()), rel=0.03, abs=1.5 * load * SERVERS)
    at_half = backlogs(watched)[watched.scenario.ticks // 2].mean()
    assert at_half == pytest.approx(expected / 2, rel=0.15)


def test_what_needs_no_decision_waits_for_nobody() -> None:
    """An office at one and a half times its load holds up what it must decide, and nothing that is done beside it."""
    watched = offices(1.5, 4, 57, beside="none")
    cases = watched.total("cases").sum(axis=(0, 2))
    by_act = {watched.scenario.act_names[act]: cases[watched.periods[-1].pairs[:, 0] == act].sum(axis=0)
              for act in range(2)}  # fmt: skip
    for name, share in (("act", 2 / 3), ("other", 1.0)):
        assert by_act[name][int(POSTED)] / by_act[name][int(FILED)] == pytest.approx(share, abs=0.01), name
    assert watched.total("offices")[:, ARRIVALS].sum() == by_act["act"][int(FILED)] > 10_000
    assert watched.fields[-1, :, WAIT_DAYS].min() > 100


def test_every_case_is_closed_or_waits(steady: tuple[float, Watched]) -> None:
    _, watched = steady
    totals, last = watched.total("offices"), watched.periods[-1].offices[:, BACKLOG]
    np.testing.assert_allclose(totals[:, ARRIVALS], totals[:, CLOSED] + last, rtol=1e-9)
    assert (totals[:, CLOSED] <= totals[:, CAPACITY] + 1e-6).all()
