"""Newcomers: another start, points of clean time, other bands, and the end of all that, on the plain automaton."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.units import DAYS_PER_YEAR
from credopolis.rulebook import compile_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing
from tests.rulebook.books import SMALL

YEAR = DAYS_PER_YEAR


def life(score: str, scored_for: int = 0, **changes: str) -> Standing:
    text = SMALL.replace("start: 100, min: 0, max: 200", score)
    for old, new in changes.items():
        text = text.replace(*(new.split(" -> ")) if old else ("", ""))
    return Standing(parse_rulebook(text), scored_for=scored_for)


def test_a_newcomer_gains_points_each_clean_year() -> None:
    """France's licence: six points, two more after each of three clean years (Code de la route, R223-1(II))."""
    one = life("start: 12, min: 0, max: 12, newcomers: {for: 3y, start: 6, gains: {points: 2, each: 1y}}",
               a="from: 90 -> from: 12", b="from: 50 -> from: 1", c="points: -20 -> points: -3")  # fmt: skip
    told = []
    for day in (0, YEAR - 1, YEAR, 2 * YEAR, 3 * YEAR, 4 * YEAR):
        one.advance(day)
        told.append((one.score, one.newcomer))
    assert told == [(6, True), (6, True), (8, True), (10, True), (12, False), (12, False)]
    other = Standing(one.rulebook)
    other.post("bad", 400)
    other.advance(5 * YEAR)
    assert other.score == 5, "the first loss ends all gains, and the end of the time changes nothing"


def test_a_newcomer_stands_by_other_bands_until_the_day_on_which_the_time_ends() -> None:
    """Great Britain's new drivers: six points in two years are too many, later twelve."""
    usual = "start: 0, min: -60, max: 0"
    new = life(f"{usual}, newcomers: {{for: 2y, from: {{A: -5, B: -60}}}}",
               a="from: 90 -> from: -11", b="from: 50 -> from: -40", c="points: -20 -> points: -6")  # fmt: skip
    later = Standing(new.rulebook)
    new.post("bad", 2 * YEAR - 1)
    later.post("bad", 2 * YEAR)
    assert (new.grade, new.locked, later.grade, later.locked) == ("B", True, "A", False)


def test_when_the_time_ends_the_bands_of_everybody_hold() -> None:
    stricter = life("start: 100, min: 0, max: 200, newcomers: {for: 1y, from: {A: 150, B: 0}}")
    assert stricter.grade == "B"
    stricter.advance(YEAR)
    assert (stricter.grade, stricter.locked) == ("A", False), "a rise starts no lock"
    gentler = life("start: 40, min: 0, max: 200, newcomers: {for: 1y, from: {A: 0}}")
    assert gentler.grade == "A"
    gentler.advance(YEAR)
    assert (gentler.grade, gentler.lock_until) == ("C", 2 * YEAR), "a fall does"
    assert gentler.changes[-1].cause == "no newcomer any more"


def test_a_lock_holds_beyond_the_time() -> None:
    one = life("start: 100, min: 0, max: 200, newcomers: {for: 1y, from: {A: 90, B: 0}}")
    one.post("bad", 300)
    assert (one.grade, one.lock_until) == ("B", 300 + 2 * YEAR)
    one.advance(YEAR)
    assert one.grade == "B" and one.locked
    one.advance(300 + 2 * YEAR)
    assert one.grade == "B", "80 points deserve B"


def test_who_is_no_newcomer_begins_as_everybody_does() -> None:
    score = "start: 100, min: 0, max: 200, newcomers: {for: 3y, start: 60, gains: {points: 30, each: 1y}}"
    assert [life(score, days).score for days in (0, YEAR - 1, YEAR, 2 * YEAR + 5, 3 * YEAR)] == [60, 60, 90, 120, 100]
    late = life(score, 2 * YEAR + 5)
    late.advance(YEAR - 5)
    assert (late.score, late.newcomer) == (150, False)


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_compiled_bands_are_those_of_the_automaton(score: int, edge: int) -> None:
    bands = f"{{A: {edge}, C: 0}}" if edge else "{B: 0}"
    one = life(f"start: {score}, min: 0, max: 200, newcomers: {{for: 1y, from: {bands}}}")
    book = compile_rulebook(one.rulebook)
    assert book.grade_names[book.new_band_of[score]] == one.grade
    assert book.grade_names[book.band_of[score]] == Standing(one.rulebook, scored_for=YEAR).grade
    assert book.new_start == score


def test_a_grade_may_be_for_newcomers_alone() -> None:
    text = SMALL.replace("start: 100, min: 0, max: 200",
                         "start: 100, min: 0, max: 200, newcomers: {for: 1y, from: {A: 90, out: 0}}")  # fmt: skip
    text = text.replace("gates:", "  out: {only_newcomers: true, lock: {lasts: 1y, release: band}}\ngates:", 1)
    one, other = Standing(parse_rulebook(text)), Standing(parse_rulebook(text))
    one.post("bad", 0)
    other.advance(YEAR)
    for _ in range(6):
        other.post("bad", YEAR)
    assert (one.grade, other.grade, other.score) == ("out", "C", 0)
    one.advance(YEAR)
    assert one.grade == "B", "80 points deserve B of everybody"
    book = compile_rulebook(one.rulebook)
    assert "out" not in {book.grade_names[g] for g in book.band_of}


@pytest.mark.parametrize("cycle", [100, 365])
def test_a_cycle_returns_a_newcomer_to_the_start_of_everybody(cycle: int) -> None:
    one = life(f"start: 100, min: 0, max: 200, resets: {{every: {cycle}d}}, newcomers: {{for: 2y, start: 60}}")
    one.advance(cycle - 1)
    assert one.score == 60
    one.advance(cycle)
    assert one.score == 100
