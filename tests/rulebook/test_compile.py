"""The compiled form: exact arrays of a small rulebook, and agreement with the readable automaton."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from credopolis.rulebook import Standing, compile_rulebook, load_rulebook, parse_rulebook
from credopolis.rulebook.model import DueProcess
from tests.rulebook.books import BANK_SCORE, DOSSIER, SHIPPED, SMALL
from tests.strategies import rulebooks


def test_the_small_rulebook_exactly() -> None:
    c = compile_rulebook(parse_rulebook(SMALL))
    assert (c.name, c.grade_names, c.has_score) == ("small", ("C", "B", "A"), True)
    assert (c.score_start, c.score_min, c.score_max, c.start_grade, c.standing_grade) == (100, 0, 200, 2, 2)
    expected = np.repeat(np.array([0, 1, 2], np.uint8), [50, 40, 111])
    np.testing.assert_array_equal(c.band_of, expected)
    assert c.band_of.dtype == np.uint8
    assert (c.lock_days.tolist(), c.lock_days.dtype) == ([365, 730, 0], np.int32)
    assert (c.release_to.tolist(), c.release_to.dtype) == ([1, -1, -1], np.int16)
    # Worth: C closes loans (0), B has loans (2), A loans and fast (3); on the list loans are closed.
    np.testing.assert_allclose(c.worth, [[0, 0], [2 / 3, 0], [1, 1 / 3]])
    assert c.act_names == ("bad", "good", "crime", "debt", "paid")
    assert (c.act_points.tolist(), c.act_points.dtype) == ([-20, 10, 0, 0, 0], np.int16)
    assert c.act_falls_to.tolist() == [-1, -1, 0, -1, -1]
    assert c.act_adds_to.tolist() == [-1, -1, -1, 0, -1]
    assert c.act_removes_from.tolist() == [-1, -1, -1, -1, 0]
    assert (c.act_cap.tolist(), c.act_cap.dtype) == ([0, 2, 0, 0, 0], np.uint16)
    assert (c.act_expires_days.tolist(), c.act_decision.tolist()) == ([0] * 5, [0, 0, 2, 0, 0])
    assert c.act_seen_by[0] == {"records": 0.5}
    assert [conduct is not None for conduct in c.act_conduct] == [False] * 4 + [True]
    assert (c.list_names, c.list_days.tolist(), c.list_days.dtype) == (("black",), [30], np.int32)
    assert (c.act_adds_after.tolist(), c.act_adds_after.dtype) == ([1] * 5, np.uint8)
    assert (c.act_repairable.tolist(), c.list_removal.tolist(), c.list_removal.dtype) == ([True] * 5, [False], np.bool_)
    assert c.due_process == DueProcess()


def test_removal_and_its_options() -> None:
    text = SMALL.replace("lasts: 30d", "lasts: 30d, removal: true").replace(
        "adds_to: black", "adds_to: black, adds_after: 3"
    )
    text = text[: text.index("  paid:")].replace("falls_to: C", "falls_to: C, repairable: false")
    c = compile_rulebook(parse_rulebook(text + "due_process: {repair: 0.5, repair_steps: 2, notice_within: 10d}\n"))
    assert (c.list_removal.tolist(), c.act_adds_after.tolist()) == ([True], [1, 1, 1, 3])
    assert c.act_repairable.tolist() == [True, True, False, True]
    assert c.due_process == DueProcess(repair=0.5, repair_steps=2, notice_days=10)
    # No gate is open to the removed: A is worth loans and fast (3), B loans (2).
    np.testing.assert_allclose(c.worth, [[0, 0], [2 / 3, 0], [1, 0]])


def test_points_that_an_official_chooses_have_a_range() -> None:
    c = compile_rulebook(parse_rulebook(SMALL.replace("points: -20", "points: -20, discretion: [-30, -5]")))
    assert (c.act_range.tolist(), c.act_range.dtype) == ([[-30, -5], [10, 10], [0, 0], [0, 0], [0, 0]], np.int16)


def test_a_list_has_no_score() -> None:
    c = compile_rulebook(load_rulebook(SHIPPED["judgment-defaulters"]))
    assert (c.grade_names, c.has_score, c.score_start, c.score_min, c.score_max) == (("none",), False, 0, 0, 0)
    assert (c.band_of.tolist(), c.start_grade, c.standing_grade, c.lock_days.tolist()) == ([0], 0, 0, [0])
    neither, debtor, barred, both = c.worth[0]
    assert (neither, debtor, both) == (1.0, 0.0, 0.0) and 0 < barred < 1


def test_the_popular_account() -> None:
    c = compile_rulebook(load_rulebook(SHIPPED["popular-account"]))
    assert c.grade_names == ("D", "C", "B", "A-", "A", "A+", "AA", "AAA")
    assert c.lock_days.tolist() == [1825, 730, 730, 0, 0, 0, 0, 0]
    assert c.release_to.tolist() == [1, 2, -1, -1, -1, -1, -1, -1]
    assert (c.grade_names[c.start_grade], c.grade_names[c.standing_grade]) == ("A", "A-")
    bands = [c.grade_names[c.band_of[score]] for score in (0, 599, 600, 849, 850, 959, 960, 1000, 1030, 1050, 2000)]
    assert bands == ["D", "D", "C", "C", "B", "B", "A-", "A", "AA", "AAA", "AAA"]
    assert (np.diff(c.worth[:, 0]) >= 0).all()


def test_ageing_entries_and_dossiers_compile() -> None:
    bank = compile_rulebook(parse_rulebook(BANK_SCORE))
    assert bank.act_expires_days.tolist() == [7 * 365, 10 * 365, 365]
    assert bank.standing_grade == bank.start_grade
    assert compile_rulebook(parse_rulebook(DOSSIER)).list_days.tolist() == [0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("points: -20, ", "points: {value: -20, source: x, note: y}, "),
        ("title: A small rulebook", "title: Another title"),
        ("name: small", "name: other"),
        ("C: {res", "C: {from: 0, res"),
        ("A: {from: 90", "# comment\n  A: {to: 200, from: 90"),
        ("lasts: 2y", "lasts: 730d"),
        ("crime: {", "crime: {legal_basis: Some law, "),
        ("crime: {", "crime: {prices: crime, "),
        ("lists:\n", "legal_basis: Some law\nlists:\n"),
    ],
)
def test_digest_ignores_formatting_and_words(before: str, after: str) -> None:
    changed = SMALL.replace(before, after, 1)
    assert changed != SMALL
    assert _digest(changed) == _digest(SMALL)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("points: -20", "points: -21"),
        ("lasts: 2y", "lasts: 731d"),
        ("release: band", "release: A"),
        ("from: 90", "from: 91"),
        ("records: 0.5", "records: 0.51"),
        ("worth: 2", "worth: 3"),
        ("cap_per_year: 2", "cap_per_year: 3"),
        ("rate: 1", "rate: 2"),
        ("rate: 1", "rate: 1, only_by_mistake: true"),
        ("adds_to: black", "adds_to: black, adds_after: 2"),
        ("points: -20", "points: -20, discretion: [-30, -10]"),
        ("crime: {", "crime: {about: parent, "),
        ("  good: {points: 10, cap_per_year: 2}\n  crime: {falls_to: C, decision: court}\n",
         "  crime: {falls_to: C, decision: court}\n  good: {points: 10, cap_per_year: 2}\n"),
    ],
)  # fmt: skip
def test_digest_follows_the_rules(before: str, after: str) -> None:
    changed = SMALL.replace(before, after, 1)
    assert changed != SMALL
    assert _digest(changed) != _digest(SMALL)


def _digest(text: str) -> str:
    return compile_rulebook(parse_rulebook(text)).digest


@settings(max_examples=60, deadline=None)
@given(rulebooks(removal=True))
def test_random_rulebooks_compile_and_agree_with_the_automaton(text: str) -> None:
    book = parse_rulebook(text)
    c = compile_rulebook(book)
    assert c.worth.shape == (len(c.grade_names), 2 ** len(c.list_names))
    assert c.worth.min() == 0 or c.worth.max() == 1 or not c.worth.any()
    assert ((c.worth >= 0) & (c.worth <= 1)).all()
    assert (c.lock_days[c.standing_grade :] == 0).all() or not c.lock_days.any()
    if not book.grades:
        return
    assert len(c.band_of) == c.score_max - c.score_min + 1
    assert (np.diff(c.band_of.astype(int)) >= 0).all()
    new = book.score.newcomers if book.score else None
    life, newcomer = Standing(book, scored_for=new.days if new else 0), Standing(book)
    for score in {
        c.score_min,
        c.score_max,
        c.score_start,
        *(g.lowest for g in book.grades.values() if g.lowest is not None),
    }:
        life.score = newcomer.score = score
        assert life.band() == c.grade_names[c.band_of[score - c.score_min]]
        assert newcomer.band() == c.grade_names[c.new_band_of[score - c.score_min]]
