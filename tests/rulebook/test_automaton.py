"""The readable automaton: each rule of the ladder, and what holds for every rulebook and every history."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.errors import BadValue
from credopolis.core.faults import FaultyFile
from credopolis.rulebook import Standing, load_cases, load_rulebook, parse_rulebook, run_case
from credopolis.rulebook.conduct import ActConduct
from tests.rulebook.books import BANK_SCORE, DOSSIER, SHIPPED, SMALL
from tests.strategies import rulebooks


def life(text: str = SMALL) -> Standing:
    return Standing(parse_rulebook(text))


def test_score_is_clipped() -> None:
    one = life(SMALL.replace("start: 100", "start: 195").replace("cap_per_year: 2", "cap_per_year: 200"))
    one.post("good", 0)
    assert (one.score, one.grade) == (200, "A")


def test_a_fall_starts_a_lock_and_a_rise_does_not() -> None:
    one = life()
    one.post("bad", 3)
    assert (one.score, one.grade, one.lock_until) == (80, "B", 3 + 730)
    one.advance(732)
    assert one.locked
    one.advance(733)
    assert (one.grade, one.locked) == ("B", False)
    one.post("good", 800)
    assert (one.score, one.grade, one.locked) == (90, "A", False)


def test_no_rise_inside_a_lock_and_release_to_the_band() -> None:
    one = life()
    one.post("bad", 0)
    one.post("good", 1)
    one.post("good", 2)
    assert (one.score, one.grade) == (100, "B")
    one.advance(730)
    assert (one.grade, one.locked) == ("A", False)


def test_release_to_a_rung_begins_its_lock_and_from_there_the_band_may_lie_lower() -> None:
    one = life()
    for _ in range(3):
        one.post("bad", 0)
    assert (one.score, one.grade, one.lock_until) == (40, "C", 365)
    one.advance(365)
    assert (one.grade, one.lock_until) == ("B", 365 + 730)
    one.advance(365 + 730)
    assert (one.grade, one.lock_until) == ("C", 365 + 730 + 365)
    assert [(c.before, c.after) for c in one.changes] == [("A", "B"), ("B", "C"), ("C", "B"), ("B", "C")]


def test_falling_to_the_same_grade_starts_its_lock_again_but_losing_points_there_does_not() -> None:
    one = life()
    one.post("crime", 0)
    one.post("bad", 100)
    assert (one.grade, one.lock_until, one.score) == ("C", 365, 80)
    one.post("crime", 200)
    assert one.lock_until == 565


def test_releases_come_before_the_entries_of_their_day() -> None:
    one = life()
    one.post("bad", 0)
    one.post("good", 730)
    assert (one.score, one.grade, one.locked) == (90, "A", False)


SETS = SMALL.replace("release: band", "release: band, sets_score: 95").replace(
    "points: -20", "points: -20, counts_for: 3y"
)


AGAIN = (
    "format: credopolis-rulebook/1\nname: again\ntitle: Again\naccount: hypothetical\n"
    "score: {start: 12, min: 0, max: 12}\n"
    "grades: {on: {from: 1}, off: {lock: {lasts: 180d, release: on, sets_score: 12, again: "
    "{within: 900d, lasts: [1y, 2y]}}}}\nacts: {fault: {points: -12}}\n"
)


def test_a_lock_is_longer_soon_after_earlier_ones() -> None:
    one = life(AGAIN)
    lengths = []
    for day in (0, 200, 899, 2000, 2900):
        one.post("fault", day)
        lengths.append(one.lock_until - day)
    # The second is within 900 days of the first, the third of both; on day 2000 none is, on day 2900 just none.
    assert lengths == [180, 365, 730, 180, 180]
    one = life(AGAIN.replace("within: 900d", "within: 900d, after_its_end: true"))
    for day, length in ((0, 180), (1079, 365), (1444 + 900, 180)):
        one.post("fault", day)
        assert one.lock_until - day == length


def test_a_lock_that_an_appeal_ends_makes_no_other_longer() -> None:
    one = life(AGAIN)
    one.correct(one.post("fault", 10), 50)
    assert (one.grade, one.score, one.locked) == ("on", 12, False)
    one.post("fault", 60)
    assert one.lock_until == 60 + 180


LISTS = AGAIN.replace(
    "off: {lock: {lasts: 180d, release: on, sets_score: 12, again: {within: 900d, lasts: [1y, 2y]}}}",
    "off: {adds_to: shame, lock: {lasts: 180d, release: on, sets_score: 12}}",
).replace(
    "acts: {fault: {points: -12}}",
    "lists: {shame: {lasts: 300d}}\nacts: {fault: {points: -12}, crime: {falls_to: off}}",
)


def test_a_grade_lists_whoever_enters_it_or_is_locked_anew() -> None:
    one = life(LISTS)
    one.post("fault", 10)
    assert (one.grade, one.lists, one.listed_until) == ("off", ("shame",), {"shame": 310})
    one.post("fault", 20)
    assert one.listed_until == {"shame": 310}, "who is there already is not listed again"
    one.post("crime", 30)
    assert (one.lock_until, one.listed_until) == (210, {"shame": 330}), "unless the lock begins anew"
    one.advance(329)
    assert (one.grade, one.lists) == ("on", ("shame",))
    one.advance(330)
    assert one.lists == ()


def test_an_appeal_ends_the_listing_by_the_grade_with_its_lock() -> None:
    one = life(LISTS)
    one.correct(one.post("fault", 10), 50)
    assert (one.grade, one.lists) == ("on", ())
    one.repair(one.post("fault", 100), 120)
    assert (one.grade, one.lists) == ("off", ("shame",)), "a repair ends neither"


def returning(resets: str) -> Standing:
    return life(
        SMALL.replace("max: 200", f"max: 200, resets: {{{resets}}}").replace("cap_per_year: 2", "cap_per_year: 9")
    )


def test_clean_time_gives_points_back_until_the_start() -> None:
    one = life(SMALL.replace("max: 200", "max: 200, gives_back: {points: 8, after: 100d}"))
    entry, before = one.post("bad", 10), 100 + one.rulebook.acts["bad"].points
    one.advance(109)
    assert one.score == before
    one.advance(110)
    assert (one.score, entry.struck) == (before + 8, "")
    one.post("bad", 200)
    one.advance(299)
    assert one.score == 2 * before - 100 + 8, "the second entry began the time anew"
    one.advance(300)
    assert one.score == 2 * before - 100 + 16
    one.advance(3000)
    assert one.score == 100, "up to the start, the last time by what is missing"


def test_clean_time_counts_from_the_first_day_where_it_leads_above_the_start() -> None:
    one = life(SMALL.replace("max: 200", "max: 200, gives_back: {points: 30, after: 100d, up_to: 150}"))
    one.advance(100)
    assert one.score == 130
    one.advance(5000)
    assert one.score == 150


def test_a_cycle_ends_for_all_that_was_entered_in_it() -> None:
    one = returning("every: 1000d")
    early = one.post("bad", 0)
    one.post("good", 999)
    assert (one.score, one.grade) == (90, "A")
    one.post("bad", 999)
    assert (one.score, one.grade, one.lock_until) == (70, "B", 999 + 730)
    one.advance(1000)
    assert (one.score, one.grade, one.locked) == (100, "B", True), "a lock holds over the end of a cycle"
    one.repair(early, 1100)
    assert one.score == 100, "what was cleared moves nothing again"
    one.advance(1729)
    assert (one.grade, one.changes[-1].cause) == ("A", "the lock ended")
    one.post("bad", 1999)
    one.advance(2000)
    assert one.score == 100


def test_a_score_returns_so_long_after_the_last_entry_that_took_something() -> None:
    one = returning("after: 800d")
    one.post("bad", 0)
    one.post("bad", 799)
    one.post("good", 900)
    one.advance(1598)
    assert one.score == 70
    one.advance(1599)
    assert (one.score, one.grade, one.changes[-1].cause) == (100, "A", "the score returned to its start")
    one.post("good", 1600)
    one.advance(4000)
    assert one.score == 110, "what gives is no reason to return"


def test_a_score_above_its_start_returns_too_and_falls() -> None:
    text = SMALL.replace("start: 100, min: 0, max: 200", "start: 60, min: 0, max: 200, resets: {every: 30d}")
    one = life(text.replace("cap_per_year: 2", "cap_per_year: 9"))
    for _ in range(4):
        one.post("good", 1)
    assert (one.score, one.grade) == (100, "A")
    one.advance(30)
    assert (one.score, one.grade, one.lock_until) == (60, "B", 30 + 730)


def test_an_entry_soon_after_others_moves_other_points() -> None:
    text = SMALL.replace("points: -20", "points: -20, again: {within: 100d, points: [-30, -50]}")
    one = life(text.replace("min: 0", "min: -2000"))
    moved = [one.post("bad", day).moved for day in (0, 99, 100, 150, 199, 350)]
    assert moved == [-20, -30, -30, -50, -50, -20], "on the hundredth day the first is forgotten"
    struck = one.post("bad", 351)
    assert struck.moved == -30
    one.correct(struck, 352)
    assert one.post("bad", 353).moved == -30, "what was struck on appeal changes no other's points"


def test_of_several_entries_of_one_day_only_the_largest_counts() -> None:
    """Great Britain: of offences of one occasion the highest number of points (Road Traffic Offenders Act 1988, 28(4))."""
    text = SMALL.replace("max: 200", "max: 200, at_once: {only_largest: true}")
    text = text.replace("acts:", "acts:\n  worse: {points: -30, counts_for: 1y}\n  better: {points: 25}", 1)
    one = life(text)
    moved = [one.post(act, 5).moved for act in ("bad", "worse", "bad", "good", "better", "good")]
    assert moved == [-20, -10, 0, 10, 15, 0] and one.score == 100 - 30 + 25
    assert one.post("bad", 6).moved == -20, "another day"
    one.advance(5 + 365)
    assert one.score == 100 - 20 + 25 - 20, "what the graver one took beyond the other comes back"


def test_entries_of_one_day_move_no_more_than_its_limit() -> None:
    one = life(
        SMALL.replace("max: 200", "max: 200, at_once: {lost: 30, gained: 15}").replace(
            "cap_per_year: 2", "cap_per_year: 9"
        )
    )
    entries = [one.post("bad", 5) for _ in range(3)]
    assert [entry.moved for entry in entries] == [-20, -10, 0] and all(entry.counts for entry in entries)
    assert (one.score, one.grade) == (70, "B")
    assert [one.post("good", 5).moved for _ in range(3)] == [10, 5, 0], "what was lost leaves gains as they are"
    one.repair(entries[1], 5)
    assert one.score == 95, "a repair takes back what was moved, and no limit asks"
    one.post("bad", 6)
    assert one.score == 75


def test_a_release_sets_the_score_and_clears_what_was_entered_before() -> None:
    one = life(SETS)
    early = one.post("bad", 0)
    one.post("bad", 729)
    assert (one.score, one.grade, one.lock_until) == (60, "B", 730)
    late = one.post("bad", 730)
    assert (one.score, one.grade, one.locked) == (75, "B", True)
    one.correct(early, 800)
    assert (one.score, one.grade) == (75, "B")
    one.advance(729 + 1095)
    assert (one.score, one.grade, one.locked) == (95, "A", False)
    one.correct(late, 729 + 1095)
    assert one.score == 95


def test_only_the_end_of_a_lock_sets_the_score() -> None:
    one = life(SETS)
    entry = one.post("bad", 0)
    one.post("bad", 10)
    one.correct(entry, 20)
    assert (one.score, one.locked) == (80, False)
    one.post("crime", 30)
    one.advance(30 + 365)
    assert (one.score, one.grade) == (80, "B")


def test_lists_end_by_themselves_or_by_an_act_and_a_new_listing_begins_anew() -> None:
    one = life()
    one.post("debt", 0)
    one.post("debt", 20)
    one.advance(30)
    assert one.lists == ("black",)
    one.advance(50)
    assert one.lists == ()
    one.post("debt", 60)
    one.post("paid", 61)
    assert one.lists == ()


def test_a_listing_without_end() -> None:
    one = life(DOSSIER)
    one.post("wrong_word", 0)
    one.advance(30_000)
    assert one.lists == ("unreliable",)
    one.post("rehabilitation", 30_000)
    assert one.lists == ()


def test_caps_count_entries_of_a_year() -> None:
    one = life(SMALL.replace("start: 100", "start: 150"))
    for day in (0, 1, 2, 364):
        one.post("good", day)
    assert one.score == 170
    one.post("good", 365)
    assert one.score == 180


def test_a_window_rolls_and_what_does_not_count_does_not_stand_in_the_way() -> None:
    one = life(SMALL.replace("start: 100", "start: 150").replace("cap_per_year: 2", "cap: {times: 2, per: 30d}"))
    days = (0, 10, 20, 29, 30, 39, 40, 59, 60)
    assert [one.post("good", day).counts for day in days] == [True, True, False, False, True, False, True, False, True]
    assert one.score == 150 + 50
    two = life(SMALL.replace("cap_per_year: 2", "cap: {times: 1}"))
    assert [two.post("good", day).counts for day in (0, 1, 30_000)] == [True, False, False]


def test_an_act_counts_only_where_it_is_open_and_then_alone_takes_a_place() -> None:
    one = life(SMALL.replace("points: 10, ", "points: 10, only: {grades: [B]}, "))
    assert not one.post("good", 0).counts and not one.post("good", 0).counts
    one.post("bad", 1)
    assert [one.post("good", 1).counts for _ in range(3)] == [True, True, False]
    assert (one.score, one.grade) == (100, "B")


def test_entries_expire_and_take_back_what_they_moved() -> None:
    one = life(BANK_SCORE)
    one.post("missed_payment", 0)
    one.post("bankruptcy", 0)
    one.post("bankruptcy", 0)
    assert (one.score, one.grade) == (300, "subprime")
    one.advance(7 * 365)
    assert (one.score, one.grade) == (340, "subprime")
    one.advance(10 * 365)
    assert (one.score, one.grade) == (680, "prime")


def test_days_pass_forwards_and_acts_must_be_known() -> None:
    one = life()
    one.advance(10)
    with pytest.raises(BadValue, match="Days only pass forwards"):
        one.advance(9)
    with pytest.raises(BadValue, match="allowed: bad, good"):
        one.post("treason", 11)


def test_a_case_that_does_not_hold_is_shown_at_its_place(tmp_path: pytest.TempPathFactory) -> None:
    book = parse_rulebook(SMALL)
    path = tmp_path / "cases.yaml"  # type: ignore[operator]
    text = "format: credopolis-cases/1\ncases:\n  one:\n    case: x\n    steps:\n      a: {day: 1, act: bad, expect: {score: 81}}\n"
    path.write_text(text)
    faults = run_case(book, load_cases(path, book), "one")
    assert [(f.line, f.value) for f in faults] == [(6, "81")]
    assert "gives 80" in faults[0].message
    for wrong, message in (("act: bad", "act: worse"), ("day: 1", "day: -1"), ("score: 81", "grade: Z")):
        path.write_text(text.replace(wrong, message))
        with pytest.raises(FaultyFile):
            load_cases(path, book)
    path.write_text(text + "      b: {day: 0, act: bad}\n")
    with pytest.raises(FaultyFile, match="lies before"):
        load_cases(path, book)


def test_nine_years_is_the_shortest_way_back_from_a_crime() -> None:
    """Whatever good deeds follow, no A grade is reached before 5 + 2 + 2 years, and then one is."""
    one = Standing(load_rulebook(SHIPPED["popular-account"]))
    one.post("intentional_crime", 0)
    for day in range(1, 9 * 365, 30):
        one.post("community_help", day)
        assert not one.grade.startswith("A")
    one.advance(9 * 365 - 1)
    assert (one.grade, one.score > 1050) == ("B", True)
    one.advance(9 * 365)
    assert one.grade == "AAA"


@settings(max_examples=60, deadline=None)
@given(rulebooks(removal=True), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), max_size=40))
def test_what_holds_for_every_rulebook_and_history(text: str, history: list[tuple[int, int]]) -> None:
    book = parse_rulebook(text)
    one = Standing(book)
    names = list(book.acts)
    order = ["none", *reversed(book.grades)]
    day = 0
    for index, pause in history:
        day += pause
        act = names[index % len(names)]
        one.advance(day)
        before, until = one.grade, one.lock_until
        one.post(act, day)
        if book.score is not None:
            assert book.score.min <= one.score <= book.score.max
        assert order.index(one.grade) <= order.index(before) or not day < until
        assert (one.grade == "none") == (one.removed or book.score is None)
        assert not (one.removed and one.locked)
        held = book.grades[one.grade].lock if one.locked else None
        if one.locked:
            assert held is not None
            assert one.lock_until - day <= held.longest
        assert set(one.lists) <= set(book.lists)
        assert all(end < 0 or end > day for end in one.listed_until.values())
    assert all(isinstance(act.conduct, ActConduct) for act in book.acts.values())
