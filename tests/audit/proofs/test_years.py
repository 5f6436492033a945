"""Lives over years where the score is a mean, cycles set grades, or entries end one another: against `Standing`."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credopolis.audit.conduct_words import drift_rows, points_note
from credopolis.audit.judge import audit as audit_rulebook
from credopolis.audit.proofs.chained import Rated, StateChain, can_be_chained
from credopolis.audit.proofs.course import BEYOND, NOTHING_ENTERED, STEPPED, years_of
from credopolis.audit.proofs.drift import drift_of
from credopolis.audit.proofs.effort import Effort, OutOfEffort
from credopolis.audit.proofs.errors import Mistakes, errors_of
from credopolis.audit.proofs.followed import LOOK, follow, lives_of
from credopolis.audit.proofs.machine import Machine
from credopolis.audit.proofs.machine_of import machine_of
from credopolis.audit.proofs.prove import prove
from credopolis.core.units import DAYS_PER_YEAR_OF_RATES
from credopolis.rulebook import Rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing

from .cycles import by_cycle, means, together

SOME = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
OF_SCORES = st.one_of(by_cycle(True), means(True), together(True))
FEW = st.one_of(by_cycle(), means(), together())
LOOKS = [0, 3, 7, 20, 21]
OFTEN = 60.0
HEAD = "format: credopolis-rulebook/1\nname: b\ntitle: B\naccount: hypothetical\nsource: assumption\n"


def machine(book: Rulebook | str) -> Machine:
    found = machine_of(parse_rulebook(HEAD + book) if isinstance(book, str) else book)
    assert found is not None
    return found


def stood(book: Rulebook, found: Machine, lives: int, often: float) -> tuple[np.ndarray, np.ndarray]:
    """Scores and grades, (n_looks, n_lives), of the same lives through the plain automaton."""
    rates = dict.fromkeys(book.acts, often)
    scores, grades = np.zeros((2, len(LOOKS), lives), np.int64)
    for n, life in enumerate(lives_of(found, rates, LOOKS, lives)):
        standing, looked = Standing(book), 0
        for day, act in life:
            if act == LOOK:
                standing.advance(day)
                scores[looked, n], grades[looked, n] = standing.score, found.names.index(standing.grade)
                looked += 1
            else:
                standing.post(found.moves[act].name, day)
    return scores, grades


@SOME
@given(OF_SCORES)
def test_lives_that_are_followed_are_lives_of_the_automaton(book: Rulebook) -> None:
    found = machine(book)
    sample, moved = follow(found, lives_of(found, dict.fromkeys(book.acts, OFTEN), LOOKS, 20), len(LOOKS))
    scores, grades = stood(book, found, 20, OFTEN)
    assert (sample.score == scores).all() and (sample.grade == grades).all()
    assert set(moved.up) | set(moved.down) <= set(book.acts)


@SOME
@given(FEW)
def test_shares_that_are_solved_are_those_of_lives(book: Rulebook) -> None:
    """Shares, expected scores and what entries move, all within chance of lives of the automaton."""
    found, lives = machine(book), 300
    if not can_be_chained(found):
        return
    rates = {act: OFTEN * (1 + n) for n, act in enumerate(book.acts)}
    chain = StateChain(found, list(rates), Effort())
    course = Rated(chain, np.array([*rates.values()]) / DAYS_PER_YEAR_OF_RATES, Effort()).follow(
        [day + 1.0 - 1e-9 for day in LOOKS], 1
    )
    drawn = lives_of(found, rates, LOOKS, lives)
    sample, moved = follow(found, drawn, len(LOOKS))
    values = np.array([state.grade for state in course.states])
    scores = np.array([state.score for state in course.states], np.float64)
    for row, seen_grades, seen_scores in zip(course.at, sample.grade, sample.score, strict=True):
        share = np.bincount(values, row, len(found.names))
        counts = np.bincount(seen_grades, minlength=len(found.names))
        assert share.sum() == pytest.approx(1.0, abs=1e-9)
        assert np.abs((counts - lives * share) / np.sqrt(np.maximum(lives * share * (1 - share), 1.0))).max() < 5.0
        spread = math.sqrt(max(row @ scores**2 - (row @ scores) ** 2, 0.0) / lives)
        assert abs(seen_scores.mean() - row @ scores) < 5.0 * spread + 1e-6
    for side, seen in ((course.up, moved.up), (course.down, moved.down)):
        years = lives * (LOOKS[-1] + 1) / DAYS_PER_YEAR_OF_RATES
        for act, points in side.items():
            most = 30.0 * math.sqrt(points * years + 1.0) / years  # each entry moves six points at the most
            assert abs(seen.get(act, 0.0) * LOOKS[-1] / (LOOKS[-1] + 1) - points) < most


YEARLY = """
score: {start: 3, min: 0, max: 3, resets: {every: 1y, sets_grade: true}}
grades: {good: {from: 2}, poor: {lock: {cycles: 2, release: band}}}
acts: {late: {points: -1, seen_by: {records: 1}, conduct: {rate: 0.8}}}
"""


def test_the_grade_of_a_year_is_by_the_entries_of_that_year() -> None:
    """A year with two entries or more, of Poisson, makes one poor for two years, then free with the third year's."""
    bad = 1 - math.exp(-0.8 * 365 / 365.25) * (1 + 0.8 * 365 / 365.25)
    years = years_of(machine(YEARLY), {"late": 0.8}, (0.0, 0.9, 1.5, 2.5, 3.5), 1, Effort())
    # Set at the end of year k with a chance: poor is who fell at end 1 or 2; at end 3 also who was let go and fell.
    assert years.method == STEPPED and years.lives == 0
    assert years.grades[:, 0] == pytest.approx([0, 0, bad, 1 - (1 - bad) ** 2, _poor_after_three(bad)], abs=1e-9)
    assert years.half_left is None


def _poor_after_three(bad: float) -> float:
    """Over all three years that are bad or good: the grade and its lock, by hand."""
    share = 0.0
    for years in range(8):
        poor, left = False, 0
        for k in range(3):
            left = max(left - 1, 0)
            if poor and left:
                continue
            fell = bool(years >> k & 1)
            poor, left = fell, 2 if fell and not poor else 0
        falls = bin(years).count("1")
        share += poor * bad**falls * (1 - bad) ** (3 - falls)
    return share


def test_a_mean_of_one_is_the_last_entry() -> None:
    text = "score: {start: 5, min: 1, max: 5, mean: {last: 1}}\ngrades: {A: {from: 3}, B: {}}\n"
    text += "acts: {five: {points: 0}, one: {points: -4}}\n"
    years = years_of(machine(text), {"five": 1.0, "one": 3.0}, (0.0, 0.5, 2.0), 1, Effort())
    wanted = [0.75 * -math.expm1(-4.0 * year) for year in (0.0, 0.5, 2.0)]
    assert years.grades[:, 0] == pytest.approx(wanted, abs=1e-9)
    assert years.score == pytest.approx([5 - 4 * share for share in wanted], abs=1e-8)
    assert years.half_left == pytest.approx(math.log(3) / 4, abs=1e-6)
    assert years.moved is not None and years.moved.up["five"] == pytest.approx(years.moved.down["one"], rel=0.6)


def test_points_of_a_mean_are_what_entries_move() -> None:
    text = HEAD + (
        "score: {start: 5, min: 1, max: 5, mean: {last: 2}}\ngrades: {A: {from: 3}, B: {}}\n"
        "acts: {five: {points: 0, seen_by: {records: 1}, conduct: {rate: 20}}, "
        "one: {points: -4, seen_by: {records: 1}, conduct: {rate: 2}}}\n"
    )
    audit = audit_rulebook(parse_rulebook(text), conduct={})
    drift = audit.proofs.drift["worker"]
    assert drift.gains_a_year is not None and drift.losses_a_year is not None
    # Each one star takes two points off a mean of fives, and the second five after it gives them back.
    assert 3.0 < drift.losses_a_year < 4.5 and drift.points_a_year == pytest.approx(0.0, abs=0.3)
    assert drift.by_act["five"] > 0 > drift.by_act["one"] and drift.in_standing[-1][1] > 0.9
    assert "a mean" in points_note(audit) and not any("points" in limit for limit in audit.limits)
    assert {finding.code for finding in audit.findings}.isdisjoint({"PT04", "PT06", "PT07"})


def test_what_the_effort_does_not_reach_is_not_said_to_be_nothing() -> None:
    text = HEAD + (
        "score: {start: 500, min: 100, max: 500, mean: {last: 500, at_least: 25}}\ngrades: {A: {from: 460}, B: {}}\n"
        "acts: {five: {points: 0, seen_by: {records: 1}, conduct: {rate: 500}}, "
        "one: {points: -400, seen_by: {records: 1}, conduct: {rate: 20}}}\n"
    )
    audit = audit_rulebook(parse_rulebook(text), conduct={}, effort=20_000)
    drift = audit.proofs.drift["worker"]
    assert drift.gains_a_year is drift.losses_a_year is drift.points_a_year is None and not drift.solved
    assert drift.method == BEYOND and any("the years of" in limit for limit in audit.limits)
    assert drift_rows(audit)[0][1:3] == ("not proved", "not proved") and not drift.by_act


def test_where_nothing_is_entered_all_lives_are_alike() -> None:
    text = (
        "score: {start: 3, min: 0, max: 9, resets: {every: 1y, sets_grade: true}, newcomers: {for: 1y, begins_in: N}}"
    )
    text += "\ngrades: {A: {from: 2}, N: {without_band: true}, B: {}}\nacts: {late: {points: -1, counts_for: 90d}}\n"
    for found in (machine(text), machine(text.replace(", counts_for: 90d", ""))):
        years = years_of(found, {}, (0.0, 0.5, 1.5), 2, Effort())
        assert years.method == NOTHING_ENTERED and years.lives == 0
        assert years.grades.tolist() == [[0, 1, 0], [0, 1, 0], [0, 0, 1]] and years.half_left == 0.0


def test_mistakes_of_cycles_are_told() -> None:
    face = errors_of(parse_rulebook(HEAD + YEARLY), {}, Mistakes(0.8, 0.0, 1.0, 1.0))
    assert not face.unknown and face.method == STEPPED and face.lives == 0
    assert 0.1 < face.below["good"][0] < face.below["good"][1] < 0.5
    proofs = prove(parse_rulebook(HEAD + YEARLY), {})
    assert proofs.exact and proofs.drift["worker"].solved


def test_head_starts_are_no_points_a_year() -> None:
    text = HEAD + YEARLY.replace("acts: {", "acts: {sure: {head_start: {points: 1}, seen_by: {records: 1}, "
                                 "conduct: {rate: 1}}, ")  # fmt: skip
    limits = prove(parse_rulebook(text), {}).limits
    assert [limit for limit in limits if "starts of cycles: sure" in limit] == list(limits)


def test_a_chain_takes_effort() -> None:
    found = machine(YEARLY)
    with pytest.raises(OutOfEffort):
        StateChain(found, ["late"], Effort(3))
    chain = StateChain(found, ["late"], Effort())
    with pytest.raises(OutOfEffort):
        Rated(chain, np.array([1e9]), Effort()).follow([365.0], 1)
    assert years_of(found, {"late": 0.8}, (0.0, 1.0), 1, Effort(3)).method == BEYOND


def test_drift_of_what_one_is() -> None:
    """Ages end one another: what a birthday takes is told as what it really moves."""
    text = HEAD + (
        "score: {start: 0, min: 0, max: 99, together: {both: {sets: {x: {acts: [young, test], points: 5}}}}}\n"
        "grades: {in: {from: 20}, out: {}}\nacts:\n"
        "  young: {points: 20, ends: [young, old], seen_by: {records: 1}, conduct: {rate: 1}}\n"
        "  old: {ends: [young, old], points: 1, seen_by: {records: 1}, conduct: {rate: 1}}\n"
        "  test: {points: 3, ends: [test], seen_by: {records: 1}, conduct: {rate: 1}}\n"
    )
    drift = drift_of(parse_rulebook(text), {})["worker"]
    assert drift.by_act["old"] < 0 < drift.by_act["young"] and drift.method == STEPPED
    # Young half of the time in the long run, and with the test 28 points then, else 4.
    assert drift.score_path[-1][1] == pytest.approx(0.5 * 28 + 0.5 * 4, abs=0.01)
    assert drift.points_a_year == pytest.approx(drift.score_path[-1][1] / 20.0, abs=0.01)


def made_good(text: str, act: str, before: list[str]) -> tuple[int, int] | None:
    """The fewest entries, and days, after an entry of an act, over all lives of the automaton that go on from some
    entries; None if none of few does it."""
    book = parse_rulebook(HEAD + text)
    first = Standing(book)
    for name in before:
        first.post(name, 0)
    score, rank = first.score, list(book.grades).index(first.grade)
    first.post(act, 0)
    lives, best = [(copy.deepcopy(first), 0)], None
    for standing, entries in lives:
        if standing.score >= score and list(book.grades).index(standing.grade) <= rank:
            best = min(best or (entries, standing.day), (entries, standing.day))
            continue
        if entries < 4 and standing.day < 6:
            for name in book.acts:
                then = copy.deepcopy(standing)
                then.post(name, standing.day)
                lives.append((then, entries + 1))
            if standing.locked:
                then = copy.deepcopy(standing)
                then.advance(then.lock_until)
                lives.append((then, entries))
    return best


@pytest.mark.parametrize(
    ("lock", "least", "more"), [("", 1, ""), ("", 3, ""), (", lock: {lasts: 3d, release: band}", 2, ", falls_to: low")]
)
def test_an_entry_is_made_good_in_a_mean_as_soon_as_any_life_does(lock: str, least: int, more: str) -> None:
    text = (
        f"score: {{start: 0, min: -9, max: 9, mean: {{last: 3, at_least: {least}}}}}\ngrades: {{high: {{from: 2}}, "
        f"mid: {{from: 1}}, low: {{without_band: true{lock}}}, bad: {{}}}}\n"
        f"acts: {{good: {{points: 3}}, poor: {{points: -2{more}}}}}\n"
    )
    proofs = prove(parse_rulebook(HEAD + text), None)
    repair = proofs.repairs["poor"]
    assert (repair.entries, repair.days) == made_good(text, "poor", ["good"] * least) == (3, 3 if lock else 0)
    assert repair.acts == (("good", 3),) and repair.by_waiting_days is None and not proofs.limits


@pytest.mark.parametrize("act", ["good: {points: 3, cap_per_year: 2}", "good: {points: 3, only: {grades: [low]}}"])
def test_what_is_not_followed_of_a_mean_is_said(act: str) -> None:
    text = "score: {start: 0, min: -9, max: 9, mean: {last: 3}}\ngrades: {high: {from: 2}, low: {}}\n"
    proofs = prove(parse_rulebook(f"{HEAD}{text}acts: {{{act}, poor: {{points: -2}}}}\n"), None)
    assert "poor" not in proofs.repairs and any("once 3 more have come" in limit for limit in proofs.limits)
