"""Grades that the end of a cycle sets, and scores that are a mean of the last entries, on the plain automaton."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credopolis.core.errors import BadValue
from credopolis.core.faults import FaultyFile
from credopolis.core.yamlfile import load_text
from credopolis.rulebook import Rulebook, describe, diff_rulebooks, json_schema, parse_rulebook
from credopolis.rulebook.automaton import Standing
from credopolis.rulebook.digest import digest
from tests.rulebook.books import SMALL

CYCLES = """\
format: credopolis-rulebook/1
name: cycles
title: A grade by the year
account: hypothetical
score: {start: 90, min: 0, max: 100, resets: {every: 100d, sets_grade: true, sets_grade_after: 10d}}
grades:
  A: {from: 90}
  B: {from: 60}
  C: {next_start: -11}
  out: {without_band: true, lock: {cycles: 2, release: band, at_most: B}}
lists:
  gone: {lasts: 150d, removal: true}
acts:
  bad: {points: -5}
  good: {points: 5}
  seen: {head_start: {points: 10, cycles: 2}}
  fraud: {falls_to: out}
  banned: {adds_to: gone}
"""
MEAN = """\
format: credopolis-rulebook/1
name: stars
title: Stars
account: hypothetical
score: {start: 5, min: 1, max: 5, mean: {last: 4, at_least: 2}}
grades:
  open: {from: 4}
  shut: {lock: {lasts: 30d, release: band}}
acts:
  five: {points: 0}
  four: {points: -1}
  one: {points: -4}
  banned: {falls_to: shut}
"""

TOGETHER = """\
format: credopolis-rulebook/1
name: what-one-is
title: What one is
account: hypothetical
score:
  {start: 0, min: 0, max: 20, together: {skills: {most: 4, sets: {
    a: {acts: [degree, test], points: 3}, b: {acts: [degree, work], points: 2}}}}}
grades:
  in: {from: 10}
  out: {}
acts:
  degree: {points: 6}
  test: {points: 4, counts_for: 10d, ends: [test]}
  work: {points: 1}
  leaves: {ends: [work, degree]}
"""


def test_things_together_have_points_as_long_as_they_stand() -> None:
    one = Standing(parse_rulebook(TOGETHER))
    degree = one.post("degree", 0)
    one.post("test", 1)
    assert (one.score, one.together, one.grade) == (13, 3, "in")
    one.post("work", 2)
    assert (one.score, one.together) == (15, 4), "both sets are 5, and 4 at most"
    one.post("test", 8)
    assert (one.score, one.together) == (15, 4), "a new test ends the last one"
    one.advance(11)
    assert one.score == 15
    one.advance(18)
    assert (one.score, one.together, one.grade) == (9, 2, "out")
    one.post("leaves", 20)
    assert (one.score, one.together, one.ledger.holds) == (0, 0, [])
    with pytest.raises(BadValue, match="ended"):
        one.repair(degree, 30)
    again = one.post("degree", 40)
    one.post("work", 40)
    one.correct(again, 41)
    assert (one.score, one.together) == (1, 0)


def test_what_moved_nothing_stands_until_it_expires() -> None:
    head = CYCLES[: CYCLES.index("score:")]
    score = "score: {start: 5, min: 0, max: 5, together: {both: {sets: {x: {acts: [a, b], points: 2}}}}}\n"
    one = Standing(
        parse_rulebook(
            f"{head}{score}grades: {{A: {{}}}}\nacts: {{a: {{points: 3, counts_for: 10d}}, b: {{points: -4}}}}\n"
        )
    )
    assert one.post("a", 0).moved == 0
    one.post("b", 1)
    assert (one.score, one.together) == (3, 2)
    one.advance(10)
    assert (one.score, one.together) == (1, 0)


def by_the_year(**changes: str) -> Standing:
    text = CYCLES
    for change in changes.values():
        old, new = change.split(" -> ")
        assert old in text
        text = text.replace(old, new)
    return Standing(parse_rulebook(text))


def test_points_move_the_score_and_the_end_of_a_cycle_the_grade() -> None:
    one = by_the_year()
    for _ in range(7):
        one.post("bad", 20)
    assert (one.score, one.grade) == (55, "A")
    one.advance(100)
    assert (one.score, one.grade) == (79, "A"), "the next cycle starts lower for whom this one sets to C"
    one.post("bad", 105)
    one.advance(110)
    assert (one.score, one.grade) == (74, "C"), "what is entered meanwhile is of the next cycle"
    one.advance(210)
    assert (one.score, one.grade) == (90, "B")


def test_a_drop_holds_for_so_many_ends_and_is_released_no_higher_than_told() -> None:
    one = by_the_year()
    one.post("fraud", 99)
    assert (one.grade, one.lock_until) == ("out", 210), "two ends, and until the grade of the second holds"
    one.advance(209)
    assert one.locked
    one.advance(210)
    assert (one.grade, one.locked) == ("B", False)
    one.advance(310)
    assert one.grade == "A"
    late = by_the_year()
    late.post("fraud", 105)
    assert late.lock_until == 310, "between an end and its grade it is the next cycle's"


def test_at_once_without_a_time_between() -> None:
    one = by_the_year(a=", sets_grade_after: 10d -> ")
    one.post("fraud", 100)
    assert one.lock_until == 300
    two = by_the_year(a=", sets_grade_after: 10d -> ")
    for _ in range(7):
        two.post("bad", 50)
    two.advance(100)
    assert (two.score, two.grade) == (79, "C")


def test_a_head_start_is_given_once_and_lasts() -> None:
    one = by_the_year()
    first = one.post("seen", 0)
    assert one.score == 100
    one.post("seen", 50)
    assert one.score == 100
    one.advance(100)
    assert one.score == 100
    one.advance(200)
    assert one.score == 90
    low = by_the_year()
    low.post("bad", 0)
    for day in (10, 50):
        low.post("seen", day)
        assert low.score == 95, "once, however often it is entered"
    other = by_the_year()
    first = other.post("seen", 0)
    other.correct(first, 60)
    assert other.score == 90
    other.advance(100)
    assert other.score == 90, "an entry that is struck lifts no later start"


def test_whoever_is_removed_is_set_to_nothing() -> None:
    one = by_the_year()
    one.post("banned", 20)
    one.advance(110)
    assert (one.grade, one.removed) == ("none", True)
    one.advance(170)
    assert (one.grade, one.removed) == ("A", False)


def test_newcomers_begin_in_a_grade_of_their_own() -> None:
    new = "newcomers: {for: 200d, begins_in: M, from: {B: 60, C: 0}}"
    one = by_the_year(a=f"max: 100, -> max: 100, {new},", b="  C: { ->   M: {without_band: true}\n  C: {")
    assert (one.grade, one.band()) == ("M", "B")
    one.advance(109)
    assert one.grade == "M"
    one.advance(110)
    assert one.grade == "B"
    one.advance(210)
    assert one.grade == "A", "the second cycle ends as the time is over"
    later = Standing(one.rulebook, scored_for=100)
    assert later.grade == "B", "whose first cycle has ended already"


def test_a_mean_is_of_the_last_entries_once_there_are_enough() -> None:
    one = Standing(parse_rulebook(MEAN))
    bad = one.post("one", 0)
    assert (one.score, one.grade) == (5, "open")
    one.post("five", 1)
    assert (one.score, one.grade, one.locked) == (3, "shut", True)
    for _ in range(3):
        one.post("five", 2)
    assert (one.score, one.grade) == (5, "shut"), "the first has left the mean, and the lock holds"
    one.advance(31)
    assert one.grade == "open"
    one.correct(bad, 40)
    assert one.score == 5, "what had left does not matter"


def test_what_is_struck_leaves_the_mean_and_nothing_comes_back() -> None:
    one = Standing(parse_rulebook(MEAN))
    for _ in range(3):
        one.post("four", 0)
    bad = one.post("one", 1)
    assert (one.score, one.grade) == (3, "shut")
    one.post("banned", 1)
    assert len(one.ledger.rated) == 4, "an act that only drops is not in the mean"
    one.repair(bad, 2)
    assert (one.score, one.grade) == (4, "shut")
    one.correct(one.ledger.rated[0], 3)
    one.correct(one.ledger.rated[0], 3)
    assert (one.score, len(one.ledger.rated)) == (5, 1), "too few again"


@given(st.lists(st.sampled_from([("five", 5), ("four", 4), ("one", 1)]), min_size=2, max_size=12))
def test_the_score_is_the_mean_rounded_down(acts: list[tuple[str, int]]) -> None:
    one = Standing(parse_rulebook(MEAN))
    for act, _ in acts:
        one.post(act, 0)
    last = [stars for _, stars in acts][-4:]
    assert one.score == sum(last) // len(last)


FAULTS = [
    (CYCLES, "every: 100d, ", "", "score.resets: neither one nor the other"),
    (CYCLES, "every: 100d", "after: 100d", "score.resets.sets_grade: no cycle ends"),
    (CYCLES, "sets_grade_after: 10d", "sets_grade_after: 100d", "score.resets.sets_grade_after: no shorter"),
    (CYCLES, ", sets_grade: true", "", "score.resets.sets_grade_after: no end of a cycle sets the grade"),
    (CYCLES, ", sets_grade: true", "", "grades.C.next_start: no end of a cycle"),
    (CYCLES, ", sets_grade: true", "", "grades.out.lock.cycles: no end of a cycle"),
    (CYCLES, ", sets_grade: true", "", "grades.out.lock.at_most: no end of a cycle"),
    (CYCLES, ", sets_grade: true", "", "acts.seen.head_start: no end of a cycle"),
    (CYCLES, "max: 100,", "max: 100, newcomers: {for: 1y, begins_in: Z},", "begins_in: there is no grade of this"),
    (CYCLES, "max: 100,", "max: 100, gives_back: {points: 1, after: 9d},", "score.gives_back: only the end of a cycle"),
    (CYCLES, "cycles: 2, release", "lasts: 9d, release", "grades.out.lock.lasts: only the end of a cycle"),
    (CYCLES, "cycles: 2, release", "lasts: 9d, cycles: 2, release", "lock.cycles: this lock lasts some days already"),
    (CYCLES, "{cycles: 2, ", "{", "grades.out.lock.lasts: this key is missing"),
    (CYCLES, "at_most: B", "at_most: Z", "grades.out.lock.at_most: there is no grade of this name"),
    (CYCLES, "release: band", "release: B", "grades.out.lock.at_most: this lock releases to one grade"),
    (CYCLES, "points: 10, cycles", "points: 0, cycles", "acts.seen.head_start.points: nothing is added"),
    (MEAN, "at_least: 2", "at_least: 5", "score.mean.at_least: more entries than are in the mean"),
    (MEAN, "points: -4", "points: -5", "acts.one.points: a mean of these alone lies outside"),
    (MEAN, "points: -4", "points: -4, counts_for: 1y", "acts.one.counts_for: the score is the mean"),
    (MEAN, "points: -4", "points: -4, again: {within: 1y, points: [-3]}", "acts.one.again: the score is the mean"),
    (MEAN, "points: -4", "points: -4, discretion: [-4, -2]", "acts.one.discretion: the score is the mean"),
    (MEAN, "max: 5,", "max: 5, resets: {every: 1y},", "score.resets: the score is the mean"),
    (MEAN, "max: 5,", "max: 5, at_once: {lost: 1},", "score.at_once: the score is the mean"),
    (MEAN, "max: 5,", "max: 5, newcomers: {for: 1y, start: 3},", "score.newcomers: the score is the mean"),
    (MEAN, "release: band}", "release: band, sets_score: 5}", "grades.shut.lock.sets_score: the score is the mean"),
    (TOGETHER, "[degree, test]", "[degree, exam]", "score.together.skills.sets.a.acts: there is no act of this name"),
    (TOGETHER, "ends: [test]", "ends: [exam]", "acts.test.ends: there is no act of this name"),
    (TOGETHER, "max: 20,", "max: 20, resets: {every: 1y},", "score.resets: some entries end others"),
    (TOGETHER, "{points: 1}", "{points: 1, again: {within: 1y, points: [2]}}", "acts.work.again: some entries end"),
    (SMALL, "lasts: 2y, ", "", "grades.B.lock.lasts: this key is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "before", "after", "told"), FAULTS)
def test_what_does_not_fit_is_refused_at_its_place(text: str, before: str, after: str, told: str) -> None:
    parse_rulebook(text)
    assert before in text
    with pytest.raises(FaultyFile) as refused:
        parse_rulebook(text.replace(before, after, 1))
    assert any(told in str(fault) for fault in refused.value.faults), [str(f) for f in refused.value.faults]


DIFFERENCES = [
    (CYCLES, "next_start: -11", "next_start: 5", [
        "grade C starts the next cycle 5 points higher (before: it starts the next cycle 11 points lower)"]),
    (CYCLES, "cycles: 2, release", "cycles: 1, release", [
        "grade out is locked until a cycle has ended instead of 2 cycles have ended"]),
    (CYCLES, ", at_most: B", "", ["grade out is released to any grade (before: to at most B)"]),
    (CYCLES, "points: 10, cycles: 2", "points: 10", [
        "seen sets the start of the cycle that runs 10 points higher, once (before: sets the start of the cycle that runs "
        "and of the one after it 10 points higher, once)"]),
    (CYCLES, ", sets_grade_after: 10d", "", [
        "the score returns to its start every 100d, and only then sets the grade (before: it returns to its start every "
        "100d, and only then sets the grade, which holds from 10d later on)"]),
    (TOGETHER, "most: 4, ", "", [
        "points for skills as long as they stand together: degree with test 3; degree with work 2 (before: points for skills "
        "as long as they stand together: degree with test 3; degree with work 2, at most 4 in all)"]),
    (TOGETHER, ", ends: [test]", "", ["test ends no other entry (before: ends entries of test)"]),
    (MEAN, "at_least: 2", "at_least: 1", [
        "the score is the start and the mean of the points of the last 4 entries (before: it is the start and the mean of "
        "the points of the last 4 entries, and the start with fewer than 2)"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "before", "after", "lines"), DIFFERENCES)
def test_differences_in_words(text: str, before: str, after: str, lines: list[str]) -> None:
    assert before in text
    assert diff_rulebooks(parse_rulebook(text), parse_rulebook(text.replace(before, after, 1))) == lines
    assert digest(parse_rulebook(text)) != digest(parse_rulebook(text.replace(before, after, 1)))


def test_show_tells_all_of_it() -> None:
    told = describe(parse_rulebook(CYCLES))
    assert (
        "locked until 2 cycles have ended, then released to the band that the score deserves, but no higher than B"
        in told
    )
    assert "starts the next cycle 11 points lower" in told
    assert "it is the start and the mean of the points of the last 4 entries" in describe(parse_rulebook(MEAN))


@pytest.mark.parametrize("text", [CYCLES, MEAN, TOGETHER])
def test_the_schema_knows_them(text: str) -> None:
    data = load_text(text, "text").data
    jsonschema.validate(data, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"score": {**data["score"], "medians": 4}}, json_schema())


def test_rulebooks_without_them_keep_their_hash() -> None:
    plain = parse_rulebook(SMALL)
    assert digest(plain) == digest(Rulebook(**vars(plain)))
    assert "begins_in" not in json.dumps(describe(plain))
