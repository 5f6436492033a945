"""Counters with windows of their own, on the plain automaton."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from credopolis.rulebook import compile_rulebook, parse_rulebook
from credopolis.rulebook.automaton import Standing
from credopolis.rulebook.counters import remembered
from tests.rulebook.books import SMALL

HEAD = """
format: credopolis-rulebook/1
name: three-windows
title: Four points in a year, six in two, eight in three
account: hypothetical
"""
THREE = (
    HEAD
    + """
score:
  start: 0
  min: -100
  max: 0
  counters:
    a_year: {lost: 4, within: 1y, falls_to: out}
    two_years: {lost: 6, within: 2y, falls_to: out}
    three_years: {lost: 8, within: 3y, falls_to: out}
    warning: {lost: 2, within: 1y, falls_to: warned}
grades:
  in: {}
  warned: {without_band: true, lock: {lasts: 30d, release: band}}
  out: {without_band: true, lock: {lasts: 180d, release: band}}
acts:
  one: {points: -1, counts_for: 5y}
  two: {points: -2}
"""
)


def live(entries: list[tuple[int, str]], text: str = THREE) -> Standing:
    standing = Standing(parse_rulebook(text))
    for day, act in entries:
        standing.post(act, day)
    return standing


def dropped(entries: list[tuple[int, str]]) -> list[str]:
    """The grade after each entry."""
    standing = Standing(parse_rulebook(THREE))
    told = []
    for day, act in entries:
        standing.post(act, day)
        told.append(standing.grade)
    return told


def test_each_window_counts_for_itself() -> None:
    assert dropped([(0, "two"), (364, "two")]) == ["warned", "out"], "four points within 365 days"
    assert dropped([(0, "two"), (365, "two")]) == ["warned", "warned"], "the first is a year old"
    assert dropped([(0, "two"), (365, "two"), (729, "two")]) == ["warned", "warned", "out"], "six within two years"
    assert dropped([(0, "two"), (365, "two"), (730, "two"), (1094, "two")])[-1] == "out", "eight within three"
    assert dropped([(0, "two"), (365, "two"), (730, "two"), (1095, "two")])[-1] == "warned"


def test_a_window_that_goes_by_changes_nothing_by_itself() -> None:
    one = live([(0, "two"), (10, "two")])
    assert (one.grade, one.lock_until) == ("out", 190)
    one.advance(189)
    assert one.grade == "out" and one.locked
    one.advance(190)
    assert (one.grade, one.locked) == ("in", False), "no score deserves a grade without a band"
    one.post("one", 191)
    assert (one.grade, one.lock_until) == ("out", 371), "five points within the year: out again"


def test_the_lowest_grade_holds_and_none_lifts() -> None:
    one = live([(0, "two"), (1, "two"), (2, "one")])
    assert one.grade == "out" and one.lock_until == 182, "the counter of warnings reaches its number too"
    text = THREE.replace("two: {points: -2}", "two: {points: -2, falls_to: warned}")
    assert live([(0, "two"), (1, "two")], text).grade == "out"
    text = THREE.replace("two: {points: -2}", "two: {points: -2, falls_to: out}")
    assert live([(0, "two")], text).grade == "out"


def test_what_is_struck_or_cleared_counts_no_more() -> None:
    book = parse_rulebook(THREE)
    for how in (Standing.repair, Standing.correct):
        one = Standing(book)
        first = one.post("two", 0)
        how(one, first, 5)
        one.post("two", 6)
        assert one.grade == "warned" and one.ledger.taken == [(6, 2)]
    one = live([(0, "two"), (1, "two")], THREE.replace("release: band}}\nacts", "release: band, sets_score: 0}}\nacts"))
    one.advance(181)
    one.post("two", 182)
    assert one.grade == "warned", "the release cleared what was on file"
    assert (
        live([(0, "two"), (200, "two")], THREE.replace("max: 0", "max: 0\n  resets: {every: 100d}")).grade == "warned"
    )


def test_what_expires_from_the_score_goes_on_counting() -> None:
    text = THREE.replace("counts_for: 5y", "counts_for: 10d")
    one = live([(0, "one"), (20, "one"), (40, "one"), (60, "one")], text)
    assert (one.score, one.grade) == (-1, "out")


def test_points_count_that_an_entry_really_takes() -> None:
    one = live([(0, "two"), (1, "two")], THREE.replace("min: -100", "min: -3"))
    assert (one.score, one.grade) == (-3, "warned") and one.ledger.taken == [(0, 2), (1, 1)]


def test_as_many_entries_are_remembered_as_may_be_needed() -> None:
    assert remembered(parse_rulebook(THREE)) == 8
    assert remembered(parse_rulebook(THREE.replace("points: -1", "points: -3"))) == 4
    assert remembered(parse_rulebook(THREE.replace("points: -2", "points: -2, again: {within: 1y, points: [-4]}"))) == 8
    assert remembered(parse_rulebook(SMALL)) == 0


def test_a_rulebook_without_counters_keeps_its_hash() -> None:
    """That of the rules before there were counters and grades without a band, worked out then."""
    assert compile_rulebook(parse_rulebook(SMALL)).digest == "245cab3b623b08e7cecabd8f0a407c80"


@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["one", "two"])), max_size=14))
def test_a_life_is_out_whenever_some_window_is_full(gaps: list[tuple[int, str]]) -> None:
    """Worked out from the days alone: whoever comes to a number of points is out from that day for 180 days."""
    days = list(accumulate(gap for gap, _ in gaps))
    made = [(day, 2 if act == "two" else 1) for day, (_, act) in zip(days, gaps, strict=True)]
    out_until = -1
    for n, (day, _) in enumerate(made):
        for most, within in ((4, 365), (6, 730), (8, 1095)):
            if sum(points for on, points in made[: n + 1] if on > day - within) >= most:
                out_until = day + 180
        standing = live([(on, act) for on, (_, act) in zip(days[: n + 1], gaps, strict=False)])
        assert (standing.grade == "out") == (day < out_until)
