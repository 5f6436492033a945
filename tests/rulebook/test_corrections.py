"""The readable automaton: removal, listing after several entries, and entries that are repaired or corrected."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.errors import BadValue
from credopolis.rulebook import Entry, Standing, parse_rulebook
from tests.rulebook.books import BANK_SCORE, SMALL
from tests.strategies import rulebooks

REMOVAL = SMALL[: SMALL.index("  paid:")].replace("lasts: 30d", "lasts: 30d, removal: true")
DUE = SMALL + "due_process: {repair: 1, repair_after: 90d}\n"


def life(text: str = SMALL) -> Standing:
    return Standing(parse_rulebook(text))


def test_removal_takes_the_grade_and_its_end_gives_the_band_without_a_lock() -> None:
    one = life(REMOVAL)
    one.post("bad", 0)
    one.post("debt", 10)
    assert (one.removed, one.grade, one.locked, one.score) == (True, "none", False, 80)
    one.post("bad", 20)
    one.post("crime", 21)
    assert (one.grade, one.locked, one.score) == ("none", False, 60)
    one.advance(39)
    assert one.removed
    one.advance(40)
    assert (one.removed, one.grade, one.locked) == (False, "B", False)
    assert [(c.day, c.before, c.after) for c in one.changes] == [(0, "A", "B"), (10, "B", "none"), (40, "none", "B")]


def test_points_that_expire_during_a_removal_are_given_back() -> None:
    one = life(REMOVAL.replace("points: -20", "points: -20, counts_for: 20d"))
    one.post("bad", 0)
    one.post("debt", 1)
    one.advance(20)
    assert (one.score, one.grade) == (100, "none")
    one.advance(31)
    assert one.grade == "A"


def test_being_removed_again_starts_the_term_anew_and_two_removals_end_with_the_later() -> None:
    two = REMOVAL.replace("acts:\n", "acts:\n  worse: {adds_to: camp}\n")
    two = two.replace("lists:\n", "lists:\n  camp: {lasts: 100d, removal: true}\n")
    one = life(two)
    one.post("debt", 0)
    one.post("worse", 10)
    one.post("debt", 20)
    one.advance(50)
    assert (one.lists, one.grade) == (("camp",), "none")
    one.advance(110)
    assert (one.lists, one.grade) == ((), "A")


def test_listing_from_the_third_entry_on() -> None:
    one = life(SMALL.replace("adds_to: black", "adds_to: black, adds_after: 3"))
    for day, lists in ((0, ()), (1, ()), (2, ("black",))):
        one.post("debt", day)
        assert one.lists == lists
    one.advance(32)
    assert one.lists == ()
    one.post("debt", 40)
    assert one.lists == ("black",)


def test_entries_beyond_the_cap_and_corrected_ones_do_not_count_towards_a_listing() -> None:
    capped = SMALL.replace("adds_to: black", "adds_to: black, adds_after: 2, cap_per_year: 1")
    one = life(capped)
    assert [one.post("debt", day).counts for day in (0, 1, 365)] == [True, False, True]
    assert one.lists == ("black",)
    two = life(SMALL.replace("adds_to: black", "adds_to: black, adds_after: 2"))
    two.correct(two.post("debt", 0), 5)
    two.post("debt", 6)
    assert two.lists == ()


def test_a_corrected_entry_gives_back_its_points_and_ends_the_lock_that_it_began() -> None:
    one = life()
    entry = one.post("bad", 0)
    assert (one.grade, one.locked) == ("B", True)
    one.correct(entry, 100)
    assert (one.score, one.grade, one.locked) == (100, "A", False)
    assert one.changes[-1].cause == "an entry was corrected"


def test_a_straight_fall_is_undone_to_the_band_of_the_score() -> None:
    one = life()
    crime = one.post("crime", 0)
    one.post("bad", 10)
    one.correct(crime, 50)
    assert (one.score, one.grade, one.locked) == (80, "B", False)


def test_if_the_band_lies_lower_the_life_falls_to_it_with_its_lock() -> None:
    one = life(SMALL.replace("falls_to: C", "falls_to: B"))
    crime = one.post("crime", 0)
    one.score = 30
    one.correct(crime, 20)
    assert (one.grade, one.lock_until) == ("C", 20 + 365)


def test_a_lock_that_another_entry_began_goes_on() -> None:
    one = life()
    first = one.post("bad", 0)
    crime = one.post("crime", 10)
    one.correct(first, 50)
    assert (one.score, one.grade, one.lock_until) == (100, "C", 375)
    one.advance(400)
    one.correct(crime, 400)
    assert (one.grade, one.lock_until) == ("B", 375 + 730)


def test_of_two_locks_that_began_on_one_day_either_correction_ends_the_one_that_runs() -> None:
    for which in (0, 1):
        one = life()
        entries = one.post("bad", 10), one.post("crime", 10)
        assert (one.grade, one.lock_until) == ("C", 375)
        one.correct(entries[which], 20)
        assert not one.locked
    early = life()
    later = early.post("bad", 10)
    early.post("crime", 11)
    early.correct(later, 20)
    assert (early.grade, early.lock_until) == ("C", 376)


def test_an_entry_that_began_no_lock_ends_none_of_its_day() -> None:
    one = life()
    one.post("crime", 10)
    bad = one.post("bad", 10)
    one.correct(bad, 20)
    assert (one.score, one.grade, one.lock_until) == (100, "C", 375)


def test_of_two_listings_of_one_day_either_correction_ends_it() -> None:
    one = life()
    first, _ = one.post("debt", 10), one.post("debt", 10)
    one.correct(first, 12)
    assert one.lists == ()


def test_a_corrected_listing_ends_but_not_one_that_a_later_entry_made_anew() -> None:
    one = life()
    first, second = one.post("debt", 0), one.post("debt", 10)
    one.correct(first, 12)
    assert one.lists == ("black",)
    one.correct(second, 13)
    assert one.lists == ()


def test_a_corrected_removal_frees() -> None:
    one = life(REMOVAL)
    one.correct(one.post("debt", 0), 3)
    assert (one.removed, one.grade) == (False, "A")


def test_a_reward_that_is_struck_takes_its_points_and_may_drop_the_grade() -> None:
    one = life(SMALL.replace("start: 100", "start: 85"))
    good = one.post("good", 0)
    assert one.grade == "A"
    one.correct(good, 10)
    assert (one.score, one.grade, one.lock_until) == (85, "B", 740)


def test_repair_gives_points_back_but_leaves_the_lock() -> None:
    one = life(DUE)
    bad, debt = one.post("bad", 0), one.post("debt", 80)
    one.repair(bad, 90)
    assert (one.score, one.grade, one.locked) == (100, "B", True)
    with pytest.raises(BadValue, match="170 or later"):
        one.repair(debt, 100)
    one.advance(730)
    assert one.grade == "A"


def test_what_may_not_be_repaired_or_struck_twice() -> None:
    one = life(DUE.replace("points: -20", "points: -20, repairable: false"))
    bad, good = one.post("bad", 0), one.post("good", 0)
    with pytest.raises(BadValue, match="an act that is repairable"):
        one.repair(bad, 200)
    one.repair(good, 200)
    for strike in (one.repair, one.correct):
        with pytest.raises(BadValue, match="repaired"):
            strike(good, 300)
    beyond = [one.post("good", 300) for _ in range(3)][-1]
    with pytest.raises(BadValue, match="beyond the cap"):
        one.correct(beyond, 301)


def test_what_has_expired_moves_nothing_again() -> None:
    one = life(BANK_SCORE)
    missed = one.post("missed_payment", 0)
    one.advance(7 * 365)
    assert (one.score, missed.struck) == (680, "expired")
    one.correct(missed, 8 * 365)
    assert (one.score, missed.struck) == (680, "corrected")
    with pytest.raises(BadValue, match="corrected"):
        one.repair(missed, 9 * 365)


def test_only_what_was_really_moved_is_given_back() -> None:
    one = life(BANK_SCORE)
    one.post("bankruptcy", 0)
    second = one.post("bankruptcy", 0)
    assert (one.score, second.moved) == (300, -180)
    one.correct(second, 5)
    assert one.score == 480


def test_a_drop_without_a_lock_and_without_points_is_made_good() -> None:
    grades = {"A": {"from": 10}, "B": {"from": 5}, "C": {"lock": {"lasts": "1y", "release": "band"}}}
    book = {"format": "credopolis-rulebook/1", "name": "drop", "title": "A drop", "account": "hypothetical",
            "score": {"start": 10, "min": 0, "max": 20}, "grades": grades,
            "acts": {"talk": {"falls_to": "B", "seen_by": {}, "conduct": {"rate": 0.0}}}}  # fmt: skip
    one = Standing(parse_rulebook(json.dumps(book)))
    entry = one.post("talk", 3)
    assert one.grade == "B"
    one.correct(entry, 9)
    assert one.grade == "A"


@settings(max_examples=50, deadline=None)
@given(rulebooks(removal=True), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200)), max_size=25), st.booleans())
def test_striking_everything_on_its_day_leaves_no_trace(text: str, history: list[tuple[int, int]], late: bool) -> None:
    """A life whose every entry is corrected on the spot has its first score, and no lock or list of any entry."""
    book = parse_rulebook(text)
    one = Standing(book)
    start = one.score
    names, day = list(book.acts), 0
    entries: list[Entry] = []
    for index, pause in history:
        day += pause
        entry = one.post(names[index % len(names)], day)
        if entry.counts:
            entries.append(entry)
        if not late and entry.counts:
            one.correct(entry, day)
    for entry in reversed(entries if late else []):
        one.correct(entry, day)
    if not any(grade.listing for grade in book.grades.values()):
        assert one.lists == ()
    if book.score is None:
        return
    assert book.score.min <= one.score <= book.score.max
    if not late:
        sets = any(grade.lock is not None and grade.lock.sets_score is not None for grade in book.grades.values())
        given = start if book.score.gives_back is None else max(start, book.score.given_up_to)
        new = book.score.newcomers
        given = book.score.max if new is not None and new.gains is not None else max(given, book.score.start)
        least = min(start, book.score.start)  # a newcomer may begin below what the score returns to, or above it
        # A gain that is taken back may begin a lock, whose end may set the score.
        assert (sets or least <= one.score <= given) and not one.removed
        assert one.grade == one.band() or one.locked
