"""The ladder as a process: against closed forms, the day-by-day solution, and the automaton."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from credopolis.audit.proofs.course import DRAWN, SOLVED, years_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.process import gauss, solve
from credopolis.audit.proofs.sampled import _EXPIRY, _LOOK, LIVES, _draw, sample
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.library.names import resolve_rulebook
from credopolis.rulebook import compile_rulebook, load_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing
from tests.semimarkov import occupancy

HEAD = "format: credopolis-rulebook/1\nname: small\ntitle: Small\naccount: hypothetical\nsource: assumption\n"
RATES = {
    "tax_evasion": 0.3, "negative_post": 1.0, "illegal_classes": 0.3, "intentional_crime": 0.1, "community_help": 1.0,
    "report_illegal": 0.3, "child_championship": 0.2, "organ_donation_or_award": 0.1,
}  # fmt: skip


def small(text: str) -> Machine:
    machine = machine_of(parse_rulebook(HEAD + text, "small.yaml"))
    assert machine is not None
    return machine


def shipped(name: str) -> Machine:
    machine = machine_of(load_rulebook(resolve_rulebook(name)))
    assert machine is not None
    return machine


def test_gauss_integrates_polynomials_exactly() -> None:
    a, b = gauss(5)
    at = (np.polynomial.legendre.leggauss(5)[0] + 1) / 2
    for power in range(10):
        assert b @ at**power == pytest.approx(1 / (power + 1), rel=1e-12)
        if power < 5:
            assert a @ at**power == pytest.approx(at ** (power + 1) / (power + 1), rel=1e-11)


@pytest.mark.parametrize("lock", [73, 146, 365, 700])
def test_a_lock_that_starts_anew_has_a_closed_form(lock: int) -> None:
    """In D at t: at least one crime in the last n days, 1 - exp(-a min(t, n))."""
    machine = small(
        "score: {start: 5, min: 0, max: 9}\n"
        f"grades: {{A: {{from: 5}}, D: {{lock: {{lasts: {lock}d, release: band}}}}}}\n"
        "acts: {crime: {falls_to: D}}\n"
    )
    course = solve(machine, {"crime": 2.0}, 3000.0)
    in_d = (course.graph.grade == 0).astype(float)
    for day in (1.0, 36.5, 100.0, 364.0, 366.0, 731.0, 1111.0, 2999.0):
        exact = -math.expm1(-2.0 * min(day, lock) / DAYS_PER_YEAR_OF_RATES)
        assert course.means(in_d[:, None], [day])[0, 0] == pytest.approx(exact, abs=1e-8)


def test_a_score_without_bounds_in_reach_is_compound_poisson() -> None:
    machine = small(
        "score: {start: 0, min: -9000, max: 9000}\ngrades: {A: {}}\nacts: {lose: {points: -7}, gain: {points: 3}}\n"
    )
    course = solve(machine, {"lose": 4.0, "gain": 5.0}, 1500.0)
    score = course.graph.score.astype(float)
    mean, square = course.means(np.column_stack([score, score**2]), [1234.5])[0]
    years = 1234.5 / DAYS_PER_YEAR_OF_RATES
    assert mean == pytest.approx(years * (5 * 3 - 4 * 7), rel=1e-10)
    assert square - mean**2 == pytest.approx(years * (5 * 9 + 4 * 49), rel=1e-9)


def test_the_time_until_half_are_left() -> None:
    machine = small(
        "score: {start: 5, min: 0, max: 9}\ngrades: {A: {from: 5}, D: {}}\nacts: {crime: {falls_to: D, points: -9}}\n"
    )
    years = years_of(machine, {"crime": 0.1}, (0.0, 10.0, 20.0), 1)
    assert years.method == SOLVED
    assert years.half_left == pytest.approx(math.log(2) / 0.1, abs=1e-6)
    assert years_of(machine, {"crime": 0.01}, (0.0, 10.0, 20.0), 1).half_left is None


def test_the_solution_day_by_day_agrees() -> None:
    """Rates are raised until all grades hold somebody; what is left between the two is the half day of each lock."""
    machine = shipped("popular-account")
    course = solve(machine, RATES, 3650.0)
    daily = occupancy(compile_rulebook(load_rulebook(resolve_rulebook("popular-account"))), RATES, [400, 1100, 2920])
    here = course.means(np.eye(8)[course.graph.grade], [400.0, 1100.0, 2920.0])
    assert daily[0].min() > 0.01
    assert np.abs(here - daily).max() < 3e-4
    assert here.sum(axis=1) == pytest.approx(1.0, abs=1e-11)


SET = (
    "score: {start: 30, min: 0, max: 60}\n"
    "grades: {A: {from: 25}, B: {from: 12, lock: {lasts: 90d, release: band}}, "
    "C: {from: 6, lock: {lasts: 200d, release: B, sets_score: 21}}, "
    "D: {from: 0, lock: {lasts: 60d, release: band, sets_score: 9}}}\n"
    "acts:\n  fault: {points: -9}\n  deed: {points: 5}\n  crime: {falls_to: D, points: -3}\n"
)


def test_a_score_that_is_set_on_release_agrees_day_by_day() -> None:
    book = parse_rulebook(HEAD + SET, "set.yaml")
    machine, rates = small(SET), {"fault": 3.0, "deed": 2.0, "crime": 0.7}
    daily = occupancy(compile_rulebook(book), rates, [100, 500, 1100])
    course = solve(machine, rates, 1200.0)
    here = course.means(np.eye(4)[course.graph.grade], [100.0, 500.0, 1100.0])
    assert daily[1:].min() > 0.02
    assert np.abs(here - daily).max() < 4e-3
    days = [99, 499, 1099]
    drawn = sample(machine, rates, days)
    exact = course.means(np.eye(4)[course.graph.grade], [day + 0.5 for day in days])
    for row, grades in zip(exact, drawn.grade, strict=True):
        counts = np.bincount(grades, minlength=4)
        assert np.abs((counts - LIVES * row) / np.sqrt(np.maximum(LIVES * row * (1 - row), 1.0))).max() < 4.5


def test_what_a_release_cleared_is_narrowed_from_there() -> None:
    """A life that is set far below its start goes on from there."""
    machine = small(
        "score: {start: 500, min: -500, max: 500}\ngrades: {A: {from: 450}, B: {from: 440, lock: {lasts: 10d, "
        "release: A, sets_score: -400}}, C: {}}\nacts: {crime: {falls_to: B}, fault: {points: -1}}\n"
    )
    course = solve(machine, {"crime": 5.0, "fault": 5.0}, 400.0)
    score = course.means(course.graph.score.astype(float)[:, None], [400.0])[0, 0]
    assert -405.0 < score < -390.0


@pytest.mark.parametrize("name", ["popular-account", "suining-2010"])
def test_drawn_lives_agree_with_the_solution(name: str) -> None:
    machine = shipped(name)
    rates = {move.name: RATES.get(move.name, 0.4) for move in machine.moves}
    days = [300, 1500, 2900]
    course = solve(machine, rates, 3000.0)
    exact = course.means(np.eye(len(machine.names))[course.graph.grade], [day + 0.5 for day in days])
    drawn = sample(machine, rates, days)
    for row, grades in zip(exact, drawn.grade, strict=True):
        counts = np.bincount(grades, minlength=len(machine.names))
        spread = np.sqrt(np.maximum(LIVES * row * (1 - row), 1.0))
        assert np.abs((counts - LIVES * row) / spread).max() < 4.5


CAPPED = (
    "score: {start: 30, min: 0, max: 60}\n"
    "grades: {A: {from: 25}, B: {from: 12, lock: {lasts: 90d, release: band}}, "
    "C: {lock: {lasts: 200d, release: B, sets_score: 14, again: {within: 900d, lasts: [250d, 400d]}}}}\n"
    "acts:\n  fault: {points: -9, counts_for: 300d}\n  deed: {points: 5, cap_per_year: 2, only: {grades: [B, A]}}\n"
    "  prize: {points: 11, counts_for: 500d, cap_per_year: 1}\n  once: {points: 7, cap: {times: 1}}\n"
    "  course: {points: 4, cap: {times: 2, per: 700d}, only: {grades: [A, C]}}\n  crime: {falls_to: C, points: -3}\n"
)


@pytest.mark.parametrize("rate", [2.0, 0.6])
@pytest.mark.parametrize(
    "more",
    [
        "",
        ", gives_back: {points: 2, after: 70d}",
        ", resets: {after: 300d}, gives_back: {points: 3, after: 90d, up_to: 45}",
        ", resets: {every: 1y}",
        ", resets: {after: 200d}, at_once: {lost: 8}",
        ", at_once: {lost: 10, gained: 9}",
        ", at_once: {only_largest: true}",
        ", at_once: {only_largest: true, lost: 5}",
        "; fault: again: {within: 200d, points: [-12, -15]}, deed: again: {within: 400d, points: [2]}",
        ", newcomers: {for: 700d, start: 20, gains: {points: 4, each: 100d}, from: {A: 30, B: 0}}",
        ", resets: {after: 200d}, counters: {a: {lost: 10, within: 90d, falls_to: B}, b: {lost: 25, within: 500d, "
        "falls_to: C}}",
        ", at_once: {lost: 8}, counters: {a: {lost: 24, within: 900d, falls_to: C}}",
        ", resets: {every: 1y}, newcomers: {for: 730d, gains: {points: 4, each: 365d}, from: {A: 20, C: 0}}",
        ", resets: {after: 300d}, gives_back: {points: 3, after: 90d}, newcomers: {for: 900d, start: 55, from: {C: 0}}",
    ],
)
def test_drawn_lives_are_lives_of_the_automaton(rate: float, more: str) -> None:
    """The same entries, one by one through `Standing`, leave every life at the same score and grade."""
    text = CAPPED
    if more.startswith(";"):
        more = ""
        text = text.replace("counts_for: 300d", "counts_for: 300d, again: {within: 200d, points: [-12, -15]}")
        text = text.replace("points: 5,", "points: 5, again: {within: 400d, points: [2]},")
    book = parse_rulebook(HEAD + text.replace("max: 60", f"max: 60{more}"), "capped.yaml")
    machine = machine_of(book)
    assert machine is not None and not machine.plain
    rates, days, lives = dict.fromkeys(book.acts, rate), [500, 2000, 3600], 150
    drawn = sample(machine, rates, days, lives)
    events = _draw(machine, rates, days, lives)
    together = 0
    for life in range(lives):
        standing = Standing(book)
        kinds = zip(events.day[:, life], events.kind[:, life], events.what[:, life], strict=True)
        mine = [(int(day), int(kind), int(what)) for day, kind, what in kinds if kind >= 0]
        ends = [day for day, kind, _ in mine if kind == _EXPIRY]
        if len(set(ends)) < len(ends):
            together += 1
            continue
        for day, kind, what in mine:
            if kind == _LOOK:
                standing.advance(day)
                assert standing.score == drawn.score[what, life]
                assert standing.grade == machine.names[drawn.grade[what, life]]
            elif kind != _EXPIRY:
                standing.post(machine.moves[what].name, day)
    assert together < lives / 2


def test_caps_are_drawn_as_the_automaton_counts_them() -> None:
    machine = small(
        "score: {start: 0, min: 0, max: 9000}\ngrades: {A: {}}\nacts: {deed: {points: 1, cap_per_year: 2}}\n"
    )
    drawn = sample(machine, {"deed": 40.0}, [364, 365 * 5 - 1])
    assert set(drawn.score[0]) == {2} and set(drawn.score[1]) == {10}
    assert years_of(machine, {"deed": 40.0}, (0.0, 1.0), 0).method == DRAWN


def test_a_changed_lock_changes_the_shares() -> None:
    machine = shipped("popular-account")
    longer = replace(machine, lock_days=tuple(2 * days for days in machine.lock_days))
    days = [2000.0]
    shares = [c.means(np.eye(8)[c.graph.grade], days)[0] for c in (solve(m, RATES, 2001.0) for m in (machine, longer))]
    assert shares[1][0] > shares[0][0] + 0.02
