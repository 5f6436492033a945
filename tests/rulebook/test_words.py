"""Rulebooks in words: `show` and `diff`."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credopolis.core.faults import FaultyFile
from credopolis.rulebook import compile_rulebook, describe, diff_rulebooks, load_rulebook, parse_rulebook
from tests.rulebook.books import BANK_SCORE, SHIPPED, SMALL
from tests.strategies import rulebook_data

DIFFERENCES = [
    ("points: -20", "points: -50", ["bad costs 50 points instead of 20"]),
    ("points: -20", "points: -20, again: {within: 1y, points: [-30, -50]}", [
        "bad costs 30 points with one earlier entry, costs 50 points with two earlier entries within 1y (before: moves the "
        "same points each time)"]),
    ("points: -20", "points: 20", ["bad earns 20 points (before: costs 20 points)"]),
    ("falls_to: C", "falls_to: B", ["crime drops the grade to B instead of C"]),
    ("cap_per_year: 2", "cap_per_year: 3", ["good counts at most 3 times a year instead of 2"]),
    ("cap_per_year: 2", "cap: {times: 1, per: 5y}", [
        "good counts at most once within any 5y (before: counts at most 2 times a year)"]),
    ("cap_per_year: 2", "cap: {times: 3}", ["good counts at most 3 times in a life (before: counts at most 2 times a year)"]),
    ("points: 10, ", "points: 10, only: {grades: [B, C]}, ", [
        "good counts only in B and C (before: counts in every grade)"]),
    ("points: 10, cap", "points: 10, counts_for: 1y, cap", ["good counts for 1y (before: counts without end)"]),
    ("decision: court", "decision: office", ["crime is decided by an office (before: is decided by a court)"]),
    ("records: 0.5", "records: 0.6", ["bad is seen by records 0.6 instead of 0.5"]),
    ("B: {from: 50", "B: {from: 60", ["grade B begins at 60 instead of 50"]),
    ("lasts: 2y", "lasts: 3y", ["grade B is locked for 3y instead of 2y"]),
    ("release: band", "release: A", ["grade B is released to A instead of the band that the score deserves"]),
    ("release: band", "release: band, sets_score: 60", [
        "grade B has a release which sets the score to 60 and clears what is on file (before: a release which keeps the "
        "score)"]),
    ("release: band", "release: band, again: {within: 5y, lasts: [3y, 4y]}", [
        "grade B has a lock that is 3y within 5y of the beginning of one earlier one, 4y within 5y of the beginning of "
        "two earlier ones (before: no longer soon after earlier ones)"]),
    (", lock: {lasts: 1y, release: B}", "", ["grade C has no lock (before: locked for 1y, then released to B)"]),
    ("benefits: [fast]", "benefits: []", ["grade A no longer opens fast"]),
    ("B: {from: 50", "B: {restrictions: [loans], from: 50", ["grade B now closes loans"]),
    ("B: {from: 50", "B: {adds_to: black, from: 50", [
        "grade B puts on the list black (before: puts on no list)"]),
    ("worth: 2", "worth: 3", ["loans is worth 3 instead of 2"]),
    ("lasts: 30d", "lasts: 60d", ["black lasts for 60d instead of 30d"]),
    ("black: {", "black: {public: true, ", ["black is published (before: is not published)"]),
    ("start: 100", "start: 120", ["the score starts at 120 instead of 100"]),
    ("max: 200", "max: 200, resets: {every: 1y}", [
        "the score returns to its start every 1y (before: it never returns to its start by itself)"]),
    ("max: 200", "max: 200, gives_back: {points: 1, after: 7d}", [
        "clean time gives back 1 point each 7d without an entry that takes points, up to 100 (before: it gives nothing "
        "back)"]),
    ("max: 200", "max: 200, newcomers: {for: 2y, start: 60, gains: {points: 2, each: 1y}}", [
        "for their first 2y newcomers begin with 60 points and gain 2 points after each 1y until an entry takes points or "
        "drops a grade (before: nothing is otherwise for newcomers)"]),
    ("max: 200", "max: 200, at_once: {lost: 8, gained: 5}", [
        "one day takes at most 8 points and gives at most 5 points (before: one day may move any number of points)"]),
    ("max: 200", "max: 200, at_once: {only_largest: true}", [
        "one day counts only its largest loss and its largest gain (before: one day may move any number of points)"]),
    ("max: 200", "max: 200, counters: {a: {lost: 40, within: 1y, falls_to: C}, b: {lost: 20, within: 9d, falls_to: B}}", [
        "40 points lost within 1y drop the grade to C and 20 points lost within 9d drop the grade to B (before: no points "
        "lost within a window drop the grade)"]),
    ("max: 200", "max: 300", ["the highest score is 300 instead of 200"]),
    ("  debt:", "  more: {points: -3}\n  debt:", ["act more is new: it costs 3 points"]),
    ("  bad: {points: -20, seen_by: {records: 0.5}}\n", "", ["act bad is gone: it costs 20 points"]),
    ("acts:\n", "due_process: {appeal: 0.5}\nacts:\n", ["due process: appeal 0.5 of 1 instead of 0"]),
    ("acts:\n", "scored_from_age: 18y\nacts:\n", ["people are scored from the age of 18y instead of 0d"]),
    ("  paid: {removes_from: black, conduct: {rate: 1, who: {on_list: black}}}\n", "", [
        "act paid is gone: it takes off the list black"]),
    ("adds_to: black", "adds_to: black, adds_after: 3", [
        "debt puts on the list black from entry 3 on (before: puts on the list black)"]),
    ("points: -20", "points: -20, about: child", [
        "bad is about the conduct of one's child (before: is about one's own conduct)"]),
    ("points: -20", "points: -20, about: others", [
        "bad is about the conduct of others (before: is about one's own conduct)"]),
    ("points: -20", "points: -20, area: credit", [
        "bad belongs to the area of credit (before: belongs to no named area of life)"]),
    ("points: -20", "points: -20, prices: crime", ["bad prices crime instead of bad"]),
    ("points: -20", "points: -20, prices: bad", []),
    ("points: -20", "points: -20, discretion: [-30, -10]", [
        "bad leaves the official to choose from -30 to -10 points (before: leaves the official no choice of points)"]),
    ("points: -20", "points: -20, repairable: false", ["bad cannot be repaired (before: can be repaired)"]),
    ("kind: benefit", "kind: benefit, area: tax", [
        "fast belongs to the area of tax (before: belongs to no named area of life)"]),
    ("acts:\n", "due_process: {reasons: 1}\nacts:\n", [
        "due process: reasons given 1 of 1 (before: reasons given: not stated)"]),
    ("acts:\n", "due_process: {repair_steps: 2}\nacts:\n", [
        "due process: repair 0 of 1, in 2 steps (before: repair 0 of 1)"]),
    ("acts:\n", "legal_basis: Some law\nacts:\n", []),
    ("title: A small rulebook", "title: Another", []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "lines"), DIFFERENCES)
def test_differences_in_words(before: str, after: str, lines: list[str]) -> None:
    assert before in SMALL
    assert diff_rulebooks(parse_rulebook(SMALL), parse_rulebook(SMALL.replace(before, after, 1))) == lines


def test_conduct_is_compared() -> None:
    lines = diff_rulebooks(parse_rulebook(SMALL), parse_rulebook(SMALL.replace("rate: 1", "rate: 2")))
    assert len(lines) == 1
    assert lines[0].startswith("paid is done 2 times a year")
    mistake = diff_rulebooks(
        parse_rulebook(SMALL), parse_rulebook(SMALL.replace("rate: 1", "rate: 1, only_by_mistake: true"))
    )
    assert mistake[0].startswith("paid only comes as a mistake, of weight 1 beside the rates of other acts")


def test_order_is_compared() -> None:
    book = parse_rulebook(SMALL)
    crime = "  crime: {falls_to: C, decision: court}\n"
    moved = parse_rulebook(SMALL.replace(crime, "").rstrip("\n") + "\n" + crime)
    assert diff_rulebooks(book, moved) == ["acts stand in another order"]


def test_show_names_everything_with_its_source() -> None:
    text = describe(load_rulebook(SHIPPED["popular-account"]))
    assert "tax_evasion: costs 100 points; decided by an office  [seed-002]" in text
    assert "locked for 5y, then released to C  [seed-021]" in text
    assert "popular account: what is widely told, not what is documented" in text
    assert "dishonest_debtors: for 5y, published  [jd-031" in describe(load_rulebook(SHIPPED["judgment-defaulters"]))
    assert "appeal 0.8 of 1, decided within 30d" in describe(parse_rulebook(BANK_SCORE))


def test_removal_is_compared_and_told() -> None:
    paid = "  paid: {removes_from: black, conduct: {rate: 1, who: {on_list: black}}}\n"
    book = parse_rulebook(SMALL.replace(paid, ""))
    removal = parse_rulebook(SMALL.replace(paid, "").replace("lasts: 30d", "lasts: 30d, removal: true"))
    assert diff_rulebooks(book, removal) == ["black removes from civic life (before: leaves in civic life)"]
    assert "  black: for 30d, removes from civic life" in describe(removal).splitlines()


def test_what_is_not_usual_is_told_of_an_act() -> None:
    options = (
        "about: spouse, prices: one_fact, area: tax, discretion: [-30, -20], repairable: false, legal_basis: A law"
    )
    text = describe(parse_rulebook(SMALL.replace("points: -20", f"points: -20, {options}")))
    told = text[text.index("  bad: ") : text.index("  good: ")].splitlines()[2:]
    assert [line.strip() for line in told] == [
        "is about the conduct of one's spouse", "prices one_fact", "belongs to the area of tax",
        "leaves the official to choose from -30 to -20 points", "cannot be repaired", "legal basis: A law",
    ]  # fmt: skip


def _paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(deeper for key, value in items for deeper in _paths(value, (*path, key)))]


@settings(max_examples=60, deadline=None)
@given(rulebook_data(removal=True), st.randoms(use_true_random=False))
def test_there_is_a_difference_in_words_exactly_if_the_digests_differ(data: dict[str, Any], random: Any) -> None:
    changed = copy.deepcopy(data)
    path = random.choice([p for p in _paths(data) if len(p) > 1])
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    value = parent[path[-1]]
    if isinstance(value, bool):
        parent[path[-1]] = not value
    elif isinstance(value, int | float):
        parent[path[-1]] = value + random.choice([-1, 1])
    else:
        del parent[path[-1]]
    before = parse_rulebook(json.dumps(data))
    try:
        after = parse_rulebook(json.dumps(changed))
    except FaultyFile:
        return
    same = compile_rulebook(before).digest == compile_rulebook(after).digest
    assert (diff_rulebooks(before, after) == []) == same
    assert describe(after)
