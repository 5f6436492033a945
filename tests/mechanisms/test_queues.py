"""Queues: a fluid of two classes, held against small steps, people one by one, and what must be kept."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.engine.provinces import TERMS as OF_PROVINCES
from credopolis.engine.scenario import Scenario
from credopolis.library.catalogue import load_scenario
from credopolis.mechanisms.queues import (
    CLASSES,
    FIGURES,
    FIRST,
    LONGEST,
    NOT_BEGUN,
    OTHERS,
    QUEUE_NAMES,
    QUEUES,
    TERMS,
    QueuesParameters,
    at_rest,
    people_queue,
    run_queues,
    serve_queue,
    served_in,
    still_waiting,
    wait_for,
)

ASKED, SERVED, GAVE_UP, WAITING, WAIT, ALIKE = range(len(FIGURES))
A_DAY = st.floats(0, 20)
PATIENCE = st.floats(2, 4000)


def live(
    first: float, others: float, places: float, patience: float, days: float, begins: tuple[float, float]
) -> tuple[Any, Any]:
    """One queue over some days -> who waits, (2,), and figures."""
    waiting, figures = np.array(begins), np.zeros((len(CLASSES), len(FIGURES)))
    serve_queue(first, others, 0.0, places, patience, days, 0.0, waiting, figures)
    return waiting, figures


@given(A_DAY, A_DAY, PATIENCE, st.floats(0, 500), st.floats(1, 60))
def test_who_waits_is_what_small_steps_lead_to(
    asked: float, places: float, patience: float, begins: float, days: float
) -> None:
    """Euler's rule in steps of a ten-thousandth; served is the rest of what came and gave up."""
    steps = 10_000
    step, waiting, served = days / steps, begins, 0.0
    for _ in range(steps):
        most = waiting + asked * step - waiting / patience * step
        out = min(places * step, most)
        served, waiting = served + out, most - out
    slack = 1e-3 * (1.0 + begins + asked * days)
    assert still_waiting(begins, asked, places, patience, days) == pytest.approx(waiting, abs=slack)
    assert served_in(begins, asked, places, patience, days) == pytest.approx(served, abs=slack)


@given(A_DAY, A_DAY, A_DAY, PATIENCE, st.floats(0, 300), st.floats(0, 300))
def test_nobody_is_lost_and_nobody_served_twice(
    first: float, others: float, places: float, patience: float, ahead: float, behind: float
) -> None:
    waiting, figures = live(first, others, places, patience, 30.0, (ahead, behind))
    for row, before, after in zip((FIRST, OTHERS), (ahead, behind), waiting, strict=True):
        came = before + figures[row, ASKED]
        assert figures[row, SERVED] + figures[row, GAVE_UP] + after == pytest.approx(came, rel=1e-9, abs=1e-7)
        assert figures[row, :WAIT].min() >= -1e-9 and waiting.min() >= 0
    assert figures[:, SERVED].sum() <= places * 30.0 + 1e-7


@given(A_DAY, A_DAY, st.floats(0.1, 20), PATIENCE, st.floats(0, 300), st.floats(0, 1), st.floats(0, 1))
def test_in_whatever_order_people_are_served_as_many_wait_and_are_served(
    asked: float, more: float, places: float, patience: float, begins: float, share: float, other: float
) -> None:
    """Who is put first changes whose the wait is, and not how much of it there is."""
    total = asked + more
    found = [
        live(total * part, total * (1 - part), places, patience, 30.0, (begins * part, begins * (1 - part)))
        for part in (share, other)
    ]
    (mine, a), (its, b) = found
    assert mine.sum() == pytest.approx(its.sum(), rel=1e-9, abs=1e-7)
    for figure in (ASKED, SERVED, GAVE_UP):
        assert a[:, figure].sum() == pytest.approx(b[:, figure].sum(), rel=1e-9, abs=1e-6)
    assert a[FIRST, WAIT] <= a[FIRST, ALIKE] + 1e-6 and a[OTHERS, WAIT] >= a[OTHERS, ALIKE] - 1e-6
    assert a[OTHERS, ALIKE] == pytest.approx(b[OTHERS, ALIKE], rel=1e-6, abs=1e-6)


@given(A_DAY, A_DAY, A_DAY, PATIENCE, st.integers(1, 12))
def test_nothing_hangs_on_how_long_ticks_are(
    first: float, others: float, places: float, patience: float, days: int
) -> None:
    once, whole = live(first, others, places, patience, 84.0, (40.0, 60.0))
    waiting, figures = np.array([40.0, 60.0]), np.zeros((len(CLASSES), len(FIGURES)))
    for begins in range(0, 84, days):
        serve_queue(first, others, 0.0, places, patience, float(min(days, 84 - begins)), 0.0, waiting, figures)
    np.testing.assert_allclose(waiting, once, rtol=1e-7, atol=1e-6)
    np.testing.assert_allclose(figures[:2, :WAITING], whole[:2, :WAITING], rtol=1e-7, atol=1e-5)


def test_the_example_of_the_model() -> None:
    """300 wait, 10 places a day; 100 of them, and 2 of those who come each day, are put first, and nobody gives up."""
    patience = 1e6
    assert wait_for(300.0, 10.0, patience) == pytest.approx(30.0, rel=1e-4)
    assert wait_for(100.0, 10.0, patience) == pytest.approx(10.0, rel=1e-4)
    assert wait_for(300.0, 10.0 - 2.0, patience) == pytest.approx(37.5, rel=1e-4)
    assert wait_for(1.0, 0.0, patience) == LONGEST and wait_for(0.0, 1.0, patience) == 0.0


def people_one_by_one(
    rates: tuple[float, float], places: float, patience: float, days: float, seed: int
) -> tuple[list[float], list[float]]:
    """People who come at random and give up at random, served one after the other, whoever is put first before all
    others -> who waits on the last day, and how long the last who were served had waited, both by class.

    An independent computation: events on a heap, with no rates of the fluid.
    """
    rng = np.random.default_rng(seed)
    events: list[tuple[float, int]] = []
    for k, rate in enumerate(rates):
        events += [(float(t), k) for t in np.sort(rng.uniform(0, days, rng.poisson(rate * days)))]
    heapq.heapify(events)
    lines: tuple[deque[tuple[float, float]], ...] = (deque(), deque())
    waits: tuple[list[float], list[float]] = ([], [])
    free = 0.0
    for at in np.arange(0, days, 1 / places):
        while events and events[0][0] <= at:
            came, k = heapq.heappop(events)
            lines[k].append((came, came + rng.exponential(patience)))
        free = at
        for k, line in enumerate(lines):
            while line and line[0][1] < free:
                line.popleft()
            if line:
                waits[k].append(free - line.popleft()[0])
                break
    left = [float(sum(gives_up > days for _, gives_up in line)) for line in lines]
    return left, [float(np.mean(found[-400:])) if found else LONGEST for found in waits]


def test_people_one_by_one_wait_as_long_as_the_fluid_says() -> None:
    """Some 40,000 people, a share of 30 % put first; a fluid is what chance is small beside."""
    rates, places, patience, days = (40.0, 100.0), 100.0, 50.0, 300.0
    left, waits = people_one_by_one(rates, places, patience, days, seed=5)
    waiting, figures = live(*rates, places, patience, days, (0.0, 0.0))
    assert waiting[FIRST] == 0.0 and left[FIRST] < 10
    assert left[OTHERS] == pytest.approx(waiting[OTHERS], rel=0.08)
    assert waits[FIRST] < 0.1 and figures[FIRST, WAIT] == 0.0
    assert waits[OTHERS] == pytest.approx(figures[OTHERS, WAIT], rel=0.08)


def test_people_one_by_one_where_even_those_put_first_wait() -> None:
    rates, places, patience, days = (130.0, 60.0), 100.0, 40.0, 300.0
    left, waits = people_one_by_one(rates, places, patience, days, seed=6)
    waiting, figures = live(*rates, places, patience, days, (0.0, 0.0))
    np.testing.assert_allclose(left, waiting, rtol=0.08)
    assert waits[FIRST] == pytest.approx(figures[FIRST, WAIT], rel=0.08)
    assert waits[OTHERS] == figures[OTHERS, WAIT] == LONGEST and figures[OTHERS, SERVED] == 0.0


# Of a whole scenario


def scenario_with(**values: float) -> Scenario:
    """The popular account with these values of queues."""
    return load_scenario("popular-account", people=1000, set={f"regime.queues.{k}": v for k, v in values.items()})


def terms_of(scenario: Scenario) -> Any:
    """The terms of one province."""
    terms = np.zeros(1, OF_PROVINCES)
    for term in TERMS:
        terms[0][term.name] = term.of(scenario)
    return terms


def run(scenario: Scenario, grades: list[int], days: int = 7, ticks: int = 1) -> tuple[Any, Any]:
    """Some ticks of one province with so many lives in each grade -> who waits, and figures, by queue."""
    waiting = np.full((1, len(QUEUES), 2), NOT_BEGUN)
    queues = np.zeros((1, len(QUEUES), len(CLASSES), len(FIGURES)))
    for _ in range(ticks):
        run_queues(np.array([[*grades, 50]]), days, terms_of(scenario), waiting, queues)
    return waiting[0], queues[0]


def test_people_queue_only_where_they_are_to() -> None:
    assert not people_queue(scenario_with()) and people_queue(scenario_with(stands=True))
    assert not people_queue(replace(scenario_with(stands=True), off=("queues",)))
    waiting, queues = run(scenario_with(), [100] * 8)
    assert (waiting == NOT_BEGUN).all() and not queues.any()


def test_grades_put_first_and_refused_are_those_of_the_rulebook() -> None:
    scenario = scenario_with(stands=True)
    names, its = scenario.rulebook.grade_names, terms_of(scenario)[0]
    assert names == ("D", "C", "B", "A-", "A", "A+", "AA", "AAA")
    first = {q: [g for k, g in enumerate(names) if its["grades_first"][n] >> k & 1] for n, q in enumerate(QUEUE_NAMES)}
    refused = {
        q: [g for k, g in enumerate(names) if its["grades_refused"][n] >> k & 1] for n, q in enumerate(QUEUE_NAMES)
    }
    assert first == {"school_admission": ["A-", "A", "A+", "AA", "AAA"], "job_assignment": ["AA", "AAA"],
                     "healthcare": ["A-", "A", "A+", "AA", "AAA"], "public_housing": ["AA", "AAA"]}  # fmt: skip
    assert refused == {"school_admission": [], "job_assignment": ["D", "C"], "healthcare": [], "public_housing": ["D"]}


def test_where_nobody_is_put_first_a_queue_stays_as_long_as_it_begins() -> None:
    scenario = scenario_with(stands=True, put_first=0)
    alone, later = run(scenario, [0, 0, 0, 0, 900, 0, 100, 0]), run(scenario, [0, 0, 0, 0, 900, 0, 100, 0], ticks=50)
    np.testing.assert_allclose(alone[0], later[0], rtol=1e-9)
    p = scenario.regime.queues
    for k, name in enumerate(QUEUE_NAMES):
        asked, patience = getattr(p, f"{name}_asks_per_place"), getattr(p, f"{name}_patience_days")
        assert later[1][k, OTHERS, WAIT] == pytest.approx(patience * np.log(asked), rel=1e-6)
        places = 1000 * getattr(p, f"{name}_places") / 365.25
        assert later[0][k].sum() == pytest.approx(at_rest(asked * places, places, patience), rel=1e-6)


def test_a_head_start_of_some_is_a_longer_wait_of_the_others() -> None:
    grades = [0, 0, 200, 0, 300, 300, 150, 50]
    shares = (0.0, 0.25, 0.5)
    found = [run(scenario_with(stands=True, put_first=share), grades, ticks=100)[1] for share in shares]
    for k in (QUEUE_NAMES.index("healthcare"), QUEUE_NAMES.index("school_admission")):
        alike = [f[k, OTHERS, ALIKE] for f in found]
        others, waiting = [f[k, OTHERS, WAIT] for f in found], [f[k, :, WAITING].sum() for f in found]
        np.testing.assert_allclose(alike, alike[0], rtol=1e-6)
        np.testing.assert_allclose(waiting, waiting[0], rtol=1e-6)
        assert others[0] == pytest.approx(alike[0]) and others[0] < others[1] < others[2]
        assert all(f[k, FIRST, WAIT] < f[k, FIRST, ALIKE] for f in found[1:])


def test_those_who_are_refused_ask_in_vain_and_leave_places_to_others() -> None:
    scenario = scenario_with(stands=True)
    _, open_to_all = run(scenario, [0, 0, 1000, 0, 0, 0, 0, 0], ticks=50)
    _, closed_to_some = run(scenario, [200, 0, 800, 0, 0, 0, 0, 0], ticks=50)
    housing = QUEUE_NAMES.index("public_housing")
    refused = closed_to_some[housing, CLASSES.index("refused")]
    assert refused[ASKED] == pytest.approx(0.2 * open_to_all[housing, :, ASKED].sum()) and not refused[SERVED:].any()
    assert closed_to_some[housing, OTHERS, WAIT] < open_to_all[housing, OTHERS, WAIT]
    assert closed_to_some[housing, OTHERS, SERVED] == pytest.approx(open_to_all[housing, OTHERS, SERVED])


def test_every_queue_has_its_three_parameters() -> None:
    named = {f"{name}_{what}" for name in QUEUE_NAMES for what in ("places", "asks_per_place", "patience_days")}
    assert {*QueuesParameters.model_fields} == {"stands", "put_first", *named}
